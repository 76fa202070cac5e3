//! Members, through the whole application.

use crate::support::{Client, TestApp};
use crate::territory::units::walk;
use actix_web::http::Method;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

pub async fn metrics(app: &TestApp, club: uuid::Uuid) -> [i32; 4] {
    let sql = format!("select members, women, older, applicants from club_metrics where club_id = '{club}'");
    let row = app.rows(&sql).await.remove(0);
    [0, 1, 2, 3].map(|i| row[i].as_ref().unwrap().parse().unwrap())
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["full_name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn members_are_listed_as_a_vietnamese_list_of_names() {
    let app = TestApp::start().await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let path = format!("/v1/clubs/{}/members", app.here.club);
    for name in ["Phạm Văn An", "Đỗ Thị Ẩn", "Bùi Văn Zũng"] {
        assert_eq!(secretary.post(&path, json!({ "full_name": name, "sex": "unknown" })).await.status, 201);
    }
    let all = walk(&secretary, &path, 200).await;
    assert_eq!(
        names(&all),
        [
            "Phạm Văn An",
            "Đỗ Thị Ẩn",
            "Đỗ Thị Mẫu",
            "Lê Văn Mẫu",
            "Nguyễn Thị Mẫu",
            "Trần Văn Mẫu",
            "Bùi Văn Zũng"
        ],
        "by given name first"
    );
    for limit in [1, 2, 3] {
        assert_eq!(walk(&secretary, &path, limit).await, all, "{limit} at a time");
    }
    assert_eq!(walk(&secretary, &format!("{path}?q=nguyen"), 50).await.len(), 1);
    assert_eq!(walk(&secretary, &format!("{path}?state=applied"), 2).await.len(), 4);
    assert_eq!(walk(&secretary, &format!("{path}?state=left"), 50).await.len(), 0);

    let elsewhere = app.role(Role::ClubSecretary, app.there).await;
    let hidden = elsewhere.get(&path).await;
    let absent = elsewhere.get(&format!("/v1/clubs/{}/members", app.here.person)).await;
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
    let member = format!("/v1/members/{}", app.here.member);
    assert_eq!(elsewhere.get(&member).await.code(), "not_found");
    assert_eq!(elsewhere.get(&format!("{member}/look-alikes")).await.code(), "not_found");
    assert_eq!(app.role(Role::ProvinceAssociation, app.here).await.get(&member).await.code(), "forbidden");
}

#[actix_web::test]
async fn a_new_member_counts_at_once_and_look_alikes_are_shown() {
    let app = TestApp::start().await;
    let here = app.here;
    let secretary = app.role(Role::ClubSecretary, here).await;
    let path = format!("/v1/clubs/{}/members", here.club);
    assert_eq!(metrics(&app, here.club).await, [3, 2, 3, 1]);
    let changes = app.count("changes").await;
    let new = json!({ "full_name": "NGUYỄN THỊ MẪU", "sex": "female", "birth": "8/3/1950", "joined_on": "2026-11-22",
        "phone": "0912 345 678", "hamlet_id": here.other_hamlet });
    let made = secretary.post(&path, new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!((&made.body["state"], &made.body["birth"]), (&json!("active"), &json!("1950-03-08")));
    assert_eq!(made.body["phone"], "+84912345678");
    let alike: Vec<&Value> = made.body["possible_duplicates"].as_array().unwrap().iter().collect();
    assert_eq!(alike.len(), 1, "{}", made.body);
    assert_eq!(alike[0]["person_id"], json!(here.person));
    assert_eq!(metrics(&app, here.club).await, [4, 3, 4, 1], "counted in the same transaction");
    assert_eq!(app.count("changes").await, changes + 1);
    let difference = app.text("select difference::text from changes order by seq desc limit 1").await;
    assert!(
        difference.contains("full_name") && !difference.contains("NGUYỄN") && !difference.contains("8491"),
        "{difference}"
    );

    let before =
        secretary.post(&path, json!({ "full_name": "A", "sex": "male", "joined_on": "2024-01-01" })).await;
    assert_eq!(before.code(), "date_before_founding");
    let order =
        json!({ "full_name": "A", "sex": "male", "joined_on": "2026-01-01", "applied_on": "2026-02-01" });
    assert_eq!(secretary.post(&path, order).await.code(), "member_dates_disagree");
    let twice = json!({ "full_name": "A", "sex": "male", "person_id": here.person });
    assert_eq!(secretary.post(&path, twice).await.code(), "person_active_elsewhere");
    let stranger = json!({ "full_name": "A", "sex": "male", "person_id": app.there.person });
    assert_eq!(secretary.post(&path, stranger).await.errors(), [("/person_id", "unknown_member")]);

    let elsewhere = app.role(Role::ClubSecretary, app.there).await;
    let hidden = elsewhere.post(&path, json!({ "full_name": "A", "sex": "male" })).await;
    assert_eq!(hidden.code(), "not_found");
}

#[actix_web::test]
async fn a_patch_of_a_member_sets_leaves_and_clears() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/members/{}", app.here.member);
    let before = chair.get(&path).await;
    assert_eq!(before.body["birth"], "1950");
    let after =
        chair.patch(&path, &before.etag(), json!({ "birth": "1967", "phone": null, "sex": "other" })).await;
    assert_eq!(after.status, 200, "{}", after.body);
    let mut expected = before.body.clone();
    expected["birth"] = json!("1967");
    expected["phone"] = Value::Null;
    expected["sex"] = json!("other");
    expected["version"] = json!(2);
    expected["updated_at"] = after.body["updated_at"].clone();
    assert_eq!(after.body, expected, "nothing else moved");
    assert_eq!(metrics(&app, app.here.club).await, [3, 1, 2, 1], "the figures know");
    let cleared = chair.patch(&path, &after.etag(), json!({ "birth": null, "hamlet_id": null })).await;
    assert_eq!((&cleared.body["birth"], &cleared.body["hamlet_id"]), (&Value::Null, &Value::Null));
    let foreign = chair.patch(&path, &cleared.etag(), json!({ "hamlet_id": app.there.hamlet })).await;
    assert_eq!(foreign.errors(), [("/hamlet_id", "unknown_hamlet")]);

    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.patch(&path, &cleared.etag(), json!({ "phone": null })).await.code(), "not_found");
}

/// Somebody who reaches both clubs of the province, and a member who has gone from the one to the other: her old
/// membership and her new one.
pub async fn gone_over(app: &TestApp) -> (Client<'_>, String, String) {
    let here = app.here;
    let places = [here.commune, here.other_commune].map(|unit| {
        (
            Role::CommuneAssociation,
            lien_the_he::platform::auth::Place::Commune(lien_the_he::platform::ids::UnitId(unit)),
        )
    });
    let both = app.user(here.user(Role::CommuneAssociation), &places).await;
    let old = format!("/v1/members/{}", here.plain_member);
    let go = json!({ "to": "transferred", "on": "2026-10-01", "reason": "Chuyển nơi ở", "club_id": here.other_club });
    let moved = both.post_if(&format!("{old}/state-changes"), &both.etag(&old).await, go).await;
    assert_eq!(moved.status, 201, "{}", moved.body);
    let new = format!("/v1/members/{}", moved.body["transferred_to"].as_str().unwrap());
    (both, old, new)
}

#[actix_web::test]
async fn what_changes_of_a_person_is_shown_where_she_is_and_the_club_that_she_left_sees_what_stood_then() {
    let app = TestApp::start().await;
    let (both, old, new) = gone_over(&app).await;
    let (etag, changes) = (both.etag(&old).await, app.count("changes").await);
    let conditional = async || both.send(Method::GET, &old, None, &[("If-None-Match", &etag)]).await;
    let before = both.get(&old).await;
    let patch = json!({ "full_name": "Lê Văn Mẫu Khác", "phone": "0987654321", "address": "Xóm khác", "birth": "1961" });
    let renamed = both.patch(&new, &both.etag(&new).await, patch).await;
    assert_eq!((renamed.status.as_u16(), &renamed.body["full_name"]), (200, &json!("Lê Văn Mẫu Khác")));
    assert_eq!(conditional().await.status, 304, "nothing of it is shown by what has ended");
    assert_eq!(both.get(&old).await.body, before.body);
    assert_eq!(app.count("changes").await, changes + 1, "one word, in her club");
    let left = format!("/v1/clubs/{}/members?state=transferred", app.here.club);
    assert_eq!(both.get(&left).await.items()[0]["full_name"], before.body["full_name"]);
    assert!(!app.text("select string_agg(difference::text, '') from changes").await.contains("Khác"));
    let former = app.role(Role::ClubChair, app.here).await;
    let alike = former.get(&format!("{old}/look-alikes")).await;
    assert!(!alike.body.to_string().contains("Khác"), "{}", alike.body);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&old).await.status, 404);
}

#[actix_web::test]
async fn through_a_membership_that_has_ended_nothing_is_changed_and_nothing_sensitive_is_read() {
    let app = TestApp::start().await;
    let here = app.here;
    let (both, old, new) = gone_over(&app).await; // who has consented to care at home, as the world has it
    let before = both.get(&format!("{new}/consents")).await;
    let given = before.body.as_array().unwrap();
    let at_home = given.iter().find(|consent| consent["purpose"] == "home_care").unwrap();
    let consent = at_home["id"].as_str().unwrap().to_owned();
    let later = json!({ "purpose": "identifiers", "text_version": "2026-01", "method": "paper", "given_on": "2026-11-01" });
    assert_eq!(both.post(&format!("{new}/consents"), later.clone()).await.status, 201);

    let (former, census) = (app.role(Role::ClubChair, here).await, app.census().await);
    let etag = former.etag(&old).await;
    let ended = |reply: &crate::support::Reply| {
        assert_eq!((reply.status.as_u16(), reply.code()), (409, "membership_ended"), "{}", reply.body);
    };
    ended(&former.patch(&old, &etag, json!({ "full_name": "Tên do nơi cũ đặt" })).await);
    ended(&former.patch(&format!("{old}/sensitive"), &etag, json!({ "lives_alone": true })).await);
    let joins = json!({ "same_household_as": here.plain_member });
    let own = format!("/v1/members/{}", here.member);
    ended(&former.patch(&format!("{own}/sensitive"), &former.etag(&own).await, joins).await);
    ended(&former.put(&format!("{old}/poverty/2026"), &etag, json!({ "status": "poor" })).await);
    ended(
        &former.put(&format!("{old}/identifiers"), &etag, json!({ "national_id": here.national_id() })).await,
    );
    let photographs = json!({ "purpose": "photographs", "text_version": "2026-01", "method": "paper", "given_on": "2026-11-02" });
    ended(&former.post(&format!("{old}/consents"), photographs).await);
    let withdrawn = json!({ "on": "2026-11-20" });
    ended(&former.post_if(&format!("/v1/consents/{consent}/withdrawal"), "\"1\"", withdrawn.clone()).await);
    ended(&former.get(&format!("{old}/sensitive")).await);
    ended(&former.get(&format!("{old}/identifiers")).await);
    assert_eq!(app.census().await, census, "nothing is half-written, and nobody has seen anything");

    let known = former.get(&format!("{old}/consents")).await;
    assert_eq!(known.body, before.body, "what was given elsewhere later is not told");
    let after = both.post_if(&format!("/v1/consents/{consent}/withdrawal"), "\"1\"", withdrawn).await;
    assert_eq!(after.status, 201, "{}", after.body);
    let known = former.get(&format!("{old}/consents")).await;
    let withdrawn =
        known.body.as_array().unwrap().iter().filter(|consent| !consent["withdrawn_on"].is_null());
    assert_eq!(withdrawn.count(), 0, "nor what was withdrawn: {}", known.body);

    // the club that she is in now does all of it
    let renamed = both.patch(&new, &both.etag(&new).await, json!({ "full_name": "Tên mới" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    assert_eq!(both.get(&format!("{new}/sensitive")).await.status, 200);
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.patch(&old, &etag, json!({ "full_name": "Không" })).await.code(), "not_found");
}
