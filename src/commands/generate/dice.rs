//! Chance that falls the same way every time: by the seed, by the club and by what it is about.

use super::rows::Table;
use uuid::Uuid;

/// A stream of numbers (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of these words.
    pub fn of(words: &[u64]) -> Self {
        Self(words.iter().fold(0x6c74_685f_6469_6365, |state, word| mixed(state ^ mixed(*word))))
    }
    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mixed(self.0)
    }
    /// One of so many, from nought.
    pub fn below(&mut self, many: usize) -> usize {
        let many = u64::try_from(many).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % many).unwrap_or(0)
    }
    /// One from the first to the last.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let many = usize::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.below(many)).unwrap_or(0)
    }
    /// True so often of a hundred times.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }
    /// One of these.
    pub fn pick<'l, T: ?Sized>(&mut self, list: &[&'l T]) -> Option<&'l T> {
        list.get(self.below(list.len())).copied()
    }
    /// One of these words.
    pub fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).unwrap_or_default()
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The keys of one place, table by table: keys of version 7, of a morning of May 2024, in the order of the places, so that
/// what belongs together lies together, and nothing that the program makes later stands before them.
#[derive(Debug)]
pub struct Ids {
    seed: u64,
    place: u64,
    given: [u64; Table::COUNT],
}

/// 17 May 2024, when the first clubs of the demonstration began.
const MORNING_MS: u64 = 1_715_904_000_000;

impl Ids {
    /// The keys of a place that has this number.
    pub const fn new(seed: u64, place: u64) -> Self {
        Self { seed, place, given: [0; Table::COUNT] }
    }
    /// The number of the place.
    pub const fn place(&self) -> u64 {
        self.place
    }
    /// The next key of a table.
    pub fn next(&mut self, table: Table) -> Uuid {
        let at = table as usize;
        let counted = self.given.get_mut(at).map_or(0, |given| {
            *given += 1;
            *given
        });
        let at = u64::try_from(at).unwrap_or(0);
        let rest = Dice::of(&[self.seed, self.place, at, counted]).roll() >> 10; // 54 bits
        let time = MORNING_MS + self.place * 64 + at;
        let high = (time << 16) | 0x7000 | ((counted >> 8) & 0xfff);
        let low = (0b10 << 62) | ((counted & 0xff) << 54) | rest;
        Uuid::from_u64_pair(high, low)
    }
    /// A key of no table: somebody who recorded things.
    pub fn somebody(&self, number: u64) -> Uuid {
        let rest = Dice::of(&[self.seed, self.place, u64::MAX, number]).roll() >> 2;
        Uuid::from_u64_pair(((MORNING_MS + self.place * 64) << 16) | 0x7fff, (0b10 << 62) | rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_are_uuids_of_version_seven_and_each_is_given_once() {
        let mut seen = HashSet::new();
        let mut last = Uuid::nil();
        for place in 0..3 {
            let mut ids = Ids::new(1, place);
            for table in [Table::Clubs, Table::LedgerEntries] {
                for _ in 0..5_000 {
                    let id = ids.next(table);
                    assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
                    assert!(seen.insert(id) && id > last, "{id} after {last}");
                    last = id;
                }
            }
        }
        assert_eq!(Ids::new(1, 7).next(Table::Clubs), Ids::new(1, 7).next(Table::Clubs));
        assert_ne!(Ids::new(1, 7).next(Table::Clubs), Ids::new(2, 7).next(Table::Clubs));
    }

    #[test]
    fn chance_keeps_its_bounds() {
        let mut dice = Dice::of(&[1]);
        assert!((0..1_000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        let often = (0..10_000).filter(|_| dice.chance(30)).count();
        assert!((2_700..3_300).contains(&often), "{often}");
    }
}
