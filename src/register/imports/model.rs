//! Imports as asked for and as answered.

use crate::platform::error::FieldCode;
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::Rows;
use crate::register::consents::model::ConsentInClub;
use crate::register::members::model::Member;
use crate::register::personal::model::{Ethnicity, PovertyStatus};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// What a column of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportColumn {
    /// Họ và tên. The only column that must be there.
    FullName,
    /// Giới tính.
    Sex,
    /// Năm sinh, ngày sinh.
    Birth,
    /// Dân tộc.
    Ethnicity,
    /// Số căn cước công dân.
    NationalId,
    /// Số thẻ bảo hiểm y tế.
    InsuranceNumber,
    /// Điện thoại.
    Phone,
    /// Địa chỉ.
    Address,
    /// Thôn, xóm, tổ dân phố.
    Hamlet,
    /// Hộ nghèo, cận nghèo: of this year.
    Poverty,
    /// Ngày gia nhập.
    JoinedOn,
    /// Ngày đồng ý cho xử lý dữ liệu cá nhân.
    Consent,
}

/// Treatment of a list in which some rows cannot be entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// Enter no row if one is rejected.
    #[default]
    AllOrNothing,
    /// Enter the rows that can be entered, whatever the others are.
    PerRow,
}

/// How a list of members is taken.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Whether only to say what would happen. Nothing but the access log is then written, and the key is not used up.
    #[serde(default)]
    pub dry_run: bool,
    /// Treatment of a list in which some rows cannot be entered: no row is entered, unless told.
    #[serde(default)]
    #[param(inline)]
    pub mode: ImportMode,
}

/// Bytes of a CSV or XLSX file; a schema only.
pub struct MemberList;

impl PartialSchema for MemberList {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some(
                "A list of members as CSV (UTF-8 or UTF-16) or XLSX; the content decides which.",
            ))
            .examples(["Họ và tên,Giới tính,Năm sinh,Dân tộc\r\nHoàng Thị Mẫu,Nữ,1950,Tày\r\n"])
            .build()
            .into()
    }
}
impl ToSchema for MemberList {}

/// Verdict on one row of a list: what became of it, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportVerdict {
    /// Entered as a new member.
    Created,
    /// She is in this club already; nothing was changed.
    Unchanged,
    /// Entered as a member; others in your reach have the same name and birth year.
    PossibleDuplicate,
    /// Not entered, because of the problems named.
    Rejected,
}

/// Number of rows by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// Rows entered as new members, without the possible duplicates.
    pub created: usize,
    /// Rows that were recorded already.
    pub unchanged: usize,
    /// Rows entered as new members whose name and birth year others in your reach have too.
    pub duplicates: usize,
    /// Rows rejected.
    pub rejected: usize,
}

/// A remark on one cell, or the reason to reject its row. It never repeats the content of the cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCellProblem {
    /// The column, by its English name.
    pub column: ImportColumn,
    /// Stable name. `differs`, `former_member`, `leading_zero` and `no_consent` are remarks; for any other
    /// the row is rejected.
    pub code: FieldCode,
    /// One sentence for people, in Vietnamese.
    #[schema(example = "Không phải ngày hợp lệ (NNNN-TT-NN).")]
    pub detail_vi: String,
    /// The same sentence in English.
    #[schema(example = "Not a valid date (YYYY-MM-DD).")]
    pub detail_en: String,
}

impl ImportCellProblem {
    /// What a code says of a column.
    #[must_use]
    pub fn new(column: ImportColumn, code: FieldCode) -> Self {
        let (vi, en) = code.texts();
        Self { column, code, detail_vi: vi.to_owned(), detail_en: en.to_owned() }
    }
    /// Whether it only informs: the row is taken all the same.
    #[must_use]
    pub const fn is_remark(&self) -> bool {
        use FieldCode as C;
        matches!(self.code, C::Differs | C::FormerMember | C::LeadingZero | C::NoConsent)
    }
}

/// One row of a list with its verdict and the remarks on its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportRowVerdict {
    /// The number that the spreadsheet shows beside the row.
    #[schema(example = 4)]
    pub row: u32,
    /// What became of the row, or would.
    pub verdict: ImportVerdict,
    /// The member, if there is one by now.
    pub member_id: Option<MemberId>,
    /// Members in your reach who may be the same person.
    pub possible_duplicates: Vec<MemberId>,
    /// Remarks on the cells of the row, and reasons to reject it.
    pub problems: Vec<ImportCellProblem>,
}

/// Result of an import: what became of a list, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberImport {
    /// Whether this only says what would happen.
    pub dry_run: bool,
    /// Whether the good rows were entered.
    pub applied: bool,
    /// Number of rows by verdict.
    pub counts: ImportCounts,
    /// Headings that mean nothing here; their columns were passed over.
    #[schema(example = json!(["Nghề nghiệp"]))]
    pub ignored_columns: Vec<String>,
    /// Verdicts in the order of the file, one for each row of data.
    pub rows: Vec<ImportRowVerdict>,
}

/// What an import has entered.
#[derive(Debug, Default)]
pub struct Entered {
    /// The members.
    pub members: Vec<ImportedMember>,
    /// The consents that came with them.
    pub consents: Vec<ConsentInClub>,
}

/// A member with all that a row said of her, as the change log knows it: of what is sensitive, only that
/// it is recorded.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedMember {
    /// The membership with its person.
    #[serde(flatten)]
    pub member: Member,
    /// Ethnic group of the person, if the list gives one.
    pub ethnicity: Option<Ethnicity>,
    /// Poverty status of the household this year.
    pub poverty: Option<PovertyStatus>,
    /// `true` if her citizen identity number is kept.
    pub national_id: Option<bool>,
    /// `true` if her health insurance number is kept.
    pub insurance_number: Option<bool>,
}

impl Audited for ImportedMember {
    const ENTITY: &'static str = Member::ENTITY;
    const OPEN: &'static [&'static str] = Member::OPEN;
    fn facts(&self) -> Facts {
        Facts::PEOPLE
    }
    fn entity_id(&self) -> Uuid {
        self.member.entity_id()
    }
    fn club(&self) -> Option<ClubId> {
        self.member.club()
    }
    fn row_version(&self) -> Option<i32> {
        self.member.row_version()
    }
}

/// The verdicts tell who is known by her numbers, and where.
impl Rows for MemberImport {
    const KIND: &'static str = "member_import";
    fn count(&self) -> usize {
        self.rows.len()
    }
}
