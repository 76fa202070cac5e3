//! Activities of plans as stored and as shown.

use crate::activity::areas::model::Area;
use crate::planning::schema::plan_items;
use crate::platform::fields::{Line, Prose, client_made};
use crate::platform::http::{Versioned, nullable, value};
use crate::platform::ids::{DocumentId, PlanItemId};
use crate::platform::log::{Audited, Facts};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// An activity that a plan names (hoạt động của kế hoạch).
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize, ToSchema,
)]
#[diesel(table_name = plan_items, check_for_backend(diesel::pg::Pg), treat_none_as_default_value = false)]
pub struct PlanItem {
    /// UUID of the activity of the plan.
    pub id: PlanItemId,
    /// The plan that names it.
    pub document_id: DocumentId,
    /// Its code within the plan.
    #[schema(example = "3a")]
    pub code: String,
    /// What is to be done, in the words of the plan.
    pub text: String,
    /// The area of the clubs' work that it belongs to (lĩnh vực); null where it belongs to none.
    pub area: Option<Area>,
    /// Clause in which it is written, such as `III.3.c`.
    pub clause: Option<String>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// When the activity of the plan was entered (UTC).
    pub created_at: DateTime<Utc>,
}

impl Versioned for PlanItem {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for PlanItem {
    const ENTITY: &'static str = "plan_item";
    const OPEN: &'static [&'static str] = &["id", "document_id", "code", "area", "clause"];
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

/// An activity to be planned, while the plan is a draft.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "3c", "text": "Tổ chức tham quan mô hình, giao lưu giữa các câu lạc bộ", "clause": "III.3.c" }))]
pub struct NewPlanItem {
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<PlanItemId>,
    /// Its code, unique within the plan.
    pub code: Line<20>,
    /// What is to be done, in the words of the plan.
    pub text: Prose<2000>,
    /// The area of the clubs' work that it belongs to (lĩnh vực), if to one.
    pub area: Option<Area>,
    /// Clause in which it is written, such as `III.3.c`.
    pub clause: Option<Line<100>>,
}

/// What a caller may change, while the plan is a draft. Absent leaves alone; `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "Tổ chức giao lưu, chia sẻ kinh nghiệm giữa các câu lạc bộ" }))]
pub struct PlanItemPatch {
    /// What is to be done, in the words of the plan.
    #[serde(default, deserialize_with = "value")]
    #[schema(nullable = false)]
    pub text: Option<Prose<2000>>,
    /// The area of the clubs' work that it belongs to (lĩnh vực).
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Area>)]
    pub area: Option<Option<Area>>,
    /// Clause in which it is written, such as `III.3.c`.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Line<100>>)]
    pub clause: Option<Option<Line<100>>>,
}
