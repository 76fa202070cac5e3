//! What a reform comes to: which units begin, end, and go on elsewhere, and where everything goes that stood on them.

use super::model::{AdminChangeOperation, MergeDestination, NewUnit, PlannedUnit, UndecidedClub};
use crate::platform::auth::Level;
use crate::platform::error::{Field, FieldCode};
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::text;
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
                parts.iter_mut().for_each(|part| name(&mut part.unit))
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

impl Draft<'_> {
    fn refuse(&mut self, pointer: impl Into<String>, code: FieldCode) {
        self.wrong.push(Field::new(pointer, code));
    }

    /// A unit that an operation changes: it stands there on that day, goes on without an end, and no other operation
    /// changes it.
    fn subject(&mut self, unit: UnitId, pointer: String) -> Option<VersionRow> {
        let within = |row: &&VersionRow| self.facts.province.is_none_or(|own| own == row.province_id);
        let Some(row) = self.facts.standing.get(&unit).filter(within).cloned() else {
            self.refuse(pointer, FieldCode::UnknownUnit);
            return None;
        };
        if row.valid_from >= self.on || row.valid_to.is_some() {
            self.refuse(pointer, FieldCode::NotValidThen);
            return None;
        }
        if self.subjects.insert(unit, pointer.clone()).is_some() {
            self.refuse(pointer, FieldCode::Repeated);
            return None;
        }
        Some(row)
    }

    fn begin(&mut self, unit: &NewUnit, level: Level, parent: Option<UnitId>, pointer: &str) -> UnitId {
        let id = unit.id.unwrap_or_default();
        let digits = match level {
            Level::Province => 2,
            Level::District => 3,
            Level::Commune => 5,
            _ => 0,
        };
        let fits = unit.code.as_ref().map_or(digits == 0, |code| {
            code.len() == digits && code.bytes().all(|byte| byte.is_ascii_digit())
        });
        if !fits {
            let missing = unit.code.is_none();
            let code = if missing { FieldCode::Required } else { FieldCode::Range };
            self.refuse(format!("{pointer}/code"), code);
        }
        if self.begins.insert(id, Beginning { level, unit: unit.clone(), parent }).is_some() {
            self.refuse(format!("{pointer}/id"), FieldCode::Repeated);
        }
        id
    }

    /// What lies directly in a unit.
    fn children(&self, unit: UnitId) -> Vec<UnitId> {
        let here = self.facts.standing.values().filter(|row| row.parent_id == Some(unit));
        here.map(|row| row.unit_id).collect()
    }

    /// The first reading: what begins, what ends, what goes where.
    fn take(&mut self, operation: &AdminChangeOperation, at: &str) {
        match operation {
            AdminChangeOperation::Merge { from, into } => self.merge(from, into, at),
            AdminChangeOperation::Split { unit_id, parts } => {
                let Some(row) = self.subject(*unit_id, format!("{at}/unit_id")) else { return };
                self.ends.insert(*unit_id);
                if parts.len() < 2 {
                    self.refuse(format!("{at}/parts"), FieldCode::Length);
                }
                let mut units = vec![];
                for (index, part) in parts.iter().enumerate() {
                    let here = format!("{at}/parts/{index}");
                    let id = self.begin(&part.unit, row.level, row.parent_id, &format!("{here}/unit"));
                    self.lineage.push((*unit_id, id, LineageKind::Split));
                    self.heirs.entry(*unit_id).or_insert(id);
                    units.push(id);
                    for (index, hamlet) in part.hamlets.iter().enumerate() {
                        let pointer = format!("{here}/hamlets/{index}");
                        let lies_there = self
                            .facts
                            .standing
                            .get(hamlet)
                            .is_some_and(|row| row.parent_id == Some(*unit_id));
                        if !lies_there {
                            self.refuse(pointer, FieldCode::UnknownUnit);
                        } else if self.parents.insert(*hamlet, id).is_some() {
                            self.refuse(pointer, FieldCode::HamletUnassigned);
                        }
                    }
                }
                if row.level == Level::Hamlet {
                    self.open.insert(*unit_id, units);
                } else {
                    for child in self.children(*unit_id) {
                        self.open.insert(child, units.clone());
                    }
                }
            }
            AdminChangeOperation::Move { unit_id, to } => {
                let Some(row) = self.subject(*unit_id, format!("{at}/unit_id")) else { return };
                if row.level != Level::Hamlet {
                    self.refuse(format!("{at}/unit_id"), FieldCode::NotHere);
                }
                self.parents.insert(*unit_id, *to);
                self.targets.push((format!("{at}/to"), *to, Level::Commune));
            }
            AdminChangeOperation::Rename { unit_id, name } => {
                if self.subject(*unit_id, format!("{at}/unit_id")).is_some() {
                    self.names.insert(*unit_id, (Some(name.to_string()), None));
                }
            }
            AdminChangeOperation::Retype { unit_id, kind, name } => {
                if self.subject(*unit_id, format!("{at}/unit_id")).is_some() {
                    let name = name.as_deref().map(str::to_owned);
                    self.names.insert(*unit_id, (name, Some(kind.to_string())));
                }
            }
            AdminChangeOperation::Found { unit, parent_id, hamlets } => {
                let level = self.facts.standing.get(parent_id).map_or(Level::Commune, |row| below(row.level));
                let id = self.begin(unit, level, Some(*parent_id), &format!("{at}/unit"));
                let above = if level == Level::Commune { Level::Province } else { Level::Commune };
                self.targets.push((format!("{at}/parent_id"), *parent_id, above));
                for (index, hamlet) in hamlets.iter().enumerate() {
                    let pointer = format!("{at}/hamlets/{index}");
                    if self.subject(*hamlet, pointer.clone()).is_some_and(|row| row.level != Level::Hamlet) {
                        self.refuse(pointer, FieldCode::NotHere);
                    }
                    self.parents.insert(*hamlet, id);
                }
            }
            AdminChangeOperation::End { unit_id, successor_id } => {
                let Some(row) = self.subject(*unit_id, format!("{at}/unit_id")) else { return };
                self.ends.insert(*unit_id);
                if let Some(successor) = successor_id {
                    self.heirs.insert(*unit_id, *successor);
                    self.lineage.push((*unit_id, *successor, LineageKind::Merged));
                    self.targets.push((format!("{at}/successor_id"), *successor, row.level));
                }
            }
            AdminChangeOperation::CarryHamlets { from_id, to } => {
                for hamlet in self.children(*from_id) {
                    self.parents.entry(hamlet).or_insert(*to);
                }
                self.targets.push((format!("{at}/to"), *to, Level::Commune));
            }
        }
    }

    fn merge(&mut self, from: &[UnitId], into: &MergeDestination, at: &str) {
        let mut rows = vec![];
        for (index, unit) in from.iter().enumerate() {
            rows.extend(self.subject(*unit, format!("{at}/from/{index}")));
        }
        let Some(first) = rows.first().cloned() else {
            if from.is_empty() {
                self.refuse(format!("{at}/from"), FieldCode::Length);
            }
            return;
        };
        for (index, unit) in from.iter().enumerate() {
            if rows.iter().any(|row| row.unit_id == *unit && row.level != first.level) {
                self.refuse(format!("{at}/from/{index}"), FieldCode::NotHere);
            }
        }
        let (id, kind) = match into {
            MergeDestination::Standing(unit) => {
                self.targets.push((format!("{at}/into/unit_id"), unit.unit_id, first.level));
                (unit.unit_id, LineageKind::Merged)
            }
            MergeDestination::New(unit) => {
                let kind = match rows.as_slice() {
                    [only] if *only.name != *unit.name => LineageKind::Renamed,
                    [only] if *only.kind != *unit.kind => LineageKind::Retyped,
                    [_] => LineageKind::Kept,
                    _ => LineageKind::Merged,
                };
                (self.begin(unit, first.level, first.parent_id, &format!("{at}/into")), kind)
            }
        };
        for row in rows {
            self.ends.insert(row.unit_id);
            self.heirs.insert(row.unit_id, id);
            self.lineage.push((row.unit_id, id, kind));
        }
    }

    /// The second reading: nothing is left without a place.
    fn hold_together(&mut self, operation: &AdminChangeOperation, at: &str) {
        let AdminChangeOperation::End { unit_id, successor_id: None } = operation else { return };
        let left: Vec<UnitId> =
            self.children(*unit_id).into_iter().filter(|child| !self.parents.contains_key(child)).collect();
        let clubs = std::iter::once(unit_id).chain(&left).any(|unit| self.facts.homes.contains_key(unit));
        if clubs {
            self.refuse(format!("{at}/successor_id"), FieldCode::ClubsWithoutSuccessor);
        } else if left.iter().any(|child| !self.ends.contains(child)) {
            self.refuse(format!("{at}/successor_id"), FieldCode::HamletUnassigned);
        }
    }

    fn level_of(&self, unit: UnitId) -> Option<Level> {
        let begins = self.begins.get(&unit).map(|beginning| beginning.level);
        begins.or_else(|| self.facts.standing.get(&unit).map(|row| row.level))
    }

    /// The unit in which another lies from now on.
    fn parent_of(&self, unit: UnitId) -> Option<UnitId> {
        let said = self.parents.get(&unit).copied();
        let was = || match self.begins.get(&unit) {
            Some(beginning) => beginning.parent,
            None => self.facts.standing.get(&unit)?.parent_id,
        };
        let parent = said.or_else(was)?;
        let mut parent = parent;
        for _ in 0..5 {
            match self.heirs.get(&parent) {
                Some(heir) if self.ends.contains(&parent) => parent = *heir,
                _ => break,
            }
        }
        Some(parent)
    }

    /// Province, district and commune of a unit from now on.
    fn path(&self, unit: UnitId, depth: u8) -> Option<(UnitId, Option<UnitId>, Option<UnitId>)> {
        let level = self.level_of(unit)?;
        if level == Level::Province || depth > 4 {
            return Some((unit, None, None));
        }
        let (province, district, commune) = self.path(self.parent_of(unit)?, depth + 1)?;
        Some(match level {
            Level::District => (province, Some(unit), None),
            Level::Commune => (province, district, Some(unit)),
            _ => (province, district, commune),
        })
    }

    /// What clubs chose, as far as it can stand.
    fn choose(&mut self) -> (BTreeMap<ClubId, UnitId>, Vec<UndecidedClub>) {
        let (mut chosen, mut choices) = (BTreeMap::new(), vec![]);
        let open: Vec<(UnitId, Vec<UnitId>)> = std::mem::take(&mut self.open).into_iter().collect();
        for (hamlet, options) in open {
            let divided = self.ends.contains(&hamlet);
            if self.parents.contains_key(&hamlet) && !divided {
                continue; // it is in a part
            }
            let clubs = self.facts.homes.get(&hamlet).cloned().unwrap_or_default();
            let said: Vec<Option<UnitId>> = clubs
                .iter()
                .map(|club| self.facts.choices.get(club).copied().filter(|unit| options.contains(unit)))
                .collect();
            // a hamlet goes as a whole: the clubs that are at home in it choose the same
            let agreed = divided || said.windows(2).all(|pair| pair.first() == pair.last());
            for (club, unit) in clubs.iter().zip(&said) {
                let unit = unit.filter(|_| agreed);
                if let Some(unit) = unit.filter(|_| divided) {
                    chosen.insert(*club, unit);
                }
                choices.push(UndecidedClub {
                    club_id: *club,
                    hamlet_id: hamlet,
                    options: options.clone(),
                    chosen: unit,
                });
            }
            if divided {
                continue;
            }
            match said.first() {
                Some(Some(unit)) if agreed => drop(self.parents.insert(hamlet, *unit)),
                Some(_) => {}
                None => {
                    let parent = self.facts.standing.get(&hamlet).and_then(|row| row.parent_id);
                    let pointer = parent.and_then(|parent| self.subjects.get(&parent)).cloned();
                    let pointer = pointer.unwrap_or_default().replace("/unit_id", "/parts");
                    self.refuse(pointer, FieldCode::HamletUnassigned);
                }
            }
        }
        (chosen, choices)
    }

    fn finish(mut self) -> Result<ReformPlan, Vec<Field>> {
        for (pointer, unit, level) in std::mem::take(&mut self.targets) {
            let stands = self.level_of(unit);
            let within = self
                .facts
                .standing
                .get(&unit)
                .is_none_or(|row| self.facts.province.is_none_or(|own| own == row.province_id));
            if stands.is_none() || self.ends.contains(&unit) || !within {
                self.refuse(pointer, FieldCode::DanglingSuccessor);
            } else if stands != Some(level) && !(level == Level::Province && stands == Some(Level::District))
            {
                self.refuse(pointer, FieldCode::NotHere);
            }
        }
        let (chosen, choices) = self.choose();
        if !self.wrong.is_empty() {
            self.wrong.sort_by(|a, b| a.pointer.cmp(&b.pointer));
            self.wrong.dedup();
            return Err(self.wrong);
        }
        let begin = self.beginnings();
        let mut goes_on = self.goings_on();
        self.tell_apart(&mut goes_on, &begin);
        Ok(ReformPlan {
            begin,
            goes_on,
            end: self.ends.into_iter().collect(),
            lineage: self.lineage,
            heirs: self.heirs,
            chosen,
            choices,
        })
    }

    fn beginnings(&self) -> Vec<(UnitRow, VersionRow)> {
        let begin = |(id, beginning): (&UnitId, &Beginning)| {
            let (province, district, commune) = self.path(*id, 0)?;
            let (level, name) = (beginning.level, beginning.unit.name.to_string());
            let row = UnitRow {
                id: *id,
                level,
                code: beginning.unit.code.as_deref().map(str::to_owned),
                valid_from: self.on,
                valid_to: None,
            };
            let version = VersionRow {
                unit_id: *id,
                level,
                folded: text::fold(&name),
                sort_key: text::sort_key(&name),
                name,
                kind: beginning.unit.kind.to_string(),
                parent_id: self.parent_of(*id),
                province_id: province,
                district_id: district,
                commune_id: commune,
                valid_from: self.on,
                valid_to: None,
            };
            Some((row, version))
        };
        self.begins.iter().filter_map(begin).collect()
    }

    /// Units that go on and lie elsewhere, or are called otherwise.
    fn goings_on(&self) -> Vec<VersionRow> {
        let goes_on = |row: &VersionRow| {
            let (province_id, district_id, commune_id) = self.path(row.unit_id, 0)?;
            let (name, kind) = self.names.get(&row.unit_id).cloned().unwrap_or_default();
            let name = name.unwrap_or_else(|| row.name.clone());
            let parent_id = if row.level == Level::Province { None } else { self.parent_of(row.unit_id) };
            let after = VersionRow {
                folded: text::fold(&name),
                sort_key: text::sort_key(&name),
                name,
                kind: kind.unwrap_or_else(|| row.kind.clone()),
                parent_id,
                province_id,
                district_id,
                commune_id,
                ..row.clone()
            };
            let same = (&after.name, &after.kind) == (&row.name, &row.kind)
                && (after.parent_id, after.province_id) == (row.parent_id, row.province_id)
                && (after.district_id, after.commune_id) == (row.district_id, row.commune_id);
            (!same).then_some(VersionRow { valid_from: self.on, ..after })
        };
        let standing = self.facts.standing.values().filter(|row| !self.ends.contains(&row.unit_id));
        standing.filter_map(goes_on).collect()
    }

    /// Two hamlets of one name come to lie in one commune: those that come say from where.
    fn tell_apart(&self, goes_on: &mut [VersionRow], begin: &[(UnitRow, VersionRow)]) {
        let mut named: HashMap<(Option<UnitId>, String), usize> = HashMap::new();
        let coming: BTreeSet<UnitId> = goes_on.iter().map(|row| row.unit_id).collect();
        let staying = self
            .facts
            .standing
            .values()
            .filter(|row| !coming.contains(&row.unit_id) && !self.ends.contains(&row.unit_id));
        let all = staying.chain(goes_on.iter()).chain(begin.iter().map(|(_, row)| row));
        for row in all.filter(|row| row.level == Level::Hamlet) {
            *named.entry((row.parent_id, row.sort_key.clone())).or_default() += 1;
        }
        for row in goes_on.iter_mut().filter(|row| row.level == Level::Hamlet) {
            let was = self.facts.standing.get(&row.unit_id).and_then(|row| row.parent_id);
            let twice = named.get(&(row.parent_id, row.sort_key.clone())).is_some_and(|count| *count > 1);
            let from = was.and_then(|was| self.facts.standing.get(&was));
            if let Some(from) = from.filter(|_| twice && was != row.parent_id) {
                row.name = format!("{} ({})", row.name, from.name);
                row.folded = text::fold(&row.name);
                row.sort_key = text::sort_key(&row.name);
            }
        }
    }
}
