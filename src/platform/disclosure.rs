//! Suppression of small numbers: which counts of people may be shown to those who may not know the people.

use serde::Serialize;
use utoipa::ToSchema;

/// A number of people from 1 to 4 can show a person.
pub const SMALL: std::ops::Range<i64> = 1..5;

/// A count that may have to be withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// The number; `null` where showing it could show a person.
    pub value: Option<i64>,
    /// Whether it was withheld.
    pub suppressed: bool,
}
impl From<i64> for Count {
    fn from(value: i64) -> Self {
        Self { value: Some(value), suppressed: false }
    }
}

/// Complementary suppression: if exactly one part of a published total is suppressed, the next smallest is too, or
/// subtraction would reveal it.
pub fn hide_a_second<const N: usize>(parts: &[[i64; N]], hidden: &mut [[bool; N]]) {
    for measure in 0..N {
        let at = |flags: &[bool; N]| flags.get(measure).copied().unwrap_or(false);
        if hidden.iter().filter(|flags| at(flags)).count() != 1 {
            continue;
        }
        let value = |counts: &[i64; N]| counts.get(measure).copied().unwrap_or(0);
        let open = parts.iter().zip(&mut *hidden).filter(|(counts, flags)| !at(flags) && value(counts) > 0);
        if let Some((_, flags)) = open.min_by_key(|(counts, _)| value(counts))
            && let Some(flag) = flags.get_mut(measure)
        {
            *flag = true;
        }
    }
}
