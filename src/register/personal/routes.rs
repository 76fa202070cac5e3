//! Tier 3 and tier 4 over HTTP. What is changed is answered with the member's basic data and new `ETag`,
//! not with what was written: showing sensitive data is a matter of its own, and recorded.

use super::model::{
    IdentifierLookup, MemberIdentifiers, MemberIdentifiersPatch, PovertyFinding, SensitiveData,
    SensitiveDataPatch,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db, Seen};
use crate::platform::http::{Changes, IfMatch, Json, Tagged, Valid};
use crate::platform::ids::MemberId;
use crate::platform::log::Event;
use crate::register::members;
use crate::register::members::model::Member;
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post, put};

/// Find a member's ethnicity, disability, household, poverty and age. Recorded in the access log. Not of a membership
/// that has ended.
#[utoipa::path(
    tag = "members",
    operation_id = "find_sensitive_data",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, body = SensitiveData, description = "Tier 3 of the member")),
    security(("bearer" = [can::ReadSensitive::NAME])),
)]
#[get("/members/{member_id}/sensitive")]
pub async fn find_sensitive(
    caller: Allowed<can::ReadSensitive>,
    id: Path<MemberId>,
    db: Data<Db>,
) -> Result<Json<SensitiveData>> {
    let sensitive = db.show(&caller, async |r| {
        let member = members::store::find(r, *id).await?;
        member.is_current()?;
        let sensitive = store::find_sensitive(r, &member).await?;
        Ok(Seen::of(member.person_id, member.club_id, sensitive))
    });
    sensitive.await.map(Json)
}

/// Change a member's ethnicity, disability, household, or whether she lives alone.
#[utoipa::path(
    tag = "members",
    operation_id = "update_sensitive_data",
    params(("member_id" = Uuid, Path), IfMatch),
    request_body = SensitiveDataPatch,
    responses((status = 200, body = Member, description = "The member, with her new version")),
    security(("bearer" = [can::EditSensitive::NAME])),
)]
#[patch("/members/{member_id}/sensitive")]
pub async fn update_sensitive(
    caller: Allowed<can::EditSensitive>,
    id: Path<MemberId>,
    etag: IfMatch,
    patch: Changes<SensitiveDataPatch>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    let member = db.write(&caller, async |w| {
        let (member, joins) = store::hold(w, *id, patch.same_household_as.flatten()).await?;
        let member = member.if_matches(etag)?;
        let before = store::find_sensitive(w, &member).await?;
        let others = store::update_sensitive(w, &member, joins.as_ref(), &patch).await?;
        let shown = members::store::find(w, member.id).await?;
        let after = store::find_sensitive(w, &shown).await?;
        Ok(Change::several(shown, Event::changed("sensitive_data_updated", &before, &after), others))
    });
    member.await.map(Tagged)
}

/// Record what a member's household was found to be in a year (hộ nghèo, cận nghèo, …).
#[utoipa::path(
    tag = "members",
    operation_id = "record_poverty",
    params(
        ("member_id" = Uuid, Path),
        ("year" = i16, Path, description = "Calendar year, from 1990 to the next one", example = 2026),
        IfMatch,
    ),
    request_body = PovertyFinding,
    responses((status = 200, body = Member, description = "The member, with her new version")),
    security(("bearer" = [can::EditSensitive::NAME])),
)]
#[put("/members/{member_id}/poverty/{year}")]
pub async fn record_poverty(
    caller: Allowed<can::EditSensitive>,
    path: Path<(MemberId, i16)>,
    etag: IfMatch,
    poverty: Valid<PovertyFinding>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    let (id, year) = *path;
    let member = db.write(&caller, async |w| {
        let (member, _) = store::hold(w, id, None).await?;
        let member = member.if_matches(etag)?;
        let before = store::find_sensitive(w, &member).await?;
        let others = store::record_poverty(w, &member, year, &poverty).await?;
        let shown = members::store::find(w, member.id).await?;
        let after = store::find_sensitive(w, &shown).await?;
        Ok(Change::several(shown, Event::changed("poverty_recorded", &before, &after), others))
    });
    member.await.map(Tagged)
}

/// Find a member's citizen identity and health insurance numbers. Recorded in the access log. Not of a membership that has
/// ended.
#[utoipa::path(
    tag = "members",
    operation_id = "find_identifiers",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, body = MemberIdentifiers, description = "Tier 4 of the member")),
    security(("bearer" = [can::ReadIdentifiers::NAME])),
)]
#[get("/members/{member_id}/identifiers")]
pub async fn find_identifiers(
    caller: Allowed<can::ReadIdentifiers>,
    id: Path<MemberId>,
    db: Data<Db>,
) -> Result<Json<MemberIdentifiers>> {
    let identifiers = db.show(&caller, async |r| {
        let member = members::store::find(r, *id).await?;
        member.is_current()?;
        let identifiers = store::find_identifiers(r, &member).await?;
        Ok(Seen::of(member.person_id, member.club_id, identifiers))
    });
    identifiers.await.map(Json)
}

/// Record or clear a member's citizen identity and health insurance numbers.
///
/// Recording needs a standing consent for the purpose `identifiers`. A number that is recorded already,
/// wherever, is refused without a word about whose it is.
#[utoipa::path(
    tag = "members",
    operation_id = "replace_identifiers",
    params(("member_id" = Uuid, Path), IfMatch),
    request_body = MemberIdentifiersPatch,
    responses((status = 200, body = Member, description = "The member, with her new version")),
    security(("bearer" = [can::EditIdentifiers::NAME])),
)]
#[put("/members/{member_id}/identifiers")]
pub async fn replace_identifiers(
    caller: Allowed<can::EditIdentifiers>,
    id: Path<MemberId>,
    etag: IfMatch,
    patch: Changes<MemberIdentifiersPatch>,
    db: Data<Db>,
) -> Result<Tagged<Member>> {
    let member = db.write(&caller, async |w| {
        let member = members::store::hold_person(w, *id).await?.if_matches(etag)?;
        let before = store::identifiers_kept(w, &member).await?;
        let others = store::update_identifiers(w, &member, &patch).await?;
        let shown = members::store::find(w, member.id).await?;
        let after = store::identifiers_kept(w, &shown).await?;
        Ok(Change::several(shown, Event::changed("identifiers_replaced", &before, &after), others))
    });
    member.await.map(Tagged)
}

/// Look up who in your reach has a citizen identity or health insurance number.
///
/// A POST, so that numbers never stand in addresses; it changes nothing and needs no `Idempotency-Key`. It is
/// recorded in the access log, whether anybody was found or not.
#[utoipa::path(
    tag = "members",
    operation_id = "look_up_identifier",
    request_body = IdentifierLookup,
    responses(
        (status = 200, body = Vec<Member>, description = "The person's memberships in your reach; empty if nobody has that number"),
    ),
    security(("bearer" = [can::ReadIdentifiers::NAME])),
)]
#[post("/members/identifier-lookups")]
pub async fn look_up(
    caller: Allowed<can::ReadIdentifiers>,
    asked: Valid<IdentifierLookup>,
    db: Data<Db>,
) -> Result<Json<Vec<Member>>> {
    let found = db.show(&caller, async |r| {
        let found = store::with_number(r, &asked).await?;
        Ok(match found.first().map(|member| (member.person_id, member.club_id)) {
            Some((person, club)) => Seen::of(person, club, found),
            None => Seen::nobody("identifier", found),
        })
    });
    found.await.map(Json)
}
