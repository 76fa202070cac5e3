//! Nobody is shown personal data of tier 3 or 4 without a row in the access log, by whatever operation.

use crate::money::movements::{BOOKS, rules};
use crate::register::imports::upload;
use crate::support::document::operations;
use crate::support::world::HERE;
use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::{POLICY, Role, TIERS};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What shows nobody although its permission opens tier 3 or 4, and why.
const SHOWS_NOBODY: &[(&str, &str)] = &[("find_import_template", "the headings of a list, without people")];

/// Whether a reply shows anything: a page its rows, everything else itself.
fn shows(reply: &Reply) -> bool {
    let items = reply.body.get("items").unwrap_or(&reply.body);
    items.as_array().map_or(!reply.bytes.is_empty(), |rows| !rows.is_empty())
}

/// What both logs say of a request: the tiers.
async fn recorded(app: &TestApp, reply: &Reply) -> Vec<String> {
    let request = reply.header("x-request-id");
    let rows = app
        .rows(&format!(
            "select tier from personal_data_reads where request_id = '{request}'
             union all select tier from data_read_batches where request_id = '{request}'"
        ))
        .await;
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

#[actix_web::test]
async fn whatever_shows_sensitive_data_is_recorded() {
    let app = TestApp::start().await;
    // of these the world has none
    rules(&app, BOOKS).await;
    let (list, member) = (format!("/v1/clubs/{}", app.here.club), app.here.member);
    for (role, what, new) in [
        (
            Role::ClubTreasurer,
            "entries",
            json!({ "kind": "advance", "on": "2026-11-01", "amount_vnd": 500_000, "narrative": "Mua quà Tết", "member_id": member }),
        ),
        (
            Role::ClubTreasurer,
            "entries",
            json!({ "kind": "savings_deposit", "on": "2026-11-01", "amount_vnd": 50_000, "member_id": member }),
        ),
        (Role::ClubChair, "year-ends", json!({ "year": 2024 })),
    ] {
        let made = app.role(role, app.here).await.post(&format!("{list}/{what}"), new).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    app.rows(&format!(
        "insert into ledger_closings (id, club_id, through, last_number, closed_by)
         values (gen_random_uuid(), '{club}', '2025-12-31', 1, '{by}');
         insert into loan_decisions (id, loan_id, kind, outcome, decided_on, meeting, eligible, present, in_favour,
                                     against, recorded_by)
         values (gen_random_uuid(), '{loan}', 'approval', 'approved', '2026-01-05', 'Họp mẫu', 5, 5, 5, 0, '{by}')",
        club = app.here.club,
        loan = app.here.loan,
        by = app.here.user(Role::ClubChair),
    ))
    .await;
    let (mut tried, mut blind) = (0, BTreeSet::new());
    for operation in operations().iter().filter(|operation| !operation.writes()) {
        let Some(permission) = operation.permission() else { continue };
        let (_, tier) = TIERS.iter().find(|(name, _)| *name == permission).unwrap();
        if *tier < 3 || SHOWS_NOBODY.iter().any(|(name, _)| *name == operation.id) {
            continue;
        }
        tried += 1;
        let words = format!("{} {}", operation.said["summary"], operation.said["description"]);
        let words = words.replace("\\n", " ");
        assert!(words.contains("access log"), "{} does not say that it is recorded: {words}", operation.id);
        let (_, holders) = POLICY.iter().find(|(name, _)| *name == permission).unwrap();
        let mut shown = false;
        for role in *holders {
            let caller = app.role(*role, HERE).await;
            let reply = operation.call(&caller, HERE, None).await;
            if reply.status.is_success() && shows(&reply) {
                let recorded = recorded(&app, &reply).await;
                let expected = vec![tier.to_string(); recorded.len().max(1)];
                assert_eq!(recorded, expected, "{} as {role:?} leaves no row: {}", operation.id, reply.body);
                shown = true;
            }
        }
        if !shown {
            blind.insert(operation.id.clone());
        }
    }
    println!("{tried} operations of tier 3 and 4");
    assert!(tried > 35, "{tried} operations: the test has gone blind");
    assert_eq!(blind, BTreeSet::new(), "the world has no rows for these: teach support/world.rs");
}

/// The newest batch of a user.
async fn batch(app: &TestApp, caller: &Client<'_>) -> Vec<Option<String>> {
    let rows = app
        .rows(&format!(
            "select club_id, tier, kinds, rows, purpose from data_read_batches
              where user_id = '{}' order by id desc limit 1",
            caller.user
        ))
        .await;
    rows.into_iter().next().unwrap_or_default()
}

/// What a batch should say.
fn of(club: Option<uuid::Uuid>, tier: u8, kind: &str, rows: usize) -> Vec<Option<String>> {
    let club = club.map(|club| club.to_string());
    vec![
        club,
        Some(tier.to_string()),
        Some(format!("{{{kind}}}")),
        Some(rows.to_string()),
        Some("screen".to_owned()),
    ]
}

#[actix_web::test]
async fn a_list_leaves_one_row_for_each_club_and_an_empty_page_none() {
    let app = TestApp::start().await;
    let here = app.here;
    let station = app.role(Role::CommuneHealthStation, here).await;
    let all = station.get(&format!("/v1/units/{}/referrals", here.commune)).await;
    assert_eq!(batch(&app, &station).await, of(Some(here.club), 3, "referral", all.items().len()));
    let none = station.get(&format!("/v1/clubs/{}/referrals?state=seen", here.club)).await;
    assert_eq!((none.body["items"].clone(), app.count("data_read_batches").await), (json!([]), 1));

    let province = app.role(Role::ProvinceAssociation, here).await;
    let loans = province.get(&format!("/v1/units/{}/loans?limit=200", here.province)).await;
    let clubs: BTreeSet<&str> = loans.items().iter().map(|loan| loan["club_id"].as_str().unwrap()).collect();
    let of_province = format!("data_read_batches where user_id = '{}'", province.user);
    assert_eq!(app.count(&of_province).await, i64::try_from(clubs.len()).unwrap());
    let rows = app.text(&format!("select sum(rows) from {of_province}")).await;
    assert_eq!(rows, loans.items().len().to_string());
}

#[actix_web::test]
async fn what_a_writer_wrote_and_what_is_ones_own_leaves_no_row() {
    let app = TestApp::start().await;
    let herself = app.role(Role::Member, app.here).await;
    for own in [
        "/v1/own-record/loans",
        "/v1/me/loans",
        "/v1/me/due-list",
        "/v1/me/passbooks",
        "/v1/me/money-statements",
        "/v1/me/health-results",
        "/v1/me/memberships",
    ] {
        assert_eq!(herself.get(own).await.status, 200, "{own}");
    }
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let loan = json!({ "lender": "social_policy_bank", "amount_vnd": 50_000_000, "lent_on": "2026-03-10" });
    let written =
        secretary.post(&format!("/v1/members/{}/external-loans", app.here.plain_member), loan).await;
    assert_eq!(written.status, 201, "{}", written.body);
    assert_eq!(app.count("data_read_batches").await + app.count("personal_data_reads").await, 0);
}

#[actix_web::test]
async fn who_is_poor_behind_a_number_is_a_look_and_how_many_is_none() {
    let app = TestApp::start().await;
    let club = format!("/v1/clubs/{}/indicators", app.here.club);
    let chair = app.role(Role::ClubChair, app.here).await;
    let poor = chair.get(&format!("{club}/I07/trace")).await;
    assert!(!poor.items().is_empty(), "{}", poor.body);
    assert_eq!(batch(&app, &chair).await, of(Some(app.here.club), 3, "member", poor.items().len()));
    let members = chair.get(&format!("{club}/I03/trace")).await;
    assert!(!members.items().is_empty() && recorded(&app, &members).await.is_empty(), "of tier 2");
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let withheld = treasurer.get(&format!("{club}/I07/trace")).await;
    assert!(withheld.items().is_empty() && recorded(&app, &withheld).await.is_empty());
}

#[actix_web::test]
async fn who_finds_nobody_has_looked_too_and_so_has_who_tries_a_list() {
    let app = TestApp::start().await;
    let officer = app.role(Role::CommuneSocialOfficer, app.here).await;
    let absent =
        officer.post("/v1/members/identifier-lookups", json!({ "national_id": "001050999999" })).await;
    assert_eq!((absent.status.as_u16(), &absent.body), (200, &json!([])));
    assert_eq!(batch(&app, &officer).await, of(None, 4, "identifier", 0));

    let chair = app.role(Role::ClubChair, app.here).await;
    let list = "Họ và tên,Giới tính,Năm sinh\r\nMẫu Thị Thử,Nữ,1950\r\nMẫu Văn Thử,Nam,1951\r\n";
    let dry = upload(&chair, app.here.club, "?dry_run=true", list).await;
    assert_eq!(dry.status, 200, "{}", dry.body);
    assert_eq!(batch(&app, &chair).await, of(Some(app.here.club), 4, "member_import", 2));
    // a list that is taken only whole, and is not, says as much as a dry run
    let wrong = format!("{list},Nữ,1952\r\n");
    let refused = upload(&chair, app.here.club, "", wrong).await;
    assert_eq!(refused.body["applied"], json!(false), "{}", refused.body);
    assert_eq!(batch(&app, &chair).await, of(Some(app.here.club), 4, "member_import", 3));
    let before = app.count("data_read_batches").await;
    let taken = upload(&chair, app.here.club, "", list).await;
    assert_eq!(
        (taken.status.as_u16(), app.count("data_read_batches").await),
        (200, before),
        "{}",
        taken.body
    );
}

#[actix_web::test]
async fn the_data_protection_officer_sees_lists_by_club_by_user_and_by_member() {
    let app = TestApp::start().await;
    for site in [app.here, app.there] {
        let chair = app.role(Role::ClubChair, site).await;
        assert!(!chair.get(&format!("/v1/clubs/{}/loans", site.club)).await.items().is_empty());
        chair.post("/v1/members/identifier-lookups", json!({ "national_id": "001050999999" })).await;
    }
    // the database's clock is not that of the tests
    app.rows(&format!("update data_read_batches set at = '{} 09:00+07'", app.today)).await;
    let officer = app.role(Role::DataProtectionOfficer, app.here).await;
    let list = "/v1/data-read-batches";
    let all = officer.get(list).await;
    let seen: Vec<(&Value, &Value)> =
        all.items().iter().map(|row| (&row["club_id"], &row["kinds"][0])).collect();
    let here = json!(app.here.club);
    assert_eq!(
        seen,
        [(&Value::Null, &json!("identifier")), (&here, &json!("loan"))],
        "newest first, own province"
    );
    assert_eq!((&all.items()[1]["tier"], &all.items()[1]["purpose"]), (&json!(3), &json!("screen")));
    for (query, rows) in [
        (format!("club_id={}", app.here.club), 1),
        (format!("club_id={}", app.there.club), 0),
        (format!("member_id={}", app.here.plain_member), 1),
        (format!("member_id={}", app.there.plain_member), 0),
        (format!("user_id={}", app.here.user(Role::ClubChair)), 2),
        ("limit=1".to_owned(), 1),
    ] {
        assert_eq!(officer.get(&format!("{list}?{query}")).await.items().len(), rows, "{query}");
    }
    // not of a time when she was not there yet
    app.rows("update data_read_batches set at = '1990-01-01'").await;
    let before = officer.get(&format!("{list}?member_id={}", app.here.plain_member)).await;
    assert_eq!(before.items(), &[] as &[Value]);
    let chair = app.role(Role::ClubChair, app.here).await;
    assert_eq!(chair.get(list).await.status, 403);
}
