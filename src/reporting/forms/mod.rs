//! The printed form of a report (mẫu báo cáo): what a sealed snapshot looks like on paper, with the annex tables
//! B1 to B10, and the same as a workbook. Pure functions of a [`Form`], so that the same snapshot gives the same
//! pages for ever.
//!
//! | module | answers |
//! | --- | --- |
//! | [`crate::platform::text::number`] | how is a number written in Vietnamese? |
//! | [`annex`] | what stands in the annex tables (biểu số liệu)? |
//! | [`chart`] | which bars belong to some numbers? |
//! | [`mod@page`] | what is the page to print (HTML)? |
//! | [`workbook`] | what is the workbook (XLSX)? |

pub mod annex;
pub mod chart;
pub mod page;
pub mod workbook;

use chrono::NaiveDate;
use std::collections::BTreeMap;

pub use crate::platform::paper::Signature;
pub use crate::platform::text::number::{Figure, Measure};
pub use annex::{Annexes, annexes};
pub use page::page;
pub use workbook::xlsx;

/// All that is printed of a report. Names are what people read; nothing here is looked up any more.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// UUID of the report.
    pub report_id: String,
    /// Edition of the report.
    pub version: i32,
    /// Whether the report is not yet approved (dự thảo).
    pub draft: bool,
    /// The body above the one that reports (cơ quan chủ quản).
    pub superior: Option<String>,
    /// The body that reports (cơ quan ban hành).
    pub issuer: String,
    /// Where it was drawn up (địa danh).
    pub place: String,
    /// When it was approved; the form leaves room for a date until then.
    pub dated: Option<NaiveDate>,
    /// Its title, such as `Kết quả hoạt động câu lạc bộ liên thế hệ tự giúp nhau`.
    pub title: String,
    /// The programme that it reports on.
    pub programme: Option<String>,
    /// First day of its period.
    pub since: Option<NaiveDate>,
    /// Last day of its period: the day of closing (ngày chốt số liệu).
    pub until: Option<NaiveDate>,
    /// What it says in words, in the order of its numerals.
    pub sections: Vec<Section>,
    /// The indicators (chỉ tiêu).
    pub lines: Vec<Line>,
    /// The figures of those below that it is consolidated from, in their order.
    pub parts: Vec<Part>,
    /// Names of those below whose sealed reports were missing.
    pub missing: Vec<String>,
    /// How many of those below are summed up, of how many that had to report.
    pub coverage: Option<(i64, i64)>,
    /// Names of the organisations that it goes to (nơi nhận).
    pub addressees: Vec<String>,
    /// Who signed, in order: the one who drew it up first, the head last.
    pub signatures: Vec<Signature>,
    /// SHA-256 of the sealed snapshot in hexadecimal; none for a draft.
    pub content_hash: Option<String>,
}

/// A section of a report.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// What is told in it.
    pub heading: Heading,
    /// Its text; empty where nothing was written.
    pub text: String,
}

/// The sections of a programme's report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
pub enum Heading {
    /// Chỉ đạo, triển khai.
    #[default]
    Direction,
    /// Kết quả thực hiện chỉ tiêu.
    Targets,
    /// Kết quả hoạt động.
    Activities,
    /// Nguồn lực.
    Resources,
    /// Truyền thông, tập huấn, tham quan, giám sát, khen thưởng.
    Support,
    /// Quỹ và vay vốn.
    Funds,
    /// Đánh giá chung.
    Assessment,
    /// Phương hướng kỳ tới.
    Outlook,
    /// Kiến nghị, đề xuất.
    Proposals,
    /// Trả lời những nội dung được hỏi: in an ad-hoc report.
    Answers,
}

impl Heading {
    /// Its numeral and its name, as printed.
    #[must_use]
    pub const fn printed(self) -> (&'static str, &'static str) {
        match self {
            Self::Direction => ("I", "Công tác chỉ đạo, triển khai"),
            Self::Targets => ("II", "Kết quả thực hiện chỉ tiêu"),
            Self::Activities => ("III", "Kết quả hoạt động"),
            Self::Resources => ("IV", "Nguồn lực thực hiện"),
            Self::Support => ("V", "Truyền thông, tập huấn, tham quan, giám sát, khen thưởng"),
            Self::Funds => ("VI", "Quỹ và vay vốn"),
            Self::Assessment => ("VII", "Đánh giá chung: thuận lợi, khó khăn, nguyên nhân"),
            Self::Outlook => ("VIII", "Phương hướng, chỉ tiêu kỳ tới"),
            Self::Proposals => ("IX", "Kiến nghị, đề xuất"),
            Self::Answers => ("X", "Trả lời nội dung được yêu cầu"),
        }
    }
}

/// One indicator of a report.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Code of the indicator, such as `I03`.
    pub code: String,
    /// Name of the indicator in Vietnamese.
    pub name: String,
    /// What it is counted in, as printed: `người`, `%`, `đồng`.
    pub counted_in: String,
    /// How its figures are written.
    pub measure: Measure,
    /// The targets for it (kế hoạch), as printed, and how they stand.
    pub plans: Vec<PrintedTarget>,
    /// What is reported: summed up from below, or computed.
    pub value: Figure,
    /// What the system computed from the records.
    pub computed: Figure,
    /// What was declared beside it.
    pub declared: Option<Figure>,
    /// Why the two differ.
    pub explanation: String,
    /// Version of the indicator's definition.
    pub definition_version: i16,
}

/// A target for an indicator, as printed.
#[derive(Debug, Clone, Default)]
pub struct PrintedTarget {
    /// What was planned: `≥ 60%`, `50–70 người`.
    pub bounds: String,
    /// How much of it is reached, as a fraction; none where that has no meaning.
    pub reached: Option<(i64, i64)>,
    /// How it stands: `Đạt`, `Chưa đạt`.
    pub standing: String,
}

/// The figures of somebody below that a report is consolidated from.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Name of the club or unit.
    pub name: String,
    /// Its figures, by the code of the indicator.
    pub values: BTreeMap<String, Figure>,
}
