//! The first reading of a reform: what each operation begins, ends and moves.

use super::{Beginning, Draft, below};
use crate::lifecycle::reforms::model::{AdminChangeOperation, MergeDestination, NewUnit};
use crate::platform::auth::Level;
use crate::platform::error::{Field, FieldCode};
use crate::platform::ids::UnitId;
use crate::territory::units::model::LineageKind;
use crate::territory::units::store::VersionRow;

impl Draft<'_> {
    pub(super) fn refuse(&mut self, pointer: impl Into<String>, code: FieldCode) {
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
    pub(super) fn children(&self, unit: UnitId) -> Vec<UnitId> {
        let here = self.facts.standing.values().filter(|row| row.parent_id == Some(unit));
        here.map(|row| row.unit_id).collect()
    }

    /// The first reading: what begins, what ends, what goes where.
    pub(super) fn take(&mut self, operation: &AdminChangeOperation, at: &str) {
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
}
