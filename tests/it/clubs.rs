//! Clubs, through the whole application.

use crate::support::TestApp;
use lien_the_he::auth::Role;
use serde_json::json;

#[actix_web::test]
async fn a_club_is_seen_from_its_own_place_and_from_no_other() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}", app.here.club);
    for role in [Role::ClubChair, Role::CommuneAssociation, Role::ProvinceAssociation] {
        let reply = app.role(role, app.here).await.get(&path).await;
        assert_eq!((reply.status.as_u16(), &reply.body["id"]), (200, &json!(app.here.club)));
        let hidden = app.role(role, app.there).await.get(&path).await;
        let absent = app.role(role, app.there).await.get(&format!("/v1/clubs/{}", app.here.member)).await;
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden.without_request_id(), absent.without_request_id());
    }
}
