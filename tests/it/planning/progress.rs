//! Progress, through the whole application.

use crate::support::db::statements;
use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::{Place, Role};
use serde_json::{Value, json};

fn of<'a>(reply: &'a Reply, code: &str) -> &'a Value {
    let items = reply.body["items"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    items
        .iter()
        .find(|item| item["target"]["code"] == code)
        .unwrap_or_else(|| panic!("no {code}: {}", reply.body))
}

#[actix_web::test]
async fn every_target_of_a_province_is_judged_on_whole_numbers() {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}/targets/progress", app.here.province);
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let reply = association.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    // two communes, each with a club that runs
    let communes = of(&reply, "P1");
    assert_eq!((&communes["numerator"], &communes["denominator"]), (&json!(2), &json!(2)), "{communes}");
    assert_eq!(communes["status"], "met");
    let clubs = of(&reply, "P2");
    assert_eq!(
        (&clubs["numerator"], &clubs["status"], &clubs["missing"]),
        (&json!(2), &json!("below"), &json!(1))
    );
    let size = of(&reply, "P3");
    assert_eq!(
        (&size["of"], &size["numerator"], &size["denominator"]),
        (&json!("clubs"), &json!(0), &json!(2))
    );
    assert_eq!(
        (&size["status"], &size["missing"]),
        (&json!("below"), &json!(2)),
        "no club has fifty members"
    );
    assert_eq!(of(&reply, "P5")["status"], "not_computable");
    assert_eq!(of(&reply, "P7")["status"], "not_computable", "there are no districts");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn several_targets_for_one_indicator_are_all_shown() {
    let app = TestApp::start().await;
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         values (gen_random_uuid(), '{}', 'P8', 'Mẫu', 'I01', 'ge', 2, 'clubs', 'province', 'mẫu')",
        app.here.issued_plan
    ))
    .await;
    let association = app.role(Role::ProvinceAssociation, app.here).await;
    let reply = association.get(&format!("/v1/units/{}/targets/progress", app.here.province)).await;
    assert_eq!((&of(&reply, "P2")["status"], &of(&reply, "P8")["status"]), (&json!("below"), &json!("met")));
}

#[actix_web::test]
async fn a_club_sees_what_is_demanded_of_each_club_and_small_numbers_stay_hidden() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/targets/progress", app.here.club);
    let members =
        app.text(&format!("select members from club_metrics where club_id = '{}'", app.here.club)).await;
    let members: i64 = members.parse().unwrap();
    let chair = app.role(Role::ClubChair, app.here).await;
    let reply = chair.get(&path).await;
    let size = of(&reply, "P3");
    assert_eq!((&size["numerator"], &size["missing"]), (&json!(members), &json!(50 - members)), "{size}");
    assert!(reply.body["items"].as_array().unwrap().iter().all(|item| item["target"]["level"] == "club"));
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let hidden = analyst.get(&path).await;
    let women = of(&hidden, "P4");
    assert_eq!((&women["numerator"], &women["suppressed"]), (&Value::Null, &json!(true)), "{women}");
    assert_eq!((&women["missing"], &women["excess"]), (&Value::Null, &Value::Null));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn the_nation_has_its_own_targets_and_a_deadline_ends_the_count() {
    let app = TestApp::start().await;
    app.rows(
        "insert into documents (id, programme_id, kind, number, issued_on, title, issuer, level, period_from, period_to,
            known_from, state, state_since, drawn_up_by)
         select gen_random_uuid(), id, 'decision', '1/QĐ', '2020-01-01', 'Mẫu', 'Thủ tướng', 'nation', '2020-01-01',
            '2024-05-31', 'text', 'issued', '2020-01-01', gen_random_uuid() from programmes where code = '1336'",
    )
    .await;
    app.rows(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         select gen_random_uuid(), id, 'N1', 'Mẫu', 'I01', 'eq', 2, 'clubs', 'nation', 'mẫu' from documents
          where level = 'nation'",
    )
    .await;
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let reply = analyst.get("/v1/targets/progress").await;
    let clubs = of(&reply, "N1");
    // the two clubs of each hamlet `hamlet` were launched in May 2024, the others in June
    assert_eq!((&clubs["period"]["day"], &clubs["status"]), (&json!("2024-05-31"), &json!("met")), "{clubs}");
    let future = analyst.get("/v1/targets/progress?on=2026-11-23").await;
    assert_eq!(future.errors(), [("?on", "date_in_future")]);
    let chair = app.role(Role::ClubChair, app.there).await;
    let hers = chair.get("/v1/targets/progress").await;
    assert_eq!(of(&hers, "N1"), clubs, "they are the nation's, whoever asks");
}

/// Adds targets of four kinds, so many of each: of the whole province and of each of its clubs, of all clubs and of those
/// in some communes.
async fn more_targets(app: &TestApp, series: char, of_each: usize) {
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, terrain, quotation)
         select gen_random_uuid(), '{}', '{series}-' || k.indicator || '-' || n, 'Mẫu', k.indicator, 'ge', n, k.measure, k.level,
                k.terrain::text[], 'mẫu'
           from generate_series(1, {of_each}) n
          cross join (values ('I01', 'clubs', 'province', null), ('I04', 'percent', 'province', '{{lowland,mountain}}'),
                             ('I03', 'persons', 'club', null), ('I05', 'percent', 'club', '{{lowland,mountain}}'))
                     k (indicator, measure, level, terrain)",
        app.here.issued_plan
    ))
    .await;
}

async fn statements_for(client: &Client<'_>, path: &str) -> (usize, usize) {
    let before = statements().unwrap_or(0);
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let told = reply.body["items"].as_array().unwrap().len();
    (told, statements().map_or(0, |after| after - before))
}

#[actix_web::test]
async fn many_targets_are_judged_with_as_many_statements_as_few() {
    let app = TestApp::start().await;
    app.db.listen();
    let path = format!("/v1/units/{}/targets/progress", app.here.province);
    // who knows the people: of clubs as small as these an association is told nothing
    let province = [(Role::Auditor, Place::Province(app.here.province.into()))];
    let association = app.user(app.here.user(Role::Auditor), &province).await;
    more_targets(&app, 'X', 1).await;
    statements_for(&association, &path).await;
    let (few, for_few) = statements_for(&association, &path).await;
    more_targets(&app, 'Y', 20).await;
    let (many, for_many) = statements_for(&association, &path).await;
    println!("statements: {for_few} for {few} targets, {for_many} for {many}");
    assert_eq!(many, few + 80);
    assert_eq!(for_few, for_many);
    assert!(statements().is_none() || for_few > 3, "the log has gone blind");
    let reply = association.get(&path).await;
    let (whole, each) = (of(&reply, "X-I01-1"), of(&reply, "X-I03-1"));
    assert_eq!((&whole["of"], &whole["numerator"]), (&json!("whole"), &json!(2)), "{whole}");
    assert_eq!((&each["of"], &each["denominator"]), (&json!("clubs"), &json!(2)), "{each}");
}
