//! The page to print: an administrative report (thể thức theo Nghị định 30/2020/NĐ-CP) on the base of all papers
//! ([`crate::platform::paper`]).

use super::annex::{Annex, Annexes, Variance};
use super::chart::bars;
use super::{Form, Heading, Line, Part};
use crate::platform::paper::{self, letterhead, motto, place_and_date, short, signatures};
use crate::platform::text::number::{Figure, Measure, UNKNOWN, WITHHELD, decimal, tenths};
use maud::{Markup, html};
use strum::IntoEnumIterator;

/// The page.
#[must_use]
pub fn page(form: &Form, annexes: &Annexes) -> Markup {
    let body = html! {
        (head(form))
        (title(form))
        @for heading in Heading::iter() { (section(form, heading)) }
        (closing(form))
        section.annexes {
            h2 { "BIỂU SỐ LIỆU" }
            @for table in &annexes.tables { (annex(table)) }
            (variances(&annexes.variances))
            (foot(form))
        }
    };
    paper::page(&form.title, &body)
}

/// Issuing body on the left; quốc hiệu and tiêu ngữ on the right, place and date below.
fn head(form: &Form) -> Markup {
    let issuer = html! {
        @if let Some(superior) = &form.superior { p.upper { (superior) } }
        p.upper.strong.ruled { (form.issuer) }
        p.below { "Số: ....../BC" }
    };
    let state = html! {
        (motto())
        p.below.date { (place_and_date(&form.place, form.dated)) }
    };
    letterhead(&issuer, &state)
}

fn title(form: &Form) -> Markup {
    html! {
        @if form.draft { p.draft { "DỰ THẢO" } }
        div.title {
            h1 { "BÁO CÁO" }
            p.subject { (form.title) }
            @if let Some(programme) = &form.programme { p.subject { (programme) } }
            @if let (Some(since), Some(until)) = (form.since, form.until) {
                p.period { "(Số liệu từ " (short(since)) " đến " (short(until)) ")" }
            }
        }
    }
}

fn section(form: &Form, heading: Heading) -> Markup {
    let (numeral, name) = heading.printed();
    let texts = form.sections.iter().filter(|section| section.heading == heading);
    let lines: Vec<&str> =
        texts.flat_map(|section| section.text.lines()).filter(|line| !line.trim().is_empty()).collect();
    let results = if heading == Heading::Targets { results(form) } else { Markup::default() };
    let empty = lines.is_empty() && results.0.is_empty();
    if empty && heading == Heading::Answers {
        return Markup::default(); // nothing was asked
    }
    html! {
        section {
            h2 { (numeral) ". " (name) }
            @for line in lines { p.text { (line) } }
            (results)
            @if empty { p.none { "Không có nội dung." } }
        }
    }
}

/// The table of indicators with plan, done and percent, the coverage, and the bars.
fn results(form: &Form) -> Markup {
    let percent = form.lines.iter().flat_map(|line| &line.plans).any(|plan| plan.reached.is_some());
    html! {
        @if let Some((told, all)) = form.coverage {
            p.text {
                "Số đơn vị đã báo cáo: " (count(told)) "/" (count(all))
                @if let Some(part) = tenths(100 * i128::from(told), all.into()) { " (" (decimal(part)) "%)" }
                "."
            }
        }
        @if !form.missing.is_empty() { p.text { "Chưa có báo cáo của: " (form.missing.join(", ")) "." } }
        @if !form.lines.is_empty() {
            table {
                thead {
                    tr {
                        th { "STT" }
                        th { "Chỉ tiêu" }
                        th { "Đơn vị tính" }
                        th { "Kế hoạch" }
                        th { "Thực hiện" }
                        @if percent { th { "% so với kế hoạch" } }
                        th { "Đánh giá" }
                    }
                }
                tbody {
                    @for (index, line) in (1..).zip(&form.lines) { (indicator(index, line, percent)) }
                }
            }
            (note(form))
            (bars("Số câu lạc bộ theo đơn vị", &counted(&form.parts, "I01")))
            (bars("Số thành viên theo đơn vị", &counted(&form.parts, "I03")))
        }
    }
}

/// A count as printed.
fn count(count: i64) -> String {
    Figure::Count(count).printed(Measure::Plain)
}

/// What the two signs mean, where they are used.
fn note(form: &Form) -> Markup {
    let mut figures = form
        .lines
        .iter()
        .map(|line| line.value)
        .chain(form.parts.iter().flat_map(|part| part.values.values().copied()));
    let signs =
        figures.any(|figure| matches!(figure, Figure::Unknown | Figure::Withheld | Figure::Ratio(_, 0)));
    html! {
        @if signs {
            p.note {
                "Ghi chú: “" (UNKNOWN) "” là chưa có số liệu hoặc không tính được; “" (WITHHELD)
                "” là số liệu nhỏ, không công bố để bảo vệ dữ liệu cá nhân."
            }
        }
    }
}

fn counted<'p>(parts: &'p [Part], code: &str) -> Vec<(&'p str, i64)> {
    let known = parts.iter().filter_map(|part| match part.values.get(code)?.numerator() {
        Figure::Count(count) => Some((part.name.as_str(), count)),
        _ => None,
    });
    known.collect()
}

/// One indicator; a row for each target that it stands under. The percentage reached, where the table has one.
fn indicator(index: usize, line: &Line, percent: bool) -> Markup {
    let none = [super::PrintedTarget::default()];
    let plans = if line.plans.is_empty() { none.as_slice() } else { line.plans.as_slice() };
    let span = Some(plans.len()).filter(|rows| *rows > 1);
    let or_unknown = |text: &str| if text.is_empty() { UNKNOWN.to_owned() } else { text.to_owned() };
    html! {
        @for (row, plan) in plans.iter().enumerate() {
            @let reached = plan.reached.and_then(|(part, whole)| tenths(100 * i128::from(part), whole.into()));
            tr {
                @if row == 0 {
                    td.middle rowspan=[span] { (index) }
                    td rowspan=[span] { (line.name) " " small { "(" (line.code) ")" } }
                    td.middle rowspan=[span] { (line.counted_in) }
                }
                td.middle { (or_unknown(&plan.bounds)) }
                @if row == 0 {
                    td.number rowspan=[span] {
                        (line.value.printed(line.measure))
                        @if let Figure::Ratio(numerator, denominator) = line.value {
                            br;
                            small { "(" (count(numerator)) "/" (count(denominator)) ")" }
                        }
                    }
                }
                @if percent { td.number { (reached.map_or_else(|| UNKNOWN.to_owned(), decimal)) } }
                td.middle { (or_unknown(&plan.standing)) }
            }
        }
    }
}

fn annex(annex: &Annex) -> Markup {
    let figures = |figures: &[Figure]| {
        let cells: Vec<Markup> = figures
            .iter()
            .zip(&annex.columns)
            .map(|(figure, column)| cell(*figure, column.measure))
            .collect();
        html! { @for cell in cells { (cell) } }
    };
    html! {
        section.annex {
            h3 { "Biểu " (annex.code) ". " (annex.title) }
            @if annex.columns.is_empty() {
                p.none { "Hệ thống chưa tổng hợp các số liệu này theo kỳ báo cáo." }
            } @else {
                div.wide {
                    table {
                        thead {
                            tr {
                                th { "STT" }
                                th { "Đơn vị" }
                                @for column in &annex.columns { th { (column.head) } }
                            }
                            tr.numbers {
                                th { "A" }
                                th { "B" }
                                @for (number, _) in (1..).zip(&annex.columns) { th { "(" (number) ")" } }
                            }
                        }
                        tbody {
                            @for (index, row) in (1..).zip(&annex.rows) {
                                tr { td.middle { (index) } td { (row.name) } (figures(&row.figures)) }
                            }
                            tr.total { td {} td { "Toàn đơn vị" } (figures(&annex.total)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(figure: Figure, measure: Measure) -> Markup {
    html! { td.number { (figure.printed(measure)) } }
}

fn variances(variances: &[Variance]) -> Markup {
    html! {
        section.annex {
            h3 { "Biểu B10. Chênh lệch giữa số báo cáo và số hệ thống tính" }
            @if variances.is_empty() {
                p.none { "Không có số liệu tự báo cáo." }
            } @else {
                div.wide {
                    table {
                        thead {
                            tr {
                                th { "STT" }
                                th { "Chỉ tiêu" }
                                th { "Đơn vị tính" }
                                th { "Số báo cáo" }
                                th { "Số hệ thống tính" }
                                th { "Chênh lệch (tử số)" }
                                th { "Giải trình" }
                            }
                        }
                        tbody {
                            @for (index, row) in (1..).zip(variances) {
                                tr {
                                    td.middle { (index) }
                                    td { (row.name) " " small { "(" (row.code) ")" } }
                                    td.middle { (row.counted_in) }
                                    (cell(row.declared, row.measure))
                                    (cell(row.computed, row.measure))
                                    (cell(row.difference, Measure::Plain))
                                    td { (row.explanation) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// To whom it goes on the left, who signed on the right.
fn closing(form: &Form) -> Markup {
    html! {
        div.closing {
            div {
                p.to { "Nơi nhận:" }
                ul {
                    @for name in &form.addressees { li { (name) ";" } }
                    li { "Lưu: VT." }
                }
            }
            (signatures(&form.signatures))
        }
    }
}

/// What the printed page can be held against: the report, its version, and the hash of what was sealed.
fn foot(form: &Form) -> Markup {
    html! {
        footer {
            "Báo cáo " (form.report_id) " · phiên bản " (form.version) " · "
            @match &form.content_hash {
                Some(hash) => { "mã băm nội dung (SHA-256): " (hash) },
                None => { "chưa phê duyệt, chưa niêm phong" },
            }
        }
    }
}
