//! Who acts for which organisation, and at which places which kinds stand.

use super::model::{OrganisationKind, OrganisationSuccession};
use crate::platform::auth::{Level, Role};
use crate::platform::error::FieldCode;
use crate::{Error, Result};

/// The roles that act for an organisation of a kind at a level. Where nobody could sign in for it (the front of the
/// nation, say) there is none, and it is not vacant for lack of anybody.
#[must_use]
pub const fn acts_for(kind: OrganisationKind, level: Level) -> Option<Role> {
    use OrganisationKind as K;
    Some(match (kind, level) {
        (K::ElderlyBranch, Level::Hamlet) => Role::HamletBranchHead,
        (K::ElderlyAssociation, Level::Commune) => Role::CommuneAssociation,
        (K::PeoplesCommittee, Level::Commune) => Role::CommuneCommittee,
        (K::SocialOffice, Level::Commune) => Role::CommuneSocialOfficer,
        (K::FinanceOffice, Level::Commune) => Role::CommuneFinanceOfficer,
        (K::HealthOffice, Level::Commune) => Role::CommuneHealthStation,
        (K::Front | K::WomensUnion | K::RedCross | K::OtherPartner, Level::Commune) => Role::CommunePartner,
        (K::ElderlyAssociation, Level::District) => Role::DistrictAssociation,
        (K::PeoplesCommittee, Level::District) => Role::DistrictCommittee,
        (K::ElderlyAssociation, Level::Province) => Role::ProvinceAssociation,
        (K::PeoplesCommittee, Level::Province) => Role::ProvinceCommittee,
        (K::SocialOffice, Level::Province) => Role::ProvinceSocialDepartment,
        (K::FinanceOffice, Level::Province) => Role::ProvinceFinanceDepartment,
        (K::HealthOffice, Level::Province) => Role::ProvinceHealthDepartment,
        (K::Front | K::WomensUnion | K::RedCross | K::OtherPartner, Level::Province) => Role::ProvincePartner,
        (K::ElderlyAssociation, Level::Nation) => Role::NationalAssociation,
        (K::NationalCommittee | K::Ministry, Level::Nation) => Role::NationalCommittee,
        _ => return None,
    })
}

/// # Errors
/// 422 for a kind that does not exist at a level: a ministry of a commune, a branch of a province.
pub fn belongs(kind: OrganisationKind, level: Level) -> Result<()> {
    if kind.levels().contains(&level) { Ok(()) } else { Err(Error::field("/kind", FieldCode::NotHere)) }
}

/// Whether a succession says either into which organisation, or how the new one is called.
///
/// # Errors
/// 422 where it says both or neither.
pub fn says_what(succession: &OrganisationSuccession) -> Result<()> {
    match (&succession.into, &succession.name) {
        (Some(_), Some(_)) => Err(Error::field("/name", FieldCode::NotHere)),
        (Some(_), None) if succession.unit_id.is_some() => Err(Error::field("/unit_id", FieldCode::NotHere)),
        (None, None) => Err(Error::field("/name", FieldCode::Required)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn whoever_acts_for_an_organisation_stands_at_its_level() {
        for kind in OrganisationKind::iter() {
            for level in [Level::Hamlet, Level::Commune, Level::District, Level::Province, Level::Nation] {
                if let Some(role) = acts_for(kind, level) {
                    assert!(role.levels().contains(&level), "{role:?} at {level:?}");
                    assert!(kind.levels().contains(&level), "{kind:?} at {level:?}");
                }
            }
        }
    }
}
