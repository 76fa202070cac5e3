//! The attack is the test: whoever may not know the people of a place collects every number that the API tells about a
//! made-up province, through all doors, for two days and at all levels, and solves what they are sums of. Not one
//! number from 1 to 4, nor what 1 to 4 people make up, may come out.
//!
//! [`province`] is what is attacked, [`doors`] what is collected, [`measures`] what the numbers are numbers of. The
//! system itself is solved by [`linear`](crate::support::linear), exactly. The attacker knows how the places lie in each
//! other, which measures are parts of which, that the books balance, that people are whole and never fewer than none,
//! and what a judgement says of the number that was judged. It does not know how numbers are withheld.

mod doors;
mod measures;
mod province;

use crate::support::document::{operations, resolve};
use crate::support::linear::{Bounds, Equation, System, Unknown};
use doors::{Seen, Spy, Told};
use futures_util::future::join_all;
use lien_the_he::platform::auth::{Level, POLICY, Role};
use measures::{Column, MADE_UP_BY, PEOPLE, RELATIONS, Relation};
use province::{Clubs, Period, Province};
use serde_json::Value;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::time::Instant;
use strum::IntoEnumIterator;

/// Numbers of people that show a person.
const SMALL: std::ops::RangeInclusive<i128> = 1..=4;

/// A number that is there, told or not: of these clubs, in this period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Cell {
    what: Column,
    clubs: Clubs,
    period: Period,
}

/// What is true, by period, club and column.
#[derive(Default)]
struct Truth(HashMap<Period, HashMap<(usize, String), i128>>);

impl Truth {
    fn of(&self, cell: Cell) -> i128 {
        if let Some(relation) = RELATIONS.iter().find(|relation| relation.rest == cell.what) {
            let part = |what: Column| Cell { what, period: cell.period.of(what), ..cell };
            return relation
                .whole
                .iter()
                .map(|(times, what)| i128::from(*times) * self.of(part(*what)))
                .sum();
        }
        let known = &self.0[&cell.period];
        let bits = (0..Clubs::BITS as usize).filter(|bit| cell.clubs & (1_u32 << *bit) != 0);
        bits.map(|club| known.get(&(club, cell.what.to_owned())).copied().unwrap_or(0)).sum()
    }
    fn comes_to(&self, seen: &Seen) -> i128 {
        let Seen { clubs, period, .. } = *seen;
        let cell = |what: Column| Cell { what, clubs, period: period.of(what) };
        seen.terms.iter().map(|(times, what)| times * self.of(cell(*what))).sum()
    }
    /// Whether a number is as it was read.
    fn bears_out(&self, seen: &Seen) -> bool {
        match seen.told {
            Told::Exactly(told) => self.comes_to(seen) == told,
            Told::AtLeast(least) | Told::SilentlyAtLeast(least) => self.comes_to(seen) >= least,
        }
    }
    /// How few people a number counts, or is made up by; none if they are many, or none.
    fn few(&self, cell: Cell) -> Option<i128> {
        let counts = PEOPLE.contains(&cell.what)
            || RELATIONS.iter().any(|relation| relation.counts && relation.rest == cell.what);
        if counts {
            return Some(self.of(cell)).filter(|people| SMALL.contains(people));
        }
        let (_, by) = MADE_UP_BY.iter().find(|(what, _)| *what == cell.what)?;
        let behind = |what: Column| self.of(Cell { what, ..cell });
        let people = behind(by);
        // capital that was carried over is that of the loans alone where there is no other
        let alone = *by != "behind.carried_over" || behind("behind.carried_over_vnd") == self.of(cell);
        (SMALL.contains(&people) && alone && self.of(cell) != 0).then_some(people)
    }
    /// Parts that are more than their wholes, and laws that do not hold: then the attacker would believe what is false.
    fn breaks(&self, clubs: Clubs, period: Period) -> Vec<String> {
        let cell = |what: Column| Cell { what, clubs, period: period.of(what) };
        let rest = |relation: &Relation| -> i128 {
            relation.whole.iter().map(|(times, what)| i128::from(*times) * self.of(cell(*what))).sum()
        };
        let broken = RELATIONS.iter().filter(|relation| rest(relation) < 0);
        let mut told: Vec<String> =
            broken.map(|relation| format!("{}: {}", relation.rest, rest(relation))).collect();
        for law in measures::LAWS {
            let is: i128 = law.iter().map(|(times, what)| i128::from(*times) * self.of(cell(*what))).sum();
            if is != 0 {
                told.push(format!("{law:?} comes to {is}"));
            }
        }
        told
    }
}

/// What somebody can make of what was told.
struct Attack {
    cells: HashMap<Cell, Unknown>,
    unknowns: Unknown,
    system: System,
    bounds: Bounds,
}

impl Attack {
    /// Solves what was told of some clubs, of which some sets are units.
    fn on(units: &[Clubs], seen: &[Seen]) -> Self {
        let mut attack =
            Self { cells: HashMap::new(), unknowns: 0, system: System::default(), bounds: Bounds::default() };
        // what is told of one number alone comes first: it leaves least to be solved
        let mut order: Vec<usize> = (0..seen.len()).collect();
        order.sort_by_key(|at| seen[*at].terms.len());
        for at in order {
            attack.hear(&seen[at], at);
        }
        attack.know_the_relations(seen);
        attack.know_the_places(units);
        attack.bounds.narrow(&attack.system);
        attack
    }
    fn unknown(&mut self, cell: Cell) -> Unknown {
        if let Some(known) = self.cells.get(&cell) {
            return *known;
        }
        let unknown = self.more(!measures::may_be_negative(cell.what));
        self.cells.insert(cell, unknown);
        unknown
    }
    fn more(&mut self, at_least_nothing: bool) -> Unknown {
        let unknown = self.unknowns;
        self.unknowns += 1;
        if at_least_nothing {
            self.bounds.at_least(unknown, 0);
        }
        unknown
    }
    /// The terms of something told of some clubs in a period.
    fn terms(
        &mut self,
        (clubs, period): (Clubs, Period),
        terms: impl IntoIterator<Item = (i128, Column)>,
    ) -> Vec<(i128, Unknown)> {
        let cell = |what: Column| Cell { what, clubs, period: period.of(what) };
        terms.into_iter().map(|(times, what)| (times, self.unknown(cell(what)))).collect()
    }
    fn hear(&mut self, seen: &Seen, at: usize) {
        let mut terms = self.terms((seen.clubs, seen.period), seen.terms.iter().copied());
        let is = match seen.told {
            Told::Exactly(is) => is,
            Told::AtLeast(least) | Told::SilentlyAtLeast(least) => {
                terms.push((-1, self.more(true)));
                least
            }
        };
        self.system.learn(Equation::new(terms, is), Some(at));
    }
    /// Parts and wholes, and the laws of the books: of all places and days of which anything was told.
    fn know_the_relations(&mut self, seen: &[Seen]) {
        let told: HashSet<(Column, Period)> =
            self.cells.keys().map(|cell| (cell.what, cell.period)).collect();
        let mut places: BTreeSet<(Clubs, Period)> = BTreeSet::new();
        for Seen { clubs, period, .. } in seen {
            places.insert((*clubs, *period));
            places.extend(
                (0..Clubs::BITS).map(|bit| (*clubs & (1_u32 << bit), *period)).filter(|(club, _)| *club != 0),
            );
        }
        for (clubs, period) in places {
            let is_told = |terms: &[(i64, Column)]| {
                terms.iter().all(|(_, what)| told.contains(&(*what, period.of(what))))
            };
            for relation in RELATIONS.iter().filter(|relation| is_told(relation.whole)) {
                let parts = relation.whole.iter().map(|(times, what)| (i128::from(*times), *what));
                let mut terms = self.terms((clubs, period), parts);
                let flows = relation.whole.iter().any(|(_, what)| measures::flows(what));
                let since = if flows { period.since } else { period.day };
                let rest = Cell { what: relation.rest, clubs, period: Period { since, day: period.day } };
                terms.push((-1, self.unknown(rest)));
                self.system.learn(Equation::new(terms, 0), None);
            }
            for law in measures::LAWS.iter().filter(|law| is_told(law)) {
                let terms =
                    self.terms((clubs, period), law.iter().map(|(times, what)| (i128::from(*times), *what)));
                self.system.learn(Equation::new(terms, 0), None);
            }
        }
    }
    /// A place is the sum of its clubs, and of the units that it consists of.
    fn know_the_places(&mut self, units: &[Clubs]) {
        let wholes: Vec<Cell> =
            self.cells.keys().copied().filter(|cell| cell.clubs.count_ones() > 1).collect();
        for cell in wholes {
            let clubs: Vec<Clubs> =
                (0..Clubs::BITS).map(|bit| cell.clubs & (1_u32 << bit)).filter(|club| *club != 0).collect();
            let (mut parts, mut left) = (vec![], cell.clubs);
            for unit in units.iter().rev().filter(|unit| **unit != cell.clubs && **unit != 0) {
                if unit & !left == 0 {
                    parts.push(*unit);
                    left &= !unit;
                }
            }
            for parts in [clubs, parts] {
                if parts.iter().sum::<Clubs>() != cell.clubs {
                    continue;
                }
                let mut terms = vec![(-1, self.unknown(cell))];
                terms.extend(parts.into_iter().map(|clubs| (1, self.unknown(Cell { clubs, ..cell }))));
                self.system.learn(Equation::new(terms, 0), None);
            }
        }
    }
    fn value(&self, cell: Cell) -> Option<i128> {
        let unknown = *self.cells.get(&cell)?;
        self.system.value(unknown).or_else(|| self.bounds.value(unknown))
    }
    /// The small numbers that it found out, and how many others it knows to be small.
    fn found(&self, truth: &Truth) -> (Vec<Cell>, usize) {
        let mut few: Vec<Cell> =
            self.cells.keys().copied().filter(|cell| truth.few(*cell).is_some()).collect();
        few.sort();
        let (found, rest): (Vec<Cell>, Vec<Cell>) =
            few.into_iter().partition(|cell| self.value(*cell).is_some());
        for cell in &found {
            assert_eq!(self.value(*cell), Some(truth.of(*cell)), "{cell:?} is solved wrongly");
        }
        let narrowed = rest.iter().filter(|cell| {
            let (low, high) = self.bounds.of(self.cells[*cell]);
            PEOPLE.contains(&cell.what)
                && low.is_some_and(|low| low >= 1)
                && high.is_some_and(|high| high <= 4)
        });
        (found, narrowed.count())
    }
    /// The doors at which a number was to be had.
    fn doors(&self, cell: Cell, seen: &[Seen]) -> String {
        let unknown = self.cells[&cell];
        if self.system.value(unknown).is_none() {
            return "nothing else is left between the bounds".to_owned();
        }
        let doors: BTreeSet<&str> = self.system.told_by(unknown).map(|at| seen[at].door.as_str()).collect();
        let more = doors.len().saturating_sub(4);
        let mut told = doors.into_iter().take(4).collect::<Vec<&str>>().join("; ");
        if more > 0 {
            write!(told, "; and {more} more").unwrap();
        }
        told
    }
}

/// Permissions that let one read figures.
const DOORS: [&str; 4] = ["figures.read", "targets.read", "reports.read", "declared_figures.read"];
/// Permissions that open small ones.
const OPENING: [&str; 10] = [
    "members.read",
    "members.sensitive.read",
    "loans.read",
    "loans.list_without_names",
    "ledger.read",
    "care.read",
    "volunteers.read",
    "health_invitations.read",
    "insurance.read",
    "rights_cases.read",
];

fn holds(role: Role, permission: &str) -> bool {
    let holders = POLICY.iter().find(|(name, _)| *name == permission);
    holders.unwrap_or_else(|| panic!("no permission {permission}")).1.contains(&role)
}

/// Whether a role may know all whose records a permission opens. A volunteer reads of care what is hers alone.
fn knows_by(role: Role, permission: &str) -> bool {
    holds(role, permission) && !(role == Role::Volunteer && permission == "care.read")
}

/// Roles that read figures, those together whose first is shown all that the others are: they are of one level, know the
/// same people, and go through its doors or fewer. Districts are no more.
fn readers(knows_members: bool) -> Vec<Vec<Role>> {
    let reads = |role: &Role| holds(*role, "figures.read") && holds(*role, "members.read") == knows_members;
    let among = |role: Role, permissions: &'static [&'static str]| -> BTreeSet<&str> {
        permissions.iter().copied().filter(|permission| holds(role, permission)).collect()
    };
    let mut roles: Vec<Role> = Role::iter().filter(reads).collect();
    roles.retain(|role| role.levels().first() != Some(&Level::District));
    roles.sort_by_key(|role| std::cmp::Reverse(among(*role, &DOORS).len()));
    let mut readers: Vec<Vec<Role>> = vec![];
    for role in roles {
        let is_shown = |first: Role| {
            first.levels().first() == role.levels().first()
                && among(first, &OPENING) == among(role, &OPENING)
                && among(first, &DOORS).is_superset(&among(role, &DOORS))
        };
        match readers.iter_mut().find(|others| is_shown(others[0])) {
            Some(others) => others.push(role),
            None => readers.push(vec![role]),
        }
    }
    readers
}

/// Sends each of them, and tells what they found out that they may not know.
async fn attack(attackers: Vec<Vec<Role>>) -> Vec<String> {
    let begun = Instant::now();
    let province = Province::found().await;
    println!("founded in {:?}", begun.elapsed());
    let spies = join_all(attackers.iter().map(|roles| Spy::send(&province, roles[0]))).await;
    println!("{} attackers have been through all doors after {:?}", spies.len(), begun.elapsed());
    let (mut truth, mut leaks) = (Truth::default(), vec![]);
    for (roles, spy) in attackers.iter().zip(spies) {
        let begun = Instant::now();
        let mut places: BTreeSet<(Clubs, Period)> = BTreeSet::new();
        for Seen { clubs, period, .. } in &spy.seen {
            places.insert((*clubs, *period));
        }
        for period in places.iter().flat_map(|(_, period)| [*period, Period { since: period.day, ..*period }])
        {
            if let Entry::Vacant(unknown) = truth.0.entry(period) {
                unknown.insert(province.truth(period).await);
            }
        }
        let broken: Vec<String> =
            places.iter().flat_map(|(clubs, period)| truth.breaks(*clubs, *period)).collect();
        assert!(broken.is_empty(), "not so in this province: {broken:?}");
        // silence is believed where it never hid anything
        let is_silent = |seen: &Seen| matches!(seen.told, Told::SilentlyAtLeast(_));
        let believes = spy.seen.iter().filter(|seen| is_silent(seen)).all(|seen| truth.bears_out(seen));
        let seen: Vec<Seen> = spy.seen.into_iter().filter(|seen| believes || !is_silent(seen)).collect();
        let misread: Vec<String> = seen
            .iter()
            .filter(|seen| !truth.bears_out(seen))
            .map(|seen| {
                let Seen { door, terms, told, .. } = seen;
                format!(
                    "{door}: {terms:?} of {} told {told:?}, is {}",
                    province.name(seen.clubs),
                    truth.comes_to(seen)
                )
            })
            .collect();
        assert!(misread.is_empty(), "{roles:?}: {} misread:\n{}", misread.len(), misread.join("\n"));
        let solved = Attack::on(&province.units(), &seen);
        let (found, narrowed) = solved.found(&truth);
        let may_know = |what: Column| measures::tiers(what).iter().any(|tier| knows_by(roles[0], tier));
        let secret = found.into_iter().filter(|cell| !may_know(cell.what));
        let told: Vec<String> = secret
            .map(|cell| {
                let Cell { what, clubs, period } = cell;
                let (is, of, day, doors) =
                    (truth.of(cell), province.name(clubs), period.day, solved.doors(cell, &seen));
                format!("{what} of {of} on {day} is {is} ({doors})")
            })
            .collect();
        println!(
            "{roles:?}: {} replies, {} numbers collected; {} unknowns, {} independent equations, \
             {} determined, {narrowed} more known to be from 1 to 4; solved in {:?}",
            spy.replies,
            seen.len(),
            solved.unknowns,
            solved.system.rank(),
            told.len(),
            begun.elapsed()
        );
        if !told.is_empty() {
            println!("    {}", ways(&province, &truth, &seen, may_know));
        }
        let blunders = spy.blunders.into_iter().map(|blunder| format!("{roles:?}: {blunder}"));
        leaks.extend(told.into_iter().map(|leak| format!("{roles:?}: {leak}")).chain(blunders));
    }
    leaks
}

/// A way in which numbers are told in parts: what it is called, and what is read on it.
type Way = (&'static str, fn(&Seen) -> bool);

/// Ways that lead somewhere by themselves, to be told apart where something is found.
const WAYS: [Way; 8] = [
    ("a commune less its other club", |seen| {
        let at = seen.door.split('#').next().unwrap_or_default();
        seen.terms.len() == 1
            && !at.contains("/indicators")
            && (at.starts_with("/clubs/") || !at.contains("/children") && seen.clubs.count_ones() < 3)
    }),
    ("a province less its communes", |seen| {
        seen.terms.len() == 1 && seen.door.starts_with("/units/") && seen.door.contains("figures#")
    }),
    ("a trace, one club at a time", |seen| {
        seen.door.contains("/trace?limit=1 ")
            || seen.door.starts_with("/units/") && seen.door.contains("/indicators? ")
    }),
    ("the report of a commune less that of a club", |seen| seen.door.starts_with("/reports/")),
    ("the sum of the poor less the others", |seen| {
        seen.door.starts_with("/clubs/")
            && seen.terms.iter().all(|(_, what)| what.starts_with("club_metrics."))
    }),
    ("clubs chosen by terrain or age", |seen| {
        seen.door.contains("/indicators") && !seen.door.contains("/trace")
    }),
    ("what is judged", |seen| !matches!(seen.told, Told::Exactly(_))),
    ("as it is printed", |seen| seen.clubs.is_power_of_two() && seen.terms.len() == 1),
];

/// How much is found on each way.
fn ways(province: &Province, truth: &Truth, seen: &[Seen], may_know: impl Fn(Column) -> bool) -> String {
    let on = |(name, leads): &Way| {
        let seen: Vec<Seen> = seen.iter().filter(|seen| leads(seen)).cloned().collect();
        let (found, _) = Attack::on(&province.units(), &seen).found(truth);
        format!("{name}: {}", found.iter().filter(|cell| !may_know(cell.what)).count())
    };
    WAYS.iter().map(on).collect::<Vec<String>>().join(", ")
}

fn nothing(leaks: &[String]) {
    assert!(leaks.is_empty(), "{} small numbers were found out:\n{}", leaks.len(), leaks.join("\n"));
}

#[actix_web::test]
async fn whoever_may_not_know_the_people_finds_no_small_number_out() {
    let attackers = readers(false);
    assert!(attackers.iter().flatten().count() > 15, "{attackers:?}: the attack has gone blind");
    nothing(&attack(attackers).await);
}

#[actix_web::test]
async fn whoever_may_know_the_people_finds_no_small_number_of_a_higher_tier_out() {
    let attackers = readers(true);
    assert!(attackers.iter().flatten().count() > 5, "{attackers:?}: the attack has gone blind");
    nothing(&attack(attackers).await);
}

mod planted {
    //! Leaks that are planted by hand are found, and what is told safely is none.

    use super::*;

    const COMMUNE: Clubs = 0b11;
    const UNITS: [Clubs; 3] = [0b01, 0b10, COMMUNE];

    fn day() -> Period {
        let day = "2026-11-22".parse().unwrap();
        Period { since: day, day }
    }
    /// Two clubs.
    fn truth(known: &[(Column, [i128; 2])]) -> Truth {
        let of = |(what, clubs): &(Column, [i128; 2])| {
            [0, 1].map(|club| ((club, (*what).to_owned()), clubs[club]))
        };
        Truth(HashMap::from([(day(), known.iter().flat_map(of).collect())]))
    }
    fn seen(clubs: Clubs, terms: &[(i128, Column)], told: Told) -> Seen {
        Seen { door: "planted".to_owned(), clubs, period: day(), terms: terms.to_vec(), told }
    }
    fn told(clubs: Clubs, what: Column, is: i128) -> Seen {
        seen(clubs, &[(1, what)], Told::Exactly(is))
    }
    /// What is found out of which clubs.
    fn found(truth: &Truth, seen: &[Seen]) -> Vec<(Column, Clubs)> {
        assert!(seen.iter().all(|seen| truth.bears_out(seen)), "a world in which that can be told");
        let (found, _) = Attack::on(&UNITS, seen).found(truth);
        found.into_iter().map(|cell| (cell.what, cell.clubs)).collect()
    }
    const POOR: Column = "club_metrics.poor";
    const NEAR: Column = "club_metrics.near_poor";
    const HARD: Column = "club_metrics.difficult";
    const MEMBERS: Column = "club_metrics.members";

    #[test]
    fn a_commune_less_its_other_club() {
        let truth = truth(&[(POOR, [3, 9])]);
        assert_eq!(found(&truth, &[told(COMMUNE, POOR, 12), told(0b10, POOR, 9)]), [(POOR, 0b01)]);
        assert!(
            found(&truth, &[told(COMMUNE, POOR, 12)]).is_empty(),
            "two that are withheld hide each other"
        );
    }

    #[test]
    fn a_sum_of_kinds_less_the_others() {
        let truth = truth(&[(POOR, [6, 0]), (NEAR, [2, 0]), (HARD, [8, 0])]);
        let in_need = seen(0b01, &[(1, POOR), (1, NEAR), (1, HARD)], Told::Exactly(16));
        assert_eq!(
            found(&truth, &[in_need.clone(), told(0b01, POOR, 6), told(0b01, HARD, 8)]),
            [(NEAR, 0b01)]
        );
        assert!(found(&truth, &[in_need, told(0b01, POOR, 6)]).is_empty());
    }

    #[test]
    fn all_but_a_few() {
        let truth = truth(&[(MEMBERS, [35, 40]), (POOR, [32, 20])]);
        let rest = [("members who are not poor", 0b01)];
        assert_eq!(found(&truth, &[told(0b01, MEMBERS, 35), told(0b01, POOR, 32)]), rest);
    }

    #[test]
    fn a_judgement_from_both_sides() {
        let truth = truth(&[(POOR, [3, 9])]);
        let at_least = seen(0b01, &[(1, POOR)], Told::AtLeast(3));
        let at_most = seen(0b01, &[(-1, POOR)], Told::AtLeast(-3));
        assert_eq!(found(&truth, &[at_least.clone(), at_most]), [(POOR, 0b01)]);
        assert!(found(&truth, &[at_least]).is_empty());
    }

    #[test]
    fn what_is_left_between_two_judgements() {
        let truth = truth(&[(POOR, [3, 9])]);
        let at_least = |clubs, least| seen(clubs, &[(1, POOR)], Told::AtLeast(least));
        let whole = told(COMMUNE, POOR, 12);
        assert_eq!(found(&truth, &[whole.clone(), at_least(0b01, 3), at_least(0b10, 9)]), [(POOR, 0b01)]);
        assert!(found(&truth, &[whole, at_least(0b01, 3), at_least(0b10, 8)]).is_empty());
    }

    #[test]
    fn the_money_of_few() {
        let (owed, borrowers): (Column, Column) =
            ("lending_metrics.outstanding_vnd", "lending_metrics.borrowers");
        let truth = truth(&[(owed, [9_000_000, 20_000_000]), (borrowers, [2, 8])]);
        let whole = told(COMMUNE, owed, 29_000_000);
        assert_eq!(found(&truth, &[whole.clone(), told(0b10, owed, 20_000_000)]), [(owed, 0b01)]);
        assert!(found(&truth, &[whole]).is_empty(), "the commune's are ten");
    }
}

/// Permissions whose replies hold figures of places: each number of theirs is read, or is none of people.
const OF_FIGURES: [&str; 5] = [
    "figures.read",
    "targets.read",
    "reports.read",
    "declared_figures.read",
    "declared_figures.national.compare",
];
/// Permissions that open records one by one, or what is no figure: whoever holds them may know what they tell.
const OF_RECORDS: &[&str] = &[
    "account_changes.read",
    "savings.read",
    "activities.read",
    "admin_changes.read",
    "attachments.read",
    "attendance.read",
    "awards.read",
    "boards.read",
    "budgets.read",
    "care.read",
    "chain.read",
    "changes.read",
    "clubs.read",
    "consents.read",
    "documents.read",
    "funds.read",
    "health_events.read",
    "health_invitations.read",
    "health_results.read",
    "insurance.read",
    "ledger.read",
    "loans.list_without_names",
    "loans.read",
    "meetings.read",
    "members.identifiers.read",
    "members.import",
    "members.read",
    "members.sensitive.read",
    "monitoring.read",
    "organisations.read",
    "own_record.read",
    "personal_data_reads.read",
    "published_accounts.read", // a club's own, to its own members, by a rule of its own
    "referrals.read",
    "resources.read",
    "rights_cases.read",
    "self_help.read",
    "trainings.read",
    "treasury_handovers.read",
    "users.read",
    "volunteers.read",
];

/// Whether a field holds a number.
fn is_number(schema: &Value) -> bool {
    let schema = resolve(schema);
    let is = |kind: &Value| kind == "integer" || kind == "number";
    let kinds = schema["type"].as_array();
    let choices = ["allOf", "oneOf", "anyOf"].iter().filter_map(|kind| schema[*kind].as_array()).flatten();
    is(&schema["type"])
        || kinds.is_some_and(|kinds| kinds.iter().any(is))
        || choices.into_iter().any(is_number)
}

/// The numbers of a reply: the schema and the field of each, and its JSON pointer without the indices of lists.
fn numbers(
    schema: &Value,
    (name, pointer): (&str, &str),
    within: &mut Vec<String>,
    found: &mut Vec<(String, String)>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap().to_owned();
        if !within.contains(&name) {
            within.push(name.clone());
            numbers(resolve(schema), (&name, pointer), within, found);
            within.pop();
        }
        return;
    }
    for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|kind| schema[*kind].as_array()).flatten() {
        numbers(part, (name, pointer), within, found);
    }
    for (field, part) in schema["properties"].as_object().into_iter().flatten() {
        let pointer = format!("{pointer}/{field}");
        if is_number(part) {
            found.push((format!("{name}.{field}"), pointer));
        } else {
            numbers(part, (name, &pointer), within, found);
        }
    }
    if schema["items"].is_object() {
        numbers(&schema["items"], (name, pointer), within, found);
    }
}

#[test]
fn every_number_of_every_door_is_read_or_is_none_of_people() {
    let of_figures = [measures::FIGURES, measures::FINANCES, measures::ACTIVITY_FIGURES, measures::PAUSES];
    let pointers: HashSet<&str> = of_figures.into_iter().flatten().map(|(pointer, _)| *pointer).collect();
    let is_read = |field: &str, pointer: &str| {
        let pointer = pointer.strip_suffix("/value").unwrap_or(pointer);
        let pointer = pointer.strip_prefix("/items").unwrap_or(pointer);
        pointers.contains(pointer)
            || pointer == measures::MEAN_LOAN
            || measures::OF_INDICATORS.contains(&field)
            || [field, pointer].iter().any(|it| measures::NOT_OF_PEOPLE.contains(it))
            || measures::NULL_BESIDE_WITHHELD.contains(&field)
    };
    let (mut unread, mut read) = (vec![], 0);
    for operation in operations().iter().filter(|operation| !operation.writes()) {
        let Some(permission) = operation.permission() else { continue };
        if OF_RECORDS.contains(&permission) {
            continue;
        }
        assert!(
            OF_FIGURES.contains(&permission),
            "{}: does {permission} open figures, or records?",
            operation.id
        );
        let content = operation.said["responses"]["200"]["content"].as_object();
        for schema in content.into_iter().flatten().map(|(_, content)| &content["schema"]) {
            let mut found = vec![];
            numbers(schema, ("", ""), &mut vec![], &mut found);
            read += found.len();
            let missed = found.into_iter().filter(|(field, pointer)| !is_read(field, pointer));
            unread.extend(missed.map(|(field, pointer)| format!("{}: {field} at {pointer}", operation.id)));
        }
    }
    assert!(read > 300, "{read} numbers: the test has gone blind");
    assert!(unread.is_empty(), "what are these numbers of?\n{}", unread.join("\n"));
}

#[test]
fn every_measure_of_people_has_a_tier_and_every_maker_counts_people() {
    for column in PEOPLE.iter().chain(MADE_UP_BY.iter().map(|(what, _)| what)) {
        for tier in measures::tiers(column) {
            assert!(POLICY.iter().any(|(name, _)| name == tier), "{column}: {tier}");
            assert!(OPENING.contains(tier), "{tier}: roles that differ in it are not the same");
        }
    }
    for (what, by) in MADE_UP_BY {
        assert!(PEOPLE.contains(by) || by.starts_with("behind."), "{what} is made up by {by}");
    }
}
