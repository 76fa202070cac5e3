//! Imports in the database: whatever the number of rows, the same few statements.

use super::model::{Entered, ImportColumn, ImportVerdict, ImportedMember};
use super::rules::{CONSENT_TEXT, Hamlets, Holder, ImportPlan, Judge, Judged, Known, List, Listed};
use crate::Result;
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::fields::{BirthDate, Precision};
use crate::platform::ids::{ClubId, ConsentId, HouseholdId, MemberId, PersonId, UnitId};
use crate::platform::text;
use crate::register::clubs::model::{Club, ClubState};
use crate::register::consents::model::{Consent, ConsentInClub, ConsentMethod, ConsentPurpose};
use crate::register::members;
use crate::register::members::model::{Member, MemberState, NewMember, Sex};
use crate::register::personal::model::{Ethnicity, PovertyStatus};
use crate::register::personal::store::Number;
use crate::register::schema::{consents, household_poverty, households, memberships, persons};
use crate::territory::tables::unit_versions;
use crate::territory::units;
use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use std::collections::BTreeMap;

/// Says what is to be done with a list. Writes nothing.
pub async fn plan(db: &mut impl Reads, club: &Club, list: &List) -> Result<ImportPlan> {
    if club.state.has_ended() {
        return Err(Code::ClubTakesNoMembers.into());
    }
    let today = db.scope().today();
    let hamlets = hamlets(db, club.commune_id, today).await?;
    let mut rows = list.rows(&hamlets, today);
    for row in &mut rows {
        let (national_id, insurance) = (row.national_id.as_deref(), row.insurance.as_deref());
        row.national_id_hash = national_id.map(|number| Number::NationalId.hash(db.vault(), number));
        row.insurance_hash = insurance.map(|number| Number::Insurance.hash(db.vault(), number));
        if let Err((column, code)) = entry_dates(club, row, today) {
            row.say(column, code);
        }
    }
    let known = known(db, &rows).await?;
    let holders = holders(db, &rows).await?;
    let mut judge = Judge::new(club.id, &known, &holders);
    let rows = rows.into_iter().map(|row| judge.judge(row)).collect();
    Ok(ImportPlan { rows, ignored: list.ignored.clone() })
}

/// The hamlets in which the members of a club may live: those of its commune.
async fn hamlets(db: &mut impl Reads, commune: UnitId, today: NaiveDate) -> Result<Hamlets> {
    let named: Vec<(UnitId, String)> = unit_versions::table
        .filter(units::store::standing(today))
        .filter(unit_versions::level.eq(Level::Hamlet))
        .filter(unit_versions::commune_id.eq(commune))
        .select((unit_versions::unit_id, unit_versions::name))
        .load(db.conn())
        .await?;
    Ok(Hamlets::new(&named))
}

/// When somebody of a list applied and joined, by the rules for members entered by hand. A club that is
/// being founded has no members yet: whoever is on its list has applied.
fn entry_dates(
    club: &Club,
    row: &Listed,
    today: NaiveDate,
) -> Result<(NaiveDate, Option<NaiveDate>), (ImportColumn, FieldCode)> {
    let Some(full_name) = row.full_name.clone() else {
        return Ok((today, None)); // rejected for its name already
    };
    let founding = matches!(club.state, ClubState::Proposed | ClubState::DossierSubmitted);
    let entry = NewMember {
        id: None,
        person_id: None,
        full_name,
        sex: Sex::Unknown,
        birth: row.birth,
        phone: None,
        address: None,
        hamlet_id: None,
        applied_on: row.joined_on.filter(|_| founding),
        joined_on: row.joined_on.filter(|_| !founding),
    };
    members::store::entry_dates(club, &entry, today).map_err(|refusal| match refusal.fields().first() {
        Some(field) if field.pointer == "/birth" => (ImportColumn::Birth, field.code),
        Some(field) => (ImportColumn::JoinedOn, field.code),
        None => (ImportColumn::JoinedOn, FieldCode::BeforeFounding),
    })
}

/// A member, what she is searched by and what is sensitive, and her household's poverty.
type KnownRow =
    (Member, (String, Option<Ethnicity>, Option<Vec<u8>>, Option<Vec<u8>>), Option<PovertyStatus>);

/// The members in the caller's reach with a name or a number of the list.
async fn known(db: &mut impl Reads, rows: &[Listed]) -> Result<Vec<Known>> {
    let names: Vec<String> = rows.iter().map(Listed::folded).collect();
    let (national_ids, insurance) = hashes(rows);
    let seen = members::store::visible(db.scope())
        .filter(
            persons::folded
                .eq_any(names)
                .or(persons::national_id_hash.eq_any(national_ids))
                .or(persons::insurance_hash.eq_any(insurance)),
        )
        .select(memberships::id);
    let this_year = i16::try_from(db.scope().today().year()).unwrap_or_default();
    let of_this_year = household_poverty::household_id
        .nullable()
        .eq(persons::household_id)
        .and(household_poverty::year.eq(this_year));
    let rows: Vec<KnownRow> = memberships::table
        .inner_join(persons::table)
        .left_join(household_poverty::table.on(of_this_year))
        .filter(memberships::id.eq_any(seen))
        .order(memberships::id)
        .select((
            Member::as_select(),
            (persons::folded, persons::ethnicity, persons::national_id_hash, persons::insurance_hash),
            household_poverty::status.nullable(),
        ))
        .load(db.conn())
        .await?;
    let known = |(member, (folded, ethnicity, national_id, insurance), poverty): KnownRow| Known {
        member,
        folded,
        ethnicity,
        national_id,
        insurance,
        poverty,
    };
    Ok(rows.into_iter().map(known).collect())
}

/// A person, her numbers' hashes, and the club that she is in now.
type HolderRow = (PersonId, Option<Vec<u8>>, Option<Vec<u8>>, Option<ClubId>);

/// Whoever has a number of the list, in reach or not: a number belongs to one person in the whole
/// programme. Nothing of what is found here is told but that the number is taken.
async fn holders(db: &mut impl Reads, rows: &[Listed]) -> Result<Vec<Holder>> {
    let (national_ids, insurance) = hashes(rows);
    let current = memberships::person_id.eq(persons::id).and(memberships::state.eq_any(MemberState::CURRENT));
    let rows: Vec<HolderRow> = persons::table
        .left_join(memberships::table.on(current))
        .filter(persons::national_id_hash.eq_any(national_ids).or(persons::insurance_hash.eq_any(insurance)))
        .select((
            persons::id,
            persons::national_id_hash,
            persons::insurance_hash,
            memberships::club_id.nullable(),
        ))
        .load(db.conn())
        .await?;
    let holder =
        |(person, national_id, insurance, club): HolderRow| Holder { person, national_id, insurance, club };
    Ok(rows.into_iter().map(holder).collect())
}

fn hashes(rows: &[Listed]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    (
        rows.iter().filter_map(|row| row.national_id_hash.clone()).collect(),
        rows.iter().filter_map(|row| row.insurance_hash.clone()).collect(),
    )
}

#[derive(Insertable)]
#[diesel(table_name = households)]
struct HouseholdRow {
    id: HouseholdId,
    hamlet_id: Option<UnitId>,
}

#[derive(Insertable)]
#[diesel(table_name = household_poverty)]
struct PovertyRow {
    household_id: HouseholdId,
    year: i16,
    status: PovertyStatus,
}

#[derive(Insertable)]
#[diesel(table_name = persons)]
struct PersonRow<'a> {
    id: PersonId,
    full_name: &'a str,
    folded: String,
    sort_key: String,
    sex: Sex,
    birth_date: Option<NaiveDate>,
    birth_precision: Option<Precision>,
    phone: Option<&'a str>,
    address: Option<&'a str>,
    hamlet_id: Option<UnitId>,
    household_id: Option<HouseholdId>,
    ethnicity: Option<Ethnicity>,
    national_id_sealed: Option<Vec<u8>>,
    national_id_hash: Option<Vec<u8>>,
    insurance_sealed: Option<Vec<u8>>,
    insurance_hash: Option<Vec<u8>>,
}

#[derive(Insertable)]
#[diesel(table_name = memberships)]
struct MembershipRow {
    id: MemberId,
    person_id: PersonId,
    club_id: ClubId,
    state: MemberState,
    state_since: NaiveDate,
    applied_on: NaiveDate,
    joined_on: Option<NaiveDate>,
}

#[derive(Insertable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    id: ConsentId,
    person_id: PersonId,
    purpose: ConsentPurpose,
    text_version: &'static str,
    method: ConsentMethod,
    given_on: NaiveDate,
}

/// All that a list adds.
#[derive(Default)]
struct Rows<'a> {
    households: Vec<HouseholdRow>,
    poverty: Vec<PovertyRow>,
    persons: Vec<PersonRow<'a>>,
    memberships: Vec<MembershipRow>,
    consents: Vec<ConsentRow>,
}

impl<'a> Rows<'a> {
    /// Adds a new member; a new person too, unless she is recorded already: then her data stay as they are.
    fn add(&mut self, db: &impl Reads, club: &Club, judged: &'a Judged, id: MemberId) -> Result<()> {
        let today = db.scope().today();
        let person = match judged.person {
            Some(known) => known,
            None => self.add_person(db, judged, today)?,
        };
        let (applied_on, joined_on) = entry_dates(club, &judged.row, today).map_err(|_| Code::Invalid)?;
        self.memberships.push(MembershipRow {
            id,
            person_id: person,
            club_id: club.id,
            state: if joined_on.is_some() { MemberState::Active } else { MemberState::Applied },
            state_since: joined_on.unwrap_or(applied_on),
            applied_on,
            joined_on,
        });
        Ok(())
    }

    fn add_person(&mut self, db: &impl Reads, judged: &'a Judged, today: NaiveDate) -> Result<PersonId> {
        let (row, id, vault) = (&judged.row, PersonId::new(), db.vault());
        let household_id = row.poverty.map(|status| {
            let household_id = HouseholdId::new();
            let year = i16::try_from(today.year()).unwrap_or_default();
            self.households.push(HouseholdRow { id: household_id, hamlet_id: row.hamlet });
            self.poverty.push(PovertyRow { household_id, year, status });
            household_id
        });
        let kept = judged.keeps_numbers();
        let (national_id, insurance) =
            (row.national_id.as_deref().filter(|_| kept), row.insurance.as_deref().filter(|_| kept));
        let full_name = row.full_name.as_deref().unwrap_or_default();
        self.persons.push(PersonRow {
            id,
            full_name,
            folded: text::fold(full_name),
            sort_key: text::person_sort_key(full_name),
            sex: row.sex.unwrap_or(Sex::Unknown),
            birth_date: row.birth.map(BirthDate::last_day),
            birth_precision: row.birth.map(BirthDate::precision),
            phone: row.phone.as_deref(),
            address: row.address.as_deref(),
            hamlet_id: row.hamlet,
            household_id,
            ethnicity: row.ethnicity,
            national_id_sealed: national_id
                .map(|it| Number::NationalId.encrypt(vault, id, it))
                .transpose()?,
            national_id_hash: row.national_id_hash.clone().filter(|_| kept),
            insurance_sealed: insurance.map(|it| Number::Insurance.encrypt(vault, id, it)).transpose()?,
            insurance_hash: row.insurance_hash.clone().filter(|_| kept),
        });
        let numbers = national_id.is_some() || insurance.is_some();
        if let Some(given_on) = row.consent_on {
            let purposes = [Some(ConsentPurpose::Membership), numbers.then_some(ConsentPurpose::Identifiers)];
            self.consents.extend(purposes.into_iter().flatten().map(|purpose| ConsentRow {
                id: ConsentId::new(),
                person_id: id,
                purpose,
                text_version: CONSENT_TEXT,
                method: ConsentMethod::Paper,
                given_on,
            }));
        }
        Ok(id)
    }
}

/// Those who are recorded already, locked as if they were entered by hand, in the order of their ids.
async fn known_persons(w: &mut Writer<'_>, which: Vec<PersonId>) -> Result<()> {
    if !which.is_empty() {
        let rows = persons::table.filter(persons::id.eq_any(which)).order(persons::id).select(persons::id);
        rows.for_no_key_update().load::<PersonId>(w.conn()).await?;
    }
    Ok(())
}

/// Enters the good rows of a list.
pub async fn insert(w: &mut Writer<'_>, club: &Held<Club>, plan: &ImportPlan) -> Result<Entered> {
    let new: BTreeMap<MemberId, &Judged> = plan
        .rows
        .iter()
        .filter(|judged| matches!(judged.verdict, ImportVerdict::Created | ImportVerdict::PossibleDuplicate))
        .filter_map(|judged| Some((judged.member?, judged)))
        .collect();
    if new.is_empty() {
        return Ok(Entered::default());
    }
    known_persons(w, new.values().filter_map(|judged| judged.person).collect()).await?;
    let mut rows = Rows::default();
    for (id, judged) in &new {
        rows.add(w, club, judged, *id)?;
    }
    diesel::insert_into(households::table).values(rows.households).execute(w.conn()).await?;
    diesel::insert_into(household_poverty::table).values(rows.poverty).execute(w.conn()).await?;
    diesel::insert_into(persons::table).values(rows.persons).execute(w.conn()).await?;
    diesel::insert_into(memberships::table).values(rows.memberships).execute(w.conn()).await?;
    let consents: Vec<Consent> = diesel::insert_into(consents::table)
        .values(rows.consents)
        .returning(Consent::as_returning())
        .get_results(w.conn())
        .await?;
    let entered: Vec<Member> = members::store::visible(w.scope())
        .filter(memberships::id.eq_any(new.keys().copied().collect::<Vec<_>>()))
        .order(memberships::id)
        .select(Member::as_select())
        .load(w.conn())
        .await?;
    let told = |member: Member| {
        let judged = new.get(&member.id)?;
        let (row, kept) = (&judged.row, judged.keeps_numbers());
        let is_new = judged.person.is_none();
        Some(ImportedMember {
            member,
            ethnicity: row.ethnicity.filter(|_| is_new),
            poverty: row.poverty.filter(|_| is_new),
            national_id: (kept && row.national_id.is_some()).then_some(true),
            insurance_number: (kept && row.insurance.is_some()).then_some(true),
        })
    };
    Ok(Entered {
        members: entered.into_iter().filter_map(told).collect(),
        consents: consents.into_iter().map(|consent| ConsentInClub { club_id: club.id, consent }).collect(),
    })
}
