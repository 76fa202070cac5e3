//! What clubs' own rows tell of any period: which are new, were maintained or have ended in it.

use super::read::{LOST, NEW, OWN};
use crate::Result;
use crate::platform::db::Reads;
use crate::register::tables::clubs;
use crate::statistics::fresh::Kept;
use crate::statistics::history::meant;
use crate::statistics::indicators::model::{Among, Asked, Indicator, IndicatorPeriod, IndicatorValue, Whose};
use crate::statistics::indicators::rules::{self, ColumnSums};
use crate::statistics::suppression::Withheld;
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

/// Whether an indicator of a question is told by nothing but clubs' own rows, by where they lie today. What is asked of
/// this year the metric rows tell too.
pub fn told_by_own_rows(asked: &Asked, among: &Among, indicator: Indicator, today: NaiveDate) -> bool {
    *among == Among::default()
        && asked.tree.day(asked.period, today) == today
        && asked.period != IndicatorPeriod::year_to(today)
        && rules::columns(&[indicator]).iter().all(|name| *name == LOST || OWN.contains(name))
}

/// What a club's own row says of a period if it counts in a column.
fn condition(column: &str, IndicatorPeriod { since, day }: IndicatorPeriod) -> String {
    let stood = format!("proposed_on <= date '{day}' and (ended_on is null or ended_on > date '{day}')");
    match column {
        LOST => {
            format!("ended_on between date '{since}' and date '{day}' and launched_on < date '{since}'")
        }
        NEW => format!("{stood} and established_on between date '{since}' and date '{day}'"),
        // who ran before and stands on the last day was maintained; where no day of a launch is known, the state tells
        _ => format!(
            "{stood} and (launched_on < date '{since}' or launched_on is null \
             and state in ('active', 'suspended') and state_since < date '{since}')"
        ),
    }
}

/// The values of a place for several periods, by one statement.
pub async fn values(
    db: &mut Kept<impl Reads>,
    whose: &Whose,
    which: &[(IndicatorPeriod, Indicator)],
) -> Result<Vec<IndicatorValue>> {
    if which.is_empty() {
        return Ok(vec![]);
    }
    let counts: Vec<(usize, &'static str)> = which
        .iter()
        .enumerate()
        .flat_map(|(at, (_, one))| rules::columns(&[*one]).into_iter().map(move |name| (at, name)))
        .collect();
    let count = |(at, name): &(usize, &'static str)| {
        let (period, _) = which.get(*at)?;
        Some(format!("count(*) filter (where {})", condition(name, *period)))
    };
    let counted: Vec<String> = counts.iter().filter_map(count).collect();
    // the days are days, and the names those of the definitions
    let numbers: Vec<i64> = clubs::table
        .filter(meant(db.scope(), whose))
        .select(sql::<Array<BigInt>>(&format!("array[{}]", counted.join(", "))))
        .first(db.conn())
        .await?;
    let value = |(at, (_, one)): (usize, &(IndicatorPeriod, Indicator))| {
        let own = counts.iter().zip(&numbers).filter(|((of, _), _)| *of == at);
        let sums: ColumnSums = own.map(|((_, name), number)| (*name, *number)).collect();
        rules::value(*one, &sums, &Withheld::default())
    };
    Ok(which.iter().enumerate().map(value).collect())
}
