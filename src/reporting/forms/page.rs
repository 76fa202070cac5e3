//! The page to print: an administrative report (thể thức theo Nghị định 30/2020/NĐ-CP) as one HTML document without
//! any script, whose only style is its own.

use super::annex::{Annex, Annexes, Variance};
use super::chart::bars;
use super::markup::escape;
use super::{Form, Heading, Line, Part, Signature};
use crate::platform::text::number::{Figure, Measure, UNKNOWN, WITHHELD, decimal, tenths};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use strum::IntoEnumIterator;

/// How the page looks, on paper above all.
const STYLE: &str = include_str!("print.css");

/// The hash by which a Content-Security-Policy lets in this page's style and no other.
#[must_use]
pub fn style_hash() -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(STYLE)))
}

/// The page.
#[must_use]
pub fn html(form: &Form, annexes: &Annexes) -> String {
    let sections: String = Heading::iter().map(|heading| section(form, heading)).collect();
    let tables: String = annexes.tables.iter().map(annex).collect();
    [
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
        &escape(&form.title),
        "</title>\n<style>",
        STYLE,
        "</style>\n</head>\n<body>\n",
        &head(form),
        &title(form),
        &sections,
        &closing(form),
        "<section class=\"annexes\">\n<h2>BIỂU SỐ LIỆU</h2>\n",
        &tables,
        &variances(&annexes.variances),
        &foot(form),
        "</section>\n</body>\n</html>\n",
    ]
    .concat()
}

/// Issuing body on the left; quốc hiệu and tiêu ngữ on the right, place and date below.
fn head(form: &Form) -> String {
    let superior = form
        .superior
        .as_deref()
        .map_or_else(String::new, |superior| format!("<p class=\"upper\">{}</p>\n", escape(superior)));
    format!(
        "<header>\n<div>\n{superior}<p class=\"upper strong ruled\">{}</p>\n<p class=\"below\">Số: ....../BC</p>\n</div>\n\
         <div>\n<p class=\"strong\">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>\n\
         <p class=\"strong ruled motto\">Độc lập - Tự do - Hạnh phúc</p>\n<p class=\"below date\">{}, {}</p>\n</div>\n</header>\n",
        escape(&form.issuer),
        escape(&form.place),
        form.dated.map_or_else(|| "ngày ..... tháng ..... năm ........".to_owned(), in_words),
    )
}

/// `ngày 05 tháng 02 năm 2026`: days below ten and the first two months take a nought, so that nobody adds a digit.
fn in_words(day: NaiveDate) -> String {
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// `14/12/2026`.
fn short(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn title(form: &Form) -> String {
    let draft = if form.draft { "<p class=\"draft\">DỰ THẢO</p>\n" } else { "" };
    let programme = form
        .programme
        .as_deref()
        .map_or_else(String::new, |programme| format!("<p class=\"subject\">{}</p>\n", escape(programme)));
    let period = match (form.since, form.until) {
        (Some(since), Some(until)) => {
            format!("<p class=\"period\">(Số liệu từ {} đến {})</p>\n", short(since), short(until))
        }
        _ => String::new(),
    };
    format!(
        "{draft}<div class=\"title\">\n<h1>BÁO CÁO</h1>\n<p class=\"subject\">{}</p>\n{programme}{period}</div>\n",
        escape(&form.title)
    )
}

fn section(form: &Form, heading: Heading) -> String {
    let (numeral, name) = heading.printed();
    let texts = form.sections.iter().filter(|section| section.heading == heading);
    let paragraphs: Vec<String> = texts
        .flat_map(|section| section.text.lines())
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<p class=\"text\">{}</p>\n", escape(line)))
        .collect();
    let mut text = paragraphs.concat();
    if heading == Heading::Targets {
        text += &results(form);
    }
    if text.is_empty() && heading == Heading::Answers {
        return String::new(); // nothing was asked
    }
    if text.is_empty() {
        "<p class=\"none\">Không có nội dung.</p>\n".clone_into(&mut text);
    }
    format!("<section>\n<h2>{numeral}. {}</h2>\n{text}</section>\n", escape(name))
}

/// The table of indicators with plan, done and percent, the coverage, and the bars.
fn results(form: &Form) -> String {
    let coverage = form.coverage.map_or_else(String::new, |(told, all)| {
        let part = tenths(100 * i128::from(told), all.into())
            .map_or_else(String::new, |tenths| format!(" ({}%)", decimal(tenths)));
        let (told, all) = (Figure::Count(told), Figure::Count(all));
        let (told, all) = (told.printed(Measure::Plain), all.printed(Measure::Plain));
        format!("<p class=\"text\">Số đơn vị đã báo cáo: {told}/{all}{part}.</p>\n")
    });
    let missing = if form.missing.is_empty() {
        String::new()
    } else {
        format!("<p class=\"text\">Chưa có báo cáo của: {}.</p>\n", escape(&form.missing.join(", ")))
    };
    if form.lines.is_empty() {
        return coverage + &missing;
    }
    let percent = form.lines.iter().flat_map(|line| &line.plans).any(|plan| plan.reached.is_some());
    let lines: String = (1..).zip(&form.lines).map(|(index, line)| indicator(index, line, percent)).collect();
    let charts = [
        bars("Số câu lạc bộ theo đơn vị", &counted(&form.parts, "I01")),
        bars("Số thành viên theo đơn vị", &counted(&form.parts, "I03")),
    ]
    .concat();
    [
        coverage,
        missing,
        "<table>\n<thead>\n<tr><th>STT</th><th>Chỉ tiêu</th><th>Đơn vị tính</th><th>Kế hoạch</th><th>Thực hiện</th>"
            .to_owned(),
        if percent { "<th>% so với kế hoạch</th>".to_owned() } else { String::new() },
        "<th>Đánh giá</th></tr>\n</thead>\n<tbody>\n".to_owned(),
        lines,
        "</tbody>\n</table>\n".to_owned(),
        note(form),
        charts,
    ]
    .concat()
}

/// What the two signs mean, where they are used.
fn note(form: &Form) -> String {
    let mut figures = form
        .lines
        .iter()
        .map(|line| line.value)
        .chain(form.parts.iter().flat_map(|part| part.values.values().copied()));
    let signs =
        figures.any(|figure| matches!(figure, Figure::Unknown | Figure::Withheld | Figure::Ratio(_, 0)));
    if signs {
        format!(
            "<p class=\"note\">Ghi chú: “{UNKNOWN}” là chưa có số liệu hoặc không tính được; “{WITHHELD}” là số liệu \
             nhỏ, không công bố để bảo vệ dữ liệu cá nhân.</p>\n"
        )
    } else {
        String::new()
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
fn indicator(index: usize, line: &Line, percent: bool) -> String {
    let none = [super::PrintedTarget::default()];
    let plans = if line.plans.is_empty() { none.as_slice() } else { line.plans.as_slice() };
    let span = plans.len();
    let spanned = if span > 1 { format!(" rowspan=\"{span}\"") } else { String::new() };
    let value = line.value.printed(line.measure);
    let exact = match line.value {
        Figure::Ratio(numerator, denominator) => format!(
            "<br><small>({}/{})</small>",
            Figure::Count(numerator).printed(Measure::Plain),
            Figure::Count(denominator).printed(Measure::Plain)
        ),
        _ => String::new(),
    };
    let rows = (0..).zip(plans).map(|(row, plan)| {
        let reached = plan.reached.and_then(|(part, whole)| tenths(100 * i128::from(part), whole.into()));
        let reached = reached.map_or_else(|| UNKNOWN.to_owned(), decimal);
        let reached = if percent { format!("<td class=\"number\">{reached}</td>") } else { String::new() };
        let bounds = if plan.bounds.is_empty() { UNKNOWN } else { &plan.bounds };
        let standing = if plan.standing.is_empty() { UNKNOWN } else { &plan.standing };
        let target = (
            format!("<td class=\"middle\">{}</td>", escape(bounds)),
            format!("{reached}<td class=\"middle\">{}</td>", escape(standing)),
        );
        if row > 0 {
            return format!("<tr>{}{}</tr>\n", target.0, target.1);
        }
        format!(
            "<tr><td class=\"middle\"{spanned}>{index}</td><td{spanned}>{} <small>({})</small></td>\
             <td class=\"middle\"{spanned}>{}</td>{}<td class=\"number\"{spanned}>{value}{exact}</td>{}</tr>\n",
            escape(&line.name),
            escape(&line.code),
            escape(&line.counted_in),
            target.0,
            target.1,
        )
    });
    rows.collect()
}

fn annex(annex: &Annex) -> String {
    let title = format!("<h3>Biểu {}. {}</h3>\n", annex.code, escape(annex.title));
    if annex.columns.is_empty() {
        return format!(
            "<section class=\"annex\">\n{title}<p class=\"none\">Hệ thống chưa tổng hợp các số liệu này theo kỳ báo cáo.</p>\n</section>\n"
        );
    }
    let heads: Vec<String> =
        annex.columns.iter().map(|column| format!("<th>{}</th>", escape(column.head))).collect();
    let numbers: Vec<String> =
        (1..).zip(&annex.columns).map(|(number, _)| format!("<th>({number})</th>")).collect();
    let figures = |figures: &[Figure]| -> String {
        let cells = figures.iter().zip(&annex.columns);
        cells.map(|(figure, column)| cell(*figure, column.measure)).collect()
    };
    let rows: Vec<String> = (1..)
        .zip(&annex.rows)
        .map(|(index, row)| {
            let name = escape(&row.name);
            format!("<tr><td class=\"middle\">{index}</td><td>{name}</td>{}</tr>\n", figures(&row.figures))
        })
        .collect();
    let (heads, numbers, rows) = (heads.concat(), numbers.concat(), rows.concat());
    format!(
        "<section class=\"annex\">\n{title}<div class=\"wide\"><table>\n<thead>\n<tr><th>STT</th><th>Đơn vị</th>{heads}</tr>\n\
         <tr class=\"numbers\"><th>A</th><th>B</th>{numbers}</tr>\n</thead>\n<tbody>\n{rows}\
         <tr class=\"total\"><td></td><td>Toàn đơn vị</td>{}</tr>\n</tbody>\n</table></div>\n</section>\n",
        figures(&annex.total)
    )
}

fn cell(figure: Figure, measure: Measure) -> String {
    format!("<td class=\"number\">{}</td>", figure.printed(measure))
}

fn variances(variances: &[Variance]) -> String {
    let title =
        "<section class=\"annex\">\n<h3>Biểu B10. Chênh lệch giữa số báo cáo và số hệ thống tính</h3>\n";
    if variances.is_empty() {
        return format!("{title}<p class=\"none\">Không có số liệu tự báo cáo.</p>\n</section>\n");
    }
    let rows = (1..).zip(variances).map(|(index, row)| {
        format!(
            "<tr><td class=\"middle\">{index}</td><td>{} <small>({})</small></td><td class=\"middle\">{}</td>{}{}{}<td>{}</td></tr>\n",
            escape(&row.name),
            escape(&row.code),
            escape(&row.counted_in),
            cell(row.declared, row.measure),
            cell(row.computed, row.measure),
            cell(row.difference, Measure::Plain),
            escape(&row.explanation),
        )
    });
    let rows: String = rows.collect();
    format!(
        "{title}<div class=\"wide\"><table>\n<thead>\n<tr><th>STT</th><th>Chỉ tiêu</th><th>Đơn vị tính</th><th>Số báo cáo</th>\
         <th>Số hệ thống tính</th><th>Chênh lệch (tử số)</th><th>Giải trình</th></tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n</section>\n"
    )
}

/// To whom it goes on the left, who signed on the right.
fn closing(form: &Form) -> String {
    let addressees: Vec<String> =
        form.addressees.iter().map(|name| format!("<li>{};</li>\n", escape(name))).collect();
    let signatures: String = form.signatures.iter().map(signature).collect();
    format!(
        "<div class=\"closing\">\n<div>\n<p class=\"to\">Nơi nhận:</p>\n<ul>\n{}<li>Lưu: VT.</li>\n</ul>\n</div>\n\
         <div class=\"signatures\">\n{signatures}</div>\n</div>\n",
        addressees.concat()
    )
}

fn signature(signature: &Signature) -> String {
    let on = signature.on.map_or_else(
        || "(Ký, ghi rõ họ tên)".to_owned(),
        |day| format!("(Đã ký trên hệ thống ngày {})", short(day)),
    );
    let name = signature.name.as_deref().map_or_else(String::new, escape);
    format!(
        "<div>\n<p class=\"upper strong\">{}</p>\n<p class=\"on\">{on}</p>\n<p class=\"name\">{name}</p>\n</div>\n",
        escape(&signature.role).replace('\n', "<br>")
    )
}

/// What the printed page can be held against: the report, its version, and the hash of what was sealed.
fn foot(form: &Form) -> String {
    let hash = form.content_hash.as_deref().map_or_else(
        || "chưa phê duyệt, chưa niêm phong".to_owned(),
        |hash| format!("mã băm nội dung (SHA-256): {}", escape(hash)),
    );
    format!("<footer>Báo cáo {} · phiên bản {} · {hash}</footer>\n", escape(&form.report_id), form.version)
}
