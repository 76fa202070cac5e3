//! Users and assignments in the database.

use super::model::{
    Assignment, AssignmentEnding, AssignmentRow, NewAssignment, NewDeputy, NewMachineClient, NewUser, User,
    UserKind, UserPatch, UserQuery,
};
use super::rules::{self, Spot};
use crate::access::schema::{assignments, refresh_tokens, users};
use crate::platform::auth::{Grant, Level, Place, Role, Scope};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::Login;
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AssignmentId, ClubId, MemberId, PersonId, UnitId, UserId};
use crate::platform::text;
use crate::register::tables::clubs as clubs_table;
use crate::register::{clubs, members};
use crate::territory::tables::{unit_versions, units as units_table};
use crate::territory::units;
use crate::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The users this caller can see: who holds, held or will hold a role at a place in reach, and the caller.
#[must_use]
pub fn visible(scope: &Scope) -> users::BoxedQuery<'static, Pg> {
    let all = users::table.into_boxed();
    if scope.reach().nation {
        return all;
    }
    let assigned = within(scope).select(assignments::user_id);
    all.filter(users::id.eq_any(assigned).or(users::id.eq(scope.user())))
}

/// The assignments this caller can see: those at places in reach, and the caller's own.
fn within(scope: &Scope) -> assignments::BoxedQuery<'static, Pg> {
    let (all, reach) = (assignments::table.into_boxed(), scope.reach());
    if reach.nation {
        return all;
    }
    let clubs = clubs::store::visible(scope).select(clubs_table::id);
    all.filter(
        (assignments::unit_id.assume_not_null().eq_any(units::store::below(reach.units(), scope.today())))
            .or(assignments::club_id.assume_not_null().eq_any(clubs))
            .or(assignments::user_id.eq(scope.user())),
    )
}

/// True of the assignments that count on a day or will.
#[auto_type(no_type_alias)]
fn not_over(day: NaiveDate) -> _ {
    assignments::valid_to.is_null().or(assignments::valid_to.assume_not_null().ge(day))
}

/// Lists users in the order of their logins.
pub async fn list(db: &mut impl Reads, query: &UserQuery, page: &PageQuery) -> Result<Page<User>> {
    let today = db.scope().today();
    let mut rows = visible(db.scope());
    if query.role.is_some() || query.unit_id.is_some() || query.club_id.is_some() {
        let mut held = within(db.scope()).filter(not_over(today));
        if let Some(role) = query.role {
            held = held.filter(assignments::role.eq(role));
        }
        if let Some(unit) = query.unit_id {
            let at_unit =
                assignments::unit_id.assume_not_null().eq_any(units::store::below(vec![unit], today));
            held = held.filter(at_unit.or(assignments::club_id.assume_not_null().eq_any(clubs_below(unit))));
        }
        if let Some(club) = query.club_id {
            held = held.filter(assignments::club_id.eq(club));
        }
        rows = rows.filter(users::id.eq_any(held.select(assignments::user_id)));
    }
    if let Some(folded) = query.q.as_deref().map(text::fold).filter(|folded| !folded.is_empty()) {
        rows = rows.filter(users::folded.like(format!("%{folded}%")));
    }
    if let Some(seek) = page.seek() {
        // a cursor names a row, never a login: it travels in addresses
        let last = visible(db.scope()).filter(users::id.eq(UserId(seek.id))).select(users::login_key);
        let key: Option<String> = last.first(db.conn()).await.optional()?;
        rows =
            rows.filter(users::login_key.gt(key.ok_or_else(|| Error::field("?after", FieldCode::Cursor))?));
    }
    let rows: Vec<User> =
        rows.order(users::login_key).limit(page.limit + 1).select(User::as_select()).load(db.conn()).await?;
    Ok(Page::cut(rows, page, |user| Seek { key: String::new(), id: user.id.0 }))
}

fn clubs_below(unit: UnitId) -> clubs_table::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
    let lies_there = (clubs_table::province_id.eq(unit))
        .or(clubs_table::district_id.assume_not_null().eq(unit))
        .or(clubs_table::commune_id.eq(unit))
        .or(clubs_table::hamlet_id.eq(unit));
    clubs_table::table.select(clubs_table::id).into_boxed().filter(lies_there)
}

/// Finds a user.
pub async fn find(db: &mut impl Reads, id: UserId) -> Result<User> {
    Ok(visible(db.scope()).filter(users::id.eq(id)).select(User::as_select()).first(db.conn()).await?)
}

/// A user in the caller's reach, locked.
pub async fn hold(w: &mut Writer<'_>, id: UserId) -> Result<Held<User>> {
    let seen = visible(w.scope()).filter(users::id.eq(id)).select(users::id);
    let row = users::table
        .filter(users::id.eq_any(seen))
        .select(User::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    Ok(Held::new(row))
}

/// A user whom the caller may change, locked: somebody else, whose every right the caller could have given.
/// (Otherwise whoever may set a password would hold every right of those whose password it is.)
pub async fn hold_managed(w: &mut Writer<'_>, id: UserId) -> Result<Held<User>> {
    let user = hold(w, id).await?;
    if user.id == w.scope().user() {
        return Err(Code::OwnAssignment.into());
    }
    let today = w.scope().today();
    let rows: Vec<AssignmentRow> = assignments::table
        .filter(assignments::user_id.eq(id))
        .filter(not_over(today))
        .select(AssignmentRow::as_select())
        .load(w.conn())
        .await?;
    let spots = spots(w, rows.iter().map(|row| (row.unit_id, row.club_id))).await?;
    for row in &rows {
        rules::may_grant(w.scope().roles(), row.role, spot_of(&spots, row)?)?;
    }
    Ok(user)
}

type Spots = HashMap<(Option<UnitId>, Option<ClubId>), Spot>;

fn spot_of<'s>(spots: &'s Spots, row: &AssignmentRow) -> Result<&'s Spot> {
    let spot = spots.get(&(row.unit_id, row.club_id));
    spot.ok_or_else(|| Error::internal("an assignment at a place that is not there"))
}

/// The places of these columns, with their paths: two statements, however many.
async fn spots(
    db: &mut impl Reads,
    wanted: impl Iterator<Item = (Option<UnitId>, Option<ClubId>)>,
) -> Result<Spots> {
    type UnitRow =
        ((UnitId, Level, String), (UnitId, Option<UnitId>, Option<UnitId>), (NaiveDate, Option<NaiveDate>));
    type ClubRow =
        ((ClubId, String), (UnitId, Option<UnitId>, UnitId, UnitId), (NaiveDate, Option<NaiveDate>));
    let today = db.scope().today();
    let (unit_ids, club_ids): (Vec<Option<UnitId>>, Vec<Option<ClubId>>) = wanted.unzip();
    let unit_ids: Vec<UnitId> = unit_ids.into_iter().flatten().collect();
    let club_ids: Vec<ClubId> = club_ids.into_iter().flatten().collect();
    let mut spots = HashMap::from([((None, None), Spot::nation())]);
    if !unit_ids.is_empty() {
        let rows: Vec<UnitRow> = unit_versions::table
            .inner_join(units_table::table)
            .filter(units::store::nearest(today))
            .filter(units_table::id.eq_any(unit_ids))
            .select((
                (units_table::id, units_table::level, unit_versions::name),
                (unit_versions::province_id, unit_versions::district_id, unit_versions::commune_id),
                (units_table::valid_from, units_table::valid_to),
            ))
            .load(db.conn())
            .await?;
        for ((id, level, name), (province, district, commune), (first_day, last_day)) in rows {
            let Some(place) = Place::new(Some(level), Some(id), None) else { continue };
            let hamlet = (level == Level::Hamlet).then_some(id);
            let (province, first_day) = (Some(province), Some(first_day));
            let spot = Spot { place, name, province, district, commune, hamlet, first_day, last_day };
            spots.insert((Some(id), None), spot);
        }
    }
    if !club_ids.is_empty() {
        let rows: Vec<ClubRow> = clubs_table::table
            .filter(clubs_table::id.eq_any(club_ids))
            .select((
                (clubs_table::id, clubs_table::name),
                (
                    clubs_table::province_id,
                    clubs_table::district_id,
                    clubs_table::commune_id,
                    clubs_table::hamlet_id,
                ),
                (clubs_table::proposed_on, clubs_table::ended_on),
            ))
            .load(db.conn())
            .await?;
        for ((id, name), (province, district, commune, hamlet), (first_day, last_day)) in rows {
            let spot = Spot {
                place: Place::Club(id),
                name,
                province: Some(province),
                district,
                commune: Some(commune),
                hamlet: Some(hamlet),
                first_day: Some(first_day),
                last_day,
            };
            spots.insert((None, Some(id)), spot);
        }
    }
    Ok(spots)
}

/// A place in the caller's reach, locked against ending meanwhile. One above the caller's own is refused as such.
pub async fn hold_place(w: &mut Writer<'_>, place: Place) -> Result<Held<Spot>> {
    if let Some(unit) = place.unit() {
        let unit = units_table::table.filter(units_table::id.eq(unit)).select(units_table::id).for_share();
        unit.load::<UnitId>(w.conn()).await?;
    }
    if let Some(club) = place.club() {
        clubs::store::lock(w, &[club]).await?;
    }
    let key = (place.unit(), place.club());
    let spot = spots(w, std::iter::once(key)).await?.remove(&key).filter(|spot| spot.place == place);
    let spot = spot.ok_or(Code::NotFound)?;
    if spot.is_within(w.scope().reach()) {
        return Ok(Held::new(spot));
    }
    let own: Vec<Place> = w.scope().roles().iter().map(|(_, place)| *place).collect();
    let own = spots(w, own.into_iter().map(|place| (place.unit(), place.club()))).await?;
    // what lies above is no secret; what lies beside is not there
    let above = own.values().any(|own| own.place != Place::Nation && own.lies_in(place));
    Err(if above { Code::AboveOwnRole.into() } else { Code::NotFound.into() })
}

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
    person_id: Option<PersonId>,
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

/// Creates an account for a human being, with her first assignment.
pub async fn insert(
    w: &mut Writer<'_>,
    at: &Held<Spot>,
    new: &NewUser,
    password_hash: &str,
) -> Result<(User, Assignment)> {
    rules::may_grant(w.scope().roles(), new.assignment.role, at)?;
    let person_id = match new.member_id {
        Some(member) => Some(person_of(w, member).await?),
        None => None,
    };
    let account = Account {
        id: new.id.unwrap_or_default(),
        login: &new.login,
        login_key: new.login.key(),
        kind: UserKind::Person,
        display_name: &new.display_name,
        folded: searchable(&new.display_name, &new.login),
        password_hash: Some(password_hash),
        secret_hash: None,
        person_id,
    };
    let user = insert_account(w, account).await?;
    let assignment = grant(w, &user, at, &new.assignment).await?;
    Ok((user.clone(), assignment))
}

async fn person_of(w: &mut Writer<'_>, member: MemberId) -> Result<PersonId> {
    match members::store::find(w, member).await {
        Ok(member) => Ok(member.person_id),
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
        person_id: None,
    };
    let user = insert_account(w, account).await?;
    let assignment = NewAssignment {
        id: None,
        role: Role::MachineClient,
        place: at.place,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
    };
    let assignment = grant(w, &user, at, &assignment).await?;
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
        person_id: None,
    };
    let user = insert_account(w, account).await?;
    let from = w.scope().today();
    let mut given = vec![];
    for role in [Role::UserAdministrator, Role::SystemAdministrator] {
        given.push(insert_assignment(w, &user, &Spot::nation(), role, None, (from, None)).await?);
    }
    Ok((user.clone(), given))
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = users)]
struct Changed<'a> {
    display_name: Option<&'a str>,
    folded: Option<String>,
    disabled_at: Option<Option<DateTime<Utc>>>,
    password_hash: Option<&'a str>,
    secret_hash: Option<&'a [u8]>,
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
    set(w, user, Changed { password_hash: Some(hash), ..Changed::default() }).await
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

fn shown(row: AssignmentRow, spot: &Spot) -> Assignment {
    Assignment {
        id: row.id,
        user_id: row.user_id,
        role: row.role,
        place: spot.place,
        place_name: spot.name.clone(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        granted_by: row.granted_by,
        end_reason: row.end_reason,
        deputy_for: row.deputy_for,
        acting_for: row.acting_for,
        deputy_reason: row.deputy_reason,
        version: row.version,
        created_at: row.created_at,
    }
}

/// The assignments of a user that the caller can see, newest first.
pub async fn assignments(db: &mut impl Reads, user: UserId) -> Result<Vec<Assignment>> {
    let rows: Vec<AssignmentRow> = within(db.scope())
        .filter(assignments::user_id.eq(user))
        .order((assignments::valid_from.desc(), assignments::id.desc()))
        .select(AssignmentRow::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        find(db, user).await?; // nothing to see, or nobody
    }
    let spots = spots(db, rows.iter().map(|row| (row.unit_id, row.club_id))).await?;
    rows.into_iter().map(|row| spot_of(&spots, &row).map(|spot| shown(row.clone(), spot))).collect()
}

/// Finds an assignment.
pub async fn find_assignment(db: &mut impl Reads, id: AssignmentId) -> Result<Assignment> {
    let row = within(db.scope()).filter(assignments::id.eq(id)).select(AssignmentRow::as_select());
    let row: AssignmentRow = row.first(db.conn()).await?;
    let spots = spots(db, std::iter::once((row.unit_id, row.club_id))).await?;
    Ok(shown(row.clone(), spot_of(&spots, &row)?))
}

/// An assignment that the caller may take away, locked: of somebody else, and one that the caller could
/// have given.
pub async fn hold_assignment(w: &mut Writer<'_>, id: AssignmentId) -> Result<Held<Assignment>> {
    let seen = within(w.scope()).filter(assignments::id.eq(id));
    let club: Option<ClubId> = seen.select(assignments::club_id).first(w.conn()).await?;
    clubs::store::lock(w, club.as_slice()).await?;
    let seen = within(w.scope()).filter(assignments::id.eq(id)).select(assignments::id);
    let row: AssignmentRow = assignments::table
        .filter(assignments::id.eq_any(seen))
        .select(AssignmentRow::as_select())
        .for_no_key_update()
        .first(w.conn())
        .await?;
    if row.user_id == w.scope().user() {
        return Err(Code::OwnAssignment.into());
    }
    let spots = spots(w, std::iter::once((row.unit_id, row.club_id))).await?;
    let spot = spot_of(&spots, &row)?;
    rules::may_grant(w.scope().roles(), row.role, spot)?;
    Ok(Held::new(shown(row, spot)))
}

/// Gives a user a role at a place.
pub async fn grant(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Held<Spot>,
    new: &NewAssignment,
) -> Result<Assignment> {
    let today = w.scope().today();
    if user.id == w.scope().user() {
        return Err(Code::OwnAssignment.into());
    }
    rules::may_grant(w.scope().roles(), new.role, at)?;
    rules::belongs(new.role, at, user.kind)?;
    let dates = rules::dates(new, at, today)?;
    has_room(w, user).await?;
    insert_assignment(w, user, at, new.role, new.id, dates).await
}

/// Refuses more assignments than fit into one token.
async fn has_room(w: &mut Writer<'_>, user: &Held<User>) -> Result<()> {
    let today = w.scope().today();
    let held: i64 = assignments::table
        .filter(assignments::user_id.eq(user.id))
        .filter(not_over(today))
        .count()
        .get_result(w.conn())
        .await?;
    if usize::try_from(held).is_ok_and(|held| held >= rules::MOST) {
        return Err(Error::from(Code::TooManyAssignments).with("most", rules::MOST));
    }
    Ok(())
}

/// Lets a user act for the holder of an assignment while she is away: the same role at the same place, for days within
/// hers. The database holds it to that, and ends it with hers.
pub async fn deputise(
    w: &mut Writer<'_>,
    absent: &Held<Assignment>,
    deputy: &Held<User>,
    new: &NewDeputy,
) -> Result<Assignment> {
    if deputy.id == w.scope().user() {
        return Err(Code::OwnAssignment.into());
    }
    if new.valid_to < new.valid_from {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    if deputy.kind == UserKind::Machine {
        return Err(Code::RoleOfAnotherKind.into());
    }
    has_room(w, deputy).await?;
    let row: AssignmentRow = diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(new.id.unwrap_or_default()),
            assignments::user_id.eq(deputy.id),
            assignments::role.eq(absent.role),
            assignments::unit_id.eq(absent.place.unit()),
            assignments::club_id.eq(absent.place.club()),
            assignments::valid_from.eq(new.valid_from.get()),
            assignments::valid_to.eq(new.valid_to.get()),
            assignments::granted_by.eq(w.scope().user()),
            assignments::deputy_for.eq(absent.id),
            assignments::acting_for.eq(absent.user_id),
            assignments::deputy_reason.eq(&*new.reason),
        ))
        .returning(AssignmentRow::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(Assignment {
        place: absent.place,
        place_name: absent.place_name.clone(),
        id: row.id,
        user_id: row.user_id,
        role: row.role,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        granted_by: row.granted_by,
        end_reason: row.end_reason,
        deputy_for: row.deputy_for,
        acting_for: row.acting_for,
        deputy_reason: row.deputy_reason,
        version: row.version,
        created_at: row.created_at,
    })
}

async fn insert_assignment(
    w: &mut Writer<'_>,
    user: &Held<User>,
    at: &Spot,
    role: Role,
    id: Option<AssignmentId>,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Result<Assignment> {
    let row = diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(id.unwrap_or_default()),
            assignments::user_id.eq(user.id),
            assignments::role.eq(role),
            assignments::unit_id.eq(at.place.unit()),
            assignments::club_id.eq(at.place.club()),
            assignments::valid_from.eq(from),
            assignments::valid_to.eq(to),
            assignments::granted_by.eq(w.scope().user()),
        ))
        .returning(AssignmentRow::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(shown(row, at))
}

/// Ends an assignment. The database voids the tokens that speak of it.
pub async fn end_assignment(
    w: &mut Writer<'_>,
    assignment: &Held<Assignment>,
    ending: &AssignmentEnding,
) -> Result<Assignment> {
    let last = rules::last_day(assignment, ending, w.scope().today())?;
    let mine = assignments::table.filter(assignments::id.eq(assignment.id));
    let version: i32 = diesel::update(mine)
        .set((
            assignments::valid_to.eq(last),
            assignments::end_reason.eq(&*ending.reason),
            assignments::version.eq(assignments::version + 1),
        ))
        .returning(assignments::version)
        .get_result(w.conn())
        .await?;
    let end_reason = Some(ending.reason.to_string());
    Ok(Assignment { valid_to: Some(last), end_reason, version, ..(**assignment).clone() })
}

/// Takes back an assignment that has not begun before today, as if it had not been given.
pub async fn withdraw_assignment(w: &mut Writer<'_>, assignment: &Held<Assignment>) -> Result<()> {
    if assignment.valid_from < w.scope().today() {
        return Err(Error::from(Code::AssignmentHasBegun).with("valid_from", assignment.valid_from));
    }
    let mine = assignments::table.filter(assignments::id.eq(assignment.id));
    diesel::delete(mine).execute(w.conn()).await?;
    Ok(())
}

/// What a user is today, as a token says it.
pub async fn grants(db: &mut impl Reads, user: UserId) -> Result<Vec<Grant>> {
    type Row = ((Role, Option<Level>), (Option<UnitId>, Option<ClubId>), (Option<NaiveDate>, Option<UserId>));
    let today = db.scope().today();
    let rows: Vec<Row> = assignments::table
        .left_join(units_table::table.on(units_table::id.nullable().eq(assignments::unit_id)))
        .filter(assignments::user_id.eq(user))
        .filter(assignments::valid_from.le(today))
        .filter(not_over(today))
        .order(assignments::id)
        .select((
            (assignments::role, units_table::level.nullable()),
            (assignments::unit_id, assignments::club_id),
            (assignments::valid_to, assignments::acting_for),
        ))
        .load(db.conn())
        .await?;
    let grant = |((role, level), (unit, club), (until, acting_for)): Row| {
        Place::new(level, unit, club).map(|place| Grant { role, place, until, acting_for })
    };
    Ok(rows.into_iter().filter_map(grant).collect())
}

/// How many assignments at units count on a day or later. Asked of what a reform touches.
pub async fn assigned_at(db: &mut impl Reads, which: &[UnitId], on: NaiveDate) -> Result<i64> {
    let there = assignments::table.filter(assignments::unit_id.assume_not_null().eq_any(which));
    Ok(there.filter(not_over(on)).count().get_result(db.conn()).await?)
}

/// How many rows go into one statement: PostgreSQL takes 65,535 parameters.
const BATCH: usize = 4_000;

/// Whoever was assigned at a unit that ends is assigned at the one that takes over, by a new assignment from that day.
/// Where nothing takes over, the right ends. The database voids the tokens that speak of it.
pub async fn carry_over(
    w: &mut Writer<'_>,
    ended: &[UnitId],
    heirs: &BTreeMap<UnitId, UnitId>,
    on: NaiveDate,
    document: &str,
) -> Result<()> {
    type Row = (AssignmentId, UserId, Role, UnitId, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = assignments::table
        .filter(assignments::unit_id.assume_not_null().eq_any(ended))
        .filter(assignments::deputy_for.is_null())
        .filter(not_over(on))
        .order(assignments::id)
        .select((
            assignments::id,
            assignments::user_id,
            assignments::role,
            assignments::unit_id.assume_not_null(),
            assignments::valid_from,
            assignments::valid_to,
        ))
        .load(w.conn())
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let there: Vec<UnitId> = heirs.values().copied().collect();
    let held: Vec<(UserId, Role, UnitId)> = assignments::table
        .filter(assignments::unit_id.assume_not_null().eq_any(there))
        .filter(not_over(on))
        .select((assignments::user_id, assignments::role, assignments::unit_id.assume_not_null()))
        .load(w.conn())
        .await?;
    let mut held: HashSet<(UserId, Role, UnitId)> = held.into_iter().collect();
    let (begun, later): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.4 < on);
    // what had not begun by then leaves no trace at the old unit
    let later_ids: Vec<AssignmentId> = later.iter().map(|row| row.0).collect();
    diesel::delete(assignments::table.filter(assignments::id.eq_any(later_ids))).execute(w.conn()).await?;
    let begun_ids: Vec<AssignmentId> = begun.iter().map(|row| row.0).collect();
    diesel::update(assignments::table.filter(assignments::id.eq_any(begun_ids)))
        .set((
            assignments::valid_to.eq(on.pred_opt()),
            assignments::end_reason.eq(document),
            assignments::version.eq(assignments::version + 1),
        ))
        .execute(w.conn())
        .await?;
    let granted_by = w.scope().user();
    let anew: Vec<_> = begun
        .into_iter()
        .chain(later)
        .filter_map(|(_, user, role, unit, from, to)| {
            let heir = *heirs.get(&unit)?;
            held.insert((user, role, heir)).then(|| {
                (
                    assignments::id.eq(AssignmentId::new()),
                    assignments::user_id.eq(user),
                    assignments::role.eq(role),
                    assignments::unit_id.eq(heir),
                    assignments::valid_from.eq(from.max(on)),
                    assignments::valid_to.eq(to),
                    assignments::granted_by.eq(granted_by),
                )
            })
        })
        .collect();
    for some in anew.chunks(BATCH) {
        diesel::insert_into(assignments::table).values(some).execute(w.conn()).await?;
    }
    Ok(())
}
