//! What is doubtful about an entry.

use crate::platform::ids::{EntryId, column};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Jsonb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column! { text:
    /// Why an entry is doubtful.
    pub enum EntryWarningCode {
        /// Trùng số chứng từ trong năm: another entry of the same year names the same voucher.
        SameVoucher,
        /// Có thể đã được người khác ghi: somebody else entered the same for the same member or loan.
        EnteredTwice,
    }
}

/// What was doubtful about an entry when it was posted (cảnh báo). It is posted all the same, and the warning kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntryWarning {
    /// Why the entry is doubtful.
    pub code: EntryWarningCode,
    /// UUIDs of the entries with which it agrees.
    pub entries: Vec<EntryId>,
}

/// Warnings in their column.
pub struct KeptWarnings(Vec<EntryWarning>);

impl Queryable<Jsonb, Pg> for KeptWarnings {
    type Row = serde_json::Value;
    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(serde_json::from_value(row)?))
    }
}

impl From<KeptWarnings> for Vec<EntryWarning> {
    fn from(kept: KeptWarnings) -> Self {
        kept.0
    }
}
