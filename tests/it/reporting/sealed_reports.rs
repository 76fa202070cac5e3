//! Sealed reports, through the whole application.

use crate::reporting::reports::{STATE_HALF, done, half_year, step};
use crate::support::world::Site;
use crate::support::{Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::json;
use sha2::{Digest, Sha256};

/// The club's report for the state's half year, sealed.
pub async fn sealed_of_club(app: &TestApp, site: Site) -> Reply {
    let secretary = app.role(Role::ClubSecretary, site).await;
    let path = format!("/v1/clubs/{}/reports", site.club);
    let report = done(secretary.post(&path, half_year(STATE_HALF)).await);
    let report = done(step(&secretary, &report, "draft").await);
    let report = done(step(&secretary, &report, "submission").await);
    let association = app.role(Role::CommuneAssociation, site).await;
    let report = done(step(&association, &report, "acceptance").await);
    let chair = app.role(Role::ClubChair, site).await;
    done(step(&chair, &report, "approval").await)
}

#[actix_web::test]
async fn what_is_sealed_stays_as_it_is_and_a_correction_is_another_edition() {
    let app = TestApp::start().await;
    let sealed = sealed_of_club(&app, app.here).await;
    let (chair, secretary) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubSecretary, app.here).await);
    let at = format!("/v1/reports/{}", sealed.id());
    let before = chair.get(&format!("{at}/snapshot")).await;
    let hash =
        Sha256::digest(&before.bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert_eq!(before.etag(), format!("\"{hash}\""));
    assert_eq!(before.body["title_vi"].as_str().unwrap().find("Báo cáo 6 tháng đầu năm 2026: "), Some(0));
    assert_eq!(before.body["signed"].as_array().unwrap().len(), 4, "{}", before.body["signed"]);
    let targets = before.body["targets"].as_array().unwrap();
    let told = |target: &serde_json::Value| {
        ["demanded", "quotation", "standing"].iter().all(|key| !target[*key].as_str().unwrap().is_empty())
    };
    assert!(!targets.is_empty() && targets.iter().all(told), "{targets:?}");
    app.rows("update clubs set name = 'Tên khác'; update unit_versions set name = 'Khác ' || name").await;
    app.rows("update memberships set joined_on = '2026-08-01' where state = 'active'").await;
    app.rows(
        "do $$ begin update report_cells set numerator = 1 where report_id in (select report_id from report_snapshots);
            raise 'it was changed'; exception when check_violation then null; end $$",
    )
    .await;
    let after = chair.get(&format!("{at}/snapshot")).await;
    assert_eq!((after.bytes == before.bytes, after.etag()), (true, before.etag()));
    let drift = chair.get(&format!("{at}/drift")).await;
    let members = drift.body.as_array().unwrap().iter().find(|one| one["indicator"] == "I03").unwrap();
    assert_eq!(members["sealed_numerator"], json!(3), "{members}");
    // another edition, and one at a time; the old one stands until the new one is sealed
    let next = done(step(&secretary, &sealed, "correction").await);
    assert_eq!((&next.body["edition"], &next.body["state"]), (&json!(2), &json!("draft")));
    assert_eq!(step(&secretary, &sealed, "correction").await.code(), "report_exists");
    assert_eq!(chair.get(&at).await.body["superseded"], json!(false));
    let next = done(step(&secretary, &next, "submission").await);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let next = done(step(&association, &next, "acceptance").await);
    done(step(&chair, &next, "approval").await);
    assert_eq!(chair.get(&at).await.body["superseded"], json!(true));
    assert_eq!(chair.get(&format!("{at}/snapshot")).await.bytes, before.bytes);
    // those who may not know the people get other bytes
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let shown = province.get(&format!("{at}/snapshot")).await;
    assert_ne!(shown.etag(), before.etag());
    let cells = shown.body["cells"].as_array().unwrap();
    let members = cells.iter().find(|cell| cell["indicator"] == "I03").unwrap();
    assert_eq!((&members["numerator"], &members["suppressed"]), (&json!(null), &json!(true)));
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("{at}/snapshot")).await.status, 404);
    assert_eq!(app.text(&format!("select due || '/' || in_time from logic.club_reports_on(array['{}']::uuid[], '2026-01-01', '2026-11-22')", app.here.club)).await, "2/0");
}

#[actix_web::test]
async fn whoever_drew_a_report_up_does_not_approve_it() {
    let app = TestApp::start().await;
    let (chair, secretary) =
        (app.role(Role::ClubChair, app.here).await, app.role(Role::ClubSecretary, app.here).await);
    let path = format!("/v1/clubs/{}/reports", app.here.club);
    let report = done(secretary.post(&path, half_year(STATE_HALF)).await);
    let report = done(step(&chair, &report, "draft").await);
    let report = done(step(&secretary, &report, "submission").await);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let report = done(step(&association, &report, "acceptance").await);
    assert_eq!(step(&chair, &report, "approval").await.code(), "report_approver_drew_up");
    assert_eq!(step(&association, &report, "draft").await.code(), "report_of_another");
    let taken = done(step(&secretary, &report, "withdrawal").await);
    assert_eq!((&taken.body["state"], &taken.body["accepted_on"]), (&json!("draft"), &json!(null)));
}

#[actix_web::test]
async fn a_sealed_report_goes_the_way_that_the_reporting_lines_say_and_past_a_vacant_level() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let handed = async |report: &Reply| {
        let whole = chair.get(&format!("/v1/reports/{}", report.id())).await.body;
        let deliveries = whole["deliveries"].as_array().unwrap().iter();
        let mut to: Vec<String> =
            deliveries.map(|one| one["organisation_id"].as_str().unwrap().to_owned()).collect();
        to.sort();
        to
    };
    let sealed = sealed_of_club(&app, app.here).await;
    let to = handed(&sealed).await;
    assert!(to.contains(&app.here.commune_association.to_string()), "{to:?}");
    assert!(!to.contains(&app.here.province_association.to_string()), "{to:?}");
    // its correction, when nobody is the commune's association any more
    let (secretary, association) =
        (app.role(Role::ClubSecretary, app.here).await, app.role(Role::CommuneAssociation, app.here).await);
    let next = done(step(&secretary, &sealed, "correction").await);
    let next = done(step(&secretary, &next, "submission").await);
    let next = done(step(&association, &next, "acceptance").await);
    app.rows("update assignments set valid_to = '2026-11-21' where role = 'commune_association' and valid_to is null")
        .await;
    let next = done(step(&chair, &next, "approval").await);
    let to = handed(&next).await;
    assert!(to.contains(&app.here.province_association.to_string()), "{to:?}");
    assert!(!to.contains(&app.here.commune_association.to_string()), "{to:?}");
}
