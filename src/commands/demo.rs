//! Demonstration data: made-up people, marked as such, in the places that the programme's plans name.
//!
//! Every site was founded before the reform of 1 July 2025 and lies in two communes, one after the other.
//! Loading is safe to repeat: what is there already is left alone.

use super::Outcome;
use super::map::{new, official_id, old};
use crate::access::users;
use crate::access::users::model::NewUser;
use crate::lifecycle::transitions;
use crate::lifecycle::transitions::model::{ClubDossier, ClubEstablishment, ClubLaunch};
use crate::money::funds::model::NewFund;
use crate::money::ledger::model::NewEntry;
use crate::money::{funds, ledger};
use crate::platform::auth::factor::Asked;
use crate::platform::auth::{Level, Place, Role, Scope, password};
use crate::platform::db::{Change, Db, Held, Reads, Writer};
use crate::platform::error::Code;
use crate::platform::http::Today;
use crate::platform::ids::{ClubId, MemberId, UnitId};
use crate::platform::log::Event;
use crate::platform::text;
use crate::register::boards::model::{NewBoardTerm, Position};
use crate::register::clubs::model::{Club, NewClub};
use crate::register::members::model::NewMember;
use crate::register::regulations::model::NewRegulation;
use crate::register::{boards, clubs, members, regulations};
use crate::reporting::organisations;
use crate::reporting::organisations::model::NewOrganisation;
use crate::territory::units;
use crate::territory::units::model::{Unit, UnitRef};
use crate::territory::units::store::{UnitRow, VersionRow};
use chrono::{Datelike, Months, NaiveDate};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// The password of every demonstration account. `dev` alone makes them.
const PASSWORD: &str = "trăng rằm tháng tám";

/// On which every club was launched.
const LAUNCH: &str = "2024-05-17";

/// A commune before and after the reform, with hamlets of made-up names.
struct Site {
    before: &'static str,
    after: &'static str,
    kind: &'static str,
    hamlets: [&'static str; 2],
    /// How many people are on the list of the club in the first hamlet.
    people: usize,
}

const SITES: [Site; 6] = [
    // xã Bình Thành, huyện Định Hóa, tỉnh Thái Nguyên
    Site {
        before: "05605",
        after: "05605",
        kind: "xóm",
        hamlets: ["Xóm Mẫu Một", "Xóm Mẫu Hai"],
        people: 56,
    },
    // phường Trung Dũng, thành phố Biên Hòa, tỉnh Đồng Nai
    Site {
        before: "26041",
        after: "26041",
        kind: "khu phố",
        hamlets: ["Khu phố Mẫu 1", "Khu phố Mẫu 2"],
        people: 62,
    },
    // phường Xuân An, thành phố Long Khánh, tỉnh Đồng Nai
    Site {
        before: "26080",
        after: "26080",
        kind: "khu phố",
        hamlets: ["Khu phố Mẫu 1", "Khu phố Mẫu 2"],
        people: 43,
    },
    // phường 1, thành phố Vũng Tàu, tỉnh Bà Rịa - Vũng Tàu
    Site {
        before: "26506",
        after: "26506",
        kind: "khu phố",
        hamlets: ["Khu phố Mẫu 1", "Khu phố Mẫu 2"],
        people: 58,
    },
    // phường Hòa Hiệp Bắc, quận Liên Chiểu, thành phố Đà Nẵng
    Site {
        before: "20194",
        after: "20194",
        kind: "tổ dân phố",
        hamlets: ["Tổ dân phố Mẫu 1", "Tổ dân phố Mẫu 2"],
        people: 70,
    },
    // phường Nguyễn Nghiêm, thành phố Quảng Ngãi, tỉnh Quảng Ngãi
    Site {
        before: "21025",
        after: "21025",
        kind: "tổ dân phố",
        hamlets: ["Tổ dân phố Mẫu 1", "Tổ dân phố Mẫu 2"],
        people: 51,
    },
];

impl Site {
    fn hamlet(&self, number: usize) -> UnitId {
        official_id("demonstration", Level::Hamlet, &format!("{}/{number}", self.before))
    }
    fn club(&self) -> ClubId {
        ClubId(official_id("demonstration", Level::Club, self.before).0)
    }
}

/// Loads the demonstration data.
pub async fn load(db: &Db, today: Today) -> Outcome {
    let scope = Scope::operator(today.get());
    for site in &SITES {
        let known = clubs::store::find(&mut db.read(&scope).await?, site.club()).await;
        if known.is_err_and(|e| e.code() == Code::NotFound) {
            db.write(&scope, async |w| {
                let (club, events) = found(w, site).await?;
                Ok(Change::several((), club, events))
            })
            .await?;
        }
    }
    for body in bodies() {
        let made = db.write(&scope, async |w| {
            let at = organisations::store::place(w, body.unit_id, scope.today()).await?;
            organisations::store::insert(w, at.as_ref(), &body).await.map(Change::created)
        });
        match made.await {
            Err(e) if e.code() != Code::OrganisationTaken => {
                return Err(format!("{}: {e}", &*body.name).into());
            }
            _ => {}
        }
    }
    let hash = password::hash_blocking(PASSWORD)?;
    for account in accounts() {
        let made = db.write(&scope, async |w| {
            let place = users::store::hold_place(w, account.place).await?;
            let member = holder(w, &account).await?;
            let new: NewUser = typed(json!({
                "login": account.login, "display_name": account.name, "member_id": member,
                "assignment": account.assignment(),
            }))?;
            let (mut user, given) = users::store::insert(w, &place, &new).await?;
            if let Some(member) = member {
                let person = users::store::person_of(w, member).await?;
                users::store::confirm_person(w, &mut user, person).await?;
            }
            let user = users::store::set_password(w, &user, &hash).await?;
            let (created, more) = users::store::told(w, "created", None, &user).await?;
            Ok(Change::several((), created, more).and(Event::created(&given)))
        });
        match made.await {
            Err(e) if e.code() != Code::LoginTaken => return Err(format!("{}: {e}", account.login).into()),
            _ => {}
        }
    }
    Ok(())
}

/// The member of the club who an account is: whoever holds the position that its role is. The last members of the board are
/// the one who sees health results, the plain member and the volunteer.
async fn holder(w: &mut Writer<'_>, account: &Account) -> crate::Result<Option<MemberId>> {
    let Some(club) = account.place.club().filter(|_| account.role.hangs_on_an_office()) else {
        return Ok(None);
    };
    let today = w.scope().today();
    let board = boards::store::in_office(w, club, today).await?.positions;
    let mut others = board.iter().filter(|seat| seat.position == Position::BoardMember);
    let seat = match account.role {
        Role::ClubBoardMember => others.next(),
        Role::ClubHealthOfficer => others.nth(1),
        Role::Member => others.nth(2),
        Role::Volunteer => others.nth(3),
        role => {
            let role: &str = role.into();
            board.iter().find(|seat| role.strip_prefix("club_") == Some(seat.position.into()))
        }
    };
    Ok(seat.map(|seat| seat.member_id))
}

/// The same shape that a client would send.
fn typed<T: DeserializeOwned>(body: Value) -> crate::Result<T> {
    serde_json::from_value(body).map_err(crate::Error::internal)
}

/// Founds a club and brings it through its first months. Returns what the change log says of it, and of everything in it.
async fn found(w: &mut Writer<'_>, site: &Site) -> crate::Result<(Event, Vec<Event>)> {
    let before = units::store::find(w, None, &UnitRef::Id(old(site.before)), day(2025, 6, 30)).await?;
    let after = units::store::find(w, None, &UnitRef::Id(new(site.after)), day(2025, 7, 1)).await?;
    lay_hamlets(w, site, &before, &after).await?;

    let hamlet = units::store::hold(w, Level::Hamlet, &UnitRef::Id(site.hamlet(0))).await?;
    let mut new: NewClub = typed(json!({
        "name": format!("CLB Liên thế hệ tự giúp nhau {}", site.hamlets[0]), "proposed_on": "2024-02-20",
        "catchment": [site.hamlet(1)], "meeting_place": "Nhà văn hóa", "meeting_day": 17,
        "note": "Dữ liệu minh họa.",
    }))?;
    new.id = Some(site.club());
    let (club, placements) = clubs::store::insert(w, &hamlet, &new).await?;
    let founded = Event::created(&club);

    let club = clubs::store::hold(w, site.club()).await?;
    let mut people = vec![];
    let mut events: Vec<Event> = placements.iter().map(Event::created).collect();
    for number in 0..site.people {
        let member = members::store::insert(w, &club, &person(number)?).await?;
        people.push(member.id);
        events.push(Event::created(&member));
    }
    let regulation: NewRegulation = typed(json!({
        "adopted_on": "2024-03-08", "effective_from": "2024-03-08",
        "body": "Quy chế minh họa: họp ngày 17 hằng tháng; chủ nhiệm, kế toán và thủ quỹ là ba người khác nhau.",
        "lending": {
            "max_principal_vnd": 10_000_000, "max_term_months": 12, "rate_ppm": 7_000,
            "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1_000,
            "late_charge": { "kind": "penalty_rate" }, "guarantors_min": 1,
        },
    }))?;
    events.push(Event::created(&regulations::store::insert(w, &club, &regulation).await?));
    let (board, _) = boards::store::insert(w, &club, &board(&people)?).await?;
    events.push(Event::created(&board.term));
    events.extend(board.positions.iter().map(Event::created));

    let dossier: ClubDossier = typed(json!({ "on": "2024-03-10" }))?;
    let submitted = transitions::store::submit(w, &club, &dossier).await?;
    events.push(Event::changed("submitted", &*club, &submitted.club));
    let decision: ClubEstablishment = typed(json!({
        "decision_number": "01/QĐ-UBND (mẫu)", "decision_date": "2024-04-10", "authority": "commune_committee",
    }))?;
    let club = clubs::store::hold(w, site.club()).await?;
    let established = transitions::store::establish(w, &club, &decision).await?;
    events.push(Event::changed("established", &*club, &established));
    let club = clubs::store::hold(w, site.club()).await?;
    events.extend(open_funds(w, &club).await?);
    let launch: ClubLaunch = typed(json!({ "on": LAUNCH }))?;
    let launched = transitions::store::launch(w, &club, &launch).await?;
    events.push(Event::changed("launched", &*club, &launched.club));
    events.extend(launched.events);
    events.extend(pay_in(w, site.club(), &people).await?);
    Ok((founded, events))
}

/// Both of the club's funds, still empty: a launch asks for them.
async fn open_funds(w: &mut Writer<'_>, club: &Held<Club>) -> crate::Result<Vec<Event>> {
    let mut opened = vec![];
    for kind in ["income", "operating"] {
        let fund: NewFund = typed(json!({ "kind": kind, "opened_on": LAUNCH }))?;
        opened.push(Event::created(&funds::store::insert(w, club, &fund).await?));
    }
    Ok(opened)
}

/// What comes into the funds: seed money at the launch, fees and savings at the last meetings.
async fn pay_in(w: &mut Writer<'_>, club: ClubId, people: &[MemberId]) -> crate::Result<Vec<Event>> {
    let mut entries = vec![json!({
        "kind": "seed_money", "fund": "income", "on": LAUNCH, "amount_vnd": 30_000_000,
        "source": "state_budget_province", "document": "PT 01/2024 (mẫu)",
    })];
    for on in last_meetings(w.scope().today()) {
        for member in people.iter().take(6) {
            entries.push(json!({
                "kind": "contribution", "on": on, "amount_vnd": 10_000, "member_id": member,
            }));
        }
        for (member, part) in people.iter().skip(3).take(6).zip(1..) {
            entries.push(json!({
                "kind": "savings_deposit", "on": on, "amount_vnd": 20_000 * part, "member_id": member,
            }));
        }
    }
    let mut ledger = ledger::store::hold(w, club).await?;
    let mut posted = vec![];
    for entry in entries {
        let entry: NewEntry = typed(entry)?;
        posted.push(Event::created(&ledger::store::insert(w, &mut ledger, &entry).await?));
    }
    Ok(posted)
}

/// The days, up to a day, on which the club met in the last three months, oldest first.
fn last_meetings(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let months = (0..3).rev().filter_map(move |ago| today.checked_sub_months(Months::new(ago)));
    let days = months.filter_map(|day| day.with_day(17));
    days.filter(move |on| (day(2024, 5, 17)..=today).contains(on))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Hamlets that outlive the reform: the same unit, first in one commune and then in the other.
async fn lay_hamlets(w: &mut Writer<'_>, site: &Site, before: &Unit, after: &Unit) -> crate::Result<()> {
    let (mut rows, mut versions) = (vec![], vec![]);
    for (number, name) in site.hamlets.iter().enumerate() {
        let id = site.hamlet(number);
        rows.push(UnitRow {
            id,
            level: Level::Hamlet,
            code: None,
            valid_from: before.valid_from,
            valid_to: None,
        });
        for commune in [before, after] {
            versions.push(VersionRow {
                unit_id: id,
                level: Level::Hamlet,
                name: (*name).to_owned(),
                kind: site.kind.to_owned(),
                folded: text::fold(name),
                sort_key: text::sort_key(name),
                parent_id: Some(commune.id),
                province_id: commune.province_id,
                district_id: commune.district_id,
                commune_id: Some(commune.id),
                valid_from: commune.valid_from,
                valid_to: commune.valid_to,
            });
        }
    }
    units::store::import_map(w, &rows, &versions).await?;
    Ok(())
}

/// Somebody made up. Two of three are women, two of three were born before 1965.
fn person(number: usize) -> crate::Result<NewMember> {
    const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Nông"];
    const GIVEN: [&str; 10] = ["An", "Bình", "Chi", "Dung", "Hạnh", "Hòa", "Lan", "Mai", "Nga", "Thủy"];
    let pick = |list: &[&'static str]| list.get(number % list.len()).copied().unwrap_or_default();
    let (sex, middle) = if number.is_multiple_of(3) { ("male", "Văn") } else { ("female", "Thị") };
    let year = if number % 3 == 1 { 1968 + number % 20 } else { 1940 + number % 25 };
    typed(json!({
        "full_name": format!("{} {middle} Mẫu {}", pick(&FAMILY), pick(&GIVEN)),
        "sex": sex, "birth": year.to_string(), "applied_on": "2024-02-25",
    }))
}

fn board(people: &[MemberId]) -> crate::Result<NewBoardTerm> {
    let five = ["chair", "vice_chair", "secretary", "bookkeeper", "treasurer"];
    let positions = five.into_iter().chain(["board_member"; 4]);
    let seats: Vec<Value> = people
        .iter()
        .zip(positions)
        .map(|(member, position)| json!({ "member_id": member, "position": position }))
        .collect();
    typed(json!({ "starts_on": "2024-03-08", "planned_end_on": "2026-12-31", "positions": seats }))
}

/// The organisations of the nation, of Thái Nguyên, of Bình Thành and of its first hamlet, as they stand since the reform.
fn bodies() -> Vec<NewOrganisation> {
    let [binh_thanh, ..] = &SITES;
    let (province, commune) = (new("19"), new(binh_thanh.after));
    let body = |(kind, unit, name): (&str, Option<UnitId>, &str)| {
        let from = if unit.is_none() { "2020-08-31" } else { "2025-07-01" };
        typed(json!({ "kind": kind, "unit_id": unit, "name": name, "valid_from": from })).ok()
    };
    let all = [
        ("elderly_association", None, "Trung ương Hội Người cao tuổi Việt Nam"),
        ("national_committee", None, "Ủy ban Quốc gia về người cao tuổi Việt Nam"),
        ("ministry", None, "Bộ Y tế"),
        ("elderly_association", Some(province), "Hội Người cao tuổi tỉnh Thái Nguyên"),
        ("peoples_committee", Some(province), "Ủy ban nhân dân tỉnh Thái Nguyên"),
        ("social_office", Some(province), "Sở Y tế tỉnh Thái Nguyên (công tác người cao tuổi)"),
        ("finance_office", Some(province), "Sở Tài chính tỉnh Thái Nguyên"),
        ("health_office", Some(province), "Sở Y tế tỉnh Thái Nguyên"),
        ("front", Some(province), "Ủy ban Mặt trận Tổ quốc tỉnh Thái Nguyên"),
        ("elderly_association", Some(commune), "Hội Người cao tuổi xã Bình Thành"),
        ("peoples_committee", Some(commune), "Ủy ban nhân dân xã Bình Thành"),
        ("social_office", Some(commune), "Phòng Văn hóa - Xã hội xã Bình Thành"),
        ("health_office", Some(commune), "Trạm Y tế xã Bình Thành"),
        ("front", Some(commune), "Ủy ban Mặt trận Tổ quốc xã Bình Thành"),
        ("elderly_branch", Some(binh_thanh.hamlet(0)), "Chi hội Người cao tuổi Xóm Mẫu Một"),
    ];
    all.into_iter().filter_map(body).collect()
}

/// Somebody who can sign in.
struct Account {
    login: String,
    name: String,
    role: Role,
    place: Place,
    dates: (&'static str, Option<&'static str>),
}

impl Account {
    fn assignment(&self) -> Value {
        json!({
            "role": self.role, "place": self.place, "valid_from": self.dates.0, "valid_to": self.dates.1,
        })
    }
}

/// One account for each role, in Bình Thành and above it, and a province's association in each other province.
fn accounts() -> Vec<Account> {
    use strum::IntoEnumIterator;
    let [binh_thanh, ..] = &SITES;
    let account = |role: Role| {
        let name: &'static str = role.into();
        let (place, dates) = match role.levels().first() {
            Some(Level::Club) => (Place::Club(binh_thanh.club()), (LAUNCH, None)),
            Some(Level::Hamlet) => (Place::Hamlet(binh_thanh.hamlet(0)), (LAUNCH, None)),
            Some(Level::Commune) => (Place::Commune(new(binh_thanh.after)), ("2025-07-01", None)),
            Some(Level::District) => (Place::District(old("167")), ("2024-01-01", Some("2025-06-30"))),
            Some(Level::Province) => (Place::Province(new("19")), ("2025-07-01", None)),
            _ => (Place::Nation, ("2024-01-01", None)),
        };
        // an auditor's right ends by itself
        let dates = if role == Role::Auditor { (dates.0, Some("2030-12-31")) } else { dates };
        Account { login: name.to_owned(), name: format!("{name} (mẫu)"), role, place, dates }
    };
    let mut all: Vec<Account> =
        Role::iter().filter(|role| *role != Role::MachineClient).map(account).collect();
    let commune_before = ("commune_association.truoc", Place::Commune(old(binh_thanh.before)));
    let province_before = ("province_association.truoc", Place::Province(old("19")));
    for (login, place) in [commune_before, province_before] {
        let role = if place.level() == Level::Commune {
            Role::CommuneAssociation
        } else {
            Role::ProvinceAssociation
        };
        let dates = ("2024-01-01", Some("2025-06-30"));
        all.push(Account { login: login.to_owned(), name: format!("{login} (mẫu)"), role, place, dates });
    }
    for (login, code) in [("dong_nai", "75"), ("ho_chi_minh", "79"), ("da_nang", "48"), ("quang_ngai", "51")]
    {
        let login = format!("province_association.{login}");
        let (role, place) = (Role::ProvinceAssociation, Place::Province(new(code)));
        all.push(Account {
            name: format!("{login} (mẫu)"), login, role, place, dates: ("2025-07-01", None)
        });
    }
    all
}

/// Says where to look and how to sign in.
pub fn announce(address: SocketAddr, asked: Asked) {
    let second_factor = match asked {
        Asked::Enrolled => {
            "asked of accounts that enrol one; these have none (SECOND_FACTOR=required asks of all)"
        }
        Asked::Required => "asked of all; these have none: enrol one with POST /v1/me/second-factors",
    };
    let logins: Vec<String> = accounts().into_iter().map(|account| account.login).collect();
    println!(
        "\n  liên thế hệ, with demonstration data\n\n  \
         documentation   http://{address}/docs/\n  \
         password        {PASSWORD}   (of every account)\n  \
         accounts        {}\n  \
         second factor   {second_factor}\n\n  \
         a first request:\n  \
         curl -s http://{address}/v1/sessions -H 'Content-Type: application/json' \\\n       \
         -d '{{\"login\":\"commune_association\",\"password\":\"{PASSWORD}\"}}'\n",
        logins.join(", ")
    );
}
