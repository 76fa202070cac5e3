//! One made-up club: its people, its board and what it does. Its books are in `books`.

use super::books;
use super::dice::{Dice, Ids};
use super::making::{Making, Meeting, Person, Regulation, Setting};
use super::nation::{Commune, Seat};
use super::rows::{Cell, Json, Rows, Table, Words};
use crate::commands::Outcome;
use crate::platform::text;
use chrono::{Datelike, Days, Months, NaiveDate};
use uuid::Uuid;

/// For how many months back the books and the meetings go.
const MONTHS: u32 = 24;
const AREAS: [(&str, &str, &str); 8] = [
    ("income", "livelihood", "Hướng dẫn kỹ thuật trồng trọt, chăn nuôi"),
    ("health_care", "exercise", "Tập dưỡng sinh, đo huyết áp"),
    ("home_care", "volunteer_meeting", "Sinh hoạt nhóm tình nguyện viên chăm sóc tại nhà"),
    ("self_help", "helping_day", "Ngày giúp nhau"),
    ("rights", "legal_talk", "Nói chuyện về quyền của người cao tuổi"),
    ("communication", "talk", "Truyền thông về sức khỏe và đời sống"),
    ("sport_culture", "singing", "Văn nghệ, thể thao"),
    ("resource_mobilisation", "appeal", "Vận động nguồn lực"),
];

fn before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(day)
}
fn after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(day)
}

/// A health day or a meeting of the clubs of a commune.
pub struct Common {
    event: Uuid,
    gathering: Uuid,
    /// How many of a hundred came.
    came: i64,
}

/// What the clubs of a commune do together: two health days, each with a meeting of the clubs.
pub fn together(setting: &Setting, commune: &Commune, rows: &mut Rows) -> Vec<Common> {
    let mut ids = Ids::new(setting.seed, commune.number);
    let mut dice = Dice::of(&[setting.seed, commune.number, 2]);
    let recorder = ids.somebody(1);
    let mut all = vec![];
    for came in [84, 55] {
        let (event, gathering) = (ids.next(Table::HealthEvents), ids.next(Table::Gatherings));
        let held = before(setting.today, dice.between(5, 300));
        let cells: [&dyn Cell; 11] = [
            &event,
            &commune.id,
            &commune.id,
            &commune.province,
            &"done",
            &"general_check",
            &"Khám sức khỏe định kỳ cho người cao tuổi",
            &"Trạm y tế",
            &held,
            &i32::try_from(dice.between(0, 60)).unwrap_or(0),
            &recorder,
        ];
        rows.add(Table::HealthEvents, &cells);
        let kind = if came > 60 { "half_year" } else { "year" };
        let cells: [&dyn Cell; 8] = [
            &gathering,
            &commune.id,
            &commune.id,
            &commune.province,
            &kind,
            &after(held, 1),
            &"Giao ban các câu lạc bộ",
            &recorder,
        ];
        rows.add(Table::Gatherings, &cells);
        all.push(Common { event, gathering, came });
    }
    all
}

/// Makes a club with all that belongs to it.
pub fn make(
    setting: &Setting,
    commune: &Commune,
    seat: &Seat,
    common: &[Common],
    rows: &mut Rows,
) -> Outcome {
    let mut ids = Ids::new(setting.seed, seat.number);
    let club = ids.next(Table::Clubs);
    let recorders = [ids.somebody(1), ids.somebody(2)];
    let dice = Dice::of(&[setting.seed, seat.number, 3]);
    let mut making = Making { setting, ids, dice, rows, club, recorders };
    let Some(launched) = seat.launched_on else {
        making.head(commune, seat, "proposed", seat.proposed_on, (None, 17));
        making.people(commune, seat, None);
        return Ok(());
    };
    let suspended = making.dice.chance(1).then(|| before(setting.today, making.dice.between(20, 90)));
    let suspended = suspended.filter(|day| *day > after(launched, 60));
    let established = before(launched, making.dice.between(7, 30));
    let meets = u32::try_from(making.dice.between(1, 28)).unwrap_or(1);
    let (state, since) = suspended.map_or(("active", launched), |day| ("suspended", day));
    making.head(commune, seat, state, since, (Some((established, launched)), meets));
    let people = making.people(commune, seat, Some(launched));
    making.life(seat, established, launched, suspended, people.len());
    let regulation = making.regulation(seat);
    making.board(seat, &people);
    let meetings = making.meetings(launched, suspended.unwrap_or(setting.today), meets, &people);
    books::keep(&mut making, &regulation, launched, &meetings, &people)?;
    making.doings(launched, suspended.unwrap_or(setting.today), &people);
    making.care(launched, &people);
    making.events(common, &people);
    Ok(())
}

impl Making<'_> {
    fn head(
        &mut self,
        commune: &Commune,
        seat: &Seat,
        state: &str,
        since: NaiveDate,
        (dates, meets): (Option<(NaiveDate, NaiveDate)>, u32),
    ) {
        let name = format!("CLB Liên thế hệ tự giúp nhau {}", seat.hamlet_name);
        let cells: [&dyn Cell; 16] = [
            &self.club,
            &seat.code,
            &name,
            &text::fold(&name),
            &text::sort_key(&name),
            &state,
            &since,
            &seat.hamlet,
            &commune.id,
            &commune.province,
            &seat.proposed_on,
            &dates.map(|(established, _)| established),
            &dates.map(|(_, launched)| launched),
            &"Nhà văn hóa",
            &i16::try_from(meets).unwrap_or(1),
            &"Dữ liệu minh họa.",
        ];
        self.rows.add(Table::Clubs, &cells);
        for (hamlet, is_main) in
            std::iter::once((seat.hamlet, true)).chain(seat.second.map(|other| (other, false)))
        {
            let id = self.ids.next(Table::ClubPlacements);
            self.rows.add(Table::ClubPlacements, &[&id, &self.club, &hamlet, &is_main, &seat.proposed_on]);
        }
    }

    fn life(
        &mut self,
        seat: &Seat,
        established: NaiveDate,
        launched: NaiveDate,
        suspended: Option<NaiveDate>,
        members: usize,
    ) {
        let dossier = after(seat.proposed_on, 20);
        let decision = format!("{}/QĐ-UBND (mẫu)", self.dice.between(1, 900));
        let listed = i32::try_from(members).unwrap_or(0);
        let mut step =
            |event: &str, from: &str, to: &str, on: NaiveDate, decided: bool, reason: Option<&str>| {
                let id = self.ids.next(Table::ClubTransitions);
                let of = |value: Option<&str>| value.filter(|_| decided).map(str::to_owned);
                let cells: [&dyn Cell; 11] = [
                    &id,
                    &self.club,
                    &event,
                    &from,
                    &to,
                    &on,
                    &of(Some(&decision)),
                    &decided.then_some(on),
                    &of(Some("commune_committee")),
                    &decided.then_some(listed),
                    &reason,
                ];
                self.rows.add(Table::ClubTransitions, &cells);
            };
        step("dossier", "proposed", "dossier_submitted", dossier, false, None);
        step("establishment", "dossier_submitted", "established", established, true, None);
        step("launch", "established", "active", launched, false, None);
        if let Some(day) = suspended {
            step("suspension", "active", "suspended", day, false, Some("Thiếu ban chủ nhiệm"));
        }
    }

    fn regulation(&mut self, seat: &Seat) -> Regulation {
        let (id, day) = (self.ids.next(Table::ClubRegulations), after(seat.proposed_on, 18));
        let (rules, json) = &self.setting.rules;
        let cells: [&dyn Cell; 7] = [
            &id,
            &self.club,
            &1_i32,
            &day,
            &day,
            &"Quy chế minh họa: họp hằng tháng; chủ nhiệm, kế toán và thủ quỹ là ba người khác nhau.",
            &Json(json),
        ];
        self.rows.add(Table::ClubRegulations, &cells);
        Regulation { id, rules: rules.clone() }
    }

    fn board(&mut self, seat: &Seat, people: &[Person]) {
        let (term, starts) = (self.ids.next(Table::BoardTerms), after(seat.proposed_on, 19));
        let ends = starts.checked_add_months(Months::new(60)).unwrap_or(starts);
        self.rows.add(Table::BoardTerms, &[&term, &self.club, &starts, &ends]);
        let positions = ["chair", "vice_chair", "secretary", "bookkeeper", "treasurer"];
        for (person, position) in people.iter().zip(positions) {
            let id = self.ids.next(Table::BoardPositions);
            let cells: [&dyn Cell; 6] = [&id, &term, &self.club, &person.member, &position, &starts];
            self.rows.add(Table::BoardPositions, &cells);
        }
    }

    /// Fifty to seventy people, of whom as many are women, older and in need as norms ask for, or nearly.
    /// Returns those who are members; the last six of them may have joined later.
    fn people(&mut self, commune: &Commune, seat: &Seat, launched: Option<NaiveDate>) -> Vec<Person> {
        let today = self.setting.today;
        let many = match self.dice.between(0, 19) {
            _ if launched.is_none() => self.dice.between(20, 50),
            0 => self.dice.between(41, 49),
            1 | 2 => self.dice.between(71, 88),
            _ => self.dice.between(50, 69),
        };
        let share = |dice: &mut Dice, least: i64| least + dice.between(0, 22) + dice.between(0, 22);
        let (female, older, needy) =
            (share(&mut self.dice, 42), share(&mut self.dice, 46), share(&mut self.dice, 34));
        let folk = self.dice.between(2, 13);
        let applied = after(seat.proposed_on, 5).min(today);
        let mut people: Vec<Person> = vec![];
        let (mut was_woman, mut couple, mut home) = (false, true, (0, Uuid::nil()));
        let many = usize::try_from(many).unwrap_or(60);
        for at in 0..many + 2 {
            let left = at >= many; // two who were here and left
            let together = !couple && !left && at > 5 && self.dice.chance(14);
            let woman = if together { !was_woman } else { self.dice.chance(female) };
            if !together {
                home = (home.0 + 1, self.household(seat, needy));
            }
            (was_woman, couple) = (woman, together);
            let id = self.person(seat, woman, older, (commune.minority, folk), home.1);
            let later = launched.filter(|_| !left && at + 6 >= many && self.dice.chance(60));
            let later = later.map(|day| after(day, 40)).filter(|day| *day < before(today, 10));
            let (applied, joined) = match later {
                Some(first) => {
                    let days = (before(today, 5) - first.max(before(today, 700))).num_days();
                    let joined = before(today, self.dice.between(5, days.max(5)));
                    (before(joined, 14), Some(joined))
                }
                None => (applied, launched),
            };
            let member = self.ids.next(Table::Memberships);
            let ended = joined.filter(|_| left).map(|joined| {
                let days = (today - joined).num_days();
                after(joined, self.dice.between(days / 2, days))
            });
            if left && ended.is_none() {
                continue;
            }
            let state = match (joined, ended) {
                (None, _) => "applied",
                (Some(_), None) => "active",
                (Some(_), Some(_)) => "left",
            };
            let cells: [&dyn Cell; 9] = [
                &member,
                &id,
                &self.club,
                &state,
                &ended.or(joined).unwrap_or(applied),
                &applied,
                &joined,
                &ended,
                &ended.map(|_| "Chuyển nơi ở"),
            ];
            self.rows.add(Table::Memberships, &cells);
            let consent = self.ids.next(Table::Consents);
            let cells: [&dyn Cell; 6] = [&consent, &id, &"membership", &"2026-01", &"paper", &applied];
            self.rows.add(Table::Consents, &cells);
            if let Some(joined) = joined.filter(|_| ended.is_none()) {
                people.push(Person { member, household: home.0, id, joined });
            }
        }
        people
    }

    fn household(&mut self, seat: &Seat, needy: i64) -> Uuid {
        let id = self.ids.next(Table::Households);
        self.rows.add(Table::Households, &[&id, &seat.hamlet]);
        let status = |dice: &mut Dice| match dice.between(0, 99) {
            _ if !dice.chance(needy) => "none",
            0..=34 => "poor",
            35..=69 => "near_poor",
            70..=79 => "newly_escaped",
            _ => "difficult",
        };
        let now = status(&mut self.dice);
        let then = if self.dice.chance(80) { now } else { status(&mut self.dice) };
        let year = i16::try_from(self.setting.today.year()).unwrap_or(2026);
        for (year, status) in [(year - 1, then), (year, now)] {
            self.rows.add(Table::HouseholdPoverty, &[&id, &year, &status]);
        }
        id
    }

    fn person(
        &mut self,
        seat: &Seat,
        woman: bool,
        older: i64,
        (minority, folk): (i64, i64),
        household: Uuid,
    ) -> Uuid {
        let id = self.ids.next(Table::Persons);
        let names = if woman { &self.setting.women } else { &self.setting.men };
        let at = self.dice.below(names.len());
        let years = if self.dice.chance(older) {
            60 + self.dice.between(0, 12) + self.dice.between(0, 15)
        } else {
            self.dice.between(24, 59)
        };
        let born = before(self.setting.today, years * 365 + years / 4 + self.dice.between(1, 364));
        let (born, precision) = match self.dice.between(0, 99) {
            0..=69 => (Some(born), Some("day")),
            70..=78 => (last_of_month(born), Some("month")),
            79..=98 => (NaiveDate::from_ymd_opt(born.year(), 12, 31), Some("year")),
            _ => (None, None),
        };
        let ethnicity = if self.dice.chance(minority) { format!("{folk:02}") } else { "01".to_owned() };
        let (alone, disabled) = (self.dice.chance(8), self.dice.chance(6));
        if let Some(name) = names.get(at) {
            let cells: [&dyn Cell; 12] = [
                &id,
                &name.full,
                &name.folded,
                &name.sort_key,
                &if woman { "female" } else { "male" },
                &born,
                &precision,
                &seat.hamlet,
                &household,
                &ethnicity,
                &alone,
                &disabled,
            ];
            self.rows.add(Table::Persons, &cells);
        }
        id
    }

    fn meetings(
        &mut self,
        launched: NaiveDate,
        until: NaiveDate,
        meets: u32,
        people: &[Person],
    ) -> Vec<Meeting> {
        let today = self.setting.today;
        let months = (0..=MONTHS).rev().filter_map(|ago| today.checked_sub_months(Months::new(ago)));
        let since = today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today).max(launched);
        let days: Vec<NaiveDate> = months
            .filter_map(|day| day.with_day(meets))
            .filter(|day| *day > since && *day <= until)
            .filter(|_| !self.dice.chance(3))
            .collect();
        let last = days.len().saturating_sub(2);
        let mut meetings = vec![];
        for (at, day) in days.into_iter().enumerate() {
            let id = self.ids.next(Table::Meetings);
            let here: Vec<&Person> = people.iter().filter(|person| person.joined <= day).collect();
            let present = here.len() * usize::try_from(self.dice.between(60, 96)).unwrap_or(60) / 100;
            let cells: [&dyn Cell; 9] = [
                &id,
                &self.club,
                &"monthly",
                &day,
                &"Nhà văn hóa",
                &"Biên bản minh họa.",
                &i16::try_from(self.dice.between(0, 4)).unwrap_or(0),
                &i16::try_from(present).unwrap_or(0),
                &self.recorders[0],
            ];
            self.rows.add(Table::Meetings, &cells);
            for (index, person) in here.iter().enumerate().filter(|_| at >= last) {
                let presence = match index {
                    _ if index < present => "present",
                    _ if index % 2 == 0 => "excused",
                    _ => "absent",
                };
                self.rows.add(Table::MeetingAttendances, &[&id, &person.member, &presence]);
            }
            meetings.push(Meeting { id, day });
        }
        meetings
    }

    /// A day of the last so many months on which the club was there.
    fn lately(&mut self, launched: NaiveDate, until: NaiveDate, days: i64) -> NaiveDate {
        let since = before(self.setting.today, days).max(launched);
        let span = (until - since).num_days().max(0);
        after(since, self.dice.between(0, span))
    }

    fn doings(&mut self, launched: NaiveDate, until: NaiveDate, people: &[Person]) {
        let [recorder, _] = self.recorders;
        // which areas a club neglects; the others it is active in
        let neglected: Vec<&str> = match self.dice.between(0, 99) {
            0..=69 => vec![],
            70..=84 => vec![self.dice.word(&["rights", "communication", "sport_culture"])],
            _ => vec!["rights", self.dice.word(&["sport_culture", "resource_mobilisation"])],
        };
        let size = i64::try_from(people.len()).unwrap_or(60);
        for (area, kind, title) in AREAS.iter().filter(|(area, ..)| !neglected.contains(area)) {
            for _ in 0..self.dice.between(2, 4) {
                let (id, day) = (self.ids.next(Table::Activities), self.lately(launched, until, 360));
                let members = self.dice.between(size / 4, size);
                let guests = self.dice.between(0, 20);
                let count = |many: i64| i32::try_from(many).unwrap_or(0);
                let cells: [&dyn Cell; 12] = [
                    &id,
                    &self.club,
                    &"done",
                    area,
                    kind,
                    title,
                    &day,
                    &day,
                    &count(members),
                    &count(guests),
                    &count(members + guests),
                    &recorder,
                ];
                self.rows.add(Table::Activities, &cells);
            }
        }
        let (id, day) =
            (self.ids.next(Table::Activities), after(self.setting.today, self.dice.between(3, 30)));
        let cells: [&dyn Cell; 12] = [
            &id,
            &self.club,
            &"planned",
            &"sport_culture",
            &"singing",
            &"Giao lưu văn nghệ",
            &day,
            &day,
            &0_i32,
            &0_i32,
            &0_i32,
            &recorder,
        ];
        self.rows.add(Table::Activities, &cells);
        for _ in 0..self.dice.between(3, 8) {
            let (id, day) = (self.ids.next(Table::SelfHelpActions), self.lately(launched, until, 360));
            let labour = self.dice.chance(60);
            let cells: [&dyn Cell; 10] = [
                &id,
                &self.club,
                &if labour { "labour" } else { "goods" },
                &people.get(6).map(|person| person.member),
                &"resident",
                &day,
                &labour.then(|| i16::try_from(self.dice.between(1, 12)).unwrap_or(1)),
                &(!labour).then(|| self.dice.between(1, 10) * 50_000),
                &i16::try_from(self.dice.between(1, 8)).unwrap_or(1),
                &recorder,
            ];
            self.rows.add(Table::SelfHelpActions, &cells);
        }
        if !neglected.contains(&"resource_mobilisation") {
            for kind in ["cash", "in_kind", "labour"] {
                let (id, day) = (self.ids.next(Table::MobilisedResources), self.lately(launched, until, 360));
                let labour = kind == "labour";
                let cells: [&dyn Cell; 9] = [
                    &id,
                    &self.club,
                    &kind,
                    &self.dice.word(&["enterprise", "individual", "members", "front_and_unions"]),
                    &day,
                    &(!labour).then(|| self.dice.between(2, 40) * 100_000),
                    &labour.then(|| i16::try_from(self.dice.between(2, 30)).unwrap_or(2)),
                    &"Ủng hộ hoạt động của câu lạc bộ",
                    &recorder,
                ];
                self.rows.add(Table::MobilisedResources, &cells);
            }
        }
        self.rare(launched, until, people, neglected.contains(&"rights"));
    }

    /// What does not happen in every club and every year.
    fn rare(&mut self, launched: NaiveDate, until: NaiveDate, people: &[Person], no_rights: bool) {
        let [recorder, _] = self.recorders;
        if let Some(person) = people.get(7).filter(|_| !no_rights && self.dice.chance(45)) {
            let (id, day) = (self.ids.next(Table::RightsCases), self.lately(launched, until, 360));
            let cells: [&dyn Cell; 11] = [
                &id,
                &self.club,
                &person.member,
                &self.dice.word(&["social_allowance", "health_insurance", "identity_papers"]),
                &"Vụ việc minh họa.",
                &"settled",
                &day,
                &day,
                &day,
                &"Đã giải quyết.",
                &recorder,
            ];
            self.rows.add(Table::RightsCases, &cells);
        }
        let kinds = [("refresher", 0..5, "board", 55), ("livelihood", 8..20, "member", 30)];
        for (kind, who, capacity, often) in kinds {
            if !self.dice.chance(often) {
                continue;
            }
            let (id, day) = (self.ids.next(Table::Trainings), self.lately(launched, until, 330));
            let cells: [&dyn Cell; 9] = [
                &id,
                &self.club,
                &kind,
                &"Tập huấn (mẫu)",
                &"Hội Người cao tuổi",
                &day,
                &day,
                &0_i16,
                &recorder,
            ];
            self.rows.add(Table::Trainings, &cells);
            for person in people.get(who).unwrap_or_default() {
                let completed = self.dice.chance(94);
                let cells: [&dyn Cell; 5] = [&id, &person.member, &self.club, &capacity, &completed];
                self.rows.add(Table::TrainingParticipants, &cells);
            }
        }
        if self.dice.chance(25) {
            let (id, day) = (self.ids.next(Table::ExchangeVisits), self.lately(launched, until, 360));
            let members = i16::try_from(self.dice.between(8, 30)).unwrap_or(8);
            let cells: [&dyn Cell; 8] = [
                &id,
                &self.club,
                &"Câu lạc bộ bạn (mẫu)",
                &day,
                &"Học tập kinh nghiệm",
                &members,
                &0_i16,
                &recorder,
            ];
            self.rows.add(Table::ExchangeVisits, &cells);
        }
        if self.dice.chance(60) {
            let (id, day) = (self.ids.next(Table::MonitoringVisits), self.lately(launched, until, 360));
            let codes = [
                "board",
                "meetings",
                "regulation",
                "income_fund",
                "operating_fund",
                "areas",
                "home_care",
                "members",
                "reports",
            ];
            let scores = codes.map(|code| (code, if self.dice.chance(75) { 2_i16 } else { 1 }));
            let sum: i16 = scores.iter().map(|(_, score)| score).sum();
            let cells: [&dyn Cell; 8] =
                [&id, &self.club, &1_i16, &day, &"Hội Người cao tuổi xã", &sum, &18_i16, &recorder];
            self.rows.add(Table::MonitoringVisits, &cells);
            for (code, score) in scores {
                self.rows.add(Table::MonitoringScores, &[&id, &1_i16, &code, &score]);
            }
        }
        if self.dice.chance(8) {
            let (id, day) = (self.ids.next(Table::Awards), self.lately(launched, until, 360));
            let cells: [&dyn Cell; 8] = [
                &id,
                &self.club,
                &"commendation",
                &"commune",
                &"02/QĐ-UBND (mẫu)",
                &day,
                &"Thành tích trong hoạt động câu lạc bộ",
                &recorder,
            ];
            self.rows.add(Table::Awards, &cells);
        }
    }

    /// Volunteers, whom they care for, and their visits of the last year.
    fn care(&mut self, launched: NaiveDate, people: &[Person]) {
        let [recorder, _] = self.recorders;
        let today = self.setting.today;
        let since = after(launched, 15).min(today);
        let many = usize::try_from(self.dice.between(4, 9)).unwrap_or(5);
        let mut volunteers = vec![];
        for person in people.iter().skip(8).take(many) {
            let id = self.ids.next(Table::Volunteers);
            self.rows.add(Table::Volunteers, &[&id, &self.club, &person.member, &since, &recorder]);
            volunteers.push(id);
        }
        let cases = usize::try_from(self.dice.between(2, 4)).unwrap_or(2);
        let first = since.max(before(today, 360));
        for (person, number) in people.iter().skip(24).take(cases).zip(1_i32..) {
            let (case, consent) = (self.ids.next(Table::CareCases), self.ids.next(Table::Consents));
            let given: [&dyn Cell; 6] = [&consent, &person.id, &"home_care", &"2026-01", &"paper", &since];
            self.rows.add(Table::Consents, &given);
            let at = self.dice.below(volunteers.len());
            let volunteer = volunteers.get(at).copied();
            let mut last = None;
            let mut day = after(first, self.dice.between(1, 14));
            while day <= today {
                if self.dice.chance(72) {
                    let visit = self.ids.next(Table::CareVisits);
                    let minutes = i16::try_from(self.dice.between(4, 12) * 10).unwrap_or(60);
                    let service = self.dice.word(&["meal", "blood_pressure", "cleaning", "errands"]);
                    let services = Words(&["company", service]);
                    let cells: [&dyn Cell; 7] =
                        [&visit, &case, &self.club, &day, &minutes, &services, &recorder];
                    self.rows.add(Table::CareVisits, &cells);
                    self.rows.add(Table::CareVisitVolunteers, &[&visit, &volunteer, &day]);
                    last = Some(day);
                }
                day = after(day, 14);
            }
            let cells: [&dyn Cell; 12] = [
                &case,
                &self.club,
                &person.id,
                &person.member,
                &number,
                &"active",
                &since,
                &self.dice.word(&["light", "moderate", "heavy"]),
                &14_i16,
                &since,
                &last,
                &recorder,
            ];
            self.rows.add(Table::CareCases, &cells);
            self.rows.add(Table::CareCaseVolunteers, &[&case, &volunteer, &since]);
        }
    }

    fn events(&mut self, common: &[Common], people: &[Person]) {
        let [recorder, _] = self.recorders;
        for shared in common {
            let sent = i16::try_from(self.dice.between(1, 4)).unwrap_or(1);
            self.rows.add(Table::GatheringClubs, &[&shared.gathering, &self.club, &sent]);
            for person in people {
                let attended = self.dice.chance(shared.came);
                let referred = attended && self.dice.chance(3);
                let cells: [&dyn Cell; 5] = [&shared.event, &person.member, &self.club, &attended, &referred];
                self.rows.add(Table::HealthInvitations, &cells);
            }
        }
        let year = i16::try_from(self.setting.today.year()).unwrap_or(2026);
        let covered = 86 + self.dice.between(0, 14);
        for person in people {
            let id = self.ids.next(Table::InsuranceSupports);
            let payer = self.dice.word(&["state_budget", "state_budget", "member", "family"]);
            let cells: [&dyn Cell; 7] =
                [&id, &self.club, &person.member, &year, &self.dice.chance(covered), &payer, &recorder];
            self.rows.add(Table::InsuranceSupports, &cells);
        }
    }
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
