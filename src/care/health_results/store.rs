//! Health results in the database: one encrypted value each.

use super::model::{HealthFindings, HealthResult, NewHealthResults, RecordedHealthResult};
use crate::access::users;
use crate::care::health_events as events;
use crate::care::health_events::model::{HealthEvent, HealthEventKind, HealthEventState};
use crate::care::schema::{health_events, health_invitations as invitations, health_results};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, HealthEventId, MemberId, PersonId, UserId};
use crate::platform::vault::Vault;
use crate::register::consents::model::ConsentPurpose;
use crate::register::members::model::Member;
use crate::register::tables::{clubs as clubs_table, memberships};
use crate::register::{clubs, consents, members};
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// Where an encrypted result belongs: it opens nowhere else.
fn place(event: HealthEventId, member: MemberId) -> String {
    format!("health_results:{event}:{member}")
}

/// A result as it is kept.
pub fn encrypt(
    vault: &Vault,
    event: HealthEventId,
    member: MemberId,
    found: &HealthFindings,
) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(found).map_err(Error::internal)?;
    vault.encrypt(place(event, member).as_bytes(), &plain).map_err(Error::internal)
}

fn open(vault: &Vault, event: HealthEventId, member: MemberId, encrypted: &[u8]) -> Result<HealthFindings> {
    let plain = vault.decrypt(place(event, member).as_bytes(), encrypted).map_err(Error::internal)?;
    serde_json::from_slice(&plain).map_err(|_| Error::internal("an encrypted result that is none"))
}

/// The results of the members that the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> health_results::BoxedQuery<'static, Pg> {
    let members = members::store::visible(scope).select(memberships::id);
    health_results::table.into_boxed().filter(health_results::member_id.eq_any(members))
}

/// A result as it lies in the database, with its health day.
type Row = (
    (HealthEventId, NaiveDate, HealthEventKind, String),
    (MemberId, Vec<u8>, UserId, i32, DateTime<Utc>, DateTime<Utc>),
);

fn opened(vault: &Vault, (event, result): Row) -> Result<HealthResult> {
    let (health_event_id, held_on, kind, title) = event;
    let (member_id, encrypted, recorded_by, version, created_at, updated_at) = result;
    let found = open(vault, health_event_id, member_id, &encrypted)?;
    Ok(HealthResult {
        health_event_id,
        held_on,
        kind,
        title,
        member_id,
        found,
        recorded_by,
        version,
        created_at,
        updated_at,
    })
}

type OfEvent = (health_events::id, health_events::held_on, health_events::kind, health_events::title);
const OF_EVENT: OfEvent =
    (health_events::id, health_events::held_on, health_events::kind, health_events::title);
type OfResult = (
    health_results::member_id,
    health_results::sealed,
    health_results::recorded_by,
    health_results::version,
    health_results::created_at,
    health_results::updated_at,
);
const OF_RESULT: OfResult = (
    health_results::member_id,
    health_results::sealed,
    health_results::recorded_by,
    health_results::version,
    health_results::created_at,
    health_results::updated_at,
);

/// Lists what was found of a member in reach, the last first.
pub async fn list(db: &mut impl Reads, member: &Member, page: &PageQuery) -> Result<Page<HealthResult>> {
    let seen = members::store::visible(db.scope()).select(memberships::id);
    let mut rows = health_results::table
        .inner_join(health_events::table.on(health_events::id.eq(health_results::event_id)))
        .filter(health_results::member_id.eq(member.id))
        .filter(health_results::member_id.eq_any(seen))
        .into_boxed::<Pg>();
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = health_events::held_on.eq(day).and(health_events::id.lt(HealthEventId(seek.id)));
        rows = rows.filter(health_events::held_on.lt(day).or(same_day));
    }
    let rows: Vec<Row> = rows
        .order((health_events::held_on.desc(), health_events::id.desc()))
        .limit(page.limit + 1)
        .select((OF_EVENT, OF_RESULT))
        .load(db.conn())
        .await?;
    let opened: Result<Vec<HealthResult>> = rows.into_iter().map(|row| opened(db.vault(), row)).collect();
    Ok(Page::cut(opened?, page, |row: &HealthResult| Seek {
        key: row.held_on.to_string(),
        id: row.health_event_id.0,
    }))
}

/// The caller's own results, in every club that she is or was in: her own data, so the scope narrows them to
/// her person instead of to a place.
pub async fn own(db: &mut impl Reads) -> Result<Vec<HealthResult>> {
    let person = users::store::own_person(db.scope());
    let own = memberships::table.filter(memberships::person_id.eq_any(person)).select(memberships::id);
    let rows: Vec<Row> = health_results::table
        .inner_join(health_events::table.on(health_events::id.eq(health_results::event_id)))
        .filter(health_results::member_id.eq_any(own))
        .order((health_events::held_on.desc(), health_events::id.desc()))
        .select((OF_EVENT, OF_RESULT))
        .load(db.conn())
        .await?;
    rows.into_iter().map(|row| opened(db.vault(), row)).collect()
}

/// Records what was found of several who came to a health day.
///
/// # Errors
/// 422 for whoever in reach was not invited or did not come; 409 without consent, or where one is recorded.
pub async fn insert(
    w: &mut Writer<'_>,
    event: &Held<HealthEvent>,
    new: &NewHealthResults,
) -> Result<Vec<RecordedHealthResult>> {
    events::rules::in_one_of(event, &[HealthEventState::Done])?;
    new.check()?;
    let wanted: Vec<MemberId> = new.results.iter().map(|result| result.member_id).collect();
    let came = who_came(w, event.id, &wanted).await?;
    let strangers = wanted.iter().enumerate().filter(|(_, member)| !came.contains_key(member));
    let wrong: Vec<Field> = strangers
        .map(|(index, _)| Field::new(format!("/results/{index}/member_id"), FieldCode::NotInvited))
        .collect();
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    consented(w, &came).await?;
    let recorded_by = w.scope().user();
    let mut rows = vec![];
    for result in &new.results {
        rows.push((
            health_results::event_id.eq(event.id),
            health_results::member_id.eq(result.member_id),
            health_results::sealed.eq(encrypt(w.vault(), event.id, result.member_id, &result.found)?),
            health_results::recorded_by.eq(recorded_by),
        ));
    }
    diesel::insert_into(health_results::table).values(rows).execute(w.conn()).await?;
    let recorded = wanted.iter().filter_map(|member| {
        let (_, club) = came.get(member)?;
        Some(RecordedHealthResult {
            health_event_id: event.id,
            member_id: *member,
            club_id: *club,
            version: 1,
        })
    });
    Ok(recorded.collect())
}

/// Those of some members in reach who came to a health day, each with her person and club.
async fn who_came(
    w: &mut Writer<'_>,
    event: HealthEventId,
    members: &[MemberId],
) -> Result<HashMap<MemberId, (PersonId, ClubId)>> {
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let rows: Vec<(MemberId, PersonId, ClubId)> = invitations::table
        .inner_join(memberships::table.on(memberships::id.eq(invitations::member_id)))
        .filter(invitations::event_id.eq(event))
        .filter(invitations::member_id.eq_any(members))
        .filter(invitations::club_id.eq_any(seen))
        .filter(invitations::attended.eq(true))
        .select((memberships::id, memberships::person_id, invitations::club_id))
        .load(w.conn())
        .await?;
    Ok(rows.into_iter().map(|(member, person, club)| (member, (person, club))).collect())
}

/// Refuses those whose consent to the use of their health data does not stand.
async fn consented(w: &mut Writer<'_>, of: &HashMap<MemberId, (PersonId, ClubId)>) -> Result<()> {
    let persons: Vec<PersonId> = of.values().map(|(person, _)| *person).collect();
    let standing = consents::store::standing(w, &persons, ConsentPurpose::HealthData).await?;
    let without = of.iter().filter(|(_, (person, _))| !standing.contains(person));
    let mut without: Vec<MemberId> = without.map(|(member, _)| *member).collect();
    if without.is_empty() {
        return Ok(());
    }
    without.sort_unstable();
    Err(Error::from(Code::ConsentMissing)
        .with("purpose", ConsentPurpose::HealthData)
        .with("members", without))
}

/// A result in the caller's reach, held by the lock of its health day.
pub async fn hold(
    w: &mut Writer<'_>,
    event: HealthEventId,
    member: MemberId,
) -> Result<Held<RecordedHealthResult>> {
    events::store::hold(w, event, &[]).await?;
    let seen = clubs::store::visible(w.scope()).select(clubs_table::id);
    let row = health_results::table
        .inner_join(
            invitations::table.on(invitations::event_id
                .eq(health_results::event_id)
                .and(invitations::member_id.eq(health_results::member_id))),
        )
        .filter(health_results::event_id.eq(event))
        .filter(health_results::member_id.eq(member))
        .filter(invitations::club_id.eq_any(seen))
        .select((
            health_results::event_id,
            health_results::member_id,
            invitations::club_id,
            health_results::version,
        ))
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// Replaces what was found of somebody.
///
/// # Errors
/// 409 when her consent stands no more.
pub async fn replace(
    w: &mut Writer<'_>,
    result: &Held<RecordedHealthResult>,
    found: &HealthFindings,
) -> Result<RecordedHealthResult> {
    found.check()?;
    let (event, member) = (result.health_event_id, result.member_id);
    let came = who_came(w, event, &[member]).await?;
    consented(w, &came).await?;
    let row = health_results::table
        .filter(health_results::event_id.eq(event))
        .filter(health_results::member_id.eq(member));
    let version: i32 = diesel::update(row)
        .set((
            health_results::sealed.eq(encrypt(w.vault(), event, member, found)?),
            health_results::recorded_by.eq(w.scope().user()),
            health_results::version.eq(health_results::version + 1),
            health_results::updated_at.eq(Utc::now()),
        ))
        .returning(health_results::version)
        .get_result(w.conn())
        .await?;
    Ok(RecordedHealthResult { version, ..(**result).clone() })
}
