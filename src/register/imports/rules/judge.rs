//! What is to be done with a row, by all that is known of those whom it may mean.

use super::listed::{Listed, year};
use crate::platform::error::FieldCode;
use crate::platform::fields::Day;
use crate::platform::ids::{ClubId, MemberId, PersonId, UnitId};
use crate::register::imports::model::{ImportColumn, ImportVerdict};
use crate::register::members::model::Member;
use crate::register::personal::model::{Ethnicity, PovertyStatus};
use std::collections::{HashMap, HashSet};

/// How many look-alikes are named.
const NAMED: usize = 20;

/// A member in reach with a name or a number of the list.
#[derive(Debug)]
pub struct Known {
    /// The member.
    pub member: Member,
    /// The name as it is searched by.
    pub folded: String,
    /// Ethnic group.
    pub ethnicity: Option<Ethnicity>,
    /// Look-up hash of the citizen identity number.
    pub national_id: Option<Vec<u8>>,
    /// Look-up hash of the health insurance number.
    pub insurance: Option<Vec<u8>>,
    /// What the household is this year.
    pub poverty: Option<PovertyStatus>,
}

/// Somebody who has a number of the list, in reach or not.
#[derive(Debug)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// Look-up hash of the citizen identity number.
    pub national_id: Option<Vec<u8>>,
    /// Look-up hash of the health insurance number.
    pub insurance: Option<Vec<u8>>,
    /// The club that she is in or applies to now.
    pub club: Option<ClubId>,
}

/// What is to be done with a row.
#[derive(Debug)]
pub struct Judged {
    /// The row.
    pub row: Listed,
    /// The verdict.
    pub verdict: ImportVerdict,
    /// The member that is there, or is to be made.
    pub member: Option<MemberId>,
    /// Who is to be made a member and is recorded already; a new person otherwise.
    pub person: Option<PersonId>,
    /// Members who may be the same person.
    pub alike: Vec<MemberId>,
}

impl Judged {
    fn rejected(mut row: Listed, column: ImportColumn, code: FieldCode) -> Self {
        row.say(column, code);
        Self { row, verdict: ImportVerdict::Rejected, member: None, person: None, alike: vec![] }
    }
    /// Whether a member is to be made.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        matches!(self.verdict, ImportVerdict::Created | ImportVerdict::PossibleDuplicate)
    }
    /// Whether her numbers are to be kept: only of a new person who consented.
    #[must_use]
    pub const fn keeps_numbers(&self) -> bool {
        self.person.is_none() && self.row.consent_on.is_some()
    }
}

/// Two that are known and not the same speak against one person.
fn contradict<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_some() && b.is_some() && a != b
}

/// Judges the rows of a list, one after the other.
#[derive(Debug)]
pub struct Judge<'k> {
    club: ClubId,
    by_name: HashMap<&'k str, Vec<&'k Known>>,
    by_person: HashMap<PersonId, Vec<&'k Known>>,
    by_national_id: HashMap<&'k [u8], &'k Holder>,
    by_insurance: HashMap<&'k [u8], &'k Holder>,
    /// Those whom a row before has met.
    met: HashSet<MemberId>,
    numbers: HashSet<Vec<u8>>,
    names: HashMap<(String, Option<i32>, Option<UnitId>), Vec<Numbers>>,
}

/// The look-up hashes of a row's numbers.
type Numbers = (Option<Vec<u8>>, Option<Vec<u8>>);

impl<'k> Judge<'k> {
    /// Who is known in and around a club.
    #[must_use]
    pub fn new(club: ClubId, known: &'k [Known], holders: &'k [Holder]) -> Self {
        let mut judge = Self {
            club,
            by_name: HashMap::new(),
            by_person: HashMap::new(),
            by_national_id: HashMap::new(),
            by_insurance: HashMap::new(),
            met: HashSet::new(),
            numbers: HashSet::new(),
            names: HashMap::new(),
        };
        for one in known {
            judge.by_name.entry(&one.folded).or_default().push(one);
            judge.by_person.entry(one.member.person_id).or_default().push(one);
        }
        for holder in holders {
            judge.by_national_id.extend(holder.national_id.as_deref().map(|hash| (hash, holder)));
            judge.by_insurance.extend(holder.insurance.as_deref().map(|hash| (hash, holder)));
        }
        judge
    }

    /// What is to be done with a row.
    pub fn judge(&mut self, row: Listed) -> Judged {
        if !row.is_sound() {
            return Judged {
                row,
                verdict: ImportVerdict::Rejected,
                member: None,
                person: None,
                alike: vec![],
            };
        }
        if let Some(column) = self.repeats(&row) {
            return Judged::rejected(row, column, FieldCode::Repeated);
        }
        let by_national_id = row.national_id_hash.as_deref().and_then(|hash| self.by_national_id.get(hash));
        let by_insurance = row.insurance_hash.as_deref().and_then(|hash| self.by_insurance.get(hash));
        match (by_national_id.copied(), by_insurance.copied()) {
            (Some(one), Some(other)) if one.person != other.person => {
                Judged::rejected(row, ImportColumn::InsuranceNumber, FieldCode::Taken)
            }
            (Some(holder), _) => self.holder(row, holder, ImportColumn::NationalId),
            (None, Some(holder)) => self.holder(row, holder, ImportColumn::InsuranceNumber),
            (None, None) => match self.in_club(&row) {
                Some(known) => self.unchanged(row, known),
                None => self.new_member(row, None),
            },
        }
    }

    /// Whether a row before was the same person; by which column.
    fn repeats(&mut self, row: &Listed) -> Option<ImportColumn> {
        let numbers = [
            (ImportColumn::NationalId, row.national_id_hash.as_ref()),
            (ImportColumn::InsuranceNumber, row.insurance_hash.as_ref()),
        ];
        let known = |(_, number): &&(ImportColumn, Option<&Vec<u8>>)| {
            number.is_some_and(|number| self.numbers.contains(number))
        };
        if let Some((column, _)) = numbers.iter().find(known) {
            return Some(*column);
        }
        let before = self.names.entry((row.folded(), row.year(), row.hamlet)).or_default();
        let same = |(national_id, insurance): &Numbers| {
            !contradict(national_id.as_ref(), row.national_id_hash.as_ref())
                && !contradict(insurance.as_ref(), row.insurance_hash.as_ref())
        };
        if before.iter().any(same) {
            return Some(ImportColumn::FullName);
        }
        before.push((row.national_id_hash.clone(), row.insurance_hash.clone()));
        self.numbers.extend(numbers.into_iter().filter_map(|(_, number)| number.cloned()));
        None
    }

    /// The row gives a number that is recorded.
    fn holder(&mut self, row: Listed, holder: &Holder, column: ImportColumn) -> Judged {
        let seen = self.by_person.get(&holder.person).map(Vec::as_slice).unwrap_or_default();
        let here = seen.iter().filter(|known| known.member.club_id == self.club);
        if let Some(known) = here.copied().max_by_key(|known| (known.is_current(), known.member.id)) {
            return self.unchanged(row, known);
        }
        let alive = seen.iter().find(|known| known.member.person.died_on.is_none()).copied();
        match (holder.club, alive) {
            (Some(_), _) => Judged::rejected(row, column, FieldCode::ActiveElsewhere),
            (None, Some(known)) => {
                let mut row = row;
                compare(&mut row, known);
                self.new_member(row, Some(known.member.person_id))
            }
            (None, None) => Judged::rejected(row, column, FieldCode::Taken),
        }
    }

    /// The member of this club with the row's name whom nothing in the row contradicts; rather her whose
    /// birth year and hamlet agree than her of whom they are not recorded.
    fn in_club(&self, row: &Listed) -> Option<&'k Known> {
        let named = self.by_name.get(row.folded().as_str()).map(Vec::as_slice).unwrap_or_default();
        let fits = |known: &&&Known| {
            known.member.club_id == self.club
                && !self.met.contains(&known.member.id)
                && known.may_be(row)
                && !contradict(known.member.person.hamlet_id.as_ref(), row.hamlet.as_ref())
        };
        let nearness = |known: &&Known| {
            let same_year = known.year() == row.year();
            (same_year, known.member.person.hamlet_id == row.hamlet, known.is_current())
        };
        named.iter().filter(fits).copied().max_by_key(nearness)
    }

    fn unchanged(&mut self, mut row: Listed, known: &Known) -> Judged {
        self.met.insert(known.member.id);
        compare(&mut row, known);
        if !known.is_current() {
            row.say(ImportColumn::FullName, FieldCode::FormerMember);
        }
        let member = Some(known.member.id);
        Judged {
            row,
            verdict: ImportVerdict::Unchanged,
            member,
            person: Some(known.member.person_id),
            alike: vec![],
        }
    }

    fn new_member(&self, mut row: Listed, person: Option<PersonId>) -> Judged {
        let named = self.by_name.get(row.folded().as_str()).map(Vec::as_slice).unwrap_or_default();
        let alike = named.iter().filter(|known| Some(known.member.person_id) != person);
        let alike = alike.filter(|known| !contradict(known.year().as_ref(), row.year().as_ref()));
        let alike: Vec<MemberId> = alike.map(|known| known.member.id).take(NAMED).collect();
        if person.is_none() && row.consent_on.is_none() {
            let given = [
                (ImportColumn::NationalId, row.national_id.is_some()),
                (ImportColumn::InsuranceNumber, row.insurance.is_some()),
            ];
            for (column, _) in given.into_iter().filter(|(_, given)| *given) {
                row.say(column, FieldCode::NoConsent);
            }
        }
        let verdict =
            if alike.is_empty() { ImportVerdict::Created } else { ImportVerdict::PossibleDuplicate };
        Judged { row, verdict, member: Some(MemberId::new()), person, alike }
    }
}

impl Known {
    fn is_current(&self) -> bool {
        !self.member.state.has_ended()
    }
    fn year(&self) -> Option<i32> {
        self.member.person.birth.get().map(year)
    }
    /// Whether neither year nor numbers contradict.
    fn may_be(&self, row: &Listed) -> bool {
        !contradict(self.year().as_ref(), row.year().as_ref())
            && !contradict(self.national_id.as_ref(), row.national_id_hash.as_ref())
            && !contradict(self.insurance.as_ref(), row.insurance_hash.as_ref())
    }
}

/// Says which cells differ from what is recorded of somebody: of one who has left a club, from her basic data as they stood
/// then. What is more sensitive is told to the club alone that she is in.
fn compare(row: &mut Listed, known: &Known) {
    let (member, person) = (&known.member, &known.member.person);
    let same_name = row.full_name.as_deref().map(str::to_lowercase) == Some(person.full_name.to_lowercase());
    let number = |given: &Option<Vec<u8>>, recorded: &Option<Vec<u8>>| match (given, recorded) {
        (Some(_), None) if row.consent_on.is_none() => Some(FieldCode::NoConsent),
        (Some(given), recorded) => (recorded.as_ref() != Some(given)).then_some(FieldCode::Differs),
        (None, _) => None,
    };
    let differs = |differs: bool| differs.then_some(FieldCode::Differs);
    let told = known.is_current();
    let since = Some(member.joined_on.unwrap_or(member.applied_on));
    let said = [
        (ImportColumn::FullName, differs(!same_name)),
        (ImportColumn::Sex, differs(row.sex.is_some_and(|sex| sex != person.sex))),
        (ImportColumn::Birth, differs(row.birth.is_some() && row.birth != person.birth.get())),
        (
            ImportColumn::Ethnicity,
            differs(told && row.ethnicity.is_some() && row.ethnicity != known.ethnicity),
        ),
        (ImportColumn::NationalId, number(&row.national_id_hash, &known.national_id).filter(|_| told)),
        (ImportColumn::InsuranceNumber, number(&row.insurance_hash, &known.insurance).filter(|_| told)),
        (
            ImportColumn::Phone,
            differs(row.phone.is_some() && row.phone.as_deref() != person.phone.as_deref()),
        ),
        (
            ImportColumn::Address,
            differs(row.address.is_some() && row.address.as_deref() != person.address.as_deref()),
        ),
        (ImportColumn::Hamlet, differs(row.hamlet.is_some() && row.hamlet != person.hamlet_id)),
        (ImportColumn::Poverty, differs(told && row.poverty.is_some() && row.poverty != known.poverty)),
        (ImportColumn::JoinedOn, differs(row.joined_on.is_some() && row.joined_on.map(Day::get) != since)),
    ];
    for (column, code) in said.into_iter().filter_map(|(column, code)| Some((column, code?))) {
        row.say(column, code);
    }
}
