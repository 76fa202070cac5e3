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
    assert!(sixty < 28, "{sixty} statements");
    let few = recorded_by(&app, "2026-11-04", &crowd[..2], Some(1_000_000)).await;
    let many = recorded_by(&app, "2026-11-05", &crowd, Some(1_002_000)).await;
    println!("statements with contributions: {few} with 2, {many} with 60");
    assert_eq!(few, many, "however many bring something");
    assert!(statements().is_none() || two > 5, "the log has gone blind");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    assert_eq!(stranger.get(&list).await.status, 404);
}

/// What stands against a meeting, as code and pointer.
fn refusals(body: &Value) -> Vec<(&str, &str)> {
    let told = body["refusals"].as_array().map(Vec::as_slice).unwrap_or_default();
    told.iter().map(|one| (one["code"].as_str().unwrap(), one["pointer"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn a_refused_meeting_says_of_each_part_what_stands_against_it_and_whose_it_is() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let (chair, bookkeeper, borrower) = (app.here.member, app.here.plain_member, app.here.borrower);
    let mut body = meeting(&app);
    body["contributions"][1]["member_id"] = json!(app.there.member);
    body["savings_withdrawals"][0]["amount_vnd"] = json!(50_001);
    body["repayments"][0]["amount_vnd"] = json!(9_000_000);
    body["others"] = json!([
        { "kind": "social_help", "amount_vnd": 5_000_000, "member_id": bookkeeper, "narrative": "Thăm ốm" },
        { "kind": "interest_transfer", "amount_vnd": 1_000_000 }]);
    body["disbursements"] = json!([app.here.loan, app.there.loan]);
    body["applications"] = json!([
        { "member_id": chair, "loan": { "amount_vnd": 10_000_001, "months": 6, "purpose": "Mẫu", "applied_on": "2026-11-17" } },
        { "member_id": bookkeeper, "loan": { "amount_vnd": 3_000_000, "months": 6, "purpose": "Mẫu",
            "applied_on": "2026-11-17", "guarantors": [app.there.member] } }]);
    body["cash_counts"][1]["second_counter"] = body["cash_counts"][1]["first_counter"].clone();
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let census = app.census().await;
    let refused = treasurer.post(&list, body.clone()).await;
    assert_eq!(
        refusals(&refused.body),
        [
            ("unknown_member", "/contributions/1/member_id"),
            ("repayment_above_payoff", "/repayments/0/amount_vnd"),
            ("not_enough_savings", "/savings_withdrawals/0/amount_vnd"),
            ("not_enough_money", "/others/0/amount_vnd"),
            ("transfer_above_share", "/others/1/amount_vnd"),
            ("loan_state_refuses", "/disbursements/0"),
            ("not_found", "/disbursements/1"),
            ("loan_above_limit", "/applications/0/loan"),
            ("unknown_member", "/applications/1/loan/guarantors/0"),
            ("counters_not_two", "/cash_counts/1/second_counter"),
        ],
        "{}",
        refused.body
    );
    let facts: Vec<(&Value, &Value)> = refused.body["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["member_id"], &one["facts"]))
        .collect();
    let (nobody, none) = (Value::Null, json!({}));
    let (there, chair, bookkeeper, borrower) =
        (json!(app.there.member), json!(chair), json!(bookkeeper), json!(borrower));
    let told = [
        (&there, &none),
        (&borrower, &json!({ "payoff_vnd": 4_532_000 })),
        (&chair, &json!({ "on": "2026-11-17", "missing_vnd": 1 })),
        // what the first of the two contributed is there, the second is refused
        (
            &bookkeeper,
            &json!({ "fund": "operating", "account": "cash", "on": "2026-11-17", "missing_vnd": 3_990_000 }),
        ),
        (&nobody, &json!({ "on": "2026-11-17", "transferable_vnd": 35_000 })),
        (&borrower, &json!({ "state": "active" })),
        (&nobody, &none),
        (&chair, &json!({ "max_principal_vnd": 10_000_000 })),
        (&bookkeeper, &none),
        (&chair, &none),
    ];
    assert_eq!(facts, told, "{}", refused.body);
    // the problem itself is the first of them, and its fields are those of all
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid"));
    assert_eq!(
        refused.errors(),
        [
            ("/contributions/1/member_id", "unknown_member"),
            ("/applications/1/loan/guarantors/0", "unknown_member")
        ]
    );
    assert_eq!(app.census().await, census, "nothing is half written");

    let preview = treasurer.post(&format!("{list}/previews"), body).await;
    assert_eq!(
        (preview.status.as_u16(), &preview.body["refusals"]),
        (200, &refused.body["refusals"]),
        "{}",
        preview.body
    );
    assert_eq!(preview.body["would_be_recorded"], false);
}

#[actix_web::test]
async fn what_cannot_be_read_is_told_of_every_item_at_once() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let mut body = meeting(&app);
    body["contributions"][0]["amount_vnd"] = json!(-5);
    body["contributions"][1]["member_id"] = json!("nobody");
    body["repayments"][0]["amount_vnd"] = json!(1.5);
    body["savings_deposits"][0]["amount"] = json!(1);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let refused = treasurer.post(&list, body).await;
    let mut told = refused.errors();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("/contributions/0/amount_vnd", "amount_not_positive"),
            ("/contributions/1/member_id", "id"),
            ("/repayments/0/amount_vnd", "amount_not_whole"),
            ("/savings_deposits/0/amount", "unknown_field"),
        ]
    );
}

#[actix_web::test]
async fn of_a_day_on_which_nothing_can_have_happened_that_alone_is_said() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/meetings", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let on = |day: &str| {
        let mut body = meeting(&app);
        body["held_on"] = json!(day);
        for count in body["cash_counts"].as_array_mut().unwrap() {
            count["counted_on"] = json!(day);
        }
        body
    };
    for (day, code) in [
        ("2026-11-23", "date_in_future"),
        ("2199-12-31", "date_in_future"),
        ("1900-01-01", "date_before_founding"),
    ] {
        let refused = treasurer.post(&list, on(day)).await;
        assert_eq!(refusals(&refused.body), [(code, "/held_on")], "{}", refused.body);
        let preview = treasurer.post(&format!("{list}/previews"), on(day)).await;
        assert_eq!(refusals(&preview.body), [(code, "/held_on")], "{}", preview.body);
    }
    let chair = app.role(Role::ClubChair, app.here).await;
    let closed = chair
        .post(&format!("/v1/clubs/{}/closings", app.here.club), json!({ "through": "2026-11-17" }))
        .await;
    assert_eq!(closed.status, 201, "{}", closed.body);
    let refused = treasurer.post(&list, on("2026-11-17")).await;
    assert_eq!(refusals(&refused.body), [("books_closed", "/held_on")], "{}", refused.body);
    assert_eq!(refused.body["closed_through"], "2026-11-17");
}

#[actix_web::test]
async fn a_preview_writes_nothing_and_comes_to_what_is_recorded() {
    let app = TestApp::start().await;
    let club = app.here.club;
    let list = format!("/v1/clubs/{club}/meetings");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let mut body = meeting(&app);
    body["savings_deposits"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "member_id": app.here.borrower, "amount_vnd": 5_000 }));
    body["cash_counts"][0]["counted_vnd"] = json!(16_101_000);
    body["cash_counts"][0]["explanation"] = json!("Thiếu một nghìn");
    let census = app.census().await;
    let previewed = treasurer.post(&format!("{list}/previews"), body.clone()).await;
    assert_eq!(previewed.status, 200, "{}", previewed.body);
    assert_eq!(previewed.body["would_be_recorded"], true, "{}", previewed.body);
    let purse = |fund: &str, [before, received, paid, after, counted, difference]: [i64; 6]| {
        json!({ "fund": fund, "purse": "cash", "before_vnd": before, "received_vnd": received, "paid_vnd": paid,
            "after_vnd": after, "counted_vnd": counted, "difference_vnd": difference })
    };
    assert_eq!(
        previewed.body["purses"],
        json!([
            purse("income", [15_535_000, 587_000, 20_000, 16_102_000, 16_101_000, -1_000]),
            purse("operating", [1_000_000, 20_000, 100_000, 920_000, 920_000, 0]),
        ])
    );
    assert_eq!(
        previewed.body["warnings"],
        json!([{ "kind": "member_away", "pointer": "/savings_deposits/1", "member_id": app.here.borrower }])
    );
    let looked =
        format!("data_read_batches where club_id = '{club}' and tier = 3 and 'meeting' = any (kinds)");
    assert_eq!(app.count(&looked).await, 1, "it shows what single members owe");
    app.rows("delete from data_read_batches").await;
    assert_eq!(app.census().await, census, "nothing is written");

    let recorded = treasurer.post(&list, body).await;
    assert_eq!(recorded.status, 201, "{}", recorded.body);
    let (paid, was) = (&previewed.body["payments"][0], &recorded.body["repayments"][0]);
    assert_eq!((&paid["lines"], &paid["amount_vnd"]), (&was["lines"], &was["amount_vnd"]));
    assert_eq!(
        paid["lines"],
        json!([
            { "part": "interest", "instalment": 2, "amount_vnd": 32_000 },
            { "part": "principal", "instalment": 2, "amount_vnd": 500_000 },
        ])
    );
    assert_eq!(
        (&paid["pointer"], &paid["member_id"], &paid["id"], &paid["receipt_code"], &paid["outstanding_vnd"]),
        (&json!("/repayments/0"), &json!(app.here.borrower), &Value::Null, &Value::Null, &json!(4_000_000))
    );
    assert_eq!(recorded.body["cash_counts"][0]["expected_vnd"], previewed.body["purses"][0]["after_vnd"]);
    assert_eq!(
        recorded.body["cash_counts"][0]["difference_vnd"],
        previewed.body["purses"][0]["difference_vnd"]
    );
    for (fund, held) in [("income", 16_101_000), ("operating", 920_000)] {
        let book = treasurer.get(&format!("/v1/clubs/{club}/cash-book?fund={fund}&to=2026-11-17")).await;
        assert_eq!(book.body["closing_vnd"], held, "{}", book.body);
    }
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    let (hidden, absent) = (
        stranger.post(&format!("{list}/previews"), meeting(&app)).await,
        stranger.post(&format!("/v1/clubs/{}/meetings/previews", app.here.member), meeting(&app)).await,
    );
    assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.post(&format!("{list}/previews"), json!({})).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_preview_before_the_box_is_counted_tells_what_should_be_in_it() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let mut body = meeting(&app);
    body["cash_counts"] = json!([]);
    let preview = treasurer.post(&format!("/v1/clubs/{}/meetings/previews", app.here.club), body).await;
    assert_eq!(refusals(&preview.body), [("required", "/cash_counts")], "{}", preview.body);
    let income = &preview.body["purses"][0];
    assert_eq!((&income["after_vnd"], &income["counted_vnd"]), (&json!(16_097_000), &Value::Null));
    assert_eq!(preview.body["payments"][0]["amount_vnd"], 532_000);
}
