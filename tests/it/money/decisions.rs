//! The board's decisions about loans, through the whole application.

use crate::money::loans::{in_favour, screened, step};
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn vote(member: Uuid, vote: &str) -> Value {
    json!({ "member_id": member, "vote": vote })
}

/// A decision of 19 November by the secretary.
async fn decide(app: &TestApp, loan: Uuid, present: &[Uuid], votes: &[Value]) -> Reply {
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let body = json!({ "on": "2026-11-19", "meeting": "Họp tháng 11", "present": present, "votes": votes });
    step(&secretary, loan, "decision", body).await
}

#[actix_web::test]
async fn an_approval_keeps_each_vote_and_grants_at_most_what_was_asked_for() {
    let app = TestApp::start().await;
    let here = app.here;
    let loan = screened(&app, here.plain_member, "2026-11-17", "2026-11-18").await;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let address = format!("/v1/loans/{loan}/decisions");
    assert_eq!(secretary.get(&address).await.body, json!([]));
    let mut body = in_favour(here, "2026-11-19");
    body["principal_vnd"] = json!(3_000_001);
    let above = step(&secretary, loan, "decision", body.clone()).await;
    assert_eq!((above.code(), &above.body["requested_vnd"]), ("loan_above_limit", &json!(3_000_000)));
    body["principal_vnd"] = json!(2_000_000);
    let approved = step(&secretary, loan, "decision", body).await;
    assert_eq!(approved.status, 201, "{}", approved.body);
    assert_eq!(
        (&approved.body["principal_vnd"], &approved.body["requested_vnd"]),
        (&json!(2_000_000), &json!(3_000_000))
    );
    assert_eq!(approved.body["contract"]["principal_vnd"], 2_000_000);
    let decisions = secretary.get(&address).await;
    let decision = &decisions.body[0];
    assert_eq!(
        (&decision["outcome"], &decision["eligible"], &decision["in_favour"]),
        (&json!("approved"), &json!(2), &json!(2))
    );
    assert_eq!(
        (decision["votes"].as_array().unwrap().len(), &decision["meeting"]),
        (2, &json!("Họp ban chủ nhiệm"))
    );
    assert_eq!(app.count("changes where entity = 'loan_decision'").await, 1);
    assert_eq!(
        step(&secretary, loan, "decision", in_favour(here, "2026-11-19")).await.code(),
        "loan_state_refuses"
    );
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&address).await.status, 404);
    assert_eq!(step(&stranger, loan, "decision", in_favour(here, "2026-11-19")).await.status, 404);
}

#[actix_web::test]
async fn a_tie_refuses_and_a_chair_who_is_not_in_favour_too() {
    let app = TestApp::start().await;
    let here = app.here;
    let board = [here.member, here.borrower];
    for (chair, treasurer) in [("in_favour", "against"), ("abstain", "in_favour"), ("against", "against")] {
        let loan = screened(&app, here.plain_member, "2026-11-17", "2026-11-18").await;
        let votes = [vote(here.member, chair), vote(here.borrower, treasurer)];
        let refused = decide(&app, loan, &board, &votes).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.body["state"]),
            (201, &json!("refused")),
            "{}",
            refused.body
        );
        assert_eq!((&refused.body["contract"], &refused.body["principal_vnd"]), (&Value::Null, &Value::Null));
    }
    assert_eq!(app.count("loan_decisions where outcome = 'refused'").await, 3);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{}/loans", here.club)).await.status, 404);
}

#[actix_web::test]
async fn who_is_interested_neither_votes_nor_counts_nor_records() {
    let app = TestApp::start().await;
    let here = app.here;
    let loan = screened(&app, here.plain_member, "2026-11-17", "2026-11-18").await;
    let (chair, treasurer, borrower) = (here.member, here.borrower, here.plain_member);
    let all = [chair, treasurer, borrower];
    let census = app.census().await;
    let yes = |member| vote(member, "in_favour");
    let own = decide(&app, loan, &all, &[yes(chair), yes(borrower)]).await;
    assert_eq!((own.code(), &own.body["member_id"]), ("vote_by_interested", &json!(borrower)));
    let strange = decide(&app, loan, &[chair, treasurer, here.applicant], &[yes(here.applicant)]).await;
    assert_eq!((strange.code(), &strange.body["member_id"]), ("voter_not_on_board", &json!(here.applicant)));
    assert_eq!(decide(&app, loan, &[chair], &[yes(chair)]).await.code(), "quorum_missing");
    // the borrower's presence is none
    assert_eq!(decide(&app, loan, &[chair, borrower], &[yes(chair)]).await.code(), "quorum_missing");
    assert_eq!(decide(&app, loan, &all, &[yes(treasurer)]).await.code(), "chair_did_not_vote");
    assert_eq!(
        decide(&app, loan, &[chair], &[yes(chair), yes(treasurer)]).await.errors(),
        [("/votes/1/member_id", "not_here")]
    );
    assert_eq!(
        decide(&app, loan, &all, &[yes(chair), yes(chair)]).await.errors(),
        [("/votes/1/member_id", "repeated")]
    );
    assert_eq!(app.census().await, census);

    let moved = format!(
        "update persons set household_id = '{}' where id in (select person_id from memberships where id in ('{treasurer}', '{borrower}'))",
        Uuid::now_v7()
    );
    app.rows("alter table persons disable trigger all").await;
    app.rows(&moved).await;
    app.rows("alter table persons enable trigger all").await;
    let household = decide(&app, loan, &all, &[yes(chair), yes(treasurer)]).await;
    assert_eq!((household.code(), &household.body["member_id"]), ("vote_by_interested", &json!(treasurer)));
    // an account of hers does not record it either
    let account = here.user(Role::ClubSecretary);
    let belongs = |to: &str| format!("update users set person_id = {to} where id = '{account}'");
    app.rows(&belongs(&format!("(select person_id from memberships where id = '{treasurer}')"))).await;
    assert_eq!(decide(&app, loan, &[chair], &[yes(chair)]).await.code(), "vote_by_interested");
    // but that of somebody else does
    app.rows(&belongs(&format!("'{}'", here.person_of(Role::ClubSecretary).unwrap()))).await;
    let alone = decide(&app, loan, &[chair], &[yes(chair)]).await;
    assert_eq!((alone.status.as_u16(), &alone.body["state"]), (201, &json!("approved")), "{}", alone.body);
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/loans/{loan}")).await.status, 404);
}

#[actix_web::test]
async fn a_vote_is_judged_by_the_day_of_the_meeting() {
    let app = TestApp::start().await;
    let here = app.here;
    let loan = screened(&app, here.plain_member, "2026-11-10", "2026-11-11").await;
    // since the 15th the treasurer sits there no more, and the club lends no more
    app.rows(&format!(
        "update board_positions set ended_on = '2026-11-14' where membership_id = '{}'",
        here.borrower
    ))
    .await;
    app.rows(&format!(
        "insert into club_regulations (id, club_id, number, adopted_on, effective_from, body)
        values ('{}', '{}', 2, '2026-11-14', '2026-11-18', 'Không cho vay.')",
        Uuid::now_v7(),
        here.club
    ))
    .await;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let on = |day: &str| step(&secretary, loan, "decision", in_favour(here, day));
    assert_eq!(on("2026-11-16").await.code(), "voter_not_on_board");
    assert_eq!(on("2026-11-19").await.code(), "regulation_without_lending");
    assert_eq!(on("2026-11-10").await.errors(), [("/on", "date_order")]);
    assert_eq!(on("2026-11-23").await.errors(), [("/on", "date_in_future")]);
    let mut nameless = in_favour(here, "2026-11-14");
    nameless["meeting"] = Value::Null;
    assert_eq!(step(&secretary, loan, "decision", nameless).await.errors(), [("/meeting", "required")]);
    let approved = on("2026-11-14").await;
    assert_eq!(
        (approved.status.as_u16(), &approved.body["regulation_id"]),
        (201, &json!(here.regulation)),
        "{}",
        approved.body
    );
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/loans/{loan}/decisions")).await.status, 404);
}

#[actix_web::test]
async fn two_applications_of_one_member_are_not_both_granted() {
    let app = TestApp::start().await;
    let here = app.here;
    let one = screened(&app, here.plain_member, "2026-11-10", "2026-11-11").await;
    let other = screened(&app, here.plain_member, "2026-11-12", "2026-11-13").await;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let (one, other) = futures_util::join!(
        step(&secretary, one, "decision", in_favour(here, "2026-11-19")),
        step(&secretary, other, "decision", in_favour(here, "2026-11-19"))
    );
    let codes = [one.code(), other.code()];
    assert!(codes.contains(&"loan_already_open") && codes.contains(&""), "{codes:?}");
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/clubs/{}/loans", here.club)).await.status, 404);
}
