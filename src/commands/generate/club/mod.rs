//! One made-up club: how it came about and its board; its people, what it does and its care have files of their own, and
//! its books are in `books`.

mod care;
mod common;
mod doings;
mod people;

pub use common::{Common, together};

use super::books;
use super::dice::{Dice, Ids};
use super::making::{Making, Person, Regulation, Setting};
use super::nation::{Commune, Seat};
use super::rows::{Cell, Json, Rows, Table};
use crate::commands::Outcome;
use crate::platform::text;
use chrono::{Days, Months, NaiveDate};

fn before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(day)
}
fn after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(day)
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
}
