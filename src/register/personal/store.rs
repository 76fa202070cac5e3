//! Tier 3 and tier 4 in the database.

use super::model::{
    IdentifierLookup, IdentifiersKept, MemberIdentifiers, MemberIdentifiersPatch, PovertyFinding,
    PovertyYear, SensitiveColumns, SensitiveData, SensitiveDataPatch,
};
use super::rules::Age;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::ids::{ClubId, HouseholdId, MemberId, PersonId, UnitId};
use crate::platform::log::Event;
use crate::platform::vault::Vault;
use crate::register::consents::model::ConsentPurpose;
use crate::register::members::model::{Member, MemberState};
use crate::register::schema::{household_poverty, households, memberships, persons};
use crate::register::{clubs, consents, members};
use crate::{Error, Result};
use chrono::{Datelike, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Where an encrypted number belongs: it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Số căn cước công dân.
    NationalId,
    /// Số thẻ bảo hiểm y tế.
    Insurance,
}

impl Number {
    /// The hash by which the number is found again.
    #[must_use]
    pub fn hash(self, vault: &Vault, number: &str) -> Vec<u8> {
        let kind = match self {
            Self::NationalId => "cccd",
            Self::Insurance => "bhyt",
        };
        vault.lookup(kind, number).to_vec()
    }
    /// The number as it is kept of a person.
    pub fn encrypt(self, vault: &Vault, person: PersonId, number: &str) -> Result<Vec<u8>> {
        vault.encrypt(self.place(person).as_bytes(), number.as_bytes()).map_err(Error::internal)
    }
    fn open(self, vault: &Vault, person: PersonId, encrypted: &[u8]) -> Result<String> {
        let plain = vault.decrypt(self.place(person).as_bytes(), encrypted).map_err(Error::internal)?;
        String::from_utf8(plain).map_err(|_| Error::internal("an encrypted number that is not text"))
    }
    fn place(self, person: PersonId) -> String {
        match self {
            Self::NationalId => format!("persons.national_id:{person}"),
            Self::Insurance => format!("persons.insurance:{person}"),
        }
    }
}

/// Finds tier 3 of a member in reach.
pub async fn find_sensitive(db: &mut impl Reads, member: &Member) -> Result<SensitiveData> {
    let today = db.scope().today();
    let own: SensitiveColumns = members::store::visible(db.scope())
        .filter(memberships::id.eq(member.id))
        .select(SensitiveColumns::as_select())
        .first(db.conn())
        .await?;
    let poverty = household_poverty::table
        .filter(household_poverty::household_id.nullable().eq(own.household_id))
        .order(household_poverty::year.desc())
        .select(PovertyYear::as_select())
        .load(db.conn())
        .await?;
    let household_members = members::store::visible(db.scope())
        .filter(persons::household_id.eq(own.household_id))
        .filter(memberships::person_id.ne(member.person_id))
        .filter(memberships::state.eq_any(MemberState::CURRENT))
        .order(memberships::id)
        .select(memberships::id)
        .load(db.conn())
        .await?;
    let sensitive = SensitiveData {
        member_id: member.id,
        person_id: member.person_id,
        club_id: member.club_id,
        version: member.version,
        ethnicity: own.ethnicity,
        lives_alone: own.lives_alone,
        disabled: own.disabled,
        household_id: own.household_id,
        household_members,
        poverty,
        age: None,
        older: None,
        older_certain: None,
    };
    Ok(sensitive.aged(own.birth.get().and_then(|birth| Age::on(today, birth))))
}

/// A member and the one whose household she joins, both held by the locks of all clubs in which either or somebody of
/// their households counts.
///
/// # Errors
/// 409 where either is a member no more.
pub async fn hold(
    w: &mut Writer<'_>,
    id: MemberId,
    joins: Option<MemberId>,
) -> Result<(Held<Member>, Option<Held<Member>>)> {
    let mut persons = vec![members::store::find(w, id).await?.person_id];
    if let Some(other) = joins {
        persons.push(housemate(w, id, other).await?.person_id);
    }
    let clubs = clubs_around(w, &persons).await?;
    clubs::store::lock(w, &clubs).await?;
    let other = match joins {
        Some(other) => Some(members::store::current(housemate(w, id, other).await?)?),
        None => None,
    };
    Ok((members::store::current(members::store::find(w, id).await?)?, other))
}

/// The one whose household a member joins: somebody else.
async fn housemate(w: &mut Writer<'_>, of: MemberId, other: MemberId) -> Result<Member> {
    let unknown = || Error::field("/same_household_as", FieldCode::UnknownMember);
    if other == of {
        return Err(unknown());
    }
    members::store::find(w, other).await.map_err(|e| if e.code() == Code::NotFound { unknown() } else { e })
}

/// The clubs that these persons are or were in, and those of whoever lives with them.
async fn clubs_around(w: &mut Writer<'_>, which: &[PersonId]) -> Result<Vec<ClubId>> {
    let people = living_with(w, which).await?;
    let clubs = memberships::table.filter(memberships::person_id.eq_any(people));
    Ok(clubs.select(memberships::club_id).distinct().load(w.conn()).await?)
}

/// These persons and whoever lives with them.
async fn living_with(w: &mut Writer<'_>, which: &[PersonId]) -> Result<Vec<PersonId>> {
    let households = persons::table.filter(persons::id.eq_any(which)).select(persons::household_id);
    let households: Vec<Option<HouseholdId>> = households.load(w.conn()).await?;
    let households: Vec<HouseholdId> = households.into_iter().flatten().collect();
    let people = persons::id.eq_any(which).or(persons::household_id.assume_not_null().eq_any(households));
    Ok(persons::table.filter(people).select(persons::id).load(w.conn()).await?)
}

#[derive(AsChangeset, Default)]
#[diesel(table_name = persons)]
struct Changed {
    ethnicity: Option<Option<super::model::Ethnicity>>,
    lives_alone: Option<Option<bool>>,
    disabled: Option<Option<bool>>,
    household_id: Option<Option<HouseholdId>>,
    national_id_sealed: Option<Option<Vec<u8>>>,
    national_id_hash: Option<Option<Vec<u8>>>,
    insurance_sealed: Option<Option<Vec<u8>>>,
    insurance_hash: Option<Option<Vec<u8>>>,
}

/// Changes tier 3 of a member; `joins` is the one whose household she joins. Returns what the change log says of the other
/// memberships that show it: hers, and where the household changes, those of whoever lives with her or did.
pub async fn update_sensitive(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    joins: Option<&Held<Member>>,
    patch: &SensitiveDataPatch,
) -> Result<Vec<Event>> {
    let mut people = vec![member.person_id];
    people.extend(joins.map(|other| other.person_id));
    if patch.same_household_as.is_some() {
        people = living_with(w, &people).await?;
    }
    let others = members::store::others_of(w, member, &people).await?;
    let household_id = match (joins, patch.same_household_as) {
        (Some(other), _) => Some(Some(household(w, other).await?)),
        (None, Some(None)) => Some(None),
        _ => None,
    };
    let changed = Changed {
        ethnicity: patch.ethnicity,
        lives_alone: patch.lives_alone,
        disabled: patch.disabled,
        household_id,
        ..Changed::default()
    };
    change_person(w, member, changed).await?;
    members::store::touch(w, member).await?;
    let events = members::store::touch_all(w, "sensitive_data_updated", &others).await?;
    let clubs = members::store::clubs_of_person(w, member.person_id).await?;
    clubs::store::still_locked(w, &clubs)?;
    Ok(events)
}

/// Records what a member's household was found to be in a year; makes the household if there is none yet. Returns what
/// the change log says of the other memberships of whoever lives in it.
pub async fn record_poverty(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    year: i16,
    poverty: &PovertyFinding,
) -> Result<Vec<Event>> {
    use household_poverty as p;
    let next_year = w.scope().today().year() + 1; // next year's lists are drawn up in autumn
    if !(1990..=next_year).contains(&i32::from(year)) {
        return Err(Error::field("/year", FieldCode::Range));
    }
    let people = living_with(w, &[member.person_id]).await?;
    let others = members::store::others_of(w, member, &people).await?;
    let household = household(w, member).await?;
    let found = (p::status.eq(poverty.status), p::certificate_no.eq(poverty.certificate_no.as_deref()));
    diesel::insert_into(p::table)
        .values((p::household_id.eq(household), p::year.eq(year), found))
        .on_conflict((p::household_id, p::year))
        .do_update()
        .set(found)
        .execute(w.conn())
        .await?;
    members::store::touch(w, member).await?;
    let events = members::store::touch_all(w, "poverty_recorded", &others).await?;
    let clubs = clubs_of_household(w, household).await?;
    clubs::store::still_locked(w, &clubs)?;
    Ok(events)
}

/// The member's household; a new one where none is recorded.
async fn household(w: &mut Writer<'_>, member: &Held<Member>) -> Result<HouseholdId> {
    let person = persons::table.filter(persons::id.eq(member.person_id));
    let known: Option<HouseholdId> = person.select(persons::household_id).first(w.conn()).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let id = HouseholdId::new();
    let hamlet: Option<UnitId> = member.person.hamlet_id;
    diesel::insert_into(households::table)
        .values((households::id.eq(id), households::hamlet_id.eq(hamlet)))
        .execute(w.conn())
        .await?;
    let joined = Changed { household_id: Some(Some(id)), ..Changed::default() };
    change_person(w, member, joined).await?;
    Ok(id)
}

async fn change_person(w: &mut Writer<'_>, member: &Held<Member>, changed: Changed) -> Result<()> {
    diesel::update(persons::table.filter(persons::id.eq(member.person_id)))
        .set((changed, persons::version.eq(persons::version + 1), persons::updated_at.eq(Utc::now())))
        .execute(w.conn())
        .await?;
    Ok(())
}

/// The clubs in which somebody of a household counts, in reach or not.
async fn clubs_of_household(w: &mut Writer<'_>, household: HouseholdId) -> Result<Vec<ClubId>> {
    let people = persons::table.filter(persons::household_id.eq(household)).select(persons::id);
    let current = memberships::table.filter(memberships::state.eq_any(MemberState::CURRENT));
    let clubs = current.filter(memberships::person_id.eq_any(people)).select(memberships::club_id).distinct();
    Ok(clubs.order(memberships::club_id).load(w.conn()).await?)
}

/// Finds tier 4 of a member in reach, opened.
pub async fn find_identifiers(db: &mut impl Reads, member: &Member) -> Result<MemberIdentifiers> {
    let (national_id, insurance): (Option<Vec<u8>>, Option<Vec<u8>>) = members::store::visible(db.scope())
        .filter(memberships::id.eq(member.id))
        .select((persons::national_id_sealed, persons::insurance_sealed))
        .first(db.conn())
        .await?;
    let open = |number: Number, encrypted: Option<Vec<u8>>| {
        encrypted.map(|encrypted| number.open(db.vault(), member.person_id, &encrypted)).transpose()
    };
    Ok(MemberIdentifiers {
        national_id: open(Number::NationalId, national_id)?,
        insurance_number: open(Number::Insurance, insurance)?,
    })
}

/// Which numbers are recorded of a member, by their hashes.
pub async fn identifiers_kept(db: &mut impl Reads, member: &Member) -> Result<IdentifiersKept> {
    let (national_id, insurance_number) = members::store::visible(db.scope())
        .filter(memberships::id.eq(member.id))
        .select((persons::national_id_hash, persons::insurance_hash))
        .first(db.conn())
        .await?;
    let (member_id, club_id, version) = (member.id, member.club_id, member.version);
    Ok(IdentifiersKept { member_id, club_id, version, national_id, insurance_number })
}

/// Encrypts a member's numbers. To record one, consent must stand; to clear one, nothing must. Returns what the change log
/// says of her other memberships.
pub async fn update_identifiers(
    w: &mut Writer<'_>,
    member: &Held<Member>,
    patch: &MemberIdentifiersPatch,
) -> Result<Vec<Event>> {
    let records =
        matches!(patch.national_id, Some(Some(_))) || matches!(patch.insurance_number, Some(Some(_)));
    if records && !consents::store::stands(w, member.person_id, ConsentPurpose::Identifiers).await? {
        return Err(Error::from(Code::ConsentMissing).with("purpose", ConsentPurpose::Identifiers));
    }
    let encrypt = |number: Number, given: Option<Option<&str>>| -> Result<_> {
        let Some(given) = given else { return Ok((None, None)) };
        let encrypted = given.map(|given| number.encrypt(w.vault(), member.person_id, given)).transpose()?;
        Ok((Some(encrypted), Some(given.map(|given| number.hash(w.vault(), given)))))
    };
    let national_id = patch.national_id.as_ref().map(Option::as_deref);
    let (national_id_sealed, national_id_hash) = encrypt(Number::NationalId, national_id)?;
    let insurance = patch.insurance_number.as_ref().map(Option::as_deref);
    let (insurance_sealed, insurance_hash) = encrypt(Number::Insurance, insurance)?;
    let changed = Changed {
        national_id_sealed,
        national_id_hash,
        insurance_sealed,
        insurance_hash,
        ..Changed::default()
    };
    let others = members::store::others_of(w, member, &[member.person_id]).await?;
    change_person(w, member, changed).await?;
    members::store::touch(w, member).await?;
    members::store::touch_all(w, "identifiers_replaced", &others).await
}

/// The memberships in reach of whoever has a number; empty if nobody in reach has it.
pub async fn with_number(db: &mut impl Reads, asked: &IdentifierLookup) -> Result<Vec<Member>> {
    let mut rows = members::store::visible(db.scope());
    if let Some(number) = &asked.national_id {
        rows = rows.filter(persons::national_id_hash.eq(Number::NationalId.hash(db.vault(), number)));
    }
    if let Some(number) = &asked.insurance_number {
        rows = rows.filter(persons::insurance_hash.eq(Number::Insurance.hash(db.vault(), number)));
    }
    if let Some(club) = asked.club_id {
        rows = rows.filter(memberships::club_id.eq(club));
    }
    Ok(rows.order(memberships::id).select(Member::as_select()).load(db.conn()).await?)
}
