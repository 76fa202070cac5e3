//! Users and assignments over HTTP.

use super::model::{
    Assignment, AssignmentEnding, MachineClient, NewAssignment, NewDeputy, NewMachineClient, User, UserPatch,
    UserQuery,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Place, can};
use crate::platform::db::{Change, Db};
use crate::platform::fields::FreshSecret;
use crate::platform::http::{
    Changes, Created, IdempotencyKey, IfMatch, NoContent, Page, PageQuery, Params, Tagged, Valid,
};
use crate::platform::ids::{AssignmentId, UserId};
use crate::platform::log::Event;
use actix_web::web::{Data, Path};
use actix_web::{delete, get, patch, post};

/// List the users who hold or held a role in your reach, in the order of their logins.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    params(UserQuery, PageQuery),
    responses((status = 200, body = Page<User>, description = "One page of users")),
    security(("bearer" = [can::ReadUsers::NAME])),
)]
#[get("/users")]
pub async fn list(
    caller: Allowed<can::ReadUsers>,
    query: Params<UserQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<User>> {
    store::list(&mut db.read(&caller).await?, &query, &page).await
}

/// Find a user, with the `ETag` that changes ask for.
#[utoipa::path(
    tag = "users",
    operation_id = "find_user",
    params(("user_id" = Uuid, Path)),
    responses((status = 200, body = User, description = "The account")),
    security(("bearer" = [can::ReadUsers::NAME])),
)]
#[get("/users/{user_id}")]
pub async fn find(caller: Allowed<can::ReadUsers>, id: Path<UserId>, db: Data<Db>) -> Result<Tagged<User>> {
    store::find(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// Change a user, or disable one: then all sessions end at once.
///
/// Only whoever could have given every right that the user holds may do so; for a user who holds none today, only a user
/// administrator in whose reach the last one was.
#[utoipa::path(
    tag = "users",
    operation_id = "update_user",
    params(("user_id" = Uuid, Path), IfMatch),
    request_body = UserPatch,
    responses((status = 200, body = User, description = "The account")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[patch("/users/{user_id}")]
pub async fn update(
    caller: Allowed<can::EditUsers>,
    id: Path<UserId>,
    etag: IfMatch,
    patch: Changes<UserPatch>,
    db: Data<Db>,
) -> Result<Tagged<User>> {
    let user = db.write(&caller, async |w| {
        let user = store::hold_managed(w, *id).await?.if_matches(etag)?;
        let after = store::update(w, &user, &patch).await?;
        let action = match patch.disabled {
            Some(true) => "disabled",
            Some(false) => "enabled",
            None => "updated",
        };
        let (first, rest) = store::told(w, action, Some(&user), &after).await?;
        Ok(Change::several(after, first, rest))
    });
    user.await.map(Tagged)
}

/// Create an account for a program of a province. The reply shows its secret, this once.
///
/// Under the same key again it is 409 `already_done` with the `id` of the account, without the secret.
#[utoipa::path(
    tag = "users",
    operation_id = "create_machine_client",
    params(IdempotencyKey),
    request_body = NewMachineClient,
    responses((status = 201, body = MachineClient, description = "The account and its secret")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/machine-clients")]
pub async fn create_machine(
    caller: Allowed<can::EditUsers>,
    key: IdempotencyKey,
    new: Valid<NewMachineClient>,
    db: Data<Db>,
) -> Result<Created<MachineClient>> {
    let machine = db.write_secret_once(&caller, &key, &*new, async |w| {
        let client_secret = FreshSecret::random()?;
        let at = store::hold_place(w, Place::Province(new.province_id)).await?;
        let (user, assignment) = store::insert_machine(w, &at, &new, &client_secret.digest()).await?;
        let (created, more) = store::told(w, "created", None, &user).await?;
        let machine = MachineClient { client_id: user.id, user, client_secret };
        Ok(Change::several(machine, created, more).and(Event::created(&assignment)))
    });
    machine.await.map(Created)
}

/// Give a program a new secret. The old one, and all tokens got with it, are void at once.
///
/// Under the same key again it is 409 `already_done`: the secret is shown once, and kept nowhere.
#[utoipa::path(
    tag = "users",
    operation_id = "rotate_secret",
    params(("user_id" = Uuid, Path), IdempotencyKey),
    responses((status = 201, body = MachineClient, description = "The account and its new secret")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/machine-clients/{user_id}/secrets")]
pub async fn rotate_secret(
    caller: Allowed<can::EditUsers>,
    id: Path<UserId>,
    key: IdempotencyKey,
    db: Data<Db>,
) -> Result<Created<MachineClient>> {
    let machine = db.write_secret_once(&caller, &key, &(), async |w| {
        let client_secret = FreshSecret::random()?;
        let user = store::hold_managed(w, *id).await?;
        let after = store::set_secret(w, &user, &client_secret.digest()).await?;
        let (first, rest) = store::told(w, "secret_rotated", Some(&user), &after).await?;
        Ok(Change::several(MachineClient { client_id: after.id, user: after, client_secret }, first, rest))
    });
    machine.await.map(Created)
}

/// List a user's assignments in your reach, past and to come, newest first.
#[utoipa::path(
    tag = "users",
    operation_id = "list_assignments",
    params(("user_id" = Uuid, Path)),
    responses((status = 200, body = Page<Assignment>, description = "All assignments in your reach")),
    security(("bearer" = [can::ReadUsers::NAME])),
)]
#[get("/users/{user_id}/assignments")]
pub async fn list_assignments(
    caller: Allowed<can::ReadUsers>,
    id: Path<UserId>,
    db: Data<Db>,
) -> Result<Page<Assignment>> {
    let items = store::assignments(&mut db.read(&caller).await?, *id).await?;
    Ok(Page { items, next: None })
}

/// Give a user a role at a place, from a day on. Tokens that do not know of it are void.
///
/// A role in a club hangs on the member's seat on the board (as chair, treasurer …; any seat for `club_health_officer`) or, as
/// `member` and `volunteer`, on the membership, and ends with it. Whose it is says `member_id`, unless the account is linked
/// with her.
///
/// The user holds a role today that you could have given, or held the last one in your reach as a user administrator.
#[utoipa::path(
    tag = "users",
    operation_id = "create_assignment",
    params(("user_id" = Uuid, Path), IdempotencyKey),
    request_body = NewAssignment,
    responses((status = 201, body = Assignment, description = "The assignment")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/users/{user_id}/assignments")]
pub async fn grant(
    caller: Allowed<can::EditUsers>,
    id: Path<UserId>,
    key: IdempotencyKey,
    new: Valid<NewAssignment>,
    db: Data<Db>,
) -> Result<Created<Assignment>> {
    let assignment = db.write_once(&caller, &key, &*new, async |w| {
        let at = store::hold_place(w, new.place).await?;
        let user = store::hold(w, *id).await?;
        store::grant(w, &user, &at, &new).await.map(Change::created)
    });
    assignment.await.map(Created)
}

/// Find an assignment in your reach, with the `ETag` that changes ask for.
#[utoipa::path(
    tag = "users",
    operation_id = "find_assignment",
    params(("assignment_id" = Uuid, Path)),
    responses((status = 200, body = Assignment, description = "The assignment")),
    security(("bearer" = [can::ReadUsers::NAME])),
)]
#[get("/assignments/{assignment_id}")]
pub async fn find_assignment(
    caller: Allowed<can::ReadUsers>,
    id: Path<AssignmentId>,
    db: Data<Db>,
) -> Result<Tagged<Assignment>> {
    store::find_assignment(&mut db.read(&caller).await?, *id).await.map(Tagged)
}

/// End an assignment on a day. Yesterday ends it at once: tokens that speak of it are void on every node.
#[utoipa::path(
    tag = "users",
    operation_id = "end_assignment",
    params(("assignment_id" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = AssignmentEnding,
    responses((status = 201, body = Assignment, description = "The assignment with its last day")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/assignments/{assignment_id}/ending")]
pub async fn end_assignment(
    caller: Allowed<can::EditUsers>,
    id: Path<AssignmentId>,
    etag: IfMatch,
    key: IdempotencyKey,
    ending: Valid<AssignmentEnding>,
    db: Data<Db>,
) -> Result<Created<Assignment>> {
    let assignment = db.write_once(&caller, &key, &*ending, async |w| {
        let assignment = store::hold_assignment(w, *id).await?.if_matches(etag)?;
        let after = store::end_assignment(w, &assignment, &ending).await?;
        Ok(Change::done("ended", &assignment, after))
    });
    assignment.await.map(Created)
}

/// Let somebody act for the holder of an assignment while she is away (người thay thế).
///
/// For those days the deputy has the same role at the same place, and nothing more. What she then does is logged as
/// done for the one who is away; who may not do two things still may not, for that is asked of persons. It ends with
/// the absence, or with the assignment.
#[utoipa::path(
    tag = "users",
    operation_id = "name_deputy",
    params(("assignment_id" = Uuid, Path), IdempotencyKey),
    request_body = NewDeputy,
    responses((status = 201, body = Assignment, description = "The deputy's assignment")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[post("/assignments/{assignment_id}/deputies")]
pub async fn deputise(
    caller: Allowed<can::EditUsers>,
    id: Path<AssignmentId>,
    key: IdempotencyKey,
    new: Valid<NewDeputy>,
    db: Data<Db>,
) -> Result<Created<Assignment>> {
    let assignment = db.write_once(&caller, &key, &*new, async |w| {
        let absent = store::hold_assignment(w, *id).await?;
        let deputy = store::hold(w, new.user_id).await?;
        store::deputise(w, &absent, &deputy, &new).await.map(Change::created)
    });
    assignment.await.map(Created)
}

/// Take back an assignment that begins today or later, as if it had not been given.
#[utoipa::path(
    tag = "users",
    operation_id = "withdraw_assignment",
    params(("assignment_id" = Uuid, Path), IfMatch),
    responses((status = 204, description = "The assignment is taken back")),
    security(("bearer" = [can::EditUsers::NAME])),
)]
#[delete("/assignments/{assignment_id}")]
pub async fn withdraw_assignment(
    caller: Allowed<can::EditUsers>,
    id: Path<AssignmentId>,
    etag: IfMatch,
    db: Data<Db>,
) -> Result<NoContent> {
    let gone = db.write(&caller, async |w| {
        let assignment = store::hold_assignment(w, *id).await?.if_matches(etag)?;
        store::withdraw_assignment(w, &assignment).await?;
        Ok(Change::one((), Event::deleted(&*assignment)))
    });
    gone.await.map(|()| NoContent)
}
