//! Loans without names, from the database.

use super::model::LoanWithoutName;
use super::rules;
use crate::lending::standing::ArrearsClass;
use crate::money::loans::model::LoanState;
use crate::money::loans::store::kept_classes;
use crate::money::tables::loans;
use crate::platform::auth::{Level, Scope};
use crate::platform::db::Reads;
use crate::platform::error::FieldCode;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, LoanId};
use crate::platform::money::Vnd;
use crate::register::clubs;
use crate::register::tables::clubs as clubs_table;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;
use uuid::Uuid;

/// The loans of the clubs that the caller can see in a unit.
#[must_use]
pub fn visible(scope: &Scope, unit: &Unit) -> loans::BoxedQuery<'static, Pg> {
    let clubs = clubs::store::visible(scope);
    let reached = clubs_table::table
        .filter(clubs_table::id.eq_any(clubs.select(clubs_table::id)))
        .select(clubs_table::id)
        .into_boxed();
    let there = match unit.level {
        Level::Province => reached.filter(clubs_table::province_id.eq(unit.id)),
        Level::District => reached.filter(clubs_table::district_id.eq(unit.id)),
        Level::Commune => reached.filter(clubs_table::commune_id.eq(unit.id)),
        _ => reached.filter(clubs_table::hamlet_id.eq(unit.id)),
    };
    loans::table.into_boxed().filter(loans::club_id.eq_any(there))
}

/// What is read of a loan.
type Row = (
    LoanId,
    ClubId,
    i32,
    LoanState,
    Option<Vnd>,
    Vnd,
    i16,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<NaiveDate>,
    i16,
);

/// Lists the loans of a unit by club. A page begins behind a row that only the server can name: the cursor
/// is encrypted, so that nobody can read a loan's number from it.
pub async fn list(db: &mut impl Reads, unit: &Unit, page: &PageQuery) -> Result<Page<LoanWithoutName>> {
    let context = format!("loans of unit {}", unit.id);
    let mut rows = visible(db.scope(), unit);
    if let Some(seek) = page.seek() {
        let encrypted = BASE64_URL_SAFE_NO_PAD.decode(&seek.key).ok();
        let opened = encrypted.and_then(|encrypted| db.vault().decrypt(context.as_bytes(), &encrypted).ok());
        let bookmark = opened.and_then(|plain| rules::open_bookmark(std::str::from_utf8(&plain).ok()?));
        let (club, number) = bookmark.ok_or_else(|| Error::field("?after", FieldCode::Cursor))?;
        let behind = loans::club_id.eq(club).and(loans::number.lt(number));
        rows = rows.filter(loans::club_id.gt(club).or(behind));
    }
    let rows: Vec<Row> = rows
        .order((loans::club_id, loans::number.desc()))
        .limit(page.limit + 1)
        .select((
            loans::id,
            loans::club_id,
            loans::number,
            loans::state,
            loans::principal_vnd,
            loans::outstanding_vnd,
            loans::requested_months,
            loans::disbursed_on,
            loans::late_since,
            loans::frozen_until,
            loans::reschedules,
        ))
        .load(db.conn())
        .await?;
    let last = usize::try_from(page.limit - 1).ok().and_then(|index| rows.get(index));
    let encrypt =
        |row: &Row| db.vault().encrypt(context.as_bytes(), rules::bookmark(row.1, row.2).as_bytes());
    let encrypted = last.map(encrypt).transpose().map_err(Error::internal)?.unwrap_or_default();
    let key = BASE64_URL_SAFE_NO_PAD.encode(encrypted);
    let page = Page::cut(rows, page, |_| Seek { key: key.clone(), id: Uuid::nil() });
    let today = db.scope().today();
    let ids: Vec<LoanId> = page.items.iter().map(|row| row.0).collect();
    let kept = kept_classes(db, &ids).await?;
    Ok(Page { items: page.items.into_iter().map(|row| shown(row, &kept, today)).collect(), next: page.next })
}

fn shown(row: Row, kept: &HashMap<LoanId, ArrearsClass>, today: NaiveDate) -> LoanWithoutName {
    let (
        id,
        club_id,
        _,
        state,
        principal_vnd,
        outstanding_vnd,
        term_months,
        disbursed_on,
        since,
        frozen,
        reschedules,
    ) = row;
    let owed = since.filter(|_| !outstanding_vnd.is_zero());
    LoanWithoutName {
        club_id,
        state,
        principal_vnd,
        outstanding_vnd,
        term_months,
        disbursed_month: disbursed_on.map(rules::month),
        lateness: rules::lateness(owed, frozen, today),
        rescheduled: reschedules > 0,
        arrears_class_at_reschedule: kept.get(&id).copied(),
    }
}
