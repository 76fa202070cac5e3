//! Trainings in the database.

use super::model::{
    CountedTraining, NewTraining, Training, TrainingParticipant, TrainingParticipantList, TrainingPatch,
};
use crate::activity::schema::{training_participants, trainings};
use crate::platform::auth::{Level, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MemberId, TrainingId, UnitId};
use crate::platform::money::{Counted, Vnd};
use crate::register::clubs::model::Club;
use crate::register::tables::{clubs as clubs_table, memberships, persons};
use crate::register::{clubs, members};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The longest course, in days after its first.
const LONGEST: i64 = 92;

type Rows = trainings::BoxedQuery<'static, Pg>;

/// The courses that this caller can see: those held by a club or a place in reach, and those in which members of
/// a club in reach took part.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    if scope.reach().nation {
        return trainings::table.into_boxed();
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    let took_part = training_participants::table
        .filter(training_participants::club_id.eq_any(clubs))
        .select(training_participants::training_id);
    held_in(scope).or_filter(trainings::id.eq_any(took_part))
}

/// The courses held by a club or a place in reach: those that the caller may change, if anybody may.
fn held_in(scope: &Scope) -> Rows {
    let (reach, all) = (scope.reach().clone(), trainings::table.into_boxed());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id.nullable());
    let mut here = all.filter(trainings::club_id.eq_any(clubs));
    if !reach.communes.is_empty() {
        here = here.or_filter(trainings::commune_id.eq_any(reach.communes));
    }
    if !reach.provinces.is_empty() {
        here = here.or_filter(trainings::province_id.eq_any(reach.provinces));
    }
    here
}

async fn paged(db: &mut impl Reads, mut rows: Rows, page: &PageQuery) -> Result<Page<CountedTraining>> {
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = trainings::starts_on.eq(day).and(trainings::id.gt(TrainingId(seek.id)));
        rows = rows.filter(trainings::starts_on.lt(day).or(same_day));
    }
    let rows: Vec<Training> = rows
        .order((trainings::starts_on.desc(), trainings::id))
        .limit(page.limit + 1)
        .select(Training::as_select())
        .load(db.conn())
        .await?;
    let page = Page::cut(rows, page, |row| Seek { key: row.starts_on.to_string(), id: row.id.0 });
    Ok(Page { items: counted(db, page.items).await?, next: page.next })
}

/// Courses already found, with the numbers of those who took part: one statement for all.
async fn counted(db: &mut impl Reads, rows: Vec<Training>) -> Result<Vec<CountedTraining>> {
    let ids: Vec<TrainingId> = rows.iter().map(|training| training.id).collect();
    let numbers: Vec<(TrainingId, bool, i64)> = training_participants::table
        .filter(training_participants::training_id.eq_any(ids))
        .group_by((training_participants::training_id, training_participants::completed))
        .select((training_participants::training_id, training_participants::completed, count_star()))
        .load(db.conn())
        .await?;
    let mut counts: HashMap<TrainingId, (i64, i64)> = HashMap::new();
    for (training, completed, number) in numbers {
        let (all, through) = counts.entry(training).or_default();
        *all += number;
        *through += if completed { number } else { 0 };
    }
    let one = |training: Training| {
        let (participants, completed) = counts.get(&training.id).copied().unwrap_or_default();
        let persons = participants + i64::from(training.officers);
        CountedTraining { training, participants, completed, persons }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Lists the courses of a province or commune, or those of the clubs of a hamlet, the last first.
pub async fn list_in_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    page: &PageQuery,
) -> Result<Page<CountedTraining>> {
    let today = db.scope().today();
    let unit = units::store::find_in_reach(db, unit, today).await?;
    let rows = visible(db.scope());
    let rows = match unit.level {
        Level::Province => rows.filter(trainings::province_id.eq(unit.id)),
        Level::Commune => rows.filter(trainings::commune_id.eq(unit.id)),
        level => {
            let clubs = clubs::store::lie_in(clubs::store::visible(db.scope()), level, unit.id);
            let clubs: Vec<ClubId> = clubs.select(clubs_table::id).load(db.conn()).await?;
            of_clubs(rows, &clubs)
        }
    };
    paged(db, rows, page).await
}

/// Those that clubs held, or in which their members took part.
fn of_clubs(rows: Rows, clubs: &[ClubId]) -> Rows {
    let took_part = training_participants::table
        .filter(training_participants::club_id.eq_any(clubs.to_vec()))
        .select(training_participants::training_id);
    rows.filter(
        trainings::club_id.eq_any(clubs.to_vec()).or(trainings::id.nullable().eq_any(took_part.nullable())),
    )
}

/// Lists the courses that a club held, or in which its members took part, the last first.
pub async fn list_of_club(
    db: &mut impl Reads,
    club: ClubId,
    page: &PageQuery,
) -> Result<Page<CountedTraining>> {
    let club = clubs::store::find(db, club).await?;
    let rows = of_clubs(visible(db.scope()), &[club.id]);
    paged(db, rows, page).await
}

/// Finds a course.
pub async fn find(db: &mut impl Reads, id: TrainingId) -> Result<CountedTraining> {
    let training: Training = visible(db.scope())
        .filter(trainings::id.eq(id))
        .select(Training::as_select())
        .first(db.conn())
        .await?;
    counted(db, vec![training]).await?.pop().ok_or_else(|| Code::NotFound.into())
}

/// The members who took part in a course, of the clubs in the caller's reach, in Vietnamese order.
pub async fn participants(db: &mut impl Reads, id: TrainingId) -> Result<Vec<TrainingParticipant>> {
    let training: TrainingId =
        visible(db.scope()).filter(trainings::id.eq(id)).select(trainings::id).first(db.conn()).await?;
    let seen = clubs::store::visible(db.scope()).select(clubs_table::id);
    Ok(training_participants::table
        .inner_join(memberships::table.on(memberships::id.eq(training_participants::member_id)))
        .inner_join(persons::table.on(persons::id.eq(memberships::person_id)))
        .filter(training_participants::training_id.eq(training))
        .filter(training_participants::club_id.eq_any(seen))
        .order((persons::sort_key, memberships::id))
        .select(TrainingParticipant::as_select())
        .load(db.conn())
        .await?)
}

/// A course held by a club or a place in the caller's reach, locked with the club that holds it.
pub async fn hold(w: &mut Writer<'_>, id: TrainingId) -> Result<Held<Training>> {
    let training = hold_alone(w, id).await?;
    clubs::store::lock(w, training.club_id.as_slice()).await?;
    Ok(training)
}

/// The same, locked with the clubs of those who took part and who are to be written down, too.
pub async fn hold_with_participants(
    w: &mut Writer<'_>,
    id: TrainingId,
    new: &TrainingParticipantList,
) -> Result<Held<Training>> {
    use training_participants as t;
    let training = hold_alone(w, id).await?;
    let there = t::table.filter(t::training_id.eq(id)).select(t::club_id);
    let named: Vec<MemberId> = new.participants.iter().map(|participant| participant.member_id).collect();
    let named = members::store::visible(w.scope()).filter(memberships::id.eq_any(named));
    let mut clubs: Vec<ClubId> = there.distinct().load(w.conn()).await?;
    clubs.extend(named.select(memberships::club_id).distinct().load::<ClubId>(w.conn()).await?);
    clubs.extend(training.club_id);
    clubs::store::lock(w, &clubs).await?;
    Ok(training)
}

/// A course held by a club or a place in the caller's reach, itself locked: before any club, for its participants may
/// be of many.
async fn hold_alone(w: &mut Writer<'_>, id: TrainingId) -> Result<Held<Training>> {
    let seen = held_in(w.scope()).filter(trainings::id.eq(id)).select(trainings::id);
    let row = trainings::table
        .filter(trainings::id.eq_any(seen))
        .select(Training::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// Who holds a course.
#[derive(Default)]
struct Holder {
    club: Option<ClubId>,
    unit: Option<UnitId>,
    commune: Option<UnitId>,
    province: Option<UnitId>,
}

/// Enters a course that a club held.
pub async fn insert_in_club(w: &mut Writer<'_>, club: &Held<Club>, new: &NewTraining) -> Result<Training> {
    let starts_on = new.starts_on.not_after(w.scope().today(), "/starts_on")?;
    club.acts_on(starts_on)?;
    insert(w, Holder { club: Some(club.id), ..Holder::default() }, starts_on, new).await
}

/// Enters a course that a commune or province held which was in being on its first day.
pub async fn insert_in_unit(w: &mut Writer<'_>, unit: &UnitRef, new: &NewTraining) -> Result<Training> {
    let starts_on = new.starts_on.not_after(w.scope().today(), "/starts_on")?;
    let unit = units::store::find_in_reach(w, unit, starts_on).await?;
    let commune = match unit.level {
        Level::Province => None,
        Level::Commune => Some(unit.id),
        _ => return Err(Code::NotFound.into()),
    };
    let (unit, province) = (Some(unit.id), Some(unit.province_id));
    insert(w, Holder { club: None, unit, commune, province }, starts_on, new).await
}

async fn insert(
    w: &mut Writer<'_>,
    holder: Holder,
    starts_on: NaiveDate,
    new: &NewTraining,
) -> Result<Training> {
    let ends_on = until(starts_on, new.ends_on.unwrap_or(new.starts_on))?;
    let recorded_by = w.scope().user();
    Ok(diesel::insert_into(trainings::table)
        .values((
            trainings::id.eq(new.id.unwrap_or_default()),
            (trainings::club_id.eq(holder.club), trainings::unit_id.eq(holder.unit)),
            (trainings::commune_id.eq(holder.commune), trainings::province_id.eq(holder.province)),
            trainings::kind.eq(new.kind),
            trainings::title.eq(&*new.title),
            trainings::organiser.eq(new.organiser.as_deref()),
            (trainings::starts_on.eq(starts_on), trainings::ends_on.eq(ends_on)),
            trainings::place.eq(new.place.as_deref()),
            trainings::officers.eq(new.officers),
            trainings::cost_vnd.eq(new.cost_vnd.map(Counted::vnd)),
            trainings::source.eq(new.source.as_deref()),
            trainings::result.eq(new.result.as_deref()),
            trainings::recorded_by.eq(recorded_by),
        ))
        .returning(Training::as_returning())
        .get_result(w.conn())
        .await?)
}

/// The last day: not before the first, and not too long after it.
fn until(starts_on: NaiveDate, ends_on: Day) -> Result<NaiveDate> {
    match (ends_on.get() - starts_on).num_days() {
        ..0 => Err(Error::field("/ends_on", FieldCode::DateOrder)),
        0..=LONGEST => Ok(ends_on.get()),
        _ => Err(Error::field("/ends_on", FieldCode::Range)),
    }
}

#[derive(AsChangeset)]
#[diesel(table_name = trainings)]
struct Changed<'a> {
    kind: Option<super::model::TrainingKind>,
    title: Option<&'a str>,
    organiser: Option<Option<&'a str>>,
    ends_on: Option<NaiveDate>,
    place: Option<Option<&'a str>>,
    officers: Option<i16>,
    cost_vnd: Option<Option<Vnd>>,
    source: Option<Option<&'a str>>,
    result: Option<Option<&'a str>>,
}

/// Changes what is said of a course. Its first day, on which its participants were members, stays.
pub async fn update(
    w: &mut Writer<'_>,
    training: &Held<Training>,
    patch: &TrainingPatch,
) -> Result<Training> {
    let changed = Changed {
        kind: patch.kind,
        title: patch.title.as_deref(),
        organiser: patch.organiser.as_ref().map(Option::as_deref),
        ends_on: patch.ends_on.map(|day| until(training.starts_on, day)).transpose()?,
        place: patch.place.as_ref().map(Option::as_deref),
        officers: patch.officers,
        cost_vnd: patch.cost_vnd.map(|cost| cost.map(Counted::vnd)),
        source: patch.source.as_ref().map(Option::as_deref),
        result: patch.result.as_ref().map(Option::as_deref),
    };
    Ok(diesel::update(trainings::table.filter(trainings::id.eq(training.id)))
        .set((changed, trainings::version.eq(trainings::version + 1)))
        .returning(Training::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Replaces the participants of the clubs in the caller's reach. Those of other clubs stay. Told are the clubs whose
/// members took part, before or after.
pub async fn replace_participants(
    w: &mut Writer<'_>,
    training: &Held<Training>,
    new: &TrainingParticipantList,
) -> Result<(Training, BTreeSet<ClubId>)> {
    let clubs_of = clubs_of_members(w, training.starts_on, new).await?;
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let gone = training_participants::table
        .filter(training_participants::training_id.eq(training.id))
        .filter(training_participants::club_id.eq_any(seen));
    let before: Vec<ClubId> =
        diesel::delete(gone).returning(training_participants::club_id).get_results(w.conn()).await?;
    let rows: Vec<_> = new
        .participants
        .iter()
        .filter_map(|participant| Some((participant, clubs_of.get(&participant.member_id)?)))
        .map(|(participant, club)| {
            (
                training_participants::training_id.eq(training.id),
                training_participants::member_id.eq(participant.member_id),
                training_participants::club_id.eq(*club),
                training_participants::capacity.eq(participant.capacity),
                training_participants::completed.eq(participant.completed),
            )
        })
        .collect();
    diesel::insert_into(training_participants::table).values(rows).execute(w.conn()).await?;
    let after = diesel::update(trainings::table.filter(trainings::id.eq(training.id)))
        .set(trainings::version.eq(trainings::version + 1))
        .returning(Training::as_returning())
        .get_result(w.conn())
        .await?;
    Ok((after, before.into_iter().chain(clubs_of.into_values()).collect()))
}

/// The club of each participant: all of them members of a club in reach on that day, each once.
async fn clubs_of_members(
    w: &mut Writer<'_>,
    day: NaiveDate,
    new: &TrainingParticipantList,
) -> Result<HashMap<MemberId, ClubId>> {
    let named: Vec<MemberId> = new.participants.iter().map(|participant| participant.member_id).collect();
    let known: Vec<(MemberId, ClubId)> = members::store::visible(w.scope())
        .filter(memberships::id.eq_any(named))
        .filter(memberships::joined_on.is_not_null())
        .filter(memberships::joined_on.assume_not_null().le(day))
        .filter(memberships::ended_on.is_null().or(memberships::ended_on.assume_not_null().ge(day)))
        .select((memberships::id, memberships::club_id))
        .load(w.conn())
        .await?;
    let known: HashMap<MemberId, ClubId> = known.into_iter().collect();
    let (mut seen, mut wrong) = (HashSet::new(), vec![]);
    for (index, participant) in new.participants.iter().enumerate() {
        let pointer = format!("/participants/{index}/member_id");
        if !known.contains_key(&participant.member_id) {
            wrong.push(Field::new(pointer, FieldCode::UnknownMember));
        } else if !seen.insert(participant.member_id) {
            wrong.push(Field::new(pointer, FieldCode::Repeated));
        }
    }
    if wrong.is_empty() { Ok(known) } else { Err(Error::invalid(wrong)) }
}
