//! Handovers of a club's treasury, through the whole application.

use crate::money::write_offs::{AT_FIRST, balances};
use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn address(app: &TestApp) -> String {
    format!("/v1/clubs/{}/treasury-handovers", app.here.club)
}

/// Both treasurers: the one who sits, by her own account, and a member who has another.
async fn parties(app: &TestApp) -> Uuid {
    app.link(app.here.user(Role::ClubTreasurer), app.here.borrower).await;
    let incoming = app.sixty_members(app.here.club).await[0].parse().unwrap();
    app.link(app.here.user(Role::ClubBoardMember), incoming).await;
    incoming
}

/// The incoming treasurer, by what she is before: a member.
async fn newcomer(app: &TestApp) -> Client<'_> {
    let club = app.here.place(Role::Member, app.today);
    app.user(app.here.user(Role::ClubBoardMember), &[(Role::Member, club)]).await
}

/// Of 22 November, with all that is there.
fn handover(app: &TestApp, incoming: Uuid, more: Value) -> Value {
    let mut body = json!({ "on": "2026-11-22", "document": "01/BBBG", "outgoing_member_id": app.here.borrower,
        "incoming_member_id": incoming, "counts": [{ "fund": "income", "counted_vnd": 15_535_000 },
            { "fund": "operating", "counted_vnd": 1_000_000 }] });
    let Value::Object(more) = more else { panic!("no fields: {more}") };
    body.as_object_mut().unwrap().extend(more);
    body
}

async fn step(client: &Client<'_>, drawn_up: &Reply, step: &str) -> Reply {
    let id = drawn_up.id();
    let version =
        client.app().text(&format!("select version from treasury_handovers where id = '{id}'")).await;
    client.post_if(&format!("/v1/treasury-handovers/{id}/{step}"), &format!("\"{version}\""), json!({})).await
}

/// Who held the treasurer's seat, and when.
async fn seats(app: &TestApp) -> Vec<Vec<Option<String>>> {
    app.rows(&format!(
        "select membership_id, starts_on, ended_on from board_positions
          where club_id = '{}' and position = 'treasurer' order by starts_on",
        app.here.club
    ))
    .await
}

#[actix_web::test]
async fn two_treasurers_hand_over_and_one_seat_ends_where_the_other_begins() {
    let app = TestApp::start().await;
    let here = app.here;
    let incoming = parties(&app).await;
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let newcomer = newcomer(&app).await;
    let drawn_up = treasurer.post(&address(&app), handover(&app, incoming, json!({}))).await;
    assert_eq!(
        (drawn_up.status.as_u16(), &drawn_up.body["state"]),
        (201, &json!("requested")),
        "{}",
        drawn_up.body
    );
    let statement = &drawn_up.body["statement"];
    let funds: Vec<_> = statement["funds"].as_array().unwrap().iter().collect();
    for (fund, counted) in funds.iter().zip([15_535_000, 1_000_000]) {
        assert_eq!((&fund["counted_vnd"], &fund["expected_vnd"]), (&json!(counted), &json!(counted)));
        assert_eq!((&fund["difference_vnd"], &fund["bank_vnd"]), (&json!(0), &json!(0)));
        let count =
            treasurer.get(&format!("/v1/cash-counts/{}", fund["cash_count_id"].as_str().unwrap())).await;
        assert_eq!(count.body["first_counter"], json!(here.borrower));
        assert_eq!(count.body["second_counter"], json!(incoming));
    }
    assert_eq!(
        statement["running"],
        json!({ "loans": 1, "outstanding_vnd": 4_500_000, "late_loans": 1, "overdue_principal_vnd": 500_000 })
    );
    assert_eq!(statement["savings_vnd"], 0);
    assert_eq!(statement["open"], json!([{ "kind": "reversal", "id": here.reversal, "amount_vnd": null }]));
    assert_eq!(
        (&drawn_up.body["incoming_seat_id"], &drawn_up.body["last_number"]),
        (&Value::Null, &json!(4))
    );
    let twice = treasurer.post(&address(&app), handover(&app, incoming, json!({}))).await;
    assert_eq!(twice.code(), "handover_open");

    // whoever is no party neither confirms it nor, as a member, sees it
    assert_eq!(step(&treasurer, &drawn_up, "confirmation").await.code(), "requester_decides");
    let chair = app.role(Role::ClubChair, here).await;
    assert_eq!(step(&chair, &drawn_up, "confirmation").await.code(), "not_a_party");
    let bookkeeper = app.role(Role::ClubBookkeeper, here).await;
    assert_eq!(step(&bookkeeper, &drawn_up, "confirmation").await.code(), "forbidden");
    let one = format!("/v1/treasury-handovers/{}", drawn_up.id());
    let another = app.role(Role::Member, here).await;
    assert_eq!(another.get(&one).await.status, 404);
    assert_eq!(newcomer.get(&one).await.status, 200);
    assert_eq!(step(&another, &drawn_up, "confirmation").await.status, 404);
    assert_eq!(newcomer.get(&address(&app)).await.items().len(), 1);
    assert_eq!(bookkeeper.get(&address(&app)).await.items().len(), 2);

    let confirmed = step(&newcomer, &drawn_up, "confirmation").await;
    assert_eq!(
        (confirmed.status.as_u16(), &confirmed.body["state"]),
        (201, &json!("confirmed")),
        "{}",
        confirmed.body
    );
    assert_eq!(confirmed.body["statement"], drawn_up.body["statement"]);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        seats(&app).await,
        [
            vec![text(&here.borrower.to_string()), text("2024-06-20"), text("2026-11-21")],
            vec![text(&incoming.to_string()), text("2026-11-22"), None],
        ]
    );
    let right =
        format!("select valid_to from assignments where id = '{}'", here.assignment(Role::ClubTreasurer));
    assert_eq!(app.text(&right).await, "2026-11-21", "the right to the money ends with the seat");
    assert_eq!(balances(&app).await, AT_FIRST);
    assert_eq!(app.count("changes where entity = 'treasury_handover'").await, 2);
    assert_eq!(app.count("changes where entity = 'board_position'").await, 2);
    for what in ["confirmation", "withdrawal"] {
        let again = step(&chair, &drawn_up, what).await;
        assert_eq!((again.code(), &again.body["state"]), ("already_decided", &json!("confirmed")), "{what}");
    }
    let stranger = app.role(Role::ClubChair, app.there).await;
    stranger.cannot_tell(&one, &format!("/v1/treasury-handovers/{}", here.member)).await;
    stranger.cannot_tell(&address(&app), &format!("/v1/clubs/{}/treasury-handovers", here.member)).await;
    assert_eq!(step(&stranger, &drawn_up, "confirmation").await.status, 404);
}

#[actix_web::test]
async fn a_difference_is_explained_and_posted_and_what_is_posted_afterwards_makes_it_void() {
    let app = TestApp::start().await;
    let incoming = parties(&app).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    let missing = |more: Value| {
        let mut of_it = json!({ "fund": "income", "counted_vnd": 15_534_000 });
        of_it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        handover(
            &app,
            incoming,
            json!({ "counts": [of_it, { "fund": "operating", "counted_vnd": 1_000_000 }] }),
        )
    };
    let silent = treasurer.post(&address(&app), missing(json!({}))).await;
    assert_eq!(
        (silent.code(), &silent.body["expected_vnd"], &silent.body["difference_vnd"], &silent.body["at"]),
        ("difference_unexplained", &json!(15_535_000), &json!(-1_000), &json!("/counts/0"))
    );
    assert_eq!(app.census().await, census);
    let told =
        treasurer.post(&address(&app), missing(json!({ "explanation": "Trả thừa cho người bán" }))).await;
    assert_eq!(told.status, 201, "{}", told.body);
    let fund = &told.body["statement"]["funds"][0];
    assert_eq!((&fund["difference_vnd"], &fund["expected_vnd"]), (&json!(-1_000), &json!(15_535_000)));
    assert_eq!(told.body["last_number"], 5);
    let after =
        AT_FIRST.replace("income cash 15535000", "income cash 15534000, income cash_differences 1000");
    assert_eq!(balances(&app).await, after);

    // the books go on before the other has looked at it
    let expense = json!({ "kind": "expense", "narrative": "Chi", "on": "2026-11-22", "amount_vnd": 10_000 });
    let path = format!("/v1/clubs/{}/entries", app.here.club);
    assert_eq!(treasurer.post(&path, expense).await.status, 201);
    let newcomer = newcomer(&app).await;
    assert_eq!(step(&newcomer, &told, "confirmation").await.code(), "handover_outdated");
    assert_eq!(step(&newcomer, &told, "withdrawal").await.code(), "forbidden");
    let withdrawn = step(&treasurer, &told, "withdrawal").await;
    assert_eq!(
        (withdrawn.status.as_u16(), &withdrawn.body["state"]),
        (201, &json!("withdrawn")),
        "{}",
        withdrawn.body
    );
    assert_eq!(step(&newcomer, &told, "confirmation").await.code(), "already_decided");
    let counts = json!([{ "fund": "income", "counted_vnd": 15_534_000 }, { "fund": "operating", "counted_vnd": 990_000 }]);
    let again = treasurer.post(&address(&app), handover(&app, incoming, json!({ "counts": counts }))).await;
    assert_eq!(again.status, 201, "{}", again.body);
    let confirmed = step(&newcomer, &again, "confirmation").await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.body);
    assert_eq!(
        balances(&app).await,
        after.replace("operating cash 1000000", "operating cash 990000")
            + ", operating operating_expenses 10000"
    );
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&address(&app), handover(&app, incoming, json!({}))).await.status, 404);
}

#[actix_web::test]
async fn a_handover_is_refused_by_its_day_its_parties_and_its_counts() {
    let app = TestApp::start().await;
    let here = app.here;
    let incoming = parties(&app).await;
    let (treasurer, chair) =
        (app.role(Role::ClubTreasurer, here).await, app.role(Role::ClubChair, here).await);
    let closing = json!({ "through": "2026-11-20" });
    assert_eq!(chair.post(&format!("/v1/clubs/{}/closings", here.club), closing).await.status, 201);
    let census = app.census().await;
    let income = json!({ "fund": "income", "counted_vnd": 15_535_000 });
    for (more, wrong) in [
        (json!({ "on": "2026-11-23" }), ("/on", "date_in_future")),
        (json!({ "incoming_member_id": here.borrower }), ("/incoming_member_id", "to_oneself")),
        (json!({ "incoming_member_id": here.applicant }), ("/incoming_member_id", "unknown_member")),
        (json!({ "incoming_member_id": app.there.member }), ("/incoming_member_id", "unknown_member")),
        (json!({ "outgoing_member_id": app.there.member }), ("/outgoing_member_id", "unknown_member")),
        (json!({ "counts": [income] }), ("/counts", "required")),
        (json!({ "counts": [income, income] }), ("/counts/1/fund", "repeated")),
        (json!({ "document": " " }), ("/document", "length")),
    ] {
        let refused = treasurer.post(&address(&app), handover(&app, incoming, more.clone())).await;
        assert_eq!(refused.errors(), [wrong], "{more}: {}", refused.body);
    }
    for (more, code) in [
        (json!({ "on": "2026-11-20" }), "books_closed"),
        (json!({ "outgoing_member_id": here.member }), "not_the_treasurer"),
        (json!({ "incoming_member_id": here.plain_member }), "board_money_apart"),
        (json!({ "unable_because": "Ốm nặng" }), "not_a_party"),
    ] {
        let refused = treasurer.post(&address(&app), handover(&app, incoming, more.clone())).await;
        assert_eq!(refused.code(), code, "{more}: {}", refused.body);
    }
    let bookkeeper = app.role(Role::ClubBookkeeper, here).await;
    assert_eq!(bookkeeper.post(&address(&app), json!({})).await.code(), "forbidden");
    // the chair acts with a reason alone, and never for both
    let chairs = chair.post(&address(&app), handover(&app, incoming, json!({}))).await;
    assert_eq!(chairs.code(), "not_a_party");
    let both = json!({ "unable_because": "Ốm nặng", "incoming_member_id": here.member });
    let both = chair.post(&address(&app), handover(&app, incoming, both)).await;
    assert_eq!(both.errors(), [("/incoming_member_id", "to_oneself")]);
    assert_eq!(app.census().await, census);
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    assert_eq!(stranger.post(&address(&app), handover(&app, incoming, json!({}))).await.status, 404);
}

#[actix_web::test]
async fn the_chair_hands_over_what_the_treasurer_left_who_died() {
    let app = TestApp::start().await;
    let here = app.here;
    let incoming = parties(&app).await;
    let chair = app.role(Role::ClubChair, here).await;
    let path = format!("/v1/members/{}", here.borrower);
    let died = json!({ "to": "deceased", "on": "2026-11-19" });
    let died = chair.post_if(&format!("{path}/state-changes"), &chair.etag(&path).await, died).await;
    assert_eq!(died.status, 201, "{}", died.body);
    let body = handover(&app, incoming, json!({ "unable_because": "Thủ quỹ đã mất ngày 19/11" }));
    let drawn_up = chair.post(&address(&app), body).await;
    assert_eq!(drawn_up.status, 201, "{}", drawn_up.body);
    assert_eq!(
        drawn_up.body["statement"]["running"],
        json!({ "loans": 1, "outstanding_vnd": 4_500_000, "late_loans": 0, "overdue_principal_vnd": 500_000 }),
        "what she owed stands still"
    );
    let count = drawn_up.body["statement"]["funds"][0]["cash_count_id"].as_str().unwrap();
    let counted = format!("select first_counter from cash_counts where id = '{count}'");
    assert_eq!(app.text(&counted).await, here.member.to_string());
    assert_eq!(step(&chair, &drawn_up, "confirmation").await.code(), "requester_decides");
    let newcomer = newcomer(&app).await;
    let confirmed = step(&newcomer, &drawn_up, "confirmation").await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.body);
    let seats = seats(&app).await;
    assert_eq!((seats[0][2].as_deref(), seats[1][1].as_deref()), (Some("2026-11-19"), Some("2026-11-22")));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(step(&stranger, &drawn_up, "withdrawal").await.status, 404);
}

#[actix_web::test]
async fn a_treasurer_whom_the_board_elected_before_takes_over_from_the_last() {
    let app = TestApp::start().await;
    let here = app.here;
    let incoming = parties(&app).await;
    let chair = app.role(Role::ClubChair, here).await;
    let term = json!({ "starts_on": "2026-11-10", "positions": [{ "member_id": here.member, "position": "chair" },
        { "member_id": incoming, "position": "treasurer" }] });
    let renewed = chair.post(&format!("/v1/clubs/{}/board-terms", here.club), term).await;
    assert_eq!(renewed.status, 201, "{}", renewed.body);
    let before = seats(&app).await;
    let club = here.place(Role::ClubTreasurer, app.today);
    let elected = app.user(here.user(Role::ClubBoardMember), &[(Role::ClubTreasurer, club)]).await;
    let drawn_up = elected.post(&address(&app), handover(&app, incoming, json!({}))).await;
    assert_eq!(drawn_up.status, 201, "{}", drawn_up.body);
    assert!(drawn_up.body["incoming_seat_id"].is_string(), "she sits already");
    assert_eq!(step(&elected, &drawn_up, "confirmation").await.code(), "requester_decides");
    let last = app.user(here.user(Role::ClubTreasurer), &[(Role::Member, club)]).await;
    let confirmed = step(&last, &drawn_up, "confirmation").await;
    assert_eq!(
        (confirmed.status.as_u16(), &confirmed.body["state"]),
        (201, &json!("confirmed")),
        "{}",
        confirmed.body
    );
    assert_eq!(seats(&app).await, before, "the board stays as it was elected");
    assert_eq!(balances(&app).await, AT_FIRST);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/treasury-handovers/{}", drawn_up.id())).await.status, 404);
}
