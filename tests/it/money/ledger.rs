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
async fn nobody_is_paid_back_capital_that_another_put_in() {
    let app = TestApp::start().await;
    let (here, list) = (app.here, format!("/v1/clubs/{}/entries", app.here.club));
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let capital = |kind: &str, on: &str, amount: i64, whose: Value| {
        let mut body = json!({ "kind": kind, "on": on, "amount_vnd": amount });
        body.as_object_mut().unwrap().extend(whose.as_object().unwrap().clone());
        body
    };
    let (anna, bob) = (json!({ "member_id": here.member }), json!({ "member_id": here.plain_member }));
    let (ox, oy) = (json!({ "party": "Ông Ích" }), json!({ "party": "Ông Yên" }));
    let (put, back) = ("pooled_capital", "pooled_capital_return");
    for (whose, amount) in [(&anna, 1_000_000), (&ox, 500_000)] {
        let put_in = treasurer.post(&list, capital(put, "2026-11-01", amount, whose.clone())).await;
        assert_eq!(put_in.status, 201, "{}", put_in.body);
    }
    for (whose, on, amount, missing) in [
        (&bob, "2026-11-02", 1_000_000, 1_000_000),
        (&anna, "2026-11-02", 1_000_001, 1),
        (&anna, "2026-10-31", 1, 1),
        (&oy, "2026-11-02", 1, 1),
        (&ox, "2026-11-02", 500_002, 2),
    ] {
        let refused = treasurer.post(&list, capital(back, on, amount, whose.clone())).await;
        assert_eq!(
            (refused.code(), &refused.body["missing_vnd"]),
            ("not_enough_capital", &json!(missing)),
            "{whose}"
        );
    }
    let returned = treasurer.post(&list, capital(back, "2026-11-03", 500_000, ox.clone())).await;
    assert_eq!(returned.status, 201);
    // back-dated, it would leave too little for what was paid back later
    let early = treasurer.post(&list, capital(back, "2026-11-02", 1, ox.clone())).await;
    assert_eq!((early.code(), &early.body["on"]), ("not_enough_capital", &json!("2026-11-03")));
    // what is undone is owed again to the one to whom it was paid, although a reversal names nobody
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/entries/{}/reversals", returned.id());
    let asked = treasurer.post(&path, json!({ "reason": "Nhầm" })).await;
    let path = format!("/v1/reversals/{}/approval", asked.id());
    assert_eq!(chair.post_if(&path, &asked.etag(), json!({})).await.status, 201);
    assert_eq!(treasurer.post(&list, capital(back, "2026-11-22", 500_000, ox)).await.status, 201);
    assert_eq!(treasurer.post(&list, capital(back, "2026-11-22", 1_000_000, anna)).await.status, 201);
    let owed = format!("pooled_balances where club_id = '{}' and balance_vnd <> 0", here.club);
    assert_eq!(app.count(&owed).await, 0);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&list, capital(put, "2026-11-22", 1, bob)).await.status, 404);
}

#[actix_web::test]
async fn interest_goes_to_the_operating_fund_by_the_share_of_the_day_on_which_it_came_in() {
    let app = TestApp::start().await;
    let (here, club) = (app.here, app.here.club);
    let list = format!("/v1/clubs/{club}/entries");
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let transfer =
        |on: &str, amount: i64| json!({ "kind": "interest_transfer", "on": on, "amount_vnd": amount });
    // 35,000 came in on 17 October
    let early = treasurer.post(&list, transfer("2026-10-16", 1)).await;
    assert_eq!(
        (early.code(), &early.body["transferable_vnd"], &early.body["on"]),
        ("transfer_above_share", &json!(0), &json!("2026-10-16"))
    );
    // in one meeting, the second transfer finds less than the first
    let count = |fund: &str, counted: i64| {
        json!({ "fund": fund, "counted_on": "2026-11-17", "counted_vnd": counted,
        "first_counter": here.member, "second_counter": here.plain_member })
    };
    let meeting = |second: i64| {
        json!({ "kind": "monthly", "held_on": "2026-11-17", "attendance": [],
        "others": [{ "kind": "interest_transfer", "amount_vnd": 20_000 }, { "kind": "interest_transfer", "amount_vnd": second }],
        "cash_counts": [count("income", 15_515_000 - second), count("operating", 1_020_000 + second)] })
    };
    let meetings = format!("/v1/clubs/{club}/meetings");
    let census = app.census().await;
    let above = treasurer.post(&meetings, meeting(15_001)).await;
    assert_eq!(
        (above.code(), &above.body["at"], &above.body["transferable_vnd"]),
        ("transfer_above_share", &json!("/others/1"), &json!(15_000)),
        "{}",
        above.body
    );
    assert_eq!(app.census().await, census);
    assert_eq!(treasurer.post(&meetings, meeting(10_000)).await.status, 201);
    // 5,000 are left; a regulation of today gives half of what comes in from today on, and nothing less of what came before
    app.rows(&format!(
        "insert into club_regulations (id, club_id, number, adopted_on, effective_from, body, lending)
         select gen_random_uuid(), club_id, number + 1, '2026-11-20', '2026-11-20', 'Điều 1.',
                lending || '{{\"interest_to_operating_percent\": 50}}' from club_regulations where id = '{}'",
        here.regulation
    ))
    .await;
    let more = treasurer.post(&list, transfer("2026-11-21", 5_001)).await;
    assert_eq!(more.body["transferable_vnd"], 5_000, "{}", more.body);
    let path = format!("/v1/loans/{}/repayments", here.loan);
    let paid = treasurer.post(&path, json!({ "on": "2026-11-20", "amount_vnd": 531_500 })).await;
    let interest: i64 = paid.body["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["part"] == "interest" || line["part"] == "late_charge")
        .map(|line| line["amount_vnd"].as_i64().unwrap())
        .sum();
    assert!(interest > 1, "{}", paid.body);
    let may = 5_000 + interest / 2;
    let more = treasurer.post(&list, transfer("2026-11-21", may + 1)).await;
    assert_eq!(more.body["transferable_vnd"], may, "{}", more.body);
    assert_eq!(treasurer.post(&list, transfer("2026-11-21", may)).await.status, 201);
    assert_eq!(treasurer.post(&list, transfer("2026-11-19", 1)).await.code(), "transfer_above_share");
}

#[actix_web::test]
async fn what_is_doubtful_is_posted_with_a_warning_that_is_kept() {
    let app = TestApp::start().await;
    let (here, list) = (app.here, format!("/v1/clubs/{}/entries", app.here.club));
    let (treasurer, bookkeeper) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubBookkeeper, here).await);
    let gift = |on: &str, document: &str| json!({ "kind": "donation", "party": "A", "on": on, "amount_vnd": 7, "document": document });
    let first = treasurer.post(&list, gift("2026-10-01", "PT 7")).await;
    assert_eq!((first.status.as_u16(), &first.body["warnings"]), (201, &json!([])), "{}", first.body);
    let again = treasurer.post(&list, gift("2026-11-01", "PT 7")).await;
    let warned = json!([{ "code": "same_voucher", "entries": [first.id()] }]);
    assert_eq!((again.status.as_u16(), &again.body["warnings"]), (201, &warned), "{}", again.body);
    assert_eq!(treasurer.get(&format!("/v1/entries/{}", again.id())).await.body["warnings"], warned);
    for unlike in [gift("2025-11-01", "PT 7"), gift("2026-11-01", "PT 8")] {
        assert_eq!(
            treasurer.post(&list, unlike).await.body["warnings"],
            json!([]),
            "another year, another voucher"
        );
    }
    // the same deposit, entered by two people
    let deposit = |amount: i64| json!({ "kind": "savings_deposit", "member_id": here.member, "on": "2026-11-01", "amount_vnd": amount });
    let one = treasurer.post(&list, deposit(50_000)).await;
    assert_eq!(treasurer.post(&list, deposit(50_000)).await.body["warnings"], json!([]), "by one who knows");
    assert_eq!(bookkeeper.post(&list, deposit(50_001)).await.body["warnings"], json!([]));
    let twin = bookkeeper.post(&list, deposit(50_000)).await;
    assert_eq!(twin.body["warnings"][0]["code"], "entered_twice", "{}", twin.body);
    let others = twin.body["warnings"][0]["entries"].as_array().unwrap();
    assert!(others.len() == 2 && others.contains(&json!(one.id())), "{}", twin.body);
    // and the same repayment, however it is divided
    let path = format!("/v1/loans/{}/repayments", here.loan);
    let payment = json!({ "on": "2026-11-20", "amount_vnd": 300_000 });
    assert_eq!(bookkeeper.post(&path, payment.clone()).await.body["warnings"], json!([]));
    let paid = treasurer.post(&path, payment).await;
    assert_eq!(paid.body["warnings"][0]["code"], "entered_twice", "{}", paid.body);
}

#[actix_web::test]
async fn the_books_of_a_club_that_has_ended_take_nothing_more() {
    let app = TestApp::start().await;
    let (here, club) = (app.here, app.here.club);
    let of_club = |noun: &str| format!("/v1/clubs/{club}/{noun}");
    let (treasurer, chair) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubChair, here).await);
    app.rows(&format!("update clubs set state = 'dissolved', ended_on = '2026-11-20' where id = '{club}'"))
        .await;
    let census = app.census().await;
    let count = json!({ "fund": "income", "counted_on": "2026-11-15", "counted_vnd": 777_000, "explanation": "Tìm thấy",
        "first_counter": here.member, "second_counter": here.plain_member });
    let handover =
        json!({ "fund": "income", "on": "2026-11-15", "amount_vnd": 1, "party": "A", "document": "1" });
    for (path, body) in [
        (
            of_club("entries"),
            json!({ "kind": "donation", "party": "A", "on": "2026-11-15", "amount_vnd": 1 }),
        ),
        (of_club("cash-counts"), count),
        (
            of_club("opening-balance"),
            json!({ "on": "2026-11-16", "funds": [{ "fund": "income", "cash_vnd": 5_000 }] }),
        ),
        (of_club("fund-handovers"), handover),
        (format!("/v1/entries/{}/reversals", here.entry), json!({ "reason": "Nhầm" })),
        (format!("/v1/loans/{}/repayments", here.loan), json!({ "on": "2026-11-15", "amount_vnd": 1_000 })),
    ] {
        let refused = treasurer.post(&path, body).await;
        assert_eq!(
            (refused.code(), &refused.body["ended_on"]),
            ("club_ended", &json!("2026-11-20")),
            "{path}"
        );
    }
    let closing = chair.post(&of_club("closings"), json!({ "through": "2026-11-15" })).await;
    assert_eq!(closing.code(), "club_ended");
    for (noun, id) in [("reversals", here.reversal), ("entry-proposals", here.entry_proposal)] {
        let approval = chair.post_if(&format!("/v1/{noun}/{id}/approval"), "\"1\"", json!({})).await;
        assert_eq!(approval.code(), "club_ended", "{noun}");
    }
    assert_eq!(app.census().await, census);
    // nor past the application
    let sql = app.db.connect().await;
    let forced = format!(
        "insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at, previous_hash, hash)
         select gen_random_uuid(), club_id, 5, 'donation', on_day, 'x', recorded_by, now(), '', '' from ledger_entries
          where club_id = '{club}' and number = 1"
    );
    assert!(sql.batch_execute(&forced).await.is_err());
}

#[actix_web::test]
async fn what_is_posted_cannot_be_rewritten_even_past_the_application() {
    let app = TestApp::start().await;
    let sql = app.db.connect().await;
    for rewrite in [
        "update ledger_lines set amount_vnd = 1",
        "delete from ledger_entries",
        "truncate ledger_lines",
        "update ledger_vouchers set number = number + 1",
        "delete from ledger_vouchers",
        "insert into ledger_lines select club_id, number, 9::smallint, fund, account, amount_vnd, member_id, loan_id, on_day
           from ledger_lines where line = 1",
    ] {
        assert!(sql.batch_execute(rewrite).await.is_err(), "{rewrite}");
    }
}
