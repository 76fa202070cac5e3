//! A number of a place and a day is one for everybody who may read it, whatever else they reach today.

use crate::support::world::Site;
use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::UnitId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Clubs, members, women and older people, money lent, savings, meetings, clubs that ended.
const WHICH: &str = "clubs,members,share_of_women,share_of_older_people,I15,I34,ended_clubs";

/// The club here lay in `hamlet` through September and lies in `far_hamlet`, of another commune, since October; the other
/// club the other way round.
async fn exchange(app: &TestApp) {
    let (here, today) = (app.here, app.today);
    for (club, to) in [(here.club, here.far_hamlet), (here.other_club, here.hamlet)] {
        app.rows(&format!(
            "update club_placements set valid_to = '2026-09-30' where club_id = '{club}' and is_main;
             insert into club_placements values (gen_random_uuid(), '{club}', '{to}', true, '2026-10-01', null);
             select logic.place_clubs(array['{club}'::uuid], '{today}')"
        ))
        .await;
    }
    app.rows(&format!(
        "select logic.count_clubs(array(select id from clubs), '{today}'),
                logic.count_finances(array(select id from clubs), '{today}'),
                logic.count_activities(array(select id from clubs), '{today}')"
    ))
    .await;
}

/// Everybody who reads figures of some of these places, by name.
async fn readers(app: &TestApp) -> Vec<(String, Client<'_>)> {
    let mut readers = vec![];
    for role in [
        Role::HamletBranchHead,
        Role::CommuneAssociation,
        Role::CommuneCommittee,
        Role::CommuneFinanceOfficer,
        Role::ProvinceAssociation,
        Role::ProvinceCommittee,
        Role::NationalAnalyst,
        Role::DataProtectionOfficer,
    ] {
        readers.push((format!("{role:?}"), app.role(role, app.here).await));
        let there = match role {
            Role::HamletBranchHead => Place::Hamlet(UnitId(app.here.far_hamlet)),
            Role::CommuneAssociation | Role::CommuneCommittee => {
                Place::Commune(UnitId(app.here.other_commune))
            }
            _ => continue,
        };
        readers.push((format!("{role:?} there"), app.user(app.here.user(role), &[(role, there)]).await));
    }
    readers
}

/// Numerators and denominators by indicator, without what is withheld.
fn told(body: &Value) -> BTreeMap<String, (i64, Option<i64>)> {
    let values = body["values"].as_array().unwrap().iter();
    let open = values.filter_map(|value| {
        let numerator = value["numerator"].as_i64()?;
        Some((value["indicator"].as_str().unwrap().to_owned(), (numerator, value["denominator"].as_i64())))
    });
    open.collect()
}

fn units(here: Site) -> [Uuid; 7] {
    [
        here.province,
        here.commune,
        here.other_commune,
        here.hamlet,
        here.far_hamlet,
        here.old_commune,
        here.split_commune,
    ]
}

#[actix_web::test]
async fn a_past_number_of_a_unit_is_one_for_everybody_who_may_read_it() {
    let app = TestApp::start().await;
    for club in [app.here.club, app.here.other_club] {
        app.sixty_members(club).await;
    }
    exchange(&app).await;
    let readers = readers(&app).await;
    let (mut compared, mut read, mut of_several) = (0, 0, BTreeSet::new());
    for day in ["2025-06-15", "2026-09-30", "2026-10-15", "2026-11-22"] {
        for tree in ["then", "now", "2026-06-30"] {
            for unit in units(app.here) {
                let place = format!("/v1/units/{unit}/indicators");
                let query = format!("on={day}&tree={tree}&indicators={WHICH}");
                let mut first: BTreeMap<String, (String, (i64, Option<i64>))> = BTreeMap::new();
                let (mut heard, mut behind) = (None, None);
                for (name, reader) in &readers {
                    let at = format!("{place}?{query}");
                    let reply = reader.get(&at).await;
                    if reply.status == 404 {
                        continue;
                    }
                    assert_eq!(reply.status, 200, "{name} {at}: {}", reply.body);
                    read += 1;
                    for (indicator, value) in told(&reply.body) {
                        let known = first.entry(indicator.clone()).or_insert_with(|| (name.clone(), value));
                        if known.0 != *name {
                            compared += 1;
                            of_several.insert((day, tree, unit));
                        }
                        assert_eq!(known.1, value, "{indicator} of {at}: {} and {name}", known.0);
                    }
                    let clubs = reply.body["heard"].clone();
                    assert_eq!(*heard.get_or_insert(clubs.clone()), clubs, "{name} {at}");
                    // the parts too, which add up to it
                    let trace = reader.get(&format!("{place}/clubs/trace?on={day}&tree={tree}")).await;
                    assert_eq!(trace.status, 200, "{name} {at}: {}", trace.body);
                    let parts: Vec<Value> =
                        trace.items().iter().map(|club| club["club_id"].clone()).collect();
                    assert_eq!(*behind.get_or_insert(parts.clone()), parts, "{name} {at}");
                }
            }
        }
    }
    assert!(read > 300 && compared > 600, "{read} replies, {compared} numbers: the test has gone blind");
    // of the commune that the club has left, its own people read the same as the province
    assert!(of_several.contains(&("2026-09-30", "then", app.here.commune)), "{of_several:?}");
}

#[actix_web::test]
async fn a_number_on_a_foreign_tree_opens_nobody_to_those_whose_they_are_no_more() {
    let app = TestApp::start().await;
    exchange(&app).await;
    let association = app.role(Role::CommuneAssociation, app.here).await;
    let members =
        |query: &str| format!("/v1/units/{}/indicators?indicators=members&{query}", app.here.commune);
    let value = async |query: &str| association.get(&members(query)).await.body["values"][0].clone();
    // three members each: the people of the day and of today are theirs to know
    assert_eq!(value("on=2026-09-30&tree=then").await["suppressed"], false);
    assert_eq!(value("on=2026-11-22").await["suppressed"], false);
    // today's people of a club that has left are not
    assert_eq!(value("on=2026-11-22&tree=2026-06-30").await["suppressed"], true);
}
