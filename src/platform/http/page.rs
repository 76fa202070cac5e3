//! Every list is walked by the last row seen: `{items, next}` and an opaque cursor.

use crate::Error;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, refuse};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// The part of a list that is asked for.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before. Opaque.
    #[param(value_type = Option<String>, max_length = 600)]
    pub after: Option<Cursor>,
    /// Number of rows at most: 1 to 200, 50 unless told.
    #[serde(default = "fifty")]
    #[validate(range(min = 1, max = 200))]
    #[param(default = 50, minimum = 1, maximum = 200)]
    pub limit: i64,
}
fn fifty() -> i64 {
    50
}

/// The longest cursor that is looked at, in characters.
const LONGEST: usize = 600;

/// A cursor of ours, opened: what no page gave out is refused while it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Seek);

impl Cursor {
    fn open(given: &str) -> Option<Seek> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(given).ok().filter(|_| given.len() <= LONGEST)?;
        serde_json::from_slice(&bytes).ok().filter(|seek: &Seek| !seek.key.contains('\0'))
    }
}
impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let opened = Self::open(&String::deserialize(d)?);
        opened.map(Self).ok_or_else(|| refuse(FieldCode::Cursor))
    }
}

/// Where a page begins: behind this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seek {
    /// The sort key of the last row seen; empty where a list is in order of id.
    pub key: String,
    /// UUID of the last row seen.
    pub id: Uuid,
}

impl Seek {
    /// The sort key of a list that is in order of days.
    ///
    /// # Errors
    /// 422 for a cursor of another list.
    pub fn day(&self) -> crate::Result<NaiveDate> {
        Day::parse(&self.key).map(Day::get).map_err(|_| Error::field("?after", FieldCode::Cursor))
    }
}

impl PageQuery {
    /// Where this page begins, if it is not the first.
    #[must_use]
    pub fn seek(&self) -> Option<Seek> {
        self.after.as_ref().map(|Cursor(seek)| seek.clone())
    }
}

/// One page of a list, in the order of that list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// Rows of this page, at most `limit`.
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
