//! The end of a hamlet, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_commune_ends_a_hamlet_in_which_no_club_lies() {
    let app = TestApp::start().await;
    let here = app.here;
    let commune = app.role(Role::CommuneCommittee, here).await;
    let new = json!({ "name": "Xóm Mới", "kind": "xóm", "valid_from": "2026-01-01" });
    let made = commune.post(&format!("/v1/communes/{}/hamlets", here.commune_code()), new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let hamlet = format!("/v1/hamlets/{}", made.id());
    let closure =
        json!({ "last_day": "2026-11-22", "legal_document": "NQ mẫu", "successors": [here.other_hamlet] });
    let into_itself = json!({ "last_day": "2026-11-22", "legal_document": "NQ mẫu",
        "successors": [made.id(), here.other_hamlet, here.other_hamlet] });
    let into_itself = commune.post_if(&format!("{hamlet}/closure"), &made.etag(), into_itself).await;
    assert_eq!(into_itself.errors(), [("/successors/0", "not_here"), ("/successors/2", "repeated")]);
    let ended = commune.post_if(&format!("{hamlet}/closure"), &made.etag(), closure.clone()).await;
    assert_eq!(
        (ended.status.as_u16(), &ended.body["valid_to"]),
        (201, &json!("2026-11-22")),
        "{}",
        ended.body
    );
    assert_eq!(app.count("changes where entity = 'unit' and action = 'closed'").await, 1);
    let later = commune.get(&format!("{hamlet}?on=2026-11-23")).await;
    assert_eq!(later.body["successors"][0]["id"], json!(here.other_hamlet));
    let occupied = format!("/v1/hamlets/{}", here.hamlet);
    let etag = commune.etag(&occupied).await;
    let refused = commune.post_if(&format!("{occupied}/closure"), &etag, closure.clone()).await;
    assert_eq!(refused.code(), "unit_has_clubs");

    let elsewhere = app.role(Role::CommuneCommittee, app.there).await;
    let hidden = elsewhere.post_if(&format!("{occupied}/closure"), &etag, closure).await;
    assert_eq!(hidden.code(), "not_found");
}
