//! Regulations in the database.

use super::model::{NewRegulation, Regulation, RegulationOnDay};
use super::rules::BookRules;
use crate::lending::LendingRules;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, RegulationId};
use crate::platform::money::{Amount, Vnd};
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::schema::club_regulations;
use crate::territory::units::model::OnDay;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The regulations of the clubs that the caller can see.
    visible: club_regulations;
}

/// Lists a club's regulations, newest first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    on: OnDay,
    page: &PageQuery,
) -> Result<Page<RegulationOnDay>> {
    let mut rows = visible(db.scope()).filter(club_regulations::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(club_regulations::number.lt(seek.key.parse().unwrap_or(i32::MAX)));
    }
    let rows = rows
        .order(club_regulations::number.desc())
        .limit(page.limit + 1)
        .select(Regulation::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    let held = in_force(db, club, on.on.map_or(db.scope().today(), Day::get)).await?;
    let page = Page::cut(rows, page, |row| Seek { key: row.number.to_string(), id: row.id.0 });
    let shown =
        |regulation: Regulation| RegulationOnDay { in_force: held == Some(regulation.id), regulation };
    Ok(Page { items: page.items.into_iter().map(shown).collect(), next: page.next })
}

/// Finds a regulation.
pub async fn find(db: &mut impl Reads, id: RegulationId, on: OnDay) -> Result<RegulationOnDay> {
    let regulation = visible(db.scope())
        .filter(club_regulations::id.eq(id))
        .select(Regulation::as_select())
        .first(db.conn())
        .await?;
    let held = in_force(db, regulation.club_id, on.on.map_or(db.scope().today(), Day::get)).await?;
    Ok(RegulationOnDay { in_force: held == Some(id), regulation })
}

/// The regulation that holds in a club on a day.
pub async fn in_force(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Option<RegulationId>> {
    Ok(visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .filter(club_regulations::effective_from.le(day))
        .order(club_regulations::effective_from.desc())
        .select(club_regulations::id)
        .first(db.conn())
        .await
        .optional()?)
}

/// The rules by which a club lends on a day, with the regulation that says them. None where the regulation in
/// force has no such rules.
pub async fn lending_rules(
    db: &mut impl Reads,
    club: ClubId,
    day: NaiveDate,
) -> Result<Option<(RegulationId, LendingRules)>> {
    let regulation = held_on(db, club, day).await?;
    Ok(regulation.and_then(|regulation| Some((regulation.id, regulation.lending?))))
}

/// The regulation in force in a club on a day, with its rules.
async fn held_on(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Option<Regulation>> {
    Ok(visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .filter(club_regulations::effective_from.le(day))
        .order(club_regulations::effective_from.desc())
        .select(Regulation::as_select())
        .first(db.conn())
        .await
        .optional()?)
}

/// The rules by which a club keeps its money besides lending on a day, with the regulation that says them. None where
/// the regulation in force has no such rules.
pub async fn book_rules(
    db: &mut impl Reads,
    club: ClubId,
    day: NaiveDate,
) -> Result<Option<(RegulationId, BookRules)>> {
    let regulation = held_on(db, club, day).await?;
    Ok(regulation.and_then(|regulation| Some((regulation.id, regulation.books?))))
}

/// The rate of interest on savings by each version of a club's regulation, in parts per million a year, with the day from
/// which on it holds, the oldest first; no rate where a version has none.
pub async fn savings_rates(db: &mut impl Reads, club: ClubId) -> Result<Vec<(NaiveDate, Option<u32>)>> {
    let all: Vec<Regulation> = visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .order(club_regulations::effective_from)
        .select(Regulation::as_select())
        .load(db.conn())
        .await?;
    let rate = |regulation: Regulation| {
        (regulation.effective_from, regulation.books.and_then(|books| books.savings_rate_ppm))
    };
    Ok(all.into_iter().map(rate).collect())
}

/// From which principal on a club hands out loans with a second factor, on a day; none where its regulation asks for
/// none.
pub async fn second_factor_from(db: &mut impl Reads, club: ClubId, day: NaiveDate) -> Result<Option<Vnd>> {
    let from: Option<Option<Vnd>> = visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .filter(club_regulations::effective_from.le(day))
        .order(club_regulations::effective_from.desc())
        .select(club_regulations::second_factor_from_vnd)
        .first(db.conn())
        .await
        .optional()?;
    Ok(from.flatten())
}

/// What each member contributes and saves a month by the regulation that holds in a club on a day, as far as it says so.
pub async fn monthly_shares(
    db: &mut impl Reads,
    club: ClubId,
    day: NaiveDate,
) -> Result<(Option<Vnd>, Option<Vnd>)> {
    let shares: Option<(Option<Vnd>, Option<Vnd>)> = visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .filter(club_regulations::effective_from.le(day))
        .order(club_regulations::effective_from.desc())
        .select((club_regulations::monthly_contribution_vnd, club_regulations::monthly_savings_vnd))
        .first(db.conn())
        .await
        .optional()?;
    Ok(shares.unwrap_or_default())
}

/// How many versions a club's regulation has had.
pub async fn last_number(db: &mut impl Reads, club: ClubId) -> Result<i32> {
    let last: Option<i32> = visible(db.scope())
        .filter(club_regulations::club_id.eq(club))
        .order(club_regulations::number.desc())
        .select(club_regulations::number)
        .first(db.conn())
        .await
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// Enters a new version. The club is locked, so that no number is given twice.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, new: &NewRegulation) -> Result<Regulation> {
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    let adopted_on = new.adopted_on.not_after(w.scope().today(), "/adopted_on")?;
    let number = last_number(w, club.id).await? + 1;
    let lending = new.lending.as_ref().map(serde_json::to_value).transpose().map_err(Error::internal)?;
    let books = new.books.as_ref().map(serde_json::to_value).transpose().map_err(Error::internal)?;
    Ok(diesel::insert_into(club_regulations::table)
        .values((
            club_regulations::id.eq(new.id.unwrap_or_default()),
            club_regulations::club_id.eq(club.id),
            club_regulations::number.eq(number),
            club_regulations::adopted_on.eq(adopted_on),
            club_regulations::effective_from.eq(new.effective_from.get()),
            club_regulations::body.eq(&*new.body),
            club_regulations::lending.eq(lending),
            club_regulations::books.eq(books),
            club_regulations::second_factor_from_vnd.eq(new.second_factor_from_vnd.map(Amount::vnd)),
            club_regulations::monthly_contribution_vnd.eq(new.monthly_contribution_vnd.map(Amount::vnd)),
            club_regulations::monthly_savings_vnd.eq(new.monthly_savings_vnd.map(Amount::vnd)),
        ))
        .returning(Regulation::as_returning())
        .get_result(w.conn())
        .await?)
}
