//! Placements in the database.

use super::model::{ClubPlaces, NewClubPlaces, Placement, PlacementQuery};
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, PlacementId, UnitId};
use crate::platform::log::Event;
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::register::clubs::store::placed;
use crate::register::schema::club_placements;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet, HashMap};

clubs::store::rows_of_clubs! {
    /// The placements of the clubs that the caller can see.
    visible: club_placements;
}

/// Lists where a club has lain, newest first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &PlacementQuery,
    page: &PageQuery,
) -> Result<Page<Placement>> {
    let mut rows = visible(db.scope()).filter(club_placements::club_id.eq(club));
    if let Some(day) = query.on {
        rows = rows.filter(placed(day.get()));
    }
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let behind = club_placements::valid_from
            .lt(day)
            .or(club_placements::valid_from.eq(day).and(club_placements::id.lt(PlacementId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows = rows
        .order((club_placements::valid_from.desc(), club_placements::id.desc()))
        .limit(page.limit + 1)
        .select(Placement::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.valid_from.to_string(), id: row.id.0 }))
}

/// Where a club lies now.
pub async fn current(db: &mut impl Reads, club: &Club) -> Result<ClubPlaces> {
    let placements = visible(db.scope())
        .filter(club_placements::club_id.eq(club.id))
        .filter(placed(db.scope().today()))
        .order((club_placements::valid_from, club_placements::hamlet_id))
        .select(Placement::as_select())
        .load(db.conn())
        .await?;
    Ok(ClubPlaces::of(club, &placements))
}

/// The hamlet in which a club was at home on a day, as it stood then; before it had a home, the one of today.
pub async fn home_on(db: &mut impl Reads, club: &Club, day: NaiveDate) -> Result<Unit> {
    let home: Option<UnitId> = visible(db.scope())
        .filter(club_placements::club_id.eq(club.id))
        .filter(club_placements::is_main)
        .filter(placed(day))
        .select(club_placements::hamlet_id)
        .first(db.conn())
        .await
        .optional()?;
    let (hamlet, day) = home.map_or((club.hamlet_id, db.scope().today()), |hamlet| (hamlet, day));
    units::store::find(db, Some(Level::Hamlet), &UnitRef::Id(hamlet), day).await
}

/// A club in the caller's reach and the hamlet in which it is to be at home, both locked.
pub async fn hold(w: &mut Writer<'_>, club: ClubId, new: &NewClubPlaces) -> Result<(Held<Club>, Held<Unit>)> {
    clubs::store::find(w, club).await?;
    let hamlet = units::store::hold(w, Level::Hamlet, &UnitRef::Id(new.hamlet_id)).await.map_err(unknown)?;
    Ok((clubs::store::hold(w, club).await?, hamlet))
}

fn unknown(e: Error) -> Error {
    match e.code() {
        Code::NotFound | Code::UnitNotValid => Error::field("/hamlet_id", FieldCode::UnknownHamlet),
        _ => e,
    }
}

/// Says where a club lies from a day on. Returns it, and what the change log says of each placement.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    hamlet: &Held<Unit>,
    new: &NewClubPlaces,
) -> Result<(ClubPlaces, Vec<Event>)> {
    let today = w.scope().today();
    let from = new.valid_from.not_after(today, "/valid_from")?;
    if club.state.has_ended() {
        return Err(Error::from(Code::ClubStateRefuses).with("state", club.state));
    }
    if from < club.proposed_on {
        return Err(Error::from(Code::DateBeforeFounding).with("proposed_on", club.proposed_on));
    }
    let main = hamlet.id;
    let serves = serves(w, main, new, from).await?;
    let before = all(w, &[club.id]).await?;
    let kept = close(w, club, (main, &serves), from).await?;
    let opened = std::iter::once((main, true)).chain(serves.into_iter().map(|hamlet| (hamlet, false)));
    let opened: Vec<_> = opened
        .filter(|(hamlet, _)| !kept.contains(hamlet))
        .map(|(hamlet, is_main)| {
            (
                club_placements::id.eq(PlacementId::new()),
                club_placements::club_id.eq(club.id),
                club_placements::hamlet_id.eq(hamlet),
                club_placements::is_main.eq(is_main),
                club_placements::valid_from.eq(from),
            )
        })
        .collect();
    diesel::insert_into(club_placements::table).values(opened).execute(w.conn()).await?;
    let events = told(&before, &all(w, &[club.id]).await?);
    clubs::store::touch(w, club).await?;
    clubs::store::place(w, &[club.id]).await?;
    let club = clubs::store::find(w, club.id).await?;
    Ok((current(w, &club).await?, events))
}

/// All placements of clubs that are locked.
async fn all(w: &mut Writer<'_>, clubs: &[ClubId]) -> Result<Vec<Placement>> {
    let rows = club_placements::table.filter(club_placements::club_id.eq_any(clubs));
    Ok(rows.order(club_placements::id).select(Placement::as_select()).load(w.conn()).await?)
}

/// What the change log says of placements as they were and as they are.
fn told(before: &[Placement], after: &[Placement]) -> Vec<Event> {
    let was: HashMap<PlacementId, &Placement> = before.iter().map(|row| (row.id, row)).collect();
    let is: HashMap<PlacementId, &Placement> = after.iter().map(|row| (row.id, row)).collect();
    let gone = before.iter().filter(|row| !is.contains_key(&row.id)).map(Event::deleted);
    let there = after.iter().filter_map(|row| match was.get(&row.id) {
        None => Some(Event::created(row)),
        Some(was) if *was != row => Some(Event::changed("updated", *was, row)),
        Some(_) => None,
    });
    gone.chain(there).collect()
}

/// No hamlet counts a club among its own any more that ends on a day. Returns what the change log says of its
/// placements.
pub async fn end_all(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<Event>> {
    let before = all(w, &[club.id]).await?;
    let placed = club_placements::table.filter(club_placements::club_id.eq(club.id));
    diesel::delete(placed.filter(club_placements::valid_from.gt(on))).execute(w.conn()).await?;
    let goes_on = club_placements::valid_to.is_null().or(club_placements::valid_to.gt(on));
    diesel::update(placed.filter(goes_on)).set(club_placements::valid_to.eq(on)).execute(w.conn()).await?;
    Ok(told(&before, &all(w, &[club.id]).await?))
}

/// Whether a hamlet is anybody's on a later day than this.
pub async fn occupied(w: &mut Writer<'_>, hamlet: &Held<Unit>, last: NaiveDate) -> Result<bool> {
    let later = club_placements::valid_to.is_null().or(club_placements::valid_to.assume_not_null().gt(last));
    let occupied = club_placements::table.filter(club_placements::hamlet_id.eq(hamlet.id)).filter(later);
    Ok(diesel::select(diesel::dsl::exists(occupied)).get_result(w.conn()).await?)
}

/// The hamlets that a club serves beside the main one; on that day all of one commune.
async fn serves(
    w: &mut Writer<'_>,
    main: UnitId,
    new: &NewClubPlaces,
    from: NaiveDate,
) -> Result<Vec<UnitId>> {
    let then = units::store::find(w, Some(Level::Hamlet), &UnitRef::Id(main), from).await.map_err(unknown)?;
    let commune = then.commune_id.ok_or(Code::NotAHamlet)?;
    let mut serves = clubs::store::catchment(w, commune, &new.catchment, from).await?;
    serves.retain(|hamlet| *hamlet != main);
    Ok(serves)
}

/// Ends what differs from a day on, and returns the hamlets for which nothing changes.
async fn close(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    (main, serves): (UnitId, &[UnitId]),
    from: NaiveDate,
) -> Result<Vec<UnitId>> {
    let of_the_club = club_placements::table.filter(club_placements::club_id.eq(club.id));
    let replaced = of_the_club.filter(club_placements::valid_from.ge(from));
    diesel::delete(replaced).execute(w.conn()).await?;
    let stays = club_placements::is_main
        .and(club_placements::hamlet_id.eq(main))
        .or(diesel::dsl::not(club_placements::is_main).and(club_placements::hamlet_id.eq_any(serves)));
    let kept: Vec<UnitId> = diesel::update(of_the_club.filter(placed(from)).filter(stays))
        .set(club_placements::valid_to.eq(None::<NaiveDate>))
        .returning(club_placements::hamlet_id)
        .get_results(w.conn())
        .await?;
    let ends = of_the_club.filter(placed(from)).filter(club_placements::hamlet_id.ne_all(&kept));
    diesel::update(ends).set(club_placements::valid_to.eq(from.pred_opt())).execute(w.conn()).await?;
    Ok(kept)
}

/// True of the placements that are valid on a day or later.
#[auto_type(no_type_alias)]
fn placed_still(day: NaiveDate) -> _ {
    club_placements::valid_to.is_null().or(club_placements::valid_to.assume_not_null().ge(day))
}

/// Which clubs are at home in hamlets on a day or later, in the order of the clubs' ids. Asked of what a reform touches,
/// which is in the reach of whoever drafts it.
pub async fn homes_in(
    db: &mut impl Reads,
    hamlets: &[UnitId],
    on: NaiveDate,
) -> Result<Vec<(UnitId, ClubId)>> {
    Ok(club_placements::table
        .filter(club_placements::hamlet_id.eq_any(hamlets))
        .filter(club_placements::is_main)
        .filter(placed_still(on))
        .order(club_placements::club_id)
        .select((club_placements::hamlet_id, club_placements::club_id))
        .load(db.conn())
        .await?)
}

/// The clubs that lie in hamlets on a day or later, or serve them.
pub async fn clubs_in(w: &mut Writer<'_>, hamlets: &[UnitId], on: NaiveDate) -> Result<Vec<ClubId>> {
    let there = club_placements::table.filter(club_placements::hamlet_id.eq_any(hamlets));
    let clubs = there.filter(placed_still(on)).select(club_placements::club_id).distinct();
    Ok(clubs.load(w.conn()).await?)
}

/// How many rows go into one statement: PostgreSQL takes 65,535 parameters.
const BATCH: usize = 4_000;

/// Clubs of hamlets that end are placed in what takes over; each once, and at home where it was at home.
///
/// `heirs` says what takes over from which hamlet, `chosen` where a club goes for which somebody has chosen.
pub async fn move_to(
    w: &mut Writer<'_>,
    ended: &[UnitId],
    heirs: &BTreeMap<UnitId, UnitId>,
    chosen: &BTreeMap<ClubId, UnitId>,
    on: NaiveDate,
) -> Result<()> {
    let leaving: Vec<Placement> = club_placements::table
        .filter(club_placements::hamlet_id.eq_any(ended))
        .filter(placed_still(on))
        .order((club_placements::club_id, club_placements::id))
        .select(Placement::as_select())
        .load(w.conn())
        .await?;
    if leaving.is_empty() {
        return Ok(());
    }
    let moving: BTreeSet<ClubId> = leaving.iter().map(|row| row.club_id).collect();
    clubs::store::still_locked(w, &moving)?;
    let there: Vec<Placement> = club_placements::table
        .filter(club_placements::club_id.eq_any(&moving))
        .filter(club_placements::hamlet_id.ne_all(ended))
        .filter(placed_still(on))
        .select(Placement::as_select())
        .load(w.conn())
        .await?;
    // what is said of a club at one hamlet, however many hamlets became that one
    let mut wanted: BTreeMap<(ClubId, UnitId), (bool, NaiveDate, Option<NaiveDate>)> = BTreeMap::new();
    let mut gone: Vec<Placement> = vec![];
    for row in &leaving {
        let Placement { club_id: club, hamlet_id: hamlet, is_main, valid_from: from, valid_to: to, .. } =
            *row;
        gone.push(row.clone());
        let target = chosen.get(&club).or_else(|| heirs.get(&hamlet));
        let Some(target) = target else { continue };
        let entry = wanted.entry((club, *target)).or_insert((false, from.max(on), to));
        entry.0 |= is_main;
        entry.1 = entry.1.min(from.max(on));
        entry.2 = entry.2.zip(to).map(|(a, b)| a.max(b));
    }
    for row in there {
        let Placement { club_id: club, hamlet_id: hamlet, is_main, valid_from: from, valid_to: to, .. } = row;
        let Some(entry) = wanted.get_mut(&(club, hamlet)) else { continue };
        gone.push(row); // it served there already: both become one
        entry.0 |= is_main;
        entry.1 = entry.1.min(from.max(on));
        entry.2 = entry.2.zip(to).map(|(a, b)| a.max(b));
    }
    let (before, after): (Vec<Placement>, Vec<Placement>) =
        gone.into_iter().partition(|row| row.valid_from < on);
    let ids = |rows: &[Placement]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
    diesel::delete(club_placements::table.filter(club_placements::id.eq_any(ids(&after))))
        .execute(w.conn())
        .await?;
    diesel::update(club_placements::table.filter(club_placements::id.eq_any(ids(&before))))
        .set(club_placements::valid_to.eq(on.pred_opt()))
        .execute(w.conn())
        .await?;
    let opened: Vec<_> = wanted
        .into_iter()
        .map(|((club, hamlet), (is_main, from, to))| {
            (
                club_placements::id.eq(PlacementId::new()),
                club_placements::club_id.eq(club),
                club_placements::hamlet_id.eq(hamlet),
                club_placements::is_main.eq(is_main),
                club_placements::valid_from.eq(from),
                club_placements::valid_to.eq(to),
            )
        })
        .collect();
    for some in opened.chunks(BATCH) {
        diesel::insert_into(club_placements::table).values(some).execute(w.conn()).await?;
    }
    Ok(())
}
