//! Every list is walked by the last row seen: `{items, next}` and an opaque cursor.

use crate::error::FieldCode;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Which part of a list.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before. Opaque.
    #[validate(length(max = 600))]
    pub after: Option<String>,
    /// How many at most: 1 to 200, 50 unless told.
    #[serde(default = "fifty")]
    #[validate(range(min = 1, max = 200))]
    #[param(default = 50, minimum = 1, maximum = 200)]
    pub limit: i64,
}
fn fifty() -> i64 {
    50
}

/// Where a page begins: behind this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seek {
    /// The sort key of the last row seen; empty where a list is in order of id.
    pub key: String,
    /// Its id.
    pub id: Uuid,
}

impl PageQuery {
    /// Where this page begins, if it is not the first.
    ///
    /// # Errors
    /// 422 for a cursor that no page gave out.
    pub fn seek(&self) -> Result<Option<Seek>> {
        let Some(cursor) = &self.after else { return Ok(None) };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
        let seek: Option<Seek> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match seek {
            Some(seek) if !seek.key.contains('\0') => Ok(Some(seek)),
            _ => Err(Error::field("?after", FieldCode::Cursor)),
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Pass this as `after` to get the page behind; `null` on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// `rows` was asked for one more than the limit; `last` says where the next page begins.
    pub fn cut(mut rows: Vec<T>, query: &PageQuery, last: impl Fn(&T) -> Seek) -> Self {
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let cursor =
            |row: &T| BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&last(row)).unwrap_or_default());
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }
}
