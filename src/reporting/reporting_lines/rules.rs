//! What the lines come to at a place: to whom a report goes, and who is missing on the way.

use super::model::{
    LineRegime, LineRole, NewReportingLine, Node, ReportAddressee, ReportingLine, ReportingVacancy,
    ReportingVacancyReason, Resolved,
};
use crate::platform::auth::{Level, Role};
use crate::platform::error::FieldCode;
use crate::platform::ids::UnitId;
use crate::reporting::organisations::model::{Organisation, OrganisationKind};
use crate::reporting::organisations::rules::acts_for;
use crate::{Error, Result};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// A place on a day: the units above it, what stands there, and who acts there.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The lines that hold on that day, everywhere or in the province.
    pub lines: Vec<ReportingLine>,
    /// The unit of each level.
    pub path: HashMap<Level, UnitId>,
    /// The organisations of those units and of the nation.
    pub organisations: Vec<Organisation>,
    /// The roles that somebody holds there; at no unit: of the nation.
    pub staffed: HashSet<(Role, Option<UnitId>)>,
}

/// The lines by which reports of a regime leave a node. What a province has of its own stands in place of what holds
/// everywhere.
#[must_use]
pub fn leaving(lines: &[ReportingLine], from: Node, regime: LineRegime) -> Vec<&ReportingLine> {
    let of = |own: bool| {
        lines.iter().filter(move |line| {
            line.from() == from && line.regime.meets(regime) && line.province_id.is_some() == own
        })
    };
    let own: Vec<&ReportingLine> = of(true).collect();
    if own.is_empty() { of(false).collect() } else { own }
}

/// The lines by which reports of a regime come to a node.
#[must_use]
pub fn arriving(lines: &[ReportingLine], to: Node, regime: LineRegime) -> Vec<&ReportingLine> {
    let from: BTreeSet<Node> = lines.iter().filter(|line| line.to() == to).map(ReportingLine::from).collect();
    from.into_iter().flat_map(|from| leaving(lines, from, regime)).filter(|line| line.to() == to).collect()
}

/// Who stands at the end of a line, or why nobody does.
fn at(ground: &Ground, node: Node) -> std::result::Result<Vec<&Organisation>, ReportingVacancy> {
    let unit_id = ground.path.get(&node.level).copied();
    let vacancy = |organisation: Option<&Organisation>, reason| ReportingVacancy {
        kind: node.kind,
        level: node.level,
        unit_id,
        organisation_id: organisation.map(|organisation| organisation.id),
        reason,
    };
    if node.level != Level::Nation && unit_id.is_none() {
        return Err(vacancy(None, ReportingVacancyReason::NoUnit));
    }
    let there: Vec<&Organisation> = ground
        .organisations
        .iter()
        .filter(|o| o.kind == node.kind && o.level == node.level && o.unit_id == unit_id)
        .collect();
    if there.is_empty() {
        return Err(vacancy(None, ReportingVacancyReason::NoOrganisation));
    }
    let staffed =
        acts_for(node.kind, node.level).is_none_or(|role| ground.staffed.contains(&(role, unit_id)));
    if staffed {
        Ok(there)
    } else {
        Err(vacancy(there.first().copied(), ReportingVacancyReason::NobodyAssigned))
    }
}

/// To whom a report of a regime goes. Where nobody is there, it goes on to whom that one would have reported; of a
/// level that is only told, nothing goes on. The nearest way to a receiver counts, and of two the stronger role.
#[must_use]
pub fn resolve(ground: &Ground, from: Node, regime: LineRegime) -> Resolved {
    let mut resolved = Resolved::default();
    let (mut seen, mut left) =
        (HashSet::from([from]), VecDeque::from([(from, LineRole::Consolidator, vec![])]));
    while let Some((node, at_most, passed_over)) = left.pop_front() {
        for line in leaving(&ground.lines, node, regime) {
            let role = line.role.max(at_most); // the weaker of the two
            match at(ground, line.to()) {
                Ok(there) => {
                    for organisation in there {
                        receive(&mut resolved.addressees, organisation, role, &passed_over);
                    }
                }
                Err(vacancy) => {
                    if !resolved.vacant.contains(&vacancy) {
                        resolved.vacant.push(vacancy.clone());
                    }
                    if role != LineRole::Information && seen.insert(line.to()) {
                        let passed_over = [passed_over.as_slice(), &[vacancy]].concat();
                        left.push_back((line.to(), role, passed_over));
                    }
                }
            }
        }
    }
    resolved.addressees.sort_by_key(|to| (to.role, to.organisation.level, to.organisation.kind));
    resolved
}

fn receive(
    found: &mut Vec<ReportAddressee>,
    organisation: &Organisation,
    role: LineRole,
    passed_over: &[ReportingVacancy],
) {
    match found.iter_mut().find(|to| to.organisation.id == organisation.id) {
        Some(to) if to.passed_over.len() >= passed_over.len() => to.role = to.role.min(role),
        Some(_) => {}
        None => found.push(ReportAddressee {
            organisation: organisation.clone(),
            role,
            passed_over: passed_over.to_vec(),
        }),
    }
}

/// Who has to be there so that reports arrive: all who report or are reported to, but not those who are only told.
#[must_use]
pub fn required(lines: &[ReportingLine]) -> BTreeSet<(Node, Option<UnitId>)> {
    let weighty = lines.iter().filter(|line| line.role != LineRole::Information);
    weighty
        .flat_map(|line| [(line.from(), line.province_id), (line.to(), line.province_id)])
        .filter(|(node, _)| node.kind != OrganisationKind::Club && node.level != Level::Nation)
        .collect()
}

/// # Errors
/// 422 for a line between what does not exist at its level, downwards, or backwards in time.
pub fn plausible(new: &NewReportingLine) -> Result<()> {
    let club = new.from_kind == OrganisationKind::Club && new.from_level == Level::Club;
    if !club && !new.from_kind.levels().contains(&new.from_level) {
        return Err(Error::field("/from_level", FieldCode::NotHere));
    }
    if !new.to_kind.levels().contains(&new.to_level) || new.to_level < new.from_level {
        return Err(Error::field("/to_level", FieldCode::NotHere));
    }
    if new.valid_to.is_some_and(|last| last < new.valid_from) {
        return Err(Error::field("/valid_to", FieldCode::DateOrder));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::{OrganisationId, ReportingLineId};
    use chrono::{NaiveDate, Utc};

    fn line(from: (OrganisationKind, Level), to: (OrganisationKind, Level), role: LineRole) -> ReportingLine {
        ReportingLine {
            id: ReportingLineId::new(),
            from_kind: from.0,
            from_level: from.1,
            to_kind: to.0,
            to_level: to.1,
            role,
            regime: LineRegime::Any,
            province_id: None,
            valid_from: NaiveDate::MIN,
            valid_to: None,
            source: String::new(),
            version: 1,
            created_at: Utc::now(),
        }
    }
    fn organisation(kind: OrganisationKind, level: Level, unit_id: Option<UnitId>) -> Organisation {
        Organisation {
            id: OrganisationId::new(),
            kind,
            level,
            unit_id,
            name: String::new(),
            legal_document: None,
            valid_from: NaiveDate::MIN,
            valid_to: None,
            successor_id: None,
            version: 1,
            created_at: Utc::now(),
        }
    }

    #[test]
    fn who_is_missing_is_named_and_passed_over() {
        use LineRole::{Addressee, Consolidator, Information};
        use OrganisationKind::{Club, ElderlyAssociation as Association, ElderlyBranch, PeoplesCommittee};
        let (commune, province) = (UnitId::new(), UnitId::new());
        let mut ground = Ground {
            lines: vec![
                line((Club, Level::Club), (Association, Level::Commune), Consolidator),
                line((Club, Level::Club), (ElderlyBranch, Level::Hamlet), Information),
                line((Association, Level::Commune), (PeoplesCommittee, Level::Commune), Addressee),
                line((Association, Level::Commune), (Association, Level::District), Consolidator),
                line((Association, Level::District), (Association, Level::Province), Consolidator),
            ],
            path: HashMap::from([(Level::Commune, commune), (Level::Province, province)]),
            organisations: vec![
                organisation(Association, Level::Commune, Some(commune)),
                organisation(Association, Level::Province, Some(province)),
            ],
            staffed: HashSet::from([(Role::ProvinceAssociation, Some(province))]),
        };
        let from = Node { kind: Club, level: Level::Club };
        let found = resolve(&ground, from, LineRegime::Year);
        let to = found.addressees.first().unwrap();
        assert_eq!(
            (found.addressees.len(), to.organisation.level, to.role),
            (1, Level::Province, Consolidator)
        );
        let why: Vec<_> = to.passed_over.iter().map(|vacancy| (vacancy.level, vacancy.reason)).collect();
        let expected = [
            (Level::Commune, ReportingVacancyReason::NobodyAssigned),
            (Level::District, ReportingVacancyReason::NoUnit),
        ];
        assert_eq!(why, expected);
        assert_eq!(found.vacant.len(), 4, "the branch and the committee are missing too: {found:?}");

        ground.staffed.insert((Role::CommuneAssociation, Some(commune)));
        let found = resolve(&ground, from, LineRegime::Year);
        assert_eq!(found.addressees.first().unwrap().organisation.level, Level::Commune);
        assert!(found.addressees.first().unwrap().passed_over.is_empty());
    }

    #[test]
    fn what_a_province_has_of_its_own_stands_in_place_of_what_holds_everywhere() {
        use OrganisationKind::{ElderlyAssociation as Association, PeoplesCommittee};
        let everywhere =
            line((Association, Level::Commune), (Association, Level::Province), LineRole::Consolidator);
        let mut own =
            line((Association, Level::Commune), (PeoplesCommittee, Level::Province), LineRole::Consolidator);
        own.province_id = Some(UnitId::new());
        own.regime = LineRegime::Year;
        let lines = [everywhere.clone(), own.clone()];
        let from = everywhere.from();
        assert_eq!(leaving(&lines, from, LineRegime::Year), [&own]);
        assert_eq!(leaving(&lines, from, LineRegime::HalfYear), [&everywhere]);
        assert!(arriving(&lines, everywhere.to(), LineRegime::Year).is_empty());
    }
}
