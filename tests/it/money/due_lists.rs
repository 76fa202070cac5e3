//! The list of a meeting day, through the whole application.

use crate::support::TestApp;
use crate::support::db::statements;
use actix_web::http::Method;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::paper::workbook::MEDIA_TYPE;
use serde_json::{Value, json};

/// As many more running loans like that of the world as there are members, one for each.
pub async fn lend_to_all(app: &TestApp, members: &[String]) {
    let ids = members.iter().map(|id| format!("'{id}'::uuid")).collect::<Vec<_>>().join(", ");
    app.rows(&format!(
        "create temp table lent as
             select m.id as member, gen_random_uuid() as loan, 100 + m.n as number
               from unnest(array[{ids}]) with ordinality m (id, n);
         insert into loans
             select (jsonb_populate_record(l, jsonb_build_object('id', t.loan, 'member_id', t.member, 'number', t.number,
                     'late_since', '2026-10-17', 'outstanding_vnd', 5000000, 'repaid_vnd', 0))).*
               from loans l, lent t where l.id = '{loan}';
         insert into loan_schedules
             select (jsonb_populate_record(s, jsonb_build_object('loan_id', t.loan))).*
               from loan_schedules s, lent t where s.loan_id = '{loan}';
         insert into loan_instalments
             select (jsonb_populate_record(i, jsonb_build_object('loan_id', t.loan))).*
               from loan_instalments i, lent t where i.loan_id = '{loan}';
         drop table lent",
        loan = app.here.loan
    ))
    .await;
}

#[actix_web::test]
async fn on_a_meeting_day_is_told_what_each_borrower_has_to_pay_to_the_dong() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/due-list", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let today = treasurer.get(&list).await;
    assert_eq!((today.status.as_u16(), &today.body["on"]), (200, &json!("2026-11-22")), "{}", today.body);
    let [loan] = today.items() else { panic!("{}", today.body) };
    assert_eq!((&loan["loan_id"], &loan["member_id"]), (&json!(app.here.loan), &json!(app.here.borrower)));
    assert_eq!(
        [
            &loan["due_principal_vnd"],
            &loan["due_interest_vnd"],
            &loan["late_charge_vnd"],
            &loan["due_vnd"],
            &loan["outstanding_vnd"],
            &loan["days_past_due"]
        ],
        [500_000, 32_000, 0, 532_000, 4_500_000, 5]
    );
    assert_eq!((&loan["next_due_on"], &loan["paused"]), (&json!("2026-11-17"), &json!(false)));
    assert_eq!(today.body["shares"], json!([]), "the regulation does not say how much");
    // on each day the same as the loan's own statement
    for day in
        ["2026-09-17", "2026-10-16", "2026-10-17", "2026-11-17", "2026-11-22", "2026-12-17", "2027-09-01"]
    {
        let statement = treasurer.get(&format!("/v1/loans/{}/statement?on={day}", app.here.loan)).await.body;
        let listed = treasurer.get(&format!("{list}?on={day}")).await;
        let [loan] = listed.items() else { panic!("{day}: {}", listed.body) };
        let standing = &statement["standing"];
        assert_eq!(
            [
                &loan["due_principal_vnd"],
                &loan["due_interest_vnd"],
                &loan["late_charge_vnd"],
                &loan["outstanding_vnd"],
                &loan["payoff_vnd"],
                &loan["days_past_due"]
            ],
            [
                &standing["due_principal_vnd"],
                &standing["due_interest_vnd"],
                &standing["due_late_charge_vnd"],
                &standing["outstanding_principal_vnd"],
                &statement["payoff"]["total_vnd"],
                &standing["days_past_due"]
            ],
            "{day}"
        );
        let total = |name: &str| &listed.body["totals"][name];
        assert_eq!((total("payoff_vnd"), total("due_vnd")), (&loan["payoff_vnd"], &loan["due_vnd"]));
    }
    let november = treasurer.get(&format!("{list}?on=2026-11-17")).await;
    assert_eq!(november.items()[0]["payoff_vnd"], 4_532_000);
    assert_eq!(treasurer.get(&format!("{list}?on=2026-10-17")).await.items()[0]["due_vnd"], 0, "it was paid");
}

#[actix_web::test]
async fn days_far_away_have_no_list_or_an_empty_one_and_so_have_clubs_without_loans() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/due-list", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    for before in ["1900-01-01", "2026-09-16"] {
        let empty = treasurer.get(&format!("{list}?on={before}")).await;
        assert_eq!(
            (empty.items().len(), &empty.body["totals"]["payoff_vnd"]),
            (0, &json!(0)),
            "{}",
            empty.body
        );
    }
    assert_eq!(treasurer.get(&format!("{list}?on=2027-11-22")).await.status, 200);
    for far in ["2027-11-23", "2199-12-31"] {
        assert_eq!(treasurer.get(&format!("{list}?on={far}")).await.errors(), [("?on", "range")]);
    }
    assert_eq!(treasurer.get(&format!("{list}?on=2200-01-01")).await.errors(), [("?on", "date_implausible")]);
    let other = app.here.other_club;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    app.rows(&format!(
        "update clubs set state = 'dissolved', ended_on = '2026-11-01' where id = '{}'",
        app.here.club
    ))
    .await;
    let owed = association.get(&list).await;
    assert_eq!(owed.items().len(), 1, "what is owed to a club that ended stays owed");
    let of_another_commune = association.get(&format!("/v1/clubs/{other}/due-list")).await;
    assert_eq!(of_another_commune.status, 404);
    let there = Place::Club(other.into());
    let auditor = app.user(app.here.user(Role::Auditor), &[(Role::Auditor, there)]).await;
    let empty = auditor.get(&format!("/v1/clubs/{other}/due-list")).await;
    assert_eq!((empty.status.as_u16(), empty.items().len()), (200, 0), "{}", empty.body);
}

#[actix_web::test]
async fn what_the_regulation_asks_each_member_for_is_listed_without_what_she_gave_this_month() {
    let app = TestApp::start().await;
    let (club, chair) = (app.here.club, app.here.member);
    app.rows(&format!(
        "update club_regulations set monthly_contribution_vnd = 10000, monthly_savings_vnd = 50000
          where id = '{}'",
        app.here.regulation
    ))
    .await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    for (kind, amount, on) in [
        ("contribution", 10_000, "2026-11-05"),
        ("savings_deposit", 20_000, "2026-11-17"),
        ("savings_deposit", 70_000, "2026-10-30"),
    ] {
        let entry = json!({ "kind": kind, "on": on, "amount_vnd": amount, "member_id": chair });
        let posted = treasurer.post(&format!("/v1/clubs/{club}/entries"), entry).await;
        assert_eq!(posted.status, 201, "{}", posted.body);
    }
    let list = treasurer.get(&format!("/v1/clubs/{club}/due-list?on=2026-11-17")).await;
    let shares = list.body["shares"].as_array().unwrap();
    let of = |member: uuid::Uuid| shares.iter().find(|share| share["member_id"] == json!(member)).unwrap();
    assert_eq!((&of(chair)["contribution_vnd"], &of(chair)["savings_vnd"]), (&json!(0), &json!(30_000)));
    let plain = of(app.here.plain_member);
    assert_eq!((&plain["contribution_vnd"], &plain["savings_vnd"]), (&json!(10_000), &json!(50_000)));
    assert!(shares.iter().all(|share| share["member_id"] != json!(app.here.applicant)), "no member yet");
    let members = i64::try_from(shares.len()).unwrap();
    let totals = &list.body["totals"];
    assert_eq!(totals["contribution_vnd"], json!(10_000 * (members - 1)));
    assert_eq!(totals["savings_vnd"], json!(50_000 * members - 20_000));
}

#[actix_web::test]
async fn the_list_is_a_workbook_for_whoever_asks_for_one_and_a_look_either_way() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/due-list?on=2026-11-17", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let file = treasurer.send(Method::GET, &list, None, &[("Accept", MEDIA_TYPE)]).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, MEDIA_TYPE));
    assert!(file.header("content-disposition").contains("bang%2Dke%2Dthu%2Dno%2D2026%2D11%2D17.xlsx"));
    let sheet = lien_the_he::platform::sheet::read(&file.bytes).unwrap();
    let text: Vec<String> = sheet.rows.iter().map(|row| row.cells.join("|")).collect();
    assert!(text.iter().any(|row| row.contains("|500000|32000|0|532000|4500000|4532000|")), "{text:?}");
    treasurer.get(&list).await;
    let looked = "data_read_batches where tier = 3 and 'loan' = any (kinds) and rows = 1";
    assert_eq!(app.count(looked).await, 2);
}

#[actix_web::test]
async fn sixty_loans_cost_as_many_statements_as_one_and_another_province_sees_none() {
    let app = TestApp::start().await;
    app.db.listen();
    let list = format!("/v1/clubs/{}/due-list", app.here.club);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let cost = async || {
        let before = statements().unwrap_or(0);
        let reply = treasurer.get(&list).await;
        (reply.items().len(), statements().map_or(0, |after| after - before))
    };
    cost().await;
    let (one, of_one) = cost().await;
    let members = app.sixty_members(app.here.club).await;
    lend_to_all(&app, &members).await;
    let (sixty, of_sixty) = cost().await;
    assert_eq!((one, sixty), (1, 61));
    assert_eq!(of_one, of_sixty, "however many loans");
    let due = treasurer.get(&list).await.body["totals"]["due_principal_vnd"].clone();
    assert_eq!(due, json!(500_000 + 60 * 1_000_000));
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    stranger.cannot_tell(&list, &format!("/v1/clubs/{}/due-list", app.here.member)).await;
    assert_eq!(app.role(Role::Member, app.here).await.get(&list).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_member_sees_what_is_due_of_her_own_loan_and_of_nobody_elses() {
    let app = TestApp::start().await;
    let member = app.role(Role::Member, app.here).await;
    assert_eq!(member.get("/v1/me/due-list").await.items(), Vec::<Value>::new());
    app.link(member.user, app.here.borrower).await;
    let member = app.role(Role::Member, app.here).await; // which ended her sessions
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let own = member.get("/v1/me/due-list?on=2026-11-17").await;
    let all = treasurer.get(&format!("/v1/clubs/{}/due-list?on=2026-11-17", app.here.club)).await;
    assert_eq!((own.items().len(), own.items()), (1, all.items()));
    assert_eq!(member.get("/v1/me/loans").await.body, member.get("/v1/own-record/loans").await.body);
    assert_eq!(member.get("/v1/me/due-list?on=2199-01-01").await.errors(), [("?on", "range")]);
    app.unlink(member.user).await; // which ends her sessions
    assert_eq!(member.get("/v1/me/due-list").await.code(), "unauthenticated");
    assert_eq!(treasurer.get("/v1/me/due-list").await.code(), "forbidden");
}
