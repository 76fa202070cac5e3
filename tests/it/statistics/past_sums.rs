//! Sums of places for past days: what is kept of a place is what its clubs come to, whatever is entered late.

use crate::statistics::indicators::take_in;
use crate::support::db::statements;
use crate::support::{Client, TestApp};
use lien_the_he::platform::auth::Role;
use serde_json::{Value, json};

/// Ends of targets, and the ends of other years and of a month between.
const DEADLINES: [&str; 4] = ["2024-12-31", "2025-06-15", "2025-12-31", "2026-10-31"];

/// A plan of the nation and one of the province, each with the same targets for each of these days: of the place and of
/// its clubs, of all clubs and of those founded since.
async fn plans(app: &TestApp, deadlines: &[&str]) {
    let days = deadlines.iter().fold(String::new(), |days, day| days + &format!("('{day}'),"));
    app.rows(
        "insert into documents (id, programme_id, kind, number, issued_on, title, issuer, level, period_from, period_to,
            known_from, state, state_since, drawn_up_by)
         select gen_random_uuid(), id, 'decision', '1/QĐ', '2020-01-01', 'Mẫu', 'Thủ tướng', 'nation', '2020-01-01',
            '2030-12-31', 'text', 'issued', '2020-01-01', gen_random_uuid() from programmes where code = '1336'
            and not exists (select from documents where number = '1/QĐ' and level = 'nation')",
    )
    .await;
    app.rows(&format!(
        "insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, new_only,
            period_from, deadline, quotation)
         select gen_random_uuid(), d.id, k.indicator || '-' || k.new_only || '-' || k.level || '-' || w.day, 'Mẫu',
            k.indicator, 'ge', k.low, k.measure, case k.level when 'place' then d.level else k.level end, k.new_only,
            '2024-06-01', w.day, 'mẫu'
           from documents d cross join (select v.day::date from (values {}) v (day)) w
          cross join (values ('I01', 'clubs', 'place', 2, false), ('I02', 'clubs', 'place', 1, true),
                             ('I03', 'persons', 'place', 9, false), ('I03b', 'persons', 'place', 1, true),
                             ('I04', 'percent', 'place', 50, false), ('I10', 'percent', 'place', 50, false),
                             ('I35', 'percent', 'place', 100, false), ('I03', 'persons', 'club', 2, false),
                             ('I05', 'percent', 'club', 50, false), ('I05', 'percent', 'club', 50, true),
                             ('I12', 'percent', 'club', 50, false))
                     k (indicator, measure, level, low, new_only)
          where (d.level = 'nation' and d.number = '1/QĐ') or d.id = '{}'",
        days.trim_end_matches(','),
        app.here.issued_plan
    ))
    .await;
}

async fn progress(client: &Client<'_>, path: &str) -> Vec<Value> {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.body["items"].as_array().unwrap().clone()
}

async fn of_all(asked: &[(&Client<'_>, String)]) -> Vec<Vec<Value>> {
    let mut all = vec![];
    for (client, path) in asked {
        all.push(progress(client, path).await);
    }
    all
}

/// What differs, target by target.
fn differences(kept: &[Vec<Value>], right: &[Vec<Value>]) -> Vec<String> {
    assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), right.iter().map(Vec::len).collect::<Vec<_>>());
    let both = kept.iter().flatten().zip(right.iter().flatten()).filter(|(kept, right)| kept != right);
    let told =
        |item: &Value| format!("{} {}/{}", item["target"]["code"], item["numerator"], item["denominator"]);
    both.map(|(kept, right)| format!("{} is kept, and {} is right", told(kept), told(right))).collect()
}

async fn astray(app: &TestApp) -> Vec<Vec<Option<String>>> {
    app.rows("select place, name, kept, counted from logic.past_sums_astray()").await
}

#[actix_web::test]
async fn what_is_kept_of_a_place_is_what_its_clubs_come_to_after_late_entries_too() {
    let app = TestApp::start().await;
    plans(&app, &DEADLINES).await;
    take_in(&app).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let asked = [
        (&nation, "/v1/targets/progress".to_owned()),
        (&province, format!("/v1/units/{}/targets/progress", app.here.province)),
    ];
    let sums = async || app.count("logic.valid_past_sums").await;
    let first = of_all(&asked).await;
    assert!(first.iter().all(|items| items.len() >= 44), "{first:?}");
    let kept = sums().await;
    assert!(kept > 100, "{kept} sums are kept");
    assert_eq!(app.count("(select distinct place from logic.valid_past_sums) p").await, 2);
    assert_eq!(app.count("(select distinct place from logic.valid_past_suppressions) p").await, 2);
    assert_eq!(astray(&app).await, Vec::<Vec<Option<String>>>::new());

    // whether the sums outlive the entry: those of a place are corrected by the club whose figures were entered
    let here = &app.here;
    let club = here.club;
    let changes = [
        (true, "update persons set sex = case sex when 'female' then 'male' else 'female' end".to_owned()),
        (true, format!("update persons set birth_date = birth_date + 9000 where id = '{}'", here.person)),
        (true, format!("update membership_states set valid_from = valid_from + 3 where club_id = '{club}'")),
        (true, format!("update memberships set joined_on = joined_on - 60 where club_id = '{club}'")),
        (true, format!("update loans set disbursed_on = disbursed_on - 200 where club_id = '{club}'")),
        (true, "update activities set starts_on = starts_on - 400, ends_on = ends_on - 400".to_owned()),
        (true, "update clubs set launched_on = launched_on + 400".to_owned()),
        (false, format!("update clubs set established_on = '2024-01-01' where id = '{club}'")),
        (false, format!("update clubs set proposed_on = '2024-01-01' where id = '{club}'")),
        (
            false,
            format!(
                "update clubs set state = 'dissolved', ended_on = '2025-08-01', state_since = '2025-08-01' where id = '{}'",
                app.there.other_club
            ),
        ),
        (
            false,
            format!(
                "update clubs c set sort_key = c.sort_key || ' hai', hamlet_id = t.hamlet_id, commune_id = t.commune_id,
                        district_id = t.district_id, province_id = t.province_id
                   from clubs t where t.id = '{club}' and c.id = '{}'",
                app.there.club
            ),
        ),
    ];
    let mut wrong = vec![];
    for (outlives, change) in changes {
        of_all(&asked).await;
        assert!(sums().await >= kept, "before {change}");
        app.rows(&change).await;
        let left = sums().await;
        if (left >= kept) != outlives {
            wrong.push(format!("{change}: {left} of {kept} sums count"));
        }
        let told = of_all(&asked).await;
        for row in astray(&app).await {
            wrong.push(format!("{change}: {row:?}"));
        }
        // as if nothing had ever been kept
        take_in(&app).await;
        app.rows("delete from past_sums; delete from past_suppressions; delete from past_figures").await;
        let right = of_all(&asked).await;
        wrong.extend(
            differences(&told, &right).into_iter().map(|one| format!("{change}, not taken in: {one}")),
        );
        let again = of_all(&asked).await;
        wrong.extend(differences(&again, &right).into_iter().map(|one| format!("{change}, kept: {one}")));
        for row in astray(&app).await {
            wrong.push(format!("{change}, kept: {row:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_ne!(of_all(&asked).await, first, "nothing of all this counted");
}

#[actix_web::test]
async fn what_is_entered_late_through_the_service_corrects_the_sums_at_once() {
    let app = TestApp::start().await;
    plans(&app, &["2026-10-31"]).await;
    for club in [app.here.club, app.there.club] {
        app.sixty_members(club).await; // so many that their number is told
    }
    take_in(&app).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let path = "/v1/targets/progress";
    let member = |items: &[Value]| -> i64 {
        let all = items.iter().find(|item| item["target"]["code"] == "I03-false-place-2026-10-31").unwrap();
        all["numerator"].as_i64().unwrap()
    };
    progress(&nation, path).await;
    let before = progress(&nation, path).await;
    let secretary = app.role(Role::ClubSecretary, app.here).await;
    let new = json!({ "full_name": "Nông Thị Mẫu Mới", "sex": "female", "birth": "1950", "joined_on": "2026-10-10" });
    let entered = secretary.post(&format!("/v1/clubs/{}/members", app.here.club), new).await;
    assert_eq!(entered.status, 201, "{}", entered.body);
    assert!(app.count("late_entries").await > 0);
    assert!(app.count("logic.valid_past_sums").await > 0, "they are corrected, not forgotten");
    let after = progress(&nation, path).await;
    assert_eq!(member(&after), member(&before) + 1);
    take_in(&app).await;
    assert_eq!(app.count("past_sums where day = '2026-10-31'").await, 0, "forgotten with what they add up");
    assert_eq!(progress(&nation, path).await, after);
    assert!(app.count("past_sums where day = '2026-10-31'").await > 0);
}

#[actix_web::test]
async fn what_was_decided_of_small_numbers_is_kept_until_something_of_then_is_entered() {
    let app = TestApp::start().await;
    plans(&app, &["2026-10-31"]).await;
    take_in(&app).await;
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let decided = async || app.count("logic.valid_past_suppressions").await;
    let (club, hamlet, today) = (app.here.club, app.here.hamlet, app.today);
    // whether the decisions outlive it
    let changes = [
        (false, "update persons set sex = case sex when 'female' then 'male' else 'female' end".to_owned()),
        (false, format!("update clubs set established_on = '2024-05-02' where id = '{club}'")),
        (
            false,
            format!(
                "update club_placements set hamlet_id = '{}' where club_id = '{club}'",
                app.here.other_hamlet
            ),
        ),
        (
            false,
            format!("update unit_versions set valid_from = valid_from + 1 where unit_id = '{hamlet}' and valid_to is null"),
        ),
        (true, format!("update unit_versions set name = name || ' hai' where unit_id = '{hamlet}'")),
        (
            true,
            format!(
                "update club_placements set valid_to = date '{today}' - 1 where club_id = '{club}';
                 insert into club_placements values (gen_random_uuid(), '{club}', '{hamlet}', true, '{today}', null)"
            ),
        ),
    ];
    for (outlive, change) in changes {
        progress(&nation, "/v1/targets/progress").await;
        let kept = decided().await;
        assert!(kept > 0, "before {change}");
        app.rows(&change).await;
        assert_eq!(decided().await, if outlive { kept } else { 0 }, "{change}");
        let told = progress(&nation, "/v1/targets/progress").await;
        take_in(&app).await;
        app.rows("delete from past_sums; delete from past_suppressions; delete from past_figures").await;
        assert_eq!(progress(&nation, "/v1/targets/progress").await, told, "{change}");
    }
}

#[actix_web::test]
async fn many_deadlines_gone_by_are_judged_with_as_many_statements_as_one() {
    let app = TestApp::start().await;
    app.db.listen();
    let nation = app.role(Role::NationalAssociation, app.here).await;
    let path = "/v1/targets/progress";
    let mut counted = vec![];
    for deadlines in [&DEADLINES[..1], &DEADLINES[1..]] {
        plans(&app, deadlines).await;
        take_in(&app).await;
        progress(&nation, path).await;
        let before = statements().unwrap_or(0);
        let told = progress(&nation, path).await.len();
        counted.push((told, statements().map_or(0, |after| after - before)));
    }
    println!("targets and statements: {counted:?}");
    let [(few, for_few), (many, for_many)] = counted[..] else { panic!("{counted:?}") };
    assert!(many >= few + 33, "{counted:?}");
    assert_eq!(for_few, for_many);
    assert!(statements().is_none() || for_few > 3, "the log has gone blind");
}
