//! Values from the metric rows, or from the facts of a period.

mod behind;
mod communes;
mod many;
mod own;
pub(crate) mod past;
mod read;
mod told;

pub use behind::{clubs_behind, facts_behind};
pub use communes::communes;
pub use many::{Figures, Needs, Spread, figures, keep};
pub use told::{Told, told};

use super::model::{Asked, ClubsHeard, Covered, Indicator, IndicatorValue, Whose};
use super::rules::{self, ColumnSums};
use crate::Result;
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::ids::{ClubId, UnitId};
use crate::statistics::fresh::Kept;
use crate::statistics::history::By;
use crate::statistics::suppression::model::measure;
use crate::statistics::suppression::{Knows, Measured, Withheld, store as suppression};
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

/// Whose small numbers the caller may know of those of whom the values are.
pub async fn knows(db: &mut impl Reads, asked: &Asked) -> Result<Knows> {
    let today = db.scope().today();
    Ok(match &asked.whose {
        Whose::Unit(unit) if asked.is_on_its_own_tree(today) => Knows::of_unit(db.scope(), unit),
        // on any other tree, clubs count that were not the unit's on the day of the values, nor are today
        Whose::Nation | Whose::Reach | Whose::Unit(_) => Knows::nation(db.scope()),
        Whose::Club(id) => {
            let club = crate::register::clubs::store::find(db, *id).await?;
            Knows::of_club(db.scope(), &club)
        }
    })
}

/// What of some indicators may have to be withheld from one who knows so much of the people.
fn measured(which: &[Indicator], knows: Knows) -> Measured {
    let unknown = |column: &&'static str| measure(column).is_some_and(|measure| !knows.knows(measure.tier));
    Measured::of(which.iter().flat_map(|indicator| indicator.columns()).filter(unknown))
}

fn heard(sums: &ColumnSums) -> ClubsHeard {
    let [clubs, silent] = HEARD.map(|name| sums.get(name).copied().unwrap_or(0));
    ClubsHeard { clubs, silent }
}

/// The values of some sums as shown.
fn shown(which: &[Indicator], sums: &ColumnSums, withheld: &Withheld) -> Vec<IndicatorValue> {
    let value = |one: &Indicator| rules::value(*one, sums, withheld).shown(withheld);
    which.iter().map(value).collect()
}

/// Values of a place and how much was heard of there; of its communes too, if they are known already. Small numbers of
/// people are withheld from whoever may not know them.
pub async fn values_heard(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
    communes: Option<&[Covered]>,
) -> Result<(Vec<IndicatorValue>, ClubsHeard)> {
    let knows = knows(db, asked).await?;
    let measured = measured(which, knows);
    let more: Vec<&'static str> = HEARD.iter().chain(measured.columns()).copied().collect();
    let sums = sums(db, asked, (which, &more), communes).await?;
    let withheld = suppression::whole(db, asked, &measured, Some(&sums)).await?.from(knows);
    Ok((shown(which, &sums, &withheld), heard(&sums)))
}

/// Values of a place, as shown.
pub async fn values(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<IndicatorValue>> {
    Ok(values_heard(db, asked, which, None).await?.0)
}

/// Values of a place as they are, for what is no answer to the caller: a report's cells, a target's status. Each says
/// whether it is withheld from whoever may not know the people.
pub async fn exact(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<IndicatorValue>> {
    let measured = Measured::of(which.iter().flat_map(|indicator| indicator.columns()));
    let sums = sums(db, asked, (which, measured.columns()), None).await?;
    let withheld = suppression::whole(db, asked, &measured, Some(&sums)).await?;
    Ok(which.iter().map(|one| rules::value(*one, &sums, &withheld)).collect())
}

/// Values of each unit below, of indicators that are counted of clubs, and how much was heard of there.
pub async fn values_of_parts(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(UnitId, Vec<IndicatorValue>, ClubsHeard)>> {
    let knows = knows(db, asked).await?;
    if asked.whose.unit().is_some_and(|unit| unit.level == Level::Hamlet) {
        return Ok(vec![]); // nothing lies below a hamlet
    }
    let which: Vec<Indicator> = which.iter().copied().filter(|one| read::of_clubs(*one)).collect();
    let by = By::below(asked.whose.unit());
    let measured = measured(&which, knows);
    let more: Vec<&'static str> = HEARD.iter().chain(measured.columns()).copied().collect();
    let rows = read(db, asked, (by, None), &Wanted::of(&which, &more)).await?.by_name();
    let withheld = suppression::parts(db, (asked, by), &measured, Some(&rows)).await?;
    let part = |(place, sums): (Option<Uuid>, ColumnSums)| {
        let place = place?;
        let withheld = withheld.get(&place).map(|withheld| withheld.from(knows)).unwrap_or_default();
        Some((UnitId(place), shown(&which, &sums, &withheld), heard(&sums)))
    };
    Ok(rows.into_iter().filter_map(part).collect())
}

/// Values of each club of a place as they are, for what is no answer to the caller: what each of them lacks. Each says
/// whether few people make it up.
pub async fn exact_of_clubs(
    db: &mut Kept<impl Reads>,
    asked: &Asked,
    which: &[Indicator],
) -> Result<Vec<(ClubId, Vec<IndicatorValue>)>> {
    let measured = Measured::of(which.iter().flat_map(|indicator| indicator.columns()));
    let wanted = Wanted::of(which, measured.columns());
    let rows = read(db, asked, (By::Club, None), &wanted).await?.by_name();
    let values = |(club, sums): (Option<Uuid>, ColumnSums)| {
        let withheld = measured.withheld(&measured.alone(&measured.row(&sums)));
        let values = which.iter().map(|one| rules::value(*one, &sums, &withheld)).collect();
        Some((ClubId(club?), values))
    };
    Ok(rows.into_iter().filter_map(values).collect())
}
