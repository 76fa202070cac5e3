//! Rules of two people ask of human beings, not of accounts; through the whole application.

use crate::reporting::reports::{STATE_HALF, done, half_year, step};
use crate::support::{Client, TestApp, seed};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use lien_the_he::platform::auth::token::Signer;
use lien_the_he::platform::auth::{Claims, Role};
use lien_the_he::platform::ids::UserId;
use serde_json::{Value, json};

/// Somebody says of both accounts that they are one person's, whom nobody has confirmed yet.
async fn one_human(app: &TestApp, one: UserId, other: UserId) {
    app.rows(&format!(
        "update users set person_id = '{}', person_confirmed_at = null where id in ('{one}', '{other}')",
        app.here.person
    ))
    .await;
}
async fn two_humans(app: &TestApp, other: UserId) {
    app.unlink(other).await;
}

#[actix_web::test]
async fn whoever_has_two_accounts_does_not_decide_with_the_other_what_she_asked_for_with_the_one() {
    let app = TestApp::start().await;
    let here = app.here;
    let user = |role: Role| here.user(role);

    // a reform: the committee's draft
    let (drafter, applies) = (user(Role::ProvinceCommittee), user(Role::ProvinceAssociation));
    let draft = app.text("select drafted_by from admin_changes limit 1").await;
    let drafter = if draft == drafter.to_string() { drafter } else { UserId(draft.parse().unwrap()) };
    one_human(&app, drafter, applies).await;
    let association = app.role(Role::ProvinceAssociation, here).await;
    let path = format!("/v1/admin-changes/{}", here.admin_change);
    let etag = association.etag(&path).await;
    let refused = association.post_if(&format!("{path}/application"), &etag, Value::Null).await;
    assert_eq!(refused.code(), "drafter_applies", "{}", refused.body);
    two_humans(&app, applies).await;
    let applied = app.role(Role::ProvinceAssociation, here).await;
    let applied = applied.post_if(&format!("{path}/application"), &etag, Value::Null).await;
    assert_ne!(applied.code(), "drafter_applies", "{}", applied.body);

    // a document, and money for it
    let (author, issuer) = (user(Role::CommuneAssociation), user(Role::CommuneCommittee));
    let association = app.role(Role::CommuneAssociation, here).await;
    one_human(&app, author, issuer).await;
    let steps = format!("/v1/documents/{}/steps", here.document);
    let etag = association.etag(&format!("/v1/documents/{}", here.document)).await;
    let issue = json!({ "state": "issued", "on": "2026-11-20", "number": "5/KH" });
    let refused = app.role(Role::CommuneCommittee, here).await.post_if(&steps, &etag, issue.clone()).await;
    assert_eq!(refused.code(), "issued_by_its_author", "{}", refused.body);
    two_humans(&app, issuer).await;
    let committee = app.role(Role::CommuneCommittee, here).await;
    assert_eq!(committee.post_if(&steps, &etag, issue).await.status, 201);

    let finance = user(Role::CommuneFinanceOfficer);
    let lines = format!("/v1/documents/{}/budget-lines", here.document);
    let new =
        json!({ "year": 2027, "source": "state_budget", "text": "Tập huấn", "requested_vnd": 30_000_000 });
    let line = app.role(Role::CommuneAssociation, here).await.post(&lines, new).await;
    assert_eq!(line.status, 201, "{}", line.body);
    one_human(&app, author, finance).await;
    let steps = format!("/v1/budget-lines/{}/steps", line.id());
    let appraise = json!({ "stage": "appraised", "amount_vnd": 30_000_000 });
    let refused =
        app.role(Role::CommuneFinanceOfficer, here).await.post_if(&steps, "\"1\"", appraise.clone()).await;
    assert_eq!(refused.code(), "requester_decides", "{}", refused.body);
    two_humans(&app, finance).await;
    let appraised =
        app.role(Role::CommuneFinanceOfficer, here).await.post_if(&steps, "\"1\"", appraise).await;
    assert_eq!(appraised.status, 201, "{}", appraised.body);
    let stranger = app.role(Role::CommuneFinanceOfficer, app.there).await;
    assert_eq!(stranger.get(&format!("/v1/budget-lines/{}", line.id())).await.status, 404);
}

#[actix_web::test]
async fn whoever_asked_for_a_reversal_or_drew_up_a_report_does_not_approve_it_by_another_account() {
    let app = TestApp::start().await;
    let here = app.here;
    let (bookkeeper, chair) = (here.user(Role::ClubBookkeeper), here.user(Role::ClubChair));
    let client = app.role(Role::ClubChair, here).await; // linked when the token was issued
    let person = app.text(&format!("select person_id from users where id = '{chair}'")).await;
    app.rows(&format!(
        "update users set person_id = '{person}', person_confirmed_at = null where id = '{bookkeeper}'"
    ))
    .await;
    let path = format!("/v1/reversals/{}", here.reversal);
    let etag = client.etag(&path).await;
    let refused = client.post_if(&format!("{path}/approval"), &etag, json!({})).await;
    assert_eq!(refused.code(), "requester_decides", "{}", refused.body);
    app.unlink(bookkeeper).await;
    let approved = client.post_if(&format!("{path}/approval"), &etag, json!({})).await;
    assert_eq!(approved.status, 201, "{}", approved.body);

    let secretary = here.user(Role::ClubSecretary);
    let drafts = app.role(Role::ClubSecretary, here).await;
    let reports = format!("/v1/clubs/{}/reports", here.club);
    let report = done(drafts.post(&reports, half_year(STATE_HALF)).await);
    let report = done(step(&drafts, &report, "draft").await);
    let report = done(step(&drafts, &report, "submission").await);
    let report = done(step(&app.role(Role::CommuneAssociation, here).await, &report, "acceptance").await);
    app.rows(&format!(
        "update users set person_id = '{person}', person_confirmed_at = null where id = '{secretary}'"
    ))
    .await;
    assert_eq!(step(&client, &report, "approval").await.code(), "report_approver_drew_up");
    app.unlink(secretary).await;
    assert_eq!(step(&client, &report, "approval").await.status, 201);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

/// Signed in with the password of the world, with a token that says for whom she acts; and, as if by a device, her second
/// factor is proven.
async fn signed_in<'a>(app: &'a TestApp, login: &str) -> Client<'a> {
    let body = json!({ "login": login, "password": crate::support::world::PASSWORD });
    let session = app.anonymous().post("/v1/sessions", body).await;
    assert_eq!(session.status, 200, "{}", session.body);
    let body = session.body["access_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let said: Claims = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    let proven = Claims { second_factor: true, second_factor_at: Some(said.iat), ..said };
    app.bearer(&Signer::new(seed(7), &[]).issue(&proven).unwrap())
}

#[actix_web::test]
async fn what_the_one_who_is_away_may_not_do_her_deputy_does_not_do_for_her() {
    let app = TestApp::start().await;
    let here = app.here;
    let (chair, secretary) =
        (app.role(Role::ClubChair, here).await, app.role(Role::ClubSecretary, here).await);
    let reports = format!("/v1/clubs/{}/reports", here.club);
    let report = done(secretary.post(&reports, half_year(STATE_HALF)).await);
    let report = done(step(&chair, &report, "draft").await);
    let report = done(step(&secretary, &report, "submission").await);
    let report = done(step(&app.role(Role::CommuneAssociation, here).await, &report, "acceptance").await);

    let administrator = app.role(Role::UserAdministrator, here).await;
    let deputy = json!({
        "user_id": here.user(Role::ClubBoardMember), "valid_from": "2026-11-20", "valid_to": "2026-11-30", "reason": "Nghỉ phép",
    });
    let deputies = format!("/v1/assignments/{}/deputies", here.assignment(Role::ClubChair));
    assert_eq!(administrator.post(&deputies, deputy).await.status, 201);
    let deputy = signed_in(&app, "club_board_member.6").await;
    assert_eq!(step(&deputy, &report, "approval").await.code(), "report_approver_drew_up");
    // nor gives the one who is away a right in her name
    let give = json!({ "role": "club_vice_chair", "place": { "level": "club", "id": here.club }, "member_id": here.member });
    let own = deputy.post(&format!("/v1/users/{}/assignments", here.user(Role::ClubChair)), give).await;
    assert_eq!(own.code(), "own_assignment", "{}", own.body);
    // what others asked for she decides as the chair would
    let path = format!("/v1/reversals/{}", here.reversal);
    let decided = deputy.post_if(&format!("{path}/approval"), &deputy.etag(&path).await, json!({})).await;
    assert_eq!(decided.status, 201, "{}", decided.body);
    let acting = format!(
        "changes where entity = 'reversal' and actor_id = '{}' and acting_for = '{}'",
        here.user(Role::ClubBoardMember),
        here.user(Role::ClubChair)
    );
    assert_eq!(app.count(&acting).await, 1);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn bookkeeper_and_treasurer_are_two_people_by_whatever_accounts() {
    let app = TestApp::start().await;
    let here = app.here;
    // the plain officer is, as somebody says, the bookkeeper
    let (bookkeeper, other) = (here.user(Role::ClubBookkeeper), here.user(Role::CommunePartner));
    let person = app.text(&format!("select person_id from users where id = '{bookkeeper}'")).await;
    app.rows(&format!("update users set person_id = '{person}' where id = '{other}'")).await;
    let administrator = app.role(Role::UserAdministrator, here).await;
    let away = json!({
        "user_id": other, "valid_from": "2026-11-22", "valid_to": "2026-11-30", "reason": "Nghỉ phép",
    });
    let deputies = format!("/v1/assignments/{}/deputies", here.assignment(Role::ClubTreasurer));
    let census = app.census().await;
    let refused = administrator.post(&deputies, away.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "board_money_apart"), "{}", refused.body);
    assert_eq!(app.census().await, census);
    app.unlink(other).await;
    let made = administrator.post(&deputies, away.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let stranger = app.role(Role::UserAdministrator, app.there).await;
    assert_eq!(stranger.post(&deputies, away).await.status, 404);
}
