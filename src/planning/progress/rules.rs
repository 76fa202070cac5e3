//! Which question a target asks, and what its answer is.

use super::model::{Applying, JudgedOf, TargetProgress, TargetQuestion};
use crate::planning::targets::model::{Target, TargetMeasure};
use crate::planning::targets::rules::{Judgement, TargetStatus};
use crate::platform::auth::Level;
use crate::statistics::indicators::model::{Among, Indicator, IndicatorPeriod, IndicatorValue, MeasureUnit};
use crate::statistics::suppression::Knows;
use chrono::NaiveDate;

/// Whether what an indicator counts is what a target counts: no number of clubs is compared with a number of people.
const fn agree(indicator: Indicator, measure: TargetMeasure) -> bool {
    matches!(
        (indicator.definition().unit, measure),
        (MeasureUnit::Percent, TargetMeasure::Percent)
            | (MeasureUnit::Clubs, TargetMeasure::Clubs)
            | (MeasureUnit::Persons | MeasureUnit::Mean, TargetMeasure::Persons)
            | (MeasureUnit::Dong, TargetMeasure::Dong)
    )
}

impl Applying {
    /// What has to be counted for a place of a level on a day, if anything can be: nothing for what is in words, for
    /// what is demanded of units between, and before the period has begun.
    #[must_use]
    pub fn question(&self, level: Level, day: NaiveDate) -> Option<TargetQuestion> {
        let (target, document) = (&self.target, &self.document);
        let indicator = target.indicator?;
        if !agree(indicator, target.measure) {
            return None;
        }
        let of = match (target.level, &self.before) {
            (Level::Club, _) if level == Level::Club => JudgedOf::Whole,
            (Level::Club, _) => JudgedOf::Clubs,
            (demanded, None) if demanded == level => JudgedOf::Whole,
            (demanded, Some(before)) if demanded == before.level => JudgedOf::Predecessor,
            _ => return None,
        };
        let deadline = target.deadline.or(document.period_to);
        let day = deadline.map_or(day, |deadline| deadline.min(day));
        let from = target.period_from.or(document.period_from).or(document.issued_on);
        if from.is_some_and(|from| from > day) {
            return None;
        }
        let flows = indicator.definition().flow;
        let period = match from {
            Some(since) if flows => IndicatorPeriod { since, day },
            _ => IndicatorPeriod::year_to(day),
        };
        let founded = from.filter(|_| target.new_only && indicator != Indicator::NewClubs);
        let among = Among { founded: founded.map(|from| (from, day)), terrain: target.terrain.clone() };
        let before = self.before.as_ref().filter(|_| of == JudgedOf::Predecessor).map(|unit| unit.id);
        Some(TargetQuestion { of, before, period, among })
    }

    /// The answer, as shown: what is withheld is not judged, for the judgement would tell of it.
    #[must_use]
    pub fn answer(self, question: Option<&TargetQuestion>, shown: Option<&IndicatorValue>) -> TargetProgress {
        let judgement = match (question, shown) {
            (Some(_), Some(shown)) if shown.suppressed => {
                Judgement { status: TargetStatus::Withheld, by: None }
            }
            (Some(_), Some(shown)) => self.target.demand().judge(shown.numerator, shown.denominator),
            (Some(_), None) => Judgement { status: TargetStatus::NoData, by: None },
            (None, _) => Judgement { status: TargetStatus::NotComputable, by: None },
        };
        let suppressed = shown.is_some_and(|shown| shown.suppressed);
        self.told(
            question,
            judgement,
            shown.and_then(|v| v.numerator),
            shown.and_then(|v| v.denominator),
            suppressed,
        )
    }

    /// The answer of a standard that each club should meet: `met` of `judged` clubs do.
    #[must_use]
    pub fn answer_of_clubs(self, question: &TargetQuestion, met: i64, judged: i64) -> TargetProgress {
        let judgement = match judged - met {
            _ if judged == 0 => Judgement { status: TargetStatus::NoData, by: None },
            0 => Judgement { status: TargetStatus::Met, by: None },
            short => Judgement { status: TargetStatus::Below, by: Some(short) },
        };
        self.told(Some(question), judgement, Some(met), Some(judged), false)
    }

    fn told(
        self,
        question: Option<&TargetQuestion>,
        judgement: Judgement,
        numerator: Option<i64>,
        denominator: Option<i64>,
        suppressed: bool,
    ) -> TargetProgress {
        let by = |status| judgement.by.filter(|_| judgement.status == status && !suppressed);
        TargetProgress {
            document_number: self.document.number,
            document_title: self.document.title,
            document_id: self.document.id,
            programme_id: self.document.programme_id,
            unit_id: self.document.unit_id,
            of: question.map_or(JudgedOf::Whole, |question| question.of),
            period: question.map(|question| question.period),
            numerator,
            denominator,
            suppressed,
            status: judgement.status,
            missing: by(TargetStatus::Below),
            excess: by(TargetStatus::AboveBand),
            target: self.target,
        }
    }
}

/// How many clubs meet a standard, of how many of which it can be said, by how many have what above and below the line.
/// Clubs of which that would tell a number of 1 to 4 people are not counted for one who may not know them.
#[must_use]
pub fn clubs_meeting<'v>(
    target: &Target,
    values: impl Iterator<Item = (&'v (i64, Option<i64>), &'v i64)>,
    knows: Knows,
) -> (i64, i64) {
    let demand = target.demand();
    let tells = |numerator, denominator| {
        target.indicator.is_some_and(|indicator| {
            !indicator.is_known(knows)
                && indicator.shows_somebody(Some(numerator), denominator)
                && demand.tells_few(denominator)
        })
    };
    let (mut met, mut judged) = (0, 0);
    for ((numerator, denominator), clubs) in values.filter(|((n, d), _)| !tells(*n, *d)) {
        match demand.judge(Some(*numerator), *denominator).status {
            TargetStatus::Met => (met, judged) = (met + clubs, judged + clubs),
            TargetStatus::Below | TargetStatus::AboveBand => judged += clubs,
            TargetStatus::NotComputable | TargetStatus::NoData | TargetStatus::Withheld => {}
        }
    }
    (met, judged)
}
