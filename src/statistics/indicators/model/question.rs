//! Of whom, of when, on which tree and of which clubs values are asked.

use super::Indicator;
use crate::platform::auth::Scope;
use crate::platform::error::FieldCode;
use crate::platform::fields::{Day, Several, refuse};
use crate::platform::ids::ClubId;
use crate::statistics::indicators::rules;
use crate::territory::terrains::model::Terrain;
use crate::territory::units::model::Unit;
use crate::{Error, Result};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// The days that values are of: flows from the first day through the last, stocks on the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct IndicatorPeriod {
    /// First day, from which flows count.
    pub since: NaiveDate,
    /// Last day, through which flows count and which stocks are of.
    pub day: NaiveDate,
}
impl IndicatorPeriod {
    /// The calendar year of a day, through that day.
    #[must_use]
    pub fn year_to(day: NaiveDate) -> Self {
        Self { since: NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day), day }
    }
}

/// The day on whose territorial tree clubs are counted to units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tree {
    /// The tree of the last day of the period.
    #[default]
    Then,
    /// The tree of today.
    Now,
    /// The tree of another day.
    On(NaiveDate),
}
/// `then`, `now`, or a date.
impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match String::deserialize(d)?.as_str() {
            "then" => Ok(Self::Then),
            "now" => Ok(Self::Now),
            day => Day::parse(day).map(|day| Self::On(day.get())).map_err(refuse),
        }
    }
}
impl Tree {
    /// Its day.
    #[must_use]
    pub fn day(self, period: IndicatorPeriod, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Then => period.day,
            Self::Now => today,
            Self::On(day) => day,
        }
    }
}

/// Restricts what is counted to some clubs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Among {
    /// Only clubs established from the first of these days through the second.
    pub founded: Option<(NaiveDate, NaiveDate)>,
    /// In communes of one of these terrains, as known today.
    pub terrain: Option<Vec<Terrain>>,
}

/// Whose values are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// All clubs, whoever asks.
    Nation,
    /// All clubs in reach, by where they lie on the tree of the question.
    Reach,
    /// The clubs of a unit, for whoever may ask for it: it was found in her reach, or by something in her reach that is
    /// about it.
    Unit(Box<Unit>),
    /// One club.
    Club(ClubId),
}
impl Whose {
    /// The unit, if it is one.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        if let Self::Unit(unit) = self { Some(unit) } else { None }
    }
    /// Whether all clubs are meant.
    #[must_use]
    pub fn is_everywhere(&self, scope: &Scope) -> bool {
        *self == Self::Nation || *self == Self::Reach && scope.reach().nation
    }
}

/// A question for values: whose, for which period, on which tree, of which clubs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whose values.
    pub whose: Whose,
    /// The period that they are of.
    pub period: IndicatorPeriod,
    /// The territorial tree on which clubs are counted to units.
    pub tree: Tree,
    /// The clubs that are counted.
    pub among: Among,
}
impl Asked {
    /// Whether its tree is that of its day or of today.
    #[must_use]
    pub fn is_on_its_own_tree(&self, today: NaiveDate) -> bool {
        let tree = self.tree.day(self.period, today);
        tree == self.period.day || tree == today
    }
    /// Of all clubs there, as of today and since the beginning of the year.
    #[must_use]
    pub fn now(whose: Whose, today: NaiveDate) -> Self {
        Self { whose, period: IndicatorPeriod::year_to(today), tree: Tree::Now, among: Among::default() }
    }
}

/// Before all clubs.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
/// After all clubs.
const LATEST: NaiveDate = NaiveDate::from_ymd_opt(2199, 12, 31).expect("a date");

/// Which indicators are shown, for which period, on which territorial tree and of which clubs.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ValuesQuery {
    /// Codes or names with commas between them; all unless told.
    #[param(value_type = Option<String>, max_length = 600, example = "I01,I03,I05")]
    pub indicators: Option<Several<Indicator>>,
    /// First day of the period, from which flows count; 1 January unless told.
    pub since: Option<Day>,
    /// Last day of the period, which stocks are of; today unless told, and not in the future.
    pub on: Option<Day>,
    /// On whose territorial tree: `then` (of the day), `now`, or a date.
    #[param(value_type = Option<String>, example = "now")]
    pub tree: Option<Tree>,
    /// Only clubs established from this day on.
    pub founded_from: Option<Day>,
    /// Only clubs established through this day.
    pub founded_through: Option<Day>,
    /// Only clubs in communes of these terrains, with commas between them.
    #[param(value_type = Option<String>, example = "lowland")]
    pub terrain: Option<Several<Terrain>>,
}
impl ValuesQuery {
    /// The indicators asked for.
    #[must_use]
    pub fn indicators(&self) -> Vec<Indicator> {
        self.indicators.as_deref().map_or_else(rules::all, <[Indicator]>::to_vec)
    }
    /// The period.
    ///
    /// # Errors
    /// 422 for a day to come, and for one that ends before it begins.
    pub fn period(&self, today: NaiveDate) -> Result<IndicatorPeriod> {
        let day = self.on.map_or(today, Day::get);
        let since = self.since.map_or_else(|| IndicatorPeriod::year_to(day).since, Day::get);
        if day > today {
            return Err(Error::field("?on", FieldCode::DateInFuture));
        }
        if since > day {
            return Err(Error::field("?since", FieldCode::DateOrder));
        }
        Ok(IndicatorPeriod { since, day })
    }
    /// The tree.
    #[must_use]
    pub fn tree(&self) -> Tree {
        self.tree.unwrap_or_default()
    }
    /// The clubs.
    #[must_use]
    pub fn among(&self) -> Among {
        let founded = (self.founded_from.is_some() || self.founded_through.is_some()).then(|| {
            (self.founded_from.map_or(EARLIEST, Day::get), self.founded_through.map_or(LATEST, Day::get))
        });
        Among { founded, terrain: self.terrain.as_deref().map(<[Terrain]>::to_vec) }
    }
}
