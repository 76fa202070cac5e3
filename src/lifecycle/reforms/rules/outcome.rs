//! The second reading of a reform: whether all of it holds together, and what has to be written.

use super::{Beginning, Draft, ReformPlan};
use crate::lifecycle::reforms::model::{AdminChangeOperation, UndecidedClub};
use crate::platform::auth::Level;
use crate::platform::error::{Field, FieldCode};
use crate::platform::ids::{ClubId, UnitId};
use crate::platform::text;
use crate::territory::units::store::{UnitRow, VersionRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Draft<'_> {
    /// The second reading: nothing is left without a place.
    pub(super) fn hold_together(&mut self, operation: &AdminChangeOperation, at: &str) {
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

    pub(super) fn finish(mut self) -> Result<ReformPlan, Vec<Field>> {
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
