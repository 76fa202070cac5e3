//! Care at home, health days and insurance.

use super::{Common, after, before};
use crate::commands::generate::making::{Making, Person};
use crate::commands::generate::rows::{Cell, Table, Words};
use chrono::{Datelike, NaiveDate};

impl Making<'_> {
    /// Volunteers, whom they care for, and their visits of the last year.
    pub(super) fn care(&mut self, launched: NaiveDate, people: &[Person]) {
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

    pub(super) fn events(&mut self, common: &[Common], people: &[Person]) {
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
