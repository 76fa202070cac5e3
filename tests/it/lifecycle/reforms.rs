//! Reforms, through the whole application.

use crate::support::{Client, Reply, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/v1/admin-changes";

fn act(app: &TestApp, operations: &Value) -> Value {
    json!({ "province_id": app.here.province, "title": "Sắp xếp mẫu", "legal_document": "NQ 1 mẫu",
        "effective_on": "2026-11-01", "operations": operations })
}

pub async fn drafted(client: &Client<'_>, operations: Value) -> Reply {
    let made = client.post(PATH, act(client.app(), &operations)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made
}

pub fn merger(app: &TestApp) -> Value {
    json!([{ "op": "merge", "from": [app.here.commune, app.here.other_commune],
        "into": { "code": "96199", "name": "Xã Hợp Nhất Mẫu", "kind": "xã" } }])
}

#[actix_web::test]
async fn what_cannot_be_is_refused_by_its_pointer() {
    let app = TestApp::start().await;
    let (h, t) = (app.here, app.there);
    let province = app.role(Role::ProvinceAssociation, h).await;
    let new = |name: &str| json!({ "code": "96198", "name": name, "kind": "xã" });
    for (operations, wrong) in [
        (
            json!([{ "op": "rename", "unit_id": t.hamlet, "name": "X" }]),
            ("/operations/0/unit_id", "unknown_unit"),
        ),
        (
            json!([{ "op": "rename", "unit_id": h.old_commune, "name": "X" }]),
            ("/operations/0/unit_id", "unknown_unit"),
        ),
        (
            json!([{ "op": "rename", "unit_id": h.hamlet, "name": "X" }, { "op": "retype", "unit_id": h.hamlet, "kind": "ấp" }]),
            ("/operations/1/unit_id", "repeated"),
        ),
        (
            json!([{ "op": "end", "unit_id": h.hamlet }]),
            ("/operations/0/successor_id", "clubs_without_successor"),
        ),
        (
            json!([{ "op": "end", "unit_id": h.hamlet, "successor_id": h.other_hamlet }, { "op": "end", "unit_id": h.other_hamlet, "successor_id": h.hamlet }]),
            ("/operations/0/successor_id", "dangling_successor"),
        ),
        (
            json!([{ "op": "split", "unit_id": h.commune, "parts": [{ "unit": new("Xã A"), "hamlets": [h.hamlet] }, { "unit": { "code": "96197", "name": "Xã B", "kind": "xã" } }] }]),
            ("/operations/0/parts", "hamlet_unassigned"),
        ),
        (
            json!([{ "op": "move", "unit_id": h.commune, "to": h.other_commune }]),
            ("/operations/0/unit_id", "not_here"),
        ),
        (
            json!([{ "op": "merge", "from": [h.commune], "into": { "name": "Xã A", "kind": "xã" } }]),
            ("/operations/0/into/code", "required"),
        ),
    ] {
        let refused = province.post(PATH, act(&app, &operations)).await;
        assert!(refused.errors().contains(&wrong), "{operations}: {}", refused.body);
    }
    assert_eq!(app.count("admin_changes").await, 2);
    let chair = app.role(Role::ClubChair, h).await;
    assert_eq!(chair.post(PATH, json!({})).await.code(), "forbidden");
    let stranger = app.role(Role::ProvinceAssociation, t).await;
    assert_eq!(stranger.post(PATH, act(&app, &merger(&app))).await.status, 404);
    let draft = drafted(&province, merger(&app)).await;
    for path in [format!("{PATH}/{}", draft.id()), format!("{PATH}/{}/preview", draft.id())] {
        let (hidden, absent) =
            (stranger.get(&path).await, stranger.get(&format!("{PATH}/{}", h.member)).await);
        assert_eq!((hidden.status.as_u16(), hidden.without_request_id()), (404, absent.without_request_id()));
    }
}

#[actix_web::test]
async fn two_communes_become_one_and_all_that_stood_on_them_goes_along() {
    let app = TestApp::start().await;
    let (h, province) = (app.here, app.role(Role::ProvinceAssociation, app.here).await);
    let draft = drafted(&province, merger(&app)).await;
    let new: Uuid = draft.body["operations"][0]["into"]["id"].as_str().unwrap().parse().unwrap();
    let path = format!("{PATH}/{}", draft.id());
    let preview = province.get(&format!("{path}/preview")).await;
    assert_eq!(
        (&preview.body["clubs"], &preview.body["begins"][0]["id"]),
        (&json!(2), &json!(new)),
        "{}",
        preview.body
    );
    let apply = format!("{path}/application");
    let own = province.post_if(&apply, &draft.etag(), json!(null)).await;
    assert_eq!(own.code(), "drafter_applies");
    let commune = app.role(Role::CommuneAssociation, h).await;
    assert_eq!(commune.get("/v1/clubs").await.status, 200);
    let committee = app.role(Role::ProvinceCommittee, h).await;
    let applied = committee.post_if(&apply, &draft.etag(), json!(null)).await;
    assert_eq!(
        (applied.status.as_u16(), &applied.body["state"]),
        (201, &json!("applied")),
        "{}",
        applied.body
    );

    assert_eq!(app.count(&format!("clubs where commune_id = '{new}'")).await, 2);
    assert_eq!(
        app.count("club_placements where is_main and valid_to is null").await,
        4,
        "the hamlets moved, not the clubs"
    );
    let successors = province.get(&format!("/v1/communes/{}", h.commune)).await;
    assert_eq!(successors.body["successors"][0]["id"], json!(new), "{}", successors.body);
    assert_eq!(commune.get("/v1/clubs").await.status, 401, "the old token is void");
    let moved = format!(
        "assignments where unit_id = '{new}' and role = 'commune_association' and valid_from = '2026-11-01'"
    );
    assert_eq!(app.count(&moved).await, 1);
    let organisation = format!("organisations where unit_id = '{new}' and kind = 'elderly_association'");
    assert_eq!(app.count(&organisation).await, 1);
    assert_eq!(app.count("logic.sums_astray").await, 0);
    assert_eq!(app.count("changes where entity = 'admin_change' and action = 'applied'").await, 1);
    let images =
        "admin_change_images where change_id = (select entity_id from changes where action = 'applied')";
    let of_rows = "changes where entity in ('unit', 'placement', 'assignment', 'organisation')";
    assert_eq!(app.count(of_rows).await, app.count(images).await, "every row has its word");
    let begun = format!("changes where entity = 'unit' and action = 'created' and entity_id = '{new}'");
    assert_eq!(app.count(&begun).await, 1);
    assert_eq!(app.count("changes where entity = 'club' and action = 'moved'").await, 2);

    let reverse = format!("{path}/reversal");
    let reason = json!({ "reason": "Nhập sai" });
    let stranger = app.role(Role::ProvinceCommittee, app.there).await;
    assert_eq!(stranger.post_if(&reverse, &applied.etag(), reason.clone()).await.status, 404);
    let back = committee.post_if(&reverse, &applied.etag(), reason.clone()).await;
    assert_eq!((back.status.as_u16(), &back.body["state"]), (201, &json!("reversed")), "{}", back.body);
    assert_eq!(app.count(&format!("units where id = '{new}'")).await, 0);
    assert_eq!(app.count(&format!("clubs where commune_id = '{}'", h.commune)).await, 1);
    assert_eq!(app.count(of_rows).await, 2 * app.count(images).await, "and its return");
    let gone = format!("changes where entity = 'unit' and action = 'deleted' and entity_id = '{new}'");
    assert_eq!(app.count(&gone).await, 1);
    let twice = committee.post_if(&reverse, &back.etag(), reason).await;
    assert_eq!(twice.code(), "admin_change_state_refuses");
}

#[actix_web::test]
async fn a_club_of_a_divided_hamlet_says_where_it_goes() {
    let app = TestApp::start().await;
    let (h, province) = (app.here, app.role(Role::ProvinceAssociation, app.here).await);
    let part = |name: &str| json!({ "unit": { "name": name, "kind": "xóm" } });
    let split =
        json!([{ "op": "split", "unit_id": h.hamlet, "parts": [part("Xóm Chia 1"), part("Xóm Chia 2")] }]);
    let draft = drafted(&province, split).await;
    let path = format!("{PATH}/{}", draft.id());
    let second = draft.body["operations"][0]["parts"][1]["unit"]["id"].clone();
    let committee = app.role(Role::ProvinceCommittee, h).await;
    let early = committee.post_if(&format!("{path}/application"), &draft.etag(), json!(null)).await;
    assert_eq!((early.code(), &early.body["clubs"]), ("admin_change_undecided", &json!([h.club])));
    let choice = format!("{path}/choices/{}", h.club);
    let wrong = province.put(&choice, &draft.etag(), json!({ "unit_id": h.other_hamlet })).await;
    assert_eq!(wrong.code(), "nothing_to_choose");
    let chosen = province.put(&choice, &draft.etag(), json!({ "unit_id": second })).await;
    assert_eq!(chosen.status, 200, "{}", chosen.body);
    let applied = committee.post_if(&format!("{path}/application"), &chosen.etag(), json!(null)).await;
    assert_eq!(applied.status, 201, "{}", applied.body);
    let lies = format!("select hamlet_id from clubs where id = '{}'", h.club);
    assert_eq!(json!(app.text(&lies).await), second);
    // books are closed upon it: it stays
    app.rows(&format!(
        "insert into ledger_closings (id, club_id, through, last_number, closed_by, created_at)
         values (gen_random_uuid(), '{}', '2026-11-20', 4, gen_random_uuid(), now() + interval '1 minute')",
        h.club
    ))
    .await;
    let back =
        committee.post_if(&format!("{path}/reversal"), &applied.etag(), json!({ "reason": "Sai" })).await;
    assert_eq!(back.code(), "admin_change_closed_upon");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.put(&choice, &draft.etag(), json!({ "unit_id": second })).await.status, 404);
}

#[actix_web::test]
async fn nothing_is_undone_on_which_somebody_has_built() {
    let app = TestApp::start().await;
    let (h, province) = (app.here, app.role(Role::ProvinceAssociation, app.here).await);
    let draft =
        drafted(&province, json!([{ "op": "rename", "unit_id": h.other_hamlet, "name": "Xóm Đổi Tên" }]))
            .await;
    let committee = app.role(Role::ProvinceCommittee, h).await;
    let path = format!("{PATH}/{}", draft.id());
    let applied = committee.post_if(&format!("{path}/application"), &draft.etag(), json!(null)).await;
    assert_eq!(applied.status, 201, "{}", applied.body);
    let commune = app.role(Role::CommuneAssociation, h).await;
    let hamlet = format!("/v1/hamlets/{}", h.other_hamlet);
    let etag = commune.etag(&hamlet).await;
    assert_eq!(commune.patch(&hamlet, &etag, json!({ "name": "Xóm Đổi Nữa" })).await.status, 200);
    let back =
        committee.post_if(&format!("{path}/reversal"), &applied.etag(), json!({ "reason": "Sai" })).await;
    assert_eq!(back.code(), "admin_change_overlaid");
    let ours = format!("{PATH}/{}", h.admin_change);
    let withdrawn =
        committee.post_if(&format!("{ours}/withdrawal"), &committee.etag(&ours).await, json!(null)).await;
    assert_eq!(withdrawn.body["state"], json!("withdrawn"));
    let stranger = app.role(Role::ProvinceCommittee, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}
