//! The life of a club, through the whole application.

use crate::statistics::finances::{lend, settle};
use crate::support::{Client, Reply, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::UnitId;
use serde_json::{Value, json};
use uuid::Uuid;

/// Takes a step with the club's own `ETag`.
async fn step(client: &Client<'_>, club: Uuid, noun: &str, body: Value) -> Reply {
    let etag = client.etag(&format!("/v1/clubs/{club}")).await;
    client.post_if(&format!("/v1/clubs/{club}/{noun}"), &etag, body).await
}

async fn created(client: &Client<'_>, path: &str, body: Value) -> Uuid {
    let reply = client.post(path, body).await;
    assert_eq!(reply.status, 201, "{path}: {}", reply.body);
    reply.id()
}

/// A club as proposed on 1 March 2026, and three people on its list.
async fn proposed(app: &TestApp, commune: &Client<'_>) -> (Uuid, Vec<Uuid>) {
    let hamlet = format!("/v1/hamlets/{}/clubs", app.here.other_hamlet);
    let new = json!({ "name": "CLB Liên thế hệ Mẫu mới", "proposed_on": "2026-03-01" });
    let club = created(commune, &hamlet, new).await;
    let mut members = vec![];
    for (name, applied_on) in
        [("Bùi Thị Mẫu", "2026-03-02"), ("Cao Văn Mẫu", "2026-03-03"), ("Đinh Thị Mẫu", "2026-03-03")]
    {
        let new = json!({ "full_name": name, "sex": "female", "birth": "1955", "applied_on": applied_on });
        members.push(created(commune, &format!("/v1/clubs/{club}/members"), new).await);
    }
    (club, members)
}

/// Books with both funds, empty.
async fn open_funds(app: &TestApp, club: Uuid, day: &str) {
    app.rows(&format!(
        "insert into ledgers (club_id) values ('{club}');
         insert into funds (id, club_id, kind, opened_on)
         select gen_random_uuid(), '{club}', kind, '{day}' from (values ('income'), ('operating')) k (kind)"
    ))
    .await;
}

/// The same with a regulation, a board and both funds: ready for everything.
async fn ready(app: &TestApp, commune: &Client<'_>) -> (Uuid, Vec<Uuid>) {
    let (club, members) = proposed(app, commune).await;
    let regulation = json!({ "adopted_on": "2026-03-05", "effective_from": "2026-04-01", "body": "Điều 1." });
    created(commune, &format!("/v1/clubs/{club}/regulations"), regulation).await;
    let seat = |(member, position): (&Uuid, &str)| json!({ "member_id": member, "position": position });
    let seats: Vec<Value> = members.iter().zip(["chair", "bookkeeper", "treasurer"]).map(seat).collect();
    let board = json!({ "starts_on": "2026-03-05", "positions": seats });
    created(commune, &format!("/v1/clubs/{club}/board-terms"), board).await;
    open_funds(app, club, "2026-04-02").await;
    (club, members)
}

/// Somebody who may close clubs in both communes of the province.
async fn committee_of_both(app: &TestApp) -> Client<'_> {
    let at = |unit| (Role::CommuneCommittee, Place::Commune(UnitId(unit)));
    let user = app.here.user(Role::CommuneCommittee);
    app.user(user, &[at(app.here.commune), at(app.here.other_commune)]).await
}

fn decision() -> Value {
    json!({ "decision_date": "2026-04-01", "authority": "commune_committee", "listed_members": 3 })
}

/// How often the change log speaks of what.
async fn told(app: &TestApp) -> String {
    let told = "select string_agg(entity || ' ' || told, ', ' order by entity)
                  from (select entity, count(*) as told from changes group by entity) x";
    app.text(told).await
}

#[actix_web::test]
async fn a_club_goes_from_proposal_to_launch_and_its_applicants_become_members() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let (club, members) = ready(&app, &commune).await;

    let submitted = step(&commune, club, "dossier", json!({ "on": "2026-03-20" })).await;
    assert_eq!((submitted.status.as_u16(), &submitted.body["state"]), (201, &json!("dossier_submitted")));
    assert_eq!(
        (&submitted.body["listed_members"], &submitted.body["warnings"]),
        (&json!(3), &json!(["few_members"]))
    );
    let returned =
        step(&committee, club, "return", json!({ "on": "2026-03-21", "reason": "Thiếu ngày sinh." })).await;
    assert_eq!((returned.status.as_u16(), &returned.body["state"]), (201, &json!("proposed")));
    assert_eq!(step(&commune, club, "dossier", json!({ "on": "2026-03-25" })).await.status, 201);
    let established = step(&committee, club, "establishment", decision()).await;
    assert_eq!(
        (established.status.as_u16(), &established.body["established_on"]),
        (201, &json!("2026-04-01"))
    );

    let late = json!({ "full_name": "Giang Thị Mẫu", "sex": "female", "applied_on": "2026-05-01" });
    created(&commune, &format!("/v1/clubs/{club}/members"), late).await;
    let changes = app.count("changes").await;
    let launched = step(&commune, club, "launch", json!({ "on": "2026-04-10" })).await;
    assert_eq!(launched.status, 201, "{}", launched.body);
    assert_eq!(
        (&launched.body["state"], &launched.body["launched_on"]),
        (&json!("active"), &json!("2026-04-10"))
    );
    assert_eq!(app.count("changes").await, changes + 1 + 3, "the club and each founding member");
    let founding =
        format!("memberships where club_id = '{club}' and state = 'active' and joined_on = '2026-04-10'");
    assert_eq!(app.count(&founding).await, 3);
    let metrics = format!("select members || ' ' || applicants from club_metrics where club_id = '{club}'");
    assert_eq!(app.text(&metrics).await, "3 1", "who applied after the launch has applied");
    let past = format!(
        "membership_states where membership_id = '{}' and state = 'applied' and valid_to = '2026-04-09'",
        members[0]
    );
    assert_eq!(app.count(&past).await, 1);

    let history = commune.get(&format!("/v1/clubs/{club}/transitions")).await;
    let events: Vec<_> = history.items().iter().map(|row| row["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["launch", "establishment", "dossier", "return", "dossier"]);
    assert_eq!(history.items()[3]["reason"], "Thiếu ngày sinh.");
    assert!(!app.text("select string_agg(difference::text, ' ') from changes where action in ('state_changed', 'launched')").await.contains("Mẫu"));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{club}/transitions")).await.status, 404);
}

#[actix_web::test]
async fn a_dossier_and_a_launch_say_what_is_missing() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let (club, members) = proposed(&app, &commune).await;
    let refused = step(&commune, club, "dossier", json!({})).await;
    assert_eq!(
        (refused.code(), &refused.body["missing"]),
        ("dossier_incomplete", &json!(["regulation", "chair"]))
    );
    let regulation = json!({ "adopted_on": "2026-03-05", "effective_from": "2026-05-01", "body": "Điều 1." });
    created(&commune, &format!("/v1/clubs/{club}/regulations"), regulation).await;
    let board = json!({ "starts_on": "2026-03-05", "positions": [
        { "member_id": members[0], "position": "chair" }, { "member_id": members[1], "position": "bookkeeper" } ] });
    created(&commune, &format!("/v1/clubs/{club}/board-terms"), board).await;
    assert_eq!(step(&commune, club, "dossier", json!({ "on": "2026-03-20" })).await.status, 201);
    assert_eq!(step(&committee, club, "establishment", decision()).await.status, 201);
    let census = app.census().await;
    let refused = step(&commune, club, "launch", json!({ "on": "2026-04-10" })).await;
    assert_eq!(
        (refused.code(), &refused.body["missing"]),
        ("launch_not_ready", &json!(["regulation", "treasurer", "funds"]))
    );
    let early = step(&commune, club, "launch", json!({ "on": "2026-03-31" })).await;
    assert_eq!(early.code(), "launch_before_establishment");
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn a_launch_asks_for_both_funds_by_its_day() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let (club, _) = ready(&app, &commune).await;
    assert_eq!(step(&commune, club, "dossier", json!({ "on": "2026-03-20" })).await.status, 201);
    assert_eq!(step(&committee, club, "establishment", decision()).await.status, 201);
    let early = step(&commune, club, "launch", json!({ "on": "2026-04-01" })).await;
    assert_eq!((early.code(), &early.body["missing"]), ("launch_not_ready", &json!(["funds"])));
    assert_eq!(step(&commune, club, "launch", json!({ "on": "2026-04-02" })).await.status, 201);
    let both = format!("fund_metrics where club_id = '{club}' and has_both_funds");
    assert_eq!(app.count(&both).await, 1, "and it counts at once");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{club}/finances")).await.status, 404);
}

#[actix_web::test]
async fn a_club_with_money_or_loans_is_not_dissolved() {
    let app = TestApp::start().await;
    let (club, into) = (app.here.other_club, app.here.club);
    let committee = committee_of_both(&app).await;
    let member = app.text(&format!("select id from memberships where club_id = '{club}'")).await;
    lend(&app, club, &member, 2_000_000, None).await;
    let census = app.census().await;
    let end = json!({ "on": "2026-10-01", "reason": "Không còn đủ thành viên." });
    let refused = step(&committee, club, "dissolution", end.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "club_has_money"));
    assert_eq!(refused.body["accounts"], json!(["loans"]));
    assert_eq!(app.census().await, census);
    app.rows(&format!(
        "update loans set state = 'repaid', outstanding_vnd = 0, repaid_vnd = principal_vnd, closed_on = '2026-09-01'
          where club_id = '{club}';
         update ledger_balances set account = 'cash' where account = 'loans' and club_id = '{club}'"
    ))
    .await;
    let refused = step(&committee, club, "dissolution", end.clone()).await;
    assert_eq!((refused.code(), &refused.body["accounts"]), ("club_has_money", &json!(["cash"])));
    settle(&app, club).await;
    // nothing is left, but there was money on the day after the one that is to be its last
    app.rows(&format!(
        "update ledger_balances set last_on = '2026-10-02' where account = 'cash' and club_id = '{club}'"
    ))
    .await;
    let refused = step(&committee, club, "dissolution", end.clone()).await;
    assert_eq!((refused.code(), &refused.body["accounts"]), ("club_has_money", &json!(["cash"])));
    let later = json!({ "on": "2026-10-02", "reason": "Không còn đủ thành viên." });
    assert_eq!(step(&committee, club, "dissolution", later).await.status, 201);
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.post_if(&format!("/v1/clubs/{into}/dissolution"), "\"1\"", end).await.status, 404);
}

#[actix_web::test]
async fn a_step_that_cannot_be_taken_names_those_that_can() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let refused = step(&commune, app.here.club, "launch", json!({ "on": "2026-04-10" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "club_state_refuses"));
    assert_eq!(refused.body["state"], "active");
    assert_eq!(refused.body["allowed"], json!(["suspension", "merger", "dissolution"]));
}

#[actix_web::test]
async fn the_number_of_the_decision_may_follow() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let (club, _) = ready(&app, &commune).await;
    let path = format!("/v1/clubs/{club}/establishment");
    let etag = committee.etag(&format!("/v1/clubs/{club}")).await;
    let number = json!({ "decision_number": "45/QĐ-UBND" });
    assert_eq!(committee.patch(&path, &etag, number.clone()).await.code(), "club_state_refuses");
    assert_eq!(step(&commune, club, "dossier", json!({ "on": "2026-03-20" })).await.status, 201);
    for (date, code) in [("2026-02-28", "date_before_founding"), ("2026-11-23", "invalid")] {
        let body = json!({ "decision_date": date, "authority": "commune_committee" });
        assert_eq!(step(&committee, club, "establishment", body).await.code(), code);
    }
    let established = step(&committee, club, "establishment", decision()).await;
    assert_eq!(committee.patch(&path, &etag, number.clone()).await.status, 412);
    assert_eq!(commune.patch(&path, &established.etag(), number.clone()).await.code(), "forbidden");
    let patched = committee.patch(&path, &established.etag(), number).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    assert_ne!(patched.etag(), established.etag());
    let history = committee.get(&format!("/v1/clubs/{club}/transitions")).await;
    assert_eq!(history.items()[0]["decision_number"], "45/QĐ-UBND");
    assert_eq!(history.items()[0]["listed_members"], 3);
    assert_eq!(app.count("changes where entity = 'club_transition'").await, 1);
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.patch(&path, &patched.etag(), json!({ "decision_number": "1" })).await.status, 404);
}

#[actix_web::test]
async fn a_club_pauses_and_goes_on_while_it_has_a_chair() {
    let app = TestApp::start().await;
    let (club, committee) = (app.here.club, app.role(Role::CommuneCommittee, app.here).await);
    let pause = |on: &str| json!({ "on": on, "reason": "Không sinh hoạt hai kỳ liền." });
    let early = step(&committee, club, "suspension", pause("2024-05-19")).await;
    assert_eq!((early.code(), &early.body["state_since"]), ("date_before_last_step", &json!("2024-05-20")));
    let future = step(&committee, club, "suspension", pause("2026-11-23")).await;
    assert_eq!(future.errors(), [("/on", "date_in_future")]);

    let etag = committee.etag(&format!("/v1/clubs/{club}")).await;
    let headers = [("If-Match", etag.as_str()), ("Idempotency-Key", "pause-the-club-once")];
    let path = format!("/v1/clubs/{club}/suspension");
    let paused = committee.send(Method::POST, &path, Some(pause("2026-09-01")), &headers).await;
    assert_eq!((paused.status.as_u16(), &paused.body["state"]), (201, &json!("suspended")));
    let again = committee.send(Method::POST, &path, Some(pause("2026-09-01")), &headers).await;
    assert_eq!((again.body, app.count("changes").await), (paused.body, 1));
    let stale = committee
        .post_if(&format!("/v1/clubs/{club}/resumption"), &etag, json!({ "on": "2026-10-01" }))
        .await;
    assert_eq!(stale.status, 412);

    app.rows("update board_positions set ended_on = '2026-08-31' where position = 'chair'").await;
    let chairless = step(&committee, club, "resumption", json!({ "on": "2026-10-01" })).await;
    assert_eq!(chairless.code(), "board_without_chair");
    app.rows("update board_positions set ended_on = null where position = 'chair'").await;
    let resumed = step(&committee, club, "resumption", json!({ "on": "2026-10-01" })).await;
    assert_eq!((resumed.status.as_u16(), &resumed.body["state"]), (201, &json!("active")));
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&path, json!({})).await.code(), "forbidden");
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.post_if(&path, &resumed.etag(), pause("2026-11-01")).await.status, 404);
}

#[actix_web::test]
async fn a_merged_club_hands_its_members_on_and_ends() {
    let app = TestApp::start().await;
    let (club, into) = (app.here.club, app.here.other_club);
    let committee = committee_of_both(&app).await;
    let body = |into: Uuid| json!({ "into": into, "on": "2026-10-17", "reason": "Hai xóm sáp nhập." });
    let apart = step(&committee, club, "merger", body(into)).await;
    assert_eq!(
        (apart.code(), &apart.body["obstacles"][0]["kind"]),
        ("merger_obstructed", &json!("other_commune"))
    );
    app.beside().await;
    let census = app.census().await;
    assert_eq!(step(&committee, club, "merger", body(club)).await.code(), "merger_into_itself");
    let one = app.role(Role::CommuneCommittee, app.here).await;
    assert_eq!(step(&one, club, "merger", body(app.there.club)).await.code(), "merger_into_inactive");
    let early = json!({ "into": into, "on": "2025-05-31", "reason": "Hai xóm sáp nhập." });
    let early = step(&committee, club, "merger", early).await;
    let later = json!({ "kind": "later_memberships", "count": null, "on": "2025-06-01" });
    assert!(early.body["obstacles"].as_array().unwrap().contains(&later), "{}", early.body);
    assert_eq!(app.census().await, census);

    let merged = step(&committee, club, "merger", body(into)).await;
    assert_eq!(merged.status, 201, "{}", merged.body);
    assert_eq!((&merged.body["state"], &merged.body["merged_into"]), (&json!("merged"), &json!(into)));
    assert_eq!(merged.body["ended_on"], "2026-10-17");
    let left = format!("memberships where club_id = '{club}'");
    let handed_on = format!(
        "memberships o join memberships n on n.id = o.transferred_to and n.person_id = o.person_id
         where o.club_id = '{club}' and o.state = 'transferred' and n.club_id = '{into}'"
    );
    assert_eq!((app.count(&left).await, app.count(&handed_on).await), (4, 4));
    let applicant =
        format!("memberships where club_id = '{into}' and state = 'applied' and joined_on is null");
    assert_eq!(app.count(&applicant).await, 1);
    let metrics =
        |club| format!("select members || ' ' || applicants from club_metrics where club_id = '{club}'");
    assert_eq!(
        (app.text(&metrics(club)).await, app.text(&metrics(into)).await),
        ("0 0".into(), "4 1".into())
    );
    let ended = "board_positions where club_id = '{club}' and ended_on = '2026-10-17'";
    assert_eq!(app.count(&ended.replace("{club}", &club.to_string())).await, 3);
    assert_eq!(app.count(&format!("club_placements where club_id = '{club}' and valid_to is null")).await, 0);
    assert_eq!(
        told(&app).await,
        "assignment 10, board_position 3, board_term 1, care_case 1, club 2, ledger_entry 2, loan 1, member 8, placement 1, volunteer 1",
        "the club and that which was moved beside it, who left, who arrived, what ended, and what was handed over"
    );
    let after = step(&committee, club, "dissolution", json!({ "on": "2026-11-01", "reason": "x" })).await;
    assert_eq!((after.code(), &after.body["allowed"]), ("club_state_refuses", &json!([])));
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    let path = format!("/v1/clubs/{into}/merger");
    assert_eq!(stranger.post_if(&path, "\"1\"", body(app.there.club)).await.status, 404);
}

#[actix_web::test]
async fn a_dissolved_club_lets_its_members_go() {
    let app = TestApp::start().await;
    let (club, committee) = (app.here.club, app.role(Role::CommuneCommittee, app.here).await);
    settle(&app, club).await;
    let body = json!({ "on": "2026-10-01", "decision_number": "77/QĐ-UBND", "decision_date": "2026-09-28", "reason": "Không còn đủ thành viên." });
    let dissolved = step(&committee, club, "dissolution", body.clone()).await;
    assert_eq!(
        (dissolved.status.as_u16(), &dissolved.body["state"]),
        (201, &json!("dissolved")),
        "{}",
        dissolved.body
    );
    let states = format!(
        "select string_agg(state || ' ' || end_reason, ', ' order by state, id) from memberships where club_id = '{club}'"
    );
    let left = "left Không còn đủ thành viên.";
    assert_eq!(app.text(&states).await, format!("{left}, {left}, {left}, rejected Không còn đủ thành viên."));
    assert_eq!(app.text(&format!("select members from club_metrics where club_id = '{club}'")).await, "0");
    assert_eq!(
        told(&app).await,
        "assignment 10, board_position 3, board_term 1, care_case 1, club 1, member 4, placement 1, volunteer 1"
    );
    let board = committee.get(&format!("/v1/clubs/{club}/board")).await;
    assert_eq!(board.status, 404);
    assert_eq!(
        committee.get(&format!("/v1/hamlets/{}/clubs?on=2026-10-02", app.here.hamlet)).await.items().len(),
        0
    );
    let chair = app.role(Role::CommuneAssociation, app.here).await;
    let regulation = json!({ "adopted_on": "2026-10-01", "effective_from": "2026-11-01", "body": "Điều 1." });
    let refused = chair.post(&format!("/v1/clubs/{club}/regulations"), regulation).await;
    assert_eq!(refused.code(), "club_state_refuses");
    let path = format!("/v1/clubs/{club}/dissolution");
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.post_if(&path, &dissolved.etag(), body).await.status, 404);
    assert_eq!(chair.post(&path, json!({})).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_step_and_a_change_of_one_member_do_not_wait_for_each_other_for_ever() {
    let app = TestApp::start().await;
    settle(&app, app.here.club).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let chair = app.role(Role::CommuneAssociation, app.here).await;
    let member = format!("/v1/members/{}", app.here.plain_member);
    let etag = chair.etag(&member).await;
    let path = format!("{member}/state-changes");
    let leave = json!({ "to": "left", "on": "2026-10-01", "reason": "Chuyển nơi ở" });
    let end = json!({ "on": "2026-10-01", "reason": "Không còn đủ thành viên." });
    let (left, ended) = futures_util::join!(
        chair.post_if(&path, &etag, leave),
        step(&committee, app.here.club, "dissolution", end)
    );
    assert_eq!(ended.status, 201, "{}", ended.body);
    assert!(matches!(left.status.as_u16(), 201 | 409 | 412), "{}", left.body);
    assert_eq!(
        app.count(&format!("memberships where club_id = '{}' and ended_on is null", app.here.club)).await,
        0
    );
}

#[actix_web::test]
async fn a_list_entered_after_the_launch_was_held_is_the_founding_list_all_the_same() {
    let app = TestApp::start().await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let (club, _) = ready(&app, &commune).await;
    let undated = json!({ "full_name": "Đinh Thị Mẫu", "sex": "female", "birth": "1950" });
    let member = created(&commune, &format!("/v1/clubs/{club}/members"), undated).await;
    assert_eq!(step(&commune, club, "dossier", json!({ "on": "2026-03-20" })).await.status, 201);
    assert_eq!(step(&committee, club, "establishment", decision()).await.status, 201);
    assert_eq!(step(&commune, club, "launch", json!({ "on": "2026-04-10" })).await.status, 201);
    assert_eq!(app.count(&format!("memberships where id = '{member}' and state = 'active'")).await, 1);
    let figures = app.text(&format!("select members from club_metrics where club_id = '{club}'")).await;
    assert_eq!(figures, "4");
    let overlapping = app
        .count("membership_states a join membership_states b on a.membership_id = b.membership_id and a.state < b.state and daterange(a.valid_from, a.valid_to, '[]') && daterange(b.valid_from, b.valid_to, '[]')")
        .await;
    assert_eq!(overlapping, 0, "nobody is in two states on one day");
}
