//! What the clubs of a commune do together.

use super::{after, before};
use crate::commands::generate::dice::{Dice, Ids};
use crate::commands::generate::making::Setting;
use crate::commands::generate::nation::Commune;
use crate::commands::generate::rows::{Cell, Rows, Table};
use uuid::Uuid;

/// A health day or a meeting of the clubs of a commune.
pub struct Common {
    pub(super) event: Uuid,
    pub(super) gathering: Uuid,
    /// How many of a hundred came.
    pub(super) came: i64,
}

/// What the clubs of a commune do together: two health days, each with a meeting of the clubs.
pub fn together(setting: &Setting, commune: &Commune, rows: &mut Rows) -> Vec<Common> {
    let mut ids = Ids::new(setting.seed, commune.number);
    let mut dice = Dice::of(&[setting.seed, commune.number, 2]);
    let recorder = ids.somebody(1);
    let mut all = vec![];
    for came in [84, 55] {
        let (event, gathering) = (ids.next(Table::HealthEvents), ids.next(Table::Gatherings));
        let held = before(setting.today, dice.between(5, 300));
        let cells: [&dyn Cell; 11] = [
            &event,
            &commune.id,
            &commune.id,
            &commune.province,
            &"done",
            &"general_check",
            &"Khám sức khỏe định kỳ cho người cao tuổi",
            &"Trạm y tế",
            &held,
            &i32::try_from(dice.between(0, 60)).unwrap_or(0),
            &recorder,
        ];
        rows.add(Table::HealthEvents, &cells);
        let kind = if came > 60 { "half_year" } else { "year" };
        let cells: [&dyn Cell; 8] = [
            &gathering,
            &commune.id,
            &commune.id,
            &commune.province,
            &kind,
            &after(held, 1),
            &"Giao ban các câu lạc bộ",
            &recorder,
        ];
        rows.add(Table::Gatherings, &cells);
        all.push(Common { event, gathering, came });
    }
    all
}
