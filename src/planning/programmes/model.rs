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

/// A programme (đề án).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = programmes, check_for_backend(diesel::pg::Pg))]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its code: the number of its decision.
    #[schema(example = "1648")]
    pub code: String,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// First day.
    pub period_from: NaiveDate,
    /// Last day.
    pub period_to: NaiveDate,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When it was entered.
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
    /// The number of its decision.
    pub code: Line<20>,
    /// Its name in Vietnamese.
    pub name_vi: Line<300>,
    /// Its name in English.
    pub name_en: Line<300>,
    /// First day.
    pub period_from: Day,
    /// Last day; not before the first.
    pub period_to: Day,
}
