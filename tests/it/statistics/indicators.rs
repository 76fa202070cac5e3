//! Indicators, through the whole application.

use crate::support::db::connect;
use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Numerator and denominator by code.
type Seen = BTreeMap<String, (Value, Value)>;

async fn values(client: &Client<'_>, path: &str) -> Seen {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    seen(&reply.body)
}

fn seen(body: &Value) -> Seen {
    let values = body["values"].as_array().unwrap().iter();
    values
        .map(|v| {
            (v["indicator"].as_str().unwrap().to_owned(), (v["numerator"].clone(), v["denominator"].clone()))
        })
        .collect()
}

/// The world's rows were written past the program: counts all clubs as the program does.
async fn count(app: &TestApp) {
    let all = format!("array(select id from clubs), '{}'", app.today);
    app.rows(&format!(
        "select logic.count_clubs({all}), logic.count_finances({all}), logic.count_activities({all})"
    ))
    .await;
}

async fn astray(app: &TestApp) -> Vec<Vec<Option<String>>> {
    let all = format!("array(select id from clubs), '{}'", app.today);
    app.rows(&format!("select club_id, name, kept, counted from logic.metrics_astray({all})")).await
}

#[actix_web::test]
async fn what_is_live_is_what_the_facts_of_the_same_period_say() {
    let app = TestApp::start().await;
    count(&app).await;
    assert_eq!(astray(&app).await, Vec::<Vec<Option<String>>>::new());
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let paths = [
        (&nation, "/v1/indicators/values".to_owned()),
        (&province, format!("/v1/units/{}/indicators", app.here.province)),
        (&commune, format!("/v1/units/{}/indicators", app.here.commune)),
        (&chair, format!("/v1/clubs/{}/indicators", app.here.club)),
    ];
    for (client, path) in &paths {
        let live = values(client, path).await;
        assert_eq!(live.len(), 88, "{path}");
        // a filter that lets every club through asks the facts instead of the metric rows
        let counted = values(client, &format!("{path}?founded_from=1900-01-01")).await;
        let mut withheld = 0;
        for (code, value) in &live {
            let other = counted.get(code).unwrap();
            // of clubs that are chosen, somebody who does not know the people is told rather less than of a place
            if other.0.is_null() && !value.0.is_null() {
                withheld += 1;
                continue;
            }
            assert_eq!(other, value, "{code} of {path}");
        }
        let knows_the_people = path.contains("clubs") || path.contains(&app.here.commune.to_string());
        assert!(withheld == 0 || (!knows_the_people && withheld < 30), "{withheld} of {path}");
    }
    let club = values(&chair, &paths[3].1).await;
    assert!(club["I03"].0.as_i64().unwrap() > 0 && club["I15"].0.as_i64().unwrap() > 0, "{club:?}");
}

#[actix_web::test]
async fn a_past_day_keeps_its_values_when_the_clubs_go_on() {
    let app = TestApp::start().await;
    count(&app).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/clubs/{}/indicators", app.here.club);
    let yesterday = values(&chair, &format!("{path}?on=2026-11-21")).await;
    let before = values(&chair, &path).await;

    let member = format!("/v1/members/{}", app.here.plain_member);
    let etag = chair.etag(&member).await;
    let leave = json!({ "to": "left", "on": "2026-11-22", "reason": "chuyển nhà" });
    let left = chair.post_if(&format!("{member}/state-changes"), &etag, leave).await;
    assert!(left.status.is_success(), "{}", left.body);
    let after = values(&chair, &path).await;
    assert_eq!(after["I03"].0.as_i64().unwrap() + 1, before["I03"].0.as_i64().unwrap());
    assert_eq!(values(&chair, &format!("{path}?on=2026-11-21")).await, yesterday);
    assert_eq!(yesterday["I03"], before["I03"]);

    let early = values(&chair, &format!("{path}?on=2020-01-01")).await;
    assert_eq!(early["I03"].0, json!(0), "before the club was");
    assert_eq!(early["I04"].1, json!(0), "a ratio over nought is none");
}

#[actix_web::test]
async fn an_indicator_is_asked_for_by_its_code_or_its_name_and_answered_by_its_code() {
    let app = TestApp::start().await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let path = "/v1/indicators/values?indicators=";
    let named = values(&nation, &format!("{path}members,portfolio_at_risk_30")).await;
    assert_eq!(named.keys().collect::<Vec<_>>(), ["I03", "I20"]);
    assert_eq!(named, values(&nation, &format!("{path}I03,I20")).await);
    let unit = format!("/v1/units/{}/indicators", app.here.province);
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let (by_name, by_code) = (
        province.get(&format!("{unit}/members/trace")).await,
        province.get(&format!("{unit}/I03/trace")).await,
    );
    assert_eq!(by_name.status, 200, "{}", by_name.body);
    assert_eq!(by_name.body, by_code.body);
    let unknown = nation.get(&format!("{path}portfolio_at_risk")).await;
    assert_eq!(unknown.errors(), [("?indicators", "choice")]);
    let all = nation.get("/v1/indicators").await;
    let risk = all.body.as_array().unwrap().iter().find(|one| one["indicator"] == "I20").unwrap();
    assert_eq!(risk["name"], "portfolio_at_risk_30");
}

#[actix_web::test]
async fn the_nation_is_the_same_on_every_tree_and_the_parts_add_up_to_it() {
    let app = TestApp::start().await;
    count(&app).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let on = "on=2025-03-01&since=2025-01-01&indicators=I01,I03,I15,I19,I27";
    let mut totals = Vec::new();
    for tree in ["then", "now", "2025-07-01", "2025-06-30", "1999-01-01"] {
        let whole = nation.get(&format!("/v1/indicators/values?{on}&tree={tree}")).await;
        assert_eq!(whole.body["break_in_series"], json!(matches!(tree, "now" | "2025-07-01")), "{tree}");
        totals.push(seen(&whole.body));
        let parts = nation.get(&format!("/v1/indicators/values/provinces?{on}&tree={tree}")).await;
        let parts: Vec<Seen> = parts.body.as_array().unwrap().iter().map(seen).collect();
        for code in ["I01", "I15", "I19"] {
            let sum: i64 = parts.iter().map(|part| part[code].0.as_i64().unwrap()).sum();
            assert_eq!(json!(sum), totals[0][code].0, "{code} on {tree}");
        }
    }
    assert!(totals.windows(2).all(|pair| pair[0] == pair[1]), "{totals:?}");
    assert!(totals[0]["I01"].0.as_i64().unwrap() > 0);

    let old = nation.get(&format!("/v1/units/{}/indicators?{on}", app.here.district)).await;
    assert_eq!(old.status, 200, "a district is a unit of then: {}", old.body);
    let now = nation.get(&format!("/v1/units/{}/indicators?{on}&tree=now", app.here.district)).await;
    assert_eq!(now.status, 404, "and none of now");
}

#[actix_web::test]
async fn a_value_leads_to_its_clubs_and_theirs_to_the_rows_that_the_caller_may_see() {
    let app = TestApp::start().await;
    count(&app).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let unit = format!("/v1/units/{}/indicators", app.here.province);
    let whole = values(&province, &format!("{unit}?indicators=I01")).await;
    let clubs = province.get(&format!("{unit}/I01/trace")).await;
    assert_eq!(clubs.status, 200, "{}", clubs.body);
    let sum: i64 = clubs.items().iter().map(|club| club["numerator"].as_i64().unwrap()).sum();
    assert_eq!(json!(sum), whole["I01"].0);
    let first = province.get(&format!("{unit}/I01/trace?limit=1")).await;
    let next = first.body["next"].as_str().unwrap();
    let second = province.get(&format!("{unit}/I01/trace?limit=1&after={next}")).await;
    assert_eq!((&first.items()[0], &second.items()[0]), (&clubs.items()[0], &clubs.items()[1]));

    let club = format!("/v1/clubs/{}/indicators", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    for code in ["I03", "I04", "I05", "I06", "I07", "I12", "I19", "I27", "I27b", "I34b"] {
        let facts = chair.get(&format!("{club}/{code}/trace?limit=200")).await;
        assert_eq!(facts.status, 200, "{code}: {}", facts.body);
        let counted = facts.body["value"]["numerator"].as_i64().unwrap();
        let rows = i64::try_from(facts.items().len()).unwrap() + facts.body["others"].as_i64().unwrap();
        if code == "I19" { assert!(rows > 0) } else { assert_eq!(rows, counted, "{code}") }
    }
    let members = chair.get(&format!("{club}/I03/trace?limit=200")).await;
    assert!(members.items().iter().any(|row| row["id"] == json!(app.here.member)));
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let poor = treasurer.get(&format!("{club}/I07/trace")).await;
    assert_eq!(poor.items(), &[] as &[Value], "who is poor is not for the treasurer: {}", poor.body);
    let hidden = province.get(&format!("{club}/I03/trace")).await;
    assert_eq!(hidden.items(), &[] as &[Value]);

    let stranger = app.role(Role::CommuneAssociation, app.there).await;
    assert_eq!(stranger.get(&format!("{unit}/I01/trace")).await.status, 404);
    assert_eq!(stranger.get(&format!("{club}/I03/trace")).await.status, 404);
    assert_eq!(stranger.get(&club).await.status, 404);
}

#[actix_web::test]
async fn few_people_are_withheld_from_whoever_may_not_know_them() {
    let app = TestApp::start().await;
    count(&app).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    let path = format!("/v1/clubs/{}/indicators?indicators=I07,I01", app.here.club);
    let [above, below] = [province.get(&path).await.body, commune.get(&path).await.body];
    assert_eq!(above["values"][0]["suppressed"], json!(true), "{above}");
    assert_eq!(above["values"][0]["numerator"], Value::Null);
    assert_eq!(above["values"][1]["numerator"], json!(1), "a club is nobody");
    assert!(below["values"][0]["numerator"].is_number());
}

#[actix_web::test]
async fn money_of_few_people_is_withheld_from_whoever_may_not_know_them() {
    let app = TestApp::start().await;
    count(&app).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let commune = app.role(Role::CommuneAssociation, app.here).await;
    for path in [
        format!("/v1/clubs/{}/indicators?indicators=I16,I19,I25", app.here.club),
        format!("/v1/units/{}/indicators?indicators=I16,I19,I25", app.here.hamlet),
        format!("/v1/clubs/{}/indicators?indicators=I16,I19,I25&on=2026-11-21", app.here.club),
    ] {
        let [above, below] = [province.get(&path).await.body, commune.get(&path).await.body];
        let hidden = |body: &Value| -> Vec<bool> {
            let values = body["values"].as_array().unwrap().iter();
            values.map(|value| value["suppressed"] == json!(true) && value["numerator"].is_null()).collect()
        };
        assert_eq!(hidden(&above), [false, true, true], "{path}: {above}");
        assert_eq!(hidden(&below), [false, false, false], "{path}: {below}");
    }
    let clubs = province.get(&format!("/v1/units/{}/indicators/I19/trace", app.here.province)).await;
    let own = clubs.items().iter().find(|club| club["club_id"] == json!(app.here.club)).unwrap().clone();
    assert_eq!((&own["suppressed"], &own["numerator"]), (&json!(true), &Value::Null), "{own}");
}

/// Ten minutes later, what was entered late until now is taken in.
pub async fn take_in(app: &TestApp) {
    app.rows("update late_entries set entered_at = entered_at - interval '1 hour'").await;
    while app.text("select logic.take_in_late_entries()").await != "0" {}
    assert_eq!(app.count("late_entries").await, 0);
}

#[actix_web::test]
async fn what_is_kept_of_a_past_day_is_forgotten_as_soon_as_something_of_then_is_entered_or_changed() {
    let app = TestApp::start().await;
    count(&app).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    take_in(&app).await;
    let path = "/v1/indicators/values?on=2026-10-31&since=2025-07-01";
    let counted = values(&nation, path).await;
    let clubs = app.count("logic.valid_past_figures").await;
    assert!(clubs > 1, "figures of {clubs} clubs are kept");
    assert_eq!(values(&nation, path).await, counted, "what is kept says what was counted");
    let astray = async || {
        app.rows(
            "select a.* from past_periods p cross join logic.past_astray(array(select id from clubs), p.since, p.day) a",
        ).await
    };
    assert!(astray().await.is_empty());

    // what is entered of today is nothing to a day gone by
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let meetings = format!("/v1/clubs/{}/meetings", app.here.club);
    let here = json!([{ "member_id": app.here.member, "presence": "present" }]);
    let held = |on: &str| json!({ "kind": "monthly", "held_on": on, "attendance": here });
    let today = treasurer.post(&meetings, held("2026-11-22")).await;
    assert!(today.status.is_success(), "{}", today.body);
    assert_eq!(app.count("logic.valid_past_figures").await, clubs);
    let then = treasurer.post(&meetings, held("2026-10-20")).await;
    assert!(then.status.is_success(), "{}", then.body);
    assert_eq!(app.count("logic.valid_past_figures").await, clubs - 1, "and of the club alone whose it is");
    let after = values(&nation, path).await;
    assert_eq!(after["I28"].0.as_i64().unwrap(), counted["I28"].0.as_i64().unwrap() + 1);
    let gift =
        json!({ "kind": "donation", "party": "Nhà hảo tâm mẫu", "on": "2026-10-25", "amount_vnd": 100_000 });
    let posted = treasurer.post(&format!("/v1/clubs/{}/entries", app.here.club), gift).await;
    assert!(posted.status.is_success(), "{}", posted.body);
    assert_eq!(app.count("logic.valid_past_figures").await, clubs - 1);

    // and whatever else the figures are counted from
    let mut wrong = vec![];
    assert!(app.count("past_figures").await > app.count("logic.valid_past_figures").await);
    take_in(&app).await;
    assert_eq!(app.count("past_figures").await, app.count("logic.valid_past_figures").await);
    for (table, change) in [
        ("persons", "sex = case sex when 'female' then 'male' else 'female' end"),
        ("persons", "birth_date = birth_date - 8000"),
        ("household_poverty", "status = case status when 'poor' then 'near_poor' else 'poor' end"),
        ("membership_states", "valid_from = valid_from - 3"),
        ("memberships", "joined_on = joined_on - 60"),
        ("funds", "opened_on = opened_on - 60"),
        ("loans", "disbursed_on = disbursed_on - 60"),
        ("loan_schedules", "effective_on = effective_on - 60"),
        ("repayments", "paid_on = paid_on - 60"),
        ("activities", "starts_on = starts_on - 400, ends_on = ends_on - 400"),
        ("meetings", "present = present + 1"),
        ("volunteers", "since = since - 60"),
        ("care_cases", "started_on = started_on - 60"),
        ("care_visits", "visited_on = visited_on - 60"),
        ("health_events", "held_on = held_on - 60"),
        ("health_invitations", "attended = not coalesce(attended, false)"),
        ("insurance_supports", "covered = not covered"),
        ("trainings", "starts_on = starts_on - 400, ends_on = ends_on - 400"),
        ("training_participants", "completed = not completed"),
        ("exchange_visits", "visited_on = visited_on - 60"),
        ("monitoring_visits", "visited_on = visited_on - 60"),
        ("awards", "decided_on = decided_on - 60"),
        ("self_help_actions", "half_days = half_days + 1"),
        ("rights_cases", "opened_on = opened_on - 60"),
        ("mobilised_resources", "received_on = received_on - 60"),
        ("board_terms", "starts_on = starts_on - 60"),
        ("board_positions", "starts_on = starts_on - 60"),
        ("club_regulations", "effective_from = effective_from - 60, adopted_on = adopted_on - 60"),
        ("reports", "due_on = due_on - 200"),
        ("clubs", "launched_on = launched_on + 1"),
    ] {
        values(&nation, path).await;
        let kept = app.count("logic.valid_past_figures").await;
        assert_eq!(kept, clubs, "before {table} changes");
        app.rows(&format!("update {table} set {change}")).await;
        if app.count("logic.valid_past_figures").await >= kept {
            wrong.push(format!("{table} set {change}: nothing was forgotten"));
        }
        take_in(&app).await;
        for row in astray().await {
            wrong.push(format!("{table} set {change}: {row:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn what_is_counted_while_something_of_then_is_entered_is_not_believed() {
    let app = TestApp::start().await;
    take_in(&app).await;
    let club = app.here.club;
    let holds = async || app.count(&format!("logic.valid_past_figures where club_id = '{club}'")).await;
    let keep = format!("select logic.keep_past_figures(array['{club}']::uuid[], '2026-01-01', '2026-10-31')");
    let entering = connect(&app.db.url()).await;
    let entry = format!(
        "begin;
         insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, members, turns, recorded_by)
         values ('{}', '{club}', 'done', 'rights', 'other', 'Mẫu', '2026-10-01', '2026-10-01', 1, 3, '{club}')",
        uuid::Uuid::now_v7()
    );
    entering.batch_execute(&entry).await.unwrap();
    assert_eq!(app.text(&keep).await, "1");
    assert_eq!(holds().await, 1, "nobody knows of the entry yet");
    entering.batch_execute("commit").await.unwrap();
    assert_eq!(holds().await, 0);
    // who counts again before it is taken in keeps nothing that would have to be forgotten
    assert_eq!(app.text(&keep).await, "0");
    take_in(&app).await;
    assert_eq!(app.text(&keep).await, "1");
    assert_eq!(holds().await, 1);
    let astray =
        format!("select * from logic.past_astray(array['{club}']::uuid[], '2026-01-01', '2026-10-31')");
    assert_eq!(app.rows(&astray).await, Vec::<Vec<Option<String>>>::new());
}

#[actix_web::test]
async fn so_many_clubs_are_counted_in_the_background_and_a_few_of_them_at_once() {
    let app = TestApp::start().await;
    app.rows(
        "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, district_id,
                            province_id, proposed_on)
         select gen_random_uuid(), 'M' || n, 'Câu lạc bộ mẫu ' || n, 'mau ' || n, 'mau ' || n, 'proposed', '2026-01-01',
                c.hamlet_id, c.commune_id, c.district_id, c.province_id, '2026-01-01'
           from generate_series(1, 2001) n cross join (select * from clubs order by id limit 1) c",
    )
    .await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let path = "/v1/indicators/values?on=2026-10-30&indicators=I01,I03";
    let later = nation.get(path).await;
    assert_eq!((later.status.as_u16(), later.code()), (503, "figures_being_counted"), "{}", later.body);
    assert!(later.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(app.count("past_periods where wanted and day = '2026-10-30'").await, 1);
    // a place with few of them does not wait for all
    let few = nation.get(&format!("/v1/units/{}/indicators?on=2026-10-30", app.there.commune)).await;
    assert_eq!(few.status, 200, "{}", few.body);
    take_in(&app).await;
    // what is asked for comes before all that nobody has asked for yet
    app.text("select logic.keep_some_past_figures(2500)").await;
    let counted = nation.get(path).await;
    assert_eq!(counted.status, 200, "{}", counted.body);
    assert!(counted.body["values"][0]["numerator"].as_i64().unwrap() > 0, "{}", counted.body);
}

#[actix_web::test]
async fn what_is_kept_before_anybody_asks_is_every_day_of_400_and_the_ends_of_60_months() {
    let app = TestApp::start().await;
    app.rows(
        "insert into past_periods (since, day, asked_on)
         select '2020-01-01', date '2020-01-01' + n, date '2026-11-22' - n % 60 from generate_series(1, 230) n;
         insert into past_periods (since, day, asked_on, wanted) values
         ('2019-01-01', '2019-01-02', '2026-09-22', true), ('2026-01-01', '2026-11-20', '2026-11-22', false)",
    )
    .await;
    for _ in 0..2 {
        app.rows("select logic.choose_past_periods()").await;
        let lasting = async |which: &str| {
            app.count(&format!("past_periods where lasting and wanted and {which}")).await
        };
        let years = "since = date_trunc('year', day)";
        assert_eq!(lasting(&format!("{years} and day >= '2025-10-18'")).await, 400);
        // of 60 ends of months the 13 last are days of the 400
        let ends = "day + 1 = date_trunc('month', day + 1) and day < '2025-10-18'";
        assert_eq!(lasting(&format!("{years} and {ends} and day >= '2021-11-30'")).await, 47);
        assert_eq!(
            app.count("past_periods where lasting and day >= '2026-11-22'").await,
            0,
            "a day that is not over"
        );
        assert_eq!(
            app.text("select asked_on from past_periods where day = '2026-11-20'").await,
            "2026-11-22"
        );
        assert_eq!(app.count("past_periods where not lasting").await, 200, "those asked for last");
        assert_eq!(app.count("past_periods where day = '2019-01-02'").await, 0);
    }
    take_in(&app).await;
    // it is counted a few clubs at a time, and in the end there is nothing left to do
    app.rows("update past_periods set complete = day < '2026-11-20'").await;
    let mut steps = 0;
    while app.text("select logic.keep_some_past_figures(3)").await != "0" {
        steps += 1;
        assert!(steps < 20, "no end of it");
    }
    assert_eq!(app.count("past_periods where wanted and not complete").await, 0);
    let clubs = app.count("clubs where proposed_on <= '2026-11-20'").await;
    for day in ["2026-11-20", "2026-11-21"] {
        assert_eq!(app.count(&format!("logic.valid_past_figures where day = '{day}'")).await, clubs, "{day}");
    }
}

#[actix_web::test]
async fn what_is_asked_wrongly_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    for (query, error) in [
        ("indicators=I01,I99", ("?indicators", "choice")),
        ("on=2030-01-01", ("?on", "date_in_future")),
        ("since=2026-05-01&on=2026-04-01", ("?since", "date_order")),
        ("tree=tomorrow", ("?tree", "date")),
        ("terrain=desert", ("?terrain", "choice")),
    ] {
        let reply = nation.get(&format!("/v1/indicators/values?{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.errors()), (422, vec![error]), "{query}: {}", reply.body);
    }
    let anybody = app.anonymous().get("/v1/indicators").await;
    assert_eq!(anybody.body.as_array().unwrap().len(), 88);
}
