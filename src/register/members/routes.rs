//! Members over HTTP.

use super::model::{EnteredMember, LookAlike, Member, MemberPatch, MemberQuery, NewMember};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{ClubId, MemberId};
use crate::register::clubs;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};

/// List a club's members in the order of a Vietnamese list of names: given name first.
#[utoipa::path(
    tag = "members",
    operation_id = "list_members",
    params(("club_id" = Uuid, Path), MemberQuery, PageQuery),
    responses((status = 200, body = Page<Member>, description = "One page of members")),
    security(("bearer" = [can::ReadMembers::NAME])),
)]
#[get("/clubs/{club_id}/members")]
pub async fn list(
    caller: Allowed<can::ReadMembers>,
    club: Path<ClubId>,
    query: Params<MemberQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<Member>> {
    store::list(&mut db.read(&caller).await?, *club, &query, &page).await
}

/// Find a member, with the `ETag` that changes ask for.
#[utoipa::path(
    tag = "members",
    operation_id = "find_member",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, body = Member, description = "The member")),
    security(("bearer" = [can::ReadMembers::NAME])),
)]
#[get("/members/{member_id}")]
pub async fn find(
    caller: Allowed<can::ReadMembers>,
    id: Path<MemberId>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Enter a member by hand.
///
/// The reply names others in your reach with the same name and birth year. Nobody is merged by itself; to
/// enter somebody already known into a club, send her `person_id`.
#[utoipa::path(
    tag = "members",
    operation_id = "create_member",
    params(("club_id" = Uuid, Path), IdempotencyKey),
    request_body = NewMember,
    responses((status = 201, body = EnteredMember, description = "The member")),
    security(("bearer" = [can::EditMembers::NAME])),
)]
#[post("/clubs/{club_id}/members")]
pub async fn create(
    caller: Allowed<can::EditMembers>,
    club: Path<ClubId>,
    key: IdempotencyKey,
    new: Valid<NewMember>,
    db: Data<Db>,
) -> Result<Created<EnteredMember>> {
    let member = db.write_once(&caller, &key, &*new, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let member = store::insert(w, &club, &new).await?;
        let possible_duplicates = store::look_alikes(
            w,
            &member.person.full_name,
            member.person.birth.get(),
            Some(member.person_id),
        )
        .await?;
        Ok(Change::created(member).map(|member| EnteredMember { member, possible_duplicates }))
    });
    member.await.map(Created)
}

/// Change a member's name, sex, date of birth, telephone, address or hamlet.
#[utoipa::path(
    tag = "members",
    operation_id = "update_member",
    params(("member_id" = Uuid, Path), IfMatch),
    request_body = MemberPatch,
    responses((status = 200, body = Member, description = "The member")),
    security(("bearer" = [can::EditMembers::NAME])),
)]
#[patch("/members/{member_id}")]
pub async fn update(
    caller: Allowed<can::EditMembers>,
    id: Path<MemberId>,
    etag: IfMatch,
    patch: Changes<MemberPatch>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    let member = db.write(&caller, async |w| {
        let member = store::hold_person(w, *id).await?.if_matches(etag)?;
        let (after, others) = store::update(w, &member, &patch).await?;
        Ok(Change::updated(&member, after).and_all(others))
    });
    member.await.map(Tagged)
}

/// List who in your reach may be the same person as a member: same name, no other birth year.
#[utoipa::path(
    tag = "members",
    operation_id = "list_look_alikes",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, body = Vec<LookAlike>, description = "Up to 20 memberships of others")),
    security(("bearer" = [can::ReadMembers::NAME])),
)]
#[get("/members/{member_id}/look-alikes")]
pub async fn look_alikes(
    caller: Allowed<can::ReadMembers>,
    id: Path<MemberId>,
    db: Data<Db>,
) -> Result<Json<Vec<LookAlike>>> {
    let mut db = db.read(&caller).await?;
    let member = store::find(&mut db, *id).await?;
    let alike = store::look_alikes(
        &mut db,
        &member.person.full_name,
        member.person.birth.get(),
        Some(member.person_id),
    );
    alike.await.map(Json)
}
