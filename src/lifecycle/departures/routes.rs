//! Steps in memberships over HTTP.

use super::model::MemberStateChange;
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Valid};
use crate::platform::ids::MemberId;
use crate::register::members::model::Member;
use actix_web::post;
use actix_web::web::{Data, Path};

/// Take a membership to another state: admit, reject, suspend, resume, leave, expel, die, transfer.
///
/// Nobody leaves, is expelled or goes to another club who still owes a loan or is owed savings: `member_owes`
/// says how much. The loans of somebody who died stand still from that day on.
#[utoipa::path(
    tag = "members",
    operation_id = "change_member_state",
    params(("member_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = MemberStateChange,
    responses((status = 201, body = Member, description = "The member in the new state")),
    security(("bearer" = [can::EditMembers::NAME])),
)]
#[post("/members/{member_id}/state-changes")]
pub async fn change_state(
    caller: Allowed<can::EditMembers>,
    id: Path<MemberId>,
    etag: IfMatch,
    key: IdempotencyKey,
    change: Valid<MemberStateChange>,
    db: Data<Db>,
) -> Result<Created<Member>> {
    let member = db.write_once(&caller, &key, &*change, async |w| {
        let member = store::hold(w, *id, change.club_id).await?.if_matches(etag)?;
        let (after, events) = store::change_state(w, &member, &change).await?;
        Ok(Change::done("state_changed", &member, after).and_all(events))
    });
    member.await.map(Created)
}
