//! What of the figures of several questions the caller is told.

use super::knows;
use super::many::{Needs, placed_at};
use super::measured;
use crate::Result;
use crate::platform::auth::Scope;
use crate::platform::db::{Db, Reads};
use crate::statistics::fresh::{Kept, Proof};
use crate::statistics::history::{self, Decided, Placed};
use crate::statistics::indicators::model::{Among, Asked, Indicator, IndicatorValue, Whose};
use crate::statistics::suppression::{Knows, Measured, Withheld, store as suppression};

/// What of the figures of a question the caller is told.
#[derive(Debug)]
pub struct Told {
    /// Whose small numbers the caller knows there.
    pub knows: Knows,
    withheld: Vec<(Among, Withheld)>,
}

impl Told {
    /// A value of some clubs together, as shown.
    #[must_use]
    pub fn shown(&self, among: &Among, value: IndicatorValue) -> IndicatorValue {
        match self.withheld.iter().find(|(kind, _)| kind == among) {
            Some((_, withheld)) => value.shown(withheld),
            None => value.hidden(),
        }
    }
}

/// What has to be decided before the caller is told of some clubs.
pub(super) struct ToDecide {
    pub(super) asked: Asked,
    measured: Measured,
    /// Of each number that tells of people.
    numbers: Vec<Measured>,
    /// Under which place and clubs the decision can be kept, if it can be.
    at: Option<Decided>,
}

impl ToDecide {
    fn withheld(&self, kept: &history::Decisions) -> Option<Withheld> {
        if self.measured.is_empty() {
            return Some(Withheld::default());
        }
        kept.withheld(self.at.as_ref()?, &self.measured)
    }
}

/// What has to be decided, question by question and kind of clubs by kind.
async fn to_decide(db: &mut impl Reads, readings: &[(Asked, Needs)]) -> Result<Vec<(Knows, Vec<ToDecide>)>> {
    let mut all: Vec<(Knows, Vec<ToDecide>)> = vec![];
    for (at, (asked, needs)) in readings.iter().enumerate() {
        // of a club it is asked once
        let mut before = readings.iter().zip(&all).take(at);
        let same = before
            .find(|((other, _), _)| matches!(other.whose, Whose::Club(_)) && other.whose == asked.whose);
        let knows = match same {
            Some((_, (knows, _))) => *knows,
            None => knows(db, asked).await?,
        };
        let mut kinds: Vec<(&Among, Vec<Indicator>)> = vec![];
        for (among, indicator) in &needs.whole {
            match kinds.iter_mut().find(|(kind, _)| *kind == among) {
                Some((_, which)) => which.push(*indicator),
                None => kinds.push((among, vec![*indicator])),
            }
        }
        let one = |(among, which): (&Among, Vec<Indicator>)| {
            let at = placed_at(db.scope(), asked).zip(among.kept_as());
            let asked = Asked { among: among.clone(), ..asked.clone() };
            let numbers = which.iter().map(|one| measured(&[*one], knows)).filter(|one| !one.is_empty());
            ToDecide { asked, measured: measured(&which, knows), numbers: numbers.collect(), at }
        };
        let kinds = kinds.into_iter().map(one).collect();
        all.push((knows, kinds));
    }
    Ok(all)
}

fn places(all: &[(Knows, Vec<ToDecide>)]) -> Vec<Placed> {
    let decisions = all.iter().flat_map(|(_, kinds)| kinds).filter(|one| !one.measured.is_empty());
    decisions.filter_map(|one| one.at.as_ref().map(|(place, _)| *place)).collect()
}

/// What the caller is told of the figures of some questions: by one statement for all decisions that are kept.
pub async fn told(db: &mut Kept<impl Reads>, readings: &[(Asked, Needs)]) -> Result<Vec<Told>> {
    let all = to_decide(db, readings).await?;
    let kept = history::decisions(db, &places(&all)).await?;
    let mut told = vec![];
    for (knows, kinds) in all {
        let mut withheld = vec![];
        for one in kinds {
            let decided = match one.withheld(&kept) {
                Some(decided) => decided,
                None if suppression::is_withheld_for_one(db, &one.asked, &one.numbers).await? => {
                    one.measured.all_withheld()
                }
                None => suppression::whole(db, &one.asked, &one.measured, None).await?,
            };
            withheld.push((one.asked.among, decided.from(knows)));
        }
        told.push(Told { knows, withheld });
    }
    Ok(told)
}

/// The decisions that can be kept for some questions, and are not.
pub(super) async fn undecided(db: &mut impl Reads, readings: &[(Asked, Needs)]) -> Result<Vec<ToDecide>> {
    let all = to_decide(db, readings).await?;
    let kept = history::decisions(db, &places(&all)).await?;
    let open = all.into_iter().flat_map(|(_, kinds)| kinds);
    Ok(open.filter(|one| one.at.is_some() && one.withheld(&kept).is_none()).collect())
}

/// Makes decisions, and keeps them.
pub(super) async fn decide(db: &Db, scope: &Scope, proof: &Proof, open: &[ToDecide]) -> Result<()> {
    for ToDecide { asked, measured, at, .. } in open {
        let Some(at) = at else { continue };
        history::keep_decision(db, scope, (at, measured), async |w| {
            suppression::whole(&mut proof.within(w), asked, measured, None).await
        })
        .await?;
    }
    Ok(())
}
