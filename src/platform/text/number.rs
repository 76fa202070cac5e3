//! Numbers as they are written in Vietnamese: `1.234.567` and `12,5`. Exact to the last: nothing here is computed
//! in floating point.

/// A figure of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Figure {
    /// Not known, or not computable: `–`.
    #[default]
    Unknown,
    /// Withheld, because it is so small that it could show a person: `…`.
    Withheld,
    /// A count.
    Count(i64),
    /// Numerator and denominator.
    Ratio(i64, i64),
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Measure {
    /// As it is; a ratio as its quotient.
    #[default]
    Plain,
    /// A ratio of a hundred.
    Percent,
}

/// What stands where nothing is known.
pub const UNKNOWN: &str = "–";
/// What stands where a number is suppressed.
pub const WITHHELD: &str = "…";

impl Figure {
    /// The figure's numerator, as a count.
    #[must_use]
    pub const fn numerator(self) -> Self {
        match self {
            Self::Ratio(numerator, _) => Self::Count(numerator),
            other => other,
        }
    }
    /// The figure's denominator, as a count.
    #[must_use]
    pub const fn denominator(self) -> Self {
        match self {
            Self::Ratio(_, denominator) => Self::Count(denominator),
            Self::Withheld => Self::Withheld,
            Self::Count(_) | Self::Unknown => Self::Unknown,
        }
    }
    /// The figure in tenths, rounded half up, where it is a ratio that can be computed.
    #[must_use]
    pub fn tenths(self, measure: Measure) -> Option<i128> {
        let Self::Ratio(numerator, denominator) = self else { return None };
        let hundredfold = if measure == Measure::Percent { 100 } else { 1 };
        tenths(i128::from(numerator) * hundredfold, i128::from(denominator))
    }
    /// As printed, without its unit.
    #[must_use]
    pub fn printed(self, measure: Measure) -> String {
        match self {
            Self::Unknown => UNKNOWN.to_owned(),
            Self::Withheld => WITHHELD.to_owned(),
            Self::Count(count) => grouped(count.into()),
            Self::Ratio(..) => self.tenths(measure).map_or_else(|| UNKNOWN.to_owned(), decimal),
        }
    }
}

/// `numerator ÷ denominator` in tenths, rounded half up; none for a denominator of nothing.
#[must_use]
pub fn tenths(numerator: i128, denominator: i128) -> Option<i128> {
    let (numerator, denominator) =
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    (denominator != 0).then(|| (20 * numerator + denominator).div_euclid(2 * denominator))
}

/// A whole number with a point after each thousand: `1.234.567`.
#[must_use]
pub fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = if number < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

/// A number of tenths with a comma: `1.234,5`.
#[must_use]
pub fn decimal(tenths: i128) -> String {
    let size = i128::try_from(tenths.unsigned_abs()).unwrap_or(i128::MAX);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{},{}", grouped(size / 10), size % 10)
}
