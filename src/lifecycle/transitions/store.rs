//! Steps in the database. A step that concerns all members of a club concerns them in one statement,
//! however many they are.

use super::model::{
    ClubDissolution, ClubDossier, ClubEstablishment, ClubEstablishmentPatch, ClubLaunch, ClubMerger,
    ClubResumption, ClubStep, ClubSuspension, ClubTransition, DossierReturn, MergerPreview, Missing,
    PreviewedMerger, SubmittedDossier, Taken,
};
use super::rules;
use crate::care::volunteers;
use crate::lifecycle::schema::club_transitions;
use crate::money::mergers::model::MergerObstacle;
use crate::money::{books, funds, loans, mergers};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, TransitionId};
use crate::platform::log::Event;
use crate::register::boards::model::Position;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::clubs::store::Milestones;
use crate::register::members::model::{MemberState, Membership};
use crate::register::{boards, clubs, members, placements, regulations};
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

clubs::store::rows_of_clubs! {
    /// The steps of the clubs that the caller can see.
    visible: club_transitions;
}

/// Lists the steps in the life of a club, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<ClubTransition>> {
    let mut rows = visible(db.scope()).filter(club_transitions::club_id.eq(club));
    if let Some(seek) = page.seek() {
        rows = rows.filter(club_transitions::id.lt(TransitionId(seek.id)));
    }
    let rows = rows
        .order(club_transitions::id.desc())
        .limit(page.limit + 1)
        .select(ClubTransition::as_select())
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
    authority: Option<super::model::EstablishingAuthority>,
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

/// Takes a step: the club's new state, and its row in the history.
async fn take(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    step: ClubStep,
    record: Record<'_>,
    fixed: Milestones,
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
    clubs::store::step(w, club, state, since, fixed).await
}

/// The day of a step: not in the future, not before the last one, today unless told.
fn day(w: &Writer<'_>, club: &Club, on: Option<Day>) -> Result<NaiveDate> {
    let today = w.scope().today();
    rules::in_order(club, on.map_or(Ok(today), |day| day.not_after(today, "/on"))?)
}

/// Submits the dossier of a proposed club.
pub async fn submit(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    dossier: &ClubDossier,
) -> Result<SubmittedDossier> {
    ClubStep::Dossier.take(club.state)?;
    let on = day(w, club, dossier.on)?;
    let listed_members = members::store::listed(w, club).await?;
    let regulations = regulations::store::last_number(w, club.id).await?;
    let board = boards::store::positions(w, club.id, on).await?;
    refuse(Code::DossierIncomplete, rules::missing_for_dossier(regulations, listed_members, &board))?;
    let club = take(w, club, ClubStep::Dossier, Record::on(on, None), Milestones::default()).await?;
    Ok(SubmittedDossier { club, listed_members, warnings: rules::dossier_warnings(listed_members) })
}

fn refuse(code: Code, missing: Vec<Missing>) -> Result<()> {
    if missing.is_empty() { Ok(()) } else { Err(Error::from(code).with("missing", missing)) }
}

/// Gives a dossier back.
pub async fn send_back(w: &mut Writer<'_>, club: &Held<Club>, back: &DossierReturn) -> Result<Club> {
    ClubStep::Return.take(club.state)?;
    let record = Record::on(day(w, club, back.on)?, Some(&back.reason));
    take(w, club, ClubStep::Return, record, Milestones::default()).await
}

/// Establishes a club by decision. The decision may bear a date before the day on which its dossier was
/// entered here, but none before the proposal.
pub async fn establish(w: &mut Writer<'_>, club: &Held<Club>, decision: &ClubEstablishment) -> Result<Club> {
    ClubStep::Establishment.take(club.state)?;
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
    let fixed = Milestones { established_on: Some(date), ..Milestones::default() };
    take(w, club, ClubStep::Establishment, record, fixed).await
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
    patch: &ClubEstablishmentPatch,
) -> Result<(ClubTransition, ClubTransition, Club)> {
    let decision = visible(w.scope())
        .filter(club_transitions::club_id.eq(club.id))
        .filter(club_transitions::event.eq(ClubStep::Establishment))
        .select(ClubTransition::as_select())
        .first(w.conn())
        .await
        .optional()?;
    let before: ClubTransition = decision.ok_or_else(|| rules::refused(club.state))?;
    let changed = Changed {
        decision_number: patch.decision_number.as_ref().map(Option::as_deref),
        listed_members: patch.listed_members,
    };
    let after = diesel::update(club_transitions::table.filter(club_transitions::id.eq(before.id)))
        .set(changed)
        .returning(ClubTransition::as_returning())
        .get_result(w.conn())
        .await?;
    let club = clubs::store::touch(w, club).await?;
    Ok((before, after, club))
}

/// Launches a club: those who had applied by that day are its founding members.
pub async fn launch(w: &mut Writer<'_>, club: &Held<Club>, launch: &ClubLaunch) -> Result<Taken> {
    ClubStep::Launch.take(club.state)?;
    let on = launch.on.not_after(w.scope().today(), "/on")?;
    if club.established_on.is_none_or(|decided| on < decided) {
        let early = Error::from(Code::LaunchBeforeEstablishment);
        return Err(early.with("established_on", club.established_on));
    }
    let regulation = regulations::store::in_force(w, club.id, on).await?;
    let board = boards::store::positions(w, club.id, on).await?;
    let opened = funds::store::opened_by(w, club, on).await?;
    refuse(Code::LaunchNotReady, rules::missing_for_launch(regulation.is_some(), &board, opened))?;
    let before = members::store::enrolled(w, club).await?;
    let after = members::store::admit_all(w, club, on).await?;
    let fixed = Milestones { launched_on: Some(on), ..Milestones::default() };
    let launched = take(w, club, ClubStep::Launch, Record::on(on, None), fixed).await?;
    Ok(Taken { club: launched, events: events(&before, &after) })
}

/// Suspends a club.
pub async fn suspend(w: &mut Writer<'_>, club: &Held<Club>, suspension: &ClubSuspension) -> Result<Club> {
    ClubStep::Suspension.take(club.state)?;
    let record = Record::on(day(w, club, Some(suspension.on))?, Some(&suspension.reason));
    take(w, club, ClubStep::Suspension, record, Milestones::default()).await
}

/// Lets a club go on.
pub async fn resume(w: &mut Writer<'_>, club: &Held<Club>, resumption: &ClubResumption) -> Result<Club> {
    ClubStep::Resumption.take(club.state)?;
    let on = day(w, club, Some(resumption.on))?;
    if !boards::store::positions(w, club.id, on).await?.contains(&Position::Chair) {
        return Err(Code::BoardWithoutChair.into());
    }
    take(w, club, ClubStep::Resumption, Record::on(on, resumption.reason.as_deref()), Milestones::default())
        .await
}

/// Merges a club into another: its members, its money and its loans go on there, its board and its placements end.
///
/// # Errors
/// 409 `merger_obstructed` with all that stands in the way.
pub async fn merge(w: &mut Writer<'_>, club: &Held<Club>, merger: &ClubMerger) -> Result<Taken> {
    ClubStep::Merger.take(club.state)?;
    let on = day(w, club, Some(merger.on))?;
    let today = w.scope().today();
    let decided = merger.decision_date.map(|date| date.not_after(today, "/decision_date")).transpose()?;
    let target = target(w, club, merger.into, on).await?;
    let into = clubs::store::hold(w, target.id).await?;
    let (before, there) =
        (members::store::enrolled(w, club).await?, members::store::enrolled(w, &into).await?);
    let obstacles = obstacles(w, (club, &into), (&before, &there), on).await?;
    if !obstacles.is_empty() {
        return Err(Error::from(Code::MergerObstructed).with("obstacles", obstacles));
    }
    let transferred = MemberState::Transferred;
    let left =
        members::store::end_all(w, club, &MemberState::CURRENT, transferred, on, &merger.reason).await?;
    let newcomers = rules::newcomers(&before, &there);
    let arrived = members::store::continue_all(w, &into, &newcomers, on).await?;
    let left = members::store::link_all(w, &into, &left).await?;
    let mut events = events(&before, &left);
    events.extend(arrived.iter().map(Event::created));
    let went_on = left.iter().filter_map(|membership| Some((membership.id, membership.transferred_to?)));
    let document = (merger.decision_number.as_deref(), &*merger.reason);
    events.extend(mergers::store::hand_over(w, (club, &into), &went_on.collect(), on, document).await?);
    events.extend(wind_up(w, club, &left, on).await?);
    let record = Record {
        decision_number: merger.decision_number.as_deref(),
        decision_date: decided,
        ..Record::on(on, Some(&merger.reason))
    };
    let fixed = Milestones { ended_on: Some(on), merged_into: Some(into.id), ..Milestones::default() };
    let ended = take(w, club, ClubStep::Merger, record, fixed).await?;
    Ok(Taken { club: ended, events })
}

/// What a merger would move, and what stands in its way. Nothing is written.
pub async fn preview_merger(
    db: &mut impl Reads,
    club: ClubId,
    asked: &PreviewedMerger,
) -> Result<MergerPreview> {
    let club = clubs::store::find(db, club).await?;
    ClubStep::Merger.take(club.state)?;
    let on = rules::in_order(&club, asked.on.not_after(db.scope().today(), "/on")?)?;
    let into = target(db, &club, asked.into, on).await?;
    let (before, there) =
        (members::store::enrolled(db, &club).await?, members::store::enrolled(db, &into).await?);
    let count = |all: &[Membership]| i64::try_from(all.len()).unwrap_or(i64::MAX);
    let members = count(&before);
    Ok(MergerPreview {
        club_id: club.id,
        into: into.id,
        on,
        obstacles: obstacles(db, (&club, &into), (&before, &there), on).await?,
        members,
        in_both: members - count(&rules::newcomers(&before, &there)),
        funds: funds::store::list(db, club.id).await?,
        accounts: mergers::store::accounts(db, club.id).await?,
    })
}

/// The club into which another is to be merged on a day.
async fn target(db: &mut impl Reads, club: &Club, into: ClubId, on: NaiveDate) -> Result<Club> {
    if into == club.id {
        return Err(Code::MergerIntoItself.into());
    }
    let into = clubs::store::find(db, into).await.map_err(|e| match e.code() {
        Code::NotFound => Code::MergerIntoInactive.into(), // absent or out of reach: the same answer
        _ => e,
    })?;
    if into.state != ClubState::Active {
        return Err(Error::from(Code::MergerIntoInactive).with("state", into.state));
    }
    rules::in_order(&into, on)?;
    Ok(into)
}

/// All that stands in the way of a merger: of the clubs, of their members, and of their money.
async fn obstacles(
    db: &mut impl Reads,
    (club, into): (&Club, &Club),
    (before, there): (&[Membership], &[Membership]),
    on: NaiveDate,
) -> Result<Vec<MergerObstacle>> {
    let mut all = rules::obstacles((club, into), (before, there), on);
    all.extend(mergers::store::obstacles(db, club, into, on).await?);
    Ok(all)
}

/// Dissolves a club: members leave, applicants are not admitted, its board and its placements end.
pub async fn dissolve(w: &mut Writer<'_>, club: &Held<Club>, dissolution: &ClubDissolution) -> Result<Taken> {
    ClubStep::Dissolution.take(club.state)?;
    let on = day(w, club, Some(dissolution.on))?;
    let today = w.scope().today();
    let decided =
        dissolution.decision_date.map(|date| date.not_after(today, "/decision_date")).transpose()?;
    emptied(w, club, on).await?;
    let before = leaving(w, club, on).await?;
    let (members, applicants) = ([MemberState::Active, MemberState::Suspended], [MemberState::Applied]);
    let (left, rejected) = (MemberState::Left, MemberState::Rejected);
    let mut after = members::store::end_all(w, club, &members, left, on, &dissolution.reason).await?;
    after.extend(members::store::end_all(w, club, &applicants, rejected, on, &dissolution.reason).await?);
    let mut events = events(&before, &after);
    events.extend(wind_up(w, club, &after, on).await?);
    let record = Record {
        decision_number: dissolution.decision_number.as_deref(),
        decision_date: decided,
        ..Record::on(on, Some(&dissolution.reason))
    };
    let fixed = Milestones { ended_on: Some(on), ..Milestones::default() };
    let dissolved = take(w, club, ClubStep::Dissolution, record, fixed).await?;
    Ok(Taken { club: dissolved, events })
}

/// A club that ends has neither money nor loans at the end of its last day, and none moved since.
async fn emptied(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<()> {
    let mut accounts = books::store::holdings(w, club, on).await?;
    let lent = !loans::store::running(w, &[club.id]).await?.is_empty();
    if lent && !accounts.iter().any(|account| account == "loans") {
        accounts.push("loans".to_owned());
    }
    if accounts.is_empty() {
        return Ok(());
    }
    Err(Error::from(Code::ClubHasMoney).with("accounts", accounts))
}

/// The memberships that a club's end will end. None has changed since that day.
async fn leaving(w: &mut Writer<'_>, club: &Held<Club>, on: NaiveDate) -> Result<Vec<Membership>> {
    let before = members::store::enrolled(w, club).await?;
    match before.iter().map(|membership| membership.state_since).max() {
        Some(last) if last > on => Err(Error::from(Code::MemberDatesDisagree).with("state_since", last)),
        _ => Ok(before),
    }
}

/// A club that has ended has no board and no volunteers, and no hamlet counts it among its own. Returns what the change
/// log says of them.
async fn wind_up(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    ended: &[Membership],
    on: NaiveDate,
) -> Result<Vec<Event>> {
    let ids: Vec<MemberId> = ended.iter().map(|membership| membership.id).collect();
    let mut events = volunteers::store::end_serving(w, &ids, on).await?;
    events.extend(boards::store::close(w, club, on).await?);
    events.extend(placements::store::end_all(w, club, on).await?);
    Ok(events)
}

/// What the change log says of memberships that a step has changed.
fn events(before: &[Membership], after: &[Membership]) -> Vec<Event> {
    let before: HashMap<MemberId, &Membership> = before.iter().map(|m| (m.id, m)).collect();
    let known = after.iter().filter_map(|after| Some((*before.get(&after.id)?, after)));
    known.map(|(before, after)| Event::changed("state_changed", before, after)).collect()
}
