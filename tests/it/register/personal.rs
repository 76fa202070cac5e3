//! Tier 3 and tier 4, through the whole application.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::json;
use uuid::Uuid;

async fn metric(app: &TestApp, name: &str) -> String {
    app.text(&format!("select {name} from club_metrics where club_id = '{}'", app.here.club)).await
}

async fn consented(caller: &Client<'_>, member: Uuid) {
    let consent = json!({ "purpose": "identifiers", "text_version": "2026-01", "method": "paper", "given_on": "2026-11-01" });
    let made = caller.post(&format!("/v1/members/{member}/consents"), consent).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

async fn version(app: &TestApp, member: Uuid) -> String {
    format!("\"{}\"", app.text(&format!("select version from memberships where id = '{member}'")).await)
}

#[actix_web::test]
async fn who_reads_sensitive_data_is_recorded() {
    let app = TestApp::start().await;
    let head = app.role(Role::HamletBranchHead, app.here).await;
    let reply = head.get(&format!("/v1/members/{}/sensitive", app.here.member)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.body,
        json!({
            "member_id": app.here.member, "person_id": app.here.person, "club_id": app.here.club, "version": 1,
            "ethnicity": "01", "lives_alone": false, "disabled": false, "household_id": app.here.household,
            "household_members": [], "age": 75, "older": true, "older_certain": true,
            "poverty": [
                { "year": 2026, "status": "poor", "certificate_no": "HN-01" },
                { "year": 2025, "status": "poor", "certificate_no": "HN-01" },
            ],
        })
    );
    let log = app.rows("select user_id, person_id, club_id, tier from personal_data_reads").await;
    let expected =
        [head.user.to_string(), app.here.person.to_string(), app.here.club.to_string(), "3".into()];
    assert_eq!(log, [expected.map(Some).to_vec()]);
}

#[actix_web::test]
async fn sensitive_data_change_in_three_states_and_the_counts_with_them() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/members/{}/sensitive", app.here.plain_member);
    let (minority, alone) = (metric(&app, "ethnic_minority").await, metric(&app, "lives_alone").await);
    assert_eq!((minority.as_str(), alone.as_str()), ("0", "0"));
    let reply = chair.patch(&path, "\"1\"", json!({ "ethnicity": "tÀY", "lives_alone": true })).await;
    assert_eq!((reply.status.as_u16(), reply.etag().as_str()), (200, "\"2\""), "{}", reply.body);
    assert_eq!(reply.body.get("ethnicity"), None, "the reply is of tier 2");
    assert_eq!(chair.patch(&path, "\"1\"", json!({ "disabled": true })).await.code(), "version_changed");
    assert_eq!(
        (metric(&app, "ethnic_minority").await, metric(&app, "lives_alone").await),
        ("1".into(), "1".into())
    );

    assert_eq!(chair.patch(&path, "\"2\"", json!({ "lives_alone": null })).await.status, 200);
    let seen = chair.get(&path).await;
    assert_eq!((&seen.body["ethnicity"], &seen.body["lives_alone"]), (&json!("02"), &json!(null)));
    let differences = app.rows("select difference::text from changes order by seq").await;
    let differences: Vec<&str> = differences.iter().map(|row| row[0].as_deref().unwrap()).collect();
    assert_eq!(differences.len(), 2);
    assert!(differences[0].contains("ethnicity") && differences[0].contains("lives_alone"));
    assert!(
        differences.iter().all(|text| !text.contains("\"02\"") && !text.contains("true")),
        "{differences:?}"
    );
}

#[actix_web::test]
async fn what_is_no_sensitive_datum_is_refused_by_field_and_never_before_the_role() {
    let app = TestApp::start().await;
    let path = format!("/v1/members/{}/sensitive", app.here.member);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    assert_eq!(treasurer.patch(&path, "\"1\"", json!({ "x": 1 })).await.code(), "forbidden");
    let chair = app.role(Role::ClubChair, app.here).await;
    let before = app.census().await;
    for (body, pointer, code) in [
        (json!({ "ethnicity": "Hobbit" }), "/ethnicity", "ethnicity"),
        (json!({ "ethnicity": "55" }), "/ethnicity", "ethnicity"),
        (json!({ "lives_alone": "yes" }), "/lives_alone", "wrong_type"),
        (json!({ "same_household_as": app.here.member }), "/same_household_as", "unknown_member"),
        (json!({ "same_household_as": app.there.member }), "/same_household_as", "unknown_member"),
        (json!({ "same_household_as": app.here.club }), "/same_household_as", "unknown_member"),
        (json!({ "age": 7 }), "/age", "unknown_field"),
        (json!({}), "", "nothing_to_change"),
    ] {
        let reply = chair.patch(&path, "\"1\"", body.clone()).await;
        assert_eq!(reply.errors(), [(pointer, code)], "{body}");
    }
    assert_eq!(before, app.census().await);
}

#[actix_web::test]
async fn somebody_joins_the_household_of_another_and_is_as_poor() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    assert_eq!(metric(&app, "poor").await, "1");
    let path = format!("/v1/members/{}/sensitive", app.here.plain_member);
    let joined = secretary.patch(&path, "\"1\"", json!({ "same_household_as": app.here.member })).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert_eq!(metric(&app, "poor").await, "2");
    let seen = secretary.get(&path).await;
    assert_eq!(seen.body["household_members"], json!([app.here.member]));
    let told = format!(
        "select string_agg(action || ' ' || version, ', ' order by seq) from changes where entity_id = '{}'",
        app.here.member
    );
    assert_eq!(
        app.text(&told).await,
        "sensitive_data_updated 2",
        "what her own household shows has changed too"
    );

    // once the household is no longer poor, neither is counted
    let poverty = format!("/v1/members/{}/poverty/2026", app.here.plain_member);
    let put = secretary.put(&poverty, "\"2\"", json!({ "status": "newly_escaped" })).await;
    assert_eq!((put.status.as_u16(), put.etag().as_str()), (200, "\"3\""));
    assert_eq!((metric(&app, "poor").await, metric(&app, "difficult").await), ("0".into(), "2".into()));
    let left = secretary.patch(&path, "\"3\"", json!({ "same_household_as": null })).await;
    assert_eq!(left.status, 200);
    assert_eq!(metric(&app, "difficult").await, "1");
}

#[actix_web::test]
async fn a_household_is_made_when_its_poverty_is_recorded() {
    let app = TestApp::start().await;
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let path = |year: &str| format!("/v1/members/{}/poverty/{year}", app.here.plain_member);
    let put =
        officer.put(&path("2026"), "\"1\"", json!({ "status": "near_poor", "certificate_no": "CN-1" })).await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!((app.count("households").await, metric(&app, "near_poor").await), (3, "1".into()));
    let again = officer.put(&path("2027"), &put.etag(), json!({ "status": "none" })).await;
    assert_eq!((again.status.as_u16(), app.count("households").await), (200, 3));
    assert_eq!(metric(&app, "near_poor").await, "1", "next year's finding does not count this year");
    for year in ["1989", "2028", "-5"] {
        let refused = officer.put(&path(year), &again.etag(), json!({ "status": "none" })).await;
        assert_eq!(refused.errors(), [("/year", "range")], "{year}");
    }
    assert_eq!(officer.put(&path("soon"), &again.etag(), json!({ "status": "none" })).await.status, 404);
    let wrong = officer.put(&path("2026"), &again.etag(), json!({ "status": "rich" })).await;
    assert_eq!(wrong.errors(), [("/status", "choice")]);
}

#[actix_web::test]
async fn numbers_need_consent_are_sealed_and_stand_nowhere_in_clear() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let (member, number) = (app.here.member, app.here.national_id());
    let path = format!("/v1/members/{member}/identifiers");
    let body = json!({ "national_id": number, "insurance_number": "gd 4790000000001" });
    let refused = chair.put(&path, "\"1\"", body.clone()).await;
    assert_eq!((refused.code(), &refused.body["purpose"]), ("consent_missing", &json!("identifiers")));
    consented(&chair, member).await;
    let kept = chair.put(&path, "\"1\"", body).await;
    assert_eq!((kept.status.as_u16(), kept.etag().as_str()), (200, "\"2\""), "{}", kept.body);

    let shown = chair.get(&path).await;
    assert_eq!(shown.body, json!({ "national_id": number, "insurance_number": "GD4790000000001" }));
    assert_eq!(app.count("personal_data_reads where tier = 4").await, 1);
    for row in
        app.rows("select table_name from information_schema.tables where table_schema = 'public'").await
    {
        let table = row[0].as_deref().unwrap();
        let hits = app
            .count(&format!("{table} t where t::text like '%{number}%' or t::text like '%4790000000001%'"))
            .await;
        assert_eq!(hits, 0, "{table}");
    }
    // another person cannot have the same number, and nobody is told whose it is
    consented(&chair, app.here.plain_member).await;
    let other = format!("/v1/members/{}/identifiers", app.here.plain_member);
    let taken = chair.put(&other, "\"1\"", json!({ "national_id": number })).await;
    assert_eq!(taken.code(), "national_id_taken");
    assert!(!taken.body.to_string().contains(&member.to_string()));
    let taken = chair.put(&other, "\"1\"", json!({ "insurance_number": "GD4790000000001" })).await;
    assert_eq!(taken.code(), "insurance_taken");
    // to clear a number needs no consent
    let cleared = chair.put(&path, "\"2\"", json!({ "national_id": null })).await;
    assert_eq!(cleared.status, 200);
    assert_eq!(chair.get(&path).await.body["national_id"], json!(null));
    assert_eq!(chair.put(&other, "\"1\"", json!({ "national_id": number })).await.status, 200);
}

#[actix_web::test]
async fn a_sealed_number_opens_in_its_own_row_only() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    consented(&chair, app.here.member).await;
    let path = format!("/v1/members/{}/identifiers", app.here.member);
    chair.put(&path, "\"1\"", json!({ "national_id": app.here.national_id() })).await;
    let sealed = format!("select national_id_sealed from persons where id = '{}'", app.here.person);
    let (one, two) = (app.text(&sealed).await, lien_the_he::platform::ids::PersonId::new());
    let bytes: Vec<u8> =
        (2..one.len()).step_by(2).map(|at| u8::from_str_radix(&one[at..at + 2], 16).unwrap()).collect();
    let vault = crate::support::vault();
    let place = format!("persons.national_id:{}", app.here.person);
    assert_eq!(vault.decrypt(place.as_bytes(), &bytes).unwrap(), app.here.national_id().as_bytes());
    assert!(vault.decrypt(format!("persons.national_id:{two}").as_bytes(), &bytes).is_err());
}

#[actix_web::test]
async fn a_number_finds_whoever_has_it_in_reach_and_leaves_a_trace() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let foreign = app.role(Role::CommuneSocialOfficer, app.there).await;
    consented(&chair, app.here.member).await;
    let number = app.here.national_id();
    let path = format!("/v1/members/{}/identifiers", app.here.member);
    chair.put(&path, "\"1\"", json!({ "national_id": number })).await;

    let look = "/v1/members/identifier-lookups";
    let found = officer.post(look, json!({ "national_id": number })).await;
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.body[0]["id"], json!(app.here.member));
    assert_eq!(app.count("personal_data_reads where tier = 4").await, 1);
    let hidden = foreign.post(look, json!({ "national_id": number })).await;
    let absent = foreign.post(look, json!({ "national_id": "001050999999" })).await;
    assert_eq!((hidden.status.as_u16(), &hidden.body, &absent.body), (200, &json!([]), &json!([])));
    let elsewhere = json!({ "national_id": number, "club_id": app.here.other_club });
    assert_eq!(officer.post(look, elsewhere).await.body, json!([]));
    assert_eq!(app.count("personal_data_reads").await, 1, "where nobody was found, nobody was seen");
    assert_eq!(app.count("data_read_batches where tier = 4 and club_id is null and rows = 0").await, 3);
    assert_eq!(officer.post(look, json!({})).await.errors(), [("", "required")]);
    let both = json!({ "national_id": number, "insurance_number": "GD4790000000001" });
    assert_eq!(officer.post(look, both).await.errors(), [("", "choice")]);
    assert_eq!(
        officer.post(look, json!({ "national_id": "12" })).await.errors(),
        [("/national_id", "national_id")]
    );
}

#[actix_web::test]
async fn two_who_join_each_others_household_at_once_both_get_an_answer() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let (one, two) = (app.here.applicant, app.here.plain_member);
    let path = |id: Uuid| format!("/v1/members/{id}/sensitive");
    for round in 0..5 {
        let (first, second) = (version(&app, one).await, version(&app, two).await);
        let (paths, bodies) = (
            (path(one), path(two)),
            (json!({ "same_household_as": two }), json!({ "same_household_as": one })),
        );
        let (a, b) = futures_util::future::join(
            chair.patch(&paths.0, &first, bodies.0),
            chair.patch(&paths.1, &second, bodies.1),
        )
        .await;
        assert!(a.status == 200 || b.status == 200, "round {round}: {} {}", a.body, b.body);
    }
    assert_eq!(
        app.count(&format!(
            "persons where household_id is not null and household_id not in ('{}', '{}')",
            app.here.household, app.there.household
        ))
        .await,
        2
    );
}

#[actix_web::test]
async fn tier_3_and_tier_4_of_another_province_do_not_exist() {
    let app = TestApp::start().await;
    for role in [Role::ClubChair, Role::CommuneAssociation] {
        let caller = app.role(role, app.here).await;
        let before = app.census().await;
        for part in ["sensitive", "identifiers"] {
            let hidden = caller.get(&format!("/v1/members/{}/{part}", app.there.member)).await;
            let absent = caller.get(&format!("/v1/members/{}/{part}", app.here.club)).await;
            assert_eq!(
                (hidden.status.as_u16(), hidden.without_request_id()),
                (404, absent.without_request_id())
            );
        }
        let path = |part: &str| format!("/v1/members/{}/{part}", app.there.member);
        assert_eq!(caller.patch(&path("sensitive"), "\"1\"", json!({ "disabled": true })).await.status, 404);
        assert_eq!(caller.put(&path("poverty/2026"), "\"1\"", json!({ "status": "poor" })).await.status, 404);
        assert_eq!(
            caller.put(&path("identifiers"), "\"1\"", json!({ "national_id": null })).await.status,
            404
        );
        assert_eq!(before, app.census().await);
    }
    for role in [Role::ProvinceAssociation, Role::NationalAssociation] {
        let above = app.role(role, app.here).await;
        for part in ["sensitive", "identifiers"] {
            assert_eq!(above.get(&format!("/v1/members/{}/{part}", app.here.member)).await.status, 403);
        }
    }
}
