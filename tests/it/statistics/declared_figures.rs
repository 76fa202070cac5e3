//! Declared figures, through the whole application.

use crate::support::TestApp;
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

fn figure(indicator: &str, numerator: i64, denominator: Option<i64>) -> Value {
    json!({ "indicator": indicator, "since": "2026-01-01", "until": "2026-06-30", "numerator": numerator,
        "denominator": denominator, "document": format!("Báo cáo {indicator}"), "declared_by": "Hội mẫu",
        "declared_on": "2026-07-05" })
}

#[actix_web::test]
async fn a_figure_is_declared_once_beside_what_is_computed() {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}/declared-figures", app.here.hamlet);
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let key = [("Idempotency-Key", "a-figure-of-the-first-half")];
    let new = figure("I03", 60, None);
    let made = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((made.status.as_u16(), &made.body["numerator"]), (201, &json!(60)), "{}", made.body);
    let again = association.send(Method::POST, &path, Some(new.clone()), &key).await;
    assert_eq!((again.body, app.count("declared_figures").await), (made.body.clone(), 7));
    assert_eq!(app.count("changes where entity = 'declared_figure' and action = 'created'").await, 1);
    assert_eq!(association.post(&path, new.clone()).await.code(), "figure_declared");
    let all = walk(&association, &path, 50).await;
    assert_eq!((all.len(), &all[0]), (2, &made.body), "last entered first");
    assert_eq!(walk(&association, &path, 1).await, all);

    let compared = format!("{path}/comparison?indicator=I03&since=2026-01-01&until=2026-06-30");
    let compared = association.get(&compared).await;
    assert_eq!(compared.status, 200, "{}", compared.body);
    let computed = compared.body["computed"]["numerator"].as_i64().unwrap();
    assert_eq!(compared.body["declarations"][0]["difference"]["numerator"], json!(60 - computed));
    assert_eq!(compared.body["declarations"][0]["doubts"], json!([]));

    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    for hidden in [path.clone(), format!("{path}/comparison?indicator=I03&since=2026-01-01&until=2026-06-30")]
    {
        assert_eq!(stranger.get(&hidden).await.status, 404);
    }
    assert_eq!(stranger.post(&path, new).await.status, 404);
}

#[actix_web::test]
async fn a_percentage_is_no_figure_and_a_period_has_ended() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/declared-figures", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let viewer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(viewer.post(&path, json!({})).await.code(), "forbidden");
    let census = app.census().await;
    let but = |name: &str, value: Value| {
        let mut new = figure("I03", 60, None);
        new[name] = value;
        new
    };
    for (wrong, errors) in [
        (figure("I04", 70, None), ("/denominator", "required")),
        (figure("I03", 70, Some(100)), ("/denominator", "not_here")),
        (figure("I03", -1, None), ("/numerator", "range")),
        (figure("I04", 7, Some(0)), ("/denominator", "range")),
        (but("numerator", json!(53.4)), ("/numerator", "wrong_type")),
        (but("percent", json!(70)), ("/percent", "unknown_field")),
        (but("until", json!("2025-12-31")), ("/until", "date_order")),
        (but("until", json!("2026-12-31")), ("/until", "date_in_future")),
        (but("indicator", json!("I99")), ("/indicator", "choice")),
    ] {
        assert_eq!(chair.post(&path, wrong.clone()).await.errors(), [errors], "{wrong}");
    }
    assert_eq!(app.census().await, census);
    assert_eq!(chair.post(&path, figure("I17", -5, Some(100))).await.status, 201, "a fund may shrink");
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.post(&path, figure("I03", 60, None)).await.status, 404);
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn published_totals_are_doubted_where_they_look_made_up() {
    let app = TestApp::start().await;
    let path = "/v1/declared-figures";
    let nation = app.role(Role::NationalAssociation, app.here).await;
    for new in [
        figure("I01", 6_521, None),
        figure("I03", 456_470, None),
        figure("I05", 231_000, Some(330_000)),
        figure("I04", 225_470, Some(456_470)),
    ] {
        assert_eq!(nation.post(path, new).await.status, 201);
    }
    let doubts = async |indicator: &str| {
        let asked = format!("{path}/comparison?indicator={indicator}&since=2026-01-01&until=2026-06-30");
        nation.get(&asked).await.body["declarations"][0]["doubts"].clone()
    };
    assert_eq!(doubts("I01").await, json!(["members_are_clubs_times_seventy"]));
    assert_eq!(
        doubts("I03").await,
        json!(["members_are_clubs_times_seventy", "overlapping_parts_add_up"]),
        "231,000 and 225,470 are 456,470"
    );
    assert_eq!(doubts("I05").await, json!(["overlapping_parts_add_up", "round_percentage"]));
    assert_eq!(nation.post(path, figure("I08", 4_000, Some(1_000))).await.status, 201);
    assert_eq!(doubts("I08").await, json!(["persons_per_club_implausible"]));
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    assert_eq!(province.post(path, figure("I01", 1, None)).await.code(), "forbidden");
    assert!(province.get(path).await.items().len() > 4, "what is published is read by all");
}

#[actix_web::test]
async fn few_people_are_shown_only_to_those_who_know_them() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/declared-figures?indicator=I07", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let bare = format!("/v1/clubs/{}/declared-figures", app.here.club);
    for (part, whole) in [(3, 60), (57, 60), (30, 60)] {
        let mut new = figure("I07", part, Some(whole));
        new["document"] = json!(format!("Báo cáo {part}"));
        assert_eq!(chair.post(&bare, new).await.status, 201);
    }
    assert_eq!(chair.get(&path).await.items().len(), 3);
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let shown = province.get(&path).await;
    assert_eq!((shown.items().len(), &shown.items()[0]["numerator"]), (1, &json!(30)), "{}", shown.body);
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}
