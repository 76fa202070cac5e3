//! One lock of a club: whoever writes anything of it waits for everybody else who does, and nobody is sent away.

use crate::lifecycle::reforms::{drafted, merger};
use crate::register::imports::upload;
use crate::support::db::rows;
use crate::support::{Client, Reply, TestApp, pools};
use futures_util::future::join_all;
use lien_the_he::platform::auth::{Place, Role, Scope};
use lien_the_he::platform::db::{Change, Reads};
use lien_the_he::platform::error::Code;
use lien_the_he::platform::ids::{ClubId, UnitId};
use lien_the_he::platform::log::{self, Facts};
use lien_the_he::register::clubs;
use serde_json::json;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;
use uuid::Uuid;

/// What is written in a club, one of every kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
enum Write {
    Entry,
    Repayment,
    Reversal,
    CashCount,
    Closing,
    Member,
    Import,
    Admission,
    Poverty,
    Insurance,
    Board,
    Regulation,
    Placement,
    Meeting,
    Activity,
    Visit,
    HealthDay,
    Training,
}

/// Everybody who writes in one club.
struct Writers<'a> {
    app: &'a TestApp,
    treasurer: Client<'a>,
    chair: Client<'a>,
    association: Client<'a>,
    volunteer: Client<'a>,
    written: Cell<u32>,
    done: Cell<BTreeSet<Write>>,
}

/// What may also come of it when somebody else was quicker.
const QUICKER: [&str; 3] = ["version_changed", "board_term_overlaps", "closing_in_the_future"];

impl<'a> Writers<'a> {
    async fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            treasurer: app.role(Role::ClubTreasurer, app.here).await,
            chair: app.role(Role::ClubChair, app.here).await,
            association: app.role(Role::CommuneAssociation, app.here).await,
            volunteer: app.role(Role::Volunteer, app.here).await,
            written: Cell::new(0),
            done: Cell::default(),
        }
    }

    async fn write(&self, what: Write) {
        self.written.set(self.written.get() + 1);
        let n = self.written.get();
        let reply = self.reply(what, n).await;
        if reply.status.is_success() {
            let mut done = self.done.take();
            done.insert(what);
            self.done.set(done);
        } else {
            assert!(QUICKER.contains(&reply.code()), "{what:?}: {} {}", reply.status, reply.body);
        }
    }

    async fn reply(&self, what: Write, n: u32) -> Reply {
        let here = self.app.here;
        let of_club = |noun: &str| format!("/v1/clubs/{}/{noun}", here.club);
        let of_member = |noun: &str| format!("/v1/members/{}/{noun}", here.plain_member);
        let day = |year: i32| chrono::NaiveDate::from_yo_opt(year, 1 + n % 365).unwrap();
        let saved = json!({ "kind": "savings_deposit", "member_id": here.plain_member, "on": "2026-11-20", "amount_vnd": 1_000 });
        let name = format!("Mẫu Thị Người {n}");
        match what {
            Write::Entry => self.treasurer.post(&of_club("entries"), saved).await,
            Write::Repayment => {
                let path = format!("/v1/loans/{}/repayments", here.loan);
                self.treasurer.post(&path, json!({ "on": "2026-11-20", "amount_vnd": 1_000 })).await
            }
            Write::Reversal => {
                let entry = self.treasurer.post(&of_club("entries"), saved).await.id();
                let path = format!("/v1/entries/{entry}/reversals");
                let asked = self.treasurer.post(&path, json!({ "reason": "Ghi nhầm" })).await;
                let approval = format!("/v1/reversals/{}/approval", asked.id());
                self.chair.post_if(&approval, &asked.etag(), json!(null)).await
            }
            Write::CashCount => {
                let counted = json!({ "fund": "operating", "counted_on": "2026-11-20", "counted_vnd": 1_000_000,
                    "first_counter": here.member, "second_counter": here.plain_member });
                self.treasurer.post(&of_club("cash-counts"), counted).await
            }
            Write::Closing => self.chair.post(&of_club("closings"), json!({ "through": day(2025) })).await,
            Write::Member => {
                let new =
                    json!({ "full_name": name, "sex": "female", "birth": "1955", "joined_on": "2026-01-15" });
                self.chair.post(&of_club("members"), new).await
            }
            Write::Import => {
                let list = format!(
                    "STT,Họ và tên,Giới tính,Năm sinh\r\n1,{name} Một,Nữ,1950\r\n2,{name} Hai,Nam,1951\r\n"
                );
                upload(&self.chair, here.club, "", list).await
            }
            Write::Admission => {
                let new =
                    json!({ "full_name": name, "sex": "male", "birth": "1955", "applied_on": "2026-01-15" });
                let applied = self.chair.post(&of_club("members"), new).await;
                let path = format!("/v1/members/{}/state-changes", applied.id());
                let admitted = json!({ "to": "active", "on": "2026-02-01" });
                self.chair.post_if(&path, "\"1\"", admitted).await
            }
            Write::Poverty => {
                let etag = self.chair.etag(&format!("/v1/members/{}", here.plain_member)).await;
                self.chair.put(&of_member("poverty/2026"), &etag, json!({ "status": "near_poor" })).await
            }
            Write::Insurance => {
                let etag = self.chair.etag(&format!("/v1/members/{}", here.plain_member)).await;
                let new = json!({ "covered": true, "payer": "family" });
                self.chair.put(&of_member("insurance/2026"), &etag, new).await
            }
            Write::Board => {
                // they take their positions again, and so keep their rights
                let again = json!([{ "member_id": here.member, "position": "chair" },
                    { "member_id": here.borrower, "position": "treasurer" }]);
                let new = json!({ "starts_on": day(2026).min(self.app.today), "positions": again });
                self.chair.post(&of_club("board-terms"), new).await
            }
            Write::Regulation => {
                let (adopted_on, from) = (day(2025), day(2025 + i32::try_from(n / 365).unwrap()));
                let new = json!({ "adopted_on": adopted_on, "effective_from": from, "body": "Điều 1." });
                self.chair.post(&of_club("regulations"), new).await
            }
            Write::Placement => {
                let etag = self.association.etag(&format!("/v1/clubs/{}", here.club)).await;
                let new = json!({ "valid_from": "2026-07-01", "hamlet_id": here.hamlet, "catchment": [here.other_hamlet] });
                self.association.post_if(&of_club("placements"), &etag, new).await
            }
            Write::Meeting => {
                let present = json!([{ "member_id": here.member, "presence": "present" }]);
                let new = json!({ "kind": "monthly", "held_on": day(2025), "attendance": present });
                self.chair.post(&of_club("meetings/minutes"), new).await
            }
            Write::Activity => {
                let new = json!({ "area": "rights", "kind": "Tư vấn", "title": name, "starts_on": "2026-11-17",
                    "report": { "members": [here.member], "turns": 1 } });
                self.chair.post(&of_club("activities"), new).await
            }
            Write::Visit => {
                let new = json!({ "visited_on": "2026-11-20", "minutes": 45, "services": ["company"],
                    "volunteers": [here.volunteer], "recorded_at": "2026-11-20T08:00:00Z" });
                self.volunteer.post(&format!("/v1/care-cases/{}/visits", here.care_case), new).await
            }
            Write::HealthDay => {
                let new = json!({ "kind": "eyes", "title": name, "provider": "Trạm y tế xã", "held_on": "2026-12-01" });
                let made = self.chair.post(&of_club("health-events"), new).await;
                let path = format!("/v1/health-events/{}/invitations", made.id());
                self.chair.put(&path, &made.etag(), json!({ "members": [here.member] })).await
            }
            Write::Training => {
                let new =
                    json!({ "kind": "initial", "title": name, "starts_on": "2026-06-01", "officers": 1 });
                let made = self.chair.post(&of_club("trainings"), new).await;
                let came =
                    json!([{ "member_id": here.plain_member, "capacity": "board", "completed": true }]);
                let path = format!("/v1/trainings/{}/participants", made.id());
                self.chair.put(&path, &made.etag(), json!({ "participants": came })).await
            }
        }
    }
}

/// How many metric rows and sums are not what would be counted now.
async fn astray(app: &TestApp) -> i64 {
    let rows = format!("logic.metrics_astray(array(select id from clubs), '{}')", app.today);
    app.count(&rows).await + app.count("logic.sums_astray").await
}

/// Two of every pair of writes at once, some of the pairs: the test of each part takes its share of the time.
async fn pairs(part: usize, parts: usize) {
    let app = TestApp::start().await;
    let writers = Writers::of(&app).await;
    // these write what others write too; all at once they are tried below
    let again = [Write::Admission, Write::Insurance, Write::Training];
    let all: Vec<Write> = Write::iter().filter(|what| !again.contains(what)).collect();
    let pairs =
        all.iter().enumerate().flat_map(|(at, one)| all[at..].iter().map(move |other| (*one, *other)));
    let mut asked = 0;
    for (one, other) in pairs.enumerate().filter(|(at, _)| at % parts == part).map(|(_, pair)| pair) {
        join_all([one, other, one, other].map(|what| writers.write(what))).await;
        asked += 4;
    }
    assert!(asked > 100, "only {asked} were written");
    let done = writers.done.take();
    let never: Vec<Write> = all.iter().filter(|what| !done.contains(what)).copied().collect();
    assert_eq!(never, [], "never came through");
    drop(writers);
    assert_eq!(astray(&app).await, 0);
    assert_eq!(app.deadlocks().await, 0);
}

#[actix_web::test]
async fn every_two_writes_of_a_club_go_together() {
    pairs(0, 2).await;
}
#[actix_web::test]
async fn every_other_two_writes_of_a_club_go_together() {
    pairs(1, 2).await;
}

#[actix_web::test]
async fn all_writes_of_a_club_at_once_go_together() {
    let app = TestApp::start().await;
    let writers = Writers::of(&app).await;
    for _ in 0..4 {
        join_all(Write::iter().map(|what| writers.write(what))).await;
    }
    drop(writers);
    assert_eq!(app.deadlocks().await, 0);
}

/// Somebody who may do in both clubs of a commune what she may do in one.
async fn in_both(app: &TestApp, role: Role) -> Client<'_> {
    let places = match role.levels().first() {
        Some(lien_the_he::platform::auth::Level::Club) => {
            [app.here.club, app.here.other_club].map(|id| Place::Club(id.into()))
        }
        _ => [app.here.commune, app.here.other_commune].map(|id| Place::Commune(UnitId(id))),
    };
    app.user(app.here.user(role), &places.map(|place| (role, place))).await
}

async fn entered(chair: &Client<'_>, club: Uuid, name: &str) -> Uuid {
    let new = json!({ "full_name": name, "sex": "female", "birth": "1955", "joined_on": "2026-01-15" });
    let made = chair.post(&format!("/v1/clubs/{club}/members"), new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.id()
}

#[actix_web::test]
async fn members_who_change_places_do_not_stand_in_each_others_way() {
    let app = TestApp::start().await;
    let (one, other) = (app.here.club, app.here.other_club);
    let chair = in_both(&app, Role::CommuneAssociation).await;
    let mut moving = vec![];
    for n in 0..4 {
        moving.push((entered(&chair, one, &format!("Mẫu Thị Đi {n}")).await, other));
        moving.push((entered(&chair, other, &format!("Mẫu Thị Về {n}")).await, one));
    }
    let moves = |(member, to): (Uuid, Uuid)| {
        let chair = &chair;
        async move {
            let change =
                json!({ "to": "transferred", "on": "2026-11-20", "club_id": to, "reason": "Chuyển nhà" });
            let path = format!("/v1/members/{member}/state-changes");
            let moved = chair.post_if(&path, "\"1\"", change).await;
            assert_eq!(moved.status, 201, "{}", moved.body);
        }
    };
    let entries = |n: usize| {
        let (chair, club) = (&chair, if n.is_multiple_of(2) { one } else { other });
        async move { entered(chair, club, &format!("Mẫu Thị Mới {n}")).await }
    };
    futures_util::future::join(join_all(moving.into_iter().map(moves)), join_all((0..4).map(entries))).await;
    let arrived = "memberships o join memberships n on n.id = o.transferred_to where n.state = 'active'";
    assert_eq!(app.count(arrived).await, 8);
    assert_eq!(astray(&app).await, 0);
    drop(chair);
    assert_eq!(app.deadlocks().await, 0);
}

#[actix_web::test]
async fn a_person_is_locked_with_every_club_that_she_was_in() {
    let app = TestApp::start().await;
    let (one, other) = (app.here.club, app.here.other_club);
    let chair = in_both(&app, Role::CommuneAssociation).await;
    let (member, neighbour) =
        (entered(&chair, one, "Mẫu Thị Xa").await, entered(&chair, one, "Mẫu Thị Gần").await);
    let change = json!({ "to": "transferred", "on": "2026-11-20", "club_id": other, "reason": "Chuyển nhà" });
    let moved = chair.post_if(&format!("/v1/members/{member}/state-changes"), "\"1\"", change).await;
    assert_eq!(moved.status, 201, "{}", moved.body);
    // where she has left nothing is said of her any more; what is said of her where she is now, and of whoever lives with
    // her, counts in both clubs
    let (left, birth) = (format!("/v1/members/{member}"), json!({ "birth": "1935" }));
    let refused = chair.patch(&left, &chair.etag(&left).await, birth.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "membership_ended"), "{}", refused.body);
    let path = format!("/v1/members/{}", moved.body["transferred_to"].as_str().unwrap());
    let older = chair.patch(&path, &chair.etag(&path).await, birth).await;
    assert_eq!(older.status, 200, "{}", older.body);
    let (sensitive, etag) = (format!("{path}/sensitive"), older.etag());
    let household = json!({ "same_household_as": neighbour, "lives_alone": false });
    let poverty = format!("/v1/members/{neighbour}/poverty/2026");
    let (joined, poor) = futures_util::future::join(
        chair.patch(&sensitive, &etag, household),
        chair.put(&poverty, "\"1\"", json!({ "status": "poor" })),
    )
    .await;
    let quicker = |reply: &Reply| reply.status == 200 || reply.code() == "version_changed";
    assert!(quicker(&joined) && quicker(&poor), "{} {}", joined.body, poor.body);
    assert_eq!(astray(&app).await, 0);
    drop(chair);
    assert_eq!(app.deadlocks().await, 0);
}

#[actix_web::test]
async fn a_merger_waits_for_those_who_write_in_either_club() {
    let app = TestApp::start().await;
    let (club, into) = (app.here.club, app.here.other_club);
    let chair = in_both(&app, Role::CommuneAssociation).await;
    let committee = in_both(&app, Role::CommuneCommittee).await;
    app.beside().await;
    let etag = committee.etag(&format!("/v1/clubs/{club}")).await;
    let path = format!("/v1/clubs/{club}/merger");
    let merger = json!({ "into": into, "on": "2026-11-20", "reason": "Hai xóm sáp nhập." });
    let entries = |n: usize| {
        let (chair, club) = (&chair, if n.is_multiple_of(2) { club } else { into });
        let new = json!({ "full_name": format!("Mẫu Thị Mới {n}"), "sex": "female", "birth": "1955", "joined_on": "2026-01-15" });
        async move { chair.post(&format!("/v1/clubs/{club}/members"), new).await }
    };
    let (merged, entered) =
        futures_util::future::join(committee.post_if(&path, &etag, merger), join_all((0..6).map(entries)))
            .await;
    assert_eq!(merged.status, 201, "{}", merged.body);
    for reply in entered {
        assert!(reply.status == 201 || reply.code() == "club_takes_no_members", "{}", reply.body);
    }
    let left = format!("memberships where club_id = '{club}' and ended_on is null");
    assert_eq!(app.count(&left).await, 0, "whoever was entered before went along");
    assert_eq!(astray(&app).await, 0);
    drop((chair, committee));
    assert_eq!(app.deadlocks().await, 0);
}

#[actix_web::test]
async fn a_reform_and_its_undoing_wait_for_those_who_write_in_its_clubs() {
    let app = TestApp::start().await;
    let treasurer = app.role(Role::ClubTreasurer, app.here).await;
    let chair = app.role(Role::ClubChair, app.here).await;
    let province = app.role(Role::ProvinceAssociation, app.here).await;
    let committee = app.role(Role::ProvinceCommittee, app.here).await;
    let draft = drafted(&province, merger(&app)).await;
    let path = format!("/v1/admin-changes/{}", draft.id());
    let write = |n: i64| {
        let (treasurer, chair, club) = (&treasurer, &chair, app.here.club);
        async move {
            let gift = json!({ "kind": "donation", "party": "A", "on": "2026-11-20", "amount_vnd": n + 1 });
            let made = treasurer.post(&format!("/v1/clubs/{club}/entries"), gift).await;
            assert_eq!(made.status, 201, "{}", made.body);
            entered(chair, club, &format!("Mẫu Thị Mới {n}")).await
        }
    };
    let (application, etag) = (format!("{path}/application"), draft.etag());
    let apply = committee.post_if(&application, &etag, json!(null));
    let (applied, _) = futures_util::future::join(apply, join_all((0..4).map(write))).await;
    assert_eq!(applied.status, 201, "{}", applied.body);
    let reason = json!({ "reason": "Nhập sai" });
    let (reversal, etag) = (format!("{path}/reversal"), applied.etag());
    let undo = committee.post_if(&reversal, &etag, reason);
    let (undone, _) = futures_util::future::join(undo, join_all((4..8).map(write))).await;
    assert_eq!(undone.status, 201, "{}", undone.body);
    assert_eq!(astray(&app).await, 0);
    drop((treasurer, chair, province, committee));
    assert_eq!(app.deadlocks().await, 0);
}

/// What these clubs do, to be counted.
fn deeds(clubs: &[ClubId]) -> BTreeMap<ClubId, Facts> {
    clubs.iter().map(|club| (*club, Facts::DEEDS)).collect()
}

#[actix_web::test]
async fn whoever_writes_without_the_lock_or_locks_one_club_after_another_is_found_out() {
    let app = TestApp::start().await;
    let (db, scope) = (pools(&app.db.url(), 1), Scope::operator(app.today));
    let [one, other] = [app.here.club, app.here.other_club].map(ClubId);
    let written = db.write(&scope, async |w| {
        log::count(w.conn(), app.today, &deeds(&[one])).await?;
        Ok(Change::nothing((), "only the locks matter here"))
    });
    assert_eq!(written.await.map_err(|e| e.code()), Err(Code::Internal));
    let written = db.write(&scope, async |w| {
        clubs::store::lock(w, &[one]).await?;
        log::count(w.conn(), app.today, &deeds(&[one])).await?;
        log::count(w.conn(), app.today, &deeds(&[other])).await?;
        Ok(Change::nothing((), "only the locks matter here"))
    });
    assert_eq!(written.await.map_err(|e| e.code()), Err(Code::Internal));
    let locked = db.write(&scope, async |w| {
        clubs::store::hold(w, one).await?;
        clubs::store::hold(w, other).await?;
        Ok(Change::nothing((), "only the locks matter here"))
    });
    assert_eq!(locked.await.map_err(|e| e.code()), Err(Code::Internal));
    let both = db.write(&scope, async |w| {
        clubs::store::lock(w, &[other, one]).await?;
        clubs::store::hold(w, one).await?;
        clubs::store::hold(w, other).await?;
        log::count(w.conn(), app.today, &deeds(&[one, other])).await?;
        Ok(Change::nothing((), "only the locks matter here"))
    });
    assert_eq!(both.await.map_err(|e| e.code()), Ok(()));

    // a lock that somebody else shares, as whoever looks at personal data does, is still a lock
    let sql = app.db.connect().await;
    rows(&sql, &format!("begin; select 1 from clubs where id = '{one}' for key share")).await;
    let shared = db.write(&scope, async |w| {
        clubs::store::hold(w, one).await?;
        log::count(w.conn(), app.today, &deeds(&[one])).await?;
        Ok(Change::nothing((), "only the locks matter here"))
    });
    assert_eq!(shared.await.map_err(|e| e.code()), Ok(()));

    let under_the_law = app.rows(
        "select distinct tgrelid::regclass::text from pg_trigger where tgname like 'a_law_of_the_lock%'",
    );
    let under_the_law: BTreeSet<String> =
        under_the_law.await.into_iter().map(|row| row[0].clone().unwrap()).collect();
    for table in ["ledger_lines", "memberships", "activity_metrics", "loan_steps", "report_cells"] {
        assert!(under_the_law.contains(table), "{table}");
    }
    assert!(under_the_law.len() > 70, "{} tables", under_the_law.len());
}
