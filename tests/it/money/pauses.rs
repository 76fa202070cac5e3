//! Pauses, through the whole application, and their SQL against the arithmetic.

use crate::support::world::{LENDING, Site};
use crate::support::{TODAY, TestApp};
use actix_web::http::Method;
use chrono::{Days, NaiveDate};
use lien_the_he::lending::allocation::{Allocation, AllocationPart};
use lien_the_he::lending::standing::{DividedPayment, EffectiveSchedule, Freeze, frozen_until, late_since};
use lien_the_he::lending::{LendingRules, LoanContract, LoanFacts, schedule};
use lien_the_he::platform::auth::Role;
use lien_the_he::platform::money::{Amount, Vnd};
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

fn address(site: Site) -> String {
    format!("/v1/units/{}/repayment-pauses", site.commune)
}

#[actix_web::test]
async fn a_pause_stops_the_loans_of_a_place_and_of_no_other() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let body =
        json!({ "from": "2026-11-01", "to": "2026-12-31", "document": "45/QĐ-UBND", "reason": "Lũ quét" });
    let key = [("Idempotency-Key", "the-flood-of-november")];
    let paused = association.send(Method::POST, &address(app.here), Some(body.clone()), &key).await;
    assert_eq!((paused.status.as_u16(), &paused.body["loans"]), (201, &json!(1)), "{}", paused.body);
    let again = association.send(Method::POST, &address(app.here), Some(body.clone()), &key).await;
    assert_eq!((again.body, app.count("loan_freezes where pause_id is not null").await), (paused.body, 1));
    let stands = "select string_agg(concat_ws(' ', late_since, frozen_until), ', ' order by id) from loans";
    assert_eq!(app.text(stands).await, "2026-12-31 2026-12-31, 2026-11-17");
    let frozen = format!(
        "lending_metrics where club_id = '{}' and frozen_vnd = 4500000 and late_vnd = 0",
        app.here.club
    );
    assert_eq!(app.count(&frozen).await, 1);
    assert_eq!(app.count("changes where entity = 'repayment_pause' and action = 'created'").await, 1);
    let of_the_loan =
        "loans l join changes c on c.entity_id = l.id and c.version = l.version and c.action = 'paused'";
    assert_eq!(app.count(of_the_loan).await, 1);

    // another of the whole province, over the same days: none counts twice
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let above = format!("/v1/units/{}/repayment-pauses", app.here.province);
    let longer = json!({ "from": "2026-11-20", "to": "2027-01-05", "document": "7/QĐ", "reason": "Bão" });
    assert_eq!(province.post(&above, longer).await.status, 201);
    assert_eq!(app.text(stands).await, "2027-01-05 2027-01-05, 2026-11-17");
    let list = association.get(&address(app.here)).await;
    let documents: Vec<_> = list.items().iter().map(|row| row["document"].clone()).collect();
    assert_eq!(documents, ["7/QĐ", "45/QĐ-UBND"]);
    let first = association.get(&format!("{}?limit=1", address(app.here))).await;
    let next = first.body["next"].as_str().unwrap();
    let second = association.get(&format!("{}?limit=1&after={next}", address(app.here))).await;
    assert_eq!((&second.items()[0]["document"], &second.body["next"]), (&json!("45/QĐ-UBND"), &json!(null)));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&address(app.here)).await.status, 404);
    assert_eq!(stranger.post(&address(app.here), body).await.status, 404);
}

#[actix_web::test]
async fn a_pause_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&address(app.here), json!({})).await.code(), "forbidden");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let of = |from: &str, to: &str| json!({ "from": from, "to": to, "document": "1/QĐ", "reason": "Bão" });
    let census = app.census().await;
    for (body, wrong) in [
        (json!({}), ("/from", "required")),
        (of("2026-11-20", "2026-11-19"), ("/to", "date_order")),
        (of("2026-11-20", "2027-11-21"), ("/to", "range")),
    ] {
        assert_eq!(association.post(&address(app.here), body).await.errors(), [wrong]);
    }
    assert_eq!(app.census().await, census);
    assert_eq!(association.post(&address(app.here), of("2026-11-20", "2026-11-30")).await.status, 201);
    let twice = association.post(&address(app.here), of("2026-11-22", "2026-12-01")).await;
    assert_eq!(twice.code(), "pause_overlaps");
    let above = format!("/v1/units/{}/repayment-pauses", app.here.province);
    assert_eq!(association.post(&above, of("2026-11-20", "2026-11-30")).await.status, 404);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.post(&address(app.here), of("2026-11-20", "2026-11-30")).await.status, 404);
}

/// Since when the loan of the world is late, and through which day it stands still.
async fn stands(app: &TestApp) -> String {
    app.text(&format!(
        "select concat_ws(' ', late_since, frozen_until) from loans where id = '{}'",
        app.here.loan
    ))
    .await
}

#[actix_web::test]
async fn a_pause_is_ended_early_and_corrected_and_the_loans_follow() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let new = json!({ "from": "2026-11-01", "to": "2026-12-31", "document": "45/QĐ", "reason": "Lũ quét" });
    let paused = association.post(&address(app.here), new).await;
    assert_eq!(stands(&app).await, "2026-12-31 2026-12-31");
    let one = format!("/v1/repayment-pauses/{}", paused.id());
    let ending = format!("{one}/ending");
    let on = |day: &str| json!({ "last_day": day, "document": "52/QĐ", "reason": "Nước đã rút" });
    let census = app.census().await;
    for day in ["2026-10-31", "2026-12-31"] {
        let wrong = association.post_if(&ending, &paused.etag(), on(day)).await;
        assert_eq!(wrong.errors(), [("/last_day", "date_order")], "{day}");
    }
    assert_eq!(association.post_if(&ending, "\"7\"", on("2026-11-20")).await.code(), "version_changed");
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post_if(&ending, &paused.etag(), on("2026-11-20")).await.code(), "forbidden");
    assert_eq!(association.delete(&one, &paused.etag()).await.code(), "pause_begun");
    assert_eq!(app.census().await, census);

    let ended = association.post_if(&ending, &paused.etag(), on("2026-11-20")).await;
    assert_eq!(
        (ended.status.as_u16(), &ended.body["to"], &ended.body["planned_to"]),
        (201, &json!("2026-11-20"), &json!("2026-12-31")),
        "{}",
        ended.body
    );
    assert_eq!(stands(&app).await, "2026-11-20", "three days after the due date were paused");
    let twice = association.post_if(&ending, &ended.etag(), on("2026-11-18")).await;
    assert_eq!((twice.code(), &twice.body["to"]), ("pause_ended", &json!("2026-11-20")));
    // the end was written down wrongly, and the beginning too
    let beyond = association.patch(&one, &ended.etag(), json!({ "to": "2026-12-31" })).await;
    assert_eq!(beyond.errors(), [("/to", "date_order")]);
    let right = association.patch(&one, &ended.etag(), json!({ "to": "2026-11-25" })).await;
    assert_eq!((right.status.as_u16(), &right.body["to"]), (200, &json!("2026-11-25")), "{}", right.body);
    assert_eq!(stands(&app).await, "2026-11-25 2026-11-25");
    let right =
        association.patch(&one, &right.etag(), json!({ "from": "2026-11-20", "reason": "Bão" })).await;
    assert_eq!((&right.body["from"], &right.body["reason"]), (&json!("2026-11-20"), &json!("Bão")));
    assert_eq!(stands(&app).await, "2026-11-23 2026-11-25");
    let order = association.patch(&one, &right.etag(), json!({ "from": "2026-11-26" })).await;
    assert_eq!(order.errors(), [("/to", "date_order")]);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'pause_ended'").await, 1);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'pause_corrected'").await, 2);
    assert_eq!(association.patch(&one, &right.etag(), json!({})).await.status, 422);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    let absent = format!("/v1/repayment-pauses/{}", app.here.member);
    for path in [&one, &absent] {
        assert_eq!(stranger.patch(path, "\"4\"", json!({ "reason": "x" })).await.status, 404);
        assert_eq!(stranger.post_if(&format!("{path}/ending"), "\"4\"", on("2026-11-21")).await.status, 404);
        assert_eq!(stranger.delete(path, "\"4\"").await.status, 404);
    }
}

#[actix_web::test]
async fn a_pause_that_is_entered_ahead_begins_on_its_day_and_can_be_withdrawn_before() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let new = |from: &str, to: &str| json!({ "from": from, "to": to, "document": "9/QĐ", "reason": "Bão" });
    let ahead = association.post(&address(app.here), new("2026-11-25", "2026-12-24")).await;
    assert_eq!((ahead.status.as_u16(), &ahead.body["loans"]), (201, &json!(1)), "{}", ahead.body);
    assert_eq!(stands(&app).await, "2026-11-17", "it has not begun");
    let gone = association.delete(&format!("/v1/repayment-pauses/{}", ahead.id()), &ahead.etag()).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    assert_eq!(app.count("loan_freezes where pause_id is not null").await, 0);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'pause_withdrawn'").await, 1);
    assert_eq!(association.post(&address(app.here), new("2026-11-25", "2026-12-24")).await.status, 201);

    let app = app.turned_to("2026-11-26".parse().unwrap()).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let late = format!("/v1/clubs/{}/loans?late=true", app.here.club);
    assert_eq!(treasurer.get(&late).await.items().len(), 0, "it stands still");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let figures = format!("/v1/units/{}/indicators?indicators=I20", app.here.commune);
    assert_eq!(association.get(&figures).await.status, 200);
    assert_eq!(stands(&app).await, "2026-12-17 2026-12-24");
    let frozen = "lending_metrics where club_id = (select club_id from loans where frozen_until is not null)
        and frozen_vnd = 4500000 and late_vnd = 0";
    assert_eq!(app.count(frozen).await, 1);
    // afterwards the days before it and after it count, and those between do not
    let app = app.turned_to("2026-12-26".parse().unwrap()).await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let statement = secretary.get(&format!("/v1/loans/{}/statement", app.here.loan)).await;
    assert_eq!(statement.body["standing"]["days_past_due"], 9, "{}", statement.body);
}

#[actix_web::test]
async fn a_loan_that_is_entered_after_a_pause_in_which_it_ran_stands_still_as_the_others_do() {
    let app = TestApp::start().await;
    let here = app.here;
    let association = app.role(Role::CommuneAssociation, here).await;
    let new = json!({ "from": "2026-11-01", "to": "2026-12-31", "document": "45/QĐ", "reason": "Lũ quét" });
    assert_eq!(association.post(&address(here), new).await.status, 201);
    let old = json!({ "from": "2026-02-01", "to": "2026-02-28", "document": "4/QĐ", "reason": "Rét hại" });
    assert_eq!(association.post(&address(here), old).await.status, 201);
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let carried = json!({ "principal_vnd": 2_000_000, "months": 4, "disbursed_on": "2026-08-15",
        "on": "2026-10-20", "next_due_on": "2026-11-10", "purpose": "Nuôi lợn" });
    let path = format!("/v1/members/{}/loans/carried-over", here.plain_member);
    let taken = treasurer.post(&path, carried).await;
    assert_eq!(
        (taken.status.as_u16(), &taken.body["frozen_until"]),
        (201, &json!("2026-12-31")),
        "{}",
        taken.body
    );
    let freezes = format!(
        "select string_agg(concat_ws(' ', kind, from_day, to_day), ', ') from loan_freezes where loan_id = '{}'",
        taken.id()
    );
    assert_eq!(app.text(&freezes).await, "disaster 2026-11-01 2026-12-31", "it did not run in February");
    let secretary = app.role(Role::ClubSecretary, here).await;
    let told = secretary.get(&format!("/v1/loans/{}/freezes", taken.id())).await;
    assert_eq!((told.body[0]["kind"].as_str(), told.body.as_array().unwrap().len()), (Some("disaster"), 1));
    let freeze = told.body[0]["id"].as_str().unwrap();
    let ending = json!({ "last_day": "2026-11-20", "reason": "Đã trả được" });
    let of_the_place = secretary.post_if(&format!("/v1/loan-freezes/{freeze}/ending"), "\"1\"", ending).await;
    assert_eq!(of_the_place.code(), "freeze_of_a_pause");
    // it was never taken over: nothing of it stands still any more
    let chair = app.role(Role::ClubChair, here).await;
    let entry = app.text("select id from ledger_entries where kind = 'takeover'").await;
    let asked = treasurer.post(&format!("/v1/entries/{entry}/reversals"), json!({ "reason": "Nhầm" })).await;
    let done =
        chair.post_if(&format!("/v1/reversals/{}/approval", asked.id()), &asked.etag(), json!({})).await;
    assert_eq!(done.status, 201, "{}", done.body);
    assert_eq!(app.count(&format!("loan_freezes where loan_id = '{}'", taken.id())).await, 0);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/loans/{}/freezes", taken.id())).await.status, 404);
}

#[actix_web::test]
async fn what_somebody_owed_who_died_stands_still_until_the_club_decides() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/members/{}", here.borrower);
    let died = json!({ "to": "deceased", "on": "2026-11-19" });
    let died = chair.post_if(&format!("{path}/state-changes"), &chair.etag(&path).await, died).await;
    assert_eq!(died.status, 201, "{}", died.body);
    let list = format!("/v1/loans/{}/freezes", here.loan);
    let freezes = chair.get(&list).await.body;
    assert_eq!((&freezes[0]["from"], &freezes[0]["to"]), (&json!("2026-11-19"), &Value::Null), "{freezes}");
    let one = format!("/v1/loan-freezes/{}", freezes[0]["id"].as_str().unwrap());
    let on = |day: &str| json!({ "last_day": day, "reason": "Con trai nhận trả thay" });
    let ending = format!("{one}/ending");
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    assert_eq!(treasurer.post_if(&ending, "\"1\"", on("2026-11-21")).await.code(), "forbidden");
    let early = chair.post_if(&ending, "\"1\"", on("2026-11-18")).await;
    assert_eq!(early.errors(), [("/last_day", "date_order")]);
    let ended = chair.post_if(&ending, "\"1\"", on("2026-11-21")).await;
    assert_eq!((ended.status.as_u16(), &ended.body["to"]), (201, &json!("2026-11-21")), "{}", ended.body);
    assert_eq!(stands(&app).await, "2026-11-20", "from the 19th through the 21st nothing counted");
    let twice = chair.post_if(&ending, &ended.etag(), on("2026-11-22")).await;
    assert_eq!(twice.code(), "pause_ended");
    let future = chair.patch(&one, &ended.etag(), json!({ "from": "2026-11-23" })).await;
    assert_eq!(future.errors(), [("/from", "date_in_future")]);
    let order = chair.patch(&one, &ended.etag(), json!({ "from": "2026-11-22" })).await;
    assert_eq!(order.errors(), [("/to", "date_order")]);
    let right =
        chair.patch(&one, &ended.etag(), json!({ "from": "2026-11-20", "reason": "Mất ngày 20" })).await;
    assert_eq!((right.status.as_u16(), &right.body["from"]), (200, &json!("2026-11-20")), "{}", right.body);
    assert_eq!(stands(&app).await, "2026-11-19");
    let open = chair.patch(&one, &right.etag(), json!({ "to": null })).await;
    assert_eq!((open.status.as_u16(), &open.body["to"]), (200, &Value::Null), "{}", open.body);
    assert!(stands(&app).await.ends_with(" 2199-12-31"));
    assert_eq!(app.count("changes where entity = 'loan_freeze'").await, 3);
    assert!(!app.text("select string_agg(difference::text, ' ') from changes").await.contains("Con trai"));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.patch(&one, &open.etag(), json!({ "to": null })).await.status, 404);
    assert_eq!(stranger.post_if(&ending, &open.etag(), on("2026-11-21")).await.status, 404);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
    fn day(&mut self, first: &str, days: u64) -> NaiveDate {
        first.parse::<NaiveDate>().unwrap() + Days::new(self.below(days))
    }
}

/// A loan of any age, paid by any number of payments, paused in any way; and the statements that enter it.
fn any_loan(dice: &mut Dice, site: Site, number: u64, sql: &mut String) -> (Uuid, [Option<NaiveDate>; 2]) {
    let rules: LendingRules = serde_json::from_str(LENDING).unwrap();
    let contract = LoanContract::new(&rules, Amount::new(5_000_000).unwrap(), 6, 0, None).unwrap();
    let disbursed_on = dice.day("2026-02-01", 290);
    let plan = schedule::plan(&contract, disbursed_on);
    let id = Uuid::now_v7();
    let mut payments = vec![];
    let mut repaid = 0;
    for instalment in plan.instalments.iter().take(usize::try_from(dice.below(6)).unwrap()) {
        let paid_on = (instalment.due_on + Days::new(dice.below(40))).min(TODAY);
        let part = |part, amount_vnd| Allocation { part, instalment: instalment.number, amount_vnd };
        let principal = if dice.below(4) == 0 {
            Vnd::new(1 + i64::try_from(dice.below(400_000)).unwrap())
        } else {
            instalment.principal_vnd
        };
        let mut allocations = vec![part(AllocationPart::Interest, instalment.interest_vnd)];
        if dice.below(8) > 0 {
            allocations.push(part(AllocationPart::Principal, principal));
            repaid += principal.get();
        }
        let whole = allocations.len() == 2 && principal == instalment.principal_vnd;
        payments.push(DividedPayment { paid_on, allocations, late_charge_waived_vnd: Vnd::ZERO });
        if !whole {
            break;
        }
    }
    let mut freezes = vec![];
    for _ in 0..dice.below(4) {
        let from = dice.day("2026-01-01", 340);
        let to = (dice.below(5) > 0).then(|| from + Days::new(dice.below(90)));
        freezes.push(Freeze { from, to });
    }
    let (club, borrower, user) = (site.club, site.borrower, Uuid::nil());
    let frozen = serde_json::to_string(&contract).unwrap();
    let owed = 5_000_000 - repaid;
    writeln!(
        sql,
        "insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months,
            applied_on, contract, principal_vnd, disbursed_on, schedule_number, outstanding_vnd, repaid_vnd, recorded_by)
         values ('{id}', '{club}', '{borrower}', {number}, 'active', 'Mẫu', 5000000, 6, '{disbursed_on}', '{frozen}',
            5000000, '{disbursed_on}', 1, {owed}, {repaid}, '{user}');
         insert into loan_schedules (loan_id, number, effective_on, reason, starts_on)
         values ('{id}', 1, '{disbursed_on}', 'disbursement', '{disbursed_on}');"
    )
    .unwrap();
    for i in &plan.instalments {
        let (number, due_on, principal, interest) = (i.number, i.due_on, i.principal_vnd, i.interest_vnd);
        writeln!(
            sql,
            "insert into loan_instalments values ('{id}', 1, {number}, '{due_on}', {principal}, {interest});"
        )
        .unwrap();
    }
    for (payment, number) in payments.iter().zip(1..) {
        let (paid, entry, paid_on) = (Uuid::now_v7(), Uuid::now_v7(), payment.paid_on);
        writeln!(
            sql,
            "insert into repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes, recorded_by)
             values ('{paid}', '{id}', '{club}', '{entry}', {number}, '{paid_on}', 1, 1, false, '{user}');"
        )
        .unwrap();
        for (line, number) in payment.allocations.iter().zip(1..) {
            let (part, instalment, amount) = (<&str>::from(line.part), line.instalment, line.amount_vnd);
            writeln!(
                sql,
                "insert into repayment_lines values ('{paid}', {number}, '{part}', {instalment}, {amount});"
            )
            .unwrap();
        }
    }
    for freeze in &freezes {
        let (freeze_id, from) = (Uuid::now_v7(), freeze.from);
        let to = freeze.to.map_or("null".to_owned(), |to| format!("'{to}'"));
        writeln!(
            sql,
            "insert into loan_freezes (id, loan_id, kind, from_day, to_day, recorded_by)
             values ('{freeze_id}', '{id}', 'disaster', '{from}', {to}, '{user}');"
        )
        .unwrap();
    }
    let versions = [EffectiveSchedule { number: 1, effective_on: disbursed_on, schedule: plan }];
    let facts = LoanFacts {
        contract: &contract,
        versions: &versions,
        payments: &payments,
        freezes: &freezes,
        written_off: None,
    };
    (id, [late_since(&facts, TODAY), frozen_until(&facts, TODAY)])
}

#[actix_web::test]
async fn what_the_database_says_of_many_loans_is_what_the_arithmetic_says_of_each() {
    let app = TestApp::start().await;
    let mut sql = "alter table repayments drop constraint repayments_entry_id_fkey;
         alter table loan_freezes drop constraint loan_freezes_once_a_day;"
        .to_owned();
    let mut dice = Dice(0x2026_1122);
    let expected: Vec<_> = (2..402).map(|number| any_loan(&mut dice, app.here, number, &mut sql)).collect();
    app.rows(&sql).await;
    app.rows(&format!("select logic.settle_lateness(array(select id from loans), '{TODAY}')")).await;
    let (mut moved, mut frozen) = (0, 0);
    for (id, [late, until]) in expected {
        let said = app.rows(&format!("select late_since, frozen_until from loans where id = '{id}'")).await;
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        assert_eq!(said[0], [text(late), text(until)], "{id}");
        moved += i32::from(late.is_some_and(|late| late > TODAY));
        frozen += i32::from(until.is_some());
    }
    assert!(moved > 20 && frozen > 20, "{moved} moved, {frozen} stand still: the test has gone blind");
    let again = format!("select logic.settle_lateness(array(select id from loans), '{TODAY}')");
    assert_eq!(app.text(&again).await, "0");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&address(app.here)).await.status, 404);
}
