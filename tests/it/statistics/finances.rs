//! The clubs' money as those above see it, through the whole application.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::ClubId;
use serde_json::{Value, json};
use uuid::Uuid;

/// A loan of a club that a member owes, and its entry in the books: past the application.
pub async fn lend(
    app: &TestApp,
    club: Uuid,
    member: &str,
    outstanding: i64,
    late_since: Option<&str>,
) -> Uuid {
    let (loan, since) = (Uuid::now_v7(), late_since.map_or("null".to_owned(), |day| format!("'{day}'")));
    let (nobody, contracted) = (Uuid::nil(), app.here.loan);
    app.rows(&format!(
        "begin;
         insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on,
                contract, principal_vnd, disbursed_on, outstanding_vnd, repaid_vnd, late_since, recorded_by)
         select '{loan}', '{club}', '{member}', coalesce(max(number), 0) + 1, 'active', 'Nuôi gà', 5000000, 12, '2026-03-01',
                (select contract from loans where id = '{contracted}'), 5000000, '2026-03-10', {outstanding}, 5000000 - {outstanding}, {since}, '{nobody}'
           from loans where club_id = '{club}';
         update ledgers set last_number = last_number + 1 where club_id = '{club}';
         insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at, previous_hash, hash)
         select gen_random_uuid(), club_id, last_number, 'disbursement', '2026-03-10', '{loan}', '{nobody}', now(), '\\x00', '\\x00'
           from ledgers where club_id = '{club}';
         insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, loan_id, on_day)
         select club_id, last_number, line, 'income', account, amount, '{loan}', '2026-03-10'
           from ledgers, (values (1, 'loans', {outstanding}), (2, 'capital', -{outstanding})) as l (line, account, amount)
          where club_id = '{club}';
         select logic.count_finances(array['{club}']::uuid[], '{}');
         commit",
        app.today
    ))
    .await;
    loan
}

/// What a member saved, past the application.
pub async fn save(app: &TestApp, club: Uuid, member: Uuid, amount: i64) {
    let nobody = Uuid::nil();
    app.rows(&format!(
        "begin;
         update ledgers set last_number = last_number + 1 where club_id = '{club}';
         insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at, previous_hash, hash)
         select gen_random_uuid(), club_id, last_number, 'savings_deposit', '2026-03-10', '{}', '{nobody}', now(), '\\x00', '\\x00'
           from ledgers where club_id = '{club}';
         insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, member_id, on_day)
         select club_id, last_number, line, 'income', account, amount, '{member}', '2026-03-10'
           from ledgers, (values (1, 'cash', {amount}), (2, 'savings', -{amount})) as l (line, account, amount)
          where club_id = '{club}';
         select logic.count_finances(array['{club}']::uuid[], '{}');
         commit",
        Uuid::now_v7(),
        app.today
    ))
    .await;
}

/// A club that has no money and to which nobody owes any, past the application.
pub async fn settle(app: &TestApp, club: Uuid) {
    app.rows(&format!(
        "update loans set state = 'repaid', outstanding_vnd = 0, repaid_vnd = principal_vnd, late_since = null,
                closed_on = '2026-09-30' where club_id = '{club}' and state = 'active';
         update ledger_balances set balance_vnd = 0, last_on = '2024-06-20' where club_id = '{club}'"
    ))
    .await;
}

/// So many more active members of a club; their ids.
async fn crowd(app: &TestApp, club: Uuid, people: usize) -> Vec<String> {
    let ids = app
        .rows(&format!(
            "with people as (insert into persons (id, full_name, folded, sort_key, sex)
                 select gen_random_uuid(), 'Người Mẫu ' || n, 'nguoi mau ' || n, n::text, 'female'
                   from generate_series(1, {people}) n returning id)
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select gen_random_uuid(), id, '{club}', 'active', '2026-01-01', '2026-01-01', '2026-01-01' from people
             returning id"
        ))
        .await;
    app.rows(&format!("select logic.count_clubs(array['{club}']::uuid[], '{}')", app.today)).await;
    ids.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

async fn seen(client: &Client<'_>, path: &str) -> Value {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.body
}

/// 2,000 clubs of the province here with 4,000 members, their books and 1,200 loans.
const NATION: &str = "
    insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id, proposed_on)
    select md5('c' || i)::uuid, 'x-' || i, 'CLB ' || i, 'clb ' || i, 'clb ' || i, 'active', '2024-01-01', '{hamlet}', '{commune}',
           '{province}', '2024-01-01' from generate_series(1, 2000) i;
    insert into persons (id, full_name, folded, sort_key, sex)
    select md5('p' || i)::uuid, 'Người ' || i, 'nguoi ' || i, i::text, 'female' from generate_series(1, 4000) i;
    insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
    select md5('m' || i)::uuid, md5('p' || i)::uuid, md5('c' || (i % 2000 + 1))::uuid,
           case when i % 40 = 7 then 'suspended' else 'active' end, '2024-02-01', '2024-01-01', '2024-02-01'
      from generate_series(1, 4000) i;
    insert into ledgers (club_id, last_number) select md5('c' || i)::uuid, 4 from generate_series(1, 1900) i;
    insert into funds (id, club_id, kind, opened_on)
    select gen_random_uuid(), md5('c' || i)::uuid, kind, '2024-02-01'
      from generate_series(1, 1900) i, (values ('income'), ('operating')) k (kind);
    begin;
    insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months, applied_on,
           principal_vnd, disbursed_on, outstanding_vnd, repaid_vnd, written_off_vnd, recovered_vnd, late_since, frozen_until,
           reschedules, closed_on, recorded_by)
    select md5('l' || i)::uuid, md5('c' || (i % 2000 + 1))::uuid, md5('m' || i)::uuid, 1, s.state, 'x', 9000000, 12,
           date '2025-06-01' + i % 400, 4000000 + i, date '2025-06-20' + i % 400, s.owed, 4000000 + i - s.owed - s.lost, s.lost,
           s.lost / 10, case s.state when 'active' then date '2026-11-22' - i % 130 + 20 end,
           case when i % 17 = 0 then date '2026-12-24' end, i % 9 / 8,
           case s.state when 'active' then null else date '2026-10-10' end, md5('x')::uuid
      from generate_series(1, 1200) i,
           lateral (select case i % 7 when 5 then 'repaid' when 6 then 'written_off' else 'active' end as state) t,
           lateral (select t.state, case t.state when 'active' then 2000000 + 3 * i else 0 end as owed,
                           case t.state when 'written_off' then 1000000 + i else 0 end as lost) s;
    insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at, previous_hash, hash)
    select gen_random_uuid(), md5('c' || i)::uuid, n,
           (array['seed_money', 'savings_deposit', 'disbursement', 'contribution'])[n], '2026-03-01', i || '/' || n,
           md5('x')::uuid, now(), '\\x00', '\\x00'
      from generate_series(1, 1900) i, generate_series(1, 4) n;
    insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, member_id, loan_id, on_day)
    select md5('c' || (i % 2000 + 1))::uuid, n, line, fund, account, amount, case account when 'savings' then md5('m' || i)::uuid end,
           case n when 3 then md5('l' || i)::uuid end, '2026-03-01'
      from generate_series(1, 1899) i
      left join loans o on o.id = md5('l' || i)::uuid,
           lateral (values (1, 1, 'income', 'cash', 20000000 + i), (1, 2, 'income', 'capital', -20000000 - i),
                           (2, 1, 'income', 'bank', 70000 + i), (2, 2, 'income', 'savings', -70000 - i),
                           (3, 1, 'income', 'loans', o.outstanding_vnd), (3, 2, 'income', 'cash', -o.outstanding_vnd + 1000 + i),
                           (3, 3, 'income', 'interest_income', -1000 - i),
                           (4, 1, 'operating', 'cash', 500 + i), (4, 2, 'operating', 'operating_expenses', 11),
                           (4, 3, 'operating', 'contributions', -511 - i)) v (n, line, fund, account, amount)
     where n <> 3 or o.outstanding_vnd > 0;
    commit";

#[actix_web::test]
async fn the_sums_of_two_thousand_clubs_are_those_of_the_facts() {
    let app = TestApp::start().await;
    let here = app.here;
    let sql = NATION
        .replace("{hamlet}", &here.hamlet.to_string())
        .replace("{commune}", &here.commune.to_string())
        .replace("{province}", &here.province.to_string());
    app.rows(&sql).await;
    app.rows(&format!("select logic.count_clubs(array(select id from clubs), '{}')", app.today)).await;
    app.rows(&format!("select logic.count_finances(array(select id from clubs), '{}')", app.today)).await;
    app.rows("update lending_metrics set valid_through = '2026-11-21', outstanding_vnd = 0").await;
    app.rows("analyze").await;
    // who knows the people everywhere: as few as the other province has are told to nobody else, nor is the nation with them
    let everywhere = [(Role::Auditor, Place::Nation)];
    let analyst = app.user(here.user(Role::Auditor), &everywhere).await;
    let begun = std::time::Instant::now();
    let all = seen(&analyst, "/v1/finances").await;
    println!("2,000 clubs counted anew and added up: {:?}", begun.elapsed());
    let begun = std::time::Instant::now();
    assert_eq!(all, seen(&analyst, "/v1/finances").await);
    println!("added up: {:?}", begun.elapsed());

    let account = |name: &str| {
        format!("(select coalesce(sum(amount_vnd), 0) from ledger_lines where account = '{name}')")
    };
    let fund = |fund: &str, name: &str| {
        format!(
            "(select coalesce(sum(amount_vnd), 0) from ledger_lines where account = '{name}' and fund = '{fund}')"
        )
    };
    let loan = |sum: &str, of: &str| format!("(select coalesce({sum}, 0) from loans where {of})");
    let late = |days: i64| {
        format!(
            "state = 'active' and coalesce(frozen_until, '2000-01-01') < '2026-11-22' and date '2026-11-22' - late_since > {days}"
        )
    };
    let members = |of: &str| {
        format!(
            "(select count(*) from memberships m where m.state = 'active' and exists (select from loans l where l.member_id = m.id and {of}))"
        )
    };
    let all_members = "(select count(*) from memberships where state = 'active')".to_owned();
    let year = "disbursed_on <= '2026-11-22' and (closed_on is null or closed_on >= '2026-01-01')";
    let net = format!(
        "({} + {} + {} + {} + {})",
        fund("income", "cash"),
        fund("income", "bank"),
        account("loans"),
        account("savings"),
        account("pooled_capital")
    );
    for (pointer, expected) in [
        ("/clubs", "(select count(*) from clubs)".to_owned()),
        ("/clubs_with_both_funds", "(select count(distinct club_id) from funds)".to_owned()),
        ("/members/value", all_members.clone()),
        ("/funds/income_cash_vnd/value", fund("income", "cash")),
        ("/funds/income_bank_vnd/value", fund("income", "bank")),
        ("/funds/operating_cash_vnd", fund("operating", "cash")),
        ("/funds/total_vnd/value", format!("{} + {}", account("cash"), account("bank"))),
        ("/funds/income_net_assets_vnd/value", net.clone()),
        ("/funds/lent_vnd/value", account("loans")),
        ("/funds/savings_vnd/value", format!("-{}", account("savings"))),
        ("/funds/savers/value", "(select count(*) from savings_balances where balance_vnd > 0)".to_owned()),
        ("/funds/seed_capital_vnd/value", format!("-{}", account("capital"))),
        ("/funds/contributions_vnd", format!("-{}", account("contributions"))),
        ("/funds/interest_earned_vnd/value", format!("-{}", account("interest_income"))),
        ("/funds/expenses_vnd", account("operating_expenses")),
        ("/lending/borrowers/value", loan("count(distinct member_id)", "state = 'active'")),
        ("/lending/loans_open/value", loan("count(*)", "state = 'active'")),
        ("/lending/outstanding_vnd/value", loan("sum(outstanding_vnd)", "true")),
        ("/lending/outstanding_vnd/value", account("loans")),
        ("/lending/loans_disbursed/value", loan("count(*)", "disbursed_on is not null")),
        ("/lending/disbursed_vnd/value", loan("sum(principal_vnd)", "true")),
        (
            "/lending/disbursed_this_year_vnd/value",
            loan("sum(principal_vnd)", "disbursed_on >= '2026-01-01' and disbursed_on <= '2026-11-22'"),
        ),
        ("/lending/average_loan_vnd/value", loan("round(avg(principal_vnd))", "true")),
        ("/lending/loans_late/value", loan("count(*)", &late(0))),
        ("/lending/late_vnd/value", loan("sum(outstanding_vnd)", &late(0))),
        ("/lending/par_30/numerator", loan("sum(outstanding_vnd)", &late(30))),
        ("/lending/par_60/numerator", loan("sum(outstanding_vnd)", &late(60))),
        ("/lending/par_90/numerator", loan("sum(outstanding_vnd)", &late(90))),
        (
            "/lending/par_30/per_mille",
            format!(
                "round(1000.0 * {} / {})",
                loan("sum(outstanding_vnd)", &late(30)),
                loan("sum(outstanding_vnd)", "true")
            ),
        ),
        ("/lending/rescheduled_vnd/value", loan("sum(outstanding_vnd)", "reschedules > 0")),
        ("/lending/frozen_vnd/value", loan("sum(outstanding_vnd)", "frozen_until >= '2026-11-22'")),
        ("/lending/written_off_vnd/value", loan("sum(written_off_vnd)", "true")),
        ("/lending/recovered_vnd/value", loan("sum(recovered_vnd)", "true")),
        ("/lending/utilisation/denominator", net),
        ("/coverage/ever/numerator", members("true")),
        ("/coverage/ever/denominator", all_members.clone()),
        ("/coverage/this_year/numerator", members(year)),
        ("/coverage/of_need/denominator", members(&format!("(({year}) or applied_on >= '2026-01-01')"))),
    ] {
        let fact = app.text(&format!("select ({expected})::bigint")).await;
        assert_eq!(all.pointer(pointer).unwrap().to_string(), fact, "{pointer}");
    }
    assert!(all["lending"]["par_90"]["numerator"].as_i64().unwrap() > 0, "the test has gone blind");

    let province = seen(&analyst, &format!("/v1/units/{}/finances", here.province)).await;
    let (whole, part) =
        (&all["lending"]["outstanding_vnd"]["value"], &province["lending"]["outstanding_vnd"]["value"]);
    let there = 4_500_000;
    assert_eq!(part.as_i64().unwrap() + there, whole.as_i64().unwrap(), "all but one of the loans lie here");
    let elsewhere = app.role(Role::ProvinceAssociation, app.there).await;
    let funds = &seen(&elsewhere, "/v1/finances").await["funds"];
    assert_eq!(funds["seed_capital_vnd"]["value"], json!(20_000_000), "no loan was carried over");
    assert_eq!(funds["total_vnd"], json!({ "value": null, "suppressed": true }));
}

#[actix_web::test]
async fn what_few_people_owe_is_withheld_from_whoever_may_not_know_them() {
    let app = TestApp::start().await;
    let here = app.here;
    let members = crowd(&app, here.club, 60).await;
    for member in &members[..3] {
        lend(&app, here.club, member, 2_100_000, Some("2026-09-01")).await; // and the treasurer has a loan
    }
    save(&app, here.club, here.plain_member, 410_000).await;
    let path = format!("/v1/units/{}/finances", here.province);
    let association = app.role(Role::ProvinceAssociation, here).await;
    let withheld = json!({ "value": null, "suppressed": true });
    let few = seen(&association, &path).await;
    for hidden in [
        &few["lending"]["outstanding_vnd"],
        &few["lending"]["borrowers"],
        &few["lending"]["late_vnd"],
        &few["funds"]["lent_vnd"],
        &few["funds"]["savers"],
        &few["funds"]["savings_vnd"],
        &few["funds"]["income_cash_vnd"],
        &few["funds"]["income_net_assets_vnd"],
    ] {
        assert_eq!(hidden, &withheld, "{few}");
    }
    assert_eq!(few["coverage"]["ever"]["suppressed"], json!(true));
    for sum in ["2100000", "4500000", "10800000", "410000", "35000"] {
        assert!(!few.to_string().contains(sum), "{sum} of {few}");
    }

    let commune = app.role(Role::CommuneAssociation, here).await;
    for path in [format!("/v1/units/{}/finances", here.commune), format!("/v1/clubs/{}/finances", here.club)]
    {
        let open = seen(&commune, &path).await;
        assert_eq!(open["lending"]["outstanding_vnd"], json!({ "value": 10_800_000, "suppressed": false }));
        assert_eq!(open["lending"]["par_30"]["per_mille"], json!(583), "6,300,000 of it");
        assert_eq!(open["funds"]["savings_vnd"]["value"], json!(410_000));
        assert_eq!(
            open["coverage"]["ever"],
            json!({ "numerator": 4, "denominator": 63, "per_mille": 63, "suppressed": false })
        );
    }
    for member in &members[3..9] {
        lend(&app, here.club, member, 2_100_000, None).await;
    }
    let many = seen(&association, &path).await;
    assert_eq!(many["lending"]["outstanding_vnd"]["value"], json!(23_400_000));
    assert_eq!(many["lending"]["late_vnd"], withheld, "four are late");

    let elsewhere = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
}

#[actix_web::test]
async fn no_part_can_be_had_by_taking_the_others_from_the_whole() {
    let app = TestApp::start().await;
    let here = app.here;
    for (club, borrowers) in [(here.club, 3), (here.other_club, 8)] {
        for member in &crowd(&app, club, 40).await[..borrowers] {
            lend(&app, club, member, 1_000_000, None).await;
        }
    }
    let association = app.role(Role::ProvinceAssociation, here).await;
    let whole = seen(&association, &format!("/v1/units/{}/finances", here.province)).await;
    assert_eq!(whole["lending"]["outstanding_vnd"]["value"], json!(15_500_000));
    let parts = seen(&association, &format!("/v1/units/{}/finances/children", here.province)).await;
    let parts = parts.as_array().unwrap();
    assert_eq!(parts.len(), 2);
    for part in parts {
        assert_eq!(part["lending"]["outstanding_vnd"]["suppressed"], json!(true), "{part}");
        assert_eq!(part["funds"]["income_cash_vnd"]["suppressed"], json!(true), "{part}");
    }
    let commune = app.role(Role::CommuneAssociation, here).await;
    let path = format!("/v1/units/{}/finances/children", here.commune);
    assert_eq!(seen(&commune, &path).await[0]["lending"]["outstanding_vnd"]["value"], json!(7_500_000));
    let elsewhere = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
}

#[actix_web::test]
async fn an_instalment_of_which_nothing_was_paid_is_in_arrears_and_was_not_paid_in_time() {
    let app = TestApp::start().await;
    let club = app.here.other_club; // nobody owes it anything yet
    let member = app.text(&format!("select id from memberships where club_id = '{club}'")).await;
    let loan = lend(&app, club, &member, 5_000_000, Some("2026-05-10")).await;
    app.rows(&format!(
        "insert into loan_schedules (loan_id, number, effective_on, reason, starts_on)
         values ('{loan}', 1, '2026-03-10', 'disbursement', '2026-03-10');
         insert into loan_instalments (loan_id, schedule, number, due_on, principal_vnd, interest_vnd)
         values ('{loan}', 1, 1, '2026-05-10', 5000000, 35000);
         update loans set schedule_number = 1 where id = '{loan}'"
    ))
    .await;
    let repaid = |what: &str, since: &str| {
        format!(
            "select ({what})::text from logic.repaid_on(array['{club}']::uuid[], '{since}', '2026-11-22')"
        )
    };
    assert_eq!(app.text(&repaid("due_vnd", "2026-01-01")).await, "5000000");
    assert_eq!(app.text(&repaid("paid_in_time_vnd", "2026-01-01")).await, "0");
    assert_eq!(app.text(&repaid("arrears_before_vnd", "2026-07-01")).await, "5000000");
}

#[actix_web::test]
async fn loans_grow_late_without_any_write() {
    let app = TestApp::start().await;
    let here = app.here;
    let club = here.other_club; // nobody owes it anything yet
    let chair = here.user(Role::ClubChair);
    let chair = app.user(chair, &[(Role::ClubChair, Place::Club(ClubId(club)))]).await;
    let path = format!("/v1/clubs/{club}/finances");
    let member = app.text(&format!("select id from memberships where club_id = '{club}'")).await;
    lend(&app, club, &member, 2_000_000, Some("2026-11-22")).await;
    assert_eq!(seen(&chair, &path).await["lending"]["late_vnd"]["value"], json!(0), "due today");
    let holds = format!("lending_metrics where club_id = '{club}' and valid_through = '2026-11-22'");
    assert_eq!(app.count(&holds).await, 1, "the row says that it holds for today only");

    app.rows("update loans set late_since = '2026-11-21'").await;
    assert_eq!(seen(&chair, &path).await["lending"]["late_vnd"]["value"], json!(0), "the row still holds");
    app.rows("update lending_metrics set valid_through = '2026-11-21'").await;
    assert_eq!(seen(&chair, &path).await["lending"]["late_vnd"]["value"], json!(2_000_000));

    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
}

#[actix_web::test]
async fn a_member_who_joins_or_leaves_changes_the_coverage_at_once() {
    let app = TestApp::start().await;
    let here = app.here;
    let chair = app.role(Role::ClubChair, here).await;
    lend(&app, here.club, &here.plain_member.to_string(), 2_000_000, None).await;
    let path = format!("/v1/clubs/{}/finances", here.club);
    let ever = async || seen(&chair, &path).await["coverage"]["ever"].clone();
    assert_eq!(
        ever().await,
        json!({ "numerator": 2, "denominator": 3, "per_mille": 667, "suppressed": false })
    );
    let member = format!("/v1/members/{}", here.plain_member);
    let etag = chair.etag(&member).await;
    let pause = json!({ "to": "suspended", "on": "2026-11-01" });
    assert_eq!(chair.post_if(&format!("{member}/state-changes"), &etag, pause).await.status, 201);
    assert_eq!(
        ever().await,
        json!({ "numerator": 1, "denominator": 2, "per_mille": 500, "suppressed": false })
    );
    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
}

#[actix_web::test]
async fn no_reply_names_a_member_and_hidden_is_as_absent() {
    let app = TestApp::start().await;
    let here = app.here;
    for member in crowd(&app, here.club, 10).await {
        lend(&app, here.club, &member, 2_000_000, Some("2026-09-01")).await;
    }
    let people =
        app.rows("select id from memberships union select id from persons union select id from loans").await;
    let (club, commune, province) = (here.club, here.commune, here.province);
    let paths = [
        "/v1/finances".to_owned(),
        format!("/v1/clubs/{club}/finances"),
        format!("/v1/units/{commune}/finances"),
        format!("/v1/units/{province}/finances"),
        format!("/v1/units/{province}/finances/children"),
        format!("/v1/units/{commune}/finances/children"),
    ];
    for role in [Role::NationalAnalyst, Role::ProvinceAssociation, Role::CommuneAssociation, Role::ClubChair]
    {
        let client = app.role(role, here).await;
        for path in &paths {
            let text = client.get(path).await.body.to_string();
            assert!(people.iter().flatten().flatten().all(|id| !text.contains(id)), "{path}: {text}");
        }
    }
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    for (hidden, absent) in [
        (&paths[1], format!("/v1/clubs/{}/finances", here.member)),
        (&paths[3], format!("/v1/units/{}/finances", here.member)),
    ] {
        stranger.cannot_tell(hidden, &absent).await;
    }
    assert_eq!(app.role(Role::SystemAdministrator, here).await.get("/v1/finances").await.code(), "forbidden");
}
