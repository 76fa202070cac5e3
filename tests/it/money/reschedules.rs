//! More time for running loans, through the whole application.

use crate::money::loans::step;
use crate::money::repayments::books_and_loans_agree;
use crate::support::TestApp;
use crate::support::world::Site;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// A vote of 19 November: the borrower is the treasurer, so the chair and the bookkeeper decide.
fn vote(site: Site, vote: &str, more: Value) -> Value {
    let board = [site.member, site.plain_member];
    let mut body = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": board, "reason": "Gà chết vì dịch",
        "votes": board.map(|member| json!({ "member_id": member, "vote": vote })) });
    let Value::Object(more) = more else { unreachable!() };
    body.as_object_mut().unwrap().extend(more);
    body
}

#[actix_web::test]
async fn more_time_is_granted_by_a_vote_twice_and_the_loan_is_marked_for_ever() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let list = format!("/v1/loans/{}/schedules", app.here.loan);
    assert_eq!(secretary.get(&list).await.body.as_array().unwrap().len(), 1);
    let body = vote(app.here, "in_favour", json!({ "months": 12, "grace_months": 0 }));
    let granted = step(&secretary, app.here.loan, "reschedules", body).await;
    assert_eq!(granted.status, 201, "{}", granted.body);
    let instalments = granted.body["schedule"]["instalments"].as_array().unwrap();
    let sum = |name: &str| instalments.iter().map(|i| i[name].as_i64().unwrap()).sum::<i64>();
    assert_eq!((instalments.len(), sum("principal_vnd")), (12, 4_500_000));
    assert_eq!((&instalments[0]["number"], &instalments[0]["due_on"]), (&json!(2), &json!("2026-12-19")));
    let loan = &granted.body["loan"];
    assert_eq!((&loan["reschedules"], &loan["schedule_number"]), (&json!(1), &json!(2)));
    assert_eq!((&loan["late_since"], &loan["outstanding_vnd"]), (&json!("2026-12-19"), &json!(4_500_000)));
    assert_eq!(granted.body["decision"]["kind"], "reschedule");
    assert_eq!(app.count("lending_metrics where rescheduled_vnd = 4500000 and late_vnd = 0").await, 1);
    assert_eq!(app.count("changes where action = 'rescheduled' and entity = 'loan'").await, 1);
    assert_eq!(app.count("changes where entity = 'loan_decision'").await, 1);
    assert!(!app.text("select string_agg(difference::text, ' ') from changes").await.contains("dịch"));
    let versions = secretary.get(&list).await.body;
    assert_eq!(
        (&versions[0]["reason"], &versions[1]["reason"]),
        (&json!("reschedule"), &json!("disbursement"))
    );
    books_and_loans_agree(&app).await;

    // what was due stands on the first new instalment, and a payment goes there
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let first =
        instalments[0]["principal_vnd"].as_i64().unwrap() + instalments[0]["interest_vnd"].as_i64().unwrap();
    let body = json!({ "on": "2026-11-20", "amount_vnd": first });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", app.here.loan), body).await;
    assert_eq!((paid.status.as_u16(), &paid.body["next_due"]["number"]), (201, &json!(3)), "{}", paid.body);
    books_and_loans_agree(&app).await;

    let harvests = json!({ "on": "2026-11-21", "due_dates": ["2027-02-28", "2027-06-30"] });
    let again = step(&secretary, app.here.loan, "reschedules", vote(app.here, "in_favour", harvests)).await;
    assert_eq!(
        (again.status.as_u16(), &again.body["loan"]["reschedules"]),
        (201, &json!(2)),
        "{}",
        again.body
    );
    assert_eq!(again.body["schedule"]["instalments"].as_array().unwrap().len(), 2);
    books_and_loans_agree(&app).await;
    let third = vote(app.here, "in_favour", json!({ "on": "2026-11-22", "months": 6 }));
    let third = step(&secretary, app.here.loan, "reschedules", third).await;
    assert_eq!((third.code(), &third.body["max_reschedules"]), ("reschedules_used_up", &json!(2)));
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let absent = stranger.get(&format!("/v1/loans/{}/schedules", app.here.member)).await;
    assert_eq!(stranger.get(&list).await.without_request_id(), absent.without_request_id());
    let body = vote(app.here, "in_favour", json!({ "months": 12 }));
    assert_eq!(step(&stranger, app.here.loan, "reschedules", body).await.status, 404);
}

#[actix_web::test]
async fn a_vote_against_leaves_everything_as_it_is_and_on_record() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let body = vote(app.here, "against", json!({ "months": 12 }));
    let refused = step(&secretary, app.here.loan, "reschedules", body).await;
    assert_eq!((refused.status.as_u16(), &refused.body["schedule"]), (201, &Value::Null), "{}", refused.body);
    assert_eq!((refused.etag(), &refused.body["loan"]["reschedules"]), ("\"1\"".to_owned(), &json!(0)));
    assert_eq!(app.count("loan_decisions where kind = 'reschedule' and outcome = 'refused'").await, 1);
    assert_eq!(app.count("loan_schedules where reason = 'reschedule'").await, 0);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let body = vote(app.here, "in_favour", json!({ "months": 12 }));
    assert_eq!(step(&stranger, app.here.loan, "reschedules", body).await.status, 404);
}

#[actix_web::test]
async fn more_time_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let address = format!("/v1/loans/{}/reschedules", app.here.loan);
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    assert_eq!(bookkeeper.post(&address, json!({})).await.code(), "forbidden");
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let census = app.census().await;
    let ask = |more: Value| step(&secretary, app.here.loan, "reschedules", vote(app.here, "in_favour", more));
    for (more, wrong) in [
        (json!({}), ("/months", "required")),
        (json!({ "months": 6, "due_dates": ["2027-01-01"] }), ("/due_dates", "not_here")),
        (json!({ "months": 0 }), ("/months", "range")),
        (json!({ "months": 6, "reason": " " }), ("/reason", "length")),
        (json!({ "months": 6, "on": "2026-11-23" }), ("/on", "date_in_future")),
        (json!({ "due_dates": ["2027-03-01", "2027-02-01"] }), ("/due_dates", "date_order")),
        (json!({ "due_dates": ["2026-11-19"] }), ("/due_dates", "date_order")),
    ] {
        assert_eq!(ask(more).await.errors(), [wrong]);
    }
    let long = ask(json!({ "months": 13 })).await;
    assert_eq!((long.code(), &long.body["max_term_months"]), ("loan_above_limit", &json!(12)));
    let early = ask(json!({ "months": 6, "on": "2026-10-16" })).await;
    assert_eq!((early.code(), &early.body["last_on"]), ("paid_before_last_payment", &json!("2026-10-17")));
    let own = ask(json!({ "months": 6, "present": [app.here.member, app.here.borrower],
        "votes": [{ "member_id": app.here.borrower, "vote": "in_favour" }] }))
    .await;
    assert_eq!(own.code(), "vote_by_interested");
    let few = ask(json!({ "months": 6, "present": [app.here.member],
        "votes": [{ "member_id": app.here.member, "vote": "in_favour" }] }))
    .await;
    assert_eq!(few.code(), "quorum_missing");
    let stale =
        secretary.post_if(&address, "\"7\"", vote(app.here, "in_favour", json!({ "months": 6 }))).await;
    assert_eq!(stale.code(), "version_changed");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let body = vote(app.here, "in_favour", json!({ "months": 6 }));
    assert_eq!(step(&stranger, app.here.loan, "reschedules", body).await.status, 404);
}
