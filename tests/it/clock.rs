//! A clock that was ahead: whatever was counted, kept, placed or settled by it is put right by whoever looks first.

use crate::support::{TODAY, TestApp};
use chrono::NaiveDate;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// A year ahead.
const AHEAD: NaiveDate = NaiveDate::from_ymd_opt(2027, 11, 22).unwrap();

const METRIC_ROWS: [(&str, &str); 6] = [
    ("club_metrics", "members"),
    ("fund_metrics", "seed_vnd"),
    ("lending_metrics", "outstanding_vnd"),
    ("repayment_metrics", "due_vnd"),
    ("activity_metrics", "turns"),
    ("management_metrics", "months"),
];

/// What is asked: of today by itself and since a day, of a past day, and by every kind of figures.
async fn answers(app: &TestApp) -> Vec<Value> {
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let (unit, commune) = (app.here.province, app.here.commune);
    let mut answers = vec![];
    for path in [
        "/v1/figures".to_owned(),
        "/v1/indicators/values".to_owned(),
        format!("/v1/indicators/values?since=2026-05-01&on={}", app.today),
        "/v1/indicators/values?since=2026-01-01&on=2026-10-31".to_owned(),
        format!("/v1/units/{unit}/figures/children"),
        format!("/v1/units/{unit}/finances"),
        format!("/v1/units/{unit}/indicators"),
        format!("/v1/units/{unit}/activity-figures"),
        format!("/v1/units/{commune}/figures"),
        format!("/v1/units/{commune}/indicators"),
    ] {
        let caller = if path.contains("/units/") { &province } else { &nation };
        let reply = caller.get(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        answers.push(json!([path, reply.body]));
    }
    answers
}

/// Where metric rows and sums are not what is counted today, and metric rows of days to come.
async fn astray(app: &TestApp) -> Vec<Vec<Option<String>>> {
    let today = app.today;
    let ahead: Vec<String> = METRIC_ROWS
        .iter()
        .map(|(table, _)| {
            format!("select club_id::text, '{table}', counted_on::text, '' from {table} where counted_on > '{today}'")
        })
        .collect();
    app.rows(&format!(
        "select club_id::text, name, kept, counted from logic.metrics_astray(array(select id from clubs), '{today}')
          union all select province_id::text, name, kept::text, counted::text from logic.sums_astray
          union all {}",
        ahead.join(" union all ")
    ))
    .await
}

#[actix_web::test]
async fn every_row_that_was_counted_on_a_day_to_come_is_counted_again() {
    let app = TestApp::start().await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let all = format!("array(select id from clubs), '{}'", app.today);
    app.rows(&format!(
        "select logic.count_clubs({all}), logic.count_finances({all}), logic.count_activities({all})"
    ))
    .await;
    assert!(astray(&app).await.is_empty());
    for (table, column) in METRIC_ROWS {
        let valid = if table == "club_metrics" { "" } else { "valid_through = '2027-12-31'," };
        // of one club alone: the others hide it from no index
        app.rows(&format!(
            "update {table} set counted_on = '2027-11-22', {valid} {column} = {column} + 7 where club_id = '{}'",
            app.there.other_club
        ))
        .await;
        assert!(!astray(&app).await.is_empty(), "{table}");
        assert_eq!(nation.get("/v1/figures").await.status, 200);
        assert_eq!(astray(&app).await, Vec::<Vec<Option<String>>>::new(), "{table}");
    }
}

#[actix_web::test]
async fn a_clock_that_was_ahead_leaves_nothing_behind() {
    let app = TestApp::start().await;
    // a reform that is known of, and has not come
    let (hamlet, commune, other) = (app.here.hamlet, app.here.commune, app.here.other_commune);
    app.rows(&format!(
        "create temporary table moved as select * from unit_versions where unit_id = '{hamlet}' and valid_to is null;
         update moved set parent_id = '{other}', commune_id = '{other}', valid_from = '2027-01-01';
         update unit_versions set valid_to = '2026-12-31' where unit_id = '{hamlet}' and valid_to is null;
         insert into unit_versions select * from moved"
    ))
    .await;
    let before = answers(&app).await;
    let place = format!("select commune_id from clubs where id = '{}'", app.here.club);
    assert_eq!(app.text(&place).await, commune.to_string());

    let app = app.turned_to(AHEAD).await;
    assert_ne!(answers(&app).await, before);
    assert_eq!(app.text(&place).await, other.to_string(), "where it lies after the reform");
    for _ in 0..20 {
        app.rows("select logic.keep_some_past_figures(500)").await;
    }
    for (table, _) in METRIC_ROWS {
        assert!(app.count(&format!("{table} where counted_on = '{AHEAD}'")).await > 0, "{table}");
    }
    assert!(app.count("past_figures where day >= '2026-11-22'").await > 0);
    assert!(app.count("past_periods where asked_on > '2026-11-22'").await > 0);
    app.rows(&format!(
        "select logic.keep_past_figures(array(select id from clubs), '2026-05-01', '{TODAY}');
         insert into late_entries (club_id, on_day, entered_at)
         values ('{}', '2026-10-01', now() + interval '1 year')",
        app.here.club
    ))
    .await;

    let app = app.turned_to(TODAY).await;
    assert_eq!(answers(&app).await, before);
    assert_eq!(astray(&app).await, Vec::<Vec<Option<String>>>::new());
    assert_eq!(app.text(&place).await, commune.to_string());
    assert_eq!(app.text("select day from places_of_day").await, TODAY.to_string());
    // what is kept of a day that is not over is not believed, whatever is entered on it
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let gift = json!({ "kind": "donation", "party": "Nhà hảo tâm mẫu", "on": TODAY, "amount_vnd": 100_000 });
    let posted = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), gift).await;
    assert_eq!(posted.status, 201, "{}", posted.body);
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let gifts = async |path: &str| {
        let reply = nation.get(&format!("/v1/indicators/values?indicators=B4c{path}")).await;
        reply.body["values"][0]["numerator"].clone()
    };
    assert_eq!(gifts(&format!("&since=2026-05-01&on={TODAY}")).await, json!(100_000));

    // and is gone before anything else is kept
    let left = async || {
        app.count("past_figures where day >= '2026-11-22'").await
            + app.count("past_periods where day >= '2026-11-22' or asked_on > '2026-11-22'").await
    };
    assert!(left().await > 0);
    for _ in 0..200 {
        if app.count("past_periods where day >= '2026-11-22'").await == 0 {
            break;
        }
        let done: i64 = app.text("select logic.keep_some_past_figures(500)").await.parse().unwrap();
        assert!((1..=5).contains(&done), "{done} at once");
    }
    app.rows("select logic.choose_past_periods()").await;
    assert_eq!(left().await, 0);
    app.rows("update late_entries set entered_at = now() - interval '1 hour' where entered_at <= now()")
        .await;
    while app.text("select logic.take_in_late_entries()").await != "0" {}
    assert_eq!(app.count("late_entries").await, 0);
}

#[actix_web::test]
async fn a_loan_that_stands_still_today_was_not_set_going_by_a_clock_that_was_ahead() {
    let app = TestApp::start().await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let pause =
        json!({ "from": "2026-11-01", "to": "2026-12-31", "document": "45/QĐ-UBND", "reason": "Lũ quét" });
    let paused = association.post(&format!("/v1/units/{}/repayment-pauses", app.here.commune), pause).await;
    assert_eq!(paused.status, 201, "{}", paused.body);
    let stands = format!(
        "select concat_ws(' ', outstanding_vnd, frozen_until) from loans where id = '{}'",
        app.here.loan
    );
    assert_eq!(app.text(&stands).await, "4500000 2026-12-31");

    let app = app.turned_to(AHEAD).await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 532_000 });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", app.here.loan), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    assert_eq!(app.text(&stands).await, "4000000", "the pause was over by then");

    let app = app.turned_to(TODAY).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    assert_eq!(nation.get("/v1/figures").await.status, 200);
    assert_eq!(app.text(&stands).await, "4000000 2026-12-31");
    let frozen = format!("lending_metrics where club_id = '{}' and frozen_vnd = 4000000", app.here.club);
    assert_eq!(app.count(&frozen).await, 1);
    assert_eq!(astray(&app).await, Vec::<Vec<Option<String>>>::new());
}
