//! Meetings, through the whole application.

use crate::support::TestApp;
use crate::support::db::statements;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// A meeting of the club here, in which everything happens.
fn meeting(app: &TestApp) -> Value {
    let (chair, bookkeeper, treasurer) = (app.here.member, app.here.plain_member, app.here.borrower);
    json!({
        "kind": "monthly", "held_on": "2026-11-17", "place": "Nhà văn hóa", "guests": 2, "minutes": "Bàn việc mẫu.",
        "recorded_at": "2026-11-17T08:30:00Z",
        "attendance": [
            { "member_id": chair, "presence": "present" }, { "member_id": bookkeeper, "presence": "present" },
            { "member_id": treasurer, "presence": "excused" }],
        "contributions": [
            { "member_id": chair, "amount_vnd": 10_000 }, { "member_id": bookkeeper, "amount_vnd": 10_000 }],
        "savings_deposits": [{ "member_id": chair, "amount_vnd": 50_000 }],
        "savings_withdrawals": [{ "member_id": chair, "amount_vnd": 20_000 }],
        "repayments": [{ "loan_id": app.here.loan, "amount_vnd": 532_000 }],
        "others": [{ "kind": "social_help", "amount_vnd": 100_000, "member_id": bookkeeper, "narrative": "Thăm ốm" }],
        "applications": [{ "member_id": chair, "loan": {
            "amount_vnd": 3_000_000, "months": 6, "purpose": "Nuôi lợn mẫu", "applied_on": "2026-11-17" } }],
        "cash_counts": [
            { "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 16_097_000,
              "first_counter": chair, "second_counter": treasurer },
            { "fund": "operating", "counted_on": "2026-11-17", "counted_vnd": 920_000,
              "first_counter": chair, "second_counter": treasurer }],
    })
}

#[actix_web::test]
async fn a_whole_meeting_is_one_request_and_its_repeat_is_none() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let key = [("Idempotency-Key", "the-meeting-of-november")];
    let recorded = treasurer.send(Method::POST, &list, Some(meeting(&app)), &key).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    assert_eq!(recorded.body["present"], 2);
    let kinds: Vec<_> =
        recorded.body["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["contribution", "contribution", "savings_deposit", "repayment", "savings_withdrawal", "social_help"]
    );
    assert_eq!(recorded.body["repayments"][0]["lines"].as_array().unwrap().len(), 2);
    assert_eq!(recorded.body["applications"][0]["state"], "submitted");
    let census = app.census().await;
    let again = treasurer.send(Method::POST, &list, Some(meeting(&app)), &key).await;
    assert_eq!((again.body, app.census().await), (recorded.body.clone(), census));
    assert_eq!(treasurer.post(&list, meeting(&app)).await.code(), "meeting_taken");

    let one = format!("/v1/meetings/{}", recorded.id());
    let chair = app.role(Role::ClubChair, app.here).await;
    let mut whole = recorded.body.clone();
    whole.as_object_mut().unwrap().remove("applications");
    assert_eq!(chair.get(&one).await.body, whole);
    assert_eq!(chair.get(&format!("{list}?limit=1")).await.items()[0]["held_on"], "2026-11-17");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let absent = stranger.get(&format!("/v1/meetings/{}", app.here.member)).await;
    assert_eq!(stranger.get(&one).await.without_request_id(), absent.without_request_id());
    assert_eq!(stranger.post(&list, meeting(&app)).await.status, 404);
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("mẫu"));
}

#[actix_web::test]
async fn a_meeting_is_taken_as_a_whole_or_not_at_all_and_says_where_it_is_wrong() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(app.role(Role::Member, app.here).await.post(&list, json!({})).await.code(), "forbidden");
    let census = app.census().await;
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut body = meeting(&app);
        change(&mut body);
        body
    };
    for (body, code, at) in [
        (
            wrong(&|m| m["repayments"][0]["amount_vnd"] = json!(9_000_000)),
            "repayment_above_payoff",
            "/repayments/0",
        ),
        (wrong(&|m| m["repayments"][0]["loan_id"] = json!(app.there.loan)), "not_found", "/repayments/0"),
        (
            wrong(&|m| m["applications"][0]["loan"]["amount_vnd"] = json!(10_000_001)),
            "loan_above_limit",
            "/applications/0",
        ),
        (
            wrong(&|m| m["cash_counts"][0]["counted_vnd"] = json!(16_096_999)),
            "difference_unexplained",
            "/cash_counts/0",
        ),
        (wrong(&|m| m["disbursements"] = json!([app.here.loan])), "loan_state_refuses", "/disbursements/0"),
    ] {
        let reply = treasurer.post(&list, body).await;
        assert_eq!((reply.code(), &reply.body["at"]), (code, &json!(at)), "{}", reply.body);
    }
    let stranger = app.there.member;
    for (body, error) in [
        (
            wrong(&|m| m["attendance"][1]["member_id"] = json!(stranger)),
            ("/attendance/1/member_id", "unknown_member"),
        ),
        (
            wrong(&|m| m["attendance"][1]["member_id"] = json!(app.here.applicant)),
            ("/attendance/1/member_id", "unknown_member"),
        ),
        (
            wrong(&|m| m["attendance"][1]["member_id"] = m["attendance"][0]["member_id"].clone()),
            ("/attendance/1/member_id", "repeated"),
        ),
        (
            wrong(&|m| m["contributions"][1]["member_id"] = json!(stranger)),
            ("/contributions/1/member_id", "unknown_member"),
        ),
        (
            wrong(&|m| m["contributions"][1]["amount_vnd"] = json!(-5)),
            ("/contributions/1/amount_vnd", "amount_not_positive"),
        ),
        (wrong(&|m| m["others"][0]["kind"] = json!("donation")), ("/others/0/member_id", "not_here")),
        (wrong(&|m| m["held_on"] = json!("2026-11-23")), ("/cash_counts/0/counted_on", "differs")),
        (
            wrong(&|m| {
                m["cash_counts"].as_array_mut().unwrap().pop();
            }),
            ("/cash_counts", "required"),
        ),
    ] {
        let reply = treasurer.post(&list, body).await;
        assert_eq!(reply.errors().first(), Some(&error), "{}", reply.body);
    }
    let too_much = wrong(&|m| m["savings_withdrawals"][0]["amount_vnd"] = json!(50_001));
    assert_eq!(treasurer.post(&list, too_much).await.code(), "not_enough_savings");
    assert_eq!(app.census().await, census);
    // one đồng is missing, and two who counted say why
    let mut explained = meeting(&app);
    explained["cash_counts"][0]["counted_vnd"] = json!(16_096_999);
    explained["cash_counts"][0]["explanation"] = json!("Thiếu tiền lẻ");
    let reply = treasurer.post(&list, explained).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.body["cash_counts"][0]["difference_vnd"], -1);
    assert_eq!(reply.body["entries"].as_array().unwrap().last().unwrap()["kind"], "cash_difference");
}

#[actix_web::test]
async fn a_meeting_of_sixty_costs_as_many_statements_as_one_of_six() {
    let app = TestApp::start().await;
    let (club, list) = (app.here.club, format!("/v1/clubs/{}/meetings", app.here.club));
    let ids = app.sixty_members(club).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let shares = |amount: i64| {
        ids.iter().map(|id| json!({ "member_id": id, "amount_vnd": amount })).collect::<Vec<_>>()
    };
    let body = json!({
        "kind": "monthly", "held_on": "2026-11-17",
        "attendance": ids.iter().map(|id| json!({ "member_id": id, "presence": "present" })).collect::<Vec<_>>(),
        "contributions": shares(10_000), "savings_deposits": shares(20_000),
        "cash_counts": [
            { "fund": "income", "counted_on": "2026-11-17", "counted_vnd": 16_735_000, "first_counter": ids[0], "second_counter": ids[1] },
            { "fund": "operating", "counted_on": "2026-11-17", "counted_vnd": 1_600_000, "first_counter": ids[0], "second_counter": ids[1] }],
    });
    let reply = treasurer.post(&list, body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.body["entries"].as_array().unwrap().len(), 120);
    assert_eq!(
        app.text(&format!("select savings_vnd from fund_metrics where club_id = '{club}'")).await,
        "1200000"
    );
    assert_eq!(app.text(&format!("select savers from fund_metrics where club_id = '{club}'")).await, "60");
}

#[actix_web::test]
async fn a_meeting_without_money_is_its_minutes_and_what_was_decided() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings/minutes", app.here.club);
    let new = |votes: i16| {
        json!({ "kind": "board", "held_on": "2026-11-20", "minutes": "Bàn việc mẫu.", "guests": 1,
            "attendance": [{ "member_id": app.here.member, "presence": "present" }],
            "resolutions": [{ "text": "Thông qua mẫu", "in_favour": votes, "against": 0 }, { "text": "Hoãn mẫu" }] })
    };
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.post(&list, json!({})).await.code(), "forbidden");
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let census = app.census().await;
    assert_eq!(
        secretary.post(&list, new(3)).await.errors(),
        [("/resolutions/0", "range")],
        "more votes than came"
    );
    assert_eq!(app.census().await, census);
    let key = [("Idempotency-Key", "the-minutes-of-november")];
    let made = secretary.send(Method::POST, &list, Some(new(2)), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["entries"]), (201, &json!([])), "{}", made.body);
    assert_eq!(
        (&made.body["resolutions"][0]["in_favour"], &made.body["resolutions"][1]["position"]),
        (&json!(2), &json!(2))
    );
    let counted = format!("select meetings from activity_metrics where club_id = '{}'", app.here.club);
    assert_eq!(app.text(&counted).await, "2");
    let again = secretary.send(Method::POST, &list, Some(new(2)), &key).await;
    assert_eq!((again.body, app.count("meeting_resolutions").await), (made.body.clone(), 2));
    assert_eq!(secretary.post(&list, new(2)).await.code(), "meeting_taken");

    let one = format!("/v1/meetings/{}", made.id());
    let minutes = format!("{one}/minutes");
    let after = secretary
        .put(&minutes, &made.etag(), json!({ "minutes": "Khác mẫu", "resolutions": [{ "text": "Một mẫu" }] }))
        .await;
    assert_eq!((after.status.as_u16(), &after.body["minutes"]), (200, &json!("Khác mẫu")), "{}", after.body);
    assert_eq!(
        (secretary.get(&one).await.body, app.count("meeting_resolutions").await),
        (after.body.clone(), 1)
    );
    assert_eq!(secretary.put(&minutes, &made.etag(), json!({})).await.status, 412);
    let none = secretary.put(&minutes, &after.etag(), json!({})).await;
    assert_eq!((&none.body["minutes"], &none.body["resolutions"]), (&Value::Null, &json!([])));
    assert_eq!(app.count("changes where entity = 'meeting'").await, 3);
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("mẫu"));
    let stranger = app.role(Role::ClubSecretary, app.there).await;
    assert_eq!(stranger.put(&minutes, &none.etag(), json!({})).await.status, 404);
    assert_eq!(stranger.post(&list, new(2)).await.status, 404);
}

/// How many statements a meeting costs to which some came; each brought a thousand, if it is said how much cash
/// there was before.
async fn recorded_by(app: &TestApp, day: &str, members: &[String], brought: Option<usize>) -> usize {
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let attendance: Vec<Value> =
        members.iter().map(|member| json!({ "member_id": member, "presence": "present" })).collect();
    let contributions: Vec<Value> =
        members.iter().map(|member| json!({ "member_id": member, "amount_vnd": 1_000 })).collect();
    let counted = brought.unwrap_or_default() + 1_000 * members.len();
    let counts = json!([{ "fund": "operating", "counted_on": day, "counted_vnd": counted,
        "first_counter": app.here.member, "second_counter": app.here.borrower }]);
    let mut body = json!({ "kind": "extraordinary", "held_on": day, "attendance": attendance });
    if brought.is_some() {
        body["contributions"] = json!(contributions);
        body["cash_counts"] = counts;
    }
    let before = statements().unwrap_or(0);
    let reply = treasurer.post(&list, body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.body["present"], json!(members.len()));
    statements().map_or(0, |after| after - before)
}

#[actix_web::test]
async fn sixty_attendances_cost_as_many_statements_as_two() {
    let app = TestApp::start().await;
    app.db.listen();
    let crowd = app
        .rows(&format!(
            "with people as (insert into persons (id, full_name, folded, sort_key, sex)
                 select gen_random_uuid(), 'Người Mẫu ' || n, 'nguoi mau ' || n, n::text, 'female'
                   from generate_series(1, 60) n returning id)
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select gen_random_uuid(), id, '{}', 'active', '2025-01-01', '2025-01-01', '2025-01-01' from people
             returning id::text",
            app.here.club
        ))
        .await;
    let crowd: Vec<String> = crowd.into_iter().map(|row| row[0].clone().unwrap()).collect();
    let warm = recorded_by(&app, "2026-11-01", &crowd[..1], None).await;
    let two = recorded_by(&app, "2026-11-02", &crowd[..2], None).await;
    let sixty = recorded_by(&app, "2026-11-03", &crowd, None).await;
    println!("statements: {warm} for the first meeting, {two} with 2 who came, {sixty} with 60");
    assert_eq!(two, sixty);
    assert!(sixty < 25, "{sixty} statements");
    let few = recorded_by(&app, "2026-11-04", &crowd[..2], Some(1_000_000)).await;
    let many = recorded_by(&app, "2026-11-05", &crowd, Some(1_002_000)).await;
    println!("statements with contributions: {few} with 2, {many} with 60");
    assert_eq!(few, many, "however many bring something");
    assert!(statements().is_none() || two > 5, "the log has gone blind");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    assert_eq!(stranger.get(&list).await.status, 404);
}
