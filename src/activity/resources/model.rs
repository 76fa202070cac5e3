//! Mobilised resources as stored, as shown and as asked for.

use crate::activity::schema::mobilised_resources;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{ClubId, EntryId, MobilisedResourceId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::money::{Amount, Vnd};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of resource.
    pub enum ResourceKind {
        /// Tiền.
        Cash,
        /// Hiện vật.
        InKind,
        /// Ngày công.
        Labour,
    }
}

column! { text:
    /// Kind of giver.
    pub enum ResourceGiver {
        /// Ngân sách nhà nước.
        StateBudget,
        /// Hội Người cao tuổi.
        Association,
        /// Mặt trận Tổ quốc, các đoàn thể.
        FrontAndUnions,
        /// Doanh nghiệp.
        Enterprise,
        /// Cá nhân.
        Individual,
        /// Thành viên câu lạc bộ.
        Members,
        /// Tổ chức nước ngoài.
        Foreign,
        /// Nguồn khác.
        Other,
    }
}

/// A resource that the club was given (nguồn lực huy động), as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = mobilised_resources, check_for_backend(diesel::pg::Pg))]
pub struct MobilisedResource {
    /// UUID of the resource.
    pub id: MobilisedResourceId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Cash, things or labour.
    pub kind: ResourceKind,
    /// Kind of giver.
    pub giver: ResourceGiver,
    /// Name of the giver: tier 2, for it may be a person's.
    pub giver_name: Option<String>,
    /// Day on which it was received.
    pub received_on: NaiveDate,
    /// Value, đồng; null where nobody said it.
    pub value_vnd: Option<Vnd>,
    /// Labour in half days (nửa ngày công); null unless it is labour.
    pub half_days: Option<i16>,
    /// What it is, or what it is for, in words.
    pub what: String,
    /// UUID of the ledger entry, for cash that stands there; so it counts once.
    pub entry_id: Option<EntryId>,
    /// UUID of the user who entered it.
    pub recorded_by: UserId,
    /// Version number: one more with each change, and the value of the `ETag`.
    pub version: i32,
    /// Time at which it was entered, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for MobilisedResource {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for MobilisedResource {
    const ENTITY: &'static str = "mobilised_resource";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "kind", "giver", "received_on", "value_vnd", "half_days", "entry_id"];
    fn facts(&self) -> Facts {
        Facts::DEEDS
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// What a resource lacks; no reason to refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResourceWarning {
    /// Things were given and nobody said what they are worth: they count as nothing.
    NoValue,
}

/// A resource, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownResource {
    /// The resource itself.
    #[serde(flatten)]
    pub resource: MobilisedResource,
    /// What the resource lacks.
    pub warnings: Vec<ResourceWarning>,
}

impl From<MobilisedResource> for ShownResource {
    fn from(resource: MobilisedResource) -> Self {
        let no_value = resource.kind == ResourceKind::InKind && resource.value_vnd.is_none();
        Self { resource, warnings: no_value.then_some(ResourceWarning::NoValue).into_iter().collect() }
    }
}
impl Versioned for ShownResource {
    fn version(&self) -> i32 {
        self.resource.version
    }
}

/// What a resource says of itself, whether it is new or changed: the fields that have to agree with each other
/// and with the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = mobilised_resources, treat_none_as_null = true)]
pub struct Gift {
    /// Cash, things or labour.
    pub kind: ResourceKind,
    /// Day on which it was received.
    pub received_on: NaiveDate,
    /// Value, đồng; of what stands in the ledger, the amount that stands there.
    pub value_vnd: Option<Vnd>,
    /// Labour in half days.
    pub half_days: Option<i16>,
    /// UUID of the ledger entry.
    pub entry_id: Option<EntryId>,
}

/// A resource that the club was given, to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "in_kind", "giver": "enterprise", "giver_name": "Công ty Mẫu", "received_on": "2026-10-01", "value_vnd": 3_000_000, "what": "Bộ loa cho nhà văn hóa" }))]
pub struct NewMobilisedResource {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<MobilisedResourceId>,
    /// Cash, things or labour.
    pub kind: ResourceKind,
    /// Kind of giver.
    pub giver: ResourceGiver,
    /// Name of the giver: tier 2, for it may be a person's.
    pub giver_name: Option<Line<160>>,
    /// Day on which it was received; not in the future.
    pub received_on: Day,
    /// Value, whole đồng. Required for cash, unless its entry is named; things without a value are taken with a
    /// warning.
    pub value_vnd: Option<Amount>,
    /// Labour in half days (nửa ngày công): for labour, and for nothing else.
    #[validate(range(min = 1, max = 20000))]
    pub half_days: Option<i16>,
    /// What it is, or what it is for, in words.
    pub what: Line<300>,
    /// UUID of the ledger entry, for cash that stands there: a donation, seed money or a contribution of this
    /// club, of the same amount.
    pub entry_id: Option<EntryId>,
}

/// What a caller may change of a resource. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "giver_name": "Công ty Mẫu Hai" }))]
pub struct MobilisedResourcePatch {
    /// Cash, things or labour.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub kind: Option<ResourceKind>,
    /// Kind of giver.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub giver: Option<ResourceGiver>,
    /// Name of the giver: tier 2, for it may be a person's.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<160>>)]
    pub giver_name: Option<Option<Line<160>>>,
    /// Day on which it was received; not in the future.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub received_on: Option<Day>,
    /// Value, whole đồng.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Amount>)]
    pub value_vnd: Option<Option<Amount>>,
    /// Labour in half days (nửa ngày công).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i16>, minimum = 1, maximum = 20000)]
    #[validate(range(min = 1, max = 20000))]
    pub half_days: Option<Option<i16>>,
    /// What it is, or what it is for, in words.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub what: Option<Line<300>>,
    /// UUID of the ledger entry. Another entry brings its amount along, unless told.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub entry_id: Option<Option<EntryId>>,
}

impl NewMobilisedResource {
    /// What it says of itself.
    #[must_use]
    pub fn gift(&self) -> Gift {
        Gift {
            kind: self.kind,
            received_on: self.received_on.get(),
            value_vnd: self.value_vnd.map(Amount::vnd),
            half_days: self.half_days,
            entry_id: self.entry_id,
        }
    }
}

impl MobilisedResourcePatch {
    /// What a resource says of itself once it is so changed. Another entry brings its amount along, unless told.
    #[must_use]
    pub fn over(&self, resource: &MobilisedResource) -> Gift {
        let unless_told = if self.entry_id.flatten().is_some() { None } else { resource.value_vnd };
        Gift {
            kind: self.kind.unwrap_or(resource.kind),
            received_on: self.received_on.map_or(resource.received_on, Day::get),
            value_vnd: self.value_vnd.map_or(unless_told, |value| value.map(Amount::vnd)),
            half_days: self.half_days.unwrap_or(resource.half_days),
            entry_id: self.entry_id.unwrap_or(resource.entry_id),
        }
    }
}
