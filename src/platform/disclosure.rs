//! Suppression of small numbers: a count or a sum that stands for 1 to 4 people is not shown to those who may not know
//! the people, nor is another from which subtraction would reveal it.

use serde::Serialize;
use utoipa::ToSchema;

/// A number of people from 1 to 4 can show a person.
pub const SMALL: std::ops::Range<i64> = 1..5;

/// A count that is suppressed where it could show a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SuppressibleCount {
    /// The number; `null` where showing it could show a person: it is from 1 to 4, or would reveal such a number.
    pub value: Option<i64>,
    /// Whether the number was suppressed.
    pub suppressed: bool,
}
impl From<i64> for SuppressibleCount {
    fn from(value: i64) -> Self {
        Self { value: Some(value), suppressed: false }
    }
}

/// Complementary suppression: if exactly one part of a published total is suppressed, the next smallest is too, or
/// subtraction would reveal it. The place of that one among the parts; a suppressed part is `None`.
#[must_use]
pub fn complement(parts: impl IntoIterator<Item = Option<i64>>) -> Option<usize> {
    let parts: Vec<Option<i64>> = parts.into_iter().collect();
    if parts.iter().filter(|part| part.is_none()).count() != 1 {
        return None;
    }
    let shown = parts.into_iter().enumerate().filter_map(|(at, part)| Some((at, part?)));
    shown.filter(|(_, count)| *count > 0).min_by_key(|(_, count)| *count).map(|(at, _)| at)
}

/// [`complement`], for each of several measures of the parts.
pub fn hide_a_second<const N: usize>(parts: &[[i64; N]], hidden: &mut [[bool; N]]) {
    for measure in 0..N {
        let shown = parts.iter().zip(&*hidden).map(|(counts, flags)| {
            let withheld = flags.get(measure).copied().unwrap_or(false);
            (!withheld).then(|| counts.get(measure).copied().unwrap_or(0))
        });
        if let Some(at) = complement(shown)
            && let Some(flag) = hidden.get_mut(at).and_then(|flags| flags.get_mut(measure))
        {
            *flag = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_suppressed_part_takes_the_smallest_other_that_is_anything_with_it() {
        assert_eq!(complement([None, Some(70), Some(50), Some(0)]), Some(2));
        assert_eq!(complement([Some(70), Some(50)]), None, "nothing is suppressed");
        assert_eq!(complement([None, None, Some(50)]), None, "neither of two is revealed");
        assert_eq!(complement([None, Some(0)]), None, "no other part is anything");
    }
}
