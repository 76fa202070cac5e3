//! Organisations as stored and as shown.

use crate::platform::auth::Level;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{OrganisationId, UnitId, column};
use crate::platform::log::{Audited, Facts};
use crate::reporting::schema::organisations;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// What kind of organisation it is.
    pub enum OrganisationKind {
        /// Câu lạc bộ: reports as organisations do, but is none of these rows.
        Club,
        /// Hội Người cao tuổi (Ban đại diện) of a commune, a district, a province, or the nation.
        ElderlyAssociation,
        /// Chi hội người cao tuổi of a hamlet.
        ElderlyBranch,
        /// Ủy ban nhân dân.
        PeoplesCommittee,
        /// Cơ quan phụ trách công tác người cao tuổi: once Sở Lao động - Thương binh và Xã hội, now Sở Y tế; in the
        /// commune Phòng Văn hóa - Xã hội.
        SocialOffice,
        /// Sở Tài chính; tài chính - kế toán xã.
        FinanceOffice,
        /// Sở Y tế; trạm y tế xã.
        HealthOffice,
        /// Ủy ban Mặt trận Tổ quốc.
        Front,
        /// Hội Liên hiệp Phụ nữ.
        WomensUnion,
        /// Hội Chữ thập đỏ.
        RedCross,
        /// Another department, union or society; there may be several at a place.
        OtherPartner,
        /// Ủy ban Quốc gia về người cao tuổi.
        NationalCommittee,
        /// Bộ.
        Ministry,
    }
}

impl OrganisationKind {
    /// The levels at which there are such organisations.
    #[must_use]
    pub const fn levels(self) -> &'static [Level] {
        use Level::{Commune, District, Hamlet, Nation, Province};
        match self {
            Self::Club => &[],
            Self::ElderlyAssociation => &[Commune, District, Province, Nation],
            Self::ElderlyBranch => &[Hamlet],
            Self::PeoplesCommittee | Self::SocialOffice | Self::FinanceOffice | Self::HealthOffice => {
                &[Commune, District, Province]
            }
            Self::Front | Self::WomensUnion | Self::RedCross | Self::OtherPartner => {
                &[Hamlet, Commune, District, Province, Nation]
            }
            Self::NationalCommittee | Self::Ministry => &[Nation],
        }
    }
}

/// An organisation, for its dates.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = organisations, check_for_backend(diesel::pg::Pg))]
pub struct Organisation {
    /// UUID of the organisation.
    pub id: OrganisationId,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// At which level.
    pub level: Level,
    /// The unit at which it stands; null for the nation.
    pub unit_id: Option<UnitId>,
    /// What it is called.
    #[schema(example = "Hội Người cao tuổi xã Bình Thành")]
    pub name: String,
    /// The document by which it was set up.
    pub legal_document: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; null while it stands.
    pub valid_to: Option<NaiveDate>,
    /// What stands in its place since.
    pub successor_id: Option<OrganisationId>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the organisation was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Organisation {
    /// Whether it stands on a day.
    #[must_use]
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}
impl Versioned for Organisation {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Organisation {
    const ENTITY: &'static str = "organisation";
    const OPEN: &'static [&'static str] = &[
        "id",
        "kind",
        "level",
        "unit_id",
        "name",
        "legal_document",
        "valid_from",
        "valid_to",
        "successor_id",
    ];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        self.unit_id
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// Which organisations.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Only those that stand on this day; today unless told.
    pub on: Option<Day>,
    /// Only this kind.
    pub kind: Option<OrganisationKind>,
    /// Only this level.
    pub level: Option<Level>,
}

/// An organisation to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "womens_union", "unit_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "name": "Chi hội Phụ nữ xóm mẫu", "valid_from": "2026-01-01" }))]
pub struct NewOrganisation {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<OrganisationId>,
    /// What kind; one that exists at the level of the unit.
    pub kind: OrganisationKind,
    /// The unit at which it stands, in your reach; none for the nation.
    pub unit_id: Option<UnitId>,
    /// What it is called.
    pub name: Line<200>,
    /// The document by which it was set up.
    pub legal_document: Option<Line<200>>,
    /// First day; today unless told.
    pub valid_from: Option<Day>,
}

/// What may be changed of an organisation. Absent leaves alone; `null` clears. Its kind and place stay: what is
/// another organisation begins by a succession.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Hội Người cao tuổi xã mẫu", "legal_document": "12/QĐ-UBND" }))]
pub struct OrganisationPatch {
    /// What it is called.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub name: Option<Line<200>>,
    /// The document by which it was set up.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub legal_document: Option<Option<Line<200>>>,
    /// First day.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub valid_from: Option<Day>,
    /// Last day; `null` while it stands.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    pub valid_to: Option<Option<Day>>,
}

/// The end of an organisation and the beginning of the one in its place (chuyển giao). Either it goes into one that
/// stands already, or a new one begins.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "effective_on": "2026-11-22", "name": "Hội Người cao tuổi mẫu (mới)", "legal_document": "34/QĐ-UBND" }))]
pub struct OrganisationSuccession {
    /// First day of the successor; the day before is the last of this one.
    pub effective_on: Day,
    /// An organisation of the same kind that stands on that day and takes over.
    pub into: Option<OrganisationId>,
    /// Otherwise what the new one is called.
    pub name: Option<Line<200>>,
    /// Where the new one stands: at the same place unless told.
    pub unit_id: Option<UnitId>,
    /// The document by which it comes about.
    pub legal_document: Line<200>,
}
