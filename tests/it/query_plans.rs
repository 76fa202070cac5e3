//! Lists stay fast where the tables are large: none of them is read from end to end.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use std::time::Duration;

/// 3,000 clubs and 60,000 members, and 20,000 hamlets, all of them here.
fn crowd(site: crate::support::world::Site) -> String {
    let (p, c) = (site.province, site.commune);
    format!(
        "insert into units (id, level, valid_from) select md5('h' || i)::uuid, 'hamlet', '2020-01-01' from generate_series(1, 20000) i;
         insert into unit_versions select md5('h' || i)::uuid, 'hamlet', 'Xóm ' || i, 'xóm', 'xom ' || i, 'xom ' || lpad(i::text, 5, '0'),
            '{c}', '{p}', null, '{c}', '2020-01-01', null from generate_series(1, 20000) i;
         insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id, proposed_on)
            select md5('c' || i)::uuid, 'x-' || i, 'CLB ' || i, 'clb ' || i, 'clb ' || lpad(i::text, 5, '0'), 'active', '2024-01-01',
            md5('h' || (i % 20000 + 1))::uuid, md5('commune' || i % 50)::uuid, md5('province' || i % 5)::uuid, '2024-01-01'
            from generate_series(1, 3000) i;
         insert into club_placements select gen_random_uuid(), id, hamlet_id, true, '2024-01-01', null from clubs where code like 'x-%';
         insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision)
            select md5('p' || i)::uuid, 'Người ' || i, 'nguoi ' || i, 'nguoi ' || lpad(i::text, 6, '0'), 'female', '1950-01-01', 'day'
            from generate_series(1, 60000) i;
         insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
            select md5('m' || i)::uuid, md5('p' || i)::uuid, md5('c' || (i % 3000 + 1))::uuid, 'active', '2024-01-01', '2024-01-01', '2024-01-01'
            from generate_series(1, 60000) i;
         insert into changes (actor_id, request_id, action, entity, entity_id, club_id, difference)
            select gen_random_uuid(), gen_random_uuid(), 'updated', 'member', md5('m' || i)::uuid, md5('c' || (i % 3000 + 1))::uuid, '{{}}'
            from generate_series(1, 60000) i;
         insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, recorded_by)
            select md5('a' || i)::uuid, md5('c' || (i % 3000 + 1))::uuid, 'done', 'rights', 'other', 'Mẫu', d, d, md5('c')::uuid
            from (select i, '2024-02-01'::date + i % 900 as d from generate_series(1, 60000) i) days;
         insert into meetings (id, club_id, kind, held_on, present, recorded_by)
            select md5('g' || i)::uuid, md5('c' || (i % 3000 + 1))::uuid, 'monthly', '2024-02-01'::date + i / 3000 * 30, 9, md5('c')::uuid
            from generate_series(1, 60000) i;
         insert into health_invitations (event_id, member_id, club_id, attended)
            select md5('e' || i % 500)::uuid, md5('m' || i)::uuid, md5('c' || (i % 3000 + 1))::uuid, true
            from generate_series(1, 60000) i;
         insert into care_visits (id, case_id, club_id, visited_on, minutes, services, recorded_by)
            select md5('v' || i)::uuid, md5('k' || i % 9000)::uuid, md5('c' || (i % 3000 + 1))::uuid, '2026-01-01'::date + i % 300, 60,
            '{{company}}', md5('c')::uuid from generate_series(1, 60000) i;"
    )
}

/// Tables that are large in a nation.
const LARGE: &[&str] = &[
    "clubs",
    "memberships",
    "persons",
    "unit_versions",
    "units",
    "changes",
    "club_placements",
    "membership_states",
    "club_metrics",
    "activities",
    "meetings",
    "health_invitations",
    "care_visits",
];

#[actix_web::test]
async fn no_list_reads_a_large_table_from_end_to_end() {
    let app = TestApp::start().await;
    let here = app.here;
    // Only for making a crowd: it lives in places that are made up to the second digit.
    app.rows("set session_replication_role = replica").await;
    app.rows(&crowd(here)).await;
    app.rows("set session_replication_role = origin").await;
    app.rows("vacuum analyze").await;
    assert!(app.count("memberships").await > 60_000);

    let (province, secretary) =
        (app.role(Role::ProvinceAssociation, here).await, app.role(Role::ClubSecretary, here).await);
    let commune = app.role(Role::CommuneAssociation, here).await;
    let (club, p, c) = (here.club, here.province_code(), here.commune_code());
    let cursor = province.get("/v1/clubs?limit=1").await.body["next"].as_str().unwrap_or_default().to_owned();
    let asked = [
        (&province, "/v1/clubs".to_owned()),
        (&province, "/v1/clubs?state=active".to_owned()),
        (&province, format!("/v1/clubs?after={cursor}")),
        (&province, format!("/v1/provinces/{p}/clubs")),
        (&province, format!("/v1/communes/{c}/clubs")),
        (&province, format!("/v1/hamlets/{}/clubs", here.hamlet)),
        (&commune, "/v1/clubs".to_owned()),
        (&commune, format!("/v1/clubs/{club}")),
        (&secretary, format!("/v1/clubs/{club}/members")),
        (&secretary, format!("/v1/clubs/{club}/members?q=mau")),
        (&secretary, format!("/v1/clubs/{club}/members?state=active")),
        (&secretary, format!("/v1/members/{}", here.member)),
        (&secretary, format!("/v1/members/{}/look-alikes", here.member)),
        (&commune, format!("/v1/clubs/{club}/changes")),
        (&commune, "/v1/account-changes".to_owned()),
        (&commune, format!("/v1/clubs/{club}/activities")),
        (&commune, format!("/v1/clubs/{club}/calendar?from=2026-01-01&to=2026-12-31")),
        (&commune, format!("/v1/communes/{c}/calendar?from=2026-01-01&to=2026-12-31")),
        (&commune, format!("/v1/clubs/{club}/areas")),
        (&commune, format!("/v1/clubs/{club}/areas/rights/evidence")),
        (&commune, format!("/v1/clubs/{club}/health-events")),
        (&secretary, format!("/v1/care-cases/{}/visits", here.care_case)),
        (&province, "/v1/units?q=vu+mau".to_owned()),
        (&province, "/v1/units?level=hamlet".to_owned()),
        (&province, format!("/v1/communes/{c}/hamlets")),
        (&province, format!("/v1/units/{}/children", here.commune)),
        (&province, format!("/v1/units/{}/ancestors", here.hamlet)),
        (&province, format!("/v1/provinces/{p}/communes")),
        (&province, format!("/v1/communes/{c}")),
    ];
    let before = scans(&app, &province).await;
    for (client, path) in &asked {
        assert_eq!(client.get(path).await.status, 200, "{path}");
    }
    // What was counted late belongs to none of them: only what is seen again is a fault.
    if scans(&app, &province).await != before {
        for (client, path) in &asked {
            let before = scans(&app, &province).await;
            client.get(path).await;
            for ((table, before), (_, after)) in before.iter().zip(scans(&app, &province).await) {
                assert!(after == *before, "{path} reads {table} from end to end");
            }
        }
    }
    // The law sees what it forbids.
    let before = scans(&app, &province).await;
    app.rows("select count(*) from persons where address = 'nowhere'").await;
    assert_ne!(before, scans(&app, &province).await, "the test has gone blind");
}

/// How often each large table was read so. A server process tells what it has counted once a second, with
/// the next thing that it is asked.
async fn scans(app: &TestApp, client: &Client<'_>) -> Vec<(String, i64)> {
    tokio::time::sleep(Duration::from_millis(1100)).await;
    client.get("/v1/clubs/00000000-0000-7000-8000-000000000000").await;
    let all = app.sequential_scans().await;
    all.into_iter().filter(|(table, _)| LARGE.contains(&table.as_str())).collect()
}
