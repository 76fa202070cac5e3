//! When an area is active.

use super::model::{AreaItemStatus, Pieces};
use crate::activity::areas::model::CatalogueArea;

/// Each item of a catalogue, with the evidence of all areas that it is made up of.
#[must_use]
pub fn judge(items: Vec<CatalogueArea>, evidence: &[Pieces]) -> Vec<AreaItemStatus> {
    let status = |item: CatalogueArea| {
        let of_item = || evidence.iter().filter(|pieces| item.areas.contains(&pieces.area));
        let pieces = of_item().map(|pieces| pieces.count).sum();
        let last_on = of_item().map(|pieces| pieces.last_on).max();
        AreaItemStatus { active: pieces >= i64::from(item.at_least), pieces, last_on, item }
    };
    items.into_iter().map(status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::areas::model::Area;
    use chrono::NaiveDate;

    fn item(areas: &[Area], at_least: i16) -> CatalogueArea {
        CatalogueArea {
            position: 1,
            name_vi: String::new(),
            name_en: String::new(),
            areas: areas.to_vec(),
            at_least,
        }
    }
    fn pieces(area: Area, count: i64, day: u32) -> Pieces {
        Pieces { area, count, last_on: NaiveDate::from_ymd_opt(2026, 11, day).unwrap() }
    }

    #[test]
    fn an_item_of_two_areas_is_active_by_either() {
        let both = || vec![item(&[Area::Communication, Area::SportCulture], 1)];
        assert!(!judge(both(), &[])[0].active);
        assert!(judge(both(), &[pieces(Area::SportCulture, 1, 1)])[0].active);
        let status = judge(both(), &[pieces(Area::SportCulture, 1, 1), pieces(Area::Communication, 2, 9)]);
        assert_eq!((status[0].pieces, status[0].last_on), (3, NaiveDate::from_ymd_opt(2026, 11, 9)));
    }

    #[test]
    fn health_care_needs_two_pieces() {
        let health = || vec![item(&[Area::HealthCare], 2)];
        assert!(!judge(health(), &[pieces(Area::HealthCare, 1, 1)])[0].active);
        assert!(judge(health(), &[pieces(Area::HealthCare, 2, 1), pieces(Area::Income, 9, 1)])[0].active);
    }
}
