//! What a reform comes to: which units begin, end, and go on elsewhere, and where everything goes that stood on them.

mod operations;
mod outcome;

use super::model::{AdminChangeOperation, MergeDestination, NewUnit, PlannedUnit, UndecidedClub};
use crate::platform::auth::Level;
use crate::platform::error::Field;
use crate::platform::ids::{ClubId, UnitId};
use crate::territory::units::model::LineageKind;
use crate::territory::units::store::{UnitRow, VersionRow};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The territory as it stands on the day, as far as a reform touches it.
#[derive(Debug, Default)]
pub struct ReformFacts {
    /// The province within which the reform lies; none: the nation.
    pub province: Option<UnitId>,
    /// The units named, all that lies in them, and all in which they lie.
    pub standing: BTreeMap<UnitId, VersionRow>,
    /// Which clubs are at home in which hamlets from that day on.
    pub homes: BTreeMap<UnitId, Vec<ClubId>>,
    /// What was chosen for clubs.
    pub choices: HashMap<ClubId, UnitId>,
}

/// What has to be written.
#[derive(Debug, Default)]
pub struct ReformPlan {
    /// Units that begin, each with what it is called and where it lies.
    pub begin: Vec<(UnitRow, VersionRow)>,
    /// Units that end.
    pub end: Vec<UnitId>,
    /// Units that go on, with what is new of them.
    pub goes_on: Vec<VersionRow>,
    /// Which went into which.
    pub lineage: Vec<(UnitId, UnitId, LineageKind)>,
    /// What takes over from a unit that ends: for assignments and organisations, and of hamlets for their clubs.
    pub heirs: BTreeMap<UnitId, UnitId>,
    /// Where single clubs go whose hamlet is divided.
    pub chosen: BTreeMap<ClubId, UnitId>,
    /// Every club for which somebody has to choose.
    pub choices: Vec<UndecidedClub>,
}

impl ReformPlan {
    /// Whether it is said of every club where it goes.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.choices.iter().all(|choice| choice.chosen.is_some())
    }
}

/// A unit to be shown before it stands.
#[must_use]
pub fn shown(row: &VersionRow) -> PlannedUnit {
    PlannedUnit {
        id: row.unit_id,
        level: row.level,
        name: row.name.clone(),
        kind: row.kind.clone(),
        parent_id: row.parent_id,
    }
}

/// Gives every unit that begins its id, so that a draft says it.
pub fn name_units(operations: &mut [AdminChangeOperation]) {
    let name = |unit: &mut NewUnit| {
        unit.id.get_or_insert_with(UnitId::new);
    };
    for operation in operations {
        match operation {
            AdminChangeOperation::Merge { into: MergeDestination::New(unit), .. }
            | AdminChangeOperation::Found { unit, .. } => {
                name(unit);
            }
            AdminChangeOperation::Split { parts, .. } => {
                for part in parts {
                    name(&mut part.unit);
                }
            }
            _ => {}
        }
    }
}

/// Every unit that operations name and that should stand already.
#[must_use]
pub fn named(operations: &[AdminChangeOperation]) -> BTreeSet<UnitId> {
    let mut named = BTreeSet::new();
    for operation in operations {
        match operation {
            AdminChangeOperation::Merge { from, into } => {
                named.extend(from);
                if let MergeDestination::Standing(unit) = into {
                    named.insert(unit.unit_id);
                }
            }
            AdminChangeOperation::Split { unit_id, parts } => {
                named.insert(*unit_id);
                named.extend(parts.iter().flat_map(|part| &part.hamlets));
            }
            AdminChangeOperation::Move { unit_id, to } => named.extend([*unit_id, *to]),
            AdminChangeOperation::Rename { unit_id, .. } | AdminChangeOperation::Retype { unit_id, .. } => {
                named.insert(*unit_id);
            }
            AdminChangeOperation::Found { parent_id, hamlets, .. } => {
                named.insert(*parent_id);
                named.extend(hamlets);
            }
            AdminChangeOperation::End { unit_id, successor_id } => {
                named.insert(*unit_id);
                named.extend(successor_id);
            }
            AdminChangeOperation::CarryHamlets { from_id, to } => named.extend([*from_id, *to]),
        }
    }
    named
}

const fn below(level: Level) -> Level {
    match level {
        Level::Nation => Level::Province,
        Level::Province | Level::District => Level::Commune,
        _ => Level::Hamlet,
    }
}

/// A unit that begins: what it is called, at which level, and in which parent.
struct Beginning {
    level: Level,
    unit: NewUnit,
    parent: Option<UnitId>,
}

/// A plan in the making.
struct Draft<'f> {
    facts: &'f ReformFacts,
    on: NaiveDate,
    wrong: Vec<Field>,
    subjects: BTreeMap<UnitId, String>,
    begins: BTreeMap<UnitId, Beginning>,
    ends: BTreeSet<UnitId>,
    heirs: BTreeMap<UnitId, UnitId>,
    /// Where a unit lies from now on, where an operation says so.
    parents: BTreeMap<UnitId, UnitId>,
    names: BTreeMap<UnitId, (Option<String>, Option<String>)>,
    lineage: Vec<(UnitId, UnitId, LineageKind)>,
    /// What each has to be when all is known: pointer, unit, level.
    targets: Vec<(String, UnitId, Level)>,
    /// Hamlets that are divided, or in no part of a commune that is: their clubs choose among these.
    open: BTreeMap<UnitId, Vec<UnitId>>,
}

/// What a reform comes to on its day.
///
/// # Errors
/// Every problem, by its pointer into the operations.
pub fn plan(
    operations: &[AdminChangeOperation],
    facts: &ReformFacts,
    on: NaiveDate,
) -> Result<ReformPlan, Vec<Field>> {
    let mut draft = Draft {
        facts,
        on,
        wrong: vec![],
        subjects: BTreeMap::new(),
        begins: BTreeMap::new(),
        ends: BTreeSet::new(),
        heirs: BTreeMap::new(),
        parents: BTreeMap::new(),
        names: BTreeMap::new(),
        lineage: vec![],
        targets: vec![],
        open: BTreeMap::new(),
    };
    for (index, operation) in operations.iter().enumerate() {
        draft.take(operation, &format!("/operations/{index}"));
    }
    for (index, operation) in operations.iter().enumerate() {
        draft.hold_together(operation, &format!("/operations/{index}"));
    }
    draft.finish()
}
