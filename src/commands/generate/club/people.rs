//! The people of a club, and their households.

use super::{after, before};
use crate::commands::generate::dice::Dice;
use crate::commands::generate::making::{Making, Person};
use crate::commands::generate::nation::{Commune, Seat};
use crate::commands::generate::rows::{Cell, Table};
use chrono::{Datelike, Months, NaiveDate};
use uuid::Uuid;

impl Making<'_> {
    /// Fifty to seventy people, of whom as many are women, older and in need as norms ask for, or nearly.
    /// Returns those who are members; the last six of them may have joined later.
    pub(super) fn people(
        &mut self,
        commune: &Commune,
        seat: &Seat,
        launched: Option<NaiveDate>,
    ) -> Vec<Person> {
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
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
