//! Indicators and their values.

use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Several, refuse};
use crate::platform::ids::{ClubId, UnitId, column};
use crate::territory::terrains::model::Terrain;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use diesel::sql_types::Text;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// An indicator, by its code.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Text)]
pub enum Indicator {
    /// Số câu lạc bộ.
    I01,
    /// Câu lạc bộ mới.
    I02,
    /// Số thành viên.
    I03,
    /// Số thành viên là người cao tuổi.
    I03b,
    /// Tỷ lệ phụ nữ.
    I04,
    /// Tỷ lệ nam giới.
    I04b,
    /// Tỷ lệ phụ nữ trong số người cao tuổi.
    I04c,
    /// Tỷ lệ người cao tuổi.
    I05,
    /// Tỷ lệ người từ đủ 55 tuổi.
    I05b,
    /// Tỷ lệ người trẻ tuổi hơn.
    I06,
    /// Tỷ lệ nghèo, cận nghèo, hoàn cảnh khó khăn.
    I07,
    /// Quy mô trung bình.
    I08,
    /// Tỷ lệ xã có câu lạc bộ.
    I09,
    /// Tỷ lệ xã có từ hai câu lạc bộ.
    I09b,
    /// Tỷ lệ xã có từ ba câu lạc bộ.
    I09c,
    /// Tỷ lệ câu lạc bộ đủ các mặt hoạt động.
    I10,
    /// Tỷ lệ câu lạc bộ được quản lý tốt.
    I11,
    /// Độ phủ vay vốn từ khi vào câu lạc bộ.
    I12,
    /// Độ phủ vay vốn trong kỳ.
    I12b,
    /// Độ phủ vay vốn trên nhu cầu.
    I12c,
    /// Tỷ lệ câu lạc bộ đạt chuẩn kép.
    I13,
    /// Tỷ lệ câu lạc bộ có hai quỹ theo quy chế.
    I14,
    /// Quỹ tăng thu nhập.
    I15,
    /// Quỹ ban đầu.
    I16,
    /// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 20 triệu đồng.
    I16b,
    /// Tỷ lệ câu lạc bộ có quỹ ban đầu từ 30 triệu đồng.
    I16c,
    /// Tăng trưởng quỹ.
    I17,
    /// Doanh số cho vay.
    I18,
    /// Dư nợ.
    I19,
    /// Tỷ lệ dư nợ có rủi ro trên 30 ngày.
    I20,
    /// Tỷ lệ hoàn trả đúng hạn.
    I21,
    /// Tỷ lệ thu hồi.
    I22,
    /// Tỷ lệ nợ xóa.
    I23,
    /// Món vay trung bình.
    I24,
    /// Hệ số sử dụng vốn.
    I25,
    /// Tỷ lệ thành viên được khám ít nhất một lần.
    I26,
    /// Tỷ lệ thành viên được khám ít nhất hai lần.
    I26b,
    /// Số tình nguyện viên chăm sóc tại nhà.
    I27,
    /// Số ca chăm sóc tại nhà.
    I27b,
    /// Số lượt thăm.
    I27c,
    /// Số buổi sinh hoạt một tháng.
    I28,
    /// Tỷ lệ dự sinh hoạt.
    I28b,
    /// Số lớp tập huấn.
    I29,
    /// Số lượt người dự tập huấn.
    I29b,
    /// Tỷ lệ câu lạc bộ có ban chủ nhiệm được tập huấn.
    I29c,
    /// Nguồn lực vận động bằng tiền.
    I30,
    /// Nguồn lực vận động bằng hiện vật.
    I30b,
    /// Ngày công vận động.
    I30c,
    /// Tỷ lệ thành viên có bảo hiểm y tế.
    I31,
    /// Tỷ lệ báo cáo đúng hạn.
    I32,
    /// Tỷ lệ hộ thoát nghèo.
    I33,
    /// Tiết kiệm.
    I34,
    /// Tỷ lệ thành viên gửi tiết kiệm.
    I34b,
    /// Tỷ lệ câu lạc bộ duy trì.
    I35,
    /// Số câu lạc bộ giải thể, sáp nhập.
    B1a,
    /// Số thành viên từ đủ 80 tuổi.
    B2a,
    /// Số thành viên thuộc hộ nghèo.
    B2b,
    /// Số thành viên thuộc hộ cận nghèo.
    B2c,
    /// Số thành viên có hoàn cảnh khó khăn.
    B2d,
    /// Số thành viên dân tộc thiểu số.
    B2e,
    /// Số thành viên khuyết tật.
    B2f,
    /// Số người vào câu lạc bộ.
    B2g,
    /// Số người ra khỏi câu lạc bộ.
    B2h,
    /// Nguồn bổ sung quỹ tăng thu nhập.
    B3a,
    /// Lãi, phí vay thu được.
    B3b,
    /// Tổn thất vốn vay.
    B3c,
    /// Dư nợ quá hạn.
    B3d,
    /// Quỹ hoạt động đầu kỳ.
    B4a,
    /// Hội phí, đóng góp của thành viên.
    B4b,
    /// Tài trợ, ủng hộ.
    B4c,
    /// Chi hoạt động.
    B4d,
    /// Chi trợ giúp, thăm hỏi.
    B4e,
    /// Quỹ hoạt động cuối kỳ.
    B4f,
    /// Số hoạt động.
    B6a,
    /// Số lượt người tham gia hoạt động.
    B6b,
    /// Số việc tự giúp nhau.
    B6c,
    /// Số vụ việc bảo vệ quyền lợi.
    B6d,
    /// Số câu lạc bộ có hoạt động: tăng thu nhập.
    B6e,
    /// Số câu lạc bộ có hoạt động: chăm sóc sức khỏe.
    B6f,
    /// Số câu lạc bộ có hoạt động: chăm sóc tại nhà.
    B6g,
    /// Số câu lạc bộ có hoạt động: tự giúp nhau và cộng đồng.
    B6h,
    /// Số câu lạc bộ có hoạt động: quyền và lợi ích.
    B6i,
    /// Số câu lạc bộ có hoạt động: truyền thông, kiến thức.
    B6j,
    /// Số câu lạc bộ có hoạt động: văn hóa, thể thao.
    B6k,
    /// Số câu lạc bộ có hoạt động: vận động nguồn lực.
    B6l,
    /// Số lần tham quan, giao lưu.
    B7a,
    /// Số lần kiểm tra, giám sát.
    B7b,
    /// Số lần khen thưởng.
    B9a,
}
column! { text: Indicator }

/// What a value is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureUnit {
    /// Clubs (câu lạc bộ).
    Clubs,
    /// Persons, each once (người).
    Persons,
    /// Turns: a person as often as she came (lượt người).
    Turns,
    /// Things held or done: visits, cases, classes.
    Times,
    /// Đồng.
    Dong,
    /// Half days of labour (nửa ngày công).
    HalfDays,
    /// Numerator over denominator, of a hundred (phần trăm).
    Percent,
    /// Numerator over denominator (bình quân).
    Mean,
}

/// A sum of columns of metric rows, each with its sign or weight.
pub type Terms = &'static [(i64, &'static str)];

/// Columns that count people, each with the column of all those of whom they are some, if it has one.
pub type People = &'static [(&'static str, Option<&'static str>)];

/// What an indicator is (định nghĩa chỉ tiêu).
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Definition {
    /// Its code.
    pub indicator: Indicator,
    /// Its name in Vietnamese.
    pub name_vi: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// What is counted, in words.
    pub formula: &'static str,
    /// What its values are numbers of.
    pub unit: MeasureUnit,
    /// Whether it is of the period rather than of its last day.
    pub flow: bool,
    /// Whether values of disjoint places may be added: numerators and denominators each, never percentages.
    pub additive: bool,
    /// Whether it counts people, so that small numbers are withheld from those who may not know them.
    pub people: bool,
    /// Counts the changes of the definition.
    pub version: i16,
    /// The columns of the numerator.
    #[serde(skip)]
    pub numerator: Terms,
    /// The columns of the denominator; a count has none.
    #[serde(skip)]
    pub denominator: Option<Terms>,
}

/// Of when values are: what flows, from the first day through the last; what stands, on the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Period {
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub day: NaiveDate,
}
impl Period {
    /// The calendar year of a day, through that day.
    #[must_use]
    pub fn year_to(day: NaiveDate) -> Self {
        Self { since: NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day), day }
    }
}

/// On the territorial tree of which day clubs are counted to units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tree {
    /// Of the last day of the period.
    #[default]
    Then,
    /// Of today.
    Now,
    /// Of another day.
    On(NaiveDate),
}
/// `then`, `now`, or a date.
impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match String::deserialize(d)?.as_str() {
            "then" => Ok(Self::Then),
            "now" => Ok(Self::Now),
            day => Day::parse(day).map(|day| Self::On(day.get())).map_err(refuse),
        }
    }
}
impl Tree {
    /// Its day.
    #[must_use]
    pub fn day(self, period: Period, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Then => period.day,
            Self::Now => today,
            Self::On(day) => day,
        }
    }
}

/// A commune, and how many clubs run in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The commune.
    pub unit_id: UnitId,
    /// Its province.
    pub province_id: UnitId,
    /// Its terrain, if it is known.
    pub terrain: Option<Terrain>,
    /// Clubs that run in it.
    pub clubs: i64,
}

/// Only some clubs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Among {
    /// Established from one day through another.
    pub founded: Option<(NaiveDate, NaiveDate)>,
    /// In communes of one of these terrains, as known today.
    pub terrain: Option<Vec<Terrain>>,
}

/// Of whom values are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// All clubs in reach.
    Nation,
    /// Those of a unit.
    Unit(Box<Unit>),
    /// One.
    Club(ClubId),
}
impl Whose {
    /// The unit, if it is one.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        if let Self::Unit(unit) = self { Some(unit) } else { None }
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Of whom.
    pub whose: Whose,
    /// Of when.
    pub period: Period,
    /// On which tree.
    pub tree: Tree,
    /// Of which clubs.
    pub among: Among,
}
impl Asked {
    /// Of all clubs there, as of today and since the beginning of the year.
    #[must_use]
    pub fn now(whose: Whose, today: NaiveDate) -> Self {
        Self { whose, period: Period::year_to(today), tree: Tree::Now, among: Among::default() }
    }
}

/// How much of what is counted has been heard of lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heard {
    /// Running clubs that were counted.
    pub clubs: i64,
    /// Of these, those that recorded nothing in the three whole months before.
    pub silent: i64,
}

/// A value: whole numbers, so that it can be compared and added exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Value {
    /// Of what.
    pub indicator: Indicator,
    /// Which definition.
    pub definition_version: i16,
    /// The count, or what stands above the line; `null` where it is withheld.
    pub numerator: Option<i64>,
    /// What stands below the line; `null` for a count and where it is withheld. A ratio over nought is none.
    pub denominator: Option<i64>,
    /// Whether it was withheld, because it could show a person.
    pub suppressed: bool,
    /// Whether so few people make it up, or are left by those who do, that it can show one of them.
    #[serde(skip)]
    pub few_people: bool,
}

/// Values of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Values {
    /// The unit, if they are one's.
    pub unit_id: Option<UnitId>,
    /// The club, if they are one's.
    pub club_id: Option<ClubId>,
    /// Its name.
    pub name: String,
    /// Of when they are.
    pub period: Period,
    /// The day of whose territorial tree they are.
    pub tree: NaiveDate,
    /// Whether the tree changed between the two: shares of units are then of other units (`break_in_series`).
    pub break_in_series: bool,
    /// How much was heard of.
    pub heard: Heard,
    /// The values.
    pub values: Vec<Value>,
}

/// Before all clubs.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
/// After all clubs.
const LATEST: NaiveDate = NaiveDate::from_ymd_opt(2199, 12, 31).expect("a date");

/// Which values.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ValuesQuery {
    /// Codes with commas between them; all unless told.
    #[param(value_type = Option<String>, max_length = 600, example = "I01,I03,I05")]
    pub indicators: Option<Several<Indicator>>,
    /// Flows count from this day; from 1 January unless told.
    pub since: Option<Day>,
    /// Stocks are of this day; today unless told.
    pub on: Option<Day>,
    /// On whose territorial tree: `then` (of the day), `now`, or a date.
    #[param(value_type = Option<String>, example = "now")]
    pub tree: Option<Tree>,
    /// Only clubs established from this day on.
    pub founded_from: Option<Day>,
    /// Only clubs established through this day.
    pub founded_through: Option<Day>,
    /// Only clubs in communes of these terrains, with commas between them.
    #[param(value_type = Option<String>, example = "lowland")]
    pub terrain: Option<Several<Terrain>>,
}
impl ValuesQuery {
    /// The indicators asked for.
    #[must_use]
    pub fn indicators(&self) -> Vec<Indicator> {
        self.indicators.as_deref().map_or_else(super::rules::all, <[Indicator]>::to_vec)
    }
    /// The period.
    ///
    /// # Errors
    /// 422 for a day to come, and for one that ends before it begins.
    pub fn period(&self, today: NaiveDate) -> Result<Period> {
        let day = self.on.map_or(today, Day::get);
        let since = self.since.map_or_else(|| Period::year_to(day).since, Day::get);
        if day > today {
            return Err(Error::field("?on", FieldCode::DateInFuture));
        }
        if since > day {
            return Err(Error::field("?since", FieldCode::DateOrder));
        }
        Ok(Period { since, day })
    }
    /// The tree.
    #[must_use]
    pub fn tree(&self) -> Tree {
        self.tree.unwrap_or_default()
    }
    /// The clubs.
    #[must_use]
    pub fn among(&self) -> Among {
        let founded = (self.founded_from.is_some() || self.founded_through.is_some()).then(|| {
            (self.founded_from.map_or(EARLIEST, Day::get), self.founded_through.map_or(LATEST, Day::get))
        });
        Among { founded, terrain: self.terrain.as_deref().map(<[Terrain]>::to_vec) }
    }
}

/// A club behind a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClubBehind {
    /// The club.
    pub club_id: ClubId,
    /// Its name.
    pub name: String,
    /// Its part.
    #[serde(flatten)]
    pub value: Value,
}

/// What kind of row stands behind a value.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[diesel(sql_type = Text)]
pub enum FactKind {
    /// A member (`/v1/members/{id}`).
    Member,
    /// A loan (`/v1/loans/{id}`).
    Loan,
    /// A repayment (`/v1/repayments/{id}`).
    Repayment,
    /// An entry of the ledger (`/v1/entries/{id}`).
    LedgerEntry,
    /// A meeting (`/v1/meetings/{id}`).
    Meeting,
    /// A training (`/v1/trainings/{id}`).
    Training,
    /// A volunteer (`/v1/volunteers/{id}`).
    Volunteer,
    /// A case of care at home (`/v1/care-cases/{id}`).
    CareCase,
    /// A visit (`/v1/care-visits/{id}`).
    CareVisit,
    /// An activity (`/v1/activities/{id}`).
    Activity,
    /// An exchange visit (`/v1/exchange-visits/{id}`).
    ExchangeVisit,
    /// A monitoring visit (`/v1/monitoring-visits/{id}`).
    MonitoringVisit,
    /// An award (`/v1/awards/{id}`).
    Award,
    /// An act of self-help (`/v1/self-help-actions/{id}`).
    SelfHelpAction,
    /// A rights case (`/v1/rights-cases/{id}`).
    RightsCase,
    /// A resource (`/v1/resources/{id}`).
    Resource,
}
column! { text: FactKind }

/// A row behind a value of a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// Its id.
    pub id: Uuid,
    /// Its day.
    pub on: NaiveDate,
}

/// The rows behind a value of a club: those that the caller may see, and how many others there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facts {
    /// The value.
    pub value: Value,
    /// A page of the rows.
    pub items: Vec<Fact>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Rows that the caller may not see one by one.
    pub others: i64,
}
