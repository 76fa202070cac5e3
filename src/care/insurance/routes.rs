//! Health insurance over HTTP.

use super::model::{InsuranceQuery, InsuredMember, NewInsurance};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{IfMatch, Page, PageQuery, Params, Tagged, Valid};
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::log::Event;
use crate::platform::looks::InClub;
use crate::register::members;
use crate::register::members::model::Member;
use actix_web::web::{Data, Path};
use actix_web::{get, put};

/// List a club's members of a year and whether each has health insurance (BHYT), and who paid it. Recorded in the
/// access log.
#[utoipa::path(
    tag = "health",
    operation_id = "list_insurance",
    params(("club_id" = Uuid, Path), InsuranceQuery, PageQuery),
    responses((status = 200, body = Page<InsuredMember>, description = "One page of members of the year")),
    security(("bearer" = [can::ReadInsurance::NAME])),
)]
#[get("/clubs/{club_id}/insurance")]
pub async fn list(
    caller: Allowed<can::ReadInsurance>,
    club: Path<ClubId>,
    query: Params<InsuranceQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<InsuredMember>> {
    let members = db.show_many(&caller, async |r| {
        let value = store::list(r, *club, query.year, &page).await?;
        Ok(InClub { club: *club, value })
    });
    Ok(members.await?.value)
}

/// Record whether a member has health insurance in a year, and who paid it.
#[utoipa::path(
    tag = "health",
    operation_id = "record_insurance",
    params(
        ("member_id" = Uuid, Path),
        ("year" = i16, Path, description = "Calendar year, from 2000 to the next one", example = 2026),
        IfMatch,
    ),
    request_body = NewInsurance,
    responses((status = 200, body = Member, description = "Member, with her new version")),
    security(("bearer" = [can::EditInsurance::NAME])),
)]
#[put("/members/{member_id}/insurance/{year}")]
pub async fn record(
    caller: Allowed<can::EditInsurance>,
    path: Path<(MemberId, i16)>,
    etag: IfMatch,
    new: Valid<NewInsurance>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    let (id, year) = *path;
    let member = db.write(&caller, async |w| {
        let member = members::store::hold(w, id).await?.if_matches(etag)?;
        let (shown, event) = store::record(w, &member, year, &new).await?;
        let touched = Event::changed("updated", &*member, &shown);
        Ok(Change::several(shown, event, [touched]))
    });
    member.await.map(Tagged)
}
