//! Closings, through the whole application.

use crate::support::TestApp;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn balances(closing: &Value) -> BTreeMap<String, i64> {
    let lines = closing["balances"].as_array().unwrap();
    lines
        .iter()
        .map(|line| (format!("{} {}", line["fund"], line["account"]), line["balance_vnd"].as_i64().unwrap()))
        .collect()
}

#[actix_web::test]
async fn a_closed_period_stays_as_it_is_and_the_next_goes_on_from_there() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/closings", app.here.club);
    let entries = format!("/v1/clubs/{}/entries", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let key = [("Idempotency-Key", "the-closing-of-september")];
    let september = json!({ "through": "2026-09-30" });
    let first = chair.send(Method::POST, &list, Some(september.clone()), &key).await;
    assert_eq!((first.status.as_u16(), &first.body["last_number"]), (201, &json!(4)), "{}", first.body);
    assert_eq!(balances(&first.body)["\"income\" \"cash\""], 15_000_000);
    assert_eq!(app.count("changes where entity = 'ledger_closing' and action = 'created'").await, 1);
    let again = chair.send(Method::POST, &list, Some(september), &key).await;
    assert_eq!((again.body, app.count("ledger_closings").await), (first.body.clone(), 1));

    let gift = |on: &str| json!({ "kind": "donation", "party": "A", "on": on, "amount_vnd": 1_000 });
    let late = treasurer.post(&entries, gift("2026-09-30")).await;
    assert_eq!((late.code(), &late.body["closed_through"]), ("books_closed", &json!("2026-09-30")));
    assert_eq!(treasurer.post(&entries, gift("2026-10-01")).await.status, 201);
    // past the application, the tables refuse it too
    let club = app.here.club;
    let sql = app.db.connect().await;
    let past = format!(
        "insert into ledger_lines select club_id, number, (line + 7)::smallint, fund, account, amount_vnd,
        member_id, loan_id, on_day from ledger_lines where club_id = '{club}' and number = 1"
    );
    assert!(format!("{:?}", sql.batch_execute(&past).await).contains("the period is closed"));

    let second = chair.post(&list, json!({ "through": "2026-10-31" })).await;
    assert_eq!(second.status, 201, "{}", second.body);
    let (before, mut after) = (balances(&first.body), balances(&second.body));
    let moved = app
        .rows(&format!(
            "select fund, account, sum(amount_vnd) from ledger_lines where club_id = '{club}'
            and on_day > '2026-09-30' and on_day <= '2026-10-31' group by 1, 2"
        ))
        .await;
    for row in moved {
        let [fund, account, sum] = [0, 1, 2].map(|i| row[i].clone().unwrap());
        *after.get_mut(&format!("\"{fund}\" \"{account}\"")).unwrap() -= sum.parse::<i64>().unwrap();
    }
    after.retain(|_, balance| *balance != 0);
    assert_eq!(after, before);
    assert_eq!(after.values().sum::<i64>(), 0);

    let officer = app.role(Role::CommuneFinanceOfficer, app.here).await;
    let page = officer.get(&format!("{list}?limit=1")).await;
    assert_eq!(page.items()[0], second.body);
    let next = page.body["next"].as_str().unwrap();
    assert_eq!(officer.get(&format!("{list}?limit=1&after={next}")).await.items()[0], first.body);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&list).await.status, 404);
    assert_eq!(stranger.post(&list, json!({ "through": "2026-11-01" })).await.status, 404);
}

#[actix_web::test]
async fn books_are_closed_by_those_who_may_through_a_day_that_is_over() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/closings", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&list, json!({})).await.code(), "forbidden");
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let census = app.census().await;
    assert_eq!(bookkeeper.post(&list, json!({})).await.errors(), [("/through", "required")]);
    assert_eq!(
        bookkeeper.post(&list, json!({ "through": "31/10/2026" })).await.errors(),
        [("/through", "date")]
    );
    for (through, code) in [
        ("2026-11-22", "closing_in_the_future"),
        ("2026-12-31", "closing_in_the_future"),
        ("2024-05-19", "fund_not_open"),
    ] {
        assert_eq!(bookkeeper.post(&list, json!({ "through": through })).await.code(), code, "{through}");
    }
    assert_eq!(app.census().await, census);
    assert_eq!(bookkeeper.post(&list, json!({ "through": "2026-10-31" })).await.status, 201);
    for through in ["2026-10-31", "2026-10-30"] {
        let reply = bookkeeper.post(&list, json!({ "through": through })).await;
        assert_eq!(
            (reply.code(), &reply.body["closed_through"]),
            ("closing_in_the_future", &json!("2026-10-31"))
        );
    }
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    assert_eq!(stranger.post(&list, json!({ "through": "2026-11-01" })).await.status, 404);
}
