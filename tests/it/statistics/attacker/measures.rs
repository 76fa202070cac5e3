//! What the numbers of the replies are numbers of: columns of metric rows, how these hang together, who stands behind
//! each, and who may know small ones.

use lien_the_he::statistics::indicators::model::Indicator;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use strum::IntoEnumIterator;

/// The full name of a column of metric rows, or of something counted here alone (`behind.…`, `pauses.…`).
pub type Column = &'static str;
/// So many times these columns.
pub type Terms = &'static [(i64, Column)];

/// The numbers of a reply by their JSON pointers, where a number may stand by itself or as the `value` of an object, and
/// what each is a number of.
pub type Fields = &'static [(&'static str, Terms)];

/// `Figures`.
pub const FIGURES: Fields = &[
    ("/members", &[(1, "club_metrics.members")]),
    ("/women", &[(1, "club_metrics.women")]),
    ("/sex_unknown", &[(1, "club_metrics.sex_unknown")]),
    ("/older", &[(1, "club_metrics.older")]),
    ("/older_approximate", &[(1, "club_metrics.older_approximate")]),
    ("/birth_unknown", &[(1, "club_metrics.birth_unknown")]),
    ("/poor", &[(1, "club_metrics.poor")]),
    ("/near_poor", &[(1, "club_metrics.near_poor")]),
    ("/difficult", &[(1, "club_metrics.difficult")]),
    ("/ethnic_minority", &[(1, "club_metrics.ethnic_minority")]),
    ("/disabled", &[(1, "club_metrics.disabled")]),
    ("/lives_alone", &[(1, "club_metrics.lives_alone")]),
    ("/applicants", &[(1, "club_metrics.applicants")]),
];

/// `Finances`.
pub const FINANCES: Fields = &[
    ("/members", &[(1, "club_metrics.members")]),
    ("/funds/income_cash_vnd", &[(1, "fund_metrics.income_cash_vnd")]),
    ("/funds/income_bank_vnd", &[(1, "fund_metrics.income_bank_vnd")]),
    ("/funds/income_total_vnd", &[(1, "fund_metrics.income_cash_vnd"), (1, "fund_metrics.income_bank_vnd")]),
    ("/funds/operating_cash_vnd", &[(1, "fund_metrics.operating_cash_vnd")]),
    ("/funds/operating_bank_vnd", &[(1, "fund_metrics.operating_bank_vnd")]),
    (
        "/funds/operating_total_vnd",
        &[(1, "fund_metrics.operating_cash_vnd"), (1, "fund_metrics.operating_bank_vnd")],
    ),
    (
        "/funds/total_vnd",
        &[
            (1, "fund_metrics.income_cash_vnd"),
            (1, "fund_metrics.income_bank_vnd"),
            (1, "fund_metrics.operating_cash_vnd"),
            (1, "fund_metrics.operating_bank_vnd"),
        ],
    ),
    ("/funds/income_net_assets_vnd", NET_ASSETS),
    ("/funds/lent_vnd", &[(1, "fund_metrics.lent_vnd")]),
    ("/funds/savers", &[(1, "fund_metrics.savers")]),
    ("/funds/savings_vnd", &[(1, "fund_metrics.savings_vnd")]),
    ("/funds/pooled_capital_vnd", &[(1, "fund_metrics.pooled_vnd")]),
    ("/funds/seed_capital_vnd", &[(1, "fund_metrics.seed_vnd")]),
    ("/funds/contributions_vnd", &[(1, "fund_metrics.contributions_vnd")]),
    ("/funds/donations_vnd", &[(1, "fund_metrics.donations_vnd")]),
    ("/funds/interest_earned_vnd", &[(1, "fund_metrics.interest_vnd")]),
    ("/funds/expenses_vnd", &[(1, "fund_metrics.expenses_vnd")]),
    ("/funds/social_help_vnd", &[(1, "fund_metrics.social_help_vnd")]),
    ("/funds/losses_vnd", &[(1, "fund_metrics.loss_vnd")]),
    ("/lending/borrowers", &[(1, "lending_metrics.borrowers")]),
    ("/lending/loans_open", &[(1, "lending_metrics.loans_open")]),
    ("/lending/outstanding_vnd", &[(1, "lending_metrics.outstanding_vnd")]),
    ("/lending/loans_disbursed", &[(1, "lending_metrics.loans_disbursed")]),
    ("/lending/disbursed_vnd", &[(1, "lending_metrics.disbursed_vnd")]),
    ("/lending/loans_disbursed_this_year", &[(1, "lending_metrics.loans_disbursed_year")]),
    ("/lending/disbursed_this_year_vnd", &[(1, "lending_metrics.disbursed_year_vnd")]),
    ("/lending/borrowers_late", &[(1, "lending_metrics.borrowers_late")]),
    ("/lending/loans_late", &[(1, "lending_metrics.loans_late")]),
    ("/lending/late_vnd", &[(1, "lending_metrics.late_vnd")]),
    ("/lending/loans_late_30", &[(1, "lending_metrics.loans_late_30")]),
    ("/lending/par_30/numerator", &[(1, "lending_metrics.late_30_vnd")]),
    ("/lending/par_30/denominator", &[(1, "lending_metrics.outstanding_vnd")]),
    ("/lending/par_60/numerator", &[(1, "lending_metrics.late_60_vnd")]),
    ("/lending/par_60/denominator", &[(1, "lending_metrics.outstanding_vnd")]),
    ("/lending/par_90/numerator", &[(1, "lending_metrics.late_90_vnd")]),
    ("/lending/par_90/denominator", &[(1, "lending_metrics.outstanding_vnd")]),
    ("/lending/rescheduled_vnd", &[(1, "lending_metrics.rescheduled_vnd")]),
    ("/lending/frozen_vnd", &[(1, "lending_metrics.frozen_vnd")]),
    ("/lending/written_off_vnd", &[(1, "lending_metrics.written_off_vnd")]),
    ("/lending/recovered_vnd", &[(1, "lending_metrics.recovered_vnd")]),
    ("/lending/utilisation/numerator", &[(1, "lending_metrics.outstanding_vnd")]),
    ("/lending/utilisation/denominator", NET_ASSETS),
    ("/coverage/ever/numerator", &[(1, "lending_metrics.borrowers_ever")]),
    ("/coverage/ever/denominator", &[(1, "club_metrics.members")]),
    ("/coverage/this_year/numerator", &[(1, "lending_metrics.borrowers_year")]),
    ("/coverage/this_year/denominator", &[(1, "club_metrics.members")]),
    ("/coverage/of_need/numerator", &[(1, "lending_metrics.borrowers_year")]),
    ("/coverage/of_need/denominator", &[(1, "lending_metrics.in_need_year")]),
];
const NET_ASSETS: Terms = &[
    (1, "fund_metrics.income_cash_vnd"),
    (1, "fund_metrics.income_bank_vnd"),
    (1, "fund_metrics.lent_vnd"),
    (-1, "fund_metrics.savings_vnd"),
    (-1, "fund_metrics.pooled_vnd"),
];

/// `ActivityFigures`.
pub const ACTIVITY_FIGURES: Fields = &[
    ("/activities", &[(1, "activity_metrics.activities")]),
    ("/turns", &[(1, "activity_metrics.turns")]),
    ("/meetings", &[(1, "activity_metrics.meetings")]),
    ("/attendance", &[(1, "activity_metrics.attendance")]),
    ("/volunteers", &[(1, "activity_metrics.volunteers")]),
    ("/care_cases", &[(1, "activity_metrics.care_cases")]),
    ("/care_visits", &[(1, "activity_metrics.care_visits")]),
    ("/checked/numerator", &[(1, "activity_metrics.checked")]),
    ("/checked/denominator", &[(1, "club_metrics.members")]),
    ("/checked_twice/numerator", &[(1, "activity_metrics.checked_twice")]),
    ("/checked_twice/denominator", &[(1, "club_metrics.members")]),
    ("/insured/numerator", &[(1, "activity_metrics.insured")]),
    ("/insured/denominator", &[(1, "club_metrics.members")]),
    ("/training_turns", &[(1, "activity_metrics.training_turns")]),
    ("/self_help_actions", &[(1, "activity_metrics.self_help_actions")]),
    ("/rights_cases", &[(1, "activity_metrics.rights_cases")]),
    ("/mobilised_cash_vnd", &[(1, "activity_metrics.mobilised_cash_vnd")]),
    ("/mobilised_in_kind_vnd", &[(1, "activity_metrics.mobilised_kind_vnd")]),
    ("/labour_half_days", &[(1, "activity_metrics.labour_half_days")]),
];

/// `RepaymentPause`.
pub const PAUSES: Fields = &[("/loans", &[(1, "pauses.loans")])];

/// Fields whose numbers are indicators' values: what is read of them stands with [`super::doors`].
pub const OF_INDICATORS: &[&str] = &[
    "IndicatorValue.numerator",
    "IndicatorValue.denominator",
    "ClubBehind.numerator",
    "ClubBehind.denominator",
    "Page_ClubBehind.numerator",
    "Page_ClubBehind.denominator",
    "TargetProgress.numerator",
    "TargetProgress.denominator",
    "ComputedFigure.numerator",
    "ComputedFigure.denominator",
    "ReportCell.numerator",
    "ReportCell.denominator",
    "ReportCell.consolidated_numerator",
    "ReportCell.consolidated_denominator",
    "ReportDrift.sealed_numerator",
    "ReportDrift.sealed_denominator",
    "ReportDrift.live_numerator",
    "ReportDrift.live_denominator",
    "SealedCell.numerator",
    "SealedCell.denominator",
    "SealedCell.computed_numerator",
    "SealedCell.computed_denominator",
    "SealedValue.numerator",
    "SealedValue.denominator",
];

/// Fields that are no numbers of people or of their money, or that say what others say already.
pub const NOT_OF_PEOPLE: &[&str] = &[
    // clubs, communes and what they did as such
    "Figures.clubs",
    "Figures.active_clubs",
    "Finances.clubs",
    "Finances.clubs_with_both_funds",
    "ActivityFigures.clubs",
    "ActivityFigures.trainings",
    "ActivityFigures.exchange_visits",
    "ActivityFigures.monitoring_visits",
    "ActivityFigures.awards",
    "/all_areas/numerator",
    "/all_areas/denominator",
    "ActiveArea.clubs",
    "AreaItemStatus.pieces",
    "CatalogueArea.at_least",
    "CatalogueArea.position",
    "ClubsHeard.clubs",
    "ClubsHeard.silent",
    "CommuneCoverage.communes",
    "CommuneCoverage.with_1",
    "CommuneCoverage.with_2",
    "CommuneCoverage.with_3",
    "LeagueRow.communes",
    "LeagueRow.covered",
    "ReportChild.clubs",
    "ReportCoverage.clubs_covered",
    "ReportCoverage.clubs_due",
    "ReportCoverage.due",
    "ReportCoverage.sealed",
    "OfficialReport.children_due",
    "OfficialReport.children_sealed",
    "OfficialReport.clubs_covered",
    "OfficialReport.clubs_due",
    "Page_OfficialReport.children_due",
    "Page_OfficialReport.children_sealed",
    "Page_OfficialReport.clubs_covered",
    "Page_OfficialReport.clubs_due",
    "UnitStandings.clubs",
    "UnitStandings.pass",
    "StandingLackCount.above",
    "StandingLackCount.below",
    "StandingLackCount.unknown",
    // a percentage beside its two numbers
    "FigureRatio.per_mille",
    // what plans and norms demand, and documents declare: public, and no count of anybody's
    "ClubNorm.at_least",
    "ClubNorm.at_most",
    "Target.low",
    "Target.high",
    "Page_Target.low",
    "Page_Target.high",
    "DeclaredFigure.numerator",
    "DeclaredFigure.denominator",
    "Page_DeclaredFigure.numerator",
    "Page_DeclaredFigure.denominator",
    "ReportCell.declared_numerator",
    "ReportCell.declared_denominator",
    "SealedCell.declared_numerator",
    "SealedCell.declared_denominator",
    // editions, versions, days and numbers of records that are read one by one
    "Target.version",
    "Page_Target.version",
    "DeclaredFigure.version",
    "Page_DeclaredFigure.version",
    "OfficialReport.version",
    "OfficialReport.edition",
    "Page_OfficialReport.version",
    "Page_OfficialReport.edition",
    "ReportRequest.version",
    "Page_ReportRequest.version",
    "ReportSnapshot.version",
    "Page_RepaymentPause.version",
    "IndicatorValue.definition_version",
    "Page_ClubBehind.definition_version",
    "ComputedFigure.definition_version",
    "ReportCell.definition_version",
    "SealedCell.definition_version",
    "ReportPeriod.year",
    "ReportPeriod.due_club",
    "ReportPeriod.due_commune",
    "ReportPeriod.due_province",
    "ReportPeriod.due_nation",
    "OverdueReport.days_late",
    "ReportTurnaround.days_to_submission",
    "ReportTurnaround.days_to_acceptance",
];

/// Fields that would tell a number which is withheld beside them: there they must be null, or nothing.
pub const NULL_BESIDE_WITHHELD: &[&str] = &[
    "TargetProgress.missing",
    "TargetProgress.excess",
    "StandingLack.persons",
    "NormShortfall.persons",
    "FigureDifference.numerator",
    "FigureDifference.denominator",
    "IndicatorFacts.others",
];
/// The mean loan, of two numbers that are withheld with it.
pub const MEAN_LOAN: &str = "/lending/average_loan_vnd";

/// Whether a column flows in a period, or stands on its last day.
pub fn flows(column: Column) -> bool {
    static FLOWS: LazyLock<BTreeSet<Column>> = LazyLock::new(|| {
        let of = |flow: bool| -> BTreeSet<Column> {
            let all =
                Indicator::iter().map(Indicator::definition).filter(|definition| definition.flow == flow);
            all.flat_map(|definition| {
                definition
                    .numerator
                    .iter()
                    .chain(definition.denominator.unwrap_or_default())
                    .map(|(_, name)| *name)
            })
            .collect()
        };
        &of(true) - &of(false)
    });
    let of_a_year = ["_year", "_year_vnd", "_period_vnd"].iter().any(|end| column.ends_with(end));
    of_a_year || FLOWS.contains(column) || column.starts_with("behind.")
}

/// Whether a column can be less than nothing.
pub fn may_be_negative(column: Column) -> bool {
    column.starts_with("fund_metrics.") && column.ends_with("_vnd")
}

/// Whether a column tells of people, of their loans, or of money: of clubs as such nothing is withheld.
pub fn is_of_people(column: Column) -> bool {
    const OF_CLUBS: [&str; 4] = ["management_metrics.", "standing_metrics.", "communes.", "clubs."];
    const AREAS: [&str; 8] = [
        "activity_metrics.income",
        "activity_metrics.health_care",
        "activity_metrics.home_care",
        "activity_metrics.self_help",
        "activity_metrics.rights",
        "activity_metrics.communication",
        "activity_metrics.sport_culture",
        "activity_metrics.resource_mobilisation",
    ];
    !OF_CLUBS.iter().any(|table| column.starts_with(table)) && !AREAS.contains(&column)
}

/// Of these people, those others are some; the rest has a name of its own, for it is told as much as if it were printed.
pub struct Relation {
    /// Who is left.
    pub rest: Column,
    pub whole: Terms,
    /// Whether so few of the rest must not be told: what a reply shows a share of, or what is published as a part. Of the
    /// others the attacker knows that they are not fewer than none.
    pub counts: bool,
}

const fn of(rest: Column, whole: Terms) -> Relation {
    Relation { rest, whole, counts: true }
}
const fn bound(rest: Column, whole: Terms) -> Relation {
    Relation { rest, whole, counts: false }
}

/// What is known of every place and day.
pub const RELATIONS: &[Relation] = &[
    of("men", &[(1, "club_metrics.members"), (-1, "club_metrics.women"), (-1, "club_metrics.sex_unknown")]),
    of("members who are no women", &[(1, "club_metrics.members"), (-1, "club_metrics.women")]),
    of("members who are not older", &[(1, "club_metrics.members"), (-1, "club_metrics.older")]),
    of(
        "members known to be younger",
        &[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown"), (-1, "club_metrics.older")],
    ),
    of(
        "members known to be under 55",
        &[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown"), (-1, "club_metrics.from_55")],
    ),
    of("members of known birth", &[(1, "club_metrics.members"), (-1, "club_metrics.birth_unknown")]),
    of("members from 55 to 60", &[(1, "club_metrics.from_55"), (-1, "club_metrics.older")]),
    of("older members of known day", &[(1, "club_metrics.older"), (-1, "club_metrics.older_approximate")]),
    of("older men", &[(1, "club_metrics.older"), (-1, "club_metrics.older_women")]),
    of("younger women", &[(1, "club_metrics.women"), (-1, "club_metrics.older_women")]),
    of("older members under 80", &[(1, "club_metrics.older"), (-1, "club_metrics.from_80")]),
    of("members who are not poor", &[(1, "club_metrics.members"), (-1, "club_metrics.poor")]),
    of("members who are not near-poor", &[(1, "club_metrics.members"), (-1, "club_metrics.near_poor")]),
    of("members not in difficulty", &[(1, "club_metrics.members"), (-1, "club_metrics.difficult")]),
    of(
        "members not in need",
        &[
            (1, "club_metrics.members"),
            (-1, "club_metrics.poor"),
            (-1, "club_metrics.near_poor"),
            (-1, "club_metrics.difficult"),
        ],
    ),
    of("members of the majority", &[(1, "club_metrics.members"), (-1, "club_metrics.ethnic_minority")]),
    of("members without a disability", &[(1, "club_metrics.members"), (-1, "club_metrics.disabled")]),
    of("members who do not live alone", &[(1, "club_metrics.members"), (-1, "club_metrics.lives_alone")]),
    of(
        "households that stayed poor",
        &[(1, "club_metrics.households_poor_before"), (-1, "club_metrics.households_escaped")],
    ),
    of("members without savings", &[(1, "club_metrics.members"), (-1, "fund_metrics.savers")]),
    of("members without a loan", &[(1, "club_metrics.members"), (-1, "lending_metrics.borrowers")]),
    of("borrowers in time", &[(1, "lending_metrics.borrowers"), (-1, "lending_metrics.borrowers_late")]),
    of(
        "borrowers 1 to 30 days late",
        &[(1, "lending_metrics.borrowers_late"), (-1, "lending_metrics.borrowers_late_30")],
    ),
    of(
        "borrowers never rescheduled",
        &[(1, "lending_metrics.borrowers"), (-1, "lending_metrics.borrowers_rescheduled")],
    ),
    of("borrowers not paused", &[(1, "lending_metrics.borrowers"), (-1, "lending_metrics.borrowers_frozen")]),
    of("takers of earlier years", &[(1, "lending_metrics.takers"), (-1, "lending_metrics.takers_year")]),
    of("members never lent to", &[(1, "club_metrics.members"), (-1, "lending_metrics.borrowers_ever")]),
    of(
        "members not lent to this year",
        &[(1, "club_metrics.members"), (-1, "lending_metrics.borrowers_year")],
    ),
    of(
        "members who asked in vain",
        &[(1, "lending_metrics.in_need_year"), (-1, "lending_metrics.borrowers_year")],
    ),
    of("members who asked for nothing", &[(1, "club_metrics.members"), (-1, "lending_metrics.in_need_year")]),
    of("members not examined", &[(1, "club_metrics.members"), (-1, "activity_metrics.checked")]),
    of("members examined once", &[(1, "activity_metrics.checked"), (-1, "activity_metrics.checked_twice")]),
    of("members without insurance", &[(1, "club_metrics.members"), (-1, "activity_metrics.insured")]),
    // what the attacker knows beside it
    bound("further loans open", &[(1, "lending_metrics.loans_open"), (-1, "lending_metrics.borrowers")]),
    bound("further loans late", &[(1, "lending_metrics.loans_late"), (-1, "lending_metrics.borrowers_late")]),
    bound("loans in time", &[(1, "lending_metrics.loans_open"), (-1, "lending_metrics.loans_late")]),
    bound(
        "loans 1 to 30 days late",
        &[(1, "lending_metrics.loans_late"), (-1, "lending_metrics.loans_late_30")],
    ),
    bound("further loans taken", &[(1, "lending_metrics.loans_disbursed"), (-1, "lending_metrics.takers")]),
    bound(
        "further loans taken this year",
        &[(1, "lending_metrics.loans_disbursed_year"), (-1, "lending_metrics.takers_year")],
    ),
    bound(
        "loans of earlier years",
        &[(1, "lending_metrics.loans_disbursed"), (-1, "lending_metrics.loans_disbursed_year")],
    ),
    bound("not late", &[(1, "lending_metrics.outstanding_vnd"), (-1, "lending_metrics.late_vnd")]),
    bound("1 to 30 days late", &[(1, "lending_metrics.late_vnd"), (-1, "lending_metrics.late_30_vnd")]),
    bound("31 to 60 days late", &[(1, "lending_metrics.late_30_vnd"), (-1, "lending_metrics.late_60_vnd")]),
    bound("61 to 90 days late", &[(1, "lending_metrics.late_60_vnd"), (-1, "lending_metrics.late_90_vnd")]),
];

/// What comes to nothing everywhere: the books balance, and the loans that they know are those that are owed.
pub const LAWS: &[Terms] = &[
    &[(1, "fund_metrics.lent_vnd"), (-1, "lending_metrics.outstanding_vnd")],
    &[
        (1, "fund_metrics.income_cash_vnd"),
        (1, "fund_metrics.income_bank_vnd"),
        (1, "fund_metrics.operating_cash_vnd"),
        (1, "fund_metrics.operating_bank_vnd"),
        (1, "fund_metrics.lent_vnd"),
        (1, "fund_metrics.expenses_vnd"),
        (1, "fund_metrics.social_help_vnd"),
        (1, "fund_metrics.loss_vnd"),
        (-1, "fund_metrics.savings_vnd"),
        (-1, "fund_metrics.pooled_vnd"),
        (-1, "fund_metrics.seed_vnd"),
        (-1, "fund_metrics.contributions_vnd"),
        (-1, "fund_metrics.donations_vnd"),
        (-1, "fund_metrics.interest_vnd"),
    ],
];

/// Columns that count people, or what only a person has: a loan, a case.
pub const PEOPLE: &[Column] = &[
    "club_metrics.members",
    "club_metrics.women",
    "club_metrics.sex_unknown",
    "club_metrics.older",
    "club_metrics.older_approximate",
    "club_metrics.birth_unknown",
    "club_metrics.poor",
    "club_metrics.near_poor",
    "club_metrics.difficult",
    "club_metrics.ethnic_minority",
    "club_metrics.disabled",
    "club_metrics.lives_alone",
    "club_metrics.applicants",
    "club_metrics.older_women",
    "club_metrics.from_55",
    "club_metrics.from_80",
    "club_metrics.joined",
    "club_metrics.left_club",
    "club_metrics.households_poor_before",
    "club_metrics.households_escaped",
    "fund_metrics.savers",
    "lending_metrics.loans_disbursed",
    "lending_metrics.loans_disbursed_year",
    "lending_metrics.loans_open",
    "lending_metrics.loans_late",
    "lending_metrics.loans_late_30",
    "lending_metrics.borrowers",
    "lending_metrics.borrowers_late",
    "lending_metrics.borrowers_late_30",
    "lending_metrics.borrowers_late_60",
    "lending_metrics.borrowers_late_90",
    "lending_metrics.borrowers_rescheduled",
    "lending_metrics.borrowers_frozen",
    "lending_metrics.borrowers_written_off",
    "lending_metrics.borrowers_ever",
    "lending_metrics.borrowers_year",
    "lending_metrics.in_need_year",
    "lending_metrics.takers",
    "lending_metrics.takers_year",
    "activity_metrics.volunteers",
    "activity_metrics.care_cases",
    "activity_metrics.checked",
    "activity_metrics.checked_twice",
    "activity_metrics.insured",
    "activity_metrics.rights_cases",
    "pauses.loans",
];

/// What few people make up, and how many they are: it is withheld where they are from 1 to 4, however large it is.
pub const MADE_UP_BY: &[(Column, Column)] = &[
    ("fund_metrics.savings_vnd", "fund_metrics.savers"),
    ("fund_metrics.lent_vnd", "lending_metrics.borrowers"),
    ("fund_metrics.interest_period_vnd", "behind.payers"),
    ("fund_metrics.loss_vnd", "lending_metrics.borrowers_written_off"),
    ("fund_metrics.seed_vnd", "behind.carried_over"),
    ("fund_metrics.first_funding_vnd", "behind.carried_over"),
    ("lending_metrics.outstanding_vnd", "lending_metrics.borrowers"),
    ("lending_metrics.late_vnd", "lending_metrics.borrowers_late"),
    ("lending_metrics.late_30_vnd", "lending_metrics.borrowers_late_30"),
    ("lending_metrics.late_60_vnd", "lending_metrics.borrowers_late_60"),
    ("lending_metrics.late_90_vnd", "lending_metrics.borrowers_late_90"),
    ("lending_metrics.rescheduled_vnd", "lending_metrics.borrowers_rescheduled"),
    ("lending_metrics.frozen_vnd", "lending_metrics.borrowers_frozen"),
    ("lending_metrics.written_off_vnd", "lending_metrics.borrowers_written_off"),
    ("lending_metrics.recovered_vnd", "lending_metrics.borrowers_written_off"),
    ("lending_metrics.disbursed_vnd", "lending_metrics.takers"),
    ("lending_metrics.disbursed_year_vnd", "lending_metrics.takers_year"),
    ("repayment_metrics.received_vnd", "behind.payers"),
    ("repayment_metrics.paid_in_time_vnd", "behind.payers"),
    ("activity_metrics.care_visits", "behind.cared_for"),
];

/// The permissions that open small numbers of a column: those of the records which are counted. Each of them is enough.
pub fn tiers(column: Column) -> &'static [&'static str] {
    const MEMBERS: &[&str] = &["members.read"];
    const SENSITIVE: [&str; 8] = [
        "poor",
        "near_poor",
        "difficult",
        "ethnic_minority",
        "disabled",
        "lives_alone",
        "households_poor_before",
        "households_escaped",
    ];
    let (table, name) = column.split_once('.').unwrap_or(("", column));
    match (table, name) {
        ("club_metrics", name) if SENSITIVE.contains(&name) => &["members.sensitive.read"],
        ("fund_metrics", "lent_vnd") => &["loans.read", "ledger.read", "loans.list_without_names"],
        ("fund_metrics", _) => &["loans.read", "ledger.read"],
        // who may look at single loans without names has them all
        ("lending_metrics" | "pauses", _) => &["loans.read", "loans.list_without_names"],
        ("repayment_metrics", _) => &["loans.read"],
        ("activity_metrics", "care_cases" | "care_visits") => &["care.read"],
        ("activity_metrics", "volunteers") => &["volunteers.read"],
        ("activity_metrics", "checked" | "checked_twice") => &["health_invitations.read"],
        ("activity_metrics", "insured") => &["insurance.read"],
        ("activity_metrics", "rights_cases") => &["rights_cases.read"],
        ("", rest) => {
            // the part that is of a higher tier than membership decides
            let of = RELATIONS.iter().find(|relation| relation.rest == rest);
            let parts = of.map(|relation| relation.whole).unwrap_or_default();
            parts.iter().map(|(_, part)| tiers(part)).find(|tiers| *tiers != MEMBERS).unwrap_or(MEMBERS)
        }
        _ => MEMBERS,
    }
}

/// Which part of an indicator's value a column of an annex shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Numerator,
    Denominator,
}
use Part::{Denominator, Numerator};

/// The columns of the printed annexes that hold whole numbers of people and of money, by their heads.
pub const HEADS: &[(&str, &str, Part)] = &[
    ("Tổng số", "I03", Numerator),
    ("Nữ", "I04", Numerator),
    ("Nam", "I04b", Numerator),
    ("Từ 55 tuổi", "I05b", Numerator),
    ("Người cao tuổi (từ 60)", "I05", Numerator),
    ("NCT là nữ", "I04c", Numerator),
    ("Từ 80 tuổi", "B2a", Numerator),
    ("Người trẻ", "I06", Numerator),
    ("Nghèo, cận nghèo, khó khăn", "I07", Numerator),
    ("Hộ nghèo", "B2b", Numerator),
    ("Hộ cận nghèo", "B2c", Numerator),
    ("Hoàn cảnh khó khăn", "B2d", Numerator),
    ("Dân tộc thiểu số", "B2e", Numerator),
    ("Khuyết tật", "B2f", Numerator),
    ("Vào trong kỳ", "B2g", Numerator),
    ("Ra trong kỳ", "B2h", Numerator),
    ("Người gửi tiết kiệm", "I34b", Numerator),
    ("Quỹ ban đầu", "I16", Numerator),
    ("Quỹ đầu kỳ", "I17", Denominator),
    ("Nguồn bổ sung trong kỳ", "B3a", Numerator),
    ("Lãi, phí thu được", "B3b", Numerator),
    ("Tổn thất", "B3c", Numerator),
    ("Quỹ cuối kỳ", "I15", Numerator),
    ("Số lượt vay", "I24", Denominator),
    ("Số người vay", "I12b", Numerator),
    ("Doanh số cho vay", "I18", Numerator),
    ("Dư nợ", "I19", Numerator),
    ("Dư nợ quá hạn", "B3d", Numerator),
    ("Nợ quá hạn trên 30 ngày", "I20", Numerator),
    ("Số dư tiết kiệm", "I34", Numerator),
    ("Người khám từ 1 lần", "I26", Numerator),
    ("Người khám từ 2 lần", "I26b", Numerator),
    ("Tình nguyện viên", "I27", Numerator),
    ("Ca chăm sóc", "I27b", Numerator),
    ("Lượt thăm", "I27c", Numerator),
    ("Người có thẻ BHYT", "I31", Numerator),
    ("Vụ việc quyền lợi", "B6d", Numerator),
];
