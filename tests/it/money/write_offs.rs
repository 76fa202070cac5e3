//! Giving up debts, through the whole application.

use crate::money::repayments::{books_and_loans_agree, undo};
use crate::support::{Client, Reply, TestApp, pools};
use chrono::NaiveDate;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// When the loan of the world has been late for more than a hundred days.
const LATER: NaiveDate = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();

async fn propose(app: &TestApp) -> Reply {
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let body = json!({ "on": app.today, "reason": "Không còn khả năng trả" });
    bookkeeper.post(&format!("/v1/loans/{}/write-offs", app.here.loan), body).await
}

/// A step of a write-off, with the version that it has.
async fn step(client: &Client<'_>, id: Uuid, step: &str, body: Value) -> Reply {
    let version = client.app().text(&format!("select version from write_offs where id = '{id}'")).await;
    client.post_if(&format!("/v1/write-offs/{id}/{step}"), &format!("\"{version}\""), body).await
}

/// The borrower is the treasurer, so two are entitled: the chair and the bookkeeper.
fn votes(app: &TestApp, chair: &str, bookkeeper: &str) -> Value {
    let (one, other) = (app.here.member, app.here.plain_member);
    json!({ "on": app.today, "meeting": "Họp bất thường", "present": [one, other],
        "votes": [{ "member_id": one, "vote": chair }, { "member_id": other, "vote": bookkeeper }] })
}

#[actix_web::test]
async fn three_people_give_up_a_debt_and_what_comes_in_later_is_recovered() {
    let app = TestApp::start_on(LATER).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let proposed = propose(&app).await;
    assert_eq!(
        (proposed.status.as_u16(), &proposed.body["state"]),
        (201, &json!("proposed")),
        "{}",
        proposed.body
    );
    let id = proposed.id();
    assert_eq!(propose(&app).await.code(), "write_off_open");
    let soon = step(&association, id, "clearance", json!({ "on": app.today })).await;
    assert_eq!((soon.code(), &soon.body["state"]), ("already_decided", &json!("proposed")));
    let voted = step(&chair, id, "vote", votes(&app, "in_favour", "in_favour")).await;
    assert_eq!((voted.status.as_u16(), &voted.body["state"]), (201, &json!("voted")), "{}", voted.body);
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let soon = step(&bookkeeper, id, "posting", json!({ "on": app.today })).await;
    assert_eq!((soon.code(), &soon.body["state"]), ("already_decided", &json!("voted")));
    let entries = app.count("ledger_entries").await;
    let cleared =
        step(&association, id, "clearance", json!({ "on": app.today, "document": "03/HNCT" })).await;
    assert_eq!(
        (cleared.status.as_u16(), &cleared.body["state"]),
        (201, &json!("cleared")),
        "{}",
        cleared.body
    );
    assert_eq!((&cleared.body["entry_id"], &cleared.body["document"]), (&Value::Null, &json!("03/HNCT")));
    assert_eq!(app.count("ledger_entries").await, entries, "nobody above the club posts to its ledger");
    assert_eq!(step(&association, id, "posting", json!({ "on": app.today })).await.code(), "forbidden");
    let early = step(&bookkeeper, id, "posting", json!({ "on": "2027-02-28" })).await;
    assert_eq!(early.errors(), [("/on", "date_order")]);
    let posted = step(&bookkeeper, id, "posting", json!({ "on": app.today })).await;
    assert_eq!((posted.status.as_u16(), &posted.body["state"]), (201, &json!("posted")), "{}", posted.body);
    assert_eq!(posted.body["amount_vnd"], 4_500_000);
    let again = step(&bookkeeper, id, "posting", json!({ "on": app.today })).await;
    assert_eq!((again.code(), &again.body["state"]), ("already_decided", &json!("posted")));
    let document = "select document from ledger_entries where kind = 'write_off'";
    assert_eq!(app.text(document).await, "03/HNCT");
    let entry = "select string_agg(l.account || ' ' || l.amount_vnd, ', ' order by l.line)
        from ledger_entries e join ledger_lines l using (club_id, number) where e.kind = 'write_off'";
    assert_eq!(app.text(entry).await, "loan_losses 4500000, loans -4500000");
    let loan = format!(
        "select concat_ws(' ', state, outstanding_vnd, repaid_vnd, written_off_vnd, recovered_vnd, closed_on) from loans where id = '{}'",
        app.here.loan
    );
    assert_eq!(app.text(&loan).await, "written_off 0 500000 4500000 0 2027-03-01");
    assert_eq!(app.count("changes where entity = 'write_off'").await, 4);
    assert_eq!(app.count("changes where entity = 'loan' and action = 'written_off'").await, 1);
    assert!(!app.text("select string_agg(difference::text, ' ') from changes").await.contains("khả năng"));
    books_and_loans_agree(&app).await;

    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let pay = |amount: i64| {
        let body = json!({ "on": app.today, "amount_vnd": amount });
        let address = format!("/v1/loans/{}/repayments", app.here.loan);
        let treasurer = &treasurer;
        async move { treasurer.post(&address, body).await }
    };
    let some = pay(1_000_000).await;
    assert_eq!((some.status.as_u16(), &some.body["recovery"]), (201, &json!(true)), "{}", some.body);
    assert_eq!(some.body["lines"][0]["part"], "recovery");
    assert_eq!(
        app.text("select -balance_vnd from ledger_balances where account = 'recovery_income'").await,
        "1000000"
    );
    assert_eq!(app.text(&loan).await, "written_off 0 500000 4500000 1000000 2027-03-01");
    let above = pay(3_500_001).await;
    assert_eq!((above.code(), &above.body["payoff_vnd"]), ("repayment_above_payoff", &json!(3_500_000)));
    let db = pools(&app.db.url(), 2);
    let recovery = app.text("select entry_id from repayments where recovery").await;
    assert_eq!(undo(&app, &db, &recovery).await, Ok(()));
    assert_eq!(app.text(&loan).await, "written_off 0 500000 4500000 0 2027-03-01");
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(step(&stranger, id, "clearance", json!({ "on": app.today })).await.status, 404);
}

#[actix_web::test]
async fn the_board_refuses_the_association_objects_and_the_loan_goes_on() {
    let app = TestApp::start_on(LATER).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let first = propose(&app).await.id();
    let refused = step(&chair, first, "vote", votes(&app, "in_favour", "abstain")).await;
    assert_eq!(refused.body["state"], "refused", "{}", refused.body);
    let again = step(&chair, first, "vote", votes(&app, "in_favour", "in_favour")).await;
    assert_eq!(again.code(), "already_decided");
    let second = propose(&app).await.id();
    assert_eq!(
        step(&chair, second, "vote", votes(&app, "in_favour", "in_favour")).await.body["state"],
        "voted"
    );
    let objection = json!({ "on": app.today, "objection": "Con cái nhận trả thay" });
    let objected = step(&association, second, "clearance", objection).await;
    assert_eq!(objected.body["state"], "objected", "{}", objected.body);
    assert_eq!(app.text(&format!("select state from loans where id = '{}'", app.here.loan)).await, "active");
    assert_eq!(propose(&app).await.status, 201);
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let list = format!("/v1/clubs/{}/write-offs", app.here.club);
    let page = secretary.get(&format!("{list}?limit=2")).await;
    let next = page.body["next"].as_str().unwrap();
    let rest = secretary.get(&format!("{list}?limit=2&after={next}")).await;
    let states: Vec<_> = page.items().iter().chain(rest.items()).map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["proposed", "objected", "refused", "refused"]);
    assert_eq!(secretary.get(&format!("{list}?state=objected")).await.items().len(), 1);
    books_and_loans_agree(&app).await;
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    for (hidden, absent) in [
        (list, format!("/v1/clubs/{}/write-offs", app.here.member)),
        (format!("/v1/write-offs/{second}"), format!("/v1/write-offs/{}", app.here.member)),
    ] {
        stranger.cannot_tell(&hidden, &absent).await;
    }
}

#[actix_web::test]
async fn how_late_a_debt_is_counts_for_the_day_of_its_write_off() {
    let app = TestApp::start_on(LATER).await;
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let address = format!("/v1/loans/{}/write-offs", app.here.loan);
    let on = |day: &str| json!({ "on": day, "reason": "Không còn khả năng trả" });
    // due on 17 November: 90 days late on 15 February, and 91 on the 16th
    let early = bookkeeper.post(&address, on("2027-02-15")).await;
    assert_eq!((early.code(), &early.body["days_past_due"]), ("loan_state_refuses", &json!(90)));
    assert_eq!(bookkeeper.post(&address, on("2027-02-16")).await.status, 201);
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    assert_eq!(stranger.post(&address, on("2027-02-16")).await.status, 404);
}

#[actix_web::test]
async fn a_debt_is_given_up_only_when_hopeless_and_never_by_one_alone() {
    let app = TestApp::start().await;
    let early = propose(&app).await;
    assert_eq!((early.code(), &early.body["days_past_due"]), ("loan_state_refuses", &json!(5)));
    app.rows(&format!(
        "update persons set died_on = '2026-11-20' where id = (select person_id from memberships where id = '{}')",
        app.here.borrower
    ))
    .await;
    let proposed = propose(&app).await;
    assert_eq!(proposed.status, 201, "{}", proposed.body);
    let id = proposed.id();
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&format!("/v1/write-offs/{id}/vote"), json!({})).await.code(), "forbidden");
    let club = app.here.place(Role::ClubChair, app.today);
    let proposer = app.user(app.here.user(Role::ClubBookkeeper), &[(Role::ClubChair, club)]).await;
    let alone = step(&proposer, id, "vote", votes(&app, "in_favour", "in_favour")).await;
    assert_eq!(alone.code(), "requester_decides");
    let chair = app.role(Role::ClubChair, app.here).await;
    let mut before = votes(&app, "in_favour", "in_favour");
    before["on"] = json!("2026-11-21");
    assert_eq!(step(&chair, id, "vote", before).await.errors(), [("/on", "date_order")]);
    let mut own = votes(&app, "in_favour", "in_favour");
    own["votes"][1]["member_id"] = json!(app.here.borrower);
    own["present"] = json!([app.here.member, app.here.borrower]);
    assert_eq!(step(&chair, id, "vote", own).await.code(), "vote_by_interested");
    let body = votes(&app, "in_favour", "in_favour");
    let stale = chair.post_if(&format!("/v1/write-offs/{id}/vote"), "\"9\"", body.clone()).await;
    assert_eq!(stale.code(), "version_changed");
    assert_eq!(step(&chair, id, "vote", body).await.status, 201);
    let commune = app.here.place(Role::CommuneAssociation, app.today);
    let voter = app.user(app.here.user(Role::ClubChair), &[(Role::CommuneAssociation, commune)]).await;
    assert_eq!(step(&voter, id, "clearance", json!({ "on": app.today })).await.code(), "requester_decides");
    let association = app.role(Role::CommuneAssociation, app.here).await;
    app.rows("update ledgers set closed_through = '2026-11-22'").await;
    assert_eq!(step(&association, id, "clearance", json!({ "on": app.today })).await.status, 201);
    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    assert_eq!(step(&bookkeeper, id, "posting", json!({ "on": app.today })).await.code(), "books_closed");
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    let body = json!({ "on": app.today, "reason": "Không còn khả năng trả" });
    assert_eq!(stranger.post(&format!("/v1/loans/{}/write-offs", app.here.loan), body).await.status, 404);
}

/// What is on each account of the club, but for what is empty.
pub async fn balances(app: &TestApp) -> String {
    let all = "select string_agg(concat_ws(' ', fund, account, balance_vnd), ', ' order by fund, account)
        from ledger_balances where balance_vnd <> 0";
    app.text(&format!("{all} and club_id = '{}'", app.here.club)).await
}

/// What the club has before anything of these tests.
pub const AT_FIRST: &str = "income capital -20000000, income cash 15535000, income interest_income -35000, \
    income loans 4500000, operating cash 1000000, operating donations -1000000";

#[actix_web::test]
async fn a_write_off_is_undone_by_two_people_and_the_loan_runs_again() {
    let app = TestApp::start_on(LATER).await;
    let (chair, bookkeeper) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubBookkeeper, app.here).await);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(balances(&app).await, AT_FIRST);
    let id = propose(&app).await.id();
    let undoing = format!("/v1/write-offs/{id}/reversals");
    let why = json!({ "reason": "Con trai nhận trả thay" });
    let nothing = bookkeeper.post(&undoing, why.clone()).await;
    assert_eq!((nothing.code(), &nothing.body["state"]), ("loan_state_refuses", &json!("active")));
    for (who, what, body) in [
        (&chair, "vote", votes(&app, "in_favour", "in_favour")),
        (&association, "clearance", json!({ "on": app.today })),
        (&bookkeeper, "posting", json!({ "on": app.today })),
    ] {
        let done = step(who, id, what, body).await;
        assert_eq!(done.status, 201, "{what}: {}", done.body);
    }
    let entry = app.text("select id from ledger_entries where kind = 'write_off'").await;
    let alone = bookkeeper.post(&format!("/v1/entries/{entry}/reversals"), why.clone()).await;
    assert_eq!(alone.code(), "reversed_with_its_cause");
    assert_eq!(
        balances(&app).await,
        "income capital -20000000, income cash 15535000, income interest_income -35000, \
         income loan_losses 4500000, operating cash 1000000, operating donations -1000000"
    );

    let pay = json!({ "on": app.today, "amount_vnd": 1_000_000 });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", app.here.loan), pay).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let recovered = bookkeeper.post(&undoing, why.clone()).await;
    assert_eq!((recovered.code(), &recovered.body["recovered_vnd"]), ("recoveries_stand", &json!(1_000_000)));
    let recovery = app.text("select entry_id from repayments where recovery").await;
    assert_eq!(undo(&app, &pools(&app.db.url(), 2), &recovery).await, Ok(()));

    for (on, code) in [("2027-02-28", "date_order"), ("2027-03-02", "date_in_future")] {
        let wrong = bookkeeper.post(&undoing, json!({ "reason": "Nhầm", "on": on })).await;
        assert_eq!(wrong.errors(), [("/on", code)]);
    }
    assert_eq!(chair.post(&undoing, why.clone()).await.code(), "forbidden");
    let asked = bookkeeper.post(&undoing, why.clone()).await;
    assert_eq!((asked.status.as_u16(), &asked.body["subject"]), (201, &json!("write_off")), "{}", asked.body);
    assert_eq!(
        (&asked.body["write_off_id"], &asked.body["entry_id"], &asked.body["loan_id"]),
        (&json!(id), &json!(entry), &json!(app.here.loan))
    );
    assert_eq!(bookkeeper.post(&undoing, why.clone()).await.code(), "already_reversed", "asked for already");
    let approval = format!("/v1/reversals/{}/approval", asked.id());
    let club = app.here.place(Role::ClubChair, app.today);
    let both = app.user(app.here.user(Role::ClubBookkeeper), &[(Role::ClubChair, club)]).await;
    assert_eq!(both.post_if(&approval, &asked.etag(), json!({})).await.code(), "requester_decides");
    let done = chair.post_if(&approval, &asked.etag(), json!({})).await;
    assert_eq!((done.status.as_u16(), &done.body["state"]), (201, &json!("approved")), "{}", done.body);

    assert_eq!(balances(&app).await, AT_FIRST);
    let loan = "select concat_ws(' ', state, outstanding_vnd, repaid_vnd, written_off_vnd, recovered_vnd, late_since)
        from loans where id =";
    let loan = app.text(&format!("{loan} '{}'", app.here.loan)).await;
    assert_eq!(loan, "active 4500000 500000 0 0 2026-11-17");
    books_and_loans_agree(&app).await;
    assert_eq!(app.text(&format!("select state from write_offs where id = '{id}'")).await, "undone");
    assert_eq!(app.count("changes where entity = 'loan' and action = 'write_off_undone'").await, 1);
    let again = chair.post_if(&approval, &done.etag(), json!({})).await;
    assert_eq!(again.code(), "already_decided");
    assert_eq!(bookkeeper.post(&undoing, why.clone()).await.code(), "already_reversed");
    let by = done.body["reversed_by"].as_str().unwrap();
    let back = bookkeeper.post(&format!("/v1/entries/{by}/reversals"), why.clone()).await;
    assert_eq!(back.code(), "reversal_of_a_reversal");
    assert_eq!(propose(&app).await.status, 201, "it may be given up again");
    let list = format!("/v1/clubs/{}/reversals?subject=write_off", app.here.club);
    assert_eq!(chair.get(&list).await.items().len(), 1);
    let stranger = app.role(Role::ClubBookkeeper, app.there).await;
    assert_eq!(stranger.post(&undoing, why).await.status, 404);
    assert_eq!(
        stranger
            .post_if(&format!("/v1/write-offs/{id}/posting"), "\"1\"", json!({ "on": app.today }))
            .await
            .status,
        404
    );
}
