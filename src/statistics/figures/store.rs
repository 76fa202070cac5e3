//! Figures from the metric rows.

use super::model::{Figures, PeopleSums, SilentClub};
use super::rules;
use crate::Result;
use crate::platform::db::Reads;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, UnitId};
use crate::register::clubs::store::{lie_in, visible};
use crate::register::tables::clubs;
use crate::statistics::fresh::Fresh;
use crate::statistics::schema::{fund_metrics as f, management_metrics as m, standing_metrics as s};
use crate::statistics::summary::Summary;
use crate::statistics::sums::Adding;
use crate::statistics::suppression::Withheld;
use crate::territory::units::model::Unit;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

impl Summary for PeopleSums {
    type Shown = Figures;
    const COLUMNS: Adding = &rules::COLUMNS;
    fn of(row: Vec<i64>) -> Self {
        let mut row = row.into_iter();
        let mut next = || row.next().unwrap_or(0);
        Self { clubs: next(), active_clubs: next(), members: next(), people: std::array::from_fn(|_| next()) }
    }
    fn show(&self, as_of: NaiveDate, withheld: &Withheld) -> Figures {
        rules::show(self, as_of, withheld)
    }
}

/// A silent club with its sort key, and the days of its last entry and of what it did last.
type Silent = (ClubId, String, UnitId, String, Option<NaiveDate>, Option<NaiveDate>);

/// Clubs that recorded nothing in the three whole months before, in Vietnamese order.
pub async fn silent(
    db: &mut Fresh<impl Reads>,
    unit: Option<&Unit>,
    page: &PageQuery,
) -> Result<Page<SilentClub>> {
    let mut seen = visible(db.scope());
    if let Some(unit) = unit {
        seen = lie_in(seen, unit.level, unit.id);
    }
    let mut rows = clubs::table
        .inner_join(s::table)
        .inner_join(f::table)
        .inner_join(m::table)
        .filter(clubs::id.eq_any(seen.select(clubs::id)))
        .filter(clubs::ended_on.is_null())
        .filter(s::silent.eq(1))
        .select((clubs::id, clubs::name, clubs::commune_id, clubs::sort_key, f::last_on, m::last_on))
        .into_boxed();
    if let Some(Seek { key, id }) = page.seek() {
        rows = rows.filter(
            clubs::sort_key.gt(key.clone()).or(clubs::sort_key.eq(key).and(clubs::id.gt(ClubId(id)))),
        );
    }
    let rows: Vec<Silent> =
        rows.order((clubs::sort_key, clubs::id)).limit(page.limit + 1).load(db.conn()).await?;
    let page = Page::cut(rows, page, |(id, _, _, key, ..)| Seek { key: key.clone(), id: id.0 });
    let silent = |(club_id, name, commune_id, _, posted, done): Silent| SilentClub {
        club_id,
        name,
        commune_id,
        last_on: posted.max(done),
    };
    Ok(Page { items: page.items.into_iter().map(silent).collect(), next: page.next })
}
