//! The made-up province that is attacked: two communes, of which one has two clubs and the other an only one, with few
//! people of a kind wherever a number of few could be had from larger ones. Beside it lies the other province of the
//! world, so that the nation has two.

use super::measures::{self, Column};
use crate::reporting::reports::{STATE_HALF, done, half_year, step};
use crate::reporting::sealed_reports::sealed_of_club;
use crate::statistics::finances::{lend, save};
use crate::support::TestApp;
use crate::support::world::{HERE, THERE};
use chrono::NaiveDate;
use lien_the_he::platform::auth::{Place, Role};
use lien_the_he::platform::ids::{ClubId, UnitId};
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// Some clubs: a bit each.
pub type Clubs = u32;

/// What numbers are of: stocks of the last day, flows from the first through the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub since: NaiveDate,
    pub day: NaiveDate,
}
impl Period {
    /// The period of a column: for stocks the last day is all of it.
    pub fn of(self, column: Column) -> Self {
        if measures::flows(column) { self } else { Self { since: self.day, day: self.day } }
    }
}

/// A club, and where it lies.
pub struct Club {
    pub id: Uuid,
    pub name: &'static str,
    /// Hamlet, commune, province, and the commune and district before the reform.
    within: [Uuid; 5],
    founded: NaiveDate,
    mountain: bool,
}

/// A report, and whose figures stand in it.
pub struct Report {
    pub id: Uuid,
    pub clubs: Clubs,
    /// Those whose sealed reports are summed up in it.
    pub consolidated: Option<Clubs>,
}

pub struct Province {
    pub app: TestApp,
    pub clubs: Vec<Club>,
    pub reports: Vec<Report>,
    /// The year through today, and the half year of the reports.
    pub year: Period,
    pub half: Period,
}

/// So many people, of whom so many are of each kind: the first are women, the last are older, so that a kind can be
/// made to lie within another or not.
struct Crowd {
    club: Uuid,
    hamlet: Uuid,
    tag: &'static str,
    members: i64,
    women: i64,
    older: i64,
    /// Full 55, and not 60.
    middle: i64,
    poor: i64,
    near_poor: i64,
    difficult: i64,
    /// Of the near-poor, those who were poor the year before.
    escaped: i64,
    disabled: i64,
    minority: i64,
    alone: i64,
    /// Who joined in August 2026.
    recent: i64,
}

impl Crowd {
    fn sql(&self) -> String {
        let Self { club, hamlet, tag, members, women, older, middle, .. } = self;
        let Self { poor, near_poor, difficult, escaped, disabled, minority, alone, recent, .. } = self;
        let (near, needy) = (poor + near_poor, poor + near_poor + difficult);
        format!(
            "insert into households (id, hamlet_id)
             select md5('{tag}h' || n)::uuid, '{hamlet}' from generate_series(1, {needy}) n;
             insert into household_poverty
             select md5('{tag}h' || n)::uuid, 2026,
                    case when n <= {poor} then 'poor' when n <= {near} then 'near_poor' else 'difficult' end, 'HN'
               from generate_series(1, {needy}) n;
             insert into household_poverty
             select md5('{tag}h' || n)::uuid, 2025, 'poor', 'HN' from generate_series(1, {poor} + {escaped}) n;
             insert into persons (id, full_name, folded, sort_key, sex, birth_date, birth_precision, ethnicity, disabled,
                    lives_alone, household_id)
             select md5('{tag}p' || n)::uuid, 'Người Mẫu ' || n, 'nguoi mau ' || n, '{tag}' || n,
                    case when n <= {women} then 'female' else 'male' end,
                    case when n > {members} - {older} then date '1955-05-05'
                         when n > {members} - {older} - {middle} then date '1969-05-05' else date '1990-05-05' end, 'day',
                    case when n > {members} - {minority} then '02' else '01' end, n <= {disabled},
                    n > {members} - {alone}, case when n <= {needy} then md5('{tag}h' || n)::uuid end
               from generate_series(1, {members}) n;
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select md5('{tag}m' || n)::uuid, md5('{tag}p' || n)::uuid, '{club}', 'active', d, d, d
               from generate_series(1, {members}) n,
                    lateral (select case when n > {members} - {recent} then date '2026-08-01' else '2025-03-01' end) j (d);"
        )
    }
}

/// The second club of the commune.
const SECOND: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0006_0000_0777);

/// A club founded later than the others, in the other hamlet of the commune.
fn second_club() -> String {
    let (s, hamlet) = (HERE, HERE.other_hamlet);
    format!(
        "insert into clubs (id, code, name, folded, sort_key, state, state_since, hamlet_id, commune_id, province_id,
                proposed_on, established_on, launched_on)
         values ('{SECOND}', 'mau-777', 'CLB Mẫu Hai', 'clb mau hai', 'clb mau hai', 'active', '2025-03-01', '{hamlet}',
                '{}', '{}', '2025-01-10', '2025-02-01', '2025-03-01');
         insert into club_placements values (gen_random_uuid(), '{SECOND}', '{hamlet}', true, '2025-01-10', null);
         insert into ledgers (club_id) values ('{SECOND}');
         insert into funds (id, club_id, kind, opened_on) values
                (gen_random_uuid(), '{SECOND}', 'income', '2025-03-01'),
                (gen_random_uuid(), '{SECOND}', 'operating', '2025-03-01');
         insert into unit_terrains (unit_id, terrain, valid_from, source)
         values ('{}', 'lowland', '2025-07-01', 'QĐ mẫu 3');",
        s.commune, s.province, s.other_commune
    )
}

const CROWDS: [Crowd; 5] = [
    // with the three of the world: three poor, two disabled
    Crowd {
        club: HERE.club,
        hamlet: HERE.hamlet,
        tag: "a",
        members: 30,
        women: 18,
        older: 14,
        middle: 6,
        poor: 2,
        near_poor: 6,
        difficult: 5,
        escaped: 5,
        disabled: 2,
        minority: 7,
        alone: 6,
        recent: 2,
    },
    Crowd {
        club: SECOND,
        hamlet: HERE.other_hamlet,
        tag: "b",
        members: 40,
        women: 25,
        older: 22,
        middle: 8,
        poor: 9,
        near_poor: 7,
        difficult: 6,
        escaped: 1,
        disabled: 6,
        minority: 3,
        alone: 8,
        recent: 6,
    },
    // the only club of its commune: two near-poor, and two men among the older
    Crowd {
        club: HERE.other_club,
        hamlet: HERE.far_hamlet,
        tag: "c",
        members: 34,
        women: 30,
        older: 6,
        middle: 2,
        poor: 6,
        near_poor: 2,
        difficult: 8,
        escaped: 0,
        disabled: 7,
        minority: 6,
        alone: 5,
        recent: 1,
    },
    Crowd {
        club: THERE.club,
        hamlet: THERE.hamlet,
        tag: "d",
        members: 20,
        women: 12,
        older: 9,
        middle: 5,
        poor: 5,
        near_poor: 5,
        difficult: 5,
        escaped: 2,
        disabled: 1,
        minority: 5,
        alone: 5,
        recent: 0,
    },
    Crowd {
        club: THERE.other_club,
        hamlet: THERE.far_hamlet,
        tag: "e",
        members: 25,
        women: 15,
        older: 12,
        middle: 6,
        poor: 7,
        near_poor: 6,
        difficult: 1,
        escaped: 6,
        disabled: 8,
        minority: 6,
        alone: 2,
        recent: 3,
    },
];

/// The id of a made-up member.
fn member(tag: &str, number: usize) -> String {
    format!("(select md5('{tag}m{number}')::uuid)")
}

async fn id_of(app: &TestApp, tag: &str, number: usize) -> String {
    app.text(&format!("select {}", member(tag, number))).await
}

/// Of the second club's eight borrowers one has paid anything: one of five millions, with fifty thousand of interest.
async fn one_pays(app: &TestApp, loan: Uuid) {
    let (entry, repayment, nobody) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::nil());
    app.rows(&format!(
        "begin;
         update loans set outstanding_vnd = 4000000, repaid_vnd = 1000000 where id = '{loan}';
         update ledgers set last_number = last_number + 1 where club_id = '{SECOND}';
         insert into ledger_entries (id, club_id, number, kind, on_day, receipt_code, recorded_by, recorded_at,
                previous_hash, hash)
         select '{entry}', club_id, last_number, 'repayment', '2026-05-10', '{entry}', '{nobody}', now(), '\\x00', '\\x00'
           from ledgers where club_id = '{SECOND}';
         insert into ledger_lines (club_id, number, line, fund, account, amount_vnd, loan_id, on_day)
         select club_id, last_number, line, 'income', account, amount, '{loan}', '2026-05-10'
           from ledgers, (values (1, 'cash', 1050000), (2, 'loans', -1000000), (3, 'interest_income', -50000))
                as l (line, account, amount)
          where club_id = '{SECOND}';
         insert into repayments (id, loan_id, club_id, entry_id, number, paid_on, amount_vnd, schedule_number, closes,
                recorded_by)
         values ('{repayment}', '{loan}', '{SECOND}', '{entry}', 1, '2026-05-10', 1050000, 1, false, '{nobody}');
         insert into repayment_lines values ('{repayment}', 1, 'interest', 1, 50000),
                ('{repayment}', 2, 'principal', 1, 1000000);
         commit"
    ))
    .await;
}

async fn money(app: &TestApp) {
    // two borrow in the first club
    lend(app, HERE.club, &HERE.plain_member.to_string(), 3_000_000, None).await;
    // eight in the second, of whom one pays
    for number in 1..=8 {
        let late = (number == 2).then_some("2026-09-01");
        let loan = lend(app, SECOND, &id_of(app, "b", number).await, 5_000_000, late).await;
        if number == 1 {
            one_pays(app, loan).await;
        }
    }
    // all that the only club began with is one loan, carried over
    let carried = lend(app, HERE.other_club, &id_of(app, "c", 1).await, 4_000_000, None).await;
    app.rows(&format!("update loans set carried_over = true where id = '{carried}'")).await;
    // nobody saves in the only club, three in the first, six in the second
    for (club, tag, savers) in [(HERE.club, "a", 3), (SECOND, "b", 6)] {
        for number in 1..=savers {
            save(app, club, id_of(app, tag, number).await.parse().unwrap(), 100_000).await;
        }
    }
}

/// The first club's loan stands still after a flood: one, as the list of pauses tells everybody.
async fn flood(app: &TestApp) {
    let association = app.role(Role::CommuneAssociation, HERE).await;
    let pause =
        json!({ "from": "2026-11-01", "to": "2026-12-31", "document": "45/QĐ-UBND", "reason": "Lũ quét" });
    let paused = association.post(&format!("/v1/units/{}/repayment-pauses", HERE.hamlet), pause).await;
    assert_eq!((paused.status.as_u16(), &paused.body["loans"]), (201, &json!(1)), "{}", paused.body);
}

/// Care for one person with six visits, one case of rights, and all but two of a club insured.
async fn care(app: &TestApp) {
    let by = HERE.user(Role::ClubChair);
    let mut sql = String::new();
    for day in 1..=5 {
        write!(
            sql,
            "insert into care_visits (id, case_id, club_id, visited_on, starts_at, minutes, services, note, recorded_by)
             values (gen_random_uuid(), '{}', '{}', '2026-10-0{day}', '08:30', 60, array['company'], null, '{by}');",
            HERE.care_case, HERE.club
        )
        .unwrap();
    }
    write!(
        sql,
        "insert into rights_cases (id, club_id, member_id, issue, description, state, opened_on, recorded_by)
         values (gen_random_uuid(), '{SECOND}', {}, 'land', 'Mẫu', 'open', '2026-03-03', '{by}');",
        member("b", 5)
    )
    .unwrap();
    for (club, tag, insured) in [(HERE.other_club, "c", 33), (SECOND, "b", 12)] {
        write!(
            sql,
            "insert into insurance_supports (id, club_id, member_id, year, covered, payer, amount_vnd, recorded_by)
             select gen_random_uuid(), '{club}', md5('{tag}m' || n)::uuid, 2026, true, 'state_budget', 1263600, '{by}'
               from generate_series(1, {insured}) n;"
        )
        .unwrap();
    }
    app.rows(&sql).await;
}

/// Targets whose bounds lie among the small numbers: who is told that they are met has been told the number.
async fn targets(app: &TestApp) {
    for (code, indicator, comparator, low, high, level) in [
        ("Q1", "B2b", "ge", "3", "null", "club"),
        ("Q2", "B2b", "le", "null", "3", "club"),
        ("Q3", "B2c", "ge", "2", "null", "commune"),
        ("Q4", "B2c", "lt", "null", "3", "commune"),
        ("Q5", "B2f", "eq", "2", "null", "club"),
    ] {
        app.rows(&format!(
            "insert into targets (id, document_id, code, statement, indicator, comparator, low, high, measure, level,
                    quotation)
             values (gen_random_uuid(), '{}', '{code}', 'Chỉ tiêu mẫu', '{indicator}', '{comparator}', {low}, {high},
                    'persons', '{level}', 'trích mẫu')",
            HERE.issued_plan
        ))
        .await;
    }
}

impl Province {
    pub async fn found() -> Self {
        let app = TestApp::start().await;
        let crowds: String = CROWDS.iter().map(Crowd::sql).collect();
        app.rows(&(second_club() + &crowds)).await;
        flood(&app).await;
        money(&app).await;
        care(&app).await;
        targets(&app).await;
        for what in ["clubs", "finances", "activities"] {
            app.rows(&format!("select logic.count_{what}(array(select id from clubs), '{}')", app.today))
                .await;
        }
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let club =
            |id, name, within, founded, mountain| Club { id, name, within, founded: day(founded), mountain };
        let clubs = vec![
            club(
                HERE.club,
                "the first club",
                [HERE.hamlet, HERE.commune, HERE.province, HERE.old_commune, HERE.district],
                "2024-04-10",
                true,
            ),
            club(
                SECOND,
                "the second club",
                [HERE.other_hamlet, HERE.commune, HERE.province, HERE.old_commune, HERE.district],
                "2025-02-01",
                true,
            ),
            club(
                HERE.other_club,
                "the only club",
                [HERE.far_hamlet, HERE.other_commune, HERE.province, HERE.split_commune, HERE.district],
                "2024-04-10",
                false,
            ),
            club(
                THERE.club,
                "a club there",
                [THERE.hamlet, THERE.commune, THERE.province, THERE.old_commune, THERE.district],
                "2024-04-10",
                true,
            ),
            club(
                THERE.other_club,
                "another there",
                [THERE.far_hamlet, THERE.other_commune, THERE.province, THERE.split_commune, THERE.district],
                "2024-04-10",
                false,
            ),
        ];
        let half =
            app.rows(&format!("select since, until from report_periods where id = '{STATE_HALF}'")).await;
        let half =
            Period { since: day(half[0][0].as_deref().unwrap()), day: day(half[0][1].as_deref().unwrap()) };
        let year = Period { since: day("2026-01-01"), day: app.today };
        let mut province = Self { app, clubs, reports: vec![], year, half };
        province.reports = province.report().await;
        province
    }

    /// Every club and unit has its report of the half year; that of the first club is sealed, and its commune's sums up
    /// what is.
    async fn report(&self) -> Vec<Report> {
        let (app, unit) = (&self.app, |unit| self.within(unit));
        let mut reports = vec![];
        let sealed = sealed_of_club(app, HERE).await;
        reports.push(Report { id: sealed.id(), clubs: 0b1, consolidated: None });
        let secretary =
            [SECOND, HERE.other_club].map(|club| (Role::ClubSecretary, Place::Club(ClubId(club))));
        let secretary = app.user(HERE.user(Role::ClubSecretary), &secretary).await;
        for (club, clubs) in [(SECOND, 0b10), (HERE.other_club, 0b100)] {
            let report =
                done(secretary.post(&format!("/v1/clubs/{club}/reports"), half_year(STATE_HALF)).await);
            let report = done(step(&secretary, &report, "draft").await);
            reports.push(Report { id: report.id(), clubs, consolidated: None });
        }
        let communes = [HERE.commune, HERE.other_commune];
        let officer = communes.map(|commune| (Role::CommuneSocialOfficer, Place::Commune(UnitId(commune))));
        let officer = app.user(HERE.user(Role::CommuneSocialOfficer), &officer).await;
        let department = app.role(Role::ProvinceSocialDepartment, HERE).await;
        for (caller, place) in
            [(&officer, HERE.commune), (&officer, HERE.other_commune), (&department, HERE.province)]
        {
            let report =
                done(caller.post(&format!("/v1/units/{place}/reports"), half_year(STATE_HALF)).await);
            let mut report = done(step(caller, &report, "draft").await);
            let summed_up = place == HERE.commune;
            if summed_up {
                report = done(step(caller, &report, "consolidation").await);
            }
            reports.push(Report {
                id: report.id(),
                clubs: unit(place),
                consolidated: summed_up.then_some(0b1),
            });
        }
        reports
    }

    /// The clubs of a unit, today or before the reform.
    pub fn within(&self, unit: Uuid) -> Clubs {
        self.those(|club| club.within.contains(&unit))
    }
    /// All of them.
    pub fn everywhere(&self) -> Clubs {
        self.those(|_| true)
    }
    pub fn of(&self, id: Uuid) -> Clubs {
        self.those(|club| club.id == id)
    }
    fn those(&self, wanted: impl Fn(&Club) -> bool) -> Clubs {
        (0_u32..).zip(&self.clubs).filter(|(_, club)| wanted(club)).map(|(bit, _)| 1_u32 << bit).sum()
    }
    /// What the API lets one choose clubs by, and which these are.
    pub fn choices(&self) -> Vec<(&'static str, Clubs)> {
        let split: NaiveDate = "2025-01-01".parse().unwrap();
        vec![
            ("", Clubs::MAX),
            ("&terrain=mountain", self.those(|club| club.mountain)),
            ("&terrain=lowland", self.those(|club| !club.mountain && club.within[2] == HERE.province)),
            ("&founded_from=2025-01-01", self.those(|club| club.founded >= split)),
            ("&founded_through=2024-12-31", self.those(|club| club.founded < split)),
        ]
    }
    /// The name of some clubs.
    pub fn name(&self, clubs: Clubs) -> String {
        let known = [
            ("the commune", self.within(HERE.commune)),
            ("the province", self.within(HERE.province)),
            ("the province there", self.within(THERE.province)),
            ("the nation", self.everywhere()),
        ];
        if let Some((name, _)) = known.iter().find(|(_, whole)| *whole == clubs) {
            return (*name).to_owned();
        }
        let names = self.one_by_one(clubs).map(|club| self.clubs[club].name);
        names.collect::<Vec<&str>>().join(" and ")
    }
    /// The places of each of some clubs.
    pub fn one_by_one(&self, clubs: Clubs) -> impl Iterator<Item = usize> {
        (0..self.clubs.len()).filter(move |club| clubs & (1_u32 << *club) != 0)
    }
    /// All sets of clubs that are units, the smaller ones first.
    pub fn units(&self) -> Vec<Clubs> {
        let mut units: Vec<Clubs> =
            self.clubs.iter().flat_map(|club| club.within).map(|unit| self.within(unit)).collect();
        units.push(self.everywhere());
        units.sort_by_key(|clubs| (clubs.count_ones(), *clubs));
        units.dedup();
        units
    }

    /// What is true of each club in a period, by the facts.
    pub async fn truth(&self, period: Period) -> HashMap<(usize, String), i128> {
        let ids: Vec<String> = self.clubs.iter().map(|club| format!("'{}'", club.id)).collect();
        let (ids, Period { since, day }) = (ids.join(", "), period);
        let table = |name: &str| format!("select * from logic.countable('{name}', to_jsonb(f.{name}))");
        let tables =
            ["club_metrics", "fund_metrics", "lending_metrics", "repayment_metrics", "activity_metrics"];
        let tables = tables.map(table).join(" union all ");
        let counted = format!(
            "select f.club_id, t.name, t.value
               from logic.figures_on(array[{ids}]::uuid[], '{since}', '{day}') f cross join lateral ({tables}) t
             union all
             select l.club_id, 'behind.payers', count(distinct l.member_id) from repayments r join loans l on l.id = r.loan_id
              where r.paid_on between '{since}' and '{day}' and r.reversed_by is null group by 1
             union all
             select v.club_id, 'behind.cared_for', count(distinct k.person_id)
               from care_visits v join care_cases k on k.id = v.case_id
              where v.visited_on between '{since}' and '{day}' group by 1
             union all
             select club_id, 'behind.carried_over', count(distinct member_id) from loans where carried_over group by 1
             union all
             select club_id, 'behind.carried_over_vnd', sum(outstanding_vnd) from loans where carried_over group by 1
             union all
             select l.club_id, 'pauses.loans', count(*) from loans l where l.frozen_until is not null group by 1"
        );
        let rows = self.app.rows(&counted).await;
        let text = |row: &[Option<String>], at: usize| row[at].clone().unwrap();
        let place = |id: &str| self.clubs.iter().position(|club| club.id.to_string() == id);
        rows.iter()
            .filter_map(|row| Some(((place(&text(row, 0))?, text(row, 1)), text(row, 2).parse().unwrap())))
            .collect()
    }
}
