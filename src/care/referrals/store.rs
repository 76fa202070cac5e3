//! Referrals in the database.

use super::model::{
    ListedReferral, NewReferral, Referral, ReferralAnswer, ReferralQuery, ReferralResult, ReferralState,
    ReferralSubject, ReferralWithdrawal, WholeReferral,
};
use super::rules;
use crate::care::care_cases::model::{CareFile, CareState};
use crate::care::schema::{care_cases as cases, care_visits as visits, referrals};
use crate::care::{care_cases, care_visits};
use crate::platform::auth::Scope;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{CareVisitId, ClubId, ReferralId};
use crate::platform::vault::Vault;
use crate::register::clubs;
use crate::register::tables::{clubs as clubs_table, persons};
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::InnerJoin<
        referrals::table,
        diesel::helper_types::InnerJoin<cases::table, persons::table>,
    >,
    Pg,
>;

/// The referrals of those whose cases the caller can see.
#[must_use]
pub fn visible(scope: &Scope) -> Rows {
    let seen = care_cases::store::visible(scope).select(cases::id);
    referrals::table
        .inner_join(cases::table.inner_join(persons::table))
        .into_boxed()
        .filter(referrals::case_id.eq_any(seen))
}

/// Where an encrypted result belongs: it opens nowhere else.
fn place(id: ReferralId) -> String {
    format!("referrals.result:{id}")
}

/// What was found, as it is kept.
///
/// # Errors
/// When it cannot be encrypted.
pub fn encrypt(vault: &Vault, id: ReferralId, result: &str) -> Result<Vec<u8>> {
    vault.encrypt(place(id).as_bytes(), result.as_bytes()).map_err(Error::internal)
}

/// Lists a club's referrals, newest first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: ReferralQuery,
    page: &PageQuery,
) -> Result<Page<ListedReferral>> {
    let rows = visible(db.scope()).filter(referrals::club_id.eq(club));
    let listed = cut(db, rows, query, page).await?;
    if listed.items.is_empty() {
        clubs::store::find(db, club).await?; // nobody was sent, or a club out of reach
    }
    Ok(listed)
}

/// Lists the referrals of a unit's clubs, newest first: the in-tray of its health station.
pub async fn list_of_unit(
    db: &mut impl Reads,
    unit: &UnitRef,
    query: ReferralQuery,
    page: &PageQuery,
) -> Result<Page<ListedReferral>> {
    let today = db.scope().today();
    let unit = units::store::find_in_reach(db, unit, today).await?;
    let clubs = clubs::store::lie_in(clubs_table::table.into_boxed(), unit.level, unit.id);
    let rows = visible(db.scope()).filter(referrals::club_id.eq_any(clubs.select(clubs_table::id)));
    cut(db, rows, query, page).await
}

/// One page of referrals, newest first.
async fn cut(
    db: &mut impl Reads,
    mut rows: Rows,
    query: ReferralQuery,
    page: &PageQuery,
) -> Result<Page<ListedReferral>> {
    if let Some(state) = query.state {
        rows = rows.filter(referrals::state.eq(state));
    }
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = referrals::referred_on.eq(day).and(referrals::id.lt(ReferralId(seek.id)));
        rows = rows.filter(referrals::referred_on.lt(day).or(same_day));
    }
    let rows: Vec<(Referral, String)> = rows
        .order((referrals::referred_on.desc(), referrals::id.desc()))
        .limit(page.limit + 1)
        .select((Referral::as_select(), persons::full_name))
        .load(db.conn())
        .await?;
    let listed =
        rows.into_iter().map(|(referral, full_name)| ListedReferral { referral, full_name }).collect();
    Ok(Page::cut(listed, page, |row| Seek {
        key: row.referral.referred_on.to_string(),
        id: row.referral.id.0,
    }))
}

/// Finds a referral with its reason, and whose it is.
pub async fn find(db: &mut impl Reads, id: ReferralId) -> Result<(WholeReferral, ReferralSubject)> {
    let row = visible(db.scope()).filter(referrals::id.eq(id));
    Ok(row.select((WholeReferral::as_select(), ReferralSubject::as_select())).first(db.conn()).await?)
}

/// Opens what the health station found, and says of whom.
pub async fn find_result(db: &mut impl Reads, id: ReferralId) -> Result<(ReferralResult, ReferralSubject)> {
    let row = visible(db.scope()).filter(referrals::id.eq(id));
    let (encrypted, subject): (Option<Vec<u8>>, ReferralSubject) =
        row.select((referrals::result_sealed, ReferralSubject::as_select())).first(db.conn()).await?;
    let open = |encrypted: Vec<u8>| -> Result<String> {
        let plain = db.vault().decrypt(place(id).as_bytes(), &encrypted).map_err(Error::internal)?;
        String::from_utf8(plain).map_err(|_| Error::internal("an encrypted result that is not text"))
    };
    Ok((ReferralResult { referral_id: id, result: encrypted.map(open).transpose()? }, subject))
}

/// A referral in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: ReferralId) -> Result<Held<WholeReferral>> {
    let of = visible(w.scope()).filter(referrals::id.eq(id)).select(referrals::club_id);
    clubs::store::lock_of(w, of).await?;
    find(w, id).await.map(|(referral, _)| Held::new(referral))
}

/// Sends somebody to the health station.
pub async fn insert(w: &mut Writer<'_>, case: &Held<CareFile>, new: &NewReferral) -> Result<WholeReferral> {
    let on = new.referred_on.not_after(w.scope().today(), "/referred_on")?;
    // in a pause she may need it all the more
    let cared_for = matches!(case.state, CareState::Active | CareState::Paused);
    if !cared_for || case.started_on.is_none_or(|first| on < first) {
        return Err(care_cases::rules::refused(case));
    }
    care_cases::store::consented(w, case.person_id, on).await?;
    if let Some(visit) = new.visit_id {
        let visit = care_visits::store::visible(w.scope())
            .filter(visits::case_id.eq(case.id))
            .filter(visits::id.eq(visit))
            .select(visits::id);
        let known: Option<CareVisitId> = visit.first(w.conn()).await.optional()?;
        known.ok_or_else(|| Error::field("/visit_id", FieldCode::NotHere))?;
    }
    Ok(diesel::insert_into(referrals::table)
        .values((
            referrals::id.eq(new.id.unwrap_or_default()),
            (referrals::case_id.eq(case.id), referrals::club_id.eq(case.club_id)),
            referrals::visit_id.eq(new.visit_id),
            referrals::referred_on.eq(on),
            referrals::urgency.eq(new.urgency),
            referrals::reason.eq(&*new.reason),
            (referrals::state.eq(ReferralState::Sent), referrals::state_since.eq(on)),
            referrals::recorded_by.eq(w.scope().user()),
        ))
        .returning(WholeReferral::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Records what the health station says, and encrypts what it found.
pub async fn answer(
    w: &mut Writer<'_>,
    referral: &Held<WholeReferral>,
    answer: &ReferralAnswer,
) -> Result<WholeReferral> {
    rules::complete(answer)?;
    let to = ReferralState::from(answer.state);
    let on = rules::step(referral, to, answer.on, w.scope().today())?;
    let encrypted =
        answer.result.as_deref().map(|result| encrypt(w.vault(), referral.id, result)).transpose()?;
    let appointment = answer.appointment_on.map(Day::get).or(referral.appointment_on);
    Ok(diesel::update(referrals::table.filter(referrals::id.eq(referral.id)))
        .set((
            (referrals::state.eq(to), referrals::state_since.eq(on)),
            referrals::appointment_on.eq(appointment),
            referrals::result_sealed.eq(encrypted),
            referrals::answered_by.eq(w.scope().user()),
            referrals::version.eq(referrals::version + 1),
        ))
        .returning(WholeReferral::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Takes a referral back.
pub async fn withdraw(
    w: &mut Writer<'_>,
    referral: &Held<WholeReferral>,
    withdrawal: &ReferralWithdrawal,
) -> Result<WholeReferral> {
    let to = ReferralState::Withdrawn;
    let on = rules::step(referral, to, withdrawal.on, w.scope().today())?;
    Ok(diesel::update(referrals::table.filter(referrals::id.eq(referral.id)))
        .set((
            (referrals::state.eq(to), referrals::state_since.eq(on)),
            referrals::version.eq(referrals::version + 1),
        ))
        .returning(WholeReferral::as_returning())
        .get_result(w.conn())
        .await?)
}
