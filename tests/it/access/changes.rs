//! The change log, through the whole application.

use crate::support::{TestApp, pools};
use crate::territory::units::walk;
use lien_the_he::access::changes::rules::OPENED_BY;
use lien_the_he::platform::auth::{Role, Scope};
use lien_the_he::platform::db::Change;
use lien_the_he::platform::error::Code;
use lien_the_he::platform::ids::ClubId;
use lien_the_he::platform::log::Event;
use lien_the_he::register::clubs;
use lien_the_he::register::clubs::model::ClubPatch;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

#[actix_web::test]
async fn a_change_is_logged_with_open_values_shown_and_personal_ones_only_named() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let member = format!("/v1/members/{}", app.here.member);
    let etag = chair.etag(&member).await;
    let changed = chair.patch(&member, &etag, json!({ "phone": "0912999888", "address": "Xóm Mẫu" })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);

    let log = chair.get(&format!("/v1/clubs/{}/changes", app.here.club)).await;
    let entry = &log.items()[0];
    assert_eq!((&entry["action"], &entry["entity"]), (&json!("updated"), &json!("member")));
    assert_eq!(entry["request_id"], json!(changed.header("x-request-id")));
    assert_eq!(entry["version"], changed.body["version"]);
    let mut hidden: Vec<&str> =
        entry["difference"]["hidden"].as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
    hidden.sort_unstable();
    assert_eq!(hidden, ["address", "phone"]);
    assert!(!log.body.to_string().contains("912999888"));
    let stored = app.text("select string_agg(difference::text, ' ') from changes").await;
    assert!(!stored.contains("912999888"), "not in the database either");

    let elsewhere = app.role(Role::ClubChair, app.there).await;
    assert_eq!(elsewhere.get(&format!("/v1/clubs/{}/changes", app.here.club)).await.status, 404);
}

#[actix_web::test]
async fn what_is_refused_leaves_no_trace_in_the_log() {
    let app = TestApp::start().await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let before = app.count("changes").await;
    let refused =
        chair.post(&format!("/v1/clubs/{}/members", app.here.club), json!({ "full_name": "" })).await;
    assert_eq!(refused.status, 422);
    let stale = chair.patch(&format!("/v1/clubs/{}", app.here.club), "\"99\"", json!({ "note": "x" })).await;
    assert_eq!(stale.status, 412);
    assert_eq!(app.count("changes").await, before);
}

#[actix_web::test]
async fn the_data_protection_officer_sees_who_looked_at_whom_in_the_own_province() {
    let app = TestApp::start().await;
    for site in [app.here, app.there] {
        let chair = app.role(Role::ClubChair, site).await;
        assert_eq!(chair.get(&format!("/v1/members/{}/sensitive", site.member)).await.status, 200);
    }
    let officer = app.role(Role::DataProtectionOfficer, app.here).await;
    let looks = walk(&officer, "/v1/personal-data-reads", 1).await;
    assert_eq!(looks.len(), 1, "the other province's looks are not shown");
    assert_eq!(looks[0]["person_id"], json!(app.here.person));
    let none = officer.get(&format!("/v1/personal-data-reads?member_id={}", app.there.member)).await;
    assert!(none.items().is_empty());
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get("/v1/personal-data-reads").await.status, 403);
}

#[actix_web::test]
async fn what_happens_to_an_account_is_read_above_it_by_the_administrator_and_the_data_protection_officer() {
    let app = TestApp::start().await;
    let user = app.here.user(Role::ClubSecretary);
    let chair = app.role(Role::ClubChair, app.here).await;
    let path = format!("/v1/users/{user}");
    assert_eq!(chair.patch(&path, "\"1\"", json!({ "display_name": "Thư ký khác" })).await.status, 200);
    assert_eq!(chair.post(&format!("{path}/password-resets"), json!(null)).await.status, 201);
    for role in [Role::CommuneAssociation, Role::UserAdministrator, Role::DataProtectionOfficer] {
        let reader = app.role(role, app.here).await;
        let seen = walk(&reader, &format!("/v1/account-changes?user_id={user}"), 1).await;
        let acts: Vec<&str> = seen.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(acts, ["password_reset", "updated"], "{role:?}");
        assert_eq!((&seen[0]["entity_id"], &seen[0]["actor_id"]), (&json!(user), &json!(chair.user)));
        assert_eq!(seen[1]["difference"]["hidden"], json!(["display_name"]));
        let stranger = app.role(role, app.there).await;
        assert!(stranger.get("/v1/account-changes").await.items().is_empty(), "{role:?}");
    }
    assert_eq!(chair.get("/v1/account-changes").await.code(), "forbidden");
    let log = chair.get(&format!("/v1/clubs/{}/changes", app.here.club)).await;
    assert_eq!(log.items()[0]["action"], "password_reset", "and in the log of her club");
    // somebody who stands at several places is told of at each
    let both = app.here.chair_and_branch_head();
    let administrator = app.role(Role::UserAdministrator, app.here).await;
    let renamed = json!({ "display_name": "Hai vai khác" });
    assert_eq!(administrator.patch(&format!("/v1/users/{both}"), "\"1\"", renamed).await.status, 200);
    assert_eq!(app.count(&format!("changes where entity_id = '{both}'")).await, 2);
    assert_eq!(app.count("changes where entity = 'user' and club_id is null and unit_id is null").await, 0);
}

#[actix_web::test]
async fn a_change_without_a_word_in_the_log_is_refused() {
    let app = TestApp::start().await;
    let (db, scope) = (pools(&app.db.url(), 1), Scope::operator(app.today));
    let renamed = || serde_json::from_value::<ClubPatch>(json!({ "name": "CLB Không lời" })).unwrap();
    let (club, before) = (ClubId(app.here.club), app.count("changes").await);
    let quiet = db.write(&scope, async |w| {
        let club = clubs::store::hold(w, club).await?;
        clubs::store::update(w, &club, &renamed()).await?;
        Ok(Change::nothing((), "planted"))
    });
    assert_eq!(quiet.await.map_err(|e| e.code()), Err(Code::Internal));
    let of_another = db.write(&scope, async |w| {
        let held = clubs::store::hold(w, club).await?;
        clubs::store::update(w, &held, &renamed()).await?;
        let other = clubs::store::find(w, ClubId(app.here.other_club)).await?;
        Ok(Change::one((), Event::created(&other)))
    });
    assert_eq!(of_another.await.map_err(|e| e.code()), Err(Code::Internal), "a word about something else");
    assert_eq!(app.count("changes").await, before);
    assert_eq!(app.count("clubs where name = 'CLB Không lời'").await, 0, "nothing is half-written");
    let told = db.write(&scope, async |w| {
        let held = clubs::store::hold(w, club).await?;
        let after = clubs::store::update(w, &held, &renamed()).await?;
        Ok(Change::updated(&held, after).map(drop))
    });
    assert_eq!(told.await.map_err(|e| e.code()), Ok(()));
    let under_the_law = "(select distinct tgrelid from pg_trigger where tgname like 'a_law_of_the_word%') t";
    assert!(app.count(under_the_law).await > 70, "the law has gone blind");
}

/// The kinds of things that the log names: by the types of the sources, and by what the database says itself.
fn kinds() -> BTreeSet<String> {
    fn walk(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                let named = code.split("const ENTITY: &'static str = \"").skip(1);
                found.extend(named.map(|rest| rest.split('"').next().unwrap().to_owned()));
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

#[test]
fn every_kind_of_thing_in_the_log_says_who_may_read_what_it_was() {
    let kinds = kinds();
    assert!(kinds.len() > 50, "{kinds:?}: the test has gone blind");
    let opened: Vec<&str> = OPENED_BY.iter().map(|(kind, _)| *kind).collect();
    assert!(opened.is_sorted_by(|a, b| a < b), "in the order of their names, each once");
    assert_eq!(opened.iter().map(|kind| (*kind).to_owned()).collect::<BTreeSet<String>>(), kinds);
}

/// Acts of which the log of the club then tells: of a member, of money, of a loan, of care, and of the club.
async fn acts(app: &TestApp) {
    let (here, club) = (app.here, app.here.club);
    let chair = app.role(Role::ClubChair, here).await;
    let member = format!("/v1/members/{}", here.member);
    let etag = chair.etag(&member).await;
    assert_eq!(chair.patch(&member, &etag, json!({ "phone": "0912999888" })).await.status, 200);
    let etag = chair.etag(&format!("/v1/clubs/{club}")).await;
    assert_eq!(chair.patch(&format!("/v1/clubs/{club}"), &etag, json!({ "note": "x" })).await.status, 200);
    let treasurer = app.role(Role::ClubTreasurer, here).await;
    let saved = json!({ "kind": "savings_deposit", "member_id": here.member, "on": "2026-11-20", "amount_vnd": 71_717 });
    let saved = treasurer.post(&format!("/v1/clubs/{club}/entries"), saved).await;
    assert_eq!(saved.status, 201, "{}", saved.body);
    let paid = json!({ "on": "2026-11-20", "amount_vnd": 532_000 });
    let paid = treasurer.post(&format!("/v1/loans/{}/repayments", here.loan), paid).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    let volunteer = app.role(Role::Volunteer, here).await;
    let visit = json!({ "visited_on": "2026-11-20", "minutes": 45, "services": ["company"], "volunteers": [here.volunteer] });
    let visited = volunteer.post(&format!("/v1/care-cases/{}/visits", here.care_case), visit).await;
    assert_eq!(visited.status, 201, "{}", visited.body);
}

#[actix_web::test]
async fn whoever_may_not_read_the_people_sees_the_acts_and_not_the_persons() {
    let app = TestApp::start().await;
    acts(&app).await;
    let here = app.here;
    let path = format!("/v1/clubs/{}/changes", here.club);
    let told = format!(
        "select distinct entity, entity_id::text from changes where club_id = '{}' and entity <> 'club'",
        here.club
    );
    let things: Vec<Vec<Option<String>>> = app.rows(&told).await;
    assert!(things.len() >= 5, "{things:?}");
    let of_persons = ["member", "ledger_entry", "loan", "repayment", "care_visit", "care_case"];
    for role in [
        Role::ProvinceAssociation,
        Role::ProvinceSocialDepartment,
        Role::NationalAssociation,
        Role::DataProtectionOfficer,
    ] {
        let reader = app.role(role, here).await;
        let log = walk(&reader, &path, 2).await;
        let kinds: BTreeSet<&str> = log.iter().map(|row| row["entity"].as_str().unwrap()).collect();
        assert!(
            ["member", "ledger_entry", "repayment", "care_visit"].iter().all(|kind| kinds.contains(kind)),
            "{kinds:?}"
        );
        for row in &log {
            let kind = row["entity"].as_str().unwrap();
            let hidden = of_persons.contains(&kind);
            assert_eq!(row["withheld"], json!(hidden), "{role:?} {row}");
            for name in ["entity_id", "difference"] {
                assert_eq!(row[name].is_null(), hidden, "{role:?} {name} of {row}");
            }
            assert!(!hidden || row["version"].is_null(), "{row}");
            assert!(
                ["at", "actor_id", "action", "request_id"].iter().all(|name| !row[name].is_null()),
                "{row}"
            );
        }
        let text = json!(log).to_string();
        let named = [here.member, here.person, here.borrower, here.loan, here.care_case, here.household];
        for id in named.iter().map(ToString::to_string) {
            assert!(!text.contains(&id), "{role:?} reads the id of a person or her loan");
        }
        assert!(!text.contains("71717") && !text.contains("532000"), "{role:?} reads a single amount");
        for thing in &things {
            let [kind, id] = thing.as_slice() else { unreachable!() };
            let hidden = of_persons.contains(&kind.as_deref().unwrap());
            assert!(!hidden || !text.contains(id.as_deref().unwrap()), "{role:?}: {kind:?}");
        }
    }
    // the commune's association reads who the members are and what they owe, and nobody's care
    let association = walk(&app.role(Role::CommuneAssociation, here).await, &path, 50).await;
    let withheld = |log: &[Value]| -> BTreeSet<String> {
        let hidden = log.iter().filter(|row| row["withheld"] == true);
        hidden.map(|row| row["entity"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(withheld(&association), BTreeSet::from(["care_case".to_owned(), "care_visit".to_owned()]));
    let chair = walk(&app.role(Role::ClubChair, here).await, &path, 50).await;
    assert_eq!(withheld(&chair), BTreeSet::new());
    assert_eq!(chair.len(), association.len(), "who reads less reads of as many acts");
}

#[actix_web::test]
async fn what_happened_to_an_account_names_its_person_only_to_those_who_may_know_her() {
    let app = TestApp::start().await;
    let here = app.here;
    app.rows(&format!(
        "insert into changes (actor_id, request_id, action, entity, entity_id, club_id, difference)
         select gen_random_uuid(), gen_random_uuid(), 'updated', 'user', '{}', '{}',
                jsonb_build_object('set', jsonb_build_object('person_id', '{}'), 'was', '{{}}'::jsonb, 'hidden', '[]'::jsonb)",
        here.user(Role::Member),
        here.club,
        here.person,
    ))
    .await;
    for (role, knows) in [
        (Role::ProvinceAssociation, false),
        (Role::NationalAssociation, false),
        (Role::CommuneAssociation, true),
        (Role::UserAdministrator, true),
        (Role::DataProtectionOfficer, true),
    ] {
        let log = app.role(role, here).await.get("/v1/account-changes").await;
        let row = &log.items()[0];
        assert_eq!(row["entity_id"], json!(here.user(Role::Member)), "{role:?}");
        assert_eq!(log.body.to_string().contains(&here.person.to_string()), knows, "{role:?} {row}");
        assert_eq!(
            row["difference"]["hidden"],
            if knows { json!([]) } else { json!(["person_id"]) },
            "{role:?}"
        );
    }
}
