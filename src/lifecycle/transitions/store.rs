//! Steps in the database. A step that concerns all members of a club concerns them in one statement,
//! however many they are.

use super::model::{
    Dissolution, Dossier, DossierReturn, Establishment, EstablishmentPatch, Launch, Membership, Merger,
    Missing, Resumption, Step, SubmittedDossier, Suspension, Taken, Transition,
};
use super::rules;
use crate::lifecycle::schema::club_transitions;
use crate::money::tables::{funds, ledger_balances, loans};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, TransitionId};
use crate::platform::log::Event;
use crate::register::boards::model::Position;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::members::model::MemberState;
use crate::register::tables::{club_placements, clubs as clubs_table, memberships};
use crate::register::{boards, clubs, members, regulations};
use crate::{Error, Result};
use chrono::{NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The steps of the clubs that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> club_transitions::BoxedQuery<'static, Pg> {
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    club_transitions::table.into_boxed().filter(club_transitions::club_id.eq_any(clubs))
}

/// Lists the steps in the life of a club, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<Transition>> {
    let mut rows = visible(db.scope()).filter(club_transitions::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(club_transitions::id.lt(TransitionId(seek.id)));
    }
    let rows = rows
        .order(club_transitions::id.desc())
        .limit(page.limit + 1)
        .select(Transition::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: String::new(), id: row.id.0 }))
}

/// A club in the caller's reach, locked together with the one into which it is to be merged.
pub async fn hold_both(w: &mut Writer<'_>, id: ClubId, into: ClubId) -> Result<Held<Club>> {
    clubs::store::find(w, id).await?;
    clubs::store::lock(w, &[id, into]).await?;
    clubs::store::hold(w, id).await
}

/// What a step records beside its states.
#[derive(Insertable)]
#[diesel(table_name = club_transitions, check_for_backend(Pg))]
struct Record<'a> {
    occurred_on: NaiveDate,
    decision_number: Option<&'a str>,
    decision_date: Option<NaiveDate>,
    authority: Option<super::model::Authority>,
    listed_members: Option<i32>,
    reason: Option<&'a str>,
}

impl<'a> Record<'a> {
    fn on(occurred_on: NaiveDate, reason: Option<&'a str>) -> Self {
        Self {
            occurred_on,
            decision_number: None,
            decision_date: None,
            authority: None,
            listed_members: None,
            reason,
        }
    }
}

/// What a step fixes in the club beside its state.
#[derive(Default, AsChangeset)]
#[diesel(table_name = clubs_table)]
struct Fixed {
    established_on: Option<NaiveDate>,
    launched_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    merged_into: Option<ClubId>,
}

/// Takes a step: the club's new state, and its row in the history.
async fn take(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    step: Step,
    record: Record<'_>,
    fixed: Fixed,
) -> Result<Club> {
    let state = step.take(club.state)?;
    let states = (
        club_transitions::id.eq(TransitionId::new()),
        club_transitions::club_id.eq(club.id),
        club_transitions::event.eq(step),
        club_transitions::from_state.eq(club.state),
        club_transitions::to_state.eq(state),
    );
    let since = record.occurred_on;
    diesel::insert_into(club_transitions::table).values((states, record)).execute(w.conn()).await?;
    Ok(diesel::update(clubs_table::table.filter(clubs_table::id.eq(club.id)))
        .set((
            clubs_table::state.eq(state),
            clubs_table::state_since.eq(since),
            fixed,
            clubs_table::version.eq(clubs_table::version + 1),
            clubs_table::updated_at.eq(Utc::now()),
        ))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?)
}

/// The day of a step: not in the future, not before the last one, today unless told.
fn day(w: &Writer<'_>, club: &Club, on: Option<Day>) -> Result<NaiveDate> {
    let today = w.scope().today();
    rules::in_order(club, on.map_or(Ok(today), |day| day.not_after(today, "/on"))?)
}

/// Submits the dossier of a proposed club.
pub async fn submit(w: &mut Writer<'_>, club: &Held<Club>, dossier: &Dossier) -> Result<SubmittedDossier> {
    Step::Dossier.take(club.state)?;
    let on = day(w, club, dossier.on)?;
    let listed_members: i64 = members::store::visible(w.scope())
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::ended_on.is_null())
        .count()
        .get_result(w.conn())
        .await?;
    let regulations = regulations::store::last_number(w, club.id).await?;
    let board = boards::store::positions(w, club.id, on).await?;
    refuse(Code::DossierIncomplete, rules::missing_for_dossier(regulations, listed_members, &board))?;
    let club = take(w, club, Step::Dossier, Record::on(on, None), Fixed::default()).await?;
    Ok(SubmittedDossier { club, listed_members, warnings: rules::dossier_warnings(listed_members) })
}

fn refuse(code: Code, missing: Vec<Missing>) -> Result<()> {
    if missing.is_empty() { Ok(()) } else { Err(Error::from(code).with("missing", missing)) }
}

/// Gives a dossier back.
pub async fn send_back(w: &mut Writer<'_>, club: &Held<Club>, back: &DossierReturn) -> Result<Club> {
    Step::Return.take(club.state)?;
    let record = Record::on(day(w, club, back.on)?, Some(&back.reason));
    take(w, club, Step::Return, record, Fixed::default()).await
}

/// Establishes a club by decision. The decision may bear a date before the day on which its dossier was
/// entered here, but none before the proposal.
pub async fn establish(w: &mut Writer<'_>, club: &Held<Club>, decision: &Establishment) -> Result<Club> {
    Step::Establishment.take(club.state)?;
    let date = decision.decision_date.not_after(w.scope().today(), "/decision_date")?;
    if date < club.proposed_on {
        return Err(Error::from(Code::DateBeforeFounding).with("proposed_on", club.proposed_on));
    }
    let record = Record {
        decision_number: decision.decision_number.as_deref(),
        decision_date: Some(date),
        authority: Some(decision.authority),
        listed_members: decision.listed_members,
        ..Record::on(date, None)
    };
    let fixed = Fixed { established_on: Some(date), ..Fixed::default() };
    take(w, club, Step::Establishment, record, fixed).await
}

#[derive(AsChangeset)]
#[diesel(table_name = club_transitions)]
struct Changed<'a> {
    decision_number: Option<Option<&'a str>>,
    listed_members: Option<Option<i32>>,
}

/// Adds what is learnt later of the decision that established a club. Returns the decision before and
/// after, with the club.
pub async fn update_establishment(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    patch: &EstablishmentPatch,
) -> Result<(Transition, Transition, Club)> {
    let decision = visible(w.scope())
        .filter(club_transitions::club_id.eq(club.id))
        .filter(club_transitions::event.eq(Step::Establishment))
        .select(Transition::as_select())
        .first(w.conn())
        .await
        .optional()?;
    let before: Transition = decision.ok_or_else(|| rules::refused(club.state))?;
    let changed = Changed {
        decision_number: patch.decision_number.as_ref().map(Option::as_deref),
        listed_members: patch.listed_members,
    };
    let after = diesel::update(club_transitions::table.filter(club_transitions::id.eq(before.id)))
        .set(changed)
        .returning(Transition::as_returning())
        .get_result(w.conn())
        .await?;
    let club = diesel::update(clubs_table::table.filter(clubs_table::id.eq(club.id)))
        .set((clubs_table::version.eq(clubs_table::version + 1), clubs_table::updated_at.eq(Utc::now())))
        .returning(Club::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((before, after, club))
}

/// Launches a club: those who had applied by that day are its founding members.
pub async fn launch(w: &mut Writer<'_>, club: &Held<Club>, launch: &Launch) -> Result<Taken> {
    Step::Launch.take(club.state)?;
    let on = launch.on.not_after(w.scope().today(), "/on")?;
    if club.established_on.is_none_or(|decided| on < decided) {
        let early = Error::from(Code::LaunchBeforeEstablishment);
        return Err(early.with("established_on", club.established_on));
    }
    let regulation = regulations::store::in_force(w, club.id, on).await?;
    let board = boards::store::positions(w, club.id, on).await?;
    let opened = funds::table.filter(funds::club_id.eq(club.id)).filter(funds::opened_on.le(on));
    let opened: i64 = opened.count().get_result(w.conn()).await?;
    refuse(Code::LaunchNotReady, rules::missing_for_launch(regulation.is_some(), &board, opened))?;
    let before = enrolled(w, club.id).await?;
    let founding = memberships::table
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::state.eq(MemberState::Applied))
        .filter(memberships::applied_on.le(on));
    let after = diesel::update(founding)
        .set((
            memberships::state.eq(MemberState::Active),
            memberships::state_since.eq(on),
            memberships::joined_on.eq(on),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?;
    let fixed = Fixed { launched_on: Some(on), ..Fixed::default() };
    let launched = take(w, club, Step::Launch, Record::on(on, None), fixed).await?;
    members::store::count(w, &[club.id]).await?;
    Ok(Taken { club: launched, events: events(&before, &after) })
}

/// Suspends a club.
pub async fn suspend(w: &mut Writer<'_>, club: &Held<Club>, suspension: &Suspension) -> Result<Club> {
    Step::Suspension.take(club.state)?;
    let record = Record::on(day(w, club, Some(suspension.on))?, Some(&suspension.reason));
    take(w, club, Step::Suspension, record, Fixed::default()).await
}

/// Lets a club go on.
pub async fn resume(w: &mut Writer<'_>, club: &Held<Club>, resumption: &Resumption) -> Result<Club> {
    Step::Resumption.take(club.state)?;
    let on = day(w, club, Some(resumption.on))?;
    if !boards::store::positions(w, club.id, on).await?.contains(&Position::Chair) {
        return Err(Code::BoardWithoutChair.into());
    }
    take(w, club, Step::Resumption, Record::on(on, resumption.reason.as_deref()), Fixed::default()).await
}

/// Merges a club into another: its members go on there, its board and its placements end.
pub async fn merge(w: &mut Writer<'_>, club: &Held<Club>, merger: &Merger) -> Result<Taken> {
    Step::Merger.take(club.state)?;
    let on = day(w, club, Some(merger.on))?;
    let into = target(w, club, merger.into).await?;
    rules::in_order(&into, on)?;
    emptied(w, club).await?;
    let before = leaving(w, club, on).await?;
    let left = end(w, club, &LIVING, MemberState::Transferred, on, &merger.reason).await?;
    let arrived = arrive(w, &into, &before, on).await?;
    let left = link(w, &into, &left).await?;
    let mut events = events(&before, &left);
    events.extend(arrived.iter().map(Event::created));
    events.extend(wind_up(w, club, on).await?);
    let fixed = Fixed { ended_on: Some(on), merged_into: Some(into.id), ..Fixed::default() };
    let ended = take(w, club, Step::Merger, Record::on(on, Some(&merger.reason)), fixed).await?;
    members::store::count(w, &[club.id, into.id]).await?;
    Ok(Taken { club: ended, events })
}

/// The club into which another is merged.
async fn target(w: &mut Writer<'_>, club: &Club, into: ClubId) -> Result<Held<Club>> {
    if into == club.id {
        return Err(Code::MergerIntoItself.into());
    }
    let into = clubs::store::hold(w, into).await.map_err(|e| match e.code() {
        Code::NotFound => Code::MergerIntoInactive.into(), // absent or out of reach: the same answer
        _ => e,
    })?;
    if into.state != ClubState::Active {
        return Err(Error::from(Code::MergerIntoInactive).with("state", into.state));
    }
    Ok(into)
}

/// Dissolves a club: members leave, applicants are not admitted, its board and its placements end.
pub async fn dissolve(w: &mut Writer<'_>, club: &Held<Club>, dissolution: &Dissolution) -> Result<Taken> {
    Step::Dissolution.take(club.state)?;
    let on = day(w, club, Some(dissolution.on))?;
    let today = w.scope().today();
    let decided =
        dissolution.decision_date.map(|date| date.not_after(today, "/decision_date")).transpose()?;
    emptied(w, club).await?;
    let before = leaving(w, club, on).await?;
    let members = [MemberState::Active, MemberState::Suspended];
    let mut after = end(w, club, &members, MemberState::Left, on, &dissolution.reason).await?;
    let applicants = [MemberState::Applied];
    after.extend(end(w, club, &applicants, MemberState::Rejected, on, &dissolution.reason).await?);
    let mut events = events(&before, &after);
    events.extend(wind_up(w, club, on).await?);
    let record = Record {
        decision_number: dissolution.decision_number.as_deref(),
        decision_date: decided,
        ..Record::on(on, Some(&dissolution.reason))
    };
    let fixed = Fixed { ended_on: Some(on), ..Fixed::default() };
    let dissolved = take(w, club, Step::Dissolution, record, fixed).await?;
    members::store::count(w, &[club.id]).await?;
    Ok(Taken { club: dissolved, events })
}

/// What a club has to be rid of before it ends: what it has, what it is owed, what it owes.
const HOLDINGS: [&str; 5] = ["cash", "bank", "loans", "savings", "pooled_capital"];

/// A club that ends has neither money nor loans.
async fn emptied(w: &mut Writer<'_>, club: &Held<Club>) -> Result<()> {
    let mut accounts: Vec<String> = ledger_balances::table
        .filter(ledger_balances::club_id.eq(club.id))
        .filter(ledger_balances::account.eq_any(HOLDINGS))
        .filter(ledger_balances::balance_vnd.ne(0))
        .select(ledger_balances::account)
        .distinct()
        .order(ledger_balances::account)
        .load(w.conn())
        .await?;
    let lent = loans::table.filter(loans::club_id.eq(club.id)).filter(loans::state.eq("active"));
    let lent: bool = diesel::select(diesel::dsl::exists(lent)).get_result(w.conn()).await?;
    if lent && !accounts.iter().any(|account| account == "loans") {
        accounts.push("loans".to_owned());
    }
    if accounts.is_empty() {
        return Ok(());
    }
    Err(Error::from(Code::ClubHasMoney).with("accounts", accounts))
}

/// Whoever is a member or wants to be one.
const LIVING: [MemberState; 3] = [MemberState::Applied, MemberState::Active, MemberState::Suspended];

/// The memberships of a club that have not ended.
async fn enrolled(w: &mut Writer<'_>, club: ClubId) -> Result<Vec<Membership>> {
    Ok(members::store::visible(w.scope())
        .filter(memberships::club_id.eq(club))
        .filter(memberships::ended_on.is_null())
        .select(Membership::as_select())
        .load(w.conn())
        .await?)
}

/// The memberships that a club's end will end. None has changed since that day.
async fn leaving(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<Membership>> {
    let before = enrolled(w, club.id).await?;
    match before.iter().map(|membership| membership.state_since).max() {
        Some(last) if last > on => Err(Error::from(Code::MemberDatesDisagree).with("state_since", last)),
        _ => Ok(before),
    }
}

/// Ends a club's memberships that stand in some states.
async fn end(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    from: &[MemberState],
    to: MemberState,
    on: NaiveDate,
    reason: &str,
) -> Result<Vec<Membership>> {
    let ending =
        memberships::table.filter(memberships::club_id.eq(club.id)).filter(memberships::state.eq_any(from));
    let ended: Vec<Membership> = diesel::update(ending)
        .set((
            memberships::state.eq(to),
            memberships::state_since.eq(on),
            memberships::ended_on.eq(on),
            memberships::end_reason.eq(reason),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(Utc::now()),
        ))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?;
    let ids: Vec<MemberId> = ended.iter().map(|membership| membership.id).collect();
    members::store::end_volunteers(w, &ids, on).await?;
    clubs::store::count_activities(w, &[club.id]).await?;
    Ok(ended)
}

/// The other half of the transfers: members are members there, applicants applicants.
async fn arrive(
    w: &mut Writer<'_>,
    into: &Held<Club>,
    before: &[Membership],
    on: NaiveDate,
) -> Result<Vec<Membership>> {
    let row = |membership: &Membership| {
        (
            memberships::id.eq(MemberId::new()),
            memberships::person_id.eq(membership.person_id),
            memberships::club_id.eq(into.id),
            memberships::state.eq(membership.state),
            memberships::state_since.eq(on),
            memberships::applied_on.eq(on),
            memberships::joined_on.eq(membership.joined_on.map(|_| on)),
        )
    };
    Ok(diesel::insert_into(memberships::table)
        .values(before.iter().map(row).collect::<Vec<_>>())
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

diesel::alias!(const ARRIVED: Alias<Arrived> = memberships as arrived);

/// Says in the memberships that were left which ones continue them.
async fn link(w: &mut Writer<'_>, into: &Held<Club>, left: &[Membership]) -> Result<Vec<Membership>> {
    let ids: Vec<MemberId> = left.iter().map(|membership| membership.id).collect();
    let continued = ARRIVED
        .filter(ARRIVED.field(memberships::person_id).eq(memberships::person_id))
        .filter(ARRIVED.field(memberships::club_id).eq(into.id))
        .filter(ARRIVED.field(memberships::ended_on).is_null())
        .select(ARRIVED.field(memberships::id))
        .single_value();
    Ok(diesel::update(memberships::table.filter(memberships::id.eq_any(ids)))
        .set(memberships::transferred_to.eq(continued))
        .returning(Membership::as_returning())
        .get_results(w.conn())
        .await?)
}

/// A club that has ended has no board, and no hamlet counts it among its own.
async fn wind_up(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Option<Event>> {
    let board = boards::store::close(w, club, on).await?;
    let placed = club_placements::table.filter(club_placements::club_id.eq(club.id));
    diesel::delete(placed.filter(club_placements::valid_from.gt(on))).execute(w.conn()).await?;
    let goes_on = club_placements::valid_to.is_null().or(club_placements::valid_to.gt(on));
    diesel::update(placed.filter(goes_on)).set(club_placements::valid_to.eq(on)).execute(w.conn()).await?;
    Ok(board.map(|(before, after)| Event::changed("ended", &before, &after)))
}

/// What the change log says of memberships that a step has changed.
fn events(before: &[Membership], after: &[Membership]) -> Vec<Event> {
    let before: HashMap<MemberId, &Membership> = before.iter().map(|m| (m.id, m)).collect();
    let known = after.iter().filter_map(|after| Some((*before.get(&after.id)?, after)));
    known.map(|(before, after)| Event::changed("state_changed", before, after)).collect()
}
