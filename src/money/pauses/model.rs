//! Pauses as stored, as shown and as asked for.

use crate::money::schema::repayment_pauses;
use crate::platform::fields::{Day, Line, Prose, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{PauseId, UnitId, UserId};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A time in which the loans of a whole place stand still.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_pauses, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentPause {
    /// Its id.
    pub id: PauseId,
    /// The place: a hamlet, a commune or a province.
    pub unit_id: UnitId,
    /// Its first day.
    #[diesel(column_name = from_day)]
    pub from: NaiveDate,
    /// Its last day.
    #[diesel(column_name = to_day)]
    pub to: NaiveDate,
    /// The order.
    #[schema(example = "45/QĐ-UBND")]
    pub document: String,
    /// Why.
    pub reason: String,
    /// How many running loans it stopped.
    pub loans: i32,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// Counts the changes.
    pub version: i32,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl Versioned for RepaymentPause {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for RepaymentPause {
    const ENTITY: &'static str = "repayment_pause";
    const OPEN: &'static [&'static str] = &["id", "unit_id", "from", "to", "document", "loans"];
    fn facts(&self) -> Facts {
        Facts::MONEY
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A pause to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "from": "2026-10-05", "to": "2027-01-04", "document": "45/QĐ-UBND", "reason": "Lũ quét sau bão số 11" }))]
pub struct NewPause {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<PauseId>,
    /// Its first day; not in the future.
    pub from: Day,
    /// Its last day; at most a year later.
    pub to: Day,
    /// The order.
    pub document: Line<100>,
    /// Why.
    pub reason: Prose<1000>,
}
