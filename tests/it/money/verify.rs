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
