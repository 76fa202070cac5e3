//! The ledger, through the whole application.

use crate::support::{Reply, TestApp};
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn on(reply: &Reply, account: &str) -> i64 {
    let lines = reply.body["lines"].as_array().unwrap();
    lines
        .iter()
        .filter(|line| line["account"] == account)
        .map(|line| line["amount_vnd"].as_i64().unwrap())
        .sum()
}

#[actix_web::test]
async fn entries_are_read_in_reach_and_nowhere_else() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let one = format!("/v1/entries/{}", app.here.entry);
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    let numbers: Vec<_> = finance.get(&list).await.items().iter().map(|row| row["number"].clone()).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
    let page = finance.get(&format!("{list}?limit=2")).await;
    let next = page.body["next"].as_str().unwrap();
    assert_eq!(finance.get(&format!("{list}?limit=2&after={next}")).await.items()[0]["number"], 2);
    assert_eq!(finance.get(&one).await.body["amount_vnd"], 1_000_000);
    let chair = app.role(Role::ClubChair, app.here).await;
    let hers = chair.get(&format!("{list}?member_id={}&kind=repayment", app.here.borrower)).await;
    assert_eq!(hers.items().len(), 1);
    assert_eq!(hers.items()[0]["lines"].as_array().unwrap().len(), 3);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    for (hidden, absent) in [
        (one, format!("/v1/entries/{}", app.here.member)),
        (list, format!("/v1/clubs/{}/entries", app.here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
}

#[actix_web::test]
async fn every_movement_is_numbered_chained_and_told_in_the_change_log_without_its_words() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let member = app.here.member;
    for (number, (body, account, amount)) in (5..).zip([
        (
            json!({ "kind": "seed_money", "source": "elderly_care_fund", "amount_vnd": 5_000_000 }),
            "capital",
            -5_000_000,
        ),
        (
            json!({ "kind": "contribution", "member_id": member, "amount_vnd": 20_000 }),
            "contributions",
            -20_000,
        ),
        (json!({ "kind": "donation", "party": "Công ty mẫu", "amount_vnd": 300_000 }), "donations", -300_000),
        (
            json!({ "kind": "pooled_capital", "member_id": member, "amount_vnd": 500_000 }),
            "pooled_capital",
            -500_000,
        ),
        (
            json!({ "kind": "pooled_capital_return", "member_id": member, "amount_vnd": 200_000 }),
            "pooled_capital",
            200_000,
        ),
        (json!({ "kind": "savings_deposit", "member_id": member, "amount_vnd": 50_000 }), "savings", -50_000),
        (
            json!({ "kind": "savings_withdrawal", "member_id": member, "amount_vnd": 50_000 }),
            "savings",
            50_000,
        ),
        (
            json!({ "kind": "expense", "narrative": "Chè nước mẫu", "amount_vnd": 120_000 }),
            "operating_expenses",
            120_000,
        ),
        (
            json!({ "kind": "social_help", "member_id": member, "amount_vnd": 100_000 }),
            "social_help",
            100_000,
        ),
        (json!({ "kind": "interest_transfer", "amount_vnd": 35_000 }), "retained_result", 35_000),
        (json!({ "kind": "bank_deposit", "amount_vnd": 1_000_000 }), "bank", 1_000_000),
        (json!({ "kind": "bank_withdrawal", "amount_vnd": 400_000 }), "bank", -400_000),
    ]) {
        let mut body: Value = body;
        body["on"] = "2026-11-17".into();
        let reply = treasurer.post(&list, body).await;
        assert_eq!((reply.status.as_u16(), &reply.body["number"]), (201, &json!(number)), "{}", reply.body);
        assert_eq!(on(&reply, account), amount, "{}", reply.body);
    }
    let unchained =
        "ledger_entries e join ledger_entries p on p.club_id = e.club_id and p.number = e.number - 1
                     where e.previous_hash <> p.hash";
    assert_eq!(app.count(unchained).await, 0);
    let log =
        app.text("select string_agg(difference::text, '') from changes where entity = 'ledger_entry'").await;
    assert!(log.contains("seed_money") && !log.contains("mẫu"), "{log}");
    let off = "(select 1 from ledger_balances b full join (select club_id, fund, account, sum(amount_vnd) s
        from ledger_lines group by 1, 2, 3) l using (club_id, fund, account) where balance_vnd is distinct from s) x";
    assert_eq!(app.count(off).await, 0);
    let sums = app.rows(&format!("select income_bank_vnd, contributions_vnd, savings_vnd, seed_vnd from fund_metrics where club_id = '{}'", app.here.club)).await;
    let sums: Vec<_> = sums[0].iter().map(|sum| sum.clone().unwrap()).collect();
    assert_eq!(sums, ["600000", "20000", "0", "25000000"]);
}

#[actix_web::test]
async fn no_purse_is_ever_below_nothing_on_any_day() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    let expense = |on: &str, amount: i64| json!({ "kind": "expense", "narrative": "Chi", "on": on, "amount_vnd": amount });
    let too_much = treasurer.post(&list, expense("2026-11-01", 1_000_001)).await;
    assert_eq!((too_much.code(), &too_much.body["missing_vnd"]), ("not_enough_money", &json!(1)));
    // the money was not there yet, although it is now
    let early = treasurer.post(&list, expense("2024-06-19", 1)).await;
    assert_eq!(early.code(), "not_enough_money");
    let before_the_fund = treasurer.post(&list, expense("2024-05-19", 1)).await;
    assert_eq!(
        (before_the_fund.code(), &before_the_fund.body["opened_on"]),
        ("fund_not_open", &json!("2024-05-20"))
    );
    assert_eq!(app.census().await, census);
    assert_eq!(treasurer.post(&list, expense("2026-11-01", 900_000)).await.status, 201);
    // back-dated, it would leave too little for what was spent later
    let back_dated = treasurer.post(&list, expense("2026-01-01", 100_001)).await;
    assert_eq!((back_dated.code(), &back_dated.body["on"]), ("not_enough_money", &json!("2026-11-01")));
    assert_eq!(treasurer.post(&list, expense("2026-01-01", 100_000)).await.status, 201);
    let savings = |kind: &str, on: &str, amount: i64| json!({ "kind": kind, "member_id": app.here.member, "on": on, "amount_vnd": amount });
    assert_eq!(treasurer.post(&list, savings("savings_deposit", "2026-10-01", 100)).await.status, 201);
    let more = treasurer.post(&list, savings("savings_withdrawal", "2026-11-01", 101)).await;
    assert_eq!((more.code(), &more.body["missing_vnd"]), ("not_enough_savings", &json!(1)));
    let sooner = treasurer.post(&list, savings("savings_withdrawal", "2026-09-30", 100)).await;
    assert_eq!(sooner.code(), "not_enough_savings");
    let interest = json!({ "kind": "interest_transfer", "on": "2026-11-17", "amount_vnd": 35_001 });
    let interest = treasurer.post(&list, interest).await;
    assert_eq!(
        (interest.code(), &interest.body["transferable_vnd"]),
        ("transfer_above_share", &json!(35_000))
    );
}

#[actix_web::test]
async fn an_entry_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    assert_eq!(app.role(Role::ClubChair, app.here).await.post(&list, json!({})).await.code(), "forbidden");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    for (amount, code) in [
        (json!(0), "amount_not_positive"),
        (json!(-1), "amount_not_positive"),
        (json!(1.5), "amount_not_whole"),
        (json!(1_000_000_000_001_i64), "amount_too_large"),
        (json!(18_446_744_073_709_551_615_u64), "amount_too_large"),
        (json!("5000"), "wrong_type"),
        (Value::Null, "not_null"),
    ] {
        let body = json!({ "kind": "donation", "party": "A", "on": "2026-11-01", "amount_vnd": amount });
        assert_eq!(treasurer.post(&list, body).await.errors(), [("/amount_vnd", code)], "{amount}");
    }
    for (body, wrong) in [
        (json!({ "kind": "donation", "on": "2026-11-01", "amount_vnd": 1 }), ("/party", "required")),
        (json!({ "kind": "expense", "on": "2026-11-01", "amount_vnd": 1 }), ("/narrative", "required")),
        (
            json!({ "kind": "seed_money", "source": "enterprise", "on": "2026-11-23", "amount_vnd": 1 }),
            ("/on", "date_in_future"),
        ),
        (
            json!({ "kind": "expense", "fund": "income", "narrative": "x", "on": "2026-11-01", "amount_vnd": 1 }),
            ("/fund", "not_here"),
        ),
        (
            json!({ "kind": "contribution", "member_id": app.there.member, "on": "2026-11-01", "amount_vnd": 1 }),
            ("/member_id", "unknown_member"),
        ),
        (
            json!({ "kind": "contribution", "member_id": app.here.applicant, "on": "2026-11-01", "amount_vnd": 1 }),
            ("/member_id", "unknown_member"),
        ),
    ] {
        assert_eq!(treasurer.post(&list, body.clone()).await.errors(), [wrong], "{body}");
    }
    app.rows(&format!(
        "update ledgers set closed_through = '2026-10-31' where club_id = '{}'",
        app.here.club
    ))
    .await;
    let closed = json!({ "kind": "donation", "party": "A", "on": "2026-10-31", "amount_vnd": 1 });
    let closed = treasurer.post(&list, closed).await;
    assert_eq!((closed.code(), &closed.body["closed_through"]), ("books_closed", &json!("2026-10-31")));
    app.rows(&format!("update ledgers set closed_through = null where club_id = '{}'", app.here.club)).await;
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let gift = json!({ "kind": "donation", "party": "A", "on": "2026-11-01", "amount_vnd": 1 });
    assert_eq!(stranger.post(&list, gift).await.status, 404);
}

#[actix_web::test]
async fn a_repeated_entry_is_posted_once_also_when_both_come_at_the_same_time() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/entries", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let gift =
        |amount: i64| json!({ "kind": "donation", "party": "A", "on": "2026-11-01", "amount_vnd": amount });
    let key = [("Idempotency-Key", "a-gift-sent-by-a-phone")];
    let twin = || treasurer.send(Method::POST, &list, Some(gift(1)), &key);
    let (one, two, three) = futures_util::join!(twin(), twin(), twin());
    assert_eq!((one.status.as_u16(), &one.body, &one.body), (201, &two.body, &three.body));
    let other = treasurer.send(Method::POST, &list, Some(gift(2)), &key).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(app.count(&format!("ledger_entries where club_id = '{}'", app.here.club)).await, 5);
    // two treasurers at once: each gets a number of her own
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let many = (0..8).map(|n| {
        if n % 2 == 0 { treasurer.post(&list, gift(n + 1)) } else { bookkeeper.post(&list, gift(n + 1)) }
    });
    let replies = futures_util::future::join_all(many).await;
    let mut numbers: Vec<_> = replies.iter().map(|reply| reply.body["number"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (6..14).collect::<Vec<_>>());
}

#[actix_web::test]
async fn an_older_club_begins_with_what_it_has_and_owes() {
    let app = TestApp::start().await;
    let club = app.here.other_club;
    let open = format!("/v1/clubs/{club}/opening-balance");
    let place = lien_the_he::platform::auth::Place::Club(club.into());
    let treasurer = app.user(app.here.user(Role::ClubTreasurer), &[(Role::ClubTreasurer, place)]).await;
    let saver = app.text(&format!("select id from memberships where club_id = '{club}'")).await;
    let body = json!({ "on": "2026-10-01", "funds": [
        { "fund": "income", "cash_vnd": 12_500_000, "bank_vnd": 30_000_000 }, { "fund": "operating", "cash_vnd": 1_750_000 }],
        "savings": [{ "member_id": saver, "amount_vnd": 600_000 }], "pooled_capital": [{ "member_id": saver, "amount_vnd": 400_000 }] });
    let opened = treasurer.post(&open, body.clone()).await;
    assert_eq!((opened.status.as_u16(), on(&opened, "capital")), (201, -41_500_000), "{}", opened.body);
    assert_eq!(
        app.text(&format!("select balance_vnd from savings_balances where member_id = '{saver}'")).await,
        "600000"
    );
    assert_eq!(treasurer.post(&open, body.clone()).await.code(), "already_opened");
    let mut strange = body;
    strange["savings"][0]["member_id"] = json!(app.here.member);
    assert_eq!(
        treasurer.post(&open, strange.clone()).await.errors(),
        [("/savings/0/member_id", "unknown_member")]
    );
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&open, strange).await.status, 404);
}

#[actix_web::test]
async fn what_is_posted_cannot_be_rewritten_even_past_the_application() {
    let app = TestApp::start().await;
    let sql = app.db.connect().await;
    for rewrite in [
        "update ledger_lines set amount_vnd = 1",
        "delete from ledger_entries",
        "truncate ledger_lines",
        "insert into ledger_lines select club_id, number, 9::smallint, fund, account, amount_vnd, member_id, loan_id, on_day
           from ledger_lines where line = 1",
    ] {
        assert!(sql.batch_execute(rewrite).await.is_err(), "{rewrite}");
    }
}
