//! More time for running loans, through the whole application.

use crate::money::loans::step;
use crate::money::repayments::{books_and_loans_agree, undo};
use crate::money::write_offs::{AT_FIRST, balances};
use crate::support::world::Site;
use crate::support::{TestApp, pools};
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
    // two days late when the board met: the new schedule does not hide it
    let details = secretary.get(&format!("/v1/loans/{}", app.here.loan)).await.body;
    assert_eq!(details["arrears_class_at_reschedule"], "days_1_to_30");
    assert_eq!(granted.body["schedule"]["arrears_class"], "days_1_to_30");
    let standing = &secretary.get(&format!("/v1/loans/{}/statement", app.here.loan)).await.body["standing"];
    assert_eq!(
        (&standing["days_past_due"], &standing["class"], &standing["rescheduled"]),
        (&json!(0), &json!("days_1_to_30"), &json!(true))
    );
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
    // the instalment of a month later is paid: the new schedule is performed
    let performed = treasurer.get(&format!("/v1/loans/{}", app.here.loan)).await.body;
    assert_eq!(performed["arrears_class_at_reschedule"], Value::Null);
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

/// The loan of the world becomes one of 12,000,000 at 1 % a month on the balance, in twelve instalments from 17
/// September on, of which the first is paid. The books keep their own sums.
async fn twelve_million(app: &TestApp) {
    let loan = app.here.loan;
    app.rows(&format!(
        r#"update loans set requested_vnd = 12000000, principal_vnd = 12000000, outstanding_vnd = 11000000, repaid_vnd = 1000000,
                  contract = contract || jsonb_build_object('principal_vnd', 12000000, 'term_months', 12, 'rules',
                      contract->'rules' || '{{"max_principal_vnd": 50000000, "max_term_months": 12, "rate_ppm": 10000,
                      "rate_period": "month", "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1,
                      "day_count": "per_period", "early_repayment": "elapsed_periods"}}'::jsonb)
            where id = '{loan}';
           delete from loan_instalments where loan_id = '{loan}';
           insert into loan_instalments
           select '{loan}', 1, n, (date '2026-09-17' + make_interval(months => n))::date, 1000000, (13 - n) * 10000
             from generate_series(1, 12) n;
           update repayments set amount_vnd = 1120000 where loan_id = '{loan}';
           update repayment_lines l set amount_vnd = case l.part when 'principal' then 1000000 else 120000 end
             from repayments r where r.id = l.repayment_id and r.loan_id = '{loan}';"#
    ))
    .await;
}

#[actix_web::test]
async fn each_day_is_charged_once_and_the_payoff_is_the_same_the_minute_before_and_after() {
    for (on, more, interests, early) in [
        // a day into the second period: a thirtieth of 110,000, and 110,000
        ("2026-10-18", json!({ "months": 12 }), vec![113_667], 110_000),
        // 7 days of 11,000,000, 8,250,000, 5,500,000 and 2,750,000 at 12 % a year: 63,288 in all
        (
            "2026-10-17",
            json!({ "due_dates": ["2026-10-24", "2026-10-31", "2026-11-07", "2026-11-14"] }),
            vec![25_315, 18_986, 12_658, 6_329],
            0,
        ),
        // 364 days of 11,000,000
        ("2026-10-17", json!({ "due_dates": ["2027-10-16"] }), vec![1_316_384], 0),
    ] {
        let app = TestApp::start().await;
        twelve_million(&app).await;
        let secretary = app.role(Role::ClubSecretary, app.here).await;
        let payoff = format!("/v1/loans/{}/payoff?on={on}", app.here.loan);
        let before = secretary.get(&payoff).await.body;
        assert_eq!((&before["principal_vnd"], &before["interest_vnd"]), (&json!(11_000_000), &json!(early)));
        let mut body = vote(app.here, "in_favour", more);
        body["on"] = json!(on);
        let granted = step(&secretary, app.here.loan, "reschedules", body).await;
        assert_eq!(granted.status, 201, "{}", granted.body);
        let instalments = granted.body["schedule"]["instalments"].as_array().unwrap();
        let shown: Vec<_> = instalments.iter().map(|row| row["interest_vnd"].as_i64().unwrap()).collect();
        assert_eq!(shown[..interests.len()], interests, "{on}");
        let after = secretary.get(&payoff).await.body;
        for part in ["principal_vnd", "interest_vnd", "late_charge_vnd", "total_vnd"] {
            assert_eq!(before[part], after[part], "{on}: {part}");
        }
        assert_eq!(granted.body["schedule"]["counts_days"], json!(interests.len() != 1 || early == 0));
        let stranger = app.role(Role::ClubSecretary, app.there).await;
        assert_eq!(stranger.get(&payoff).await.status, 404);
    }
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

#[actix_web::test]
async fn a_reschedule_is_undone_by_two_people_and_the_schedule_before_it_holds_again_from_that_day() {
    let app = TestApp::start().await;
    let here = app.here;
    let (secretary, chair) =
        (app.role(Role::ClubSecretary, here).await, app.role(Role::ClubChair, here).await);
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let loan = format!(
        "select concat_ws(' ', state, outstanding_vnd, schedule_number, reschedules, late_since) from loans where id = '{}'",
        here.loan
    );
    assert_eq!(app.text(&loan).await, "active 4500000 1 0 2026-11-17");
    let granted =
        step(&secretary, here.loan, "reschedules", vote(here, "in_favour", json!({ "months": 12 }))).await;
    assert_eq!(granted.status, 201, "{}", granted.body);
    assert_eq!(app.text(&loan).await, "active 4500000 2 1 2026-12-19");
    let of = |number: i32| format!("/v1/loans/{}/schedules/{number}/reversals", here.loan);
    let why = json!({ "reason": "Biểu quyết ghi nhầm khoản vay" });
    let census = app.census().await;
    assert_eq!(treasurer.post(&of(1), why.clone()).await.code(), "reversed_with_its_cause");
    assert_eq!(treasurer.post(&of(3), why.clone()).await.status, 404);
    assert_eq!(secretary.post(&of(2), why.clone()).await.code(), "forbidden");
    for (on, code) in [("2026-11-18", "date_order"), ("2026-11-23", "date_in_future")] {
        let wrong = treasurer.post(&of(2), json!({ "reason": "Nhầm", "on": on })).await;
        assert_eq!(wrong.errors(), [("/on", code)]);
    }
    assert_eq!(app.census().await, census);

    // what was paid by it stands in the way
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 100_000 });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", here.loan), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let later = treasurer.post(&of(2), why.clone()).await;
    assert_eq!((later.code(), &later.body["last_on"]), ("later_payments_stand", &json!("2026-11-20")));
    let db = pools(&app.db.url(), 2);
    let entry = app.text("select entry_id from repayments where number = 2").await;
    assert_eq!(undo(&app, &db, &entry).await, Ok(()));

    let asked = treasurer.post(&of(2), why.clone()).await;
    assert_eq!(
        (asked.status.as_u16(), &asked.body["subject"]),
        (201, &json!("reschedule")),
        "{}",
        asked.body
    );
    assert_eq!(
        (&asked.body["loan_id"], &asked.body["schedule_number"], &asked.body["entry_id"]),
        (&json!(here.loan), &json!(2), &Value::Null)
    );
    assert_eq!(treasurer.post(&of(2), why.clone()).await.code(), "already_reversed", "asked for already");
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let both = app
        .user(here.user(Role::ClubTreasurer), &[(Role::ClubChair, here.place(Role::ClubChair, app.today))])
        .await;
    assert_eq!(both.post_if(&approval, &asked.etag(), json!({})).await.code(), "requester_decides");
    let before = app.count("ledger_entries").await;
    let done = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("approved")), "{}", done.body);
    assert_eq!((&done.body["reversed_by"], app.count("ledger_entries").await), (&Value::Null, before));
    assert_eq!(app.text(&loan).await, "active 4500000 3 0 2026-11-17");
    assert_eq!(balances(&app).await, AT_FIRST);
    assert_eq!(app.count("lending_metrics where rescheduled_vnd > 0").await, 0);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'reschedule_undone'").await, 1);
    books_and_loans_agree(&app).await;

    let versions = secretary.get(&format!("/v1/loans/{}/schedules", here.loan)).await.body;
    let reasons: Vec<_> =
        versions.as_array().unwrap().iter().map(|version| version["reason"].clone()).collect();
    assert_eq!(reasons, ["reschedule_undone", "reschedule", "disbursement"]);
    assert_eq!(versions[0]["instalments"], versions[2]["instalments"]);
    assert_eq!(versions[0]["effective_on"], "2026-11-22");
    for (on, number) in [("2026-11-18", 1), ("2026-11-21", 2), ("2026-11-22", 3)] {
        let held = secretary.get(&format!("/v1/loans/{}/schedule?on={on}", here.loan)).await;
        assert_eq!(held.body["schedule_number"], number, "{on}");
    }
    let rescheduled = |on: &str| {
        format!(
            "logic.loans_on(array['{}'::uuid], '{on}') where id = '{}' and rescheduled",
            here.club, here.loan
        )
    };
    for (on, marked) in [("2026-11-18", 0), ("2026-11-21", 1), ("2026-11-22", 0)] {
        assert_eq!(app.count(&rescheduled(on)).await, marked, "{on}");
    }

    // neither a second time, nor back again
    assert_eq!(chair.post_if(&approval, &done.etag(), json!({})).await.code(), "already_decided");
    assert_eq!(treasurer.post(&of(2), why.clone()).await.code(), "already_reversed");
    assert_eq!(treasurer.post(&of(3), why.clone()).await.code(), "reversal_of_a_reversal");
    // what was paid before can be undone as if there had been no reschedule
    let first = app.text(&format!("select entry_id from repayments where id = '{}'", here.repayment)).await;
    assert_eq!(undo(&app, &db, &first).await, Ok(()));
    assert_eq!(app.text(&loan).await, "active 5000000 3 0 2026-10-17");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&of(2), why).await.status, 404);
}
