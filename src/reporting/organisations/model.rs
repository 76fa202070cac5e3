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
    /// Kind of organisation.
    pub enum OrganisationKind {
        /// Club (câu lạc bộ): reports as organisations do, but is none of these rows.
        Club,
        /// Association of the elderly (Hội Người cao tuổi, Ban đại diện) of a commune, a district, a province, or the
        /// nation.
        ElderlyAssociation,
        /// Branch of the elderly (chi hội người cao tuổi) of a hamlet.
        ElderlyBranch,
        /// People's committee (Ủy ban nhân dân).
        PeoplesCommittee,
        /// Office for the elderly (cơ quan phụ trách công tác người cao tuổi): once Sở Lao động - Thương binh và Xã
        /// hội, now Sở Y tế; in the commune Phòng Văn hóa - Xã hội.
        SocialOffice,
        /// Finance office (Sở Tài chính; tài chính - kế toán xã).
        FinanceOffice,
        /// Health office (Sở Y tế; trạm y tế xã).
        HealthOffice,
        /// Fatherland Front (Ủy ban Mặt trận Tổ quốc).
        Front,
        /// Women's Union (Hội Liên hiệp Phụ nữ).
        WomensUnion,
        /// Red Cross (Hội Chữ thập đỏ).
        RedCross,
        /// Another department, union or society; there may be several at a place.
        OtherPartner,
        /// National Committee on Ageing (Ủy ban Quốc gia về người cao tuổi).
        NationalCommittee,
        /// Ministry (bộ).
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

/// An organisation at a place, for the dates on which it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = organisations, check_for_backend(diesel::pg::Pg))]
pub struct Organisation {
    /// UUID of the organisation.
    pub id: OrganisationId,
    /// Kind of organisation.
    pub kind: OrganisationKind,
    /// Level at which it stands.
    pub level: Level,
    /// The unit at which it stands; null for the nation.
    pub unit_id: Option<UnitId>,
    /// Full official name.
    #[schema(example = "Hội Người cao tuổi xã Bình Thành")]
    pub name: String,
    /// Document by which it was set up (quyết định thành lập), by its number.
    pub legal_document: Option<String>,
    /// First day on which it stands.
    pub valid_from: NaiveDate,
    /// Last day on which it stands; null while it does.
    pub valid_to: Option<NaiveDate>,
    /// The organisation that took its place; null where none did.
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

/// Which organisations are listed.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Only those that stand on this day; today unless told.
    pub on: Option<Day>,
    /// Only organisations of this kind.
    pub kind: Option<OrganisationKind>,
    /// Only organisations at this level.
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
    /// Kind of organisation: one that exists at the level of the unit.
    pub kind: OrganisationKind,
    /// The unit at which it stands, in your reach; none for the nation.
    pub unit_id: Option<UnitId>,
    /// Full official name.
    pub name: Line<200>,
    /// Document by which it was set up (quyết định thành lập), by its number.
    pub legal_document: Option<Line<200>>,
    /// First day on which it stands; today unless told.
    pub valid_from: Option<Day>,
}

/// What may be changed of an organisation. Absent leaves alone; `null` clears. Its kind and place stay: what is
/// another organisation begins by a succession.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Hội Người cao tuổi xã mẫu", "legal_document": "12/QĐ-UBND" }))]
pub struct OrganisationPatch {
    /// Full official name.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub name: Option<Line<200>>,
    /// Document by which it was set up (quyết định thành lập), by its number.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<200>>)]
    pub legal_document: Option<Option<Line<200>>>,
    /// First day on which it stands.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub valid_from: Option<Day>,
    /// Last day on which it stands; `null` while it does.
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
    /// An organisation of the same kind that stands on that day and takes over; none if a new one begins.
    pub into: Option<OrganisationId>,
    /// Full official name of the new one, if one begins.
    pub name: Option<Line<200>>,
    /// The unit at which the new one stands; the same as before unless told.
    pub unit_id: Option<UnitId>,
    /// Document by which the succession comes about, by its number.
    pub legal_document: Line<200>,
}
