//! Texts to send, through the whole application.

use crate::support::TestApp;
use lien_the_he::platform::auth::{Place, Role};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_borrower_is_told_what_is_due_and_nobody_else_is() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/messages?kind=due", app.here.club);
    let name = "Nguyễn Thị Mẫu";
    app.rows(&format!(
        "update persons set full_name = '{name}', phone = '+84912345678'
          where id = (select person_id from memberships where id = '{}')",
        app.here.borrower
    ))
    .await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let told = treasurer.get(&format!("{list}&on=2026-11-17")).await;
    let [one] = told.items() else { panic!("{}", told.body) };
    assert_eq!(
        (&one["member_id"], &one["full_name"], &one["phone"]),
        (&json!(app.here.borrower), &json!(name), &json!("+84912345678"))
    );
    let plain = one["plain"]["text"].as_str().unwrap();
    assert!(plain.contains("Nguyen Thi Mau") && plain.contains("17/11/2026"), "{plain}");
    assert!(plain.contains("can tra 532.000d (goc 500.000, lai 32.000)"), "{plain}");
    assert_eq!((&one["plain"]["segments"], &one["plain"]["characters"]), (&json!(1), &json!(plain.len())));
    let accented = one["accented"]["text"].as_str().unwrap();
    assert!(accented.contains("532.000đ") && accented.encode_utf16().count() <= 70, "{accented}");
    let late = treasurer.get(&list).await;
    assert!(late.items()[0]["plain"]["text"].as_str().unwrap().contains("Qua han 5 ngay."), "{}", late.body);
    assert_eq!(
        treasurer.get(&format!("{list}&on=2026-10-17")).await.items(),
        Vec::<Value>::new(),
        "it was paid"
    );
    assert_eq!(treasurer.get(&format!("{list}&on=2199-01-01")).await.errors(), [("?on", "range")]);
    // nobody asks the dead
    app.rows(&format!(
        "update persons set died_on = '2026-11-20' where id = (select person_id from memberships where id = '{}')",
        app.here.borrower
    ))
    .await;
    assert_eq!(treasurer.get(&list).await.items(), Vec::<Value>::new());
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    stranger.cannot_tell(&list, &format!("/v1/clubs/{}/messages?kind=due", app.here.member)).await;
    assert_eq!(app.role(Role::Member, app.here).await.get(&list).await.code(), "forbidden");
}

#[actix_web::test]
async fn each_active_member_is_called_to_a_meeting_by_her_name() {
    let app = TestApp::start().await;
    let list = format!("/v1/clubs/{}/messages?kind=meeting", app.here.club);
    app.sixty_members(app.here.club).await;
    app.rows(&format!("update clubs set meeting_place = 'Nhà văn hóa xóm' where id = '{}'", app.here.club))
        .await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let told = secretary.get(&format!("{list}&on=2026-12-17")).await;
    assert_eq!((told.status.as_u16(), &told.body["on"]), (200, &json!("2026-12-17")), "{}", told.body);
    assert!(told.items().len() >= 63, "{}", told.items().len());
    for one in told.items() {
        let (name, text) = (one["full_name"].as_str().unwrap(), one["accented"]["text"].as_str().unwrap());
        let given = name.rsplit(' ').next().unwrap();
        assert!(text.contains(given) && text.contains("17/12/2026"), "{name}: {text}");
        assert!(text.encode_utf16().count() <= 70 && one["plain"]["text"].as_str().unwrap().len() <= 160);
        assert!(!text.contains('đ'), "no word of money: {text}");
    }
    assert!(told.items().iter().all(|one| one["member_id"] != json!(app.here.applicant)), "no member yet");
    assert_eq!(secretary.get(&format!("{list}&on=2026-11-21")).await.errors(), [("?on", "range")]);
    app.rows(&format!(
        "update clubs set state = 'dissolved', ended_on = '2026-11-01' where id = '{}'",
        app.here.club
    ))
    .await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    assert_eq!(association.get(&list).await.code(), "club_state_refuses");
    let there = Place::Club(app.here.other_club.into());
    let auditor = app.user(app.here.user(Role::Auditor), &[(Role::Auditor, there)]).await;
    let empty = auditor.get(&format!("/v1/clubs/{}/messages?kind=meeting", app.here.other_club)).await;
    assert_eq!((empty.status.as_u16(), empty.items().len()), (200, 1), "its one member: {}", empty.body);
    assert_eq!(
        association.get(&format!("/v1/clubs/{}/messages", app.here.club)).await.errors(),
        [("?kind", "required")]
    );
}

#[actix_web::test]
async fn a_receipt_goes_to_whose_money_it_is_until_it_is_undone() {
    let app = TestApp::start().await;
    let (club, chair) = (app.here.club, app.here.member);
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let entry =
        json!({ "kind": "savings_deposit", "on": "2026-11-17", "amount_vnd": 1_250_000, "member_id": chair });
    let posted = treasurer.post(&format!("/v1/clubs/{club}/entries"), entry).await;
    let message = format!("/v1/entries/{}/message", posted.id());
    let told = treasurer.get(&message).await;
    assert_eq!((told.status.as_u16(), &told.body["member_id"]), (200, &json!(chair)), "{}", told.body);
    let (plain, accented) =
        (told.body["plain"]["text"].as_str().unwrap(), told.body["accented"]["text"].as_str().unwrap());
    let code = posted.body["receipt_code"].as_str().unwrap();
    assert!(plain.contains("1.250.000d (gui tiet kiem)") && plain.contains(code), "{plain}");
    assert!(accented.contains("1.250.000đ") && accented.contains(code), "{accented}");
    assert!(plain.len() <= 160 && accented.encode_utf16().count() <= 70);
    let gift = treasurer.get(&format!("/v1/entries/{}/message", app.here.entry)).await;
    assert_eq!((gift.status.as_u16(), &gift.body["member_id"]), (200, &Value::Null), "{}", gift.body);
    let finance = app.role(Role::CommuneFinanceOfficer, app.here).await;
    assert_eq!(finance.get(&message).await.code(), "forbidden", "whose money it is is not for her");
    let stranger = app.role(Role::ClubTreasurer, app.there).await;
    stranger.cannot_tell(&message, &format!("/v1/entries/{}/message", app.here.member)).await;

    let bookkeeper = app.role(Role::ClubBookkeeper, app.here).await;
    let asked =
        bookkeeper.post(&format!("/v1/entries/{}/reversals", posted.id()), json!({ "reason": "Nhầm" })).await;
    let by = app.role(Role::ClubChair, app.here).await;
    let undone =
        by.post_if(&format!("/v1/reversals/{}/approval", asked.id()), &asked.etag(), json!({})).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    assert_eq!(treasurer.get(&message).await.code(), "already_reversed");
}
