//! Consolidation, through the whole application.

use crate::reporting::reports::{STATE_HALF, done, half_year, step};
use crate::reporting::sealed_reports::sealed_of_club;
use crate::support::world::FIRST_HALF;
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::json;

/// The commune's report, opened and drawn up by its officer.
async fn of_commune(app: &TestApp) -> Reply {
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let path = format!("/v1/units/{}/reports", app.here.commune);
    let report = done(officer.post(&path, half_year(STATE_HALF)).await);
    done(step(&officer, &report, "draft").await)
}

/// What a report says of an indicator.
fn cell(whole: &Reply, indicator: &str) -> serde_json::Value {
    let cells = whole.body["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["indicator"] == indicator).unwrap().clone()
}

async fn sealed_of_commune(app: &TestApp, report: Reply) -> Reply {
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let report = done(step(&officer, &report, "submission").await);
    let own = app.role(Role::CommuneAssociation, app.here).await;
    assert_eq!(step(&own, &report, "acceptance").await.code(), "report_received_from_above");
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let report = done(step(&province, &report, "acceptance").await);
    done(step(&own, &report, "approval").await)
}

#[actix_web::test]
async fn the_sealed_reports_below_are_summed_up_and_the_missing_are_named() {
    let app = TestApp::start().await;
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let report = of_commune(&app).await;
    let nothing = step(&officer, &report, "consolidation").await;
    assert_eq!((nothing.code(), &nothing.body["due"]), ("report_without_children", &json!(1)));
    sealed_of_club(&app, app.here).await;
    let report = done(step(&officer, &report, "consolidation").await);
    let counts =
        ["children_due", "children_sealed", "clubs_due", "clubs_covered"].map(|n| report.body[n].clone());
    assert_eq!(counts, [json!(1), json!(1), json!(1), json!(1)]);
    let whole = officer.get(&format!("/v1/reports/{}", report.id())).await;
    let (members, women) = (cell(&whole, "I03"), cell(&whole, "I04"));
    assert_eq!(
        (&members["numerator"], &members["consolidated_numerator"]),
        (&json!(3), &json!(3)),
        "{members}"
    );
    assert_eq!(women["consolidated_denominator"], json!(3), "{women}");
    assert_eq!(cell(&whole, "I09")["consolidated_numerator"], cell(&whole, "I09")["numerator"]);
    let sealed = sealed_of_commune(&app, report).await;
    // the province: one commune of two
    let social = app.role(Role::ProvinceSocialDepartment, app.here).await;
    let path = format!("/v1/units/{}/reports", app.here.province);
    let above = done(social.post(&path, half_year(STATE_HALF)).await);
    let above = done(step(&social, &above, "draft").await);
    let above = done(step(&social, &above, "consolidation").await);
    let counts =
        ["children_due", "children_sealed", "clubs_due", "clubs_covered"].map(|n| above.body[n].clone());
    assert_eq!(counts, [json!(2), json!(1), json!(2), json!(1)]);
    let at = format!("/v1/reports/{}", above.id());
    let whole = social.get(&at).await;
    let standings: Vec<_> =
        whole.body["children"].as_array().unwrap().iter().map(|child| child["standing"].clone()).collect();
    assert!(standings.contains(&json!("missing")) && standings.contains(&json!("included")), "{standings:?}");
    assert_eq!(whole.body["children_changed"], json!(false));
    assert_eq!(cell(&whole, "I03")["consolidated_numerator"], json!(null), "three people are not shown");
    // a child that is corrected afterwards is seen
    let next = done(step(&officer, &sealed, "correction").await);
    sealed_of_commune(&app, next).await;
    assert_eq!(social.get(&at).await.body["children_changed"], json!(true));
    let above = done(step(&social, &above, "submission").await);
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let above = done(step(&nation, &above, "acceptance").await);
    let head = app.role(Role::ProvinceCommittee, app.here).await;
    done(step(&head, &above, "approval").await);
    let snapshot = nation.get(&format!("{at}/snapshot")).await;
    assert_eq!(
        (snapshot.body["parts"].as_array().unwrap().len(), &snapshot.body["coverage"]["due"]),
        (1, &json!(2))
    );
    assert_eq!(snapshot.body["missing"].as_array().unwrap().len(), 1);
    let stranger = app.role(Role::ProvinceSocialDepartment, app.there).await;
    assert_eq!(step(&stranger, &above, "consolidation").await.status, 404);
}

#[actix_web::test]
async fn who_is_late_and_how_long_reports_lie_is_told() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let of =
        |what: &str, period: &str| format!("/v1/units/{}/reports/{what}?period={period}", app.here.commune);
    let late = association.get(&of("overdue", FIRST_HALF)).await;
    assert_eq!(late.body[0]["report_id"], json!(app.here.report), "{}", late.body);
    assert_eq!(late.body[0]["days_late"], json!(143));
    let unopened = association.get(&of("overdue", STATE_HALF)).await;
    assert_eq!((&unopened.body[0]["report_id"], &unopened.body[0]["days_late"]), (&json!(null), &json!(159)));
    sealed_of_club(&app, app.here).await;
    assert_eq!(association.get(&of("overdue", STATE_HALF)).await.body, json!([]));
    let lay = association.get(&of("turnaround", STATE_HALF)).await;
    assert_eq!(
        (&lay.body[0]["days_to_submission"], &lay.body[0]["days_to_acceptance"]),
        (&json!(159), &json!(0))
    );
    let unknown = association.get(&of("turnaround", &app.here.member.to_string())).await;
    assert_eq!(unknown.errors(), [("?period", "unknown_period")]);
    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&of("overdue", FIRST_HALF)).await.status, 404);
}

#[actix_web::test]
async fn how_reports_lay_is_the_same_for_commune_and_province_when_a_club_has_moved_since() {
    let app = TestApp::start().await;
    let here = app.here;
    sealed_of_club(&app, here).await;
    let path =
        |what: &str, period: &str| format!("/v1/units/{}/reports/{what}?period={period}", here.commune);
    let asked = [path("turnaround", STATE_HALF), path("overdue", STATE_HALF), path("overdue", FIRST_HALF)];
    let association = app.role(Role::CommuneAssociation, here).await;
    let province = app.role(Role::ProvinceAssociation, here).await;
    let mut before = vec![];
    for path in &asked {
        before.push(association.get(path).await.body);
    }
    app.rows(&format!(
        "update club_placements set valid_to = '2026-09-30' where club_id = '{club}' and is_main;
         insert into club_placements values (gen_random_uuid(), '{club}', '{}', true, '2026-10-01', null);
         select logic.place_clubs(array['{club}'::uuid], '{}')",
        here.far_hamlet,
        app.today,
        club = here.club,
    ))
    .await;
    for (path, before) in asked.iter().zip(before) {
        for reader in [&association, &province] {
            assert_eq!(reader.get(path).await.body, before, "{path}");
        }
    }
}
