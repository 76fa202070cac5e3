//! Accounts of people and of programs: made, changed, and their sessions ended.

use super::offices::{Office, offices_are_of};
use super::rights::{give, insert_assignment};
use crate::access::schema::{refresh_tokens, users};
use crate::access::users::model::{
    Assignment, NewAssignment, NewMachineClient, NewUser, User, UserKind, UserPatch,
};
use crate::access::users::rules::{self, Spot};
use crate::platform::auth::Role;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Login;
use crate::platform::ids::{MemberId, PersonId, UserId};
use crate::platform::text;
use crate::register::members;
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

#[derive(Insertable)]
#[diesel(table_name = users)]
struct Account<'a> {
    id: UserId,
    login: &'a str,
    login_key: String,
    kind: UserKind,
    display_name: &'a str,
    folded: String,
    password_hash: Option<&'a str>,
    secret_hash: Option<&'a [u8]>,
}

async fn insert_account(w: &mut Writer<'_>, account: Account<'_>) -> Result<Held<User>> {
    let user = diesel::insert_into(users::table)
        .values(account)
        .returning(User::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Held::new(user)) // nobody else can see it yet
}

fn searchable(display_name: &str, login: &str) -> String {
    text::fold(&format!("{display_name} {login}"))
}

/// Creates an account for a human being, with her first assignment. Nobody can sign in with it before she has set a
/// password, and it is linked with nobody before she has confirmed it.
pub async fn insert(w: &mut Writer<'_>, at: &Held<Spot>, new: &NewUser) -> Result<(Held<User>, Assignment)> {
    rules::may_grant(w.scope().roles(), new.assignment.role, at)?;
    let account = Account {
        id: new.id.unwrap_or_default(),
        login: &new.login,
        login_key: new.login.key(),
        kind: UserKind::Person,
        display_name: &new.display_name,
        folded: searchable(&new.display_name, &new.login),
        password_hash: None,
        secret_hash: None,
    };
    let user = insert_account(w, account).await?;
    let by_office = new.assignment.role.hangs_on_an_office();
    let member_id = new.assignment.member_id.or(new.member_id.filter(|_| by_office));
    let assignment = give(w, &user, at, &NewAssignment { member_id, ..new.assignment.clone() }).await?;
    Ok((user, assignment))
}

/// The person whom a new account is for, by her membership in reach, which has not ended.
pub async fn person_of(w: &mut Writer<'_>, member: MemberId) -> Result<PersonId> {
    match members::store::find(w, member).await {
        Ok(member) => member.is_current().map(|()| member.person_id),
        Err(e) if e.code() == Code::NotFound => Err(Error::field("/member_id", FieldCode::UnknownMember)),
        Err(e) => Err(e),
    }
}

/// Creates an account for a program of a province.
pub async fn insert_machine(
    w: &mut Writer<'_>,
    at: &Held<Spot>,
    new: &NewMachineClient,
    secret_hash: &[u8],
) -> Result<(User, Assignment)> {
    rules::may_grant(w.scope().roles(), Role::MachineClient, at)?;
    let id = new.id.unwrap_or_default();
    let login = id.to_string();
    let account = Account {
        id,
        login: &login,
        login_key: login.clone(),
        kind: UserKind::Machine,
        display_name: &new.display_name,
        folded: searchable(&new.display_name, &login),
        password_hash: None,
        secret_hash: Some(secret_hash),
    };
    let user = insert_account(w, account).await?;
    let assignment = NewAssignment {
        id: None,
        role: Role::MachineClient,
        place: at.place,
        member_id: None,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
    };
    let assignment = give(w, &user, at, &assignment).await?;
    Ok((user.clone(), assignment))
}

/// Creates the account of an operator: user and system administrator of the nation. No rule of who may
/// give what stands above this one, so no handler calls it.
pub async fn create_admin(
    w: &mut Writer<'_>,
    login: &Login,
    display_name: &str,
    password_hash: &str,
) -> Result<(User, Vec<Assignment>)> {
    let account = Account {
        id: UserId::new(),
        login,
        login_key: login.key(),
        kind: UserKind::Person,
        display_name,
        folded: searchable(display_name, login),
        password_hash: Some(password_hash),
        secret_hash: None,
    };
    let user = insert_account(w, account).await?;
    let from = w.scope().today();
    let mut given = vec![];
    for role in [Role::UserAdministrator, Role::SystemAdministrator] {
        let right = (role, Office::default());
        given.push(insert_assignment(w, &user, &Spot::nation(), right, None, (from, None)).await?);
    }
    Ok((user.clone(), given))
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = users)]
struct Changed<'a> {
    display_name: Option<&'a str>,
    folded: Option<String>,
    disabled_at: Option<Option<DateTime<Utc>>>,
    password_hash: Option<Option<&'a str>>,
    secret_hash: Option<&'a [u8]>,
    person_id: Option<PersonId>,
    person_confirmed_at: Option<DateTime<Utc>>,
}

async fn set(w: &mut Writer<'_>, user: &Held<User>, changed: Changed<'_>) -> Result<User> {
    Ok(diesel::update(users::table.filter(users::id.eq(user.id)))
        .set((changed, users::version.eq(users::version + 1), users::updated_at.eq(Utc::now())))
        .returning(User::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Changes an account. Disabling ends its sessions.
pub async fn update(w: &mut Writer<'_>, user: &Held<User>, patch: &UserPatch) -> Result<User> {
    let display_name = patch.display_name.as_deref();
    let changed = Changed {
        display_name,
        folded: display_name.map(|name| searchable(name, &user.login)),
        disabled_at: patch.disabled.map(|yes| yes.then(|| user.disabled_at.unwrap_or_else(Utc::now))),
        ..Changed::default()
    };
    if patch.disabled == Some(true) {
        end_sessions(w, user).await?;
    }
    set(w, user, changed).await
}

/// Sets a password and ends all sessions.
pub async fn set_password(w: &mut Writer<'_>, user: &Held<User>, hash: &str) -> Result<User> {
    if user.kind == UserKind::Machine {
        return Err(Code::MachinesHaveNoPassword.into());
    }
    end_sessions(w, user).await?;
    set(w, user, Changed { password_hash: Some(Some(hash)), ..Changed::default() }).await
}

/// Voids a password and ends all sessions: until the holder has set another with a code, nobody signs in.
pub async fn void_password(w: &mut Writer<'_>, user: &Held<User>) -> Result<User> {
    end_sessions(w, user).await?;
    set(w, user, Changed { password_hash: Some(None), ..Changed::default() }).await
}

/// Links an account with the person who has just confirmed that it is hers.
pub async fn confirm_person(w: &mut Writer<'_>, user: &mut Held<User>, person: PersonId) -> Result<()> {
    if user.person_confirmed_at.is_some() && user.person_id != Some(person) {
        return Err(Code::AccountOfAnother.into());
    }
    offices_are_of(w, user, person).await?;
    let confirmed =
        Changed { person_id: Some(person), person_confirmed_at: Some(Utc::now()), ..Changed::default() };
    let after = set(w, user, confirmed).await?;
    user.renew(after);
    Ok(())
}

/// Sets a program's secret; the old one and its tokens are void at once.
pub async fn set_secret(w: &mut Writer<'_>, user: &Held<User>, digest: &[u8]) -> Result<User> {
    if user.kind != UserKind::Machine {
        return Err(Code::OnlyMachinesHaveSecrets.into());
    }
    end_sessions(w, user).await?;
    set(w, user, Changed { secret_hash: Some(digest), ..Changed::default() }).await
}

/// Ends all sessions of a user: no refresh token of theirs is good any more, and no access token.
pub async fn end_sessions(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    diesel::update(users::table.filter(users::id.eq(user.id)))
        .set(users::token_version.eq(users::token_version + 1))
        .execute(w.conn())
        .await?;
    diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::user_id.eq(user.id))
        .filter(refresh_tokens::ended_at.is_null())
        .set(refresh_tokens::ended_at.eq(Utc::now()))
        .execute(w.conn())
        .await?;
    Ok(())
}
