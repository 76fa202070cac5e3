//! Declared figures in the database.

use super::model::{DeclaredFigure, DeclaredFigureQuery, NewDeclaredFigure};
use crate::Result;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::disclosure::SMALL;
use crate::platform::error::Code;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, DeclaredFigureId, UnitId};
use crate::register::clubs;
use crate::statistics::indicators::model::{Indicator, IndicatorPeriod, Whose};
use crate::statistics::schema::declared_figures as d;
use crate::statistics::suppression::Knows;
use crate::territory::tables::units as units_table;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use strum::IntoEnumIterator;

/// How many declarations of one place and period are looked at: there are not so many documents.
const ENOUGH: i64 = 500;

/// What was declared of a place that the caller has been found to see. Whoever may not know its people sees no
/// figure of so few of them, nor one that leaves so few.
fn seen(whose: &Whose, knows: Knows) -> d::BoxedQuery<'static, Pg> {
    let mut rows = d::table.into_boxed();
    let people = Indicator::iter().filter(|one| one.definition().people && !one.is_known(knows));
    let people: Vec<Indicator> = people.collect();
    if !people.is_empty() {
        let (least, most) = (SMALL.start, SMALL.end - 1);
        let of_all = d::denominator.assume_not_null();
        let small = d::numerator.between(least, most);
        let of_few = d::denominator.is_not_null().and(of_all.between(least, most));
        let but_few =
            d::denominator.is_not_null().and(of_all.between(d::numerator + least, d::numerator + most));
        rows = rows.filter(d::indicator.ne_all(people).or(not(small.or(of_few).or(but_few))));
    }
    match whose {
        Whose::Nation | Whose::Reach => rows.filter(d::unit_id.is_null()).filter(d::club_id.is_null()),
        Whose::Unit(unit) => rows.filter(d::unit_id.eq(unit.id)),
        Whose::Club(club) => rows.filter(d::club_id.eq(*club)),
    }
}

/// Lists what was declared of a place, last entered first.
pub async fn list(
    db: &mut impl Reads,
    (whose, knows): (&Whose, Knows),
    query: &DeclaredFigureQuery,
    page: &PageQuery,
) -> Result<Page<DeclaredFigure>> {
    let mut rows = seen(whose, knows);
    if let Some(indicator) = query.indicator {
        rows = rows.filter(d::indicator.eq(indicator));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(d::id.lt(DeclaredFigureId(seek.id)));
    }
    let rows = rows
        .order(d::id.desc())
        .limit(page.limit + 1)
        .select(DeclaredFigure::as_select())
        .load(db.conn())
        .await?;
    Ok(Page::cut(rows, page, |row: &DeclaredFigure| Seek { key: String::new(), id: row.id.0 }))
}

/// All that was declared of a place for a period, of any indicator, latest first.
pub async fn of_period(
    db: &mut impl Reads,
    (whose, knows): (&Whose, Knows),
    period: IndicatorPeriod,
) -> Result<Vec<DeclaredFigure>> {
    let rows = seen(whose, knows).filter(d::since.eq(period.since)).filter(d::until.eq(period.day));
    let rows = rows.order((d::declared_on.desc(), d::id.desc())).limit(ENOUGH);
    Ok(rows.select(DeclaredFigure::as_select()).load(db.conn()).await?)
}

/// The nation, for whoever reaches all of it.
pub fn hold_nation(w: &Writer<'_>) -> Result<Held<Whose>> {
    if w.scope().reach().nation { Ok(Held::new(Whose::Nation)) } else { Err(Code::NotFound.into()) }
}

/// A unit in the caller's reach as it stood on a day, locked.
pub async fn hold_unit(w: &mut Writer<'_>, unit: &UnitRef, day: NaiveDate) -> Result<Held<Whose>> {
    let unit = units::store::find_in_reach(w, unit, day).await?;
    let row = units_table::table.find(unit.id).select(units_table::id).for_no_key_update();
    let _: UnitId = row.first(w.conn()).await?;
    Ok(Held::new(Whose::Unit(Box::new(unit))))
}

/// A club in the caller's reach, locked.
pub async fn hold_club(w: &mut Writer<'_>, club: ClubId) -> Result<Held<Whose>> {
    let club = clubs::store::hold(w, club).await?;
    Ok(Held::new(Whose::Club(club.id)))
}

/// Enters what was declared.
pub async fn insert(
    w: &mut Writer<'_>,
    whose: &Held<Whose>,
    new: &NewDeclaredFigure,
) -> Result<DeclaredFigure> {
    let (unit, club) = match &**whose {
        Whose::Nation | Whose::Reach => (None, None),
        Whose::Unit(unit) => (Some(unit.id), None),
        Whose::Club(club) => (None, Some(*club)),
    };
    let row = diesel::insert_into(d::table)
        .values((
            d::id.eq(new.id.unwrap_or_default()),
            d::unit_id.eq(unit),
            d::club_id.eq(club),
            d::indicator.eq(new.indicator),
            d::since.eq(new.since.get()),
            d::until.eq(new.until.get()),
            d::numerator.eq(new.numerator),
            d::denominator.eq(new.denominator),
            d::document.eq(&*new.document),
            d::declared_by.eq(&*new.declared_by),
            d::declared_on.eq(new.declared_on.get()),
            d::note.eq(new.note.as_deref()),
            d::recorded_by.eq(w.scope().user()),
        ))
        .returning(DeclaredFigure::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(row)
}
