//! Values from the metric rows, or from the facts of a period.

mod behind;
mod communes;
mod many;
mod past;
mod read;

pub use behind::{clubs_behind, facts_behind};
pub use communes::communes;
pub use many::{Figures, Needs, figures};

use super::model::{Asked, ClubsHeard, Covered, Indicator, IndicatorValue, Whose};
use super::rules::{self, ColumnSums};
use crate::Result;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::statistics::disclosure::{knows_those_of, knows_those_of_club};
use crate::statistics::fresh::Kept;
use crate::statistics::history::By;
use crate::territory::tables::unit_lineage;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use read::{Wanted, read};
use uuid::Uuid;

/// What is counted with the values of whoever shows how much was heard.
const HEARD: [&str; 2] = ["management_metrics.running", "standing_metrics.silent"];

/// The sums that some indicators need, and some columns more; those of communes from what is known of them already.
async fn sums(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    (which, more): (&[Indicator], &[&'static str]),
    known: Option<&[Covered]>,
) -> Result<ColumnSums> {
    let read = read(db, asked, (By::Nothing, None), &Wanted::of(which, more)).await?;
    let mut sums = read.by_name().remove(&None).unwrap_or_default();
    if read::of_communes(which) {
        sums.extend(match known {
            Some(known) => communes::covered(known),
            None => communes::coverage(db, asked).await?,
        });
    }
    Ok(sums)
}

/// Whether the territory changed between the day of the values and that of their tree.
pub async fn breaks(db: &mut impl Reads, asked: &Asked) -> Result<bool> {
    let (day, tree) = (asked.period.day, asked.tree.day(asked.period, db.scope().today()));
    let changed = unit_lineage::table
        .filter(unit_lineage::effective_on.gt(day.min(tree)))
        .filter(unit_lineage::effective_on.le(day.max(tree)));
    Ok(day != tree && diesel::select(exists(changed)).get_result(db.conn()).await?)
}

/// Whether the caller may know the people of whom the values are.
pub async fn knows(db: &mut impl Reads, asked: &Asked) -> Result<bool> {
    let today = db.scope().today();
    Ok(match &asked.whose {
        Whose::Nation => false,
        // on any other tree, clubs count that were not the unit's on the day of the values, nor are today
        Whose::Unit(unit) => asked.is_on_its_own_tree(today) && knows_those_of(db.scope(), unit),
        Whose::Club(id) => {
            let club = crate::register::clubs::store::find(db, *id).await?;
            knows_those_of_club(db.scope(), &club)
        }
    })
}

fn values_from(sums: &ColumnSums, which: &[Indicator], open: bool) -> Vec<IndicatorValue> {
    which.iter().map(|indicator| rules::value(*indicator, sums).shown(open)).collect()
}

fn heard(sums: &ColumnSums) -> ClubsHeard {
    let [clubs, silent] = HEARD.map(|name| sums.get(name).copied().unwrap_or(0));
    ClubsHeard { clubs, silent }
}

/// Values of a place and how much was heard of there; of its communes too, if they are known already. Small numbers of
/// people are withheld from whoever may not know them.
pub async fn values_heard(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    communes: Option<&[Covered]>,
) -> Result<(Vec<IndicatorValue>, ClubsHeard)> {
    let open = knows(db, asked).await?;
    let sums = sums(db, asked, (which, &HEARD), communes).await?;
    Ok((values_from(&sums, which, open), heard(&sums)))
}

/// Values of a place, as shown.
pub async fn values(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<IndicatorValue>> {
    Ok(values_heard(db, asked, which, None).await?.0)
}

/// Values of a place as they are, for what is no answer to the caller: a report's cells, a target's status.
pub async fn exact(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<IndicatorValue>> {
    let sums = sums(db, asked, (which, &[]), None).await?;
    Ok(values_from(&sums, which, true))
}

/// Values of each place below one in which clubs lie: provinces of the nation, communes of a province, hamlets of a
/// commune. What is counted of units has no parts.
pub async fn values_of_parts(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(UnitId, Vec<IndicatorValue>, ClubsHeard)>> {
    let open = knows(db, asked).await?;
    if asked.whose.unit().is_some_and(|unit| unit.level == Level::Hamlet) {
        return Ok(vec![]); // nothing lies below a hamlet
    }
    let which: Vec<Indicator> = which.iter().copied().filter(|one| read::of_clubs(*one)).collect();
    let by = By::below(asked.whose.unit());
    let rows = read(db, asked, (by, None), &Wanted::of(&which, &HEARD)).await?.by_name();
    let mut parts: Vec<(UnitId, Vec<IndicatorValue>, ClubsHeard)> = rows
        .into_iter()
        .filter_map(|(place, sums)| Some((UnitId(place?), values_from(&sums, &which, open), heard(&sums))))
        .collect();
    rules::hide_a_second(parts.iter_mut().map(|(_, values, _)| values));
    Ok(parts)
}

/// Values of each club of a place as they are, for what is no answer to the caller: what each of them lacks.
pub async fn exact_of_clubs(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(ClubId, Vec<IndicatorValue>)>> {
    let rows = read(db, asked, (By::Club, None), &Wanted::of(which, &[])).await?.by_name();
    let values =
        |(club, sums): (Option<Uuid>, ColumnSums)| Some((ClubId(club?), values_from(&sums, which, true)));
    Ok(rows.into_iter().filter_map(values).collect())
}
