//! Steps in memberships and what ends with them, through the whole application.

use crate::register::members::{gone_over, metrics};
use crate::statistics::finances::{lend, save};
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// What the change log says of one thing, in order.
async fn told(app: &TestApp, id: Uuid) -> String {
    app.text(&format!(
        "select string_agg(entity || ' ' || action, ', ' order by seq) from changes where entity_id = '{id}'"
    ))
    .await
}

#[actix_web::test]
async fn a_membership_goes_the_ways_that_are_allowed() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/members/{}", here.applicant);
    let step = async |etag: &str, change: Value| -> Reply {
        chair.post_if(&format!("{path}/state-changes"), etag, change).await
    };
    let etag = chair.etag(&path).await;
    let left = step(&etag, json!({ "to": "left", "on": "2026-01-01", "reason": "Không" })).await;
    assert_eq!((left.code(), &left.body["state"]), ("member_state_refuses", &json!("applied")));
    let admitted = step(&etag, json!({ "to": "active", "on": "2026-01-01" })).await;
    assert_eq!((admitted.status.as_u16(), &admitted.body["joined_on"]), (201, &json!("2026-01-01")));
    assert_eq!(metrics(&app, here.club).await, [4, 2, 3, 0]);
    assert_eq!(step(&etag, json!({ "to": "suspended", "on": "2026-02-01" })).await.code(), "version_changed");
    let early = step(&admitted.etag(), json!({ "to": "suspended", "on": "2025-12-31" })).await;
    assert_eq!(early.code(), "member_dates_disagree");
    let future = step(&admitted.etag(), json!({ "to": "suspended", "on": "2026-11-23" })).await;
    assert_eq!(future.errors(), [("/on", "date_in_future")]);
    let silent = step(&admitted.etag(), json!({ "to": "left", "on": "2026-03-01" })).await;
    assert_eq!(silent.errors(), [("/reason", "required")]);
    let left =
        step(&admitted.etag(), json!({ "to": "left", "on": "2026-03-01", "reason": "Chuyển nơi ở" })).await;
    assert_eq!((left.status.as_u16(), &left.body["ended_on"]), (201, &json!("2026-03-01")));
    assert_eq!(metrics(&app, here.club).await, [3, 2, 3, 0]);
    let back = step(&left.etag(), json!({ "to": "active", "on": "2026-04-01" })).await;
    assert_eq!(back.code(), "member_state_refuses", "what has ended stays ended");
    let history = format!(
        "select state, valid_from, valid_to from membership_states where membership_id = '{}' order by 2",
        here.applicant
    );
    let text = |row: &Vec<Option<String>>| {
        row.iter().map(|v| v.clone().unwrap_or_default()).collect::<Vec<_>>().join(" ")
    };
    let history: Vec<String> = app.rows(&history).await.iter().map(text).collect();
    assert_eq!(
        history,
        ["applied 2025-06-01 2025-12-31", "active 2026-01-01 2026-02-28", "left 2026-03-01 "]
    );

    let elsewhere = app.role(Role::ClubChair, app.there).await;
    let hidden = elsewhere
        .post_if(
            &format!("{path}/state-changes"),
            &left.etag(),
            json!({ "to": "active", "on": "2026-04-01" }),
        )
        .await;
    assert_eq!(hidden.code(), "not_found");
}

#[actix_web::test]
async fn a_death_ends_the_membership_and_the_position() {
    let app = TestApp::start().await;
    let chair = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/members/{}", app.here.member);
    let etag = chair.etag(&path).await;
    let died = chair
        .post_if(&format!("{path}/state-changes"), &etag, json!({ "to": "deceased", "on": "2026-11-01" }))
        .await;
    assert_eq!((died.status.as_u16(), &died.body["died_on"]), (201, &json!("2026-11-01")), "{}", died.body);
    let held = format!("select ended_on from board_positions where id = '{}'", app.here.board_position);
    assert_eq!(app.text(&held).await, "2026-11-01");
    assert_eq!(told(&app, app.here.board_position).await, "board_position ended");
    let term = format!("select term_id from board_positions where id = '{}'", app.here.board_position);
    let term: Uuid = app.text(&term).await.parse().unwrap();
    assert_eq!(told(&app, term).await, "board_term updated");
    assert_eq!(told(&app, app.here.volunteer).await, "volunteer ended");
}

#[actix_web::test]
async fn a_member_who_moves_is_one_person_in_two_clubs_one_after_the_other() {
    let app = TestApp::start().await;
    let here = app.here;
    // The province's clubs are in two communes: somebody who stands in both.
    let places = [here.commune, here.other_commune].map(|unit| {
        (
            Role::CommuneAssociation,
            lien_the_he::platform::auth::Place::Commune(lien_the_he::platform::ids::UnitId(unit)),
        )
    });
    let both = app.user(here.user(Role::CommuneAssociation), &places).await;
    let path = format!("/v1/members/{}", here.plain_member);
    let etag = both.etag(&path).await;
    let changes = app.count("changes").await;
    let go = |to: uuid::Uuid| json!({ "to": "transferred", "on": "2026-10-01", "reason": "Chuyển nơi ở", "club_id": to });
    let own = app.role(Role::CommuneAssociation, here).await;
    let refused = own.post_if(&format!("{path}/state-changes"), &etag, go(here.other_club)).await;
    assert!(refused.status == 404 || refused.status == 422, "out of reach: {}", refused.body);
    let same = both.post_if(&format!("{path}/state-changes"), &etag, go(here.club)).await;
    assert_eq!(same.errors(), [("/club_id", "repeated")]);
    let moved = both.post_if(&format!("{path}/state-changes"), &etag, go(here.other_club)).await;
    assert_eq!((moved.status.as_u16(), &moved.body["state"]), (201, &json!("transferred")), "{}", moved.body);
    let arrival = both.get(&format!("/v1/members/{}", moved.body["transferred_to"].as_str().unwrap())).await;
    assert_eq!(
        (&arrival.body["state"], &arrival.body["club_id"]),
        (&json!("active"), &json!(here.other_club))
    );
    assert_eq!(arrival.body["person_id"], moved.body["person_id"]);
    assert_eq!((metrics(&app, here.club).await[0], metrics(&app, here.other_club).await[0]), (2, 2));
    assert_eq!(
        app.count("changes").await,
        changes + 5,
        "the departure and the arrival, her seat on the board and its term, and the role that hung on it"
    );
    let living = format!(
        "memberships where person_id = '{}' and state = 'active'",
        arrival.body["person_id"].as_str().unwrap()
    );
    assert_eq!(app.count(&living).await, 1, "one club at a time");
}

#[actix_web::test]
async fn nobody_leaves_who_owes_or_is_owed() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/members/{}", here.plain_member);
    let step = async |to: &str| -> Reply {
        let change =
            json!({ "to": to, "on": "2026-11-01", "reason": "Chuyển nơi ở", "club_id": here.other_club });
        chair.post_if(&format!("{path}/state-changes"), &chair.etag(&path).await, change).await
    };
    let loan = lend(&app, here.club, &here.plain_member.to_string(), 2_000_000, None).await;
    save(&app, here.club, here.plain_member, 300_000).await;
    let census = app.census().await;
    for to in ["left", "expelled", "transferred"] {
        let refused = step(to).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "member_owes"), "{to}");
        assert_eq!(
            (&refused.body["outstanding_vnd"], &refused.body["savings_vnd"]),
            (&json!(2_000_000), &json!(300_000))
        );
    }
    assert_eq!(app.census().await, census);
    app.rows(&format!(
        "update loans set state = 'repaid', outstanding_vnd = 0, repaid_vnd = principal_vnd, closed_on = '2026-10-30' where id = '{loan}'"
    ))
    .await;
    let saver = step("left").await;
    assert_eq!((saver.code(), &saver.body["outstanding_vnd"]), ("member_owes", &json!(0)));
    app.rows("update savings_balances set balance_vnd = 0").await;
    assert_eq!(step("left").await.status, 201);
    let elsewhere = app.role(Role::ClubChair, app.there).await;
    let leave = json!({ "to": "left", "on": "2026-11-01", "reason": "x" });
    assert_eq!(elsewhere.post_if(&format!("{path}/state-changes"), "\"2\"", leave).await.code(), "not_found");
}

#[actix_web::test]
async fn the_loans_of_the_dead_stand_still() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let loan = lend(&app, here.club, &here.plain_member.to_string(), 2_000_000, Some("2026-09-01")).await;
    let others = lend(&app, here.club, &here.member.to_string(), 1_000_000, Some("2026-09-01")).await;
    let path = format!("/v1/members/{}", here.plain_member);
    let died = json!({ "to": "deceased", "on": "2026-11-01" });
    let died = chair.post_if(&format!("{path}/state-changes"), &chair.etag(&path).await, died).await;
    assert_eq!((died.status.as_u16(), &died.body["state"]), (201, &json!("deceased")), "{}", died.body);
    let frozen = format!(
        "loans l join loan_freezes f on f.loan_id = l.id where l.id = '{loan}' and f.kind = 'death'
            and f.from_day = '2026-11-01' and f.to_day is null and l.frozen_until = '2199-12-31' and l.version = 2"
    );
    assert_eq!((app.count(&frozen).await, app.count("loan_freezes where to_day is null").await), (1, 1));
    let frozen = format!(
        "changes where entity = 'loan' and action = 'frozen' and entity_id = '{loan}' and version = 2
            and difference -> 'hidden' ? 'frozen_until'"
    );
    assert_eq!(app.count(&frozen).await, 1);
    assert_eq!(app.text(&format!("select frozen_until from loans where id = '{others}'")).await, "");
    let finances = chair.get(&format!("/v1/clubs/{}/finances", here.club)).await;
    let lending = &finances.body["lending"];
    assert_eq!(
        (&lending["late_vnd"]["value"], &lending["frozen_vnd"]["value"]),
        (&json!(5_500_000), &json!(2_000_000)),
        "what the treasurer owes is late too"
    );
    assert_eq!(lending["outstanding_vnd"]["value"], json!(7_500_000), "it is still owed");
    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.get(&path).await.code(), "not_found");
}

#[actix_web::test]
async fn a_death_is_shown_by_memberships_that_have_ended_and_closes_her_cases_in_every_club() {
    let app = TestApp::start().await;
    let (both, old, new) = gone_over(&app).await;
    let (etag, version) = (both.etag(&old).await, both.get(&old).await.body["version"].as_i64().unwrap());
    let person = both.get(&old).await.body["person_id"].as_str().unwrap().to_owned();
    app.rows(&format!(
        "update care_cases set person_id = '{person}', member_id = null where id = '{}'",
        app.here.care_case
    ))
    .await;
    let died = json!({ "to": "deceased", "on": "2026-11-01" });
    let died = both.post_if(&format!("{new}/state-changes"), &both.etag(&new).await, died).await;
    assert_eq!((died.status.as_u16(), &died.body["died_on"]), (201, &json!("2026-11-01")), "{}", died.body);
    let seen = both.get(&old).await;
    assert_eq!((&seen.body["died_on"], &seen.body["state"]), (&json!("2026-11-01"), &json!("transferred")));
    assert_ne!(seen.etag(), etag);
    assert_eq!(seen.body["version"], json!(version + 1));
    assert_eq!(told(&app, app.here.plain_member).await, "member state_changed, member updated");
    assert_eq!(told(&app, app.here.care_case).await, "care_case state_changed");
    let closed = format!(
        "care_cases c join changes h on h.entity_id = c.id and h.version = c.version
          where c.id = '{}' and c.state = 'closed' and c.close_reason = 'died'
            and h.difference -> 'was' ->> 'state' is not null",
        app.here.care_case
    );
    assert_eq!(app.count(&closed).await, 1);
}
