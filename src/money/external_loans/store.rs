//! Loans of others in the database.

use super::model::{ExternalLoan, ExternalLoanPatch, NewExternalLoan};
use crate::money::schema::external_loans;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Day;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, ExternalLoanId};
use crate::platform::money::{Amount, Vnd};
use crate::register::clubs;
use crate::register::members::model::{Member, MemberState};
use crate::register::tables::membership_states;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// The loans of others to members of the clubs that the caller can see.
    visible: external_loans;
    /// Finds a loan of somebody else.
    find: ExternalLoan by ExternalLoanId;
    /// A loan of somebody else in the caller's reach, locked.
    hold;
}

/// Lists what others lent to a club's members, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<ExternalLoan>> {
    let mut rows = visible(db.scope()).filter(external_loans::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = external_loans::lent_on.eq(day);
        let before = same_day.and(external_loans::id.lt(ExternalLoanId(seek.id)));
        rows = rows.filter(external_loans::lent_on.lt(day).or(before));
    }
    let rows = rows
        .order((external_loans::lent_on.desc(), external_loans::id.desc()))
        .limit(page.limit + 1)
        .select(ExternalLoan::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // an empty list, or a club out of reach
    }
    Ok(Page::cut(rows, page, |row| Seek { key: row.lent_on.to_string(), id: row.id.0 }))
}

/// Records what somebody else lent to a member.
pub async fn insert(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    new: &NewExternalLoan,
) -> Result<ExternalLoan> {
    let (today, recorded_by) = (w.scope().today(), w.scope().user());
    let lent_on = new.lent_on.not_after(today, "/lent_on")?;
    let repaid_on = new.repaid_on.map(|day| repaid(day, lent_on, today)).transpose()?;
    belonged(w, member, lent_on).await?;
    Ok(diesel::insert_into(external_loans::table)
        .values((
            external_loans::id.eq(new.id.unwrap_or_default()),
            external_loans::club_id.eq(member.club_id),
            external_loans::member_id.eq(member.id),
            external_loans::lender.eq(new.lender),
            external_loans::amount_vnd.eq(new.amount_vnd.vnd()),
            external_loans::lent_on.eq(lent_on),
            external_loans::repaid_on.eq(repaid_on),
            external_loans::purpose.eq(new.purpose.as_deref()),
            external_loans::recorded_by.eq(recorded_by),
        ))
        .returning(ExternalLoan::as_returning())
        .get_result(w.conn())
        .await?)
}

/// The day on which a loan was paid back: neither in the future nor before it was lent.
fn repaid(day: Day, lent_on: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    match day.not_after(today, "/repaid_on")? {
        day if day < lent_on => Err(Error::field("/repaid_on", FieldCode::DateOrder)),
        day => Ok(day),
    }
}

/// Whether somebody was an active member on a day; what she borrowed before or after is no matter of the club.
async fn belonged(w: &mut Writer<'_>, member: &Member, day: NaiveDate) -> Result<()> {
    use membership_states as s;
    let active = s::table
        .filter(s::membership_id.eq(member.id))
        .filter(s::state.eq(MemberState::Active))
        .filter(s::valid_from.le(day))
        .filter(s::valid_to.is_null().or(s::valid_to.assume_not_null().ge(day)));
    let belonged: bool = diesel::select(diesel::dsl::exists(active)).get_result(w.conn()).await?;
    if belonged { Ok(()) } else { Err(Code::BorrowerNotAMember.into()) }
}

#[derive(AsChangeset)]
#[diesel(table_name = external_loans)]
struct Changed {
    amount_vnd: Option<Vnd>,
    repaid_on: Option<Option<NaiveDate>>,
}

/// Corrects the amount, or records that it was paid back.
pub async fn update(
    w: &mut Writer<'_>,
    loan: &Held<ExternalLoan>,
    patch: &ExternalLoanPatch,
) -> Result<ExternalLoan> {
    let today = w.scope().today();
    let repaid_on = match patch.repaid_on {
        Some(Some(day)) => Some(Some(repaid(day, loan.lent_on, today)?)),
        Some(None) => Some(None),
        None => None,
    };
    let changed = Changed { amount_vnd: patch.amount_vnd.map(Amount::vnd), repaid_on };
    Ok(diesel::update(external_loans::table.filter(external_loans::id.eq(loan.id)))
        .set((changed, external_loans::version.eq(external_loans::version + 1)))
        .returning(ExternalLoan::as_returning())
        .get_result(w.conn())
        .await?)
}
