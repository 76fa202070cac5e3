//! The command that reads all books again, run as an operator would.

use crate::money::loans::step;
use crate::support::TestApp;
use crate::support::service::command;
use lien_the_he::platform::auth::Role;
use serde_json::json;

/// Whether everything agreed, and what was printed.
pub fn verify(app: &TestApp) -> (bool, String) {
    command(&app.db.url(), &["verify"])
}

#[actix_web::test]
async fn books_that_nobody_touched_agree_with_all_that_is_kept_of_them() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let entries = format!("/v1/clubs/{club}/entries");
    let (treasurer, bookkeeper) =
        (app.role(Role::ClubTreasurer, app.here).await, app.role(Role::ClubBookkeeper, app.here).await);
    // two of them at once, each saving something: numbers have no gaps, and chains no forks
    let saved = |n: i64| json!({ "kind": "savings_deposit", "member_id": app.here.member, "on": "2026-11-17", "amount_vnd": n });
    let many = (1..=20).map(|n| {
        if n % 2 == 0 { treasurer.post(&entries, saved(n)) } else { bookkeeper.post(&entries, saved(n)) }
    });
    let replies = futures_util::future::join_all(many).await;
    assert!(replies.iter().all(|reply| reply.status == 201));
    let numbers = app
        .text(&format!(
            "select count(distinct number) || ' ' || max(number) from ledger_entries where club_id = '{club}'"
        ))
        .await;
    assert_eq!(numbers, "24 24");
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(
        chair.post(&format!("/v1/clubs/{club}/closings"), json!({ "through": "2026-10-31" })).await.status,
        201
    );
    let census = app.census().await;
    let (agrees, told) = verify(&app);
    assert!(agrees && told.contains("everything agrees") && told.contains("4 clubs, 28 entries"), "{told}");
    assert_eq!(app.census().await, census, "nothing is written");
    let proof = treasurer.get(&format!("/v1/clubs/{club}/ledger/proof?limit=1")).await;
    assert_eq!(proof.body["head"]["holds"], true);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&entries, saved(1)).await.status, 404);
}

#[actix_web::test]
async fn every_difference_is_told_with_the_clubs_code_and_the_entrys_number() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let code = app.text(&format!("select code from clubs where id = '{club}'")).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(
        chair.post(&format!("/v1/clubs/{club}/closings"), json!({ "through": "2026-10-31" })).await.status,
        201
    );
    app.rows(
        "alter table ledger_lines disable trigger user; alter table ledger_entries disable trigger user",
    )
    .await;
    for sql in [
        format!(
            "update ledger_lines set amount_vnd = -25000000 where club_id = '{club}' and number = 3 and account = 'cash'"
        ),
        format!("insert into savings_balances values ('{}', '{club}', 5)", app.here.member),
        format!("update loans set repaid_vnd = 400000, outstanding_vnd = 4600000 where club_id = '{club}'"),
        format!("update fund_metrics set seed_vnd = 1 where club_id = '{club}'"),
        "alter table ledger_vouchers disable trigger user".to_owned(),
        format!("update ledger_vouchers set number = 9 where club_id = '{club}' and entry = 3"),
    ] {
        app.rows(&sql).await;
    }
    let (agrees, told) = verify(&app);
    assert!(!agrees, "{told}");
    for difference in [
        format!("{code} #3: it was changed after it was posted"),
        format!("{code} #3: Income: its lines add up to -20000000 instead of nothing"),
        format!("{code} #3: Income Cash is below nothing on 2026-09-17"),
        format!("{code}: the balance of Income Cash is kept as 15535000, and the lines come to -4465000"),
        format!(
            "{code}: the closing through 2026-10-31 of Income Cash is kept as 15535000, and the lines come to -4465000"
        ),
        format!("{code}: what member {} saved is kept as 5, and the lines come to 0", app.here.member),
        format!(
            "{code}: what is owed of loan {} is kept as 4600000, and the lines come to 4500000",
            app.here.loan
        ),
        format!("{code}: fund_metrics.seed_vnd is kept as 1, and counts to 20000000"),
        format!(
            "{code}: the voucher of #3 in Income is kept as PC 009/2026, and the lines come to PC 001/2026"
        ),
    ] {
        assert!(told.contains(&difference), "{difference}\nis not in\n{told}");
    }
    let other = app.text(&format!("select code from clubs where id = '{}'", app.there.club)).await;
    assert!(!told.contains(&other), "{told}");
}

#[actix_web::test]
async fn a_reschedule_that_charges_days_twice_and_a_late_charge_above_the_law_are_told() {
    let app = TestApp::start().await;
    let (loan, code) =
        (app.here.loan, app.text(&format!("select code from clubs where id = '{}'", app.here.club)).await);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let board = [app.here.member, app.here.plain_member];
    let body = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": board, "reason": "Gà chết vì dịch",
        "months": 10, "votes": board.map(|member| json!({ "member_id": member, "vote": "in_favour" })) });
    let granted = step(&secretary, loan, "reschedules", body).await;
    assert_eq!(granted.status, 201, "{}", granted.body);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 100_000 });
    assert_eq!(treasurer.post(&format!("/v1/loans/{loan}/repayments"), paid).await.status, 201);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
    let instalments = granted.body["schedule"]["instalments"].as_array().unwrap();
    let days: i64 = instalments.iter().map(|row| row["interest_vnd"].as_i64().unwrap()).sum();
    app.rows(&format!(
        "update loan_instalments set interest_vnd = interest_vnd + 31500 where loan_id = '{loan}' and schedule = 2 and number = 2;
         insert into repayment_lines values ('{}', 3, 'late_charge', 1, 50000)",
        app.here.repayment
    ))
    .await;
    let (agrees, told) = verify(&app);
    assert!(!agrees, "{told}");
    for difference in [
        format!(
            "{code}: loan {loan}: its reschedule of 2026-11-19 bears {} of interest, and its days come to {days}",
            days + 31_500
        ),
        format!("{code}: loan {loan}: its late charges come to 50000 by 2026-10-17, and the law allows 0"),
    ] {
        assert!(told.contains(&difference), "{difference}\nis not in\n{told}");
    }
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/loans/{loan}/schedules")).await.status, 404);
}

#[actix_web::test]
async fn every_law_that_one_entry_breaks_for_another_is_told() {
    let app = TestApp::start().await;
    let (here, club) = (app.here, app.here.club);
    let code = app.text(&format!("select code from clubs where id = '{club}'")).await;
    let (treasurer, chair) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubChair, here).await);
    let entries = format!("/v1/clubs/{club}/entries");
    for body in [
        json!({ "kind": "pooled_capital", "member_id": here.member, "on": "2026-11-01", "amount_vnd": 9_000 }),
        json!({ "kind": "pooled_capital_return", "member_id": here.member, "on": "2026-11-02", "amount_vnd": 9_000 }),
        json!({ "kind": "savings_deposit", "member_id": here.member, "on": "2026-11-03", "amount_vnd": 1_000_000 }),
        json!({ "kind": "interest_transfer", "on": "2026-11-04", "amount_vnd": 35_000 }),
    ] {
        let posted = treasurer.post(&entries, body).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
    }
    let handover = json!({ "fund": "income", "on": "2026-11-05", "amount_vnd": 15_500_000, "party": "A", "document": "1" });
    let proposed = treasurer.post(&format!("/v1/clubs/{club}/fund-handovers"), handover).await;
    let approval = format!("/v1/entry-proposals/{}/approval", proposed.id());
    assert_eq!(chair.post_if(&approval, &proposed.etag(), json!({})).await.status, 201);
    let (agrees, told) = verify(&app);
    assert!(agrees && told.contains("what is owed to whom and that it is covered"), "{told}");

    let lines = |set: &str, number: i32, account: &str| {
        format!(
            "update ledger_lines set {set} where club_id = '{club}' and number = {number} and account = '{account}'"
        )
    };
    app.rows(
        "alter table ledger_lines disable trigger user; alter table ledger_entries disable trigger user",
    )
    .await;
    for sql in [
        lines(&format!("member_id = '{}'", here.plain_member), 6, "pooled_capital"),
        lines("amount_vnd = amount_vnd * 36 / 35", 8, "retained_result"),
        lines("amount_vnd = amount_vnd * 36 / 35", 8, "cash"),
        lines("amount_vnd = amount_vnd * 36 / 35", 8, "operating_capital"),
        lines("amount_vnd = 16000000", 9, "capital"),
        lines("amount_vnd = -16000000", 9, "cash"),
        format!("update clubs set state = 'dissolved', ended_on = '2026-11-04' where id = '{club}'"),
        format!(
            "insert into club_transitions (id, club_id, event, from_state, to_state, occurred_on, created_at)
             values (gen_random_uuid(), '{club}', 'dissolution', 'active', 'dissolved', '2026-11-04', '2024-06-21')"
        ),
    ] {
        app.rows(&sql).await;
    }
    let (agrees, told) = verify(&app);
    assert!(!agrees, "{told}");
    for difference in [
        format!(
            "{code} #6: what member {} has in PooledCapital is below nothing on 2026-11-02",
            here.plain_member
        ),
        format!("{code}: what member {} put in is kept as 0, and the lines come to -9000", here.plain_member),
        format!("{code} #8: 1000 more interest than the regulation's share has gone by 2026-11-04"),
        format!("{code} #9: 501000 of what is owed to members is not covered on 2026-11-05"),
        format!("{code} #9: it was posted after the club had ended"),
        format!("{code}: it ended on 2026-11-04, and 16499000 was left in Income Cash"),
        format!("{code}: it ended on 2026-11-04, and -1000000 was left in Income Savings"),
        format!("{code}: it ended on 2026-11-04, and #9 is of 2026-11-05"),
    ] {
        assert!(told.contains(&difference), "{difference}\nis not in\n{told}");
    }
    assert!(!told.contains("#1: it was posted after the club had ended"), "{told}");
}
