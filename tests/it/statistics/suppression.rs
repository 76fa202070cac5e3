//! What is told of small numbers, through the whole application: an office that may not know the people takes what one
//! door tells from what another does.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::Value;
use uuid::Uuid;

/// A second club of the commune here.
const NEIGHBOUR: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_aaaa);

/// Lets three clubs stand here: two in one commune and one in another, of as many members and as poor as is said.
async fn three_clubs(app: &TestApp, poor: [i64; 3]) -> [Uuid; 3] {
    let here = app.here;
    app.rows(&format!(
        "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id,
                proposed_on, established_on, launched_on)
         select '{NEIGHBOUR}', code || '-n', name || ' 2', folded || ' 2', sort_key || ' 2', state, state_since, hamlet_id,
                commune_id, province_id, proposed_on, established_on, launched_on from clubs where id = '{}';
         insert into club_placements select gen_random_uuid(), '{NEIGHBOUR}', '{}', true, '2024-01-10', null",
        here.club, here.hamlet
    ))
    .await;
    app.rows(&format!(
        "select logic.count_clubs(array(select id from clubs), '{0}'), logic.count_finances(array(select id from clubs), '{0}'),
                logic.count_activities(array(select id from clubs), '{0}')",
        app.today
    ))
    .await;
    let clubs = [here.club, NEIGHBOUR, here.other_club];
    for (club, poor) in clubs.into_iter().zip(poor) {
        let people = "members = 60, women = 40, sex_unknown = 0, older = 40, older_women = 20, from_55 = 40,
            from_80 = 0, birth_unknown = 0, near_poor = 0, difficult = 0";
        plant(app, club, &format!("{people}, poor = {poor}")).await;
    }
    clubs
}

/// Writes what a club comes to, as if it were counted.
async fn plant(app: &TestApp, club: Uuid, columns: &str) {
    app.rows(&format!("update club_metrics set {columns} where club_id = '{club}'")).await;
}

/// Of how many is told; nothing where it is suppressed.
async fn poor(client: &Client<'_>, path: &str) -> Option<i64> {
    let reply = client.get(&format!("/v1{path}")).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    let told = &reply.body["poor"];
    assert_eq!(told["suppressed"].as_bool(), Some(told["value"].is_null()), "{path}: {}", reply.body);
    told["value"].as_i64()
}

/// The same, as an indicator.
async fn indicator(client: &Client<'_>, path: &str, code: &str) -> Option<i64> {
    let reply = client.get(&format!("/v1{path}/indicators?indicators={code}")).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.body["values"][0]["numerator"].as_i64()
}

#[actix_web::test]
async fn a_commune_less_its_other_club_tells_nothing() {
    let app = TestApp::start().await;
    let [few, other, _] = three_clubs(&app, [3, 9, 0]).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let commune = format!("/units/{}", app.here.commune);
    assert_eq!(poor(&province, &format!("{commune}/figures")).await, Some(12));
    for club in [few, other] {
        let path = format!("/clubs/{club}");
        assert_eq!(
            poor(&province, &format!("{path}/composition")).await,
            None,
            "one would give the other away"
        );
        assert_eq!(indicator(&province, &path, "B2b").await, None);
    }
    // nor does a trace, however few clubs it shows at once
    for limit in [1, 100] {
        let (mut after, mut clubs) = (String::new(), 0);
        loop {
            let path = format!("/v1{commune}/indicators/B2b/trace?limit={limit}{after}");
            let page = province.get(&path).await;
            for club in page.items() {
                assert_eq!(
                    (&club["suppressed"], &club["numerator"]),
                    (&Value::Bool(true), &Value::Null),
                    "{club}"
                );
                clubs += 1;
            }
            let Some(next) = page.body["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(clubs, 2, "at most {limit}");
    }
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("/v1{commune}/figures")).await.status, 404);
}

#[actix_web::test]
async fn a_province_less_its_communes_tells_nothing_and_every_door_says_the_same() {
    let app = TestApp::start().await;
    let here = app.here;
    let [first, second, alone] = three_clubs(&app, [8, 12, 3]).await;
    let province = app.role(Role::ProvinceAssociation, here).await;
    let whole = format!("/units/{}", here.province);
    assert_eq!(poor(&province, &format!("{whole}/figures")).await, Some(23));
    for commune in [here.commune, here.other_commune] {
        let path = format!("/units/{commune}");
        assert_eq!(poor(&province, &format!("{path}/figures")).await, None);
        assert_eq!(indicator(&province, &path, "B2b").await, None);
    }
    let parts = province.get(&format!("/v1{whole}/figures/children")).await.body;
    let parts: Vec<&Value> = parts.as_array().unwrap().iter().map(|part| &part["poor"]["value"]).collect();
    assert_eq!(parts, [&Value::Null, &Value::Null]);
    let parts = province.get(&format!("/v1{whole}/indicators/children?indicators=B2b")).await.body;
    let told = parts.as_array().unwrap().iter().map(|part| &part["values"][0]["numerator"]);
    assert_eq!(told.collect::<Vec<_>>(), [&Value::Null, &Value::Null]);
    // the commune that is withheld is not told in its clubs
    let clubs = [first, second, alone].map(|club| format!("/clubs/{club}/composition"));
    assert_eq!(poor(&province, &clubs[0]).await, None, "the smaller of the two");
    assert_eq!(poor(&province, &clubs[1]).await, Some(12));
    assert_eq!(poor(&province, &clubs[2]).await, None);
    // nor is it told to one whose reach ends there
    let committee = app.role(Role::CommuneCommittee, here).await;
    assert_eq!(poor(&committee, "/figures").await, None, "all in reach is the commune");
    assert_eq!(poor(&committee, &format!("/units/{}/figures", here.commune)).await, None);
    assert_eq!(poor(&committee, &clubs[1]).await, Some(12));
}

#[actix_web::test]
async fn the_nation_does_not_give_a_province_away() {
    let app = TestApp::start().await;
    three_clubs(&app, [1, 2, 0]).await;
    plant(&app, app.there.club, "members = 60, poor = 30").await;
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    assert_eq!(poor(&analyst, &format!("/units/{}/figures", app.here.province)).await, None);
    assert_eq!(poor(&analyst, &format!("/units/{}/figures", app.there.province)).await, Some(30));
    assert_eq!(poor(&analyst, "/figures").await, None, "33 less 30");
    plant(&app, app.here.other_club, "poor = 9").await;
    assert_eq!(poor(&analyst, "/figures").await, Some(42));
}

#[actix_web::test]
async fn a_sum_of_kinds_does_not_give_one_of_them_away() {
    let app = TestApp::start().await;
    let [club, ..] = three_clubs(&app, [3, 9, 20]).await;
    plant(&app, club, "near_poor = 10, difficult = 11").await;
    plant(&app, NEIGHBOUR, "near_poor = 10, difficult = 11").await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let path = format!("/clubs/{club}");
    for (code, told) in [("B2b", None), ("I07", None), ("B2c", Some(10)), ("B2d", Some(11))] {
        assert_eq!(indicator(&province, &path, code).await, told, "{code}");
    }
    // women are not men, and of those from 55 some are not 60
    plant(&app, club, "women = 57, from_55 = 43").await;
    for (code, told) in [("I04", None), ("I04b", None), ("I05b", None), ("I03b", Some(40)), ("I03", Some(60))]
    {
        assert_eq!(indicator(&province, &path, code).await, told, "{code}");
    }
    plant(&app, club, "members = 4, women = 4, older = 0, poor = 0, from_55 = 0").await;
    assert_eq!(indicator(&province, &path, "I08").await, None, "four members over one club");
}

#[actix_web::test]
async fn small_numbers_open_by_the_right_of_what_is_counted() {
    let app = TestApp::start().await;
    let here = app.here;
    let [club, ..] = three_clubs(&app, [3, 9, 20]).await;
    app.rows(&format!(
        "update lending_metrics set borrowers = 2, outstanding_vnd = 9 where club_id = '{club}'"
    ))
    .await;
    let path = format!("/clubs/{club}");
    for (role, of_poverty, of_loans) in [
        (Role::ClubChair, Some(3), Some(9)),
        (Role::ClubTreasurer, None, Some(9)),
        (Role::CommuneSocialOfficer, Some(3), None),
        (Role::CommuneAssociation, Some(3), Some(9)),
        (Role::CommuneCommittee, None, None),
        (Role::Member, None, None),
    ] {
        let client = app.role(role, here).await;
        assert_eq!(indicator(&client, &path, "B2b").await, of_poverty, "{role:?}");
        assert_eq!(indicator(&client, &path, "I19").await, of_loans, "{role:?}");
    }
}

#[actix_web::test]
async fn what_was_paid_is_theirs_who_paid_it() {
    let app = TestApp::start().await;
    let [club, ..] = three_clubs(&app, [0, 0, 0]).await;
    app.rows(&format!(
        "update lending_metrics set borrowers = 20 where club_id = '{club}';
         update repayment_metrics set due_vnd = 90, received_vnd = 80, debtors = 2, payers = 2, carried = 1 where club_id = '{club}';
         update fund_metrics set interest_period_vnd = 7, first_funding_vnd = 5 where club_id = '{club}';
         update activity_metrics set care_visits = 40 where club_id = '{club}';
         update management_metrics set visited = 2 where club_id = '{club}'"
    ))
    .await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let path = format!("/clubs/{club}");
    for code in ["I22", "B3b", "I16", "I27c"] {
        assert_eq!(indicator(&province, &path, code).await, None, "{code}");
    }
}

#[actix_web::test]
async fn a_day_gone_by_is_decided_upon_by_its_own_numbers() {
    let app = TestApp::start().await;
    let here = app.here;
    three_clubs(&app, [0, 0, 0]).await;
    for club in [NEIGHBOUR, here.other_club] {
        app.rows(&format!(
            "with people as (insert into persons (id, full_name, folded, sort_key, sex)
                 select gen_random_uuid(), 'Người Mẫu ' || n, 'nguoi mau ' || n, n::text, 'female'
                   from generate_series(1, 60) n returning id)
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select gen_random_uuid(), id, '{club}', 'active', '2026-01-01', '2026-01-01', '2026-01-01' from people"
        ))
        .await;
    }
    let province = app.role(Role::ProvinceAssociation, here).await;
    let members = async |path: &str| {
        let reply = province.get(&format!("/v1{path}/indicators?indicators=I03&on=2026-11-21")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body["values"][0]["numerator"].as_i64()
    };
    assert!(members(&format!("/units/{}", here.province)).await.is_some());
    assert!(members(&format!("/units/{}", here.commune)).await.is_some());
    assert_eq!(members(&format!("/clubs/{}", here.club)).await, None, "three members");
    assert_eq!(members(&format!("/clubs/{NEIGHBOUR}")).await, None, "the commune less it are three");
}

#[actix_web::test]
async fn what_is_judged_by_a_withheld_number_is_withheld() {
    let app = TestApp::start().await;
    let [club, ..] = three_clubs(&app, [3, 9, 20]).await;
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         values (gen_random_uuid(), '{}', 'P9', 'Mẫu', 'B2b', 'ge', 3, 'persons', 'club', 'mẫu')",
        app.here.issued_plan
    ))
    .await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let progress = province.get(&format!("/v1/clubs/{club}/targets/progress")).await.body;
    let target =
        progress["items"].as_array().unwrap().iter().find(|item| item["target"]["code"] == "P9").unwrap();
    assert_eq!((&target["status"], &target["numerator"]), (&"withheld".into(), &Value::Null), "{target}");
    let standing = province.get(&format!("/v1/clubs/{club}/standing")).await.body;
    assert_eq!(standing["withheld"], serde_json::json!([target["target"]["id"]]), "{standing}");
    // of each club: the one whose number the judgement would tell is not counted
    let whole = province.get(&format!("/v1/units/{}/targets/progress", app.here.province)).await.body;
    let target =
        whole["items"].as_array().unwrap().iter().find(|item| item["target"]["code"] == "P9").unwrap();
    assert_eq!((&target["numerator"], &target["denominator"]), (&2.into(), &2.into()), "{target}");
    let chair = app.role(Role::ClubChair, app.here).await;
    let progress = chair.get(&format!("/v1/clubs/{club}/targets/progress")).await.body;
    let target =
        progress["items"].as_array().unwrap().iter().find(|item| item["target"]["code"] == "P9").unwrap();
    assert_eq!(target["status"], "met");
}

#[actix_web::test]
async fn what_is_judged_of_new_clubs_is_withheld_for_the_sake_of_one_that_old_ones_stand_beside() {
    let app = TestApp::start().await;
    let [club, neighbour, other] = three_clubs(&app, [3, 9, 20]).await;
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, new_only,
                              period_from, quotation)
         values (gen_random_uuid(), '{}', 'P9', 'Mẫu', 'B2b', 'ge', 3, 'persons', 'province', true, '2024-05-01', 'mẫu')",
        app.here.issued_plan
    ))
    .await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let poor = async || {
        let progress = province.get(&format!("/v1/units/{}/targets/progress", app.here.province)).await.body;
        let target =
            progress["items"].as_array().unwrap().iter().find(|item| item["target"]["code"] == "P9").unwrap();
        assert_eq!(target["suppressed"].as_bool(), Some(target["numerator"].is_null()), "{target}");
        let values = format!(
            "/v1/units/{}/indicators?indicators=B2b&founded_from=2024-05-01&founded_through={}",
            app.here.province, app.today
        );
        let asked = province.get(&values).await.body["values"][0]["numerator"].as_i64();
        assert_eq!(target["numerator"].as_i64(), asked, "every door tells the same: {target}");
        asked
    };
    let founded = async |day: &str| {
        app.rows(&format!(
            "update clubs set established_on = '2024-05-20' where id in ('{club}', '{other}');
             update clubs set established_on = '{day}' where id = '{neighbour}'"
        ))
        .await;
    };
    founded("2024-05-20").await;
    assert_eq!(poor().await, Some(32), "all of them: nobody is told apart");
    founded("2024-03-01").await;
    assert_eq!(poor().await, None, "three of a club beside an older one");
    plant(&app, club, "poor = 30").await;
    assert_eq!(poor().await, Some(50));
    plant(&app, neighbour, "poor = 3").await;
    assert_eq!(poor().await, None, "the commune less the new club is three");
}
