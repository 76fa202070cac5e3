//! Reforms conserve: whatever is merged, divided and moved, no club, no member and no đồng is lost, invented or
//! counted twice; and what is undone is again row by row what it was.

use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

/// A small generator of its own: the same seed is the same reform.
struct Dice(u64);
impl Dice {
    fn upto(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// Six communes of four hamlets in the province, half of the hamlets with a club that has members and money.
async fn settle(app: &TestApp) {
    let mut sql = String::new();
    for commune in 0..6 {
        write!(
            sql,
            "insert into units (id, level, code, valid_from) values (md5('rc{commune}')::uuid, 'commune', '9690{commune}', '2025-07-01');
             insert into unit_versions values (md5('rc{commune}')::uuid, 'commune', 'Xã R{commune}', 'xã', 'xa r{commune}', 'xa r{commune}',
                '{p}', '{p}', null, md5('rc{commune}')::uuid, '2025-07-01', null);",
            p = app.here.province
        )
        .unwrap();
        for hamlet in 0..4 {
            write!(
                sql,
                "insert into units (id, level, valid_from) values (md5('rh{commune}.{hamlet}')::uuid, 'hamlet', '2025-07-01');
                 insert into unit_versions values (md5('rh{commune}.{hamlet}')::uuid, 'hamlet', 'Xóm {hamlet}', 'xóm', 'xom {hamlet}',
                    'xom {hamlet}', md5('rc{commune}')::uuid, '{p}', null, md5('rc{commune}')::uuid, '2025-07-01', null);",
                p = app.here.province
            )
            .unwrap();
        }
        for hamlet in [0, 2] {
            let key = format!("{commune}.{hamlet}");
            write!(
                    sql,
                    "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id,
                        proposed_on, established_on, launched_on)
                     values (md5('rk{key}')::uuid, 'r-{key}', 'CLB {key}', 'clb', 'clb {key}', 'active', '2025-08-01',
                        md5('rh{key}')::uuid, md5('rc{commune}')::uuid, '{p}', '2025-07-01', '2025-07-15', '2025-08-01');
                     insert into club_placements values (md5('rp{key}')::uuid, md5('rk{key}')::uuid, md5('rh{key}')::uuid, true, '2025-07-01', null);
                     insert into club_placements values (md5('rq{key}')::uuid, md5('rk{key}')::uuid, md5('rh{commune}.{next}')::uuid, false, '2025-07-01', null);
                     insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision)
                     values (md5('rm{key}')::uuid, 'Người {key}', 'nguoi', 'nguoi {key}', 'female', '1950-01-01', 'day');
                     insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
                     values (md5('rn{key}')::uuid, md5('rm{key}')::uuid, md5('rk{key}')::uuid, 'active', '2025-08-01', '2025-07-02', '2025-08-01');",
                    p = app.here.province,
                    next = hamlet + 1,
                )
                .unwrap();
        }
    }
    sql.push_str("select logic.count_clubs(array(select id from clubs), '2026-11-22'), logic.count_finances(array(select id from clubs), '2026-11-22'), logic.count_activities(array(select id from clubs), '2026-11-22')");
    app.rows(&sql).await;
}

/// Everything that a reform must leave as it is: the sums of the nation, and who the clubs are.
async fn conserved(app: &TestApp) -> Vec<Vec<Option<String>>> {
    let mut all = app
        .rows("select name, sum(value)::bigint from logic.sums_now group by name having sum(value) <> 0 order by name")
        .await;
    all.extend(app.rows("select c.id, c.code, c.state, c.proposed_on from clubs c order by c.id").await);
    all.extend(app.rows("select id, club_id, hash from ledger_entries order by id").await);
    all.extend(app.rows("select id, club_id, outstanding_vnd from loans order by id").await);
    // what is sealed is sealed, byte for byte
    let sealed = app.rows("select to_jsonb(s)::text from report_snapshots s order by 1").await;
    assert!(!sealed.is_empty());
    all.extend(sealed);
    all
}

/// Rows, as text.
type Rows = Vec<Vec<Option<String>>>;

/// Every row that a reform may write.
async fn rows(app: &TestApp) -> Rows {
    let mut all = vec![];
    for table in ["units", "unit_versions", "unit_lineage", "club_placements", "assignments", "organisations"]
    {
        all.extend(app.rows(&format!("select '{table}', to_jsonb(t)::text from {table} t order by 2")).await);
    }
    all.extend(
        app.rows("select id, hamlet_id, commune_id, district_id, province_id from clubs order by id").await,
    );
    all
}

async fn every_club_has_one_place(app: &TestApp) {
    let astray = "clubs c where c.ended_on is null and 1 <> (select count(*) from club_placements p
        join unit_versions v on v.unit_id = p.hamlet_id and v.valid_from <= '2026-11-22' and (v.valid_to is null or v.valid_to >= '2026-11-22')
        where p.club_id = c.id and p.is_main and p.valid_from <= '2026-11-22' and (p.valid_to is null or p.valid_to >= '2026-11-22')
          and (v.unit_id, v.commune_id, v.province_id) = (c.hamlet_id, c.commune_id, c.province_id))";
    assert_eq!(app.count(astray).await, 0, "a club lies nowhere, twice, or elsewhere than it says");
    let orphans = "unit_versions v join units u on u.id = v.parent_id
        where v.valid_to is null and u.valid_to < '2026-11-22' and v.valid_from < u.valid_to";
    assert_eq!(app.count(orphans).await, 0, "something lies in what has ended");
}

/// The communes of ours that stand, and the hamlets of one.
async fn standing(app: &TestApp, level: &str, parent: &str) -> Vec<String> {
    let rows = app
        .rows(&format!(
            "select unit_id from unit_versions where level = '{level}' and parent_id = '{parent}' and valid_to is null order by unit_id"
        ))
        .await;
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

async fn reform(app: &TestApp, dice: &mut Dice, number: usize) -> Value {
    let communes = standing(app, "commune", &app.here.province.to_string()).await;
    let pick = communes[dice.upto(communes.len())].clone();
    let other = communes.iter().find(|other| **other != pick).unwrap().clone();
    let hamlets = standing(app, "hamlet", &pick).await;
    let new = |part: usize| json!({ "code": format!("95{number}0{part}"), "name": format!("Xã Mới {number}.{part}"), "kind": "xã" });
    match dice.upto(5) {
        0 => json!([{ "op": "merge", "from": [pick, other], "into": new(0) }]),
        1 => json!([{ "op": "merge", "from": [pick], "into": { "unit_id": other } }]),
        2 if hamlets.len() > 1 => {
            let (a, b) = hamlets.split_at(hamlets.len() / 2);
            json!([{ "op": "split", "unit_id": pick, "parts": [{ "unit": new(0), "hamlets": a }, { "unit": new(1), "hamlets": b }] }])
        }
        3 if !hamlets.is_empty() => json!([{ "op": "move", "unit_id": hamlets[0], "to": other }]),
        _ if hamlets.len() > 1 => {
            json!([{ "op": "merge", "from": [hamlets[0], hamlets[1]], "into": { "name": format!("Xóm Mới {number}"), "kind": "xóm" } }])
        }
        _ => json!([{ "op": "rename", "unit_id": pick, "name": format!("Xã Đổi {number}") }]),
    }
}

async fn done(client: &Client<'_>, path: &str, etag: &str, body: Value) -> String {
    let reply = client.post_if(path, etag, body).await;
    assert_eq!(reply.status, 201, "{path}: {}", reply.body);
    reply.etag()
}

#[actix_web::test]
async fn no_reform_loses_or_invents_anything_and_each_can_be_undone() {
    let app = TestApp::start().await;
    settle(&app).await;
    let (drafter, second) = (
        app.role(Role::ProvinceAssociation, app.here).await,
        app.role(Role::ProvinceCommittee, app.here).await,
    );
    let before = conserved(&app).await;
    assert!(before.len() > 30, "the test has gone blind");
    for seed in [3, 11, 2026] {
        let mut dice = Dice(seed);
        let first = rows(&app).await;
        let mut applied: Vec<(Uuid, String, Rows)> = vec![];
        for number in 0..7_usize {
            let operations = reform(&app, &mut dice, number).await;
            let on = format!("2026-11-{:02}", 2 + number * 2);
            let act = json!({ "province_id": app.here.province, "title": "Ngẫu nhiên", "legal_document": format!("NQ {seed}.{number}"),
                "effective_on": on, "operations": operations });
            let draft = drafter.post("/v1/admin-changes", act).await;
            assert_eq!(draft.status, 201, "{operations}: {}", draft.body);
            let was = rows(&app).await;
            let path = format!("/v1/admin-changes/{}", draft.id());
            let etag = done(&second, &format!("{path}/application"), &draft.etag(), json!(null)).await;
            assert_eq!(conserved(&app).await, before, "{operations}");
            assert_eq!(app.count("logic.sums_astray").await, 0, "{operations}");
            every_club_has_one_place(&app).await;
            assert_ne!(rows(&app).await, was, "{operations} did nothing");
            applied.push((draft.id(), etag, was));
        }
        while let Some((act, etag, was)) = applied.pop() {
            let path = format!("/v1/admin-changes/{act}/reversal");
            done(&second, &path, &etag, json!({ "reason": "Hoàn tác" })).await;
            assert_eq!(rows(&app).await, was, "what was undone is not what it was");
            assert_eq!(conserved(&app).await, before);
            assert_eq!(app.count("logic.sums_astray").await, 0);
            every_club_has_one_place(&app).await;
        }
        assert_eq!(rows(&app).await, first);
    }
}
