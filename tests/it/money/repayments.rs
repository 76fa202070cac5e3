//! Repayments, through the whole application; undoing them, through the store.

use crate::support::world::Site;
use crate::support::{Reply, TestApp, pools};
use actix_web::http::Method;
use chrono::NaiveDate;
use futures_util::future::join;
use lien_the_he::money::ledger::model::Posting;
use lien_the_he::money::{ledger, repayments};
use lien_the_he::platform::auth::{Role, Scope};
use lien_the_he::platform::db::{Change, Db};
use lien_the_he::platform::error::Code;
use lien_the_he::platform::ids::{ClubId, EntryId};
use lien_the_he::platform::log::Event;
use serde_json::{Value, json};

fn address(site: Site) -> String {
    format!("/v1/loans/{}/repayments", site.loan)
}

/// What a receipt paid: part, instalment, amount.
fn lines(reply: &Reply) -> Vec<(String, i64, i64)> {
    let lines = reply.body["lines"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    let line = |line: &Value| {
        let number = |name: &str| line[name].as_i64().unwrap();
        (line["part"].as_str().unwrap().to_owned(), number("instalment"), number("amount_vnd"))
    };
    lines.iter().map(line).collect()
}

/// What is lent by the ledger is what is owed by the loans, of every club; and every loan's last schedule, paid
/// or not, is the principal that was owed when it was drawn up.
pub async fn books_and_loans_agree(app: &TestApp) {
    let apart = app
        .count(
            "clubs c
              where (select coalesce(sum(balance_vnd), 0) from ledger_balances b
                      where b.club_id = c.id and b.account = 'loans')
                 <> (select coalesce(sum(outstanding_vnd), 0) from loans l where l.club_id = c.id)
                 or (select coalesce(sum(m.outstanding_vnd), 0) from lending_metrics m where m.club_id = c.id)
                 <> (select coalesce(sum(outstanding_vnd), 0) from loans l where l.club_id = c.id)",
        )
        .await;
    assert_eq!(apart, 0, "the ledger lends another sum than the loans owe");
    let open = app
        .count(
            "loans l where l.state = 'active' and l.outstanding_vnd
                <> (select sum(i.principal_vnd) from loan_instalments i
                     where i.loan_id = l.id and i.schedule = l.schedule_number)
                 - (select coalesce(sum(p.amount_vnd), 0)
                      from repayments r join repayment_lines p on p.repayment_id = r.id
                     where r.loan_id = l.id and r.reversed_by is null and p.part = 'principal'
                       and p.instalment >= (select min(i.number) from loan_instalments i
                                             where i.loan_id = l.id and i.schedule = l.schedule_number))",
        )
        .await;
    assert_eq!(open, 0, "a schedule and its payments do not add up to what is owed");
}

#[actix_web::test]
async fn repayments_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let one = format!("/v1/repayments/{}", app.here.repayment);
    let payoff = format!("/v1/loans/{}/payoff", app.here.loan);
    let auditor = app.role(Role::ClubSecretary, app.here).await;
    let list = auditor.get(&address(app.here)).await;
    assert_eq!((list.items().len(), &list.items()[0]["number"]), (1, &json!(1)));
    let found = auditor.get(&one).await;
    assert_eq!(lines(&found), [("interest".into(), 1, 35_000), ("principal".into(), 1, 500_000)]);
    assert_eq!(found.body["receipt_code"], "0000-0006-0004");
    let end = auditor.get(&payoff).await;
    let sum: i64 =
        end.body["lines"].as_array().unwrap().iter().map(|l| l["amount_vnd"].as_i64().unwrap()).sum();
    assert_eq!((sum, &end.body["total_vnd"]), (4_560_000, &json!(4_560_000)), "{}", end.body);
    let before = auditor.get(&format!("{payoff}?on=2026-09-16")).await;
    assert_eq!(before.body["total_vnd"], 0);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (one, format!("/v1/repayments/{}", app.here.member)),
        (payoff, format!("/v1/loans/{}/payoff", app.here.member)),
        (address(app.here), format!("/v1/loans/{}/repayments", app.here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
}

#[actix_web::test]
async fn a_repayment_is_divided_explained_and_posted() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let body = json!({ "on": "2026-11-22", "amount_vnd": 532_000, "document": "PT 09/2026" });
    let looked =
        treasurer.post(&format!("/v1/loans/{}/repayment-previews", app.here.loan), body.clone()).await;
    assert_eq!((looked.status.as_u16(), &looked.body["id"]), (200, &json!(null)), "{}", looked.body);
    assert_eq!(app.count("repayments").await, 2);
    let paid = treasurer.post(&address(app.here), body).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    assert_eq!(lines(&paid), [("interest".into(), 2, 32_000), ("principal".into(), 2, 500_000)]);
    assert_eq!(lines(&paid), lines(&looked));
    let next =
        json!({ "number": 3, "due_on": "2026-12-17", "principal_vnd": 500_000, "interest_vnd": 28_000 });
    for (name, value) in [
        ("outstanding_before_vnd", json!(4_500_000)),
        ("outstanding_vnd", json!(4_000_000)),
        ("next_due", next),
        ("closes", json!(false)),
        ("late_charge_due_vnd", json!(0)),
        ("schedule", json!(null)),
    ] {
        assert_eq!((&paid.body[name], &looked.body[name]), (&value, &value), "{name}");
    }
    let entry = app
        .text(
            "select string_agg(l.account || ' ' || l.amount_vnd, ', ' order by l.line) || ' ' || e.document
               from ledger_entries e join ledger_lines l using (club_id, number)
              where e.kind = 'repayment' and e.number = 5 group by e.document",
        )
        .await;
    assert_eq!(entry, "cash 532000, loans -500000, interest_income -32000 PT 09/2026");
    let code = app.text("select receipt_code from ledger_entries where number = 5").await;
    assert_eq!(paid.body["receipt_code"], code);
    let found = treasurer.get(&format!("/v1/repayments/{}", paid.id())).await;
    assert_eq!((&found.body["receipt_code"], &found.body["number"]), (&json!(code), &json!(2)));
    assert_eq!(app.count("changes where entity = 'repayment' and action = 'created'").await, 1);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'repaid'").await, 1);
    let loan = format!(
        "select late_since || ' ' || repaid_vnd || ' ' || state from loans where id = '{}'",
        app.here.loan
    );
    assert_eq!(app.text(&loan).await, "2026-12-17 1000000 active");
    books_and_loans_agree(&app).await;
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let body = json!({ "on": "2026-11-22", "amount_vnd": 1 });
    assert_eq!(stranger.post(&address(app.here), body).await.status, 404);
}

#[actix_web::test]
async fn what_is_paid_in_advance_draws_up_a_new_schedule_and_the_rest_ends_the_loan() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let early = json!({ "on": "2026-11-22", "amount_vnd": 1_532_000, "early": true, "purse": "bank" });
    let paid = treasurer.post(&address(app.here), early).await;
    assert_eq!(lines(&paid)[2], ("advance_principal".into(), 3, 1_000_000), "{}", paid.body);
    let left = paid.body["schedule"]["instalments"].as_array().unwrap();
    let owed: i64 = left.iter().map(|i| i["principal_vnd"].as_i64().unwrap()).sum();
    assert_eq!((owed, &paid.body["outstanding_vnd"], left.len()), (3_000_000, &json!(3_000_000), 6));
    books_and_loans_agree(&app).await;
    let payoff =
        treasurer.get(&format!("/v1/loans/{}/payoff", app.here.loan)).await.body["total_vnd"].clone();
    let ends = json!({ "on": "2026-11-22", "amount_vnd": payoff });
    let paid = treasurer.post(&address(app.here), ends).await;
    assert_eq!((&paid.body["closes"], &paid.body["next_due"]), (&json!(true), &json!(null)), "{}", paid.body);
    books_and_loans_agree(&app).await;
    let again = treasurer.post(&address(app.here), json!({ "on": "2026-11-22", "amount_vnd": 1 })).await;
    assert_eq!((again.code(), &again.body["state"]), ("loan_state_refuses", &json!("repaid")));
    let closed = format!("select closed_on from loans where id = '{}' and state = 'repaid'", app.here.loan);
    assert_eq!(app.text(&closed).await, "2026-11-22");
    let secretary = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(secretary.get(&address(app.here)).await.status, 404);
}

#[actix_web::test]
async fn lateness_costs_and_the_board_may_waive_it() {
    let app = TestApp::start_on(NaiveDate::from_ymd_opt(2026, 12, 20).unwrap()).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let preview = format!("/v1/loans/{}/repayment-previews", app.here.loan);
    // 33 days of 12.6 % a year on half a million; the instalment of three days ago is within the days of grace
    let paid = treasurer.post(&preview, json!({ "on": "2026-12-20", "amount_vnd": 1_066_000 })).await;
    let expected = [
        ("late_charge", 2, 6_000),
        ("interest", 2, 32_000),
        ("interest", 3, 28_000),
        ("principal", 2, 500_000),
        ("principal", 3, 500_000),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(part, number, vnd)| ((*part).to_owned(), *number, *vnd)).collect();
    assert_eq!(lines(&paid), expected, "{}", paid.body);
    let body =
        json!({ "on": "2026-12-20", "amount_vnd": 1_060_000, "late_charge_waived_because": "Ốm nằm viện" });
    let paid = treasurer.post(&address(app.here), body).await;
    assert_eq!(lines(&paid), expected[1..], "{}", paid.body);
    assert_eq!(
        (&paid.body["late_charge_due_vnd"], &paid.body["late_charge_waived_vnd"]),
        (&json!(6_000), &json!(6_000))
    );
    assert!(!app.text("select string_agg(difference::text, ' ') from changes").await.contains("viện"));
    let after = treasurer.post(&preview, json!({ "on": "2026-12-20", "amount_vnd": 1_000 })).await;
    assert_eq!(after.body["late_charge_due_vnd"], 0);
    books_and_loans_agree(&app).await;
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&preview, json!({ "on": "2026-12-20", "amount_vnd": 1 })).await.status, 404);
}

#[actix_web::test]
async fn a_repayment_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = address(app.here);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&list, json!({})).await.code(), "forbidden");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    app.rows(&format!(
        "update ledgers set closed_through = '2026-10-31' where club_id = '{}'",
        app.here.club
    ))
    .await;
    let census = app.census().await;
    for (amount, code) in [
        ("0", "amount_not_positive"),
        ("-532000", "amount_not_positive"),
        ("532000.5", "amount_not_whole"),
        ("1000000000001", "amount_too_large"),
        ("99999999999999999999", "amount_too_large"),
    ] {
        let body: Value =
            serde_json::from_str(&format!(r#"{{ "on": "2026-11-22", "amount_vnd": {amount} }}"#)).unwrap();
        assert_eq!(treasurer.post(&list, body).await.errors(), [("/amount_vnd", code)], "{amount}");
    }
    let text = treasurer.post(&list, json!({ "on": "2026-11-22", "amount_vnd": "532000" })).await;
    assert_eq!(text.errors(), [("/amount_vnd", "wrong_type")]);
    let tomorrow = treasurer.post(&list, json!({ "on": "2026-11-23", "amount_vnd": 1 })).await;
    assert_eq!(tomorrow.errors(), [("/on", "date_in_future")]);
    let closed = treasurer.post(&list, json!({ "on": "2026-10-31", "amount_vnd": 1 })).await;
    assert_eq!((closed.code(), &closed.body["closed_through"]), ("books_closed", &json!("2026-10-31")));
    let above = treasurer.post(&list, json!({ "on": "2026-11-22", "amount_vnd": 4_560_001 })).await;
    assert_eq!((above.code(), &above.body["payoff_vnd"]), ("repayment_above_payoff", &json!(4_560_000)));
    let below =
        treasurer.post(&list, json!({ "on": "2026-11-22", "amount_vnd": 4_559_999, "early": true })).await;
    assert_eq!(below.code(), "repayment_above_payoff", "{}", below.body);
    assert!(below.body["at_most_vnd"].as_i64().unwrap() < 4_559_999);
    app.rows("update ledgers set closed_through = null").await;
    let before = treasurer.post(&list, json!({ "on": "2026-10-16", "amount_vnd": 1 })).await;
    assert_eq!((before.code(), &before.body["last_on"]), ("paid_before_last_payment", &json!("2026-10-17")));
    app.rows(&format!(
        "update ledgers set closed_through = '2026-10-31' where club_id = '{}'",
        app.here.club
    ))
    .await;
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(
        stranger.post(&list, json!({ "on": "2026-11-22", "amount_vnd": 4_560_001 })).await.status,
        404
    );
}

#[actix_web::test]
async fn a_repeat_is_the_same_repayment_and_a_second_phone_is_judged_on_what_is_left() {
    let app = TestApp::start().await;
    let list = address(app.here);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let body = json!({ "on": "2026-11-22", "amount_vnd": 532_000 });
    let key = [("Idempotency-Key", "one-repayment-two-taps")];
    let tap = || treasurer.send(Method::POST, &list, Some(body.clone()), &key);
    let (one, other) = join(tap(), tap()).await;
    assert_eq!((one.status.as_u16(), one.body), (201, other.body));
    assert_eq!(app.count("repayments").await, 3);
    let more = json!({ "on": "2026-11-22", "amount_vnd": 532_001 });
    let reused = treasurer.send(Method::POST, &list, Some(more), &key).await;
    assert_eq!((reused.status.as_u16(), reused.code()), (422, "idempotency_key_reused"));
    let payoff =
        treasurer.get(&format!("/v1/loans/{}/payoff", app.here.loan)).await.body["total_vnd"].clone();
    let all = json!({ "on": "2026-11-22", "amount_vnd": payoff });
    let (one, other) = join(treasurer.post(&list, all.clone()), bookkeeper.post(&list, all)).await;
    let mut codes = [one.code().to_owned(), other.code().to_owned()];
    codes.sort();
    assert_eq!(codes, ["", "loan_state_refuses"], "{} {}", one.body, other.body);
    assert_eq!(app.count("repayments").await, 4);
    books_and_loans_agree(&app).await;
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&list, body).await.status, 404);
}

/// Undoes an entry as its reversal does: in one transaction with its opposite.
pub async fn undo(app: &TestApp, db: &Db, entry: &str) -> Result<(), Code> {
    let scope = Scope::operator(app.today);
    let entry = EntryId(entry.parse().unwrap());
    let undone = db.write(&scope, async |w| {
        let mut ledger = ledger::store::hold(w, ClubId(app.here.club)).await?;
        let entry = ledger::store::find(w, entry).await?;
        let opposite = Posting::reversing(&entry, app.today, "Ghi nhầm");
        let events = repayments::store::undo(w, &ledger, &entry, opposite.id()).await?;
        let posted = ledger::store::post(w, &mut ledger, vec![opposite]).await?;
        Ok(Change::several((), Event::created(&posted[0]), events))
    });
    let done = undone.await.map_err(|e| e.code());
    books_and_loans_agree(app).await;
    done
}

#[actix_web::test]
async fn the_last_repayment_can_be_undone_and_what_was_before_holds_again() {
    let app = TestApp::start().await;
    let db = pools(&app.db.url(), 2);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let loan = format!(
        "select concat_ws(' ', state, outstanding_vnd, repaid_vnd, late_since, schedule_number) from loans where id = '{}'",
        app.here.loan
    );
    let last = "select entry_id from repayments where reversed_by is null and loan_id = (select loan_id from repayments where number = 2 limit 1) order by number desc limit 1";
    let payoff = format!("/v1/loans/{}/payoff?on=2026-11-30", app.here.loan);
    let as_it_was = treasurer.get(&payoff).await.body;

    for amount in [1_532_000, 700_000] {
        let early = json!({ "on": "2026-11-22", "amount_vnd": amount, "early": true });
        assert_eq!(treasurer.post(&address(app.here), early).await.status, 201);
    }
    assert_eq!(app.text(&loan).await, "active 2300000 2700000 2026-12-17 3");
    let second = app.text("select entry_id from repayments where number = 2").await;
    assert_eq!(undo(&app, &db, &second).await, Err(Code::LaterPaymentsStand));
    let third = app.text(last).await;
    assert_eq!(undo(&app, &db, &third).await, Ok(()));
    assert_eq!(app.text(&loan).await, "active 3000000 2000000 2026-12-17 4");
    assert_eq!(undo(&app, &db, &third).await, Err(Code::AlreadyReversed));
    assert_eq!(undo(&app, &db, &second).await, Ok(()));
    assert_eq!(app.text(&loan).await, "active 4500000 500000 2026-11-17 5");
    assert_eq!(treasurer.get(&payoff).await.body, as_it_was);

    // what was entered for a wrong day can be entered for the right one
    let right = json!({ "on": "2026-11-18", "amount_vnd": 532_000 });
    let paid = treasurer.post(&address(app.here), right).await;
    assert_eq!(lines(&paid), [("interest".into(), 2, 32_000), ("principal".into(), 2, 500_000)]);
    let rest = treasurer.get(&format!("/v1/loans/{}/payoff", app.here.loan)).await.body["total_vnd"].clone();
    let ends = json!({ "on": "2026-11-22", "amount_vnd": rest });
    assert_eq!(treasurer.post(&address(app.here), ends).await.body["closes"], true);
    for outstanding in ["active 4000000", "active 4500000", "active 5000000"] {
        let entry = app.text(last).await;
        assert_eq!(undo(&app, &db, &entry).await, Ok(()));
        assert!(app.text(&loan).await.starts_with(outstanding), "{}", app.text(&loan).await);
    }
    let handed_out = format!(
        "select id from ledger_entries where kind = 'disbursement' and club_id = '{}'",
        app.here.club
    );
    let handed_out = app.text(&handed_out).await;
    assert_eq!(undo(&app, &db, &handed_out).await, Ok(()));
    assert_eq!(app.text(&loan).await, "approved 0 0 5");
    let gift = app.here.entry.to_string();
    assert_eq!(undo(&app, &db, &gift).await, Err(Code::ReversedWithItsCause));
    let undone = treasurer.get(&address(app.here)).await;
    assert!(undone.items().iter().all(|row| row["reversed_by"].is_string()), "{}", undone.body);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.get(&address(app.here)).await.status, 404);
}
