//! Loans, through the whole application: from the application to the money in the hand, and where they stand.

use crate::support::world::Site;
use crate::support::{Client, Reply, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// An application of a member for three million, on a day.
pub async fn apply(client: &Client<'_>, member: Uuid, applied_on: &str) -> Reply {
    let body =
        json!({ "amount_vnd": 3_000_000, "months": 6, "purpose": "Nuôi gà mẫu", "applied_on": applied_on });
    client.post(&format!("/v1/members/{member}/loans"), body).await
}

/// A step of a loan, at its current version.
pub async fn step(client: &Client<'_>, loan: Uuid, step: &str, body: Value) -> Reply {
    let version = client.app().text(&format!("select version from loans where id = '{loan}'")).await;
    client.post_if(&format!("/v1/loans/{loan}/{step}"), &format!("\"{version}\""), body).await
}

/// An application that was screened.
pub async fn screened(app: &TestApp, member: Uuid, applied_on: &str, screened_on: &str) -> Uuid {
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let applied = apply(&secretary, member, applied_on).await;
    assert_eq!(applied.status, 201, "{}", applied.body);
    let loan = applied.id();
    let screened = step(&secretary, loan, "screening", json!({ "on": screened_on })).await;
    assert_eq!(
        (screened.status.as_u16(), &screened.body["state"]),
        (201, &json!("screened")),
        "{}",
        screened.body
    );
    loan
}

/// The vote of chair and treasurer, both in favour.
pub fn in_favour(site: Site, on: &str) -> Value {
    let board = [site.member, site.borrower];
    json!({ "on": on, "meeting": "Họp ban chủ nhiệm", "present": board,
        "votes": board.map(|member| json!({ "member_id": member, "vote": "in_favour" })) })
}

/// An approved loan of the member who is nothing but the bookkeeper.
pub async fn approved(app: &TestApp, applied_on: &str, decided_on: &str) -> Uuid {
    let loan = screened(app, app.here.plain_member, applied_on, applied_on).await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let decided = step(&secretary, loan, "decision", in_favour(app.here, decided_on)).await;
    assert_eq!(
        (decided.status.as_u16(), &decided.body["state"]),
        (201, &json!("approved")),
        "{}",
        decided.body
    );
    loan
}

/// From `"contract"` through the warnings, as it went over the wire.
fn terms(reply: &Reply) -> String {
    let text = String::from_utf8(reply.bytes.clone()).unwrap();
    let (from, to) = (text.find("\"contract\":").unwrap(), text.find("\"warnings\":[]").unwrap());
    text[from..to].to_owned()
}

/// The rules by which the club lends, with these changes.
async fn lend_by(app: &TestApp, changes: Value) {
    app.rows(&format!(
        "update club_regulations set lending = lending || '{changes}' where id = '{}'",
        app.here.regulation
    ))
    .await;
}

#[actix_web::test]
async fn a_loan_goes_from_application_to_statement_and_is_what_the_preview_said() {
    let app = TestApp::start().await;
    let here = app.here;
    let [member, secretary, treasurer] =
        [Role::Member, Role::ClubSecretary, Role::ClubTreasurer].map(|role| app.role(role, here));
    let (member, secretary, treasurer) = (member.await, secretary.await, treasurer.await);
    let census = app.census().await;
    let asked = json!({ "amount_vnd": 3_000_000, "months": 6, "on": "2026-11-20" });
    let preview = member.post(&format!("/v1/clubs/{}/loan-previews", here.club), asked).await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert_eq!(app.census().await, census, "a preview writes nothing");
    assert_eq!(preview.body["regulation_id"], json!(here.regulation));
    assert_eq!(preview.body["nominal_yearly_ppm"], 84_000);
    assert_eq!(preview.body["schedule"]["instalments"].as_array().unwrap().len(), 6);

    let body = json!({ "amount_vnd": 3_000_000, "months": 6, "purpose": "Nuôi gà mẫu", "applied_on": "2026-11-17",
        "guarantors": [here.member] });
    let key = [("Idempotency-Key", "an-application-once")];
    let list = format!("/v1/members/{}/loans", here.plain_member);
    let applied = secretary.send(Method::POST, &list, Some(body.clone()), &key).await;
    assert_eq!((applied.status.as_u16(), &applied.body["number"]), (201, &json!(2)), "{}", applied.body);
    let again = secretary.send(Method::POST, &list, Some(body), &key).await;
    assert_eq!(
        (again.body, app.count(&format!("loans where club_id = '{}'", here.club)).await),
        (applied.body.clone(), 2)
    );
    let loan = applied.id();
    let one = format!("/v1/loans/{loan}");
    let found = secretary.get(&one).await;
    assert_eq!((&found.body["guarantors"], found.etag()), (&json!([here.member]), applied.etag()));

    let stale = treasurer.post_if(&format!("{one}/screening"), "\"9\"", json!({ "on": "2026-11-18" })).await;
    assert_eq!(stale.code(), "version_changed");
    let note = json!({ "on": "2026-11-18", "note": "Đã thăm chuồng gà" });
    let screened = step(&treasurer, loan, "screening", note).await;
    assert_eq!(screened.body["income_fund_vnd"], 15_535_000, "{}", screened.body);
    assert_eq!(secretary.get(&one).await.body["steps"][0]["note"], "Đã thăm chuồng gà");
    let decided = step(&secretary, loan, "decision", in_favour(here, "2026-11-19")).await;
    assert_eq!(
        (&decided.body["state"], &decided.body["principal_vnd"]),
        (&json!("approved"), &json!(3_000_000))
    );
    let handed_out = json!({ "on": "2026-11-20", "document": "PC 12/2026" });
    let active = step(&treasurer, loan, "disbursement", handed_out.clone()).await;
    assert_eq!((active.status.as_u16(), &active.body["state"]), (201, &json!("active")), "{}", active.body);
    assert_eq!(
        (&active.body["outstanding_vnd"], &active.body["late_since"]),
        (&json!(3_000_000), &json!("2026-12-20"))
    );
    assert_eq!(active.etag(), secretary.get(&one).await.etag());
    assert_eq!(step(&treasurer, loan, "disbursement", handed_out).await.code(), "loan_state_refuses");

    let by_her = format!("personal_data_reads where tier = 3 and user_id = '{}'", secretary.user);
    let looks = app.count(&by_her).await;
    let schedule = secretary.get(&format!("{one}/schedule")).await;
    let statement = secretary.get(&format!("{one}/statement")).await;
    assert_eq!(terms(&schedule), terms(&preview));
    assert_eq!(terms(&statement), terms(&preview));
    assert_eq!(active.body["contract"], preview.body["contract"]);
    assert_eq!(statement.body["payoff"]["principal_vnd"], 3_000_000);
    assert_eq!(app.count(&by_her).await, looks + 2);
    let early = secretary.get(&format!("{one}/statement?on=2026-11-19")).await;
    assert_eq!(early.errors(), [("?on", "range")]);

    let entry = app
        .rows(&format!(
            "select kind, document, number from ledger_entries e where exists (select 1 from ledger_lines l
        where l.club_id = e.club_id and l.number = e.number and l.loan_id = '{loan}')"
        ))
        .await;
    assert_eq!(entry, [[Some("disbursement".into()), Some("PC 12/2026".into()), Some("5".into())]]);
    // what is owed is what the ledger says is owed
    let owed =
        app.text(&format!("select sum(outstanding_vnd) from loans where club_id = '{}'", here.club)).await;
    let booked = format!(
        "select balance_vnd from ledger_balances where club_id = '{}' and account = 'loans'",
        here.club
    );
    assert_eq!(app.text(&booked).await, owed);
    let actions =
        app.rows(&format!("select action from changes where entity_id = '{loan}' order by seq")).await;
    let actions: Vec<_> = actions.iter().map(|row| row[0].clone().unwrap()).collect();
    assert_eq!(actions, ["created", "screened", "decided", "disbursed"]);
    let log =
        app.text("select string_agg(difference::text, '') from changes where entity like 'loan%'").await;
    assert!(!log.contains("gà") && !log.contains("3000000"), "{log}");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for address in
        [one.clone(), format!("{one}/schedule"), format!("{one}/statement"), format!("{one}/decisions")]
    {
        let absent = address.replace(&loan.to_string(), &here.member.to_string());
        stranger.cannot_tell(&address, &absent).await;
    }
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(apply(&stranger, here.plain_member, "2026-11-17").await.status, 404);
    assert_eq!(step(&stranger, loan, "screening", json!({ "on": "2026-11-18" })).await.status, 404);
}

#[actix_web::test]
async fn an_application_is_refused_by_role_then_by_field_then_by_the_rules_and_leaves_nothing() {
    let app = TestApp::start().await;
    let here = app.here;
    let secretary = app.role(Role::ClubSecretary, here).await;
    assert_eq!(
        app.role(Role::ClubTreasurer, here)
            .await
            .post(&format!("/v1/members/{}/loans", here.member), json!({}))
            .await
            .code(),
        "forbidden"
    );
    // one roof for the chair and the bookkeeper
    app.rows(&format!("update persons set household_id = '{}' where id = (select person_id from memberships where id = '{}')", here.household, here.plain_member)).await;
    lend_by(&app, json!({ "guarantors_min": 1 })).await;
    let census = app.census().await;
    let ask = |member: Uuid, changes: Value| {
        let mut body = json!({ "amount_vnd": 3_000_000, "months": 6, "purpose": "Gà", "applied_on": "2026-11-17", "guarantors": [here.borrower] });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let (secretary, address) = (&secretary, format!("/v1/members/{member}/loans"));
        async move { secretary.post(&address, body).await }
    };
    let plain = here.plain_member;
    for (changes, wrong) in [
        (json!({ "months": 0 }), ("/months", "range")),
        (json!({ "applied_on": "2026-11-23" }), ("/applied_on", "date_in_future")),
        (json!({ "due_dates": ["2026-12-20", "2026-12-20"] }), ("/due_dates", "date_order")),
        (json!({ "due_dates": ["2026-11-17"] }), ("/due_dates", "date_order")),
        (json!({ "guarantors": [here.applicant] }), ("/guarantors/0", "unknown_member")),
        (json!({ "guarantors": [here.borrower, here.borrower] }), ("/guarantors/1", "repeated")),
        (json!({ "guarantors": [plain] }), ("/guarantors/0", "not_here")),
        (json!({ "guarantors": [here.member] }), ("/guarantors/0", "not_here")),
        (json!({ "guarantors": [app.there.member] }), ("/guarantors/0", "unknown_member")),
    ] {
        assert_eq!(ask(plain, changes.clone()).await.errors(), [wrong], "{changes}");
    }
    for (member, changes, code, fact) in [
        (
            plain,
            json!({ "amount_vnd": 10_000_001 }),
            "loan_above_limit",
            ("max_principal_vnd", json!(10_000_000)),
        ),
        (plain, json!({ "months": 13 }), "loan_above_limit", ("max_term_months", json!(12))),
        (plain, json!({ "grace_months": 1 }), "loan_above_limit", ("max_grace_months", json!(0))),
        (plain, json!({ "due_dates": ["2027-05-18"] }), "loan_above_limit", ("ends_on", json!("2027-05-17"))),
        (plain, json!({ "guarantors": [] }), "guarantors_missing", ("guarantors_min", json!(1))),
        (plain, json!({ "applied_on": "2024-04-30" }), "regulation_without_lending", ("none", Value::Null)),
        (plain, json!({ "applied_on": "2024-06-19" }), "borrower_not_a_member", ("none", Value::Null)),
        (here.applicant, json!({}), "borrower_not_a_member", ("none", Value::Null)),
        (
            here.borrower,
            json!({ "applied_on": "2026-11-18", "guarantors": [plain] }),
            "borrower_in_arrears",
            ("loan_id", json!(here.loan)),
        ),
        (
            here.borrower,
            json!({ "guarantors": [plain] }),
            "loan_already_open",
            ("max_open_loans_per_member", json!(1)),
        ),
    ] {
        let refused = ask(member, changes.clone()).await;
        assert_eq!((refused.code(), &refused.body[fact.0]), (code, &fact.1), "{changes}: {}", refused.body);
    }
    assert_eq!(app.census().await, census);
    // a loan of the household counts
    lend_by(&app, json!({ "max_open_loans_per_household": 1, "guarantors_min": 0 })).await;
    app.rows(&format!(
        "update loans set member_id = '{}', late_since = '2026-12-17' where id = '{}'",
        here.member, here.loan
    ))
    .await;
    assert_eq!(ask(plain, json!({})).await.code(), "loan_already_open");
    app.rows(&format!("update clubs set state = 'suspended' where id = '{}'", here.club)).await;
    assert_eq!(ask(plain, json!({})).await.code(), "club_state_refuses");
}

#[actix_web::test]
async fn the_money_is_handed_out_once_by_somebody_else_and_while_the_approval_holds() {
    let app = TestApp::start().await;
    let here = app.here;
    let [secretary, treasurer, bookkeeper] =
        [Role::ClubSecretary, Role::ClubTreasurer, Role::ClubBookkeeper].map(|role| app.role(role, here));
    let (secretary, treasurer, bookkeeper) = (secretary.await, treasurer.await, bookkeeper.await);
    let loan = approved(&app, "2026-09-20", "2026-10-01").await;
    let census = app.census().await;
    let expired = step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-01" })).await;
    assert_eq!((expired.code(), &expired.body["valid_through"]), ("approval_expired", &json!("2026-10-31")));
    assert_eq!(
        step(&treasurer, loan, "disbursement", json!({ "on": "2026-09-30" })).await.errors(),
        [("/on", "date_order")]
    );
    assert_eq!(
        step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-23" })).await.errors(),
        [("/on", "date_in_future")]
    );
    assert_eq!(app.census().await, census);
    assert_eq!(
        step(&secretary, loan, "decision", in_favour(here, "2026-10-31")).await.code(),
        "loan_state_refuses"
    );
    let anew = step(&secretary, loan, "decision", in_favour(here, "2026-11-19")).await;
    assert_eq!(
        (&anew.body["state"], &anew.body["decided_on"]),
        (&json!("approved"), &json!("2026-11-19")),
        "{}",
        anew.body
    );

    let census = app.census().await;
    let place = here.place(Role::ClubTreasurer, app.today);
    let both = app
        .user(here.user(Role::ClubSecretary), &[(Role::ClubSecretary, place), (Role::ClubTreasurer, place)])
        .await;
    assert_eq!(
        step(&both, loan, "disbursement", json!({ "on": "2026-11-20" })).await.code(),
        "approver_disburses"
    );
    let bank = step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-20", "purse": "bank" })).await;
    assert_eq!((bank.code(), &bank.body["account"]), ("not_enough_money", &json!("bank")));
    assert_eq!(app.census().await, census);
    let account = here.user(Role::ClubTreasurer);
    let belongs = |member: String| format!("update users set person_id = {member} where id = '{account}'");
    app.rows(&belongs(format!("(select person_id from memberships where id = '{}')", here.plain_member)))
        .await;
    assert_eq!(
        step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-20" })).await.code(),
        "approver_disburses"
    );
    app.rows(&belongs(format!("'{}'", here.person_of(Role::ClubTreasurer).unwrap()))).await;

    let etag = secretary.etag(&format!("/v1/loans/{loan}")).await;
    let address = format!("/v1/loans/{loan}/disbursement");
    let now = || json!({ "on": "2026-11-20" });
    let (one, other) = futures_util::join!(
        treasurer.post_if(&address, &etag, now()),
        bookkeeper.post_if(&address, &etag, now())
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412], "{} {}", one.body, other.body);
    assert_eq!(app.count(&format!("ledger_lines where loan_id = '{loan}' and account = 'loans'")).await, 1);
    assert_eq!(
        step(&secretary, loan, "withdrawal", json!({ "on": "2026-11-21" })).await.code(),
        "loan_state_refuses"
    );
}

#[actix_web::test]
async fn a_fund_keeps_back_a_part_of_what_members_have_saved() {
    let app = TestApp::start().await;
    let here = app.here;
    lend_by(&app, json!({ "max_principal_vnd": 20_000_000, "savings_reserve_percent": 50 })).await;
    let [secretary, treasurer] = [Role::ClubSecretary, Role::ClubTreasurer].map(|role| app.role(role, here));
    let (secretary, treasurer) = (secretary.await, treasurer.await);
    let saved = json!({ "kind": "savings_deposit", "member_id": here.member, "on": "2026-11-01", "amount_vnd": 1_000_000 });
    assert_eq!(treasurer.post(&format!("/v1/clubs/{}/entries", here.club), saved).await.status, 201);
    let body = json!({ "amount_vnd": 16_100_000, "months": 6, "purpose": "Bò", "applied_on": "2026-11-17" });
    let loan = secretary.post(&format!("/v1/members/{}/loans", here.plain_member), body).await.id();
    step(&secretary, loan, "screening", json!({ "on": "2026-11-18" })).await;
    assert_eq!(step(&secretary, loan, "decision", in_favour(here, "2026-11-19")).await.status, 201);
    let short = step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-20" })).await;
    assert_eq!(
        (short.code(), &short.body["reserve_vnd"], &short.body["missing_vnd"]),
        ("not_enough_money", &json!(500_000), &json!(65_000))
    );
    let gift = json!({ "kind": "donation", "fund": "income", "party": "Công ty mẫu", "on": "2026-11-19", "amount_vnd": 65_000 });
    assert_eq!(treasurer.post(&format!("/v1/clubs/{}/entries", here.club), gift).await.status, 201);
    assert_eq!(step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-20" })).await.status, 201);
}

#[actix_web::test]
async fn a_new_regulation_does_not_touch_what_was_agreed() {
    let app = TestApp::start().await;
    let here = app.here;
    let loan = approved(&app, "2026-11-10", "2026-11-12").await;
    let chair = app.role(Role::ClubChair, here).await;
    let costlier = json!({ "adopted_on": "2026-11-12", "effective_from": "2026-11-13", "body": "Điều 1.",
        "lending": { "max_principal_vnd": 2_000_000, "rate_ppm": 12_000, "interest_method": "flat" } });
    assert_eq!(chair.post(&format!("/v1/clubs/{}/regulations", here.club), costlier).await.status, 201);
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    assert_eq!(step(&treasurer, loan, "disbursement", json!({ "on": "2026-11-20" })).await.status, 201);
    let statement = treasurer.get(&format!("/v1/loans/{loan}/statement")).await;
    assert_eq!(statement.body["contract"]["rules"]["rate_ppm"], 7_000);
    // what is asked from then on is by the new one: above its limit, and dearer than the law likes
    let secretary = app.role(Role::ClubSecretary, here).await;
    assert_eq!(apply(&secretary, here.member, "2026-11-13").await.code(), "loan_above_limit");
    assert_eq!(apply(&secretary, here.member, "2026-11-12").await.status, 201);
    let asked = json!({ "amount_vnd": 2_000_000, "months": 12, "on": "2026-11-20" });
    let preview = secretary.post(&format!("/v1/clubs/{}/loan-previews", here.club), asked).await;
    assert_eq!(preview.body["warnings"], json!(["effective_rate_above_legal_cap"]), "{}", preview.body);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let asked = json!({ "amount_vnd": 2_000_000, "months": 12 });
    assert_eq!(stranger.post(&format!("/v1/clubs/{}/loan-previews", here.club), asked).await.status, 404);
}

#[actix_web::test]
async fn the_statement_of_a_day_is_the_same_for_ever() {
    let app = TestApp::start().await;
    let (loan, treasurer) = (app.here.loan, app.role(Role::ClubTreasurer, app.here).await);
    let on = |day: &str| {
        let (treasurer, address) = (&treasurer, format!("/v1/loans/{loan}/statement?on={day}"));
        async move { treasurer.get(&address).await }
    };
    let days = ["2026-09-17", "2026-10-16", "2026-10-17", "2026-11-17", "2026-11-19"];
    let mut before = vec![];
    for day in days {
        before.push(on(day).await.bytes);
    }
    let late = on("2026-11-19").await;
    assert_eq!(
        (&late.body["standing"]["days_past_due"], late.body["payments"].as_array().unwrap().len()),
        (&json!(2), 1)
    );
    assert_eq!(on("2026-10-16").await.body["payments"], json!([]));
    let line = &late.body["payments"][0]["lines"][0];
    assert_eq!((&line["part"], &line["amount_vnd"]), (&json!("interest"), &json!(35_000)));
    // later: a payment, and another schedule
    let gift = json!({ "kind": "donation", "party": "A", "on": "2026-11-20", "amount_vnd": 1 });
    let entry = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), gift).await.id();
    app.rows(&format!(
        "insert into repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes, recorded_by)
            values ('{entry}', '{loan}', '{}', '{entry}', 2, '2026-11-20', 532000, 1, false, '{entry}');
         insert into repayment_lines values ('{entry}', 1, 'interest', 2, 32000), ('{entry}', 2, 'principal', 2, 500000);
         insert into loan_schedules (loan_id, number, effective_on, reason, starts_on) values ('{loan}', 2, '2026-11-20', 'reschedule', '2026-11-20');
         insert into loan_instalments values ('{loan}', 2, 3, '2027-01-20', 4000000, 28000);",
        app.here.club
    ))
    .await;
    for (day, before) in days.iter().zip(before) {
        assert!(on(day).await.bytes == before, "{day}");
    }
    let after = on("2026-11-20").await;
    assert_eq!(
        (&after.body["schedule_number"], &after.body["standing"]["outstanding_principal_vnd"]),
        (&json!(2), &json!(4_000_000))
    );
    assert_eq!(after.body["effective_yearly_ppm"], late.body["effective_yearly_ppm"]);
    assert_eq!(
        treasurer.get(&format!("/v1/loans/{loan}/schedule?on=2026-11-19")).await.body["schedule_number"],
        1
    );
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/loans/{loan}/statement")).await.status, 404);
}

#[actix_web::test]
async fn a_payment_that_was_undone_later_stands_in_the_books_and_in_the_statement_alike() {
    let app = TestApp::start().await;
    let (loan, treasurer) = (app.here.loan, app.role(Role::ClubTreasurer, app.here).await);
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 2_000_000, "early": true });
    let paid = treasurer.post(&format!("/v1/loans/{loan}/repayments"), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let known_at = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let entry = app.text("select entry_id from repayments where number = 2").await;
    let reason = json!({ "reason": "Ghi nhầm số tiền" });
    let asked = treasurer.post(&format!("/v1/entries/{entry}/reversals"), reason).await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    let chair = app.role(Role::ClubChair, app.here).await;
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let undone = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);

    let lent = async |query: &str| {
        let address = format!("/v1/clubs/{}/trial-balance?{query}", app.here.club);
        let balance = treasurer.get(&address).await.body;
        let accounts = balance["funds"][0]["accounts"].as_array().unwrap();
        let loans = accounts.iter().find(|account| account["account"] == "loans").unwrap();
        let statement = treasurer.get(&format!("/v1/loans/{loan}/statement?{query}")).await.body;
        let standing = &statement["standing"]["outstanding_principal_vnd"];
        assert_eq!(&loans["balance_vnd"], standing, "{query}");
        (standing.as_i64().unwrap(), statement["schedule_number"].as_i64().unwrap())
    };
    let (before, first) = lent("on=2026-11-19").await;
    assert_eq!((before, first), (4_500_000, 1));
    // undone on the 22nd: it stands on the two days before, and at the instant before
    let (stood, second) = lent("on=2026-11-21").await;
    assert!(stood < before, "{stood}");
    assert_eq!(second, 2);
    assert_eq!(lent("on=2026-11-22").await, (before, 3));
    assert_eq!(lent(&format!("on=2026-11-22&known_at={known_at}")).await, (stood, 2));
    let member = format!("/v1/members/{}/money-statement", app.here.borrower);
    let owed = async |query: &str| {
        let accounts = treasurer.get(&format!("{member}?{query}")).await.body["accounts"].clone();
        let of = |account: &&Value| account["account"] == "loans";
        accounts.as_array().unwrap().iter().find(of).unwrap()["closing_vnd"].as_i64().unwrap()
    };
    assert_eq!(owed("to=2026-11-21").await, stood);
    assert_eq!(owed(&format!("to=2026-11-22&known_at={known_at}")).await, stood);
    assert_eq!(owed("to=2026-11-22").await, before);
    let statement = format!("/v1/loans/{loan}/statement");
    let nothing = treasurer.get(&format!("{statement}?known_at=2020-01-01T00:00:00Z")).await;
    assert_eq!(nothing.errors(), [("?known_at", "range")]);
    assert_eq!(
        treasurer.get(&format!("{statement}?known_at=gestern")).await.errors(),
        [("?known_at", "date")]
    );
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.get(&format!("{statement}?known_at={known_at}")).await.status, 404);
}

#[actix_web::test]
async fn loans_are_listed_newest_first_and_applications_by_their_turn() {
    let app = TestApp::start().await;
    let here = app.here;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let list = format!("/v1/clubs/{}/loans", here.club);
    let plain = apply(&secretary, here.plain_member, "2026-11-10").await.id();
    let chair = apply(&secretary, here.member, "2026-11-12").await.id(); // an older woman of a poor household
    let ids = |reply: &Reply| {
        reply.items().iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect::<Vec<Uuid>>()
    };
    assert_eq!(ids(&secretary.get(&list).await), [chair, plain, here.loan]);
    assert_eq!(ids(&secretary.get(&format!("{list}?late=true")).await), [here.loan]);
    assert_eq!(
        ids(&secretary.get(&format!("{list}?state=active&member_id={}", here.borrower)).await),
        [here.loan]
    );
    assert_eq!(ids(&secretary.get(&format!("{list}?sort=queue")).await), [chair, plain]);
    let page = secretary.get(&format!("{list}?limit=2")).await;
    let next = page.body["next"].as_str().unwrap();
    assert_eq!(ids(&secretary.get(&format!("{list}?limit=2&after={next}")).await), [here.loan]);
    let third = apply(&secretary, here.plain_member, "2026-11-09").await.id();
    let (mut walked, mut address) = (vec![], format!("{list}?sort=queue&limit=1"));
    loop {
        let page = secretary.get(&address).await;
        walked.extend(ids(&page));
        let Some(next) = page.body["next"].as_str() else { break };
        address = format!("{list}?sort=queue&limit=1&after={next}");
    }
    assert_eq!(walked, [chair, third, plain]);
    let gone = step(&secretary, plain, "withdrawal", json!({ "on": "2026-11-20", "reason": "Thôi" })).await;
    assert_eq!((gone.status.as_u16(), &gone.body["state"]), (201, &json!("withdrawn")));
    assert_eq!(ids(&secretary.get(&format!("{list}?sort=queue")).await), [chair, third]);
    assert_eq!(secretary.get(&format!("{list}?sort=turn")).await.errors(), [("?sort", "choice")]);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    let (hidden, absent) =
        (stranger.get(&list).await, stranger.get(&format!("/v1/clubs/{}/loans", here.member)).await);
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
}

#[actix_web::test]
async fn a_member_reads_her_own_loans_and_nobody_elses() {
    let app = TestApp::start().await;
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get("/v1/own-record/loans").await.items().len(), 0);
    app.rows(&format!(
        "update users set person_id = (select person_id from memberships where id = '{}') where id = '{}'",
        app.here.borrower, member.user
    ))
    .await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let own = member.get("/v1/own-record/loans").await;
    let statement = secretary.get(&format!("/v1/loans/{}/statement", app.here.loan)).await;
    assert_eq!((own.items().len(), &own.items()[0]["statement"]), (1, &statement.body));
    assert_eq!(secretary.get("/v1/own-record/loans").await.code(), "forbidden");
    assert_eq!(member.get(&format!("/v1/loans/{}", app.here.loan)).await.code(), "forbidden");
    let stranger = app.role(Role::Member, app.there).await;
    assert_eq!(stranger.get("/v1/own-record/loans").await.items().len(), 0);
}

#[actix_web::test]
async fn a_loan_from_the_old_books_is_active_at_once() {
    let app = TestApp::start().await;
    let here = app.here;
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let address = format!("/v1/members/{}/loans/carried-over", here.plain_member);
    let body = json!({ "on": "2026-11-01", "disbursed_on": "2026-05-17", "principal_vnd": 2_500_000, "months": 5,
        "next_due_on": "2026-11-17", "purpose": "Nuôi lợn" });
    let census = app.census().await;
    for (changes, wrong) in [
        (json!({ "disbursed_on": "2026-11-02" }), ("/disbursed_on", "date_order")),
        (json!({ "next_due_on": "2026-12-02" }), ("/next_due_on", "range")),
        (json!({ "due_dates": ["2026-12-02"] }), ("/next_due_on", "not_here")),
        (json!({ "on": "2026-11-23" }), ("/on", "date_in_future")),
    ] {
        let mut body = body.clone();
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        assert_eq!(treasurer.post(&address, body).await.errors(), [wrong], "{changes}");
    }
    assert_eq!(app.census().await, census);
    let taken = treasurer.post(&address, body.clone()).await;
    assert_eq!((taken.status.as_u16(), &taken.body["state"]), (201, &json!("active")), "{}", taken.body);
    assert_eq!(
        (&taken.body["carried_over"], &taken.body["late_since"]),
        (&json!(true), &json!("2026-11-17"))
    );
    let statement = treasurer.get(&format!("/v1/loans/{}/statement", taken.id())).await;
    assert_eq!(statement.body["schedule"]["starts_on"], "2026-10-17");
    assert_eq!(
        (
            &statement.body["standing"]["days_past_due"],
            &statement.body["standing"]["outstanding_principal_vnd"]
        ),
        (&json!(5), &json!(2_500_000))
    );
    let entry = app
        .rows(&format!(
            "select e.kind, l.account from ledger_entries e join ledger_lines l using (club_id, number)
        where e.club_id = '{}' and e.number = 5 order by l.line",
            here.club
        ))
        .await;
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(entry, [[some("takeover"), some("loans")], [some("takeover"), some("capital")]]);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&address, body).await.status, 404);
}

#[actix_web::test]
async fn a_member_applies_herself_and_for_nobody_else() {
    let app = TestApp::start().await;
    let here = app.here;
    let member = app.role(Role::Member, here).await;
    let apply = |of: Uuid| format!("/v1/me/memberships/{of}/loan-applications");
    let body = |amount: i64| json!({ "amount_vnd": amount, "months": 6, "purpose": "Nuôi gà mẫu", "applied_on": "2026-11-17" });
    let key = [("Idempotency-Key", "her-own-application")];
    let applied = member.send(Method::POST, &apply(here.member), Some(body(3_000_000)), &key).await;
    assert_eq!(
        (applied.status.as_u16(), &applied.body["state"], &applied.body["applied_by"]),
        (201, &json!("submitted"), &json!(here.member)),
        "{}",
        applied.body
    );
    assert_eq!(applied.body["recorded_by"], json!(member.user));
    let again = member.send(Method::POST, &apply(here.member), Some(body(3_000_000)), &key).await;
    assert_eq!(
        (again.body, app.count("loan_steps where step = 'application'").await),
        (applied.body.clone(), 1)
    );
    assert_eq!(member.get("/v1/me/loans").await.items()[0]["loan"]["id"], applied.body["id"]);
    // it waits in the queue as every other, and the board decides
    let secretary = app.role(Role::ClubSecretary, here).await;
    let screened = step(&secretary, applied.id(), "screening", json!({ "on": "2026-11-18" })).await;
    assert_eq!(screened.status, 201, "{}", screened.body);
    let found = secretary.get(&format!("/v1/loans/{}", applied.id())).await;
    assert_eq!(
        (&found.body["applied_by"], &found.body["steps"][0]["step"]),
        (&json!(here.member), &json!("application"))
    );

    let census = app.census().await;
    for (of, amount, code) in [
        (here.plain_member, 3_000_000, "not_found"),
        (app.there.member, 3_000_000, "not_found"),
        (here.member, 10_000_001, "loan_above_limit"),
    ] {
        let refused = member.post(&apply(of), body(amount)).await;
        assert_eq!(refused.code(), code, "{}", refused.body);
    }
    assert_eq!(secretary.post(&apply(here.member), body(1)).await.code(), "forbidden");
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::Member, app.there).await;
    let (hidden, absent) = (
        stranger.post(&apply(here.member), body(3_000_000)).await,
        stranger.post(&apply(here.club), body(3_000_000)).await,
    );
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    app.unlink(member.user).await; // which ends her sessions
    assert_eq!(member.post(&apply(here.member), body(3_000_000)).await.code(), "unauthenticated");
}
