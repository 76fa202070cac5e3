//! Pauses as stored, as shown and as asked for.

use crate::money::schema::repayment_pauses;
use crate::platform::disclosure::SMALL;
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

/// A period in which the loans of a whole place stand still (giãn nợ do thiên tai).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = repayment_pauses, check_for_backend(diesel::pg::Pg))]
pub struct RepaymentPause {
    /// UUID of the pause.
    pub id: PauseId,
    /// UUID of the place: a hamlet, a commune or a province.
    pub unit_id: UnitId,
    /// First day of the pause.
    #[diesel(column_name = from_day)]
    pub from: NaiveDate,
    /// Last day of the pause, included.
    #[diesel(column_name = to_day)]
    pub to: NaiveDate,
    /// Number of the order by which it was decided.
    #[schema(example = "45/QĐ-UBND")]
    pub document: String,
    /// Reason of the pause, in words.
    pub reason: String,
    /// Number of running loans that it paused; null where they are from 1 to 4, for whoever may not read loans there.
    #[diesel(select_expression = repayment_pauses::loans.nullable())]
    #[diesel(select_expression_type = diesel::dsl::Nullable<repayment_pauses::loans>)]
    pub loans: Option<i32>,
    /// UUID of the user who recorded it.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was recorded, in UTC.
    pub created_at: DateTime<Utc>,
}

impl RepaymentPause {
    /// As shown to one who may read the loans that it paused, or not: how many they are tells of those who owe them.
    #[must_use]
    pub fn shown(self, knows: bool) -> Self {
        let few = self.loans.is_some_and(|loans| SMALL.contains(&i64::from(loans)));
        Self { loans: self.loans.filter(|_| knows || !few), ..self }
    }
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

/// A pause of all loans of a place, to be entered.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "from": "2026-10-05", "to": "2027-01-04", "document": "45/QĐ-UBND", "reason": "Lũ quét sau bão số 11" }))]
pub struct NewPause {
    /// UUIDv7 made by the client; if it is left out, the server makes one.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<PauseId>,
    /// First day of the pause; not in the future.
    pub from: Day,
    /// Last day of the pause, included; at most a year after the first.
    pub to: Day,
    /// Number of the order by which it was decided.
    pub document: Line<100>,
    /// Reason of the pause, in words.
    pub reason: Prose<1000>,
}
