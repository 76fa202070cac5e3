//! Savings cycles and their share-out, through the whole application.

use crate::money::movements::on;
use crate::money::verify::verify;
use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Four more members of the club here, who joined with the others.
async fn four_more(app: &TestApp) -> Vec<Uuid> {
    let mut members = vec![];
    for i in 0..4_u128 {
        let (person, member) = (app.here.club.as_u128() + 0x3f0 + i, app.here.club.as_u128() + 0x3e0 + i);
        let (person, member) = (Uuid::from_u128(person), Uuid::from_u128(member));
        app.rows(&format!(
            "insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision, hamlet_id, ethnicity,
                lives_alone, disabled)
             select '{person}', full_name, folded, sort_key, sex, birth_date, birth_precision, hamlet_id, ethnicity,
                lives_alone, disabled from persons where id = '{}'",
            app.here.person
        ))
        .await;
        app.rows(&format!(
            "insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             values ('{member}', '{person}', '{}', 'active', '2024-06-20', '2024-02-01', '2024-06-20')",
            app.here.club
        ))
        .await;
        members.push(member);
    }
    // counted as by a program that wrote them
    app.rows(&format!("select logic.count_clubs(array['{}']::uuid[], '{}')", app.here.club, app.today)).await;
    members
}

/// The votes of the whole board.
fn votes(app: &TestApp, choice: &str) -> (Value, Value) {
    let board = [app.here.member, app.here.plain_member, app.here.borrower];
    (json!(board), board.iter().map(|m| json!({ "member_id": m, "vote": choice })).collect())
}

#[actix_web::test]
async fn seven_members_share_a_cycle_out_and_nothing_is_left() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let (entries, one) = (format!("/v1/clubs/{club}/entries"), format!("/v1/cycles/{}", app.here.cycle));
    let (chair, treasurer) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubTreasurer, app.here).await);
    let members: Vec<Uuid> = [app.here.member, app.here.plain_member, app.here.borrower]
        .into_iter()
        .chain(four_more(&app).await)
        .collect();
    for (member, shares) in members.iter().zip([1, 2, 3, 1, 2, 3, 5]) {
        let body = json!({ "kind": "share_purchase", "member_id": member, "on": "2026-11-17", "amount_vnd": shares * 20_000 });
        let reply = treasurer.post(&entries, body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
    let saved = json!({ "kind": "savings_deposit", "member_id": members[0], "on": "2026-11-17", "amount_vnd": 70_000 });
    assert_eq!(treasurer.post(&entries, saved).await.status, 201);
    let advance = json!({ "kind": "advance", "fund": "income", "member_id": members[0], "on": "2026-11-17", "amount_vnd": 9_000, "narrative": "In sổ" });
    let advance = treasurer.post(&entries, advance).await;

    let etag = chair.etag(&one).await;
    let previews = format!("{one}/share-out-previews");
    let early = chair.post(&previews, json!({ "on": "2026-11-16" })).await;
    assert_eq!(early.errors(), [("/on", "date_order")]);
    let preview = chair.post(&previews, json!({ "on": "2026-11-20" })).await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert_eq!(
        (&preview.body["running_loans"], &preview.body["open_advances_vnd"]),
        (&json!(1), &json!(9_000))
    );
    let (present, all) = votes(&app, "in_favour");
    let decided = |total: &Value, votes: &Value| json!({ "on": "2026-11-20", "total_vnd": total, "document": "BB 11", "present": present, "votes": votes });
    let share_out = format!("{one}/share-out");
    let running = chair.post_if(&share_out, &etag, decided(&preview.body["total_vnd"], &all)).await;
    assert_eq!((running.code(), &running.body["running_loans"]), ("loans_still_running", &json!(1)));

    let payoff = chair.get(&format!("/v1/loans/{}/payoff?on=2026-11-20", app.here.loan)).await.body;
    let payoff = payoff["total_vnd"].as_i64().unwrap();
    let paid = json!({ "amount_vnd": payoff, "on": "2026-11-20", "early": true });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", app.here.loan), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let advances = chair.post_if(&share_out, &etag, decided(&preview.body["total_vnd"], &all)).await;
    assert_eq!(
        (advances.code(), &advances.body["open_advances_vnd"]),
        ("advances_still_open", &json!(9_000))
    );
    let path = format!("/v1/entries/{}/advance-settlements", advance.id());
    let returned = treasurer.post(&path, json!({ "on": "2026-11-20", "returned_vnd": 9_000 })).await;
    assert_eq!(returned.status, 201, "{}", returned.body);

    let surplus = 35_000 + payoff - 4_500_000;
    let plan = chair.post(&previews, json!({ "on": "2026-11-20" })).await.body;
    assert_eq!((&plan["surplus_vnd"], &plan["dividend_vnd"]), (&json!(surplus), &json!(surplus)));
    assert_eq!((&plan["shares_vnd"], &plan["savings_vnd"]), (&json!(340_000), &json!(70_000)));
    assert_eq!(plan["total_vnd"], 410_000 + surplus);
    let of = |plan: &Value, field: &str| -> Vec<i64> {
        plan["members"].as_array().unwrap().iter().map(|m| m[field].as_i64().unwrap()).collect()
    };
    assert_eq!(of(&plan, "shares"), [1, 2, 3, 1, 2, 3, 5]);
    // the whole đồng first, then the largest fractions
    let exact: Vec<(i64, i64)> =
        of(&plan, "shares").iter().map(|n| (surplus * n / 17, surplus * n % 17)).collect();
    let left = surplus - exact.iter().map(|(whole, _)| whole).sum::<i64>();
    let mut order: Vec<usize> = (0..7).collect();
    order.sort_by_key(|i| -exact[*i].1);
    let one_more = &order[..usize::try_from(left).unwrap()];
    let expected: Vec<i64> =
        exact.iter().enumerate().map(|(i, (whole, _))| whole + i64::from(one_more.contains(&i))).collect();
    assert_eq!(of(&plan, "dividend_vnd"), expected);
    assert_eq!(of(&plan, "total_vnd").iter().sum::<i64>(), 410_000 + surplus);

    let census = app.census().await;
    let changed = chair.post_if(&share_out, &etag, decided(&preview.body["total_vnd"], &all)).await;
    assert_eq!((changed.code(), &changed.body["total_vnd"]), ("share_out_changed", &plan["total_vnd"]));
    let against =
        chair.post_if(&share_out, &etag, decided(&plan["total_vnd"], &votes(&app, "against").1)).await;
    assert_eq!(against.code(), "share_out_refused");
    let mut alone = decided(&plan["total_vnd"], &json!([]));
    alone["present"] = json!([app.here.member]);
    assert_eq!(chair.post_if(&share_out, &etag, alone).await.code(), "quorum_missing");
    let keeper = treasurer.post_if(&share_out, &etag, decided(&plan["total_vnd"], &all)).await;
    assert_eq!(keeper.code(), "forbidden");
    assert_eq!(app.census().await, census);
    let done = chair.post_if(&share_out, &etag, decided(&plan["total_vnd"], &all)).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("shared_out")), "{}", done.body);
    assert_eq!((&done.body["share_out"]["members"], &done.body["in_favour"]), (&plan["members"], &json!(3)));
    for account in ["shares", "savings", "loans", "advances"] {
        assert_eq!(on(&app, "2026-11-20", "income", account).await, 0, "{account}");
    }
    // of the fund its own capital stays, and that alone
    assert_eq!(on(&app, "2026-11-20", "income", "cash").await, 20_000_000);
    assert_eq!(on(&app, "2026-11-20", "income", "surplus").await, surplus);
    let left: i64 = done.body["share_out"]["left"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["balance_vnd"].as_i64().unwrap())
        .sum();
    assert_eq!(left, 0);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
    let again = chair.post_if(&share_out, &done.etag(), decided(&plan["total_vnd"], &all)).await;
    assert_eq!((again.code(), &again.body["state"]), ("cycle_state_refuses", &json!("shared_out")));

    // reversed, the cycle is open again
    let entry = done.body["entry_id"].as_str().unwrap();
    let asked = treasurer.post(&format!("/v1/entries/{entry}/reversals"), json!({ "reason": "Nhầm" })).await;
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let undone = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    let open = chair.get(&one).await.body;
    assert_eq!((&open["state"], &open["entry_id"]), (&json!("open"), &Value::Null));
    assert_eq!(on(&app, "2026-11-22", "income", "shares").await, -340_000);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn a_cycle_is_opened_by_the_rule_of_its_first_day_one_at_a_time() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/cycles", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let open = async |body: Value| chair.post(&list, body).await;
    assert_eq!(open(json!({ "starts_on": "2026-11-01" })).await.code(), "regulation_without_cycle");
    let rule = r#"{ "cycle": { "share_price_vnd": 50000, "months": 6, "carried_over_percent": 5 } }"#;
    crate::money::movements::rules(&app, rule).await;
    assert_eq!(open(json!({ "starts_on": "2026-11-01" })).await.code(), "cycle_open");
    assert_eq!(open(json!({ "starts_on": "2026-11-23" })).await.errors(), [("/starts_on", "date_in_future")]);
    app.rows(&format!("delete from cycles where id = '{}'", app.here.cycle)).await;
    let backwards = open(json!({ "starts_on": "2026-11-01", "ends_on": "2026-10-31" })).await;
    assert_eq!(backwards.errors(), [("/ends_on", "date_order")]);
    let cycle = open(json!({ "starts_on": "2026-08-31" })).await;
    assert_eq!(
        (cycle.status.as_u16(), &cycle.body["ends_on"]),
        (201, &json!("2027-02-27")),
        "{}",
        cycle.body
    );
    assert_eq!((&cycle.body["rules"]["share_price_vnd"], &cycle.body["number"]), (&json!(50_000), &json!(1)));
    // a later regulation does not change it
    crate::money::movements::rules(&app, "{}").await;
    let one = format!("/v1/cycles/{}", cycle.id());
    assert_eq!(chair.get(&one).await.body["rules"]["carried_over_percent"], 5);
    let stranger = app.role(Role::ClubChair, app.there).await;
    stranger.cannot_tell(&one, &format!("/v1/cycles/{}", app.here.member)).await;
    stranger.cannot_tell(&list, &format!("/v1/clubs/{}/cycles", app.here.member)).await;
    assert_eq!(stranger.post(&list, json!({ "starts_on": "2026-11-01" })).await.status, 404);
    assert_eq!(stranger.post(&format!("{one}/share-out-previews"), json!({})).await.status, 404);
    // who reads the books without the names sees no member's part
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(finance.get(&one).await.status, 200);
    assert_eq!(finance.post(&format!("{one}/share-out-previews"), json!({})).await.code(), "forbidden");
}
