//! Programmes as stored and as shown.

use crate::planning::schema::programmes;
use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::ProgrammeId;
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A programme of the government (đề án) that replicates the clubs for some years.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = programmes, check_for_backend(diesel::pg::Pg))]
pub struct Programme {
    /// UUID of the programme.
    pub id: ProgrammeId,
    /// Number of the decision that set it up, such as `1648`; unique.
    #[schema(example = "1648")]
    pub code: String,
    /// Full name in Vietnamese.
    pub name_vi: String,
    /// Full name in English.
    pub name_en: String,
    /// First day of the programme.
    pub period_from: NaiveDate,
    /// Last day of the programme.
    pub period_to: NaiveDate,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the programme was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Versioned for Programme {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for Programme {
    const ENTITY: &'static str = "programme";
    const OPEN: &'static [&'static str] = &["id", "code", "name_vi", "name_en", "period_from", "period_to"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// A programme to be recorded.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "2040", "name_vi": "Đề án nhân rộng giai đoạn 2036-2045", "name_en": "Replication 2036-2045", "period_from": "2036-01-01", "period_to": "2045-12-31" }))]
pub struct NewProgramme {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ProgrammeId>,
    /// Number of the decision that set it up; unique.
    pub code: Line<20>,
    /// Full name in Vietnamese.
    pub name_vi: Line<300>,
    /// Full name in English.
    pub name_en: Line<300>,
    /// First day of the programme.
    pub period_from: Day,
    /// Last day of the programme; not before the first.
    pub period_to: Day,
}
