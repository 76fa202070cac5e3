//! Cases of care, through the whole application.

use crate::support::world::Site;
use crate::support::{Client, TestApp};
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn of(member: Uuid) -> Value {
    json!({ "member_id": member, "need": "light", "needs": "Cần đi chợ hộ.", "visit_every_days": 14 })
}

fn list(site: Site) -> String {
    format!("/v1/clubs/{}/care-cases", site.club)
}
fn one(case: Uuid) -> String {
    format!("/v1/care-cases/{case}")
}

/// Another case, of the plain member, which is nobody's.
pub async fn another(chair: &Client<'_>, site: Site) -> Uuid {
    let made = chair.post(&list(site), of(site.plain_member)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.id()
}

#[actix_web::test]
async fn cases_are_read_in_reach_and_what_somebody_needs_one_at_a_time() {
    let app = TestApp::start().await;
    let here = app.here;
    let station = app.role(Role::CommuneHealthStation, here).await;
    let all = station.get(&list(here)).await;
    assert_eq!(all.items().len(), 1);
    assert_eq!(all.items()[0]["next_due_on"], "2026-11-17", "seven days after the last visit");
    assert_eq!(all.items()[0]["full_name"], "Lê Văn Mẫu");
    assert!(all.items()[0].get("needs").is_none(), "{}", all.body);
    assert_eq!(app.count("personal_data_reads").await, 0);
    assert_eq!(app.count("data_read_batches where kinds = '{care_case}' and rows = 1").await, 1);
    let seen = station.get(&one(here.care_case)).await;
    assert_eq!(seen.body["needs"], "Cần người nhắc uống thuốc.");
    assert_eq!(seen.body["person"]["phone"], "+84912345006");
    assert_eq!(seen.body["volunteers"][0]["full_name"], "Nguyễn Thị Mẫu");
    assert_eq!(seen.body["visits"][0]["services"], json!(["company", "meal"]));
    let log = format!("personal_data_reads where user_id = '{}' and tier = 3", station.user);
    assert_eq!(app.count(&log).await, 1);

    let chair = app.role(Role::ClubChair, here).await;
    another(&chair, here).await;
    let rows = walk(&chair, &list(here), 50).await;
    assert_eq!((rows.len(), walk(&chair, &list(here), 1).await), (2, rows.clone()));
    for (query, numbers) in
        [("due=true", vec![1]), ("due=false", vec![2]), ("state=proposed", vec![2]), ("state=closed", vec![])]
    {
        let found = chair.get(&format!("{}?{query}", list(here))).await;
        let found: Vec<i64> = found.items().iter().map(|row| row["number"].as_i64().unwrap()).collect();
        assert_eq!(found, numbers, "{query}");
    }
    let stranger = app.role(Role::CommuneHealthStation, app.there).await;
    for (hidden, absent) in [
        (one(here.care_case), one(here.member)),
        (list(here), format!("/v1/clubs/{}/care-cases", here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
    for role in [Role::CommuneAssociation, Role::ProvinceAssociation, Role::Auditor, Role::HamletBranchHead] {
        assert_eq!(app.role(role, here).await.get(&one(here.care_case)).await.code(), "forbidden");
    }
}

#[actix_web::test]
async fn a_volunteer_sees_the_cases_that_are_hers_and_no_others() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let other = another(&chair, here).await;
    let volunteer = app.role(Role::Volunteer, here).await;
    assert_eq!(volunteer.get(&list(here)).await.items().len(), 1);
    assert_eq!(volunteer.get(&one(here.care_case)).await.status, 200);
    let absent = volunteer.get(&one(here.member)).await.without_request_id();
    for path in [one(other), format!("{}/visits", one(other))] {
        let hidden = volunteer.get(&path).await;
        assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.clone()), "{path}");
    }
    let visit = json!({ "visited_on": "2026-11-20", "minutes": 30, "services": ["company"], "volunteers": [here.volunteer] });
    let census = app.census().await;
    let hidden = volunteer.post(&format!("{}/visits", one(other)), visit.clone()).await;
    let absent = volunteer.post(&format!("{}/visits", one(here.member)), visit).await;
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    let referral = json!({ "referred_on": "2026-11-20", "urgency": "soon", "reason": "x" });
    assert_eq!(volunteer.post(&format!("{}/referrals", one(other)), referral).await.status, 404);
    assert_eq!(app.census().await, census);
    // a chair who is a volunteer as well sees all of the club, by that other role
    let roles = [Role::Volunteer, Role::ClubChair].map(|role| (role, here.place(role, app.today)));
    let both = app.user(here.user(Role::Volunteer), &roles).await;
    assert_eq!(both.get(&list(here)).await.items().len(), 2);
    assert_eq!(both.get("/v1/me/care-cases").await.body.as_array().unwrap().len(), 1);
    // once it is no longer hers it is gone
    let empty = json!({ "volunteers": [] });
    let etag = chair.etag(&one(here.care_case)).await;
    assert_eq!(
        chair.put(&format!("{}/volunteers", one(here.care_case)), &etag, empty).await.code(),
        "care_state_refuses"
    );
    let member = json!({ "member_id": here.plain_member, "since": "2026-10-01" });
    let new = chair.post(&format!("/v1/clubs/{}/volunteers", here.club), member).await.id();
    let swapped = chair
        .put(&format!("{}/volunteers", one(here.care_case)), &etag, json!({ "volunteers": [new] }))
        .await;
    assert_eq!(
        (swapped.status.as_u16(), &swapped.body["volunteers"]),
        (200, &json!([new])),
        "{}",
        swapped.body
    );
    assert_eq!(volunteer.get(&one(here.care_case)).await.status, 404);
    assert_eq!(volunteer.get(&list(here)).await.body["items"], json!([]));
    let back = json!({ "volunteers": [here.volunteer, new] });
    let path = format!("{}/volunteers", one(here.care_case));
    let back = chair.put(&path, &swapped.etag(), back).await;
    assert_eq!(back.body["volunteers"].as_array().unwrap().len(), 2, "{}", back.body);
    for (which, errors) in [
        (json!([new, new]), ("/volunteers/1", "repeated")),
        (json!([app.there.volunteer]), ("/volunteers/0", "unknown_member")),
    ] {
        let wrong = chair.put(&path, &back.etag(), json!({ "volunteers": which })).await;
        assert_eq!(wrong.errors(), [errors]);
    }
    assert_eq!(chair.put(&path, &swapped.etag(), json!({ "volunteers": [new] })).await.status, 412);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.put(&path, &back.etag(), json!({ "volunteers": [new] })).await.status, 404);
}

#[actix_web::test]
async fn a_telephone_gets_the_last_visits_and_never_two_hundred() {
    let app = TestApp::start().await;
    let here = app.here;
    app.rows(&format!(
        "insert into care_visits (id, case_id, club_id, visited_on, minutes, services, note, recorded_by)
         select gen_random_uuid(), '{}', '{}', date '2026-11-09' - n, 30, array['company'], 'KHÔNG LỘ', '{}'
           from generate_series(1, 200) n",
        here.care_case,
        here.club,
        here.user(Role::ClubChair)
    ))
    .await;
    let volunteer = app.role(Role::Volunteer, here).await;
    let days = |visits: &Value| -> Vec<String> {
        visits
            .as_array()
            .unwrap()
            .iter()
            .map(|visit| visit["visited_on"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = volunteer.get(&one(here.care_case)).await;
    assert_eq!(
        days(&whole.body["visits"]),
        ["2026-11-10", "2026-11-08", "2026-11-07", "2026-11-06", "2026-11-05"]
    );
    let mine = volunteer.get("/v1/me/care-cases").await;
    assert_eq!(days(&mine.body[0]["visits"]), ["2026-11-10", "2026-11-08", "2026-11-07"]);
    assert_eq!(mine.body[0]["next_due_on"], "2026-11-17");
    assert!(!mine.body.to_string().contains("KHÔNG LỘ") && !whole.body.to_string().contains("KHÔNG LỘ"));
    let visits = format!("{}/visits", one(here.care_case));
    assert_eq!(volunteer.get(&format!("{visits}?limit=200")).await.errors(), [("?limit", "range")]);
    assert_eq!(walk(&volunteer, &visits, 50).await.len(), 201);
    // the caller of the other province has cases of her own, and of those alone
    let stranger = app.role(Role::Volunteer, app.there).await;
    let theirs = stranger.get("/v1/me/care-cases").await;
    assert_eq!(
        (theirs.body.as_array().unwrap().len(), &theirs.body[0]["id"]),
        (1, &json!(app.there.care_case))
    );
}

#[actix_web::test]
async fn care_of_a_member_is_proposed_once_and_with_her_consent() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let key = [("Idempotency-Key", "a-new-case-of-care")];
    let mut new = of(here.plain_member);
    new["volunteers"] = json!([here.volunteer]);
    let made = chair.send(Method::POST, &list(here), Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("proposed")), "{}", made.body);
    assert_eq!(
        [&made.body["number"], &made.body["next_due_on"], &made.body["volunteers"]],
        [&json!(2), &json!(null), &json!([here.volunteer])]
    );
    assert!(made.body.get("needs").is_none());
    assert_eq!(chair.send(Method::POST, &list(here), Some(new.clone()), &key).await.body, made.body);
    assert_eq!(app.count("changes").await, 1);
    let difference = app.text("select difference::text from changes").await;
    assert!(difference.contains("needs") && !difference.contains("đi chợ"), "{difference}");

    let census = app.census().await;
    assert_eq!(chair.post(&list(here), new).await.code(), "care_case_open");
    let without = chair.post(&list(here), of(here.member)).await;
    assert_eq!((without.code(), &without.body["purpose"]), ("consent_missing", &json!("home_care")));
    for (change, wrong) in [
        (json!({ "member_id": null }), ("/member_id", "required")),
        (json!({ "member_id": app.there.plain_member }), ("/member_id", "unknown_member")),
        (json!({ "resident": { "full_name": "A", "sex": "female" } }), ("/resident", "not_here")),
        (json!({ "visit_every_days": 91 }), ("/visit_every_days", "range")),
        (json!({ "need": "none" }), ("/need", "choice")),
        (json!({ "proposed_on": "2026-11-23" }), ("/proposed_on", "date_in_future")),
        (json!({ "volunteers": [app.there.volunteer] }), ("/volunteers/0", "unknown_member")),
    ] {
        let mut body = of(here.member);
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        assert_eq!(chair.post(&list(here), body).await.errors(), [wrong]);
    }
    let board = app.role(Role::ClubBoardMember, here).await;
    assert_eq!(board.post(&list(here), json!({ "nonsense": 1 })).await.code(), "forbidden");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&list(here), of(here.member)).await.status, 404);
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn a_resident_comes_with_her_consent_and_it_ends_with_the_care() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let resident = |hamlet: Uuid| {
        json!({
            "resident": { "full_name": "Phạm Thị Mẫu", "sex": "female", "birth": "1941", "hamlet_id": hamlet },
            "consent": { "text_version": "2026-01", "method": "witness", "given_on": "2026-11-01", "on_behalf_by": "Phạm Văn Mẫu" },
            "need": "heavy", "visit_every_days": 3, "volunteers": [here.volunteer], "proposed_on": "2026-11-02",
        })
    };
    let census = app.census().await;
    let mut silent = resident(here.hamlet);
    silent["consent"] = json!(null);
    assert_eq!(chair.post(&list(here), silent).await.errors(), [("/consent", "required")]);
    let elsewhere = chair.post(&list(here), resident(here.far_hamlet)).await;
    assert_eq!(elsewhere.errors(), [("/resident/hamlet_id", "unknown_hamlet")]);
    let mut early = resident(here.hamlet);
    early["consent"]["given_on"] = json!("2026-11-23");
    assert_eq!(chair.post(&list(here), early).await.errors(), [("/consent/given_on", "date_in_future")]);
    assert_eq!(app.census().await, census);

    let made = chair.post(&list(here), resident(here.hamlet)).await;
    assert_eq!((made.status.as_u16(), &made.body["member_id"]), (201, &json!(null)), "{}", made.body);
    assert_eq!(app.count("changes").await, 2, "the case and the consent");
    let log = app.rows("select difference::text from changes").await;
    assert!(!format!("{log:?}").contains("Phạm"), "{log:?}");
    let path = format!("{}/transitions", one(made.id()));
    let step = |to: &str, on: &str| json!({ "to": to, "on": on });
    let early = chair.post_if(&path, &made.etag(), step("active", "2026-11-01")).await;
    assert_eq!(early.errors(), [("/on", "date_order")]);
    let begun = chair.post_if(&path, &made.etag(), step("active", "2026-11-03")).await;
    assert_eq!(
        (begun.status.as_u16(), &begun.body["next_due_on"]),
        (201, &json!("2026-11-06")),
        "{}",
        begun.body
    );
    let volunteer = app.role(Role::Volunteer, here).await;
    let visits = format!("{}/visits", one(made.id()));
    let visit = |on: &str| json!({ "visited_on": on, "minutes": 30, "services": ["meal"], "volunteers": [here.volunteer] });
    assert_eq!(volunteer.post(&visits, visit("2026-11-04")).await.status, 201);
    let etag = chair.etag(&one(made.id())).await;
    let closed = json!({ "to": "closed", "on": "2026-11-10", "close_reason": "consent_withdrawn" });
    let closed = chair.post_if(&path, &etag, closed).await;
    assert_eq!((&closed.body["ended_on"], &closed.body["volunteers"]), (&json!("2026-11-10"), &json!([])));
    assert_eq!(
        app.text("select withdrawn_on from consents where withdrawn_on is not null").await,
        "2026-11-10"
    );
    assert_eq!(volunteer.post(&visits, visit("2026-11-05")).await.status, 404, "it is hers no more");
    assert_eq!(chair.post(&visits, visit("2026-11-05")).await.code(), "consent_missing");
    assert_eq!(chair.post(&visits, visit("2026-11-10")).await.code(), "care_state_refuses");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post_if(&path, &closed.etag(), step("active", "2026-11-11")).await.status, 404);
}

#[actix_web::test]
async fn care_begins_pauses_goes_on_and_ends() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let case = another(&chair, here).await;
    let path = format!("{}/transitions", one(case));
    let step = |to: &str| json!({ "to": to, "on": "2026-11-22" });
    let etag = chair.etag(&one(case)).await;
    assert_eq!(
        chair.post_if(&path, &etag, step("active")).await.code(),
        "care_state_refuses",
        "nobody would come"
    );
    assert_eq!(chair.post_if(&path, &etag, step("paused")).await.code(), "care_state_refuses");
    assert_eq!(chair.post_if(&path, &etag, step("proposed")).await.code(), "care_state_refuses");
    let hers = json!({ "volunteers": [here.volunteer] });
    let etag = chair.put(&format!("{}/volunteers", one(case)), &etag, hers).await.etag();
    let late = json!({ "to": "active", "on": "2026-11-23" });
    assert_eq!(chair.post_if(&path, &etag, late).await.errors(), [("/on", "date_in_future")]);
    let active = chair.post_if(&path, &etag, step("active")).await;
    assert_eq!(
        (active.status.as_u16(), &active.body["started_on"]),
        (201, &json!("2026-11-22")),
        "{}",
        active.body
    );
    let counted = format!("select care_cases from activity_metrics where club_id = '{}'", here.club);
    assert_eq!(app.text(&counted).await, "2");
    assert_eq!(chair.post_if(&path, &etag, step("paused")).await.code(), "version_changed");
    let paused = chair.post_if(&path, &active.etag(), step("paused")).await;
    assert_eq!(paused.body["next_due_on"], json!(null));
    let reason = json!({ "to": "active", "on": "2026-11-22", "close_reason": "moved" });
    assert_eq!(chair.post_if(&path, &paused.etag(), reason).await.errors(), [("/close_reason", "not_here")]);
    let again = chair.post_if(&path, &paused.etag(), step("active")).await;
    let why = chair.post_if(&path, &again.etag(), step("closed")).await;
    assert_eq!(why.errors(), [("/close_reason", "required")]);
    let closed = json!({ "to": "closed", "on": "2026-11-22", "close_reason": "recovered" });
    let closed = chair.post_if(&path, &again.etag(), closed).await;
    assert_eq!((closed.status.as_u16(), &closed.body["state"]), (201, &json!("closed")), "{}", closed.body);
    assert_eq!(chair.post_if(&path, &closed.etag(), step("active")).await.code(), "care_state_refuses");
    let patched = chair.patch(&one(case), &closed.etag(), json!({ "need": "light" })).await;
    assert_eq!(patched.code(), "care_state_refuses");
    assert_eq!(app.text(&counted).await, "1");
    // what has been visited is not undone: the other case was visited on the tenth
    let path = format!("{}/transitions", one(here.care_case));
    let etag = chair.etag(&one(here.care_case)).await;
    let early = chair.post_if(&path, &etag, json!({ "to": "paused", "on": "2026-11-09" })).await;
    assert_eq!(early.errors(), [("/on", "date_order")]);
    let volunteer = app.role(Role::Volunteer, here).await;
    assert_eq!(volunteer.post_if(&path, &etag, json!({ "nonsense": 1 })).await.code(), "forbidden");
    // a new case of the same person may begin where the other has ended
    another(&chair, here).await;
}

#[actix_web::test]
async fn what_somebody_needs_is_changed_and_not_told() {
    let app = TestApp::start().await;
    let here = app.here;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let path = one(here.care_case);
    let etag = secretary.etag(&path).await;
    let patch = json!({ "need": "heavy", "needs": "Liệt nửa người.", "visit_every_days": 2 });
    let after = secretary.patch(&path, &etag, patch).await;
    assert_eq!(
        (after.status.as_u16(), &after.body["next_due_on"]),
        (200, &json!("2026-11-12")),
        "{}",
        after.body
    );
    assert!(!after.body.to_string().contains("Liệt"));
    let difference = app.text("select difference::text from changes").await;
    assert!(difference.contains("needs") && !difference.contains("Liệt") && !difference.contains("heavy"));
    assert_eq!(secretary.get(&path).await.body["needs"], "Liệt nửa người.");
    assert_eq!(secretary.patch(&path, &etag, json!({ "needs": null })).await.status, 412);
    assert_eq!(secretary.patch(&path, &after.etag(), json!({ "needs": null })).await.status, 200);
    assert_eq!(secretary.get(&path).await.body["needs"], json!(null));
    let zero = secretary.patch(&path, &after.etag(), json!({ "visit_every_days": 0 })).await;
    assert_eq!(zero.errors(), [("/visit_every_days", "range")]);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.patch(&path, &after.etag(), json!({ "needs": null })).await.status, 404);
}

#[actix_web::test]
async fn nobody_is_cared_for_who_has_died() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let case = format!("/v1/care-cases/{}", app.here.care_case);
    assert_ne!(chair.get(&case).await.body["state"], json!("closed"));
    let borrower = format!("/v1/members/{}", app.here.borrower);
    let etag = chair.etag(&borrower).await;
    let died = json!({ "to": "deceased", "on": "2026-11-20" });
    let reply = chair.post_if(&format!("{borrower}/state-changes"), &etag, died).await;
    assert!(reply.status.is_success(), "{}", reply.body);
    let closed = chair.get(&case).await.body;
    assert_eq!((&closed["state"], &closed["close_reason"]), (&json!("closed"), &json!("died")));
    assert_eq!(closed["ended_on"], json!("2026-11-20"));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&case).await.status, 404);
}
