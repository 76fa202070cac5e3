//! Imports the real administrative units before and after the reform of 1 July 2025.

use super::Outcome;
use super::instance::{Instance, Keys};
use crate::platform::auth::{Level, Scope};
use crate::platform::config::Config;
use crate::platform::db::{Change, Db};
use crate::platform::http::Today;
use crate::platform::ids::UnitId;
use crate::platform::text;
use crate::register::clubs;
use crate::territory::units::model::LineageKind;
use crate::territory::units::store::{self, LineageRow, UnitRow, VersionRow};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Instant;
use uuid::Uuid;

/// Names official units: UUIDv5 of (system, level, code) in this space, so that every installation agrees.
const OFFICIAL_UNITS: Uuid = Uuid::from_u128(0x6d1f_2a52_3c58_5b0e_9a41_7f0c_41d3_8e27);

/// A system of codes and names, in force from one day to another.
struct System {
    name: &'static str,
    csv: &'static str,
    from: &'static str,
    to: Option<&'static str>,
}

/// Decision 124/2004/QĐ-TTg began the list of codes; its last state stands for the whole of it, because no
/// source tells the succession of units that ended before March 2025.
const BEFORE: System = System {
    name: "gso",
    csv: include_str!("../../data/admin-units/units-2024.csv"),
    from: "2004-07-08",
    to: Some("2025-06-30"),
};
/// Decision 19/2025/QĐ-TTg.
const AFTER: System = System {
    name: "qd19-2025",
    csv: include_str!("../../data/admin-units/units-2025.csv"),
    from: "2025-07-01",
    to: None,
};
const SUCCESSION: &str = include_str!("../../data/admin-units/succession-2025.csv");
const REFORM: &str = "Nghị quyết 202/2025/QH15; các nghị quyết của Ủy ban Thường vụ Quốc hội ngày 16/6/2025";

#[derive(Deserialize)]
struct UnitLine {
    code: String,
    level: Level,
    name: String,
    r#type: String,
    parent_code: String,
}

#[derive(Deserialize)]
struct SuccessionLine {
    old_code: String,
    new_code: String,
    kind: LineageKind,
}

/// What an import did.
pub struct Imported {
    /// Units that were new.
    pub units: usize,
    /// Successions that were new.
    pub successions: usize,
}

fn level_of(code: &str) -> Level {
    match code.len() {
        2 => Level::Province,
        3 => Level::District,
        _ => Level::Commune,
    }
}

/// The id of an official unit, the same in every installation.
pub fn official_id(system: &str, level: Level, code: &str) -> UnitId {
    let level: &str = level.into();
    UnitId(Uuid::new_v5(&OFFICIAL_UNITS, format!("{system}:{level}:{code}").as_bytes()))
}

/// The id of a unit of the map before the reform.
pub fn old(code: &str) -> UnitId {
    official_id(BEFORE.name, level_of(code), code)
}
/// The id of a unit of the map after the reform.
pub fn new(code: &str) -> UnitId {
    official_id(AFTER.name, level_of(code), code)
}

impl System {
    fn id(&self, code: &str) -> UnitId {
        official_id(self.name, level_of(code), code)
    }

    fn rows(&self) -> Outcome<(Vec<UnitRow>, Vec<VersionRow>)> {
        let lines: Vec<UnitLine> =
            csv::Reader::from_reader(self.csv.as_bytes()).deserialize().collect::<Result<_, _>>()?;
        let parents: HashMap<&str, &str> =
            lines.iter().map(|l| (l.code.as_str(), l.parent_code.as_str())).collect();
        let (valid_from, valid_to): (NaiveDate, _) =
            (self.from.parse()?, self.to.map(str::parse).transpose()?);
        let unit = |line: &UnitLine| UnitRow {
            id: self.id(&line.code),
            level: line.level,
            code: Some(line.code.clone()),
            valid_from,
            valid_to,
        };
        let version = |line: &UnitLine| {
            let mut path = vec![line.code.as_str()];
            while let Some(parent) =
                path.last().and_then(|code| parents.get(code)).filter(|code| !code.is_empty())
            {
                path.push(parent);
            }
            let at = |level| path.iter().find(|code| level_of(code) == level).map(|code| self.id(code));
            Ok(VersionRow {
                unit_id: self.id(&line.code),
                level: line.level,
                name: line.name.clone(),
                kind: line.r#type.clone(),
                folded: text::fold(&line.name),
                sort_key: text::sort_key(&line.name),
                parent_id: Some(&line.parent_code).filter(|code| !code.is_empty()).map(|code| self.id(code)),
                province_id: at(Level::Province)
                    .ok_or_else(|| format!("{} lies in no province", line.code))?,
                district_id: at(Level::District),
                commune_id: at(Level::Commune),
                valid_from,
                valid_to,
            })
        };
        Ok((lines.iter().map(unit).collect(), lines.iter().map(version).collect::<Outcome<_>>()?))
    }
}

fn successions() -> Outcome<Vec<LineageRow>> {
    let lines = csv::Reader::from_reader(SUCCESSION.as_bytes()).into_deserialize();
    let effective_on: NaiveDate = AFTER.from.parse()?;
    let row = |line: Result<SuccessionLine, csv::Error>| {
        let line = line?;
        Ok(LineageRow {
            from_id: old(&line.old_code),
            to_id: new(&line.new_code),
            kind: line.kind,
            effective_on,
            legal_document: REFORM.to_owned(),
        })
    };
    lines.map(row).collect()
}

/// Imports both maps and the succession in one transaction. What is there already stays as it is.
pub async fn import(db: &Db, today: Today) -> Outcome<Imported> {
    let (before, after, lineage) = (BEFORE.rows()?, AFTER.rows()?, successions()?);
    let reform: NaiveDate = AFTER.from.parse()?;
    let scope = Scope::operator(today.get());
    let known = store::count_official(&mut db.read(&scope).await?).await?;
    if known == (before.0.len() + after.0.len(), lineage.len()) {
        return Ok(Imported { units: 0, successions: 0 });
    }
    let imported = db.write(&scope, async |w| {
        let units = store::import_map(w, &before.0, &before.1).await?
            + store::import_map(w, &after.0, &after.1).await?;
        let successions = store::import_lineage(w, &lineage).await?;
        store::carry_hamlets(w, reform).await?;
        clubs::store::place_some(w, i32::MAX).await?;
        Ok(Change::nothing(Imported { units, successions }, "the official map is public reference data"))
    });
    Ok(imported.await?)
}

/// `import-units`
pub fn import_command(config: &Config) -> Outcome {
    let started = Instant::now();
    let instance = Instance::start(config)?;
    let db = instance.db(config, &Keys::kept(config)?.vault, Today::by_the_clock())?;
    let imported = actix_web::rt::System::new().block_on(import(&db, Today::by_the_clock()))?;
    println!(
        "{} units and {} successions were new, {:.1} s",
        imported.units,
        imported.successions,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_map_is_read_and_every_unit_has_its_path() {
        let (before, after) = (BEFORE.rows().unwrap(), AFTER.rows().unwrap());
        assert_eq!((before.0.len(), after.0.len(), successions().unwrap().len()), (10_794, 3_355, 10_633));
        assert!(before.1.iter().all(|row| (row.level == Level::Province) == row.parent_id.is_none()));
        assert!(after.1.iter().all(|row| row.district_id.is_none()));
    }

    #[test]
    fn ids_of_official_units_never_change() {
        assert_eq!(old("05605").to_string(), "90678264-c1c9-5137-b88c-0835c735e518");
        assert_ne!(old("05605"), new("05605"), "a code means nothing without its system");
    }
}
