//! What of a report is printed, and in which words: pure.

use crate::planning::targets::rules::TargetStatus;
use crate::platform::auth::Level;
use crate::platform::paper::place;
use crate::reporting::forms::{
    Figure, Form, Heading, Line, Measure, Part, PrintedTarget, Section as Told, Signature as Signed,
};
use crate::reporting::reports::model::{
    NamedReporter, OfficialReport, ReportCell, ReportChildStanding, ReportLine, ReportRegime, ReportSection,
    ReportState, ReportStepKind, WholeReport,
};
use crate::reporting::sealed_reports::model::{ReportSnapshot, SealedCell};
use crate::statistics::indicators::model::{Indicator, MeasureUnit};

/// What a sealed report is printed from.
#[must_use]
pub fn of_snapshot(whole: &WholeReport, snapshot: &ReportSnapshot, hash: String) -> Form {
    let plans = |indicator: Indicator| {
        let targets = snapshot.targets.iter().filter(move |target| target.indicator == indicator);
        targets.map(|target| PrintedTarget {
            bounds: if target.of_each_club {
                format!("mỗi CLB {}", target.demanded)
            } else {
                target.demanded.clone()
            },
            reached: None,
            standing: standing(target.standing).to_owned(),
        })
    };
    let lines =
        snapshot.cells.iter().map(|cell| Line { plans: plans(cell.indicator).collect(), ..sealed(cell) });
    let parts = snapshot.parts.iter().map(|part| Part {
        name: part.name.clone(),
        values: part
            .values
            .iter()
            .map(|value| {
                let pair = (value.numerator, value.denominator);
                (code(value.indicator).to_owned(), figure(value.indicator, pair, pair.0.is_none()))
            })
            .collect(),
    });
    let signed =
        |step| snapshot.signed.iter().find(move |signed| signed.step == step).map(|signed| signed.on);
    let signatures = signers(&whole.report).into_iter();
    Form {
        draft: false,
        dated: whole.report.sealed_on,
        since: Some(snapshot.since),
        until: Some(snapshot.until),
        sections: snapshot.sections.iter().map(|(section, text)| told(*section, text)).collect(),
        lines: lines.collect(),
        parts: parts.collect(),
        missing: snapshot.missing.clone(),
        coverage: snapshot.coverage.map(|coverage| (coverage.sealed.into(), coverage.due.into())),
        signatures: signatures.map(|(step, role)| Signed { role, name: None, on: signed(step) }).collect(),
        content_hash: Some(hash),
        title: subject(snapshot.regime, &snapshot.reporter, period_in(&snapshot.title_vi)),
        programme: snapshot.programme.as_deref().map(programme),
        ..heads(whole, &snapshot.reporter)
    }
}

/// What a report that is not sealed yet is printed from.
#[must_use]
pub fn of_draft(whole: &WholeReport) -> Form {
    let open = whole.report.state == ReportState::Open;
    let missing = whole.children.iter().filter(|child| child.standing != ReportChildStanding::Included);
    let signatures = signers(&whole.report).into_iter();
    Form {
        draft: true,
        since: Some(whole.period.since),
        until: Some(whole.period.until),
        sections: whole.sections.iter().map(|written| told(written.section, &written.body)).collect(),
        lines: whole.cells.iter().map(|cell| drafted(cell, open)).collect(),
        missing: missing.map(|child| child.name.clone()).collect(),
        coverage: whole.coverage.map(|coverage| (coverage.sealed.into(), coverage.due.into())),
        signatures: signatures.map(|(_, role)| Signed { role, name: None, on: None }).collect(),
        title: subject(whole.report.regime, &whole.reporter, &whole.period.label),
        programme: whole.report.programme.as_deref().map(programme),
        ..heads(whole, &whole.reporter)
    }
}

/// Who reports to whom, as it stands above and below every report.
fn heads(whole: &WholeReport, reporter: &NamedReporter) -> Form {
    let report = &whole.report;
    Form {
        report_id: report.id.to_string(),
        version: i32::from(report.edition),
        superior: superior(report, reporter),
        issuer: match report.level {
            Level::Club => reporter.name.clone(),
            level => organisation(report.line, level, &reporter.name),
        },
        place: match report.level {
            Level::Nation => "Hà Nội".to_owned(),
            Level::Club => place(reporter.ancestors.first().unwrap_or(&reporter.name)),
            _ => place(&reporter.name),
        },
        addressees: whole.deliveries.iter().map(|delivery| delivery.name.clone()).collect(),
        ..Form::default()
    }
}

/// An organisation by its name.
fn organisation(line: ReportLine, level: Level, place: &str) -> String {
    match (line, level) {
        (ReportLine::ElderlyAssociation, Level::Nation) => {
            "Trung ương Hội Người cao tuổi Việt Nam".to_owned()
        }
        (ReportLine::ElderlyAssociation, _) => format!("Hội Người cao tuổi {place}"),
        (ReportLine::PeoplesCommittee, Level::Nation) => {
            "Ủy ban Quốc gia về người cao tuổi Việt Nam".to_owned()
        }
        (ReportLine::PeoplesCommittee, _) => format!("Ủy ban nhân dân {place}"),
        (ReportLine::SocialOffice, Level::Nation) => {
            "Cơ quan trung ương phụ trách công tác người cao tuổi".to_owned()
        }
        (ReportLine::SocialOffice, _) => format!("Cơ quan phụ trách công tác người cao tuổi {place}"),
    }
}

/// The body above the one that reports.
fn superior(report: &OfficialReport, reporter: &NamedReporter) -> Option<String> {
    let above = reporter.ancestors.first();
    match (report.level, report.line) {
        (Level::Nation, _) => None,
        (Level::Club, _) => above.map(|commune| format!("Hội Người cao tuổi {commune}")),
        (level, ReportLine::SocialOffice) => {
            Some(organisation(ReportLine::PeoplesCommittee, level, &reporter.name))
        }
        (Level::Province, ReportLine::ElderlyAssociation) => {
            Some(organisation(ReportLine::ElderlyAssociation, Level::Nation, ""))
        }
        (_, line) => above.map(|above| organisation(line, Level::Province, above)),
    }
}

/// Those whose names stand under a report, by the step that they did.
fn signers(report: &OfficialReport) -> [(ReportStepKind, String); 2] {
    let head = match (report.level, report.line) {
        (Level::Club, _) => "TM. Ban chủ nhiệm\nChủ nhiệm".to_owned(),
        (_, ReportLine::ElderlyAssociation) => "TM. Ban Thường vụ\nChủ tịch".to_owned(),
        (_, ReportLine::PeoplesCommittee) => "TM. Ủy ban nhân dân\nChủ tịch".to_owned(),
        (_, ReportLine::SocialOffice) => "Thủ trưởng đơn vị".to_owned(),
    };
    [(ReportStepKind::Drafted, "Người lập".to_owned()), (ReportStepKind::Approved, head)]
}

/// What the report is on, in words.
fn subject(regime: ReportRegime, reporter: &NamedReporter, period: &str) -> String {
    let clubs = match reporter.level {
        Level::Club => "câu lạc bộ",
        _ => "các câu lạc bộ",
    };
    let what = match regime {
        ReportRegime::MidTerm => "Sơ kết hoạt động của",
        ReportRegime::Final => "Tổng kết hoạt động của",
        ReportRegime::HalfYear | ReportRegime::Year | ReportRegime::AdHoc => "Kết quả hoạt động của",
    };
    let mut letters = period.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("{what} {clubs} liên thế hệ tự giúp nhau, {first}{}", letters.as_str())
}

/// The period in a sealed title: `Báo cáo 6 tháng đầu năm 2026: …`.
fn period_in(title: &str) -> &str {
    let period = title.split_once(": ").map_or(title, |(before, _)| before);
    period.strip_prefix("Báo cáo ").unwrap_or(period)
}

fn programme(code: &str) -> String {
    format!("(Chương trình {code})")
}

fn told(section: ReportSection, text: &str) -> Told {
    let heading = match section {
        ReportSection::Direction => Heading::Direction,
        ReportSection::Targets => Heading::Targets,
        ReportSection::Results => Heading::Activities,
        ReportSection::Resources => Heading::Resources,
        ReportSection::Communication => Heading::Support,
        ReportSection::Funds => Heading::Funds,
        ReportSection::Assessment => Heading::Assessment,
        ReportSection::NextPeriod => Heading::Outlook,
        ReportSection::Proposals => Heading::Proposals,
        ReportSection::Answers => Heading::Answers,
    };
    Told { heading, text: text.to_owned() }
}

/// How a target stood, in words.
const fn standing(status: TargetStatus) -> &'static str {
    match status {
        TargetStatus::Met => "Đạt",
        TargetStatus::Below => "Chưa đạt",
        TargetStatus::AboveBand => "Vượt khung",
        TargetStatus::NotComputable => "Không tính được",
        TargetStatus::NoData => "Chưa có số liệu",
        TargetStatus::Withheld => "Không công bố",
    }
}

fn code(indicator: Indicator) -> &'static str {
    indicator.into()
}

type Pair = (Option<i64>, Option<i64>);

/// A figure as the indicator is written: a count, or a fraction that has both its parts.
fn figure(indicator: Indicator, pair: Pair, hidden: bool) -> Figure {
    match (pair, indicator.definition().denominator) {
        _ if hidden => Figure::Withheld,
        ((Some(count), _), None) => Figure::Count(count),
        ((Some(numerator), Some(denominator)), Some(_)) => Figure::Ratio(numerator, denominator),
        _ => Figure::Unknown,
    }
}

/// What it is counted in, and how it is written.
const fn written(unit: MeasureUnit) -> (&'static str, Measure) {
    match unit {
        MeasureUnit::Clubs => ("câu lạc bộ", Measure::Plain),
        MeasureUnit::Persons => ("người", Measure::Plain),
        MeasureUnit::Turns => ("lượt người", Measure::Plain),
        MeasureUnit::Times => ("lượt", Measure::Plain),
        MeasureUnit::Dong => ("đồng", Measure::Plain),
        MeasureUnit::HalfDays => ("nửa ngày công", Measure::Plain),
        MeasureUnit::Percent => ("%", Measure::Percent),
        MeasureUnit::Mean => ("bình quân", Measure::Plain),
    }
}

fn sealed(cell: &SealedCell) -> Line {
    let unit = serde_json::from_value(cell.measure.as_str().into());
    let (counted_in, measure) = written(unit.unwrap_or(cell.indicator.definition().unit));
    let shown = |pair| figure(cell.indicator, pair, cell.suppressed);
    let declared = (cell.declared_numerator, cell.declared_denominator);
    Line {
        code: code(cell.indicator).to_owned(),
        name: cell.name_vi.clone(),
        counted_in: counted_in.to_owned(),
        measure,
        plans: vec![],
        value: shown((cell.numerator, cell.denominator)),
        computed: shown((cell.computed_numerator, cell.computed_denominator)),
        declared: declared.0.is_some().then(|| shown(declared)),
        explanation: cell.explanation.clone().unwrap_or_default(),
        definition_version: cell.definition_version,
    }
}

fn drafted(cell: &ReportCell, open: bool) -> Line {
    let definition = cell.indicator.definition();
    let (counted_in, measure) = written(definition.unit);
    let value = cell.value();
    // once it is drafted, every figure is known: what is missing was withheld
    let hidden = !open && value.0.is_none();
    let declared = (cell.declared_numerator, cell.declared_denominator);
    Line {
        code: code(cell.indicator).to_owned(),
        name: definition.name_vi.to_owned(),
        counted_in: counted_in.to_owned(),
        measure,
        plans: vec![],
        value: figure(cell.indicator, value, hidden),
        computed: figure(cell.indicator, (cell.numerator, cell.denominator), hidden),
        declared: declared.0.is_some().then(|| figure(cell.indicator, declared, hidden)),
        explanation: cell.explanation.clone().unwrap_or_default(),
        definition_version: cell.definition_version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_without_its_kind_unless_the_rest_is_no_name() {
        for (name, shown) in [
            ("Xã Bình Thành", "Bình Thành"),
            ("Tỉnh Thái Nguyên", "Thái Nguyên"),
            ("Phường 4", "Phường 4"),
            ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ] {
            assert_eq!(place(name), shown);
        }
    }

    #[test]
    fn a_sealed_title_says_its_period() {
        assert_eq!(
            period_in("Báo cáo 6 tháng đầu năm 2026: Hội Người cao tuổi Xã Mẫu"),
            "6 tháng đầu năm 2026"
        );
        assert_eq!(period_in("Khác"), "Khác");
    }
}
