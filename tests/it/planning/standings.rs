//! Standings, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_club_is_told_in_words_and_numbers_what_it_is_short_of() {
    let app = TestApp::start().await;
    let path = format!("/v1/clubs/{}/standing", app.here.club);
    let members =
        app.text(&format!("select members from club_metrics where club_id = '{}'", app.here.club)).await;
    let short = 50 - members.parse::<i64>().unwrap();
    let chair = app.role(Role::ClubChair, app.here).await;
    let reply = chair.get(&path).await;
    assert_eq!((reply.status.as_u16(), &reply.body["pass"]), (200, &json!(false)), "{}", reply.body);
    assert_eq!(reply.body["document_id"], json!(app.here.issued_plan));
    let lacks = reply.body["lacks"].as_array().unwrap();
    let says = |text: &str| lacks.iter().any(|lack| lack["text_en"] == text);
    assert!(says(&format!("{short} more members")), "{}", reply.body);
    assert!(lacks.iter().any(|lack| lack["text_vi"] == format!("Cần thêm {short} thành viên")));
    assert!(!says("operating fund missing"), "both are open");
    let analyst = app.role(Role::NationalAnalyst, app.here).await;
    let told = analyst.get(&path).await;
    assert!(told.body["lacks"].as_array().unwrap().iter().all(|lack| lack["persons"] == Value::Null));
    let stranger = app.role(Role::ClubChair, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[actix_web::test]
async fn standings_are_counted_upward() {
    let app = TestApp::start().await;
    let path = format!("/v1/units/{}/standings", app.here.province);
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let reply = province.get(&path).await;
    assert_eq!((&reply.body["clubs"], &reply.body["pass"]), (&json!(2), &json!(0)), "{}", reply.body);
    let lacks = reply.body["lacks"].as_array().unwrap();
    let members = lacks.iter().find(|lack| lack["name_en"] == "Members").unwrap();
    assert_eq!((&members["below"], &members["above"]), (&json!(2), &json!(0)));
    let funds = lacks.iter().find(|lack| lack["need"] == "operating_fund").unwrap();
    let open = app.text("select count(distinct club_id) from funds where kind = 'operating'").await;
    let open: i64 = open.parse().unwrap();
    assert_eq!(funds["below"], json!(2 - open / 2), "{open} of the four clubs have one");
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}
