//! The annex tables (biểu số liệu) B1 to B10. A column that no part and no total has a figure for is left out:
//! better a narrow table than an invented number.

use super::{Form, Line};
use crate::platform::text::number::{Figure, Measure};

/// What of an indicator's figure a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Take {
    /// The whole of it.
    Whole,
    /// The numerator of a ratio.
    Upper,
    /// The denominator of a ratio.
    Lower,
}
use Take::{Lower, Upper, Whole};

/// A column of an annex table: indicator, what of it, and its head.
type Source = (&'static str, Take, &'static str);

/// A table as it can be filled: its code, its title, and its columns.
type Layout = (&'static str, &'static str, &'static [Source]);

const LAYOUTS: [Layout; 9] = [
    (
        "B1",
        "Câu lạc bộ",
        &[
            ("I09", Lower, "Tổng số xã"),
            ("I09", Upper, "Xã có CLB"),
            ("I09b", Upper, "Xã có từ 2 CLB"),
            ("I09c", Upper, "Xã có từ 3 CLB"),
            ("I35", Lower, "CLB đầu kỳ"),
            ("I35", Upper, "Trong đó duy trì đến cuối kỳ"),
            ("I02", Whole, "CLB thành lập mới"),
            ("B1a", Whole, "CLB giải thể, sáp nhập"),
            ("I01", Whole, "CLB cuối kỳ"),
            ("I10", Upper, "Hoạt động đủ các lĩnh vực"),
            ("I11", Upper, "Quản lý tốt"),
            ("I14", Upper, "Có đủ hai quỹ"),
        ],
    ),
    (
        "B2",
        "Thành viên",
        &[
            ("I03", Whole, "Tổng số"),
            ("I04", Upper, "Nữ"),
            ("I04b", Upper, "Nam"),
            ("I05b", Upper, "Từ 55 tuổi"),
            ("I05", Upper, "Người cao tuổi (từ 60)"),
            ("I04c", Upper, "NCT là nữ"),
            ("B2a", Whole, "Từ 80 tuổi"),
            ("I06", Upper, "Người trẻ"),
            ("I07", Upper, "Nghèo, cận nghèo, khó khăn"),
            ("B2b", Whole, "Hộ nghèo"),
            ("B2c", Whole, "Hộ cận nghèo"),
            ("B2d", Whole, "Hoàn cảnh khó khăn"),
            ("B2e", Whole, "Dân tộc thiểu số"),
            ("B2f", Whole, "Khuyết tật"),
            ("B2g", Whole, "Vào trong kỳ"),
            ("B2h", Whole, "Ra trong kỳ"),
            ("I08", Whole, "Bình quân một CLB"),
            ("I34b", Upper, "Người gửi tiết kiệm"),
        ],
    ),
    (
        "B3",
        "Quỹ tăng thu nhập và vay vốn (đồng)",
        &[
            ("I16", Whole, "Quỹ ban đầu"),
            ("I17", Lower, "Quỹ đầu kỳ"),
            ("B3a", Whole, "Nguồn bổ sung trong kỳ"),
            ("B3b", Whole, "Lãi, phí thu được"),
            ("B3c", Whole, "Tổn thất"),
            ("I15", Whole, "Quỹ cuối kỳ"),
            ("I24", Lower, "Số lượt vay"),
            ("I12b", Upper, "Số người vay"),
            ("I18", Whole, "Doanh số cho vay"),
            ("I19", Whole, "Dư nợ"),
            ("B3d", Whole, "Dư nợ quá hạn"),
            ("I20", Upper, "Nợ quá hạn trên 30 ngày"),
            ("I20", Whole, "Tỷ lệ quá hạn (%)"),
            ("I21", Whole, "Trả đúng hạn (%)"),
            ("I22", Whole, "Thu hồi (%)"),
            ("I23", Whole, "Nợ xóa (%)"),
            ("I25", Whole, "Sử dụng vốn (%)"),
            ("I34", Whole, "Số dư tiết kiệm"),
        ],
    ),
    (
        "B4",
        "Quỹ hoạt động (đồng)",
        &[
            ("B4a", Whole, "Đầu kỳ"),
            ("B4b", Whole, "Đóng góp (cả hai quỹ)"),
            ("B4c", Whole, "Tài trợ (cả hai quỹ)"),
            ("B4d", Whole, "Chi hoạt động"),
            ("B4e", Whole, "Chi trợ giúp"),
            ("B4f", Whole, "Cuối kỳ"),
        ],
    ),
    (
        "B5",
        "Sức khỏe và chăm sóc tại nhà",
        &[
            ("I26", Upper, "Người khám từ 1 lần"),
            ("I26b", Upper, "Người khám từ 2 lần"),
            ("I27", Upper, "Tình nguyện viên"),
            ("I27b", Upper, "Ca chăm sóc"),
            ("I27c", Upper, "Lượt thăm"),
            ("I31", Upper, "Người có thẻ BHYT"),
        ],
    ),
    (
        "B6",
        "Hoạt động",
        &[
            ("I28", Upper, "Buổi sinh hoạt"),
            ("I28", Whole, "Buổi một CLB mỗi tháng"),
            ("I28b", Upper, "Lượt người dự"),
            ("I28b", Whole, "Tỷ lệ dự (%)"),
            ("B6a", Whole, "Hoạt động"),
            ("B6b", Whole, "Lượt người tham gia"),
            ("B6c", Whole, "Việc tự giúp nhau"),
            ("B6d", Whole, "Vụ việc quyền lợi"),
            ("B6e", Whole, "CLB: tăng thu nhập"),
            ("B6f", Whole, "CLB: chăm sóc sức khỏe"),
            ("B6g", Whole, "CLB: chăm sóc tại nhà"),
            ("B6h", Whole, "CLB: tự giúp nhau và cộng đồng"),
            ("B6i", Whole, "CLB: quyền và lợi ích"),
            ("B6j", Whole, "CLB: truyền thông, kiến thức"),
            ("B6k", Whole, "CLB: văn hóa, thể thao"),
            ("B6l", Whole, "CLB: vận động nguồn lực"),
        ],
    ),
    (
        "B7",
        "Tập huấn, tham quan, giám sát, giao ban",
        &[
            ("I29", Upper, "Lớp tập huấn"),
            ("I29b", Upper, "Lượt người dự"),
            ("I29c", Upper, "CLB có ban chủ nhiệm đã tập huấn"),
            ("B7a", Whole, "Tham quan, giao lưu"),
            ("B7b", Whole, "Kiểm tra, giám sát"),
        ],
    ),
    (
        "B8",
        "Nguồn lực huy động",
        &[
            ("I30", Whole, "Tiền mặt (đồng)"),
            ("I30b", Whole, "Hiện vật quy tiền (đồng)"),
            ("I30c", Whole, "Ngày công (nửa ngày)"),
        ],
    ),
    ("B9", "Khen thưởng", &[("B9a", Whole, "Số lần khen thưởng")]),
];

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: &'static str,
    /// How its figures are written.
    pub measure: Measure,
}

/// A row: the name of a part, and a figure for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Of whom.
    pub name: String,
    /// In the order of the columns.
    pub figures: Vec<Figure>,
}

/// One of the tables B1 to B9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annex {
    /// Its code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its columns; none where nothing of it is counted.
    pub columns: Vec<Column>,
    /// One for each part.
    pub rows: Vec<Row>,
    /// The figures of the whole, as reported: ratios and distinct counts are no sums of the rows.
    pub total: Vec<Figure>,
}

/// A row of B10: what was declared, what was computed, and why they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variance {
    /// Code of the indicator.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub counted_in: String,
    /// How its figures are written.
    pub measure: Measure,
    /// What was declared.
    pub declared: Figure,
    /// What the system computed.
    pub computed: Figure,
    /// Declared less computed, of the numerators; unknown where one is not to be had.
    pub difference: Figure,
    /// Why.
    pub explanation: String,
}

/// The annex tables of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Annexes {
    /// B1 to B9.
    pub tables: Vec<Annex>,
    /// B10.
    pub variances: Vec<Variance>,
}

/// Fills the annex tables from the indicators and the parts of a report.
#[must_use]
pub fn annexes(form: &Form) -> Annexes {
    let tables = LAYOUTS.iter().map(|layout| table(form, layout)).collect();
    let variances = form.lines.iter().filter_map(variance).collect();
    Annexes { tables, variances }
}

fn table(form: &Form, (code, title, sources): &Layout) -> Annex {
    let line = |code: &str| form.lines.iter().find(|line| line.code == code);
    let told =
        |code: &str| line(code).is_some() || form.parts.iter().any(|part| part.values.contains_key(code));
    let sources: Vec<&Source> = sources.iter().filter(|(code, ..)| told(code)).collect();
    let columns = sources.iter().map(|(code, take, head)| Column {
        head,
        measure: match take {
            Whole => line(code).map_or_else(Measure::default, |line| line.measure),
            Upper | Lower => Measure::Plain,
        },
    });
    let row = |value: &dyn Fn(&str) -> Figure| -> Vec<Figure> {
        sources.iter().map(|(code, take, _)| taken(*take, value(code))).collect()
    };
    let rows = form.parts.iter().map(|part| Row {
        name: part.name.clone(),
        figures: row(&|code| part.values.get(code).copied().unwrap_or_default()),
    });
    Annex {
        code,
        title,
        columns: columns.collect(),
        rows: rows.collect(),
        total: row(&|code| line(code).map_or_else(Figure::default, |line| line.value)),
    }
}

const fn taken(take: Take, figure: Figure) -> Figure {
    match take {
        Whole => figure,
        Upper => figure.numerator(),
        Lower => figure.denominator(),
    }
}

fn variance(line: &Line) -> Option<Variance> {
    let declared = line.declared?;
    let difference = match (declared.numerator(), line.computed.numerator()) {
        (Figure::Count(declared), Figure::Count(computed)) => {
            declared.checked_sub(computed).map_or(Figure::Unknown, Figure::Count)
        }
        (_, Figure::Withheld) => Figure::Withheld,
        _ => Figure::Unknown,
    };
    Some(Variance {
        code: line.code.clone(),
        name: line.name.clone(),
        counted_in: line.counted_in.clone(),
        measure: line.measure,
        declared,
        computed: line.computed,
        difference,
        explanation: line.explanation.clone(),
    })
}
