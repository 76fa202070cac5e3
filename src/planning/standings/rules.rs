//! What a club is short of, in words and whole numbers.

use super::model::{StandingLack, StandingLackCount, StandingNeed};
use crate::planning::targets::model::{Target, TargetMeasure};
use crate::planning::targets::rules::{Demand, TargetStatus};
use crate::statistics::indicators::model::{Indicator, IndicatorValue};
use crate::statistics::suppression::Knows;

impl StandingNeed {
    /// What it is called.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::IncomeFund => ("quỹ tăng thu nhập", "income fund"),
            Self::OperatingFund => ("quỹ hoạt động", "operating fund"),
            Self::Regulation => ("quy chế có hiệu lực", "regulation in force"),
        }
    }
    /// That it is missing.
    #[must_use]
    pub fn lack(self) -> StandingLack {
        let (vi, en) = self.names();
        StandingLack {
            target_id: None,
            need: Some(self),
            status: TargetStatus::Below,
            persons: None,
            text_vi: format!("Thiếu {vi}"),
            text_en: format!("{en} missing"),
        }
    }
}

/// Who is counted above the line, and who are the others: in Vietnamese and English.
type Who = ((&'static str, &'static str), (&'static str, &'static str));

const fn who(indicator: Indicator) -> Option<Who> {
    let older = ("thành viên từ đủ 60 tuổi", "members of 60 or older");
    let younger = ("thành viên dưới 60 tuổi", "members under 60");
    let women = ("thành viên nữ", "women");
    let men = ("thành viên nam", "men");
    match indicator {
        Indicator::ShareOfWomen => Some((women, men)),
        Indicator::ShareOfMen => Some((men, women)),
        Indicator::ShareOfOlderPeople => Some((older, younger)),
        Indicator::ShareOfYoungerPeople => Some((younger, older)),
        Indicator::ShareInNeed => Some((
            ("thành viên nghèo, cận nghèo, khó khăn", "poor, near-poor or needy members"),
            ("thành viên không thuộc diện khó khăn", "members who are not in need"),
        )),
        _ => None,
    }
}

/// How many people would have to join for a share to reach its bound: of those counted (below), or of the others
/// (above). None where no number is enough.
#[must_use]
pub fn joining(demand: &Demand, numerator: i64, denominator: i64) -> Option<i64> {
    let status = |more: i64, others: i64| {
        demand.judge(Some(numerator + more), Some(denominator + more + others)).status
    };
    let side = status(0, 0);
    if !matches!(side, TargetStatus::Below | TargetStatus::AboveBand) {
        return None;
    }
    let enough =
        |n: i64| if side == TargetStatus::Below { status(n, 0) != side } else { status(0, n) != side };
    // the share only grows (or shrinks) as they join: halve the distance
    let (mut too_few, mut many) = (0_i64, 1_i64);
    while !enough(many) {
        (too_few, many) = (many, many.checked_mul(2).filter(|many| *many <= 1_000_000)?);
    }
    while many - too_few > 1 {
        let middle = too_few.midpoint(many);
        if enough(middle) { many = middle } else { too_few = middle }
    }
    Some(many)
}

/// What a club is short of by one norm; none if it meets it.
#[must_use]
pub fn lack(target: &Target, exact: &IndicatorValue) -> Option<StandingLack> {
    let indicator = target.indicator?;
    let demand = target.demand();
    let judgement = demand.judge(exact.numerator, exact.denominator);
    let below = match judgement.status {
        TargetStatus::Below => true,
        TargetStatus::AboveBand => false,
        _ => return None,
    };
    let shares = who(indicator).filter(|_| target.measure == TargetMeasure::Percent);
    let joining =
        shares.and(exact.numerator.zip(exact.denominator)).and_then(|(n, d)| joining(&demand, n, d));
    let persons = if shares.is_some() { joining.or(judgement.by) } else { judgement.by };
    let count = |text: &str| persons.map_or_else(|| text.to_owned(), |persons| format!("{persons} {text}"));
    let (text_vi, text_en) = match (shares, indicator, below) {
        (Some((counted, others)), ..) => {
            let (vi, en) = if below { counted } else { others };
            (format!("Cần thêm {}", count(vi)), count(&format!("more {en}")))
        }
        (None, Indicator::Members, true) => {
            (format!("Cần thêm {}", count("thành viên")), count("more members"))
        }
        (None, Indicator::Members, false) => {
            (format!("Thừa {}", count("thành viên")), count("members too many"))
        }
        (
            None,
            Indicator::LoanCoverageEver | Indicator::LoanCoverageInPeriod | Indicator::LoanCoverageOfNeed,
            true,
        ) => (format!("Cần thêm {}", count("thành viên được vay vốn")), count("more members to be lent to")),
        (None, Indicator::HomeCareVolunteers, true) => (
            format!("Cần thêm {}", count("tình nguyện viên chăm sóc tại nhà")),
            count("more volunteers who care at home"),
        ),
        (None, other, below) => {
            let definition = other.definition();
            let (vi, en) =
                if below { ("Chưa đạt", "below the norm") } else { ("Vượt mức", "above the norm") };
            (format!("{vi}: {}", definition.name_vi), format!("{}: {en}", definition.name_en))
        }
    };
    Some(StandingLack {
        target_id: Some(target.id),
        need: None,
        status: judgement.status,
        persons,
        text_vi,
        text_en,
    })
}

/// The clubs of a unit, counted by what they are short of: how many run, how many are short of nothing, and of what
/// the others are short. Each club comes with its values and with what it needs and lacks. A norm of which the judgement
/// would tell a number of 1 to 4 people counts as unknown for one who may not know them.
#[must_use]
pub fn count<'a>(
    norms: &[Target],
    clubs: impl Iterator<Item = (&'a [IndicatorValue], Vec<StandingNeed>)>,
    knows: Knows,
) -> (i64, i64, Vec<StandingLackCount>) {
    let named = |target: Option<&Target>, need: Option<StandingNeed>| {
        let (vi, en) = match (need, target.and_then(|target| target.indicator)) {
            (Some(need), _) => need.names(),
            (None, Some(indicator)) => (indicator.definition().name_vi, indicator.definition().name_en),
            (None, None) => ("", ""),
        };
        let (name_vi, name_en) = (vi.to_owned(), en.to_owned());
        StandingLackCount {
            target_id: target.map(|target| target.id),
            need,
            name_vi,
            name_en,
            below: 0,
            above: 0,
            unknown: 0,
        }
    };
    let mut of_norms: Vec<StandingLackCount> = norms.iter().map(|target| named(Some(target), None)).collect();
    let mut of_needs: Vec<StandingLackCount> =
        StandingNeed::ALL.iter().map(|need| named(None, Some(*need))).collect();
    let (mut all, mut pass) = (0, 0);
    for (values, needs) in clubs {
        let of = |indicator| values.iter().find(|value| value.indicator == indicator);
        if of(Indicator::Clubs).is_none_or(|value| value.numerator != Some(1)) {
            continue;
        }
        let mut whole = needs.is_empty();
        for counted in
            of_needs.iter_mut().filter(|counted| counted.need.is_some_and(|need| needs.contains(&need)))
        {
            counted.below += 1;
        }
        for (target, counted) in norms.iter().zip(&mut of_norms) {
            let told = |value: &&IndicatorValue| {
                let hidden = value.few_people && !value.indicator.is_known(knows);
                !(hidden && target.demand().tells_few(value.denominator))
            };
            let value = target.indicator.and_then(of).filter(told);
            let status = value.map(|value| target.demand().judge(value.numerator, value.denominator).status);
            match status {
                Some(TargetStatus::Met) => {}
                Some(TargetStatus::Below) => (counted.below, whole) = (counted.below + 1, false),
                Some(TargetStatus::AboveBand) => (counted.above, whole) = (counted.above + 1, false),
                _ => counted.unknown += 1,
            }
        }
        (all, pass) = (all + 1, pass + i64::from(whole));
    }
    of_norms.extend(of_needs);
    (all, pass, of_norms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::targets::model::TargetComparator;
    use proptest::prelude::*;

    fn between(low: i64, high: i64) -> Demand {
        Demand {
            comparator: TargetComparator::Between,
            low: Some(low),
            high: Some(high),
            measure: TargetMeasure::Percent,
            indicator: Some(Indicator::ShareOfOlderPeople),
        }
    }

    #[test]
    fn three_more_under_sixty_bring_a_club_back_into_the_band() {
        // 40 of 54 are older: 74 %; with three more under 60, 40 of 57 are 70.2 %, with four 69.0 %
        assert_eq!(joining(&between(60, 70), 40, 54), Some(4));
        assert_eq!(joining(&between(60, 70), 30, 56), Some(9), "39 of 65 are just 60 %");
        assert_eq!(joining(&between(60, 70), 36, 60), None, "nothing is missing");
        assert_eq!(joining(&between(100, 100), 36, 60), None, "no number is enough");
    }

    #[test]
    fn what_is_needed_is_said_in_two_languages() {
        assert_eq!(StandingNeed::OperatingFund.lack().text_en, "operating fund missing");
        assert_eq!(StandingNeed::OperatingFund.lack().text_vi, "Thiếu quỹ hoạt động");
    }

    proptest! {
        #[test]
        fn those_who_join_are_just_enough(n in 0..200_i64, more in 0..200_i64) {
            let demand = between(60, 70);
            let d = n + more;
            let status = |k: i64, others: i64| demand.judge(Some(n + k), Some(d + k + others)).status;
            match (status(0, 0), joining(&demand, n, d)) {
                (TargetStatus::Below, Some(by)) => {
                    prop_assert!(status(by, 0) != TargetStatus::Below);
                    prop_assert_eq!(status(by - 1, 0), TargetStatus::Below);
                }
                (TargetStatus::AboveBand, Some(by)) => {
                    prop_assert!(status(0, by) != TargetStatus::AboveBand);
                    prop_assert_eq!(status(0, by - 1), TargetStatus::AboveBand);
                }
                (status, by) => prop_assert!(by.is_none(), "{:?}", status),
            }
        }
    }
}
