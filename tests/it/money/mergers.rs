//! Clubs that merge with money and running loans, through the whole application.

use crate::money::verify::verify;
use crate::support::world::Site;
use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::{ClubId, UnitId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

const DAY: &str = "2026-11-01";

fn merger(site: Site) -> Value {
    json!({ "into": site.other_club, "on": DAY, "decision_number": "81/QĐ-UBND", "decision_date": "2026-10-28",
            "reason": "Hai xóm sáp nhập." })
}

/// Somebody who keeps the money of a club.
async fn treasurer_of(app: &TestApp, club: Uuid) -> Client<'_> {
    let user = app.here.user(Role::ClubTreasurer);
    app.user(user, &[(Role::ClubTreasurer, Place::Club(ClubId(club)))]).await
}

/// Savings of 300,000 in the club that is to end, and of 200,000 in the other one.
async fn save(app: &TestApp) -> String {
    let there = format!("select id from memberships where club_id = '{}'", app.here.other_club);
    let there = app.text(&there).await;
    for (club, member, amount) in [
        (app.here.club, app.here.plain_member.to_string(), 300_000),
        (app.here.other_club, there.clone(), 200_000),
    ] {
        let saved = json!({ "kind": "savings_deposit", "member_id": member, "on": "2026-10-20", "amount_vnd": amount });
        let reply = treasurer_of(app, club).await.post(&format!("/v1/clubs/{club}/entries"), saved).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
    there
}

/// Merges the club of the world into the other one, which lies beside it.
async fn merge(app: &TestApp) -> Reply {
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let etag = committee.etag(&format!("/v1/clubs/{}", app.here.club)).await;
    let path = format!("/v1/clubs/{}/merger", app.here.club);
    committee.post_if(&path, &etag, merger(app.here)).await
}

/// The balances of a club's accounts, as its trial balance shows them on a day.
async fn balances(client: &Client<'_>, club: Uuid, on: &str) -> BTreeMap<String, i64> {
    let reply = client.get(&format!("/v1/clubs/{club}/trial-balance?on={on}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let mut all = BTreeMap::new();
    for fund in reply.body["funds"].as_array().unwrap() {
        assert_eq!(fund["balanced"], true);
        for account in fund["accounts"].as_array().unwrap() {
            let name = format!("{} {}", fund["fund"].as_str().unwrap(), account["account"].as_str().unwrap());
            all.insert(name, account["balance_vnd"].as_i64().unwrap());
        }
    }
    all
}

/// What a person's new membership is.
async fn continued(app: &TestApp, member: Uuid) -> Uuid {
    app.text(&format!("select transferred_to from memberships where id = '{member}'")).await.parse().unwrap()
}

/// All money that is counted of the commune as of today, but how many clubs began with how much.
async fn counted(app: &TestApp) -> String {
    app.text(&format!(
        "select string_agg(name || ' ' || value, ', ' order by name)
           from (select name, sum(value) as value from logic.commune_sums_now
                  where commune_id = '{}' and name ~ '^(fund|lending|repayment)_metrics'
                    and name not in ('fund_metrics.first_funding_vnd', 'fund_metrics.has_both_funds')
                  group by name having sum(value) <> 0) s",
        app.here.commune
    ))
    .await
}

/// The figures of both clubs on a day.
async fn figures(app: &TestApp, since: &str, day: &str) -> String {
    app.text(&format!(
        "select jsonb_agg(to_jsonb(f) order by f.club_id)::text
           from logic.figures_on(array['{}', '{}']::uuid[], '{since}', '{day}') f",
        app.here.club, app.here.other_club
    ))
    .await
}

#[actix_web::test]
async fn a_merged_club_hands_over_its_money_to_the_dong() {
    let app = TestApp::start().await;
    app.beside().await;
    let (club, into) = (app.here.club, app.here.other_club);
    let saver = save(&app).await;
    let reader = app.role(Role::CommuneAssociation, app.here).await;
    let before = (counted(&app).await, figures(&app, "2026-01-01", "2026-10-31").await);
    assert!(before.0.contains("lending_metrics.outstanding_vnd 4500000"), "{}", before.0);
    let merged = merge(&app).await;
    assert_eq!(merged.status, 201, "{}", merged.body);
    assert_eq!((&merged.body["state"], &merged.body["merged_into"]), (&json!("merged"), &json!(into)));

    let old = balances(&reader, club, DAY).await;
    assert!(old.len() == 7 && old.values().all(|balance| *balance == 0), "{old:?}");
    let yesterday = balances(&reader, club, "2026-10-31").await;
    assert_eq!((yesterday["income cash"], yesterday["income savings"]), (15_835_000, -300_000));
    let new = balances(&reader, into, DAY).await;
    let expected = [
        ("income capital", -20_000_000),
        ("income cash", 16_035_000),
        ("income interest_income", -35_000),
        ("income loans", 4_500_000),
        ("income savings", -500_000),
        ("operating cash", 1_000_000),
        ("operating donations", -1_000_000),
    ];
    assert_eq!(new, BTreeMap::from(expected.map(|(name, vnd)| (name.to_owned(), vnd))));

    assert_eq!(counted(&app).await, before.0, "the commune has what it had");
    assert_eq!(
        figures(&app, "2026-01-01", "2026-10-31").await,
        before.1,
        "and the days before are as they were"
    );
    assert_eq!(
        app.text(&format!("select string_agg(balance_vnd::text, ' ' order by balance_vnd) from savings_balances where club_id = '{into}'")).await,
        "200000 300000"
    );
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");

    let mergers = reader.get(&format!("/v1/clubs/{club}/ledger-mergers")).await;
    assert_eq!(mergers.items(), reader.get(&format!("/v1/clubs/{into}/ledger-mergers")).await.items());
    let merger = &mergers.items()[0];
    assert_eq!((&merger["club_id"], &merger["successor_id"]), (&json!(club), &json!(into)));
    assert_eq!((&merger["on"], &merger["loans"]), (&json!(DAY), &json!(1)));
    let entry = |key: &str| format!("/v1/entries/{}", merger[key].as_str().unwrap());
    let (out, taken) = (reader.get(&entry("out_entry_id")).await, reader.get(&entry("in_entry_id")).await);
    assert_eq!((&out.body["kind"], &taken.body["kind"]), (&json!("merger_out"), &json!("merger_in")));
    assert_eq!((&out.body["club_id"], &taken.body["club_id"]), (&json!(club), &json!(into)));
    assert_eq!(out.body["document"], "81/QĐ-UBND");
    let line = |reply: &Reply, account: &str| {
        let lines = reply.body["lines"].as_array().unwrap().clone();
        lines.into_iter().find(|line| line["account"] == account).unwrap()
    };
    let plain = continued(&app, app.here.plain_member).await;
    let (left, came) = (line(&out, "savings"), line(&taken, "savings"));
    assert_eq!((&left["member_id"], &left["amount_vnd"]), (&json!(app.here.plain_member), &json!(300_000)));
    assert_eq!((&came["member_id"], &came["amount_vnd"]), (&json!(plain), &json!(-300_000)));

    for (member, savings) in [(app.here.plain_member, [300_000, 0]), (plain, [0, 300_000])] {
        let statement = reader.get(&format!("/v1/members/{member}/money-statement?from={DAY}")).await;
        let account = &statement.body["accounts"][0];
        assert_eq!(account["account"], "savings", "{}", statement.body);
        assert_eq!(
            [&account["opening_vnd"], &account["closing_vnd"]],
            [&json!(savings[0]), &json!(savings[1])]
        );
    }
    let withdrawn =
        json!({ "kind": "savings_withdrawal", "member_id": plain, "on": DAY, "amount_vnd": 300_000 });
    let entries = format!("/v1/clubs/{into}/entries");
    assert_eq!(
        treasurer_of(&app, into).await.post(&entries, withdrawn).await.status,
        201,
        "it is hers there"
    );
    let other = json!({ "kind": "savings_withdrawal", "member_id": saver, "on": DAY, "amount_vnd": 200_001 });
    assert_eq!(treasurer_of(&app, into).await.post(&entries, other).await.code(), "not_enough_savings");

    let receipt = app.anonymous().get(&format!("/v1/receipts/{}", app.here.receipt_code())).await;
    assert_eq!((receipt.status.as_u16(), &receipt.body["amount_vnd"]), (200, &json!(1_000_000)));
    let proof = reader.get(&format!("/v1/clubs/{club}/ledger/proof?limit=1")).await;
    assert_eq!((&proof.body["head"]["holds"], &proof.body["head"]["last_number"]), (&json!(true), &json!(6)));
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{club}/ledger-mergers")).await.status, 404);
}

#[actix_web::test]
async fn a_loan_goes_on_in_the_successor_as_if_nothing_had_happened() {
    let app = TestApp::start().await;
    app.beside().await;
    let (club, into, loan) = (app.here.club, app.here.other_club, app.here.loan);
    let reader = app.role(Role::CommuneAssociation, app.here).await;
    let pay = json!({ "on": "2026-11-20", "amount_vnd": 535_000 });
    let path = format!("/v1/loans/{loan}");
    let statement = |on: &str| format!("{path}/statement?on={on}");
    let (as_if, stood) = (
        reader.post(&format!("{path}/repayment-previews"), pay.clone()).await,
        reader.get(&statement("2026-10-31")).await,
    );
    assert_eq!((as_if.status.as_u16(), stood.status.as_u16()), (200, 200), "{}", as_if.body);
    let contract = app.text(&format!("select contract::text from loans where id = '{loan}'")).await;
    assert_eq!(merge(&app).await.status, 201);

    let borrower = continued(&app, app.here.borrower).await;
    let keeper = treasurer_of(&app, into).await;
    let moved = keeper.get(&path).await;
    assert_eq!((&moved.body["club_id"], &moved.body["member_id"]), (&json!(into), &json!(borrower)));
    assert_eq!((&moved.body["number"], &moved.body["outstanding_vnd"]), (&json!(1), &json!(4_500_000)));
    let from =
        json!([{ "from_club_id": club, "from_member_id": app.here.borrower, "from_number": 1, "on": DAY }]);
    assert_eq!(moved.body["transfers"], from);
    assert_eq!(app.text(&format!("select contract::text from loans where id = '{loan}'")).await, contract);
    assert_eq!(reader.get(&statement("2026-10-31")).await.body, stood.body, "it was the old club's that day");
    let after = reader.get(&statement(DAY)).await;
    assert_eq!((&after.body["club_id"], &after.body["member_id"]), (&json!(into), &json!(borrower)));
    assert_eq!(after.body["payments"], stood.body["payments"]);
    let paid_before = keeper.get(&format!("{path}/repayments")).await;
    assert_eq!(paid_before.items().len(), 1, "what was paid to the old club is shown");
    assert!(!paid_before.items()[0]["receipt_code"].as_str().unwrap().is_empty());

    let paid = keeper.post(&format!("{path}/repayments"), pay).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let but_its_name = |reply: &Reply| {
        let mut body = reply.body.clone();
        for name in ["id", "receipt_code"] {
            body[name] = Value::Null;
        }
        body
    };
    assert_eq!(but_its_name(&paid), but_its_name(&as_if), "divided to the đồng as without the merger");
    let posted = format!("repayments where loan_id = '{loan}' and club_id = '{into}'");
    assert_eq!(app.count(&posted).await, 1);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn the_loan_of_somebody_who_died_goes_on_under_the_membership_that_she_had() {
    let app = TestApp::start().await;
    app.beside().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let member = format!("/v1/members/{}", app.here.borrower);
    let died = json!({ "to": "deceased", "on": "2026-10-25" });
    let etag = association.etag(&member).await;
    assert_eq!(association.post_if(&format!("{member}/state-changes"), &etag, died).await.status, 201);
    assert_eq!(merge(&app).await.status, 201);
    let keeper = treasurer_of(&app, app.here.other_club).await;
    let loan = keeper.get(&format!("/v1/loans/{}", app.here.loan)).await;
    assert_eq!(loan.status, 200, "{}", loan.body);
    assert_eq!(
        (&loan.body["club_id"], &loan.body["member_id"]),
        (&json!(app.here.other_club), &json!(app.here.borrower))
    );
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 535_000 });
    let paid = keeper.post(&format!("/v1/loans/{}/repayments", app.here.loan), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let hers = association.get(&format!("{member}/money-statement")).await;
    let loans = hers.body["accounts"].as_array().unwrap().iter().find(|a| a["account"] == "loans").unwrap();
    assert_eq!(loans["closing_vnd"], 0, "hers in the old club is told by its books alone");
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn what_was_wrong_in_the_old_books_is_put_right_in_the_new_ones() {
    let app = TestApp::start().await;
    app.beside().await;
    assert_eq!(merge(&app).await.status, 201);
    let census = app.census().await;
    let keeper = treasurer_of(&app, app.here.club).await;
    let undo = json!({ "reason": "Ghi nhầm quỹ." });
    let refused = keeper.post(&format!("/v1/entries/{}/reversals", app.here.entry), undo).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "books_merged"), "{}", refused.body);
    assert_eq!(refused.body["successor_id"], json!(app.here.other_club));
    let gift = json!({ "kind": "donation", "party": "Công ty mẫu", "on": DAY, "amount_vnd": 1_000 });
    let refused = keeper.post(&format!("/v1/clubs/{}/entries", app.here.club), gift).await;
    assert_eq!(refused.code(), "books_merged", "{}", refused.body);
    let taken = "select id from ledger_entries where kind = 'merger_in'";
    let (taken, undo) = (app.text(taken).await, json!({ "reason": "Nhầm." }));
    let keeper = treasurer_of(&app, app.here.other_club).await;
    let refused = keeper.post(&format!("/v1/entries/{taken}/reversals"), undo).await;
    assert_eq!(refused.code(), "reversed_with_its_cause");
    assert_eq!(app.census().await, census);
}

#[actix_web::test]
async fn a_merger_names_all_that_stands_in_its_way_at_once() {
    let app = TestApp::start().await;
    let (club, into) = (app.here.club, app.here.other_club);
    save(&app).await;
    let plain = app.here.plain_member;
    app.rows(&format!(
        "insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on, recorded_by)
         values (gen_random_uuid(), '{club}', '{plain}', 2, 'submitted', 'Nuôi gà', 1000000, 6, '2026-10-01', '{nobody}');
         update memberships set state = 'left', ended_on = '2026-10-25', state_since = '2026-10-25', end_reason = 'x'
          where id = '{plain}';
         update ledgers set closed_through = '2026-10-31' where club_id in ('{club}', '{into}');
         update funds set opened_on = '2026-10-20' where club_id = '{into}' and kind = 'operating'",
        nobody = Uuid::nil()
    ))
    .await;
    let committee = committee_of_both(&app).await;
    let asked = json!({ "into": into, "on": "2026-10-19" });
    let census = app.census().await;
    let preview = committee.post(&format!("/v1/clubs/{club}/merger/previews"), asked.clone()).await;
    assert_eq!(preview.status, 200, "{}", preview.body);
    let obstacles = json!([
        { "kind": "other_commune", "count": null, "on": null },
        { "kind": "later_entries", "count": null, "on": "2026-10-20" },
        { "kind": "books_closed", "count": null, "on": "2026-10-31" },
        { "kind": "successor_books_closed", "count": null, "on": "2026-10-31" },
        { "kind": "successor_fund_not_open", "count": 1, "on": null },
        { "kind": "open_applications", "count": 1, "on": null },
        { "kind": "open_reversals", "count": 1, "on": null },
        { "kind": "open_proposals", "count": 1, "on": null },
        { "kind": "open_cycle", "count": 1, "on": null },
        { "kind": "owed_to_former_members", "count": 1, "on": null },
    ]);
    assert_eq!(preview.body["obstacles"], obstacles);
    let etag = committee.etag(&format!("/v1/clubs/{club}")).await;
    let mut body = asked.clone();
    body["reason"] = json!("Hai xóm sáp nhập.");
    let refused = committee.post_if(&format!("/v1/clubs/{club}/merger"), &etag, body).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "merger_obstructed"));
    assert_eq!(refused.body["obstacles"], obstacles);
    assert_eq!(app.census().await, census);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&format!("/v1/clubs/{club}/merger/previews"), asked.clone()).await.status, 403);
    let stranger = app.role(Role::CommuneCommittee, app.there).await;
    assert_eq!(stranger.post(&format!("/v1/clubs/{club}/merger/previews"), asked).await.status, 404);
}

#[actix_web::test]
async fn a_preview_tells_what_would_move() {
    let app = TestApp::start().await;
    app.beside().await;
    save(&app).await;
    let committee = app.role(Role::CommuneCommittee, app.here).await;
    let path = format!("/v1/clubs/{}/merger/previews", app.here.club);
    let census = app.census().await;
    let preview = committee.post(&path, json!({ "into": app.here.other_club, "on": DAY })).await;
    assert_eq!(preview.body["obstacles"], json!([]), "{}", preview.body);
    assert_eq!((&preview.body["members"], &preview.body["in_both"]), (&json!(4), &json!(0)));
    let accounts = ["capital", "cash", "donations", "interest_income", "loans", "savings"];
    assert_eq!(preview.body["accounts"], json!(accounts));
    let cash: Vec<_> =
        preview.body["funds"].as_array().unwrap().iter().map(|fund| fund["cash_vnd"].clone()).collect();
    assert_eq!(cash, [json!(15_835_000), json!(1_000_000)]);
    assert_eq!(app.census().await, census, "nothing is written");
    for (on, code) in [("2026-11-23", "invalid"), ("2024-05-19", "date_before_last_step")] {
        let refused = committee.post(&path, json!({ "into": app.here.other_club, "on": on })).await;
        assert_eq!(refused.code(), code);
    }
}

#[actix_web::test]
async fn capital_of_somebody_who_is_no_member_goes_on_under_the_name() {
    let app = TestApp::start().await;
    app.beside().await;
    let (club, into, party) = (app.here.club, app.here.other_club, "Hội Chữ thập đỏ mẫu");
    let lent =
        json!({ "kind": "pooled_capital", "party": party, "on": "2026-10-20", "amount_vnd": 2_000_000 });
    let entries = |club: Uuid| format!("/v1/clubs/{club}/entries");
    assert_eq!(treasurer_of(&app, club).await.post(&entries(club), lent).await.status, 201);
    assert_eq!(merge(&app).await.status, 201);
    for kind in ["merger_out", "merger_in"] {
        let named = format!("ledger_entries where kind = '{kind}' and party = '{party}'");
        assert_eq!(
            (app.count(&named).await, app.count(&format!("ledger_entries where kind = '{kind}'")).await),
            (1, 2)
        );
    }
    let last = "ledger_mergers m join ledgers l on l.club_id = m.club_id
        join ledger_entries e on e.id = m.out_entry_id and e.number = l.last_number and e.party is null";
    assert_eq!(app.count(last).await, 1);
    let reader = app.role(Role::CommuneAssociation, app.here).await;
    let new = balances(&reader, into, DAY).await;
    assert_eq!((new["income pooled_capital"], new["income capital"]), (-2_000_000, -20_000_000));
    assert!(balances(&reader, club, DAY).await.values().all(|balance| *balance == 0));
    let back = json!({ "kind": "pooled_capital_return", "party": party, "on": DAY, "amount_vnd": 2_000_000 });
    assert_eq!(treasurer_of(&app, into).await.post(&entries(into), back).await.status, 201);
    let (agrees, told) = verify(&app);
    assert!(agrees, "{told}");
}

#[actix_web::test]
async fn verify_finds_what_a_merger_left_behind_or_moved_without_its_line() {
    let app = TestApp::start().await;
    app.beside().await;
    save(&app).await;
    assert_eq!(merge(&app).await.status, 201);
    let (club, into, loan) = (app.here.club, app.here.other_club, app.here.loan);
    let code = app.text(&format!("select code from clubs where id = '{club}'")).await;
    let successor = app.text(&format!("select code from clubs where id = '{into}'")).await;
    app.rows("alter table ledger_lines disable trigger user").await;
    app.rows(&format!(
        "update loans set club_id = '{club}' where id = '{loan}';
         update ledger_lines l set amount_vnd = amount_vnd - 1000 from ledger_entries e
          where e.club_id = l.club_id and e.number = l.number and e.kind = 'merger_in' and l.account = 'savings'"
    ))
    .await;
    let (agrees, told) = verify(&app);
    assert!(!agrees, "{told}");
    for difference in [
        format!("{code}: 1 loans stayed behind when it was merged"),
        format!("{code}: what is owed of loan {loan} is kept as 4500000, and the lines come to 0"),
        format!("{successor}: what is owed of loan {loan} is kept as 0, and the lines come to 4500000"),
        format!("{code}: Income Savings: what it handed over and what was taken over differ by -1000"),
    ] {
        assert!(told.contains(&difference), "{difference}\nis not in\n{told}");
    }
}

/// Somebody who may close clubs in both communes of the province.
async fn committee_of_both(app: &TestApp) -> Client<'_> {
    let at = |unit| (Role::CommuneCommittee, Place::Commune(UnitId(unit)));
    let user = app.here.user(Role::CommuneCommittee);
    app.user(user, &[at(app.here.commune), at(app.here.other_commune)]).await
}
