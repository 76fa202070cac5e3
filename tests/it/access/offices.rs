//! The office carries the right, through the whole application: what hangs on a seat of the board or on a membership ends
//! with it, whatever ends it.

use crate::statistics::finances::settle;
use crate::support::world::{PASSWORD, Site};
use crate::support::{Client, Reply, TODAY, TestApp};
use lien_the_he::platform::auth::{Level, Place, Role};
use lien_the_he::platform::ids::{ClubId, UnitId, UserId};
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use uuid::Uuid;

/// Somebody who has a role in the club by her office, and a token that says so.
struct Officer<'a> {
    role: Role,
    member: Uuid,
    seat: String,
    client: Client<'a>,
}

impl Officer<'_> {
    async fn is_in(&self) -> bool {
        let reply = self.client.get("/v1/me").await;
        assert!(reply.status == 200 || reply.code() == "unauthenticated", "{}", reply.body);
        reply.status == 200
    }
}

fn of_the_club(site: Site) -> Value {
    json!({ "level": "club", "id": site.club })
}
/// The position by which a role is held; any will do for the one who sees health results.
fn position(role: Role) -> Option<&'static str> {
    let name = <&str>::from(role);
    role.hangs_on_a_seat().then(|| match name {
        "club_health_officer" => "board_member",
        name => name.strip_prefix("club_").unwrap(),
    })
}
async fn administrator(app: &TestApp) -> Client<'_> {
    app.role(Role::UserAdministrator, app.here).await
}
/// Of both communes of the province, so that members can go from one club to the other.
async fn association(app: &TestApp) -> Client<'_> {
    let at = |unit| (Role::CommuneAssociation, Place::Commune(UnitId(unit)));
    let user = app.here.user(Role::CommuneAssociation);
    app.user(user, &[at(app.here.commune), at(app.here.other_commune)]).await
}

/// A board of nobody but these, each of whom has an account for her role; the accounts of the world have lost theirs.
async fn officers(app: &TestApp) -> Vec<Officer<'_>> {
    let club = app.here.club;
    let people = app.sixty_members(club).await;
    // theirs ended with October, and those of the new ones have begun in November: a right or a seat that has not begun by
    // yesterday would leave no trace
    app.rows(&format!(
        "update board_positions set ended_on = '2026-10-31' where club_id = '{club}' and ended_on is null"
    ))
    .await;
    app.rows(&format!(
        "update assignments set valid_to = '2026-10-31' where club_id = '{club}' and valid_to = '2026-11-21'"
    ))
    .await;
    let mut officers = vec![];
    let roles = Role::iter().filter(|role| role.hangs_on_an_office());
    for (role, member) in roles.zip(people) {
        let member: Uuid = member.parse().unwrap();
        if let Some(position) = position(role) {
            app.seat(member, position).await;
            let since = format!(
                "update board_positions set starts_on = '2026-11-01' where membership_id = '{member}'"
            );
            app.rows(&since).await;
        }
        let user = json!({
            "login": format!("moi.{}", <&str>::from(role)), "display_name": "Mới", "member_id": member,
            "assignment": { "role": role, "place": of_the_club(app.here) },
        });
        let made = administrator(app).await.post("/v1/users", user).await;
        assert_eq!(made.status, 201, "{role:?}: {}", made.body);
        let seat = format!("select id from board_positions where membership_id = '{member}'");
        let seat = app.rows(&seat).await.first().and_then(|row| row[0].clone()).unwrap_or_default();
        let given = &made.body["assignment"];
        assert_eq!(
            (&given["member_id"], &given["position_id"]),
            (&json!(member), &json!(Some(&seat).filter(|id| !id.is_empty())))
        );
        let user = UserId(made.id());
        app.link(user, member).await;
        app.rows(&format!("update assignments set valid_from = '2026-11-01' where user_id = '{user}'")).await;
        let client = app.user(user, &[(role, Place::Club(ClubId(club)))]).await;
        officers.push(Officer { role, member, seat, client });
    }
    assert_eq!(officers.len(), 9);
    for officer in &officers {
        assert!(officer.is_in().await, "{:?}", officer.role);
    }
    officers
}

/// What must be true of a right that has ended with its office.
async fn has_ended(app: &TestApp, officer: &Officer<'_>, how: &str) {
    let (role, user) = (officer.role, officer.client.user);
    assert!(!officer.is_in().await, "{role:?} after {how}");
    let at_once = format!(
        "assignments where user_id = '{user}' and valid_to = '2026-11-21' and end_reason is not null"
    );
    assert_eq!(app.count(&at_once).await, 1, "{role:?} after {how}");
    let told = format!(
        "changes c join assignments a on a.id = c.entity_id and a.version = c.version
          where a.user_id = '{user}' and c.entity = 'assignment' and c.action = 'ended' and c.club_id = a.club_id
            and c.difference -> 'set' ->> 'valid_to' = '2026-11-21'"
    );
    assert_eq!(app.count(&told).await, 1, "{role:?} after {how}");
    let again = app.user(user, &[]).await.get("/v1/me").await;
    assert_eq!(again.body["assignments"], json!([]), "{role:?} after {how}: {}", again.body);
}

async fn step(client: &Client<'_>, path: &str, body: Value) -> Reply {
    let etag = client.etag(path.rsplit_once('/').unwrap().0).await;
    let reply = client.post_if(path, &etag, body).await;
    assert_eq!(reply.status, 201, "{path}: {}", reply.body);
    reply
}
async fn term(app: &TestApp) -> (String, String) {
    let path = format!("/v1/board-terms/{}", app.here.board_term);
    let etag = association(app).await.etag(&path).await;
    (path, etag)
}

#[actix_web::test]
async fn every_role_in_a_club_ends_with_the_membership_however_it_ends() {
    for to in ["left", "expelled", "deceased", "transferred"] {
        let app = TestApp::start().await;
        let association = association(&app).await;
        for officer in officers(&app).await {
            let change = json!({
                "to": to, "on": app.today, "reason": "Lý do mẫu",
                "club_id": (to == "transferred").then_some(app.here.other_club),
            });
            step(&association, &format!("/v1/members/{}/state-changes", officer.member), change).await;
            has_ended(&app, &officer, to).await;
        }
    }
}

#[actix_web::test]
async fn every_role_on_the_board_ends_with_the_seat_and_those_of_mere_members_go_on() {
    let app = TestApp::start().await;
    let association = association(&app).await;
    for officer in officers(&app).await {
        if !officer.role.hangs_on_a_seat() {
            assert!(officer.is_in().await);
            continue;
        }
        let (_, etag) = term(&app).await;
        let path = format!("/v1/board-positions/{}/ending", officer.seat);
        let ended = association.post_if(&path, &etag, json!({ "last_day": app.today })).await;
        assert_eq!(ended.status, 201, "{}", ended.body);
        has_ended(&app, &officer, "the end of the seat").await;
    }
}

#[actix_web::test]
async fn another_board_ends_every_role_on_the_one_before() {
    let app = TestApp::start().await;
    let officers = officers(&app).await;
    let board = json!({
        "starts_on": app.today, "positions": [{ "member_id": app.here.plain_member, "position": "chair" }],
    });
    let terms = format!("/v1/clubs/{}/board-terms", app.here.club);
    let made = association(&app).await.post(&terms, board).await;
    assert_eq!(made.status, 201, "{}", made.body);
    for officer in &officers {
        if officer.role.hangs_on_a_seat() {
            has_ended(&app, officer, "another board").await;
        } else {
            assert!(officer.is_in().await, "{:?}", officer.role);
        }
    }
}

#[actix_web::test]
async fn whoever_is_on_the_board_anew_goes_on_without_signing_in_again() {
    let app = TestApp::start().await;
    let officers = officers(&app).await;
    // the treasurer gives way to somebody else; all others take their positions again
    let seats = officers.iter().filter(|officer| officer.role != Role::ClubTreasurer).filter_map(|officer| {
        Some(json!({ "member_id": officer.member, "position": position(officer.role)? }))
    });
    let seats: Vec<Value> = seats.collect();
    let absent = officers.iter().find(|officer| officer.role == Role::ClubSecretary).unwrap();
    let deputies = format!(
        "/v1/assignments/{}/deputies",
        app.text(&format!("select id from assignments where user_id = '{}'", absent.client.user)).await
    );
    let deputy = json!({
        "user_id": officers.iter().find(|officer| officer.role == Role::Member).unwrap().client.user,
        "valid_from": app.today, "valid_to": "2026-11-30", "reason": "Nghỉ phép",
    });
    let deputy = administrator(&app).await.post(&deputies, deputy).await;
    assert_eq!(deputy.status, 201, "{}", deputy.body);
    let terms = format!("/v1/clubs/{}/board-terms", app.here.club);
    let made =
        association(&app).await.post(&terms, json!({ "starts_on": app.today, "positions": seats })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    for officer in &officers {
        match officer.role {
            Role::ClubTreasurer => has_ended(&app, officer, "another's election").await,
            Role::Member => {} // her right to act for the secretary is new, so she signs in again
            role => assert!(officer.is_in().await, "{role:?}"),
        }
    }
    let moved = format!(
        "assignments a join board_positions p on p.id = a.seat_id and p.ended_on is null
          where a.club_id = '{}' and a.valid_to is distinct from '2026-11-21' and p.term_id = '{}'",
        app.here.club,
        made.id()
    );
    assert_eq!(app.count(&moved).await, 7, "six of the board, and who stands in for one of them");
    let told =
        "changes where entity = 'assignment' and action = 'updated' and difference -> 'set' ? 'position_id'";
    assert_eq!(app.count(told).await, 7);
}

#[actix_web::test]
async fn every_role_in_a_club_ends_when_the_club_is_dissolved_or_merged() {
    for end in ["dissolution", "merger"] {
        let app = TestApp::start().await;
        let officers = officers(&app).await;
        if end == "merger" {
            app.beside().await;
        } else {
            settle(&app, app.here.club).await;
        }
        let at = |unit| (Role::CommuneCommittee, Place::Commune(UnitId(unit)));
        let user = app.here.user(Role::CommuneCommittee);
        let committee = app.user(user, &[at(app.here.commune), at(app.here.other_commune)]).await;
        let mut body = json!({ "on": app.today, "reason": "Lý do mẫu" });
        if end == "merger" {
            body["into"] = json!(app.here.other_club);
        } else {
            body["decision_number"] = json!("77/QĐ-UBND");
            body["decision_date"] = json!("2026-11-20");
        }
        step(&committee, &format!("/v1/clubs/{}/{end}", app.here.club), body).await;
        for officer in &officers {
            has_ended(&app, officer, end).await;
        }
    }
}

#[actix_web::test]
async fn an_expelled_treasurer_posts_nothing_any_more() {
    let app = TestApp::start().await;
    let officers = officers(&app).await;
    let treasurer = officers.iter().find(|officer| officer.role == Role::ClubTreasurer).unwrap();
    let entries = format!("/v1/clubs/{}/entries", app.here.club);
    let expense = json!({ "kind": "expense", "narrative": "Chi", "on": "2026-11-20", "amount_vnd": 1_000 });
    assert_eq!(treasurer.client.post(&entries, expense.clone()).await.status, 201);
    let posted = app.count("ledger_entries").await;
    let expelled = json!({ "to": "expelled", "on": app.today, "reason": "Vi phạm" });
    let path = format!("/v1/members/{}/state-changes", treasurer.member);
    step(&association(&app).await, &path, expelled).await;
    assert_eq!(treasurer.client.post(&entries, expense.clone()).await.code(), "unauthenticated");
    let anew = app.user(treasurer.client.user, &[]).await;
    assert_eq!(anew.post(&entries, expense).await.code(), "forbidden", "nor with a new token");
    assert_eq!(app.count("ledger_entries").await, posted);
}

#[actix_web::test]
async fn a_role_in_a_club_takes_a_present_office_of_her_own() {
    let app = TestApp::start().await;
    let here = app.here;
    let administrator = administrator(&app).await;
    let stranger_to_all = here.user(Role::CommunePartner); // linked with nobody
    let give = |user: UserId| format!("/v1/users/{user}/assignments");
    let role = |role: &str, member: Option<Uuid>| {
        let mut body = json!({ "role": role, "place": of_the_club(here) });
        if let Some(member) = member {
            body["member_id"] = json!(member);
        }
        body
    };
    // the seat of the treasurer ended yesterday
    app.rows(&format!(
        "update board_positions set ended_on = '2026-11-21' where membership_id = '{}' and position = 'treasurer'",
        here.borrower
    ))
    .await;
    let census = app.census().await;
    let path = give(stranger_to_all);
    let ended = administrator.post(&path, role("club_treasurer", Some(here.borrower))).await;
    assert_eq!(
        (ended.code(), &ended.body["ended_on"]),
        ("office_not_held", &json!("2026-11-21")),
        "{}",
        ended.body
    );
    for (body, code, errors) in [
        (role("club_secretary", Some(here.plain_member)), "office_not_held", vec![]),
        (role("club_chair", Some(here.plain_member)), "office_not_held", vec![]),
        (role("member", None), "invalid", vec![("/member_id", "required")]),
        (role("member", Some(app.there.member)), "invalid", vec![("/member_id", "unknown_member")]),
        (role("member", Some(Uuid::now_v7())), "invalid", vec![("/member_id", "unknown_member")]),
    ] {
        let refused = administrator.post(&path, body.clone()).await;
        assert_eq!((refused.code(), refused.errors()), (code, errors), "{body}: {}", refused.body);
    }
    let officer = json!({
        "role": "commune_partner", "place": { "level": "commune", "id": here.commune }, "valid_from": "2030-01-01",
        "member_id": here.member,
    });
    assert_eq!(administrator.post(&path, officer).await.errors(), [("/member_id", "not_here")]);
    assert_eq!(app.census().await, census, "nothing is half-written");

    // an account that is linked holds its own person's offices alone
    app.link(stranger_to_all, here.plain_member).await;
    let census = app.census().await;
    let another = administrator.post(&path, role("member", Some(here.borrower))).await;
    assert_eq!(another.code(), "office_of_another", "{}", another.body);
    assert_eq!(app.census().await, census);
    let own = administrator.post(&path, role("member", None)).await;
    assert_eq!(
        (own.status.as_u16(), &own.body["member_id"]),
        (201, &json!(here.plain_member)),
        "{}",
        own.body
    );
    assert_eq!(own.body["position_id"], Value::Null);

    // and one that holds somebody's office is linked with nobody else
    let holder = json!({
        "login": "thu.quy.cu", "display_name": "Thủ quỹ", "member_id": here.plain_member,
        "assignment": { "role": "member", "place": of_the_club(here), "member_id": here.borrower },
    });
    let made = administrator.post("/v1/users", holder).await;
    assert_eq!(made.status, 201, "{}", made.body);
    app.unlink(stranger_to_all).await;
    let activation = json!({
        "login": "thu.quy.cu", "code": made.body["slip"]["code"], "password": "mưa rơi tháng bảy",
    });
    let refused = app.anonymous().post("/v1/account-activations", activation).await;
    assert_eq!(refused.code(), "office_of_another", "{}", refused.body);
    let left = json!({ "to": "left", "on": app.today, "reason": "Chuyển nơi ở" });
    let path = format!("/v1/members/{}/state-changes", here.plain_member);
    step(&association(&app).await, &path, left).await;
    let gone = json!({
        "login": "nguoi.cu", "display_name": "Người cũ", "member_id": here.plain_member,
        "assignment": { "role": "member", "place": of_the_club(here) },
    });
    let gone = administrator.post("/v1/users", gone).await;
    assert_eq!((gone.code(), &gone.body["ended_on"]), ("membership_ended", &json!(TODAY)), "{}", gone.body);
    let abroad = app.role(Role::UserAdministrator, app.there).await;
    let hidden =
        abroad.post(&give(app.there.user(Role::CommunePartner)), role("member", Some(here.member))).await;
    assert_eq!(hidden.code(), "not_found");
}

#[actix_web::test]
async fn a_deputy_loses_it_with_the_seat_and_with_her_own_membership_and_nobody_stands_in_for_a_program() {
    let app = TestApp::start().await;
    let here = app.here;
    let officers = officers(&app).await;
    let of = |role: Role| officers.iter().find(|officer| officer.role == role).unwrap();
    let administrator = administrator(&app).await;
    let deputise = async |role: Role, deputy: Role| {
        let id = app
            .text(&format!(
                "select id from assignments where user_id = '{}' and deputy_for is null",
                of(role).client.user
            ))
            .await;
        let body = json!({
            "user_id": of(deputy).client.user, "valid_from": "2026-11-01", "valid_to": "2026-11-30", "reason": "Nghỉ phép",
        });
        let made = administrator.post(&format!("/v1/assignments/{id}/deputies"), body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.body["member_id"], json!(of(role).member));
        made.id()
    };
    let of_treasurer = deputise(Role::ClubTreasurer, Role::Member).await;
    let of_secretary = deputise(Role::ClubSecretary, Role::Volunteer).await;
    let over = |id: Uuid| format!("assignments where id = '{id}' and valid_to = '2026-11-21'");
    let (_, etag) = term(&app).await;
    let path = format!("/v1/board-positions/{}/ending", of(Role::ClubTreasurer).seat);
    let ended = association(&app).await.post_if(&path, &etag, json!({ "last_day": "2026-11-20" })).await;
    assert_eq!(ended.status, 201, "{}", ended.body);
    assert_eq!((app.count(&over(of_treasurer)).await, app.count(&over(of_secretary)).await), (1, 0));
    let expelled = json!({ "to": "expelled", "on": app.today, "reason": "Vi phạm" });
    let path = format!("/v1/members/{}/state-changes", of(Role::Volunteer).member);
    step(&association(&app).await, &path, expelled).await;
    assert_eq!(app.count(&over(of_secretary)).await, 1, "whoever is expelled acts for nobody in the club");

    let province = Place::Province(UnitId(here.province));
    let provincial =
        app.user(here.user(Role::UserAdministrator), &[(Role::UserAdministrator, province)]).await;
    let path = format!("/v1/assignments/{}/deputies", here.assignment(Role::MachineClient));
    let body = json!({
        "user_id": here.user(Role::CommunePartner), "valid_from": app.today, "valid_to": "2026-11-30", "reason": "Bảo trì",
    });
    let refused = provincial.post(&path, body.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "role_of_another_kind"), "{}", refused.body);
    let stranger = app.role(Role::UserAdministrator, app.there).await;
    assert_eq!(stranger.post(&path, body).await.status, 404);
}

#[actix_web::test]
async fn money_and_approvals_in_a_club_take_an_account_of_which_it_is_known_whose_it_is() {
    let app = TestApp::start().await;
    let here = app.here;
    for role in [Role::ClubTreasurer, Role::ClubChair] {
        app.unlink(here.user(role)).await;
    }
    let (treasurer, chair) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubChair, here).await);
    let member = app.role(Role::Member, here).await;
    let census = app.census().await;
    for (who, path) in [
        (&treasurer, format!("/v1/clubs/{}/entries", here.club)),
        (&treasurer, format!("/v1/clubs/{}/meetings", here.club)),
        (&treasurer, format!("/v1/loans/{}/repayments", here.loan)),
        (&chair, format!("/v1/reversals/{}/approval", here.reversal)),
        (&chair, format!("/v1/loans/{}/decision", here.loan)),
        (&chair, format!("/v1/reports/{}/approval", here.report)),
    ] {
        let refused = who.post(&path, json!({})).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (403, "account_not_linked"),
            "{path}: {}",
            refused.body
        );
    }
    assert_eq!(member.get("/v1/me/memberships").await.code(), "account_not_linked");
    assert_eq!(app.census().await, census);
    assert_eq!(
        treasurer.get(&format!("/v1/clubs/{}/members", here.club)).await.status,
        200,
        "other rights go on"
    );
    let may = |me: &Reply, name: &str| {
        me.body["permissions"].as_array().unwrap().iter().any(|held| held["permission"] == name)
    };
    let me = treasurer.get("/v1/me").await;
    assert!(!may(&me, "ledger.post") && may(&me, "members.read"), "{}", me.body);
    // officers of units are nobody's members: for them the account counts
    let association = app.role(Role::CommuneAssociation, here).await;
    let cleared = association.post(&format!("/v1/write-offs/{}/clearance", here.write_off), json!({})).await;
    assert_ne!(cleared.status, 403, "{}", cleared.body);
    let policy = app.anonymous().get("/v1/policy").await;
    let linked =
        policy.body["permissions"].as_array().unwrap().iter().filter(|line| line["linked"] == true).count();
    assert_eq!(linked, lien_the_he::platform::auth::LINKED.len());

    app.link(here.user(Role::ClubTreasurer), here.borrower).await;
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let expense = json!({ "kind": "expense", "narrative": "Chi", "on": "2026-11-20", "amount_vnd": 1_000 });
    let posted = treasurer.post(&format!("/v1/clubs/{}/entries", here.club), expense).await;
    assert_eq!(posted.status, 201, "{}", posted.body);
    assert!(may(&treasurer.get("/v1/me").await, "ledger.post"));
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&format!("/v1/clubs/{}/entries", here.club), json!({})).await.code(), "invalid");
}

#[actix_web::test]
async fn she_reads_her_own_record_where_she_is_a_member_and_not_once_she_has_left() {
    let app = TestApp::start().await;
    let here = app.here;
    let member = app.role(Role::Member, here).await;
    assert_eq!(member.get("/v1/me/memberships").await.items().len(), 1);
    let left =
        json!({ "to": "transferred", "on": app.today, "reason": "Chuyển nơi ở", "club_id": here.other_club });
    let path = format!("/v1/members/{}/state-changes", here.member);
    step(&association(&app).await, &path, left).await;
    assert_eq!(member.get("/v1/me/memberships").await.code(), "unauthenticated");
    let session = json!({ "login": "club_chair.6", "password": PASSWORD });
    let session = app.anonymous().post("/v1/sessions", session).await;
    let again = app.bearer(session.body["access_token"].as_str().unwrap());
    assert_eq!(
        again.get("/v1/me/memberships").await.code(),
        "forbidden",
        "nothing of her later clubs either"
    );

    // where she is now she is given the right anew, for the account that is hers, by whoever reaches both clubs; and sees
    // what stood when she left
    let commune = (Role::UserAdministrator, Place::Commune(UnitId(here.other_commune)));
    let there = app.user(app.there.user(Role::UserAdministrator), &[commune]).await;
    let grant = json!({ "role": "member", "place": { "level": "club", "id": here.other_club } });
    let path = format!("/v1/users/{}/assignments", here.user(Role::Member));
    let taken_over = there.post(&path, grant.clone()).await;
    assert_eq!(
        (taken_over.status.as_u16(), taken_over.code()),
        (403, "above_own_role"),
        "an account that holds nothing is of whoever reaches its last role: {}",
        taken_over.body
    );
    let province = (Role::UserAdministrator, Place::Province(UnitId(here.province)));
    let above = app.user(here.user(Role::UserAdministrator), &[province]).await;
    let given = above.post(&path, grant).await;
    assert_eq!(given.status, 201, "{}", given.body);
    let renamed = format!("/v1/members/{}", given.body["member_id"].as_str().unwrap());
    let association = association(&app).await;
    let patch = json!({ "full_name": "Tên ở nơi mới" });
    assert_eq!(association.patch(&renamed, &association.etag(&renamed).await, patch).await.status, 200);
    let member =
        app.user(here.user(Role::Member), &[(Role::Member, Place::Club(ClubId(here.other_club)))]).await;
    let own = member.get("/v1/me/memberships").await;
    let names: Vec<&str> = own.items().iter().map(|own| own["full_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Tên ở nơi mới", "Nguyễn Thị Mẫu"]);
    assert_eq!(Role::Member.levels(), [Level::Club]);
}
