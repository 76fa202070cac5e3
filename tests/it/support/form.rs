//! A made-up report to print: no such places exist.

use chrono::NaiveDate;
use lien_the_he::reporting::forms::{
    Figure, Form, Heading, Line, Measure, Part, PrintedTarget, Section, Signature,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn line(code: &str, name: &str, counted_in: &str, value: Figure, plans: &[(&str, &str)]) -> Line {
    Line {
        code: code.to_owned(),
        name: name.to_owned(),
        counted_in: counted_in.to_owned(),
        measure: if counted_in == "%" { Measure::Percent } else { Measure::Plain },
        plans: plans
            .iter()
            .map(|(bounds, standing)| PrintedTarget {
                bounds: (*bounds).to_owned(),
                reached: None,
                standing: (*standing).to_owned(),
            })
            .collect(),
        value,
        computed: value,
        definition_version: 1,
        ..Line::default()
    }
}

/// What one of the parts reported.
fn part(name: &str, clubs: i64, members: i64, women: Figure) -> Part {
    let values = [
        ("I01", Figure::Count(clubs)),
        ("I02", Figure::Count(1)),
        ("I03", Figure::Count(members)),
        ("I04", women),
        ("I05", Figure::Ratio(members * 7 / 10, members)),
        ("I08", Figure::Ratio(members, clubs)),
        ("I09", Figure::Ratio(1, 1)),
        ("I15", Figure::Count(clubs * 48_123_000)),
        ("I19", Figure::Count(clubs * 31_500_000)),
        ("I20", Figure::Ratio(clubs * 250_000, clubs * 31_500_000)),
        ("I26", Figure::Ratio(members / 2, members)),
    ];
    Part {
        name: name.to_owned(),
        values: values.into_iter().map(|(code, figure)| (code.to_owned(), figure)).collect(),
    }
}

/// The year's report of a province that does not exist.
pub fn made_up() -> Form {
    let mut members = line(
        "I03",
        "Số thành viên",
        "người",
        Figure::Count(1_234_567),
        &[("Từ 1.000.000 người", "Đạt"), ("50–70 người một CLB", "Chưa đạt")],
    );
    members.declared = Some(Figure::Count(1_234_500));
    "Số báo cáo là số ước tính <script>alert(1)</script> & chưa đối chiếu"
        .clone_into(&mut members.explanation);
    let mut women = line("I04", "Tỷ lệ phụ nữ", "%", Figure::Ratio(864_197, 1_234_567), &[("≥ 60%", "Đạt")]);
    women.declared = Some(Figure::Ratio(864_150, 1_234_500));
    Form {
        report_id: "0190f3a0-0000-7000-8000-000000000501".to_owned(),
        version: 2,
        draft: false,
        superior: Some("Ủy ban nhân dân Tỉnh Mẫu".to_owned()),
        issuer: "Hội Người cao tuổi Tỉnh Mẫu".to_owned(),
        place: "Tỉnh Mẫu".to_owned(),
        dated: Some(day("2026-02-05")),
        title: "Hoạt động của các câu lạc bộ liên thế hệ tự giúp nhau năm 2025".to_owned(),
        programme: Some("Đề án nhân rộng <b>mẫu</b>".to_owned()),
        since: Some(day("2024-12-15")),
        until: Some(day("2025-12-14")),
        sections: vec![
            Section {
                heading: Heading::Direction,
                text: "Đã ban hành 3 văn bản chỉ đạo.\n\nTổ chức 2 cuộc giao ban với các xã, phường; \"bảo đảm\" 100% đơn vị tham dự.".to_owned(),
            },
            Section { heading: Heading::Proposals, text: "Đề nghị bổ sung kinh phí tập huấn.".to_owned() },
        ],
        lines: vec![
            line("I01", "Số câu lạc bộ", "câu lạc bộ", Figure::Count(17_637), &[("17.000", "Đạt")]),
            line("I02", "Câu lạc bộ mới", "câu lạc bộ", Figure::Count(4), &[]),
            members,
            women,
            line("I05", "Tỷ lệ người cao tuổi", "%", Figure::Ratio(864_196, 1_234_567), &[]),
            line("I08", "Quy mô trung bình", "người/CLB", Figure::Ratio(1_234_567, 17_637), &[]),
            line("I09", "Tỷ lệ xã có câu lạc bộ", "%", Figure::Ratio(4, 5), &[("≥ 70%", "Đạt")]),
            line("I15", "Quỹ tăng thu nhập", "đồng", Figure::Count(848_745_351_000), &[]),
            line("I17", "Tăng trưởng quỹ", "%", Figure::Ratio(12, 0), &[]),
            line("I19", "Dư nợ", "đồng", Figure::Count(555_565_500_000), &[]),
            line("I20", "Tỷ lệ dư nợ có rủi ro trên 30 ngày", "%", Figure::Ratio(4_409_250_000, 555_565_500_000), &[]),
            line("I26", "Tỷ lệ thành viên được khám ít nhất một lần", "%", Figure::Unknown, &[]),
        ],
        parts: vec![
            part("Xã Bình Mẫu", 8_012, 561_001, Figure::Ratio(392_700, 561_001)),
            part("Xã Đông Mẫu", 5_600, 392_000, Figure::Ratio(274_400, 392_000)),
            part("Phường Trung Tâm Mẫu có một cái tên rất dài", 4_000, 280_123, Figure::Ratio(197_097, 280_123)),
            part("Xã Sơn Mẫu", 25, 1_443, Figure::Withheld),
        ],
        missing: vec!["Xã Thượng Mẫu".to_owned()],
        coverage: Some((4, 5)),
        addressees: vec!["Ủy ban nhân dân Tỉnh Mẫu".to_owned(), "Trung ương Hội Người cao tuổi Việt Nam".to_owned()],
        signatures: vec![
            Signature { role: "Người lập".to_owned(), name: None, on: Some(day("2026-02-03")) },
            Signature { role: "TM. Hội Người cao tuổi\nChủ tịch".to_owned(), name: Some("Người Ký Mẫu".to_owned()), on: Some(day("2026-02-05")) },
        ],
        content_hash: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
    }
}
