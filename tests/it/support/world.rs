//! Two provinces with one of everything: whatever happens `here` must be invisible from `there`.
//!
//! Both live through the reform of 1 July 2025: until the day before, their communes lie in a district.

use chrono::NaiveDate;
use lien_the_he::platform::auth::{Level, Place, Role};
use lien_the_he::platform::ids::{ClubId, EntryId, LoanId, MemberId, PersonId, UnitId, UserId};
use lien_the_he::platform::money::{Amount, Vnd};
use lien_the_he::platform::text;
use lien_the_he::register::personal::store::Number;
use std::fmt::Write;
use std::sync::LazyLock;
use strum::IntoEnumIterator;
use uuid::Uuid;

/// The password of every user.
pub const PASSWORD: &str = "Chín con trâu trắng 47";
/// First day without districts.
pub const REFORM: NaiveDate = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();

/// A province of the world, with the ids of what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    number: u8,
    pub province: Uuid,
    /// Until the reform.
    pub district: Uuid,
    /// Until the reform; its code goes on under another commune.
    pub old_commune: Uuid,
    /// Until the reform: one part of it went to `commune`, the other to `other_commune`.
    pub split_commune: Uuid,
    /// Since the reform.
    pub commune: Uuid,
    /// Since the reform.
    pub other_commune: Uuid,
    pub hamlet: Uuid,
    /// In the same commune, without a club.
    pub other_hamlet: Uuid,
    /// In `other_commune`.
    pub far_hamlet: Uuid,
    /// Active since 2024-05-20, in `hamlet`.
    pub club: Uuid,
    /// Active since 2024-06-20, in `far_hamlet`: somewhere to go to.
    pub other_club: Uuid,
    /// Active since 2024-05-20: a woman born in 1950, chair.
    pub member: Uuid,
    pub person: Uuid,
    /// Applied: a man of 40.
    pub applicant: Uuid,
    /// Active, and nothing else.
    pub plain_member: Uuid,
    /// Of the chair, poor in 2025 and 2026.
    pub household: Uuid,
    pub board_term: Uuid,
    /// The chair's.
    pub board_position: Uuid,
    pub regulation: Uuid,
    pub transition: Uuid,
    /// The chair's, to membership.
    pub consent: Uuid,
    /// Of `hamlet`, the main one.
    pub placement: Uuid,
    /// The income fund of `club`: 20 million of seed money on 2024-06-20, of which `loan` took 5.
    pub fund: Uuid,
    /// The donation of one million to the operating fund.
    pub entry: Uuid,
    /// Of 5 million to the treasurer, for 10 months since 2026-09-17; the first instalment is paid.
    pub loan: Uuid,
    /// That first instalment.
    pub repayment: Uuid,
    /// Of the cash of the operating fund, on 2026-10-17; it agreed.
    pub cash_count: Uuid,
    /// The bookkeeper's request to undo `entry`.
    pub reversal: Uuid,
    /// The bookkeeper's proposal to hand over 100,000 of the operating fund's cash.
    pub entry_proposal: Uuid,
    /// The member who borrowed it: the treasurer.
    pub borrower: Uuid,
    /// Of the social policy bank, to the chair.
    pub external_loan: Uuid,
    /// Of 2026-10-17, to which the chair came.
    pub meeting: Uuid,
    /// Of 2026, with shares of 20,000 đồng; nobody has bought any.
    pub cycle: Uuid,
    /// Of `loan`: proposed, and refused by the board.
    pub write_off: Uuid,
    /// Of `other_hamlet`, in January 2025.
    pub pause: Uuid,
    /// Of `loan`, in January 2024, long before it: nothing follows from it.
    pub freeze: Uuid,
    /// From the treasurer to the chair, withdrawn.
    pub handover: Uuid,
    /// A PDF that belongs to `meeting`.
    pub attachment: Uuid,
    /// Of the club, on 2026-11-20, still planned; the chair and the plain member are invited.
    pub health_event: Uuid,
    /// Of the health station, on 2026-10-10; both came, and there is a result of the chair.
    pub held_health_event: Uuid,
    /// Of the commune association, on 2026-10-20: 16 of 18.
    pub monitoring_visit: Uuid,
    /// From that visit, to be done by the end of 2026.
    pub monitoring_task: Uuid,
    /// Of the commune to the club, in 2025.
    pub award: Uuid,
    /// Four half days for the chair, in 2025.
    pub self_help_action: Uuid,
    /// Of `plain_member`, open since 2025; its story holds a canary.
    pub rights_case: Uuid,
    /// Things worth two million, in 2025.
    pub resource: Uuid,
    /// Planned for 2026-11-10.
    pub activity: Uuid,
    /// Done on 2026-10-05: the chair and the plain member came, and three guests, eight times in all.
    pub done_activity: Uuid,
    /// The 17th of each month from December 2026 through February 2027.
    pub series: Uuid,
    /// Of the commune, on 2026-07-09: three came of `club`.
    pub gathering: Uuid,
    /// Held by `club` on 2026-05-04, for the chair.
    pub training: Uuid,
    /// Of `club`, on 2026-04-12.
    pub exchange_visit: Uuid,
    /// The chair, since 2026-01-10.
    pub volunteer: Uuid,
    /// Of the borrower, since 2026-02-01, every seven days; it is the volunteer's.
    pub care_case: Uuid,
    /// Of 2026-11-10, by the volunteer.
    pub care_visit: Uuid,
    /// Of 2026-11-12, sent.
    pub referral: Uuid,
    /// A plan of `hamlet`, still a draft, drawn up by the commune association.
    pub document: Uuid,
    /// Of `document`: half of each club's members lent to.
    pub target: Uuid,
    /// Of `document`.
    pub plan_item: Uuid,
    /// Of `document`, to be done by the end of 2026.
    pub plan_task: Uuid,
    /// Of `document`: 40 million requested.
    pub budget_line: Uuid,
    /// A plan of `province`, issued in 2024, with norms for each club and aims for the province.
    pub issued_plan: Uuid,
    /// The branch of the elderly in `hamlet`; there are the associations of `commune` and of the province too.
    pub branch: Uuid,
    pub commune_association: Uuid,
    pub province_association: Uuid,
    /// From the red cross of a commune to that of the province.
    pub reporting_line: Uuid,
    /// The committee's draft: `other_hamlet` is to be called otherwise since 2026-10-01.
    pub admin_change: Uuid,
    /// What the commune said of `hamlet` in the first half of 2025: 70 members in one club.
    pub declared_figure: Uuid,
    /// Of `club`, for the first half of 2026, a draft: three members.
    pub report: Uuid,
    /// Of `club`, for the first half of 2025, sealed.
    pub sealed_report: Uuid,
    /// Of the province association, in November 2026: one question to `club`.
    pub report_request: Uuid,
}

impl Site {
    const fn new(number: u8) -> Self {
        Self {
            number,
            province: made_up(number, 1),
            district: made_up(number, 2),
            old_commune: made_up(number, 3),
            split_commune: made_up(number, 4),
            commune: made_up(number, 5),
            other_commune: made_up(number, 6),
            hamlet: made_up(number, 7),
            other_hamlet: made_up(number, 8),
            far_hamlet: made_up(number, 9),
            club: made_up(number, 10),
            other_club: made_up(number, 11),
            member: made_up(number, 12),
            person: made_up(number, 13),
            applicant: made_up(number, 14),
            plain_member: made_up(number, 15),
            household: made_up(number, 16),
            board_term: made_up(number, 17),
            board_position: made_up(number, 18),
            regulation: made_up(number, 19),
            transition: made_up(number, 20),
            consent: made_up(number, 21),
            placement: made_up(number, 22),
            fund: made_up(number, 23),
            entry: made_up(number, 24),
            loan: made_up(number, 25),
            repayment: made_up(number, 26),
            cash_count: made_up(number, 27),
            reversal: made_up(number, 28),
            entry_proposal: made_up(number, 33),
            borrower: made_up(number, 53),
            external_loan: made_up(number, 29),
            meeting: made_up(number, 31),
            write_off: made_up(number, 32),
            cycle: made_up(number, 36),
            pause: made_up(number, 37),
            freeze: made_up(number, 34),
            handover: made_up(number, 35),
            attachment: made_up(number, 391),
            health_event: made_up(number, 351),
            held_health_event: made_up(number, 352),
            monitoring_visit: made_up(number, 361),
            monitoring_task: made_up(number, 362),
            award: made_up(number, 363),
            self_help_action: made_up(number, 364),
            rights_case: made_up(number, 365),
            resource: made_up(number, 366),
            activity: made_up(number, 301),
            done_activity: made_up(number, 302),
            series: made_up(number, 303),
            gathering: made_up(number, 304),
            training: made_up(number, 305),
            exchange_visit: made_up(number, 306),
            volunteer: made_up(number, 331),
            care_case: made_up(number, 332),
            care_visit: made_up(number, 333),
            referral: made_up(number, 334),
            document: made_up(number, 401),
            target: made_up(number, 402),
            plan_item: made_up(number, 403),
            plan_task: made_up(number, 404),
            budget_line: made_up(number, 405),
            issued_plan: made_up(number, 406),
            branch: made_up(number, 431),
            commune_association: made_up(number, 432),
            province_association: made_up(number, 433),
            reporting_line: made_up(number, 434),
            admin_change: made_up(number, 435),
            declared_figure: made_up(number, 501),
            report: made_up(number, 461),
            sealed_report: made_up(number, 462),
            report_request: made_up(number, 464),
        }
    }
    /// Of the receipt for `entry`.
    pub fn receipt_code(self) -> String {
        format!("0000-000{}-0002", self.number)
    }
    /// Official code of the province: two digits.
    pub fn province_code(self) -> String {
        format!("9{}", self.number)
    }
    /// Official code of the district: three digits.
    pub fn district_code(self) -> String {
        format!("9{}1", self.number)
    }
    /// Official code of `old_commune` and, since the reform, of `commune`.
    pub fn commune_code(self) -> String {
        format!("9{}101", self.number)
    }
    /// Official code of `split_commune`, which no commune carries since the reform.
    pub fn split_commune_code(self) -> String {
        format!("9{}102", self.number)
    }
    /// Official code of `other_commune`.
    pub fn other_commune_code(self) -> String {
        format!("9{}103", self.number)
    }
    /// The commune on a day.
    pub fn commune_on(self, day: NaiveDate) -> Uuid {
        if day < REFORM { self.old_commune } else { self.commune }
    }
    /// Where a role is held in this province, on a day.
    pub fn place(self, role: Role, day: NaiveDate) -> Place {
        match role.levels().first().unwrap() {
            Level::Club => Place::Club(ClubId(self.club)),
            Level::Hamlet => Place::Hamlet(UnitId(self.hamlet)),
            Level::Commune => Place::Commune(UnitId(self.commune_on(day))),
            Level::District => Place::District(UnitId(self.district)),
            Level::Province => Place::Province(UnitId(self.province)),
            Level::Nation => Place::Nation,
        }
    }
    /// The user with a role in this province. National ones have one in each, who reaches both. The chair of the club is a
    /// member and a volunteer of it too: one human being, one account.
    pub fn user(self, role: Role) -> UserId {
        let role = if matches!(role, Role::Member | Role::Volunteer) { Role::ClubChair } else { role };
        UserId(made_up(self.number, 100 + number_of(role)))
    }
    /// By whose membership a role in the club is held, and by which seat on its board. Whoever is no chair, bookkeeper or
    /// treasurer holds it by the treasurer's, for there are no other seats.
    pub fn office(self, role: Role) -> (Option<Uuid>, Option<Uuid>) {
        match role {
            Role::Member | Role::Volunteer => (Some(self.member), None),
            Role::ClubChair => (Some(self.member), Some(self.board_position)),
            Role::ClubBookkeeper => (Some(self.plain_member), Some(made_up(self.number, 60))),
            _ if role.hangs_on_a_seat() => (Some(self.borrower), Some(made_up(self.number, 61))),
            _ => (None, None),
        }
    }
    /// The person with whom the account of a role in the club is linked. But for the chair's she is nobody's member: what
    /// happens to the members of the world happens to no account, unless a test says so.
    pub fn person_of(self, role: Role) -> Option<Uuid> {
        match role {
            Role::Member | Role::Volunteer | Role::ClubChair => Some(self.person),
            _ => role.hangs_on_an_office().then(|| made_up(self.number, 600 + number_of(role))),
        }
    }
    /// The assignment of that user.
    pub fn assignment(self, role: Role) -> Uuid {
        made_up(self.number, 200 + number_of(role))
    }
    /// A user with two roles: chair of the club and branch head of the hamlet.
    pub fn chair_and_branch_head(self) -> UserId {
        UserId(made_up(self.number, 99))
    }
    /// Another canary, which the applicant has from the beginning.
    pub fn planted_national_id(self) -> String {
        format!("08{}150987654", self.number)
    }
    /// A canary for tests to plant: a citizen identity number that stands in no reply but where it is asked for.
    pub fn national_id(self) -> String {
        format!("09{}150987654", self.number)
    }
}

pub const HERE: Site = Site::new(6);
pub const THERE: Site = Site::new(7);

fn number_of(role: Role) -> u16 {
    Role::iter().zip(0..).find(|(other, _)| *other == role).unwrap().1
}

/// An id that no generator makes, of the right version.
const fn made_up(site: u8, thing: u16) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | (site as u128) << 32 | thing as u128)
}

/// How the clubs lend: ten million at most, 0.7 % a month on what is owed, in whole thousands.
pub const LENDING: &str = r#"{ "max_principal_vnd": 10000000, "max_term_months": 12, "rate_ppm": 7000,
    "interest_method": "declining_equal_principal", "rounding_unit_vnd": 1000, "late_charge": { "kind": "penalty_rate" } }"#;

/// How the cycle goes: shares of 20,000 đồng, by which the whole surplus is divided.
const CYCLE: &str = r#"{ "share_price_vnd": 20000 }"#;

static HASH: LazyLock<String> =
    LazyLock::new(|| lien_the_he::platform::auth::password::hash_blocking(PASSWORD).unwrap());

/// All of it, as SQL.
pub fn furnish() -> String {
    let mut sql = String::new();
    for site in [HERE, THERE] {
        territory(&mut sql, site);
        clubs(&mut sql, site);
        people(&mut sql, site);
        boards(&mut sql, site);
        users(&mut sql, site);
        money(&mut sql, site);
        files(&mut sql, site);
        health(&mut sql, site);
        support(&mut sql, site);
        doings(&mut sql, site);
        care(&mut sql, site);
        plans(&mut sql, site);
        chain(&mut sql, site);
        declared(&mut sql, site);
        reports(&mut sql, site);
    }
    sql.push_str("select logic.count_clubs(array(select id from clubs), '2026-11-22');");
    sql.push_str("select logic.count_finances(array(select id from clubs), '2026-11-22');");
    sql.push_str("select logic.count_activities(array(select id from clubs), '2026-11-22');");
    sql.push_str("update users set token_version = 1;");
    sql
}

/// A unit: id, level, code, name, kind, first and last day.
struct Unit<'a>(Uuid, &'a str, Option<String>, String, &'a str, &'a str, Option<&'a str>);

fn quoted(text: Option<&str>) -> String {
    text.map_or("null".to_owned(), |text| format!("'{text}'"))
}
fn id(id: Option<Uuid>) -> String {
    quoted(id.map(|id| id.to_string()).as_deref())
}

/// Where a unit lies: parent, district, commune, first and last day.
type Version<'a> = (Option<Uuid>, Option<Uuid>, Option<Uuid>, &'a str, Option<&'a str>);

/// A unit, and its versions.
fn unit(
    sql: &mut String,
    site: Site,
    Unit(unit, level, code, name, kind, from, to): &Unit<'_>,
    versions: &[Version<'_>],
) {
    let (code, to) = (quoted(code.as_deref()), quoted(*to));
    writeln!(sql, "insert into units values ('{unit}', '{level}', {code}, '{from}', {to});").unwrap();
    for (parent, district, commune, from, to) in versions {
        let (folded, key) = (text::fold(name), text::sort_key(name));
        let key: String = key.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        writeln!(
            sql,
            "insert into unit_versions values ('{unit}', '{level}', '{name}', '{kind}', '{folded}', \
             convert_from('\\x{key}', 'UTF8'), {}, '{}', {}, {}, '{from}', {});",
            id(*parent),
            site.province,
            id(*district),
            id(*commune),
            quoted(*to),
        )
        .unwrap();
    }
}

fn territory(sql: &mut String, s: Site) {
    let n = s.number;
    let (first, last, reform) = ("1900-01-01", Some("2025-06-30"), "2025-07-01");
    let province =
        Unit(s.province, "province", Some(s.province_code()), format!("Tỉnh Mẫu {n}"), "tỉnh", first, None);
    unit(sql, s, &province, &[(None, None, None, first, None)]);
    let (p, d) = (Some(s.province), Some(s.district));
    let district = Unit(
        s.district,
        "district",
        Some(s.district_code()),
        format!("Huyện Định Hòa {n}"),
        "huyện",
        first,
        last,
    );
    unit(sql, s, &district, &[(p, d, None, first, last)]);
    let old = [
        (s.old_commune, s.commune_code(), format!("Xã Bình Mẫu {n}")),
        (s.split_commune, s.split_commune_code(), format!("Xã Sơn Mẫu {n}")),
    ];
    for (commune, code, name) in old {
        let old = Unit(commune, "commune", Some(code), name, "xã", first, last);
        unit(sql, s, &old, &[(d, d, Some(commune), first, last)]);
    }
    let new = [
        (s.commune, s.commune_code(), format!("Xã Bình Mẫu {n}")),
        (s.other_commune, s.other_commune_code(), format!("Xã Đông Mẫu {n}")),
    ];
    for (commune, code, name) in new {
        let new = Unit(commune, "commune", Some(code), name, "xã", reform, None);
        unit(sql, s, &new, &[(p, None, Some(commune), reform, None)]);
    }
    for (hamlet, name, old, new) in [
        (s.hamlet, "Xóm Vũ Mẫu 1", s.old_commune, s.commune),
        (s.other_hamlet, "Xóm Vũ Mẫu 2", s.old_commune, s.commune),
        (s.far_hamlet, "Xóm Đồi Mẫu", s.split_commune, s.other_commune),
    ] {
        let versions = [(Some(old), d, Some(old), first, last), (Some(new), None, Some(new), reform, None)];
        unit(sql, s, &Unit(hamlet, "hamlet", None, name.into(), "xóm", first, None), &versions);
    }
    for (from, to, kind) in [
        (s.old_commune, s.commune, "merged"),
        (s.split_commune, s.commune, "split"),
        (s.split_commune, s.other_commune, "split"),
    ] {
        writeln!(
            sql,
            "insert into unit_lineage values ('{from}', '{to}', '{kind}', '{reform}', 'NQ mẫu {n}');"
        )
        .unwrap();
    }
}

fn clubs(sql: &mut String, s: Site) {
    for (club, number, name, hamlet, commune, placement, launched) in [
        (s.club, 1, "CLB Liên thế hệ Vũ Mẫu", s.hamlet, s.commune, s.placement, "2024-05-20"),
        (
            s.other_club,
            2,
            "CLB Liên thế hệ Đồi Mẫu",
            s.far_hamlet,
            s.other_commune,
            made_up(s.number, 30),
            "2024-06-20",
        ),
    ] {
        let (folded, key, province, code) =
            (text::fold(name), text::sort_key(name), s.province, s.commune_code());
        let key: String = key.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        writeln!(
            sql,
            "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id,
                province_id, proposed_on, established_on, launched_on, meeting_place, meeting_day, note)
             values ('{club}', '{code}-{number:03}', '{name}', '{folded}', convert_from('\\x{key}', 'UTF8'), 'active',
                '{launched}', '{hamlet}', '{commune}', '{province}', '2024-01-10', '2024-04-10', '{launched}',
                'Nhà văn hóa', 17, 'Ghi chú mẫu');
             insert into club_placements values
                ('{placement}', '{club}', '{hamlet}', true, '2024-01-10', null);"
        )
        .unwrap();
    }
    let (code, club, transition, regulation) = (s.commune_code(), s.club, s.transition, s.regulation);
    writeln!(
        sql,
        "insert into club_codes values ('{code}', 2);
         insert into club_transitions (id, club_id, event, from_state, to_state, occurred_on)
         values ('{transition}', '{club}', 'launch', 'established', 'active', '2024-05-20');
         insert into club_regulations (id, club_id, number, adopted_on, effective_from, body, lending)
         values ('{regulation}', '{club}', 1, '2024-04-20', '2024-05-01', 'Quy chế mẫu.', '{LENDING}');"
    )
    .unwrap();
}

fn people(sql: &mut String, s: Site) {
    let household = s.household;
    writeln!(
        sql,
        "insert into households (id, hamlet_id) values ('{household}', '{}');
         insert into household_poverty values ('{household}', 2025, 'poor', 'HN-01'), ('{household}', 2026, 'poor', 'HN-01');",
        s.hamlet
    )
    .unwrap();
    for (person, member, club, name, sex, birth, precision, state, household) in [
        (
            s.person,
            s.member,
            s.club,
            "Nguyễn Thị Mẫu",
            "female",
            "1950-12-31",
            "year",
            "active",
            Some(household),
        ),
        (
            made_up(s.number, 41),
            s.applicant,
            s.club,
            "Trần Văn Mẫu",
            "male",
            "1986-02-01",
            "day",
            "applied",
            None,
        ),
        (
            made_up(s.number, 42),
            s.plain_member,
            s.club,
            "Đỗ Thị Mẫu",
            "female",
            "1960-03-31",
            "month",
            "active",
            None,
        ),
        (
            made_up(s.number, 43),
            made_up(s.number, 53),
            s.club,
            "Lê Văn Mẫu",
            "male",
            "1955-05-05",
            "day",
            "active",
            None,
        ),
        (
            made_up(s.number, 44),
            made_up(s.number, 54),
            s.other_club,
            "Hà Thị Mẫu",
            "female",
            "1958-08-08",
            "day",
            "active",
            None,
        ),
    ] {
        let (folded, key) = (text::fold(name), text::person_sort_key(name));
        let key: String = key.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let hamlet = if club == s.club { s.hamlet } else { s.far_hamlet };
        let (applied, joined) = match state {
            "applied" => ("2025-06-01", "null"),
            _ => ("2024-02-01", "'2024-06-20'"),
        };
        let since = if state == "applied" { "2025-06-01" } else { "2024-06-20" };
        writeln!(
            sql,
            "insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision, phone, address,
                hamlet_id, household_id, ethnicity, lives_alone, disabled)
             values ('{person}', '{name}', '{folded}', convert_from('\\x{key}', 'UTF8'), '{sex}', '{birth}',
                '{precision}', '+8491234500{n}', 'Xóm mẫu', '{hamlet}', {}, '01', false, false);
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             values ('{member}', '{person}', '{club}', '{state}', '{since}', '{applied}', {joined});",
            id(household),
            n = s.number,
        )
        .unwrap();
    }
    let (vault, hex) = (super::vault(), |bytes: Vec<u8>| {
        bytes.iter().fold(String::from("\\x"), |hex, byte| format!("{hex}{byte:02x}"))
    });
    let (canary, number) = (s.planted_national_id(), Number::NationalId);
    let person = made_up(s.number, 41);
    let sealed = hex(number.encrypt(&vault, PersonId(person), &canary).unwrap());
    let hash = hex(number.hash(&vault, &canary));
    writeln!(
        sql,
        "update persons set national_id_sealed = '{sealed}', national_id_hash = '{hash}' where id = '{person}';"
    )
    .unwrap();
    writeln!(
        sql,
        "insert into consents (id, person_id, purpose, text_version, method, given_on)
         values ('{}', '{}', 'membership', '2026-01', 'paper', '2024-05-20');",
        s.consent, s.person
    )
    .unwrap();
}

fn boards(sql: &mut String, s: Site) {
    let (term, club) = (s.board_term, s.club);
    writeln!(
        sql,
        "insert into board_terms (id, club_id, starts_on, planned_end_on, decision_number)
         values ('{term}', '{club}', '2024-06-20', '2027-06-19', '12/QĐ-UBND');"
    )
    .unwrap();
    for (position_id, member, position) in [
        (s.board_position, s.member, "chair"),
        (made_up(s.number, 60), s.plain_member, "bookkeeper"),
        (made_up(s.number, 61), made_up(s.number, 53), "treasurer"),
    ] {
        writeln!(
            sql,
            "insert into board_positions values
                ('{position_id}', '{term}', '{club}', '{member}', '{position}', '2024-06-20', null);"
        )
        .unwrap();
    }
}

fn users(sql: &mut String, s: Site) {
    let hash = &*HASH;
    let assign = |user: UserId, role: Role, place: Place, from: &str, to: Option<&str>, sql: &mut String| {
        let own = to.is_none() && user == s.user(role);
        let assignment = if own { s.assignment(role) } else { Uuid::now_v7() };
        let (member, seat) = s.office(role);
        let (unit, club, role) = (place.unit().map(|u| u.0), place.club().map(|c| c.0), <&str>::from(role));
        writeln!(
            sql,
            "insert into assignments (id, user_id, role, unit_id, club_id, valid_from, valid_to, granted_by, membership_id,
                seat_id)
             values ('{assignment}', '{user}', '{role}', {}, {}, '{from}', {}, '{user}', {}, {});",
            id(unit),
            id(club),
            quoted(to),
            id(member),
            id(seat)
        )
        .unwrap();
    };
    let person = |person: Uuid, sql: &mut String| {
        writeln!(
            sql,
            "insert into persons (id, full_name, folded, sort_key, sex)
             values ('{person}', 'Chủ tài khoản', 'chu tai khoan', 'chu tai khoan', 'female');"
        )
        .unwrap();
    };
    let (own, others): (Vec<Role>, Vec<Role>) =
        Role::iter().partition(|role| !matches!(role, Role::Member | Role::Volunteer));
    for role in own {
        let (user, name, n, holder) = (s.user(role), <&str>::from(role), s.number, s.person_of(role));
        if let Some(holder) = holder.filter(|holder| *holder != s.person) {
            person(holder, sql);
        }
        let machine = role == Role::MachineClient;
        writeln!(
            sql,
            "insert into users (id, login, login_key, kind, display_name, password_hash, secret_hash, person_id,
                person_confirmed_at)
             values ('{user}', '{name}.{n}', '{name}.{n}', '{}', '{name} {n}', {}, {}, {}, {});",
            if machine { "machine" } else { "person" },
            if machine { "null".to_owned() } else { format!("'{hash}'") },
            if machine { "sha256('secret')" } else { "null" },
            id(holder),
            quoted(holder.map(|_| "2024-06-20")),
        )
        .unwrap();
        match s.place(role, REFORM) {
            Place::Commune(new) => {
                let old = Place::Commune(UnitId(s.old_commune));
                assign(user, role, old, "2024-01-01", Some("2025-06-30"), sql);
                assign(user, role, Place::Commune(new), "2025-07-01", None, sql);
            }
            district @ Place::District(_) => {
                assign(user, role, district, "2024-01-01", Some("2025-06-30"), sql);
            }
            place => assign(user, role, place, "2024-01-01", None, sql),
        }
    }
    for role in others {
        assign(s.user(role), role, s.place(role, REFORM), "2024-01-01", None, sql);
    }
    let (user, n, holder) = (s.chair_and_branch_head(), s.number, made_up(s.number, 699));
    person(holder, sql);
    writeln!(
        sql,
        "insert into users (id, login, login_key, kind, display_name, password_hash, person_id, person_confirmed_at)
         values ('{user}', 'hai.vai.{n}', 'hai.vai.{n}', 'person', 'Hai vai {n}', '{hash}', '{holder}', '2024-06-20');"
    )
    .unwrap();
    assign(user, Role::ClubChair, Place::Club(ClubId(s.club)), "2024-01-01", None, sql);
    assign(user, Role::HamletBranchHead, Place::Hamlet(UnitId(s.hamlet)), "2024-01-01", None, sql);
}

/// An entry, chained to the one before, with its lines: fund, account, amount, member, loan.
fn entry(
    sql: &mut String,
    s: Site,
    id: Uuid,
    kind: &str,
    on: &str,
    lines: &[MoneyLine<'_>],
    chain: &mut Chain,
) {
    use lien_the_he::money::ledger::{model as m, rules};
    chain.0 += 1;
    let day: NaiveDate = on.parse().unwrap();
    let at = day.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let treasurer = s.user(Role::ClubTreasurer);
    let head = m::EntryHead {
        id: EntryId(id),
        club_id: ClubId(s.club),
        number: chain.0,
        kind: kind.parse().unwrap(),
        on: day,
        source: None,
        party: None,
        document: None,
        narrative: None,
        reverses: None,
        meeting_id: None,
        receipt_code: format!("0000-000{}-{:04}", s.number, chain.0),
        recorded_by: treasurer,
        recorded_at: at,
        warnings: vec![],
    };
    let whole = lines.iter().map(|(fund, account, amount, member, loan)| m::LedgerLine {
        fund: fund.parse().unwrap(),
        account: account.parse().unwrap(),
        amount_vnd: Vnd::new(*amount),
        member_id: member.map(MemberId),
        loan_id: loan.map(LoanId),
    });
    let hash = rules::chain_hash(&chain.1, &m::ChainLink::of(&head, whole.collect()));
    let (club, number, code) = (s.club, chain.0, &head.receipt_code);
    writeln!(
        sql,
        "insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at, previous_hash, hash)
         values ('{id}', '{club}', {number}, '{kind}', '{on}', '{code}', '{treasurer}', '{on} 03:00:00+00', '\\x{}', '\\x{}');",
        rules::hex(&chain.1),
        rules::hex(&hash),
    )
    .unwrap();
    let rows: Vec<String> = lines
        .iter()
        .zip(1..)
        .map(|((fund, account, amount, member, loan), line)| {
            let (member, loan) = (self::id(*member), self::id(*loan));
            format!("('{club}', {number}, {line}, '{fund}', '{account}', {amount}, {member}, {loan}, '{on}')")
        })
        .collect();
    writeln!(sql, "insert into ledger_lines values {};", rows.join(", ")).unwrap();
    writeln!(
        sql,
        "update ledgers set last_number = {number}, last_hash = '\\x{}', version = version + 1 where club_id = '{club}';",
        rules::hex(&hash)
    )
    .unwrap();
    chain.1 = hash;
}

/// Fund, account, amount, member, loan.
type MoneyLine<'a> = (&'a str, &'a str, i64, Option<Uuid>, Option<Uuid>);
/// Number and hash of the last entry.
struct Chain(i32, Vec<u8>);

/// Both funds of both clubs, seed money, a donation, and a loan of which one instalment is paid.
fn money(sql: &mut String, s: Site) {
    use lien_the_he::lending::{LendingRules, LoanContract, schedule};
    for (club, opened, funds) in [
        (s.club, "2024-05-20", [s.fund, made_up(s.number, 70)]),
        (s.other_club, "2024-06-20", [made_up(s.number, 71), made_up(s.number, 72)]),
    ] {
        writeln!(
            sql,
            "insert into ledgers (club_id) values ('{club}');
             insert into funds (id, club_id, kind, opened_on) values
                ('{}', '{club}', 'income', '{opened}'), ('{}', '{club}', 'operating', '{opened}');",
            funds[0], funds[1]
        )
        .unwrap();
    }
    let mut chain = Chain(0, vec![0; 32]);
    let seed = [("income", "cash", 20_000_000, None, None), ("income", "capital", -20_000_000, None, None)];
    entry(sql, s, made_up(s.number, 73), "seed_money", "2024-06-20", &seed, &mut chain);
    let gift =
        [("operating", "cash", 1_000_000, None, None), ("operating", "donations", -1_000_000, None, None)];
    entry(sql, s, s.entry, "donation", "2024-06-20", &gift, &mut chain);

    let rules: LendingRules = serde_json::from_str(LENDING).unwrap();
    let contract = LoanContract::new(&rules, Amount::new(5_000_000).unwrap(), 10, 0, None).unwrap();
    let plan = schedule::plan(&contract, NaiveDate::from_ymd_opt(2026, 9, 17).unwrap());
    let (club, loan, borrower, regulation) = (s.club, s.loan, s.borrower, s.regulation);
    let (decider, treasurer) = (s.user(Role::ClubChair), s.user(Role::ClubTreasurer));
    let frozen = serde_json::to_string(&contract).unwrap();
    writeln!(
        sql,
        "insert into loans (id, club_id, member_id, number, state, purpose, requested_vnd, requested_months,
            applied_on, screened_on, regulation_id, contract, principal_vnd, decided_on, decided_by, disbursed_on,
            disbursed_by, schedule_number, outstanding_vnd, repaid_vnd, late_since, recorded_by)
         values ('{loan}', '{club}', '{borrower}', 1, 'active', 'Nuôi gà mẫu', 5000000, 10, '2026-09-01', '2026-09-10',
            '{regulation}', '{frozen}', 5000000, '2026-09-17', '{decider}', '2026-09-17', '{treasurer}', 1, 4500000,
            500000, '2026-11-17', '{treasurer}');
         insert into loan_schedules (loan_id, number, effective_on, reason, starts_on)
         values ('{loan}', 1, '2026-09-17', 'disbursement', '2026-09-17');"
    )
    .unwrap();
    for i in &plan.instalments {
        writeln!(
            sql,
            "insert into loan_instalments values ('{loan}', 1, {}, '{}', {}, {});",
            i.number, i.due_on, i.principal_vnd, i.interest_vnd
        )
        .unwrap();
    }
    let (whose, what) = (Some(borrower), Some(loan));
    let out = [("income", "loans", 5_000_000, whose, what), ("income", "cash", -5_000_000, None, None)];
    entry(sql, s, made_up(s.number, 74), "disbursement", "2026-09-17", &out, &mut chain);
    let back = [
        ("income", "cash", 535_000, None, None),
        ("income", "loans", -500_000, whose, what),
        ("income", "interest_income", -35_000, whose, what),
    ];
    let paid = made_up(s.number, 75);
    entry(sql, s, paid, "repayment", "2026-10-17", &back, &mut chain);
    let repayment = s.repayment;
    writeln!(
        sql,
        "insert into repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes, recorded_by)
         values ('{repayment}', '{loan}', '{club}', '{paid}', 1, '2026-10-17', 535000, 1, false, '{treasurer}');
         insert into repayment_lines values
            ('{repayment}', 1, 'interest', 1, 35000), ('{repayment}', 2, 'principal', 1, 500000);"
    )
    .unwrap();
    let member = s.member;
    writeln!(
        sql,
        "insert into external_loans (id, club_id, member_id, lender, amount_vnd, lent_on, purpose, recorded_by)
         values ('{}', '{club}', '{member}', 'social_policy_bank', 30000000, '2025-02-10', 'Nuôi gà', '{decider}');",
        s.external_loan
    )
    .unwrap();
    let (count, reversal, bookkeeper) = (s.cash_count, s.reversal, s.user(Role::ClubBookkeeper));
    writeln!(
        sql,
        "insert into cash_counts (id, club_id, fund, counted_on, counted_vnd, expected_vnd, first_counter,
            second_counter, recorded_by, through)
         values ('{count}', '{club}', 'operating', '2026-10-17', 1000000, 1000000, '{}', '{borrower}', '{treasurer}', 4);
         insert into reversals (id, club_id, entry_id, reason, requested_by)
         values ('{reversal}', '{club}', '{}', 'Ghi nhầm quỹ.', '{bookkeeper}');
         insert into entry_proposals (id, club_id, kind, on_day, party, document, lines, proposed_by)
         values ('{}', '{club}', 'handover', '2026-11-17', 'Hội mẫu', 'BB 01', jsonb_build_array(
            jsonb_build_object('fund', 'operating', 'account', 'operating_capital', 'amount_vnd', 100000),
            jsonb_build_object('fund', 'operating', 'account', 'cash', 'amount_vnd', -100000)), '{bookkeeper}');",
        s.member, s.entry, s.entry_proposal
    )
    .unwrap();
    writeln!(
        sql,
        "insert into meetings (id, club_id, kind, held_on, present, recorded_by)
         values ('{0}', '{club}', 'monthly', '2026-10-17', 1, '{treasurer}');
         insert into meeting_attendances values ('{0}', '{member}', 'present');",
        s.meeting
    )
    .unwrap();
    writeln!(
        sql,
        "insert into cycles (id, club_id, number, starts_on, ends_on, regulation_id, rules, opened_by)
         values ('{}', '{club}', 1, '2026-01-01', '2026-12-31', '{regulation}', '{CYCLE}', '{bookkeeper}');",
        s.cycle
    )
    .unwrap();
    let (write_off, bookkeeper) = (s.write_off, s.user(Role::ClubBookkeeper));
    writeln!(
        sql,
        "insert into write_offs (id, loan_id, club_id, state, amount_vnd, reason, proposed_on, proposed_by)
         values ('{write_off}', '{loan}', '{club}', 'refused', 5000000, 'Lý do mẫu', '2026-10-01', '{bookkeeper}');"
    )
    .unwrap();
    let association = s.user(Role::CommuneAssociation);
    writeln!(
        sql,
        "insert into repayment_pauses (id, unit_id, from_day, to_day, document, reason, recorded_by)
         values ('{}', '{}', '2025-01-01', '2025-01-31', '1/QĐ-UBND', 'Rét hại mẫu', '{association}');
         insert into loan_freezes (id, loan_id, kind, from_day, to_day, recorded_by)
         values ('{}', '{loan}', 'death', '2024-01-01', '2024-01-31', '{decider}');
         insert into treasury_handovers (id, club_id, state, on_day, document, outgoing_member_id, outgoing_seat_id,
            incoming_member_id, last_number, statement, requested_by, decided_at)
         values ('{}', '{club}', 'withdrawn', '2026-10-17', '01/BBBG-mau', '{borrower}', '{}', '{member}', 4,
            '{{ \"funds\": [], \"savings_vnd\": 0, \"open\": [], \"running\":
                {{ \"loans\": 1, \"outstanding_vnd\": 4500000, \"late_loans\": 0, \"overdue_principal_vnd\": 0 }} }}',
            '{treasurer}', '2026-10-18');",
        s.pause,
        s.other_hamlet,
        s.freeze,
        s.handover,
        made_up(s.number, 61),
    )
    .unwrap();
}

/// The bytes of `attachment`.
pub const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

fn files(sql: &mut String, s: Site) {
    let (file, club, meeting, secretary) = (s.attachment, s.club, s.meeting, s.user(Role::ClubSecretary));
    writeln!(
        sql,
        "insert into attachments (id, club_id, subject, subject_id, file_name, content_type, size, sha256, recorded_by)
         values ('{file}', '{club}', 'meeting', '{meeting}', 'bien-ban.pdf', 'application/pdf', {}, sha256('mau'), '{secretary}');",
        PDF.len()
    )
    .unwrap();
}

/// Two health days, consents to the use of health data, a result, and an insurance.
fn health(sql: &mut String, s: Site) {
    use lien_the_he::care::health_results::{model::HealthFindings, store::encrypt};
    use lien_the_he::platform::ids::HealthEventId;
    let (club, station, member, plain) =
        (s.club, s.user(Role::CommuneHealthStation), s.member, s.plain_member);
    let (planned, held, commune) = (s.health_event, s.held_health_event, s.commune);
    writeln!(
        sql,
        "insert into health_events (id, unit_id, commune_id, province_id, club_id, state, kind, title, provider,
            held_on, community, recorded_by)
         values ('{planned}', '{}', '{commune}', '{p}', '{club}', 'planned', 'blood_pressure', 'Đo huyết áp mẫu',
                'Trạm y tế xã', '2026-11-20', 0, '{station}'),
            ('{held}', '{commune}', '{commune}', '{p}', null, 'done', 'general_check', 'Khám sức khỏe mẫu',
                'Trạm y tế xã', '2026-10-10', 12, '{station}');
         insert into health_invitations (event_id, member_id, club_id, attended) values
            ('{planned}', '{member}', '{club}', null), ('{planned}', '{plain}', '{club}', null),
            ('{held}', '{member}', '{club}', true), ('{held}', '{plain}', '{club}', true);
         insert into consents (id, person_id, purpose, text_version, method, given_on) values
            ('{}', '{}', 'health_data', '2026-01', 'paper', '2026-01-10'),
            ('{}', '{}', 'health_data', '2026-01', 'paper', '2026-01-10');",
        s.hamlet,
        made_up(s.number, 353),
        s.person,
        made_up(s.number, 354),
        made_up(s.number, 42),
        p = s.province,
    )
    .unwrap();
    let found: HealthFindings =
        serde_json::from_str(r#"{ "systolic": 120, "conclusion": "Kết luận mẫu" }"#).unwrap();
    let sealed = encrypt(&super::vault(), HealthEventId(held), MemberId(member), &found).unwrap();
    let sealed = sealed.iter().fold(String::from("\\x"), |hex, byte| format!("{hex}{byte:02x}"));
    writeln!(
        sql,
        "insert into health_results (event_id, member_id, sealed, recorded_by)
         values ('{held}', '{member}', '{sealed}', '{station}');
         insert into insurance_supports (id, club_id, member_id, year, covered, payer, amount_vnd, recorded_by)
         values ('{}', '{club}', '{member}', 2026, true, 'state_budget', 1263600, '{station}');",
        made_up(s.number, 355)
    )
    .unwrap();
}

/// One of each with which the club is looked after, and of what it gives and is given.
fn support(sql: &mut String, s: Site) {
    let (club, member, plain) = (s.club, s.member, s.plain_member);
    let (visit, officer, secretary) =
        (s.monitoring_visit, s.user(Role::CommuneAssociation), s.user(Role::ClubSecretary));
    writeln!(
        sql,
        "insert into monitoring_visits (id, club_id, checklist, visited_on, organisation, score, most, recorded_by)
         values ('{visit}', '{club}', 1, '2026-10-20', 'Hội Người cao tuổi xã mẫu', 16, 18, '{officer}');
         insert into monitoring_scores (visit_id, version, code, score)
         select '{visit}', 1, code, case position when 4 then 0 else 2 end from monitoring_questions where version = 1;
         insert into monitoring_tasks (id, visit_id, club_id, text, due_on)
         values ('{}', '{visit}', '{club}', 'Ghi đủ sổ quỹ mẫu', '2026-12-31');",
        s.monitoring_task
    )
    .unwrap();
    writeln!(
        sql,
        "insert into awards (id, club_id, title, level, decided_on, reason, recorded_by)
         values ('{}', '{club}', 'commendation', 'commune', '2025-10-01', 'Thành tích mẫu', '{officer}');
         insert into self_help_actions (id, club_id, kind, given_by, given_to, beneficiary, helped_on, half_days, recorded_by)
         values ('{}', '{club}', 'labour', '{plain}', '{member}', 'member', '2025-10-05', 4, '{secretary}');
         insert into rights_cases (id, club_id, member_id, issue, description, state, opened_on, recorded_by)
         values ('{}', '{club}', '{plain}', 'social_allowance', 'chim hoàng yến', 'open', '2025-10-06', '{secretary}');
         insert into mobilised_resources (id, club_id, kind, giver, giver_name, received_on, value_vnd, what, recorded_by)
         values ('{}', '{club}', 'in_kind', 'individual', 'Người Cho Mẫu', '2025-10-07', 2000000, 'Ghế nhựa', '{secretary}');",
        s.award, s.self_help_action, s.rights_case, s.resource
    )
    .unwrap();
}

/// What the club does: one thing of each kind, planned and done.
fn doings(sql: &mut String, s: Site) {
    let (club, chair, by) = (s.club, s.member, s.user(Role::ClubChair));
    writeln!(
        sql,
        "insert into activity_series (id, club_id, area, kind, title, rhythm, day_of_month, starts_on, ends_on, recorded_by)
         values ('{series}', '{club}', 'sport_culture', 'Văn nghệ', 'Tập văn nghệ mẫu', 'monthly', 17, '2026-12-01',
            '2027-02-28', '{by}');
         insert into activities (id, club_id, series_id, state, area, kind, title, starts_on, ends_on, recorded_by) values
            ('{planned}', '{club}', null, 'planned', 'communication', 'Nói chuyện', 'Nói chuyện mẫu', '2026-11-10', '2026-11-10', '{by}'),
            ('{}', '{club}', '{series}', 'planned', 'sport_culture', 'Văn nghệ', 'Tập văn nghệ mẫu', '2026-12-17', '2026-12-17', '{by}'),
            ('{}', '{club}', '{series}', 'planned', 'sport_culture', 'Văn nghệ', 'Tập văn nghệ mẫu', '2027-01-17', '2027-01-17', '{by}'),
            ('{}', '{club}', '{series}', 'planned', 'sport_culture', 'Văn nghệ', 'Tập văn nghệ mẫu', '2027-02-17', '2027-02-17', '{by}');
         insert into activities (id, club_id, state, area, kind, title, starts_on, ends_on, members, guests, turns, recorded_by)
         values ('{done}', '{club}', 'done', 'rights', 'Tư vấn', 'Tư vấn mẫu', '2026-10-05', '2026-10-05', 2, 3, 8, '{by}');
         insert into activity_attendances values ('{done}', '{chair}'), ('{done}', '{}');",
        made_up(s.number, 311),
        made_up(s.number, 312),
        made_up(s.number, 313),
        s.plain_member,
        series = s.series,
        planned = s.activity,
        done = s.done_activity,
    )
    .unwrap();
    writeln!(
        sql,
        "insert into gatherings (id, unit_id, commune_id, province_id, kind, held_on, subject, recorded_by)
         values ('{gathering}', '{commune}', '{commune}', '{}', 'thematic', '2026-07-09', 'Giao ban mẫu', '{by}');
         insert into gathering_clubs values ('{gathering}', '{club}', 3);
         insert into trainings (id, club_id, kind, title, starts_on, ends_on, officers, recorded_by)
         values ('{training}', '{club}', 'bookkeeping', 'Tập huấn mẫu', '2026-05-04', '2026-05-05', 2, '{by}');
         insert into training_participants values ('{training}', '{chair}', '{club}', 'board', true);
         insert into exchange_visits (id, club_id, host, visited_on, purpose, members, recorded_by)
         values ('{}', '{club}', 'Câu lạc bộ bạn mẫu', '2026-04-12', 'Học tập mẫu', 5, '{by}');",
        s.province,
        s.exchange_visit,
        gathering = s.gathering,
        commune = s.commune,
        training = s.training,
    )
    .unwrap();
}

/// The chair cares for the borrower at home; both he and the plain member have consented to it.
fn care(sql: &mut String, s: Site) {
    let (club, volunteer, case, visit) = (s.club, s.volunteer, s.care_case, s.care_visit);
    let (member, cared_for, chair) = (s.member, s.borrower, s.user(Role::ClubChair));
    let (person, plain) = (made_up(s.number, 43), made_up(s.number, 42));
    writeln!(
        sql,
        "insert into consents (id, person_id, purpose, text_version, method, given_on) values
            ('{}', '{person}', 'home_care', '2026-01', 'paper', '2026-01-20'),
            ('{}', '{plain}', 'home_care', '2026-01', 'paper', '2026-01-20');
         insert into volunteers (id, club_id, member_id, since, recorded_by)
         values ('{volunteer}', '{club}', '{member}', '2026-01-10', '{chair}');
         insert into care_cases (id, club_id, person_id, member_id, number, state, state_since, need, needs,
            visit_every_days, started_on, last_visit_on, recorded_by)
         values ('{case}', '{club}', '{person}', '{cared_for}', 1, 'active', '2026-02-01', 'moderate',
            'Cần người nhắc uống thuốc.', 7, '2026-02-01', '2026-11-10', '{chair}');
         insert into care_case_volunteers values ('{case}', '{volunteer}', '2026-02-01', null);
         insert into care_visits (id, case_id, club_id, visited_on, starts_at, minutes, services, note, recorded_by)
         values ('{visit}', '{case}', '{club}', '2026-11-10', '08:30', 90, array['company', 'meal'], 'Ghi chú mẫu.',
            '{chair}');
         insert into care_visit_volunteers values ('{visit}', '{volunteer}', '2026-11-10');
         insert into referrals (id, case_id, club_id, visit_id, referred_on, urgency, reason, state, state_since,
            recorded_by)
         values ('{}', '{case}', '{club}', '{visit}', '2026-11-12', 'soon', 'Huyết áp cao mẫu.', 'sent',
            '2026-11-12', '{chair}');",
        made_up(s.number, 335),
        made_up(s.number, 336),
        s.referral,
    )
    .unwrap();
}

/// A draft of the hamlet with one of each, and an issued plan of the province with targets of every kind.
fn plans(sql: &mut String, s: Site) {
    let (by, document, issued) = (s.user(Role::CommuneAssociation), s.document, s.issued_plan);
    let programme = "(select id from programmes where code = '1648')";
    writeln!(
        sql,
        "insert into documents (id, programme_id, kind, title, issuer, level, unit_id, period_from, period_to, known_from,
            state_since, drawn_up_by)
         values ('{document}', {programme}, 'plan', 'Kế hoạch mẫu của xóm', 'Chi hội mẫu', 'hamlet', '{}', '2026-01-01',
            '2026-12-31', 'text', '2026-01-05', '{by}');
         insert into documents (id, programme_id, kind, number, issued_on, title, issuer, signatory, level, unit_id,
            period_from, period_to, known_from, state, state_since, drawn_up_by)
         values ('{issued}', {programme}, 'plan', '7/KH-MAU', '2024-01-15', 'Kế hoạch mẫu của tỉnh', 'UBND tỉnh mẫu {n}',
            'Người Ký Mẫu', 'province', '{}', '2024-01-15', '2030-12-31', 'text', 'issued', '2024-01-15', '{by}');
         insert into targets (id, document_id, code, statement, indicator, comparator, low, measure, level, quotation)
         values ('{}', '{document}', 'T1', 'Được vay vốn', 'I12', 'ge', 50, 'percent', 'club', 'ít nhất 50%');
         insert into plan_items (id, document_id, code, text) values ('{}', '{document}', '1', 'Tập huấn mẫu');
         insert into plan_tasks (id, document_id, text, lead, due_on)
         values ('{}', '{document}', 'Mời giảng viên mẫu', 'Chi hội mẫu', '2026-12-31');
         insert into budget_lines (id, document_id, year, source, text, requested_vnd, recorded_by)
         values ('{}', '{document}', 2026, 'state_budget', 'Tập huấn mẫu', 40000000, '{by}');",
        s.hamlet,
        s.province,
        s.target,
        s.plan_item,
        s.plan_task,
        s.budget_line,
        n = s.number,
    )
    .unwrap();
    for (number, code, indicator, comparator, low, high, measure, level) in [
        (411, "P1", "'I09'", "gt", "50", "null", "percent", "province"),
        (412, "P2", "'I01'", "ge", "3", "null", "clubs", "province"),
        (413, "P3", "'I03'", "between", "50", "70", "persons", "club"),
        (414, "P4", "'I04'", "between", "60", "70", "percent", "club"),
        (415, "P5", "null", "none", "null", "null", "none", "club"),
        (416, "P6", "'I14'", "eq", "100", "null", "percent", "province"),
        (417, "P7", "'I01'", "eq", "2", "null", "clubs", "district"),
    ] {
        writeln!(
            sql,
            "insert into targets (id, document_id, code, statement, indicator, comparator, low, high, measure, level,
                quotation)
             values ('{}', '{issued}', '{code}', 'Chỉ tiêu mẫu', {indicator}, '{comparator}', {low}, {high}, '{measure}',
                '{level}', 'trích mẫu');",
            made_up(s.number, number)
        )
        .unwrap();
    }
}

/// The organisations of the elderly at each level, and a line of the province's own.
fn chain(sql: &mut String, s: Site) {
    for (organisation, kind, level, unit, name, from) in [
        (s.branch, "elderly_branch", "hamlet", s.hamlet, "Chi hội mẫu", "2024-01-01"),
        (s.commune_association, "elderly_association", "commune", s.commune, "Hội xã mẫu", "2025-07-01"),
        (s.province_association, "elderly_association", "province", s.province, "Hội tỉnh mẫu", "2024-01-01"),
    ] {
        let key = text::sort_key(name).bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        writeln!(
            sql,
            "insert into organisations (id, kind, level, unit_id, name, sort_key, valid_from)
             values ('{organisation}', '{kind}', '{level}', '{unit}', '{name}', convert_from('\\x{key}', 'UTF8'), '{from}');"
        )
        .unwrap();
    }
    writeln!(
        sql,
        "insert into reporting_lines (id, from_kind, from_level, to_kind, to_level, role, regime, province_id, valid_from, source)
         values ('{}', 'red_cross', 'commune', 'red_cross', 'province', 'information', 'year', '{}', '2024-01-01', 'KH mẫu');",
        s.reporting_line, s.province
    )
    .unwrap();
    writeln!(
        sql,
        "insert into admin_changes (id, province_id, title, legal_document, effective_on, operations, drafted_by)
         values ('{}', '{}', 'Đổi tên mẫu', 'NQ mẫu', '2026-10-01',
            '[{{\"op\": \"rename\", \"unit_id\": \"{}\", \"name\": \"Xóm Mẫu Khác\"}}]', '{}');",
        s.admin_change,
        s.province,
        s.other_hamlet,
        s.user(Role::ProvinceCommittee)
    )
    .unwrap();
}

/// The first half of 2026 by the calendar.
pub const FIRST_HALF: &str = "3fc0a580-bbee-88ea-ad7b-6e5e04b1b403";

/// Three reports of the club: one being drawn up, one sealed, one that was asked for.
fn reports(sql: &mut String, s: Site) {
    let (club, report, sealed, asked) = (s.club, s.report, s.sealed_report, made_up(s.number, 463));
    let (commune, province, request) = (s.commune, s.province, s.report_request);
    let association = s.user(Role::ProvinceAssociation);
    let body = format!(
        r#"{{"report_id":"{sealed}","version":1,"title_vi":"Báo cáo mẫu","reporter":{{"name":"CLB mẫu","level":"club","ancestors":[]}},"programme":null,"regime":"half_year","since":"2025-01-01","until":"2025-06-30","cells":[],"parts":[],"targets":[],"sections":[],"coverage":null,"missing":[],"signed":[]}}"#
    );
    writeln!(
        sql,
        "insert into report_requests (id, unit_id, title, questions, indicators, period_id, line, due_on, requested_on,
            requested_by)
         values ('{request}', '{province}', 'Hỏi mẫu', array['Có khó khăn gì?'], '{{}}', '{FIRST_HALF}',
            'elderly_association', '2026-12-01', '2026-11-15', '{association}');
         insert into reports (id, club_id, commune_id, province_id, level, line, period_id, regime, request_id, state,
            due_on, opened_on, submitted_on, accepted_on, sealed_on)
         values ('{report}', '{club}', '{commune}', '{province}', 'club', 'elderly_association', '{FIRST_HALF}',
                'half_year', null, 'draft', '2026-07-02', '2026-06-20', null, null, null),
            ('{sealed}', '{club}', '{commune}', '{province}', 'club', 'elderly_association',
                (select id from report_periods where scheme = 'calendar' and kind = 'half_year' and since = '2025-01-01'),
                'half_year', null, 'sealed', '2025-07-02', '2025-06-20', '2025-07-01', '2025-07-03', '2025-07-04'),
            ('{asked}', '{club}', '{commune}', '{province}', 'club', 'elderly_association', '{FIRST_HALF}',
                'ad_hoc', '{request}', 'open', '2026-12-01', '2026-11-15', null, null, null);
         insert into report_cells (report_id, indicator, definition_version, numerator, few_people)
         values ('{report}', 'I03', 1, 3, true), ('{sealed}', 'I03', 1, 3, true);
         insert into report_deliveries (id, report_id, kind, level, unit_id, name, role, delivered_on)
         values ('{}', '{sealed}', 'elderly_association', 'commune', '{commune}', 'Hội mẫu', 'addressee', '2025-07-04');
         insert into report_snapshots (report_id, body, content_hash, sealed_on)
         select '{sealed}', b, encode(sha256(convert_to(b, 'UTF8')), 'hex'), '2025-07-04' from (values ('{body}')) v (b);",
        made_up(s.number, 465),
    )
    .unwrap();
}

/// What was declared, and on what terrain the communes lie: mountains, lowland until the reform.
fn declared(sql: &mut String, s: Site) {
    let by = s.user(Role::CommuneAssociation);
    let columns = "id, unit_id, club_id, indicator, since, until, numerator, document, declared_by, declared_on, recorded_by";
    writeln!(
        sql,
        "insert into declared_figures ({columns}) values
         ('{}', '{}', null, 'I03', '2025-01-01', '2025-06-30', 70, 'Báo cáo mẫu', 'Hội mẫu', '2025-07-05', '{by}'),
         ('{}', null, '{}', 'I03', '2025-01-01', '2025-06-30', 60, 'Báo cáo mẫu', 'Ban mẫu', '2025-07-05', '{by}'),
         ('{}', null, null, 'I03', '2025-01-01', '2025-06-30', 330000, 'Công bố mẫu {}', 'Trung ương mẫu', '2025-07-05', '{by}');
         insert into unit_terrains (unit_id, terrain, valid_from, valid_to, source) values
         ('{}', 'lowland', '2010-01-01', '2025-06-30', 'QĐ mẫu 1'),
         ('{}', 'mountain', '2025-07-01', null, 'QĐ mẫu 2');",
        s.declared_figure,
        s.hamlet,
        made_up(s.number, 502),
        s.club,
        made_up(s.number, 503),
        s.number,
        s.old_commune,
        s.commune,
    )
    .unwrap();
}
