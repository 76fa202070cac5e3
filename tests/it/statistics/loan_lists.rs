//! Loans without names, through the whole application.

use crate::statistics::finances::lend;
use crate::support::TestApp;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn the_province_sees_its_loans_and_no_name_can_be_put_to_them() {
    let app = TestApp::start().await;
    let here = app.here;
    let loans = [
        (here.club, here.member, 2_000_000, Some("2026-09-01")),
        (here.club, here.plain_member, 3_000_000, Some("2026-12-10")),
    ];
    let mut ids = vec![here.member, here.plain_member, here.person, here.loan, here.borrower];
    for (club, member, outstanding, since) in loans {
        ids.push(lend(&app, club, &member.to_string(), outstanding, since).await);
    }
    app.rows("update loans set reschedules = 1 where number = 3").await;
    let other = app.text(&format!("select id from memberships where club_id = '{}'", here.other_club)).await;
    lend(&app, here.other_club, &other, 1_000_000, None).await;

    let association = app.role(Role::ProvinceAssociation, here).await;
    let path = format!("/v1/units/{}/loans", here.province);
    let all = association.get(&path).await;
    assert_eq!(all.items().len(), 4, "{}", all.body);
    assert_eq!(
        all.items()[1],
        json!({ "club_id": here.club, "state": "active", "principal_vnd": 5_000_000, "outstanding_vnd": 2_000_000,
            "term_months": 12, "disbursed_month": "2026-03", "lateness": "days_61_to_90", "rescheduled": false,
            "arrears_class_at_reschedule": null })
    );
    assert_eq!(
        (&all.items()[0]["lateness"], &all.items()[0]["rescheduled"]),
        (&json!("current"), &json!(true))
    );
    assert_eq!(all.items()[2]["lateness"], json!("days_1_to_30"), "due five days ago");
    let text = all.body.to_string();
    assert!(ids.iter().all(|id| !text.contains(&id.to_string())) && !text.contains("Nuôi gà"), "{text}");

    let (mut walked, mut next): (Vec<Value>, _) = (vec![], None::<String>);
    loop {
        let after = next.map(|next| format!("&after={next}")).unwrap_or_default();
        let page = association.get(&format!("{path}?limit=1{after}")).await;
        walked.extend(page.items().iter().cloned());
        next = page.body["next"].as_str().map(str::to_owned);
        let Some(cursor) = &next else { break };
        let opened = BASE64_URL_SAFE_NO_PAD.decode(cursor).unwrap();
        let seek: Value = serde_json::from_slice(&opened).unwrap();
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(seek["key"].as_str().unwrap()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains(&here.club.to_string()), "the cursor is sealed");
        let commune = format!("/v1/units/{}/loans?after={cursor}", here.commune);
        assert_eq!(association.get(&commune).await.errors(), [("?after", "cursor")], "of another list");
    }
    assert_eq!(walked, all.items(), "one at a time");
    assert_eq!(association.get(&format!("/v1/units/{}/loans", here.far_hamlet)).await.items().len(), 1);
    let forged = BASE64_URL_SAFE_NO_PAD.encode(json!({ "key": "AAAA", "id": here.club }).to_string());
    assert_eq!(association.get(&format!("{path}?after={forged}")).await.errors(), [("?after", "cursor")]);

    for role in [Role::CommuneAssociation, Role::ProvinceCommittee, Role::NationalAnalyst] {
        assert_eq!(app.role(role, here).await.get(&path).await.code(), "forbidden");
    }
    let stranger = app.role(Role::ProvinceAssociation, app.there).await;
    let (hidden, absent) =
        (stranger.get(&path).await, stranger.get(&format!("/v1/units/{}/loans", here.member)).await);
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
    let own = stranger.get(&format!("/v1/units/{}/loans", app.there.province)).await;
    assert_eq!((own.items().len(), &own.items()[0]["club_id"]), (1, &json!(app.there.club)));
}
