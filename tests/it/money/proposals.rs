//! Entries that take two people, through the whole application.

use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::UnitId;
use serde_json::{Value, json};

async fn decided(client: &Client<'_>, proposal: &Reply, what: &str) -> Reply {
    let path = format!("/v1/entry-proposals/{}/{what}", proposal.id());
    client.post_if(&path, &proposal.etag(), json!({})).await
}

fn handover(amount: i64) -> Value {
    json!({ "fund": "income", "on": "2026-11-17", "amount_vnd": amount, "party": "Hội mẫu", "document": "BB 1" })
}

/// What stands on an account in the lines of an entry or a proposal.
fn on(body: &Value, account: &str) -> i64 {
    let lines = body["lines"].as_array().unwrap().iter().filter(|line| line["account"] == account);
    lines.map(|line| line["amount_vnd"].as_i64().unwrap()).sum()
}

#[actix_web::test]
async fn money_is_handed_over_by_two_people_and_never_what_is_owed_to_members() {
    let app = TestApp::start().await;
    let (here, club) = (app.here, app.here.club);
    let list = format!("/v1/clubs/{club}/fund-handovers");
    let entries = format!("/v1/clubs/{club}/entries");
    let (treasurer, chair) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubChair, here).await);
    let savings = |kind: &str, on: &str| json!({ "kind": kind, "member_id": here.member, "on": on, "amount_vnd": 5_000_000 });
    assert_eq!(treasurer.post(&entries, savings("savings_deposit", "2026-11-01")).await.status, 201);

    // 15,535,000 of the fund's own and 5,000,000 that a member saved are in the cash box; 4,500,000 are lent
    let census = app.census().await;
    let too_much = treasurer.post(&list, handover(15_535_001)).await;
    assert_eq!(
        (too_much.code(), &too_much.body["missing_vnd"], &too_much.body["on"]),
        ("members_uncovered", &json!(1), &json!("2026-11-17"))
    );
    assert_eq!(app.census().await, census, "nothing is proposed that could not be posted");
    let proposed = treasurer.post(&list, handover(15_535_000)).await;
    let twin = treasurer.post(&list, handover(15_535_000)).await;
    assert_eq!(
        (proposed.status.as_u16(), twin.status.as_u16(), &proposed.body["state"], &proposed.body["entry_id"]),
        (201, 201, &json!("proposed"), &Value::Null),
        "{}",
        proposed.body
    );
    assert_eq!(
        app.count(&format!("ledger_entries where club_id = '{club}'")).await,
        5,
        "nothing is posted yet"
    );

    let both = [(Role::ClubTreasurer, Place::Club(club.into())), (Role::ClubChair, Place::Club(club.into()))];
    let both = app.user(here.user(Role::ClubTreasurer), &both).await;
    assert_eq!(decided(&both, &proposed, "approval").await.code(), "requester_decides");
    assert_eq!(decided(&both, &proposed, "refusal").await.code(), "requester_decides");
    assert_eq!(decided(&treasurer, &proposed, "approval").await.code(), "forbidden");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(decided(&stranger, &proposed, "approval").await.status, 404);

    let approved = decided(&chair, &proposed, "approval").await;
    assert_eq!((approved.status.as_u16(), &approved.body["state"]), (201, &json!("approved")));
    let entry = format!("/v1/entries/{}", approved.body["entry_id"].as_str().unwrap());
    let entry = chair.get(&entry).await.body;
    assert_eq!(
        (&entry["kind"], &entry["amount_vnd"], &entry["party"], &entry["lines"]),
        (&json!("handover"), &json!(15_535_000), &json!("Hội mẫu"), &proposed.body["lines"])
    );
    assert_eq!(decided(&chair, &approved, "approval").await.code(), "already_decided");
    // what could be posted when it was proposed cannot any more
    let refused = decided(&chair, &twin, "approval").await;
    assert_eq!(refused.code(), "not_enough_money", "{}", refused.body);
    assert_eq!(decided(&chair, &twin, "refusal").await.body["state"], "refused");
    // back-dated to before the savings came, it would still take them away
    assert_eq!(
        treasurer
            .post(
                &list,
                json!({ "fund": "income", "on": "2026-10-31", "amount_vnd": 1, "party": "Hội mẫu",
        "document": "BB 2" })
            )
            .await
            .code(),
        "members_uncovered"
    );
    assert_eq!(treasurer.post(&entries, savings("savings_withdrawal", "2026-11-18")).await.status, 201);

    let proposals = format!("/v1/clubs/{club}/entry-proposals");
    let states: Vec<Value> =
        chair.get(&proposals).await.items().iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["refused", "approved", "proposed"]);
    assert_eq!(chair.get(&format!("{proposals}?state=refused")).await.items().len(), 1);
    let one = format!("/v1/entry-proposals/{}", proposed.id());
    for path in [&proposals, &one] {
        assert_eq!(stranger.get(path).await.status, 404);
    }
    assert_eq!(app.count("changes where entity = 'entry_proposal' and action = 'approved'").await, 1);
    let log = app.text("select string_agg(difference::text, '') from changes").await;
    assert!(!log.contains("Hội mẫu"), "{log}");
}

#[actix_web::test]
async fn a_handover_is_refused_by_role_then_by_field_then_by_the_world() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/fund-handovers", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&list, json!({})).await.code(), "forbidden");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    for (name, value, code) in [
        ("amount_vnd", json!(0), "amount_not_positive"),
        ("amount_vnd", json!(1_000_000_000_001_i64), "amount_too_large"),
        ("on", json!("2026-11-23"), "date_in_future"),
        ("fund", json!("third"), "choice"),
        ("party", json!(""), "length"),
    ] {
        let mut body = handover(1_000);
        body[name] = value;
        assert_eq!(treasurer.post(&list, body).await.errors(), [(format!("/{name}").as_str(), code)]);
    }
    assert_eq!(treasurer.post(&list, handover(15_535_001)).await.code(), "not_enough_money");
    // nobody hands money over alone, neither as an entry nor in a meeting
    let entries = format!("/v1/clubs/{}/entries", app.here.club);
    let mut alone = handover(1_000);
    alone["kind"] = json!("handover");
    assert_eq!(treasurer.post(&entries, alone).await.errors(), [("/kind", "choice")]);
    let close = json!({ "through": "2026-11-17" });
    assert_eq!(app.census().await, census);
    let waiting = treasurer.post(&list, handover(1_000)).await;
    assert_eq!(chair.post(&format!("/v1/clubs/{}/closings", app.here.club), close).await.status, 201);
    assert_eq!(treasurer.post(&list, handover(1_000)).await.code(), "books_closed");
    assert_eq!(decided(&chair, &waiting, "approval").await.code(), "books_closed");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&list, handover(1_000)).await.status, 404);
}

#[actix_web::test]
async fn an_older_club_begins_with_what_it_has_and_owes_and_may_begin_again() {
    let app = TestApp::start().await;
    let club = app.here.other_club;
    let open = format!("/v1/clubs/{club}/opening-balance");
    let place = Place::Club(club.into());
    let treasurer = app.user(app.here.user(Role::ClubTreasurer), &[(Role::ClubTreasurer, place)]).await;
    let chair = app.user(app.here.user(Role::ClubChair), &[(Role::ClubChair, place)]).await;
    let saver = app.text(&format!("select id from memberships where club_id = '{club}'")).await;
    let body = |saved: i64| {
        json!({ "on": "2026-10-01", "funds": [
        { "fund": "income", "cash_vnd": 12_500_000, "bank_vnd": 30_000_000 }, { "fund": "operating", "cash_vnd": 1_750_000 }],
        "savings": [{ "member_id": saver, "amount_vnd": saved }], "pooled_capital": [{ "member_id": saver, "amount_vnd": 400_000 }] })
    };
    let uncovered = treasurer.post(&open, body(50_000_000)).await;
    assert_eq!((uncovered.code(), &uncovered.body["missing_vnd"]), ("members_uncovered", &json!(7_900_000)));
    let proposed = treasurer.post(&open, body(600_000)).await;
    assert_eq!(
        (proposed.status.as_u16(), on(&proposed.body, "capital")),
        (201, -41_500_000),
        "{}",
        proposed.body
    );
    let early = json!({ "kind": "donation", "party": "A", "on": "2026-10-02", "amount_vnd": 1 });
    let entries = format!("/v1/clubs/{club}/entries");

    // whoever may not know what single members have saved sees the sums, and not whose they are
    let commune = Place::Commune(UnitId(app.here.other_commune));
    let officer = app.here.user(Role::CommuneFinanceOfficer);
    let officer = app.user(officer, &[(Role::CommuneFinanceOfficer, commune)]).await;
    let one = format!("/v1/entry-proposals/{}", proposed.id());
    let shown = officer.get(&one).await.body;
    assert_eq!(on(&shown, "savings"), -600_000);
    assert!(!shown.to_string().contains(&saver), "{shown}");
    assert!(chair.get(&one).await.body.to_string().contains(&saver));

    let opened = decided(&chair, &proposed, "approval").await;
    assert_eq!(opened.status, 201, "{}", opened.body);
    let owed = async |table: &str| {
        app.text(&format!("select balance_vnd from {table} where member_id = '{saver}'")).await
    };
    assert_eq!(
        (owed("savings_balances").await, owed("pooled_balances").await),
        ("600000".into(), "400000".into())
    );
    assert_eq!(treasurer.post(&open, body(600_000)).await.code(), "already_opened");
    let mut strange = body(600_000);
    strange["savings"][0]["member_id"] = json!(app.here.member);
    assert_eq!(treasurer.post(&open, strange).await.errors(), [("/savings/0/member_id", "unknown_member")]);

    // undone by two people, it is entered again; after another entry it is not
    let undo = async |entry: &str| {
        let path = format!("/v1/entries/{entry}/reversals");
        let asked = treasurer.post(&path, json!({ "reason": "Nhầm số dư", "on": "2026-10-01" })).await;
        let path = format!("/v1/reversals/{}/approval", asked.id());
        chair.post_if(&path, &asked.etag(), json!({})).await.status
    };
    assert_eq!(undo(opened.body["entry_id"].as_str().unwrap()).await, 201);
    let again = treasurer.post(&open, body(700_000)).await;
    let third = treasurer.post(&open, body(800_000)).await;
    let reopened = decided(&chair, &again, "approval").await;
    assert_eq!(reopened.status, 201, "{}", reopened.body);
    assert_eq!(decided(&chair, &third, "approval").await.code(), "already_opened", "one stands at most");
    assert_eq!(owed("savings_balances").await, "700000");
    assert_eq!(treasurer.post(&entries, early).await.status, 201);
    assert_eq!(undo(reopened.body["entry_id"].as_str().unwrap()).await, 201);
    let amid = treasurer.post(&open, body(700_000)).await;
    assert_eq!((amid.code(), amid.body["number"].is_i64()), ("books_running", true), "{}", amid.body);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&open, body(1)).await.status, 404);
}
