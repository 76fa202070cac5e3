//! Health insurance in the database.

use super::model::{InsurancePayer, InsuranceSupport, InsuredMember, NewInsurance};
use crate::care::schema::insurance_supports as i;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, InsuranceSupportId, MemberId};
use crate::platform::log::Event;
use crate::platform::money::{Amount, Vnd};
use crate::register::members::model::Member;
use crate::register::tables::{memberships, persons};
use crate::register::{clubs, members};
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::HashMap;

/// The most that a year's insurance can cost, in đồng.
const MOST: Vnd = Vnd::new(100_000_000);

clubs::store::rows_of_clubs! {
    /// What is known of the members of the clubs that the caller can see.
    visible: i;
}

/// Lists those who were members of a club in a year, in the order of a Vietnamese list of names, and what is
/// known of their insurance.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    year: Option<i16>,
    page: &PageQuery,
) -> Result<Page<InsuredMember>> {
    let year = year.map_or_else(|| db.scope().today().year(), i32::from);
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let club = clubs::store::find(db, club).await?;
    let mut rows = members::store::visible(db.scope())
        .filter(memberships::club_id.eq(club.id))
        .filter(memberships::joined_on.assume_not_null().le(day(12, 31)))
        .filter(memberships::ended_on.is_null().or(memberships::ended_on.assume_not_null().ge(day(1, 1))));
    if let Some(seek) = page.seek() {
        let key = members::store::place_in_list(db, &seek).await?;
        let behind = persons::sort_key
            .gt(key.clone())
            .or(persons::sort_key.eq(key).and(memberships::id.gt(MemberId(seek.id))));
        rows = rows.filter(behind);
    }
    let rows: Vec<(MemberId, String)> = rows
        .order((persons::sort_key, memberships::id))
        .limit(page.limit + 1)
        .select((memberships::id, persons::full_name))
        .load(db.conn())
        .await?;
    let ids: Vec<MemberId> = rows.iter().map(|(member, _)| *member).collect();
    let known: Vec<(MemberId, bool, InsurancePayer, Option<Vnd>)> = visible(db.scope())
        .filter(i::member_id.eq_any(ids))
        .filter(i::year.eq(i16::try_from(year).unwrap_or_default()))
        .select((i::member_id, i::covered, i::payer, i::amount_vnd))
        .load(db.conn())
        .await?;
    let known: HashMap<MemberId, (bool, InsurancePayer, Option<Vnd>)> = known
        .into_iter()
        .map(|(member, covered, payer, amount)| (member, (covered, payer, amount)))
        .collect();
    let shown = rows.into_iter().map(|(member_id, full_name)| {
        let found = known.get(&member_id);
        InsuredMember {
            member_id,
            full_name,
            covered: found.map(|(covered, ..)| *covered),
            payer: found.map(|(_, payer, _)| *payer),
            amount_vnd: found.and_then(|(.., amount)| *amount),
        }
    });
    Ok(Page::cut(shown.collect(), page, |row: &InsuredMember| Seek {
        key: String::new(),
        id: row.member_id.0,
    }))
}

/// Records a member's health insurance in a year, over what was known of it.
///
/// # Errors
/// 422 for a year beyond the next, or an amount that no insurance costs; 409 for who has not joined.
pub async fn record(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    year: i16,
    new: &NewInsurance,
) -> Result<(Member, Event)> {
    let next_year = w.scope().today().year() + 1; // next year's cards are bought in autumn
    if !(2000..=next_year).contains(&i32::from(year)) {
        return Err(Error::field("/year", FieldCode::Range));
    }
    let amount_vnd = new.amount_vnd.map(Amount::vnd);
    if amount_vnd > Some(MOST) {
        return Err(Error::field("/amount_vnd", FieldCode::Range));
    }
    if member.joined_on.is_none() {
        return Err(Error::from(Code::MemberStateRefuses).with("state", member.state));
    }
    let before: Option<InsuranceSupport> = i::table
        .filter(i::member_id.eq(member.id))
        .filter(i::year.eq(year))
        .select(InsuranceSupport::as_select())
        .first(w.conn())
        .await
        .optional()?;
    let known = (
        i::covered.eq(new.covered),
        i::payer.eq(new.payer),
        i::amount_vnd.eq(amount_vnd),
        i::recorded_by.eq(w.scope().user()),
    );
    let after: InsuranceSupport = diesel::insert_into(i::table)
        .values((
            i::id.eq(InsuranceSupportId::new()),
            i::club_id.eq(member.club_id),
            i::member_id.eq(member.id),
            i::year.eq(year),
            known,
        ))
        .on_conflict((i::member_id, i::year))
        .do_update()
        .set((known, i::version.eq(i::version + 1)))
        .returning(InsuranceSupport::as_returning())
        .get_result(w.conn())
        .await?;
    members::store::touch(w, member).await?;
    let event = match &before {
        Some(before) => Event::changed("updated", before, &after),
        None => Event::created(&after),
    };
    Ok((members::store::find(w, member.id).await?, event))
}
