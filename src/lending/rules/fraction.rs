//! Parts of those entitled to vote.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of a whole, such as two thirds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteFraction {
    /// Numerator.
    #[schema(example = 2)]
    pub numerator: u8,
    /// Denominator.
    #[schema(example = 3)]
    pub denominator: u8,
}

impl VoteFraction {
    /// Two thirds.
    pub const TWO_THIRDS: Self = Self { numerator: 2, denominator: 3 };
    /// Whether `part` of `whole` people are at least so many. Nobody of nobody is not.
    #[must_use]
    pub const fn reached(self, part: usize, whole: usize) -> bool {
        whole > 0
            && part.saturating_mul(self.denominator as usize) >= whole.saturating_mul(self.numerator as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_thirds_are_counted_exactly() {
        let reached = |part, whole| VoteFraction::TWO_THIRDS.reached(part, whole);
        assert!(reached(2, 3) && reached(4, 5) && reached(4, 6) && reached(5, 7));
        assert!(!reached(3, 5) && !reached(4, 7) && !reached(0, 0));
    }
}
