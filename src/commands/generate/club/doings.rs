//! Meetings, activities, and what does not happen every year.

use super::{after, before};
use crate::commands::generate::making::{Making, Meeting, Person};
use crate::commands::generate::rows::{Cell, Table};
use chrono::{Datelike, Months, NaiveDate};

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

impl Making<'_> {
    pub(super) fn meetings(
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

    pub(super) fn doings(&mut self, launched: NaiveDate, until: NaiveDate, people: &[Person]) {
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
}
