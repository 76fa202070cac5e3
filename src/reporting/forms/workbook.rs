//! The workbook: indicators, words, and one sheet for each annex table.

use super::annex::{Annex, Annexes, Variance};
use super::{Form, Heading};
use crate::platform::paper::workbook::{Book, Cell, Filling, XlsxError};
use crate::platform::text::number::{Figure, Measure, tenths};
use strum::IntoEnumIterator;

/// The workbook.
///
/// # Errors
/// When the sheets cannot be written: more rows than a sheet has.
pub fn xlsx(form: &Form, annexes: &Annexes) -> Result<Vec<u8>, XlsxError> {
    let drawn_up = form.dated.or(form.until).unwrap_or_default();
    let mut book = Book::new(&form.title, &form.issuer, drawn_up)?;
    book.sheet("Chỉ tiêu", |filling| indicators(filling, form))?;
    book.sheet("Thuyết minh", |filling| narrative(filling, form))?;
    for annex in &annexes.tables {
        book.sheet(annex.code, |filling| table(filling, annex))?;
    }
    book.sheet("B10", |filling| variances(filling, &annexes.variances))?;
    book.bytes()
}

fn indicators(filling: &mut Filling<'_>, form: &Form) -> Result<(), XlsxError> {
    let heads = [
        ("Mã", 8),
        ("Chỉ tiêu", 44),
        ("Đơn vị tính", 12),
        ("Kế hoạch", 20),
        ("Thực hiện", 16),
        ("Tử số", 16),
        ("Mẫu số", 16),
        ("% so với kế hoạch", 14),
        ("Đánh giá", 16),
        ("Phiên bản định nghĩa", 12),
    ];
    filling.heads(&form.title, &heads)?;
    for line in &form.lines {
        let none = [super::PrintedTarget::default()];
        let plans = if line.plans.is_empty() { none.as_slice() } else { line.plans.as_slice() };
        for plan in plans {
            let reached = plan.reached.and_then(|(part, whole)| tenths(100 * i128::from(part), whole.into()));
            filling.row(&[
                Cell::Words(&line.code),
                Cell::Words(&line.name),
                Cell::Words(&line.counted_in),
                Cell::Words(&plan.bounds),
                Cell::Number(line.value, line.measure),
                Cell::Number(line.value.numerator(), Measure::Plain),
                Cell::Number(line.value.denominator(), Measure::Plain),
                Cell::Tenths(reached),
                Cell::Words(&plan.standing),
                Cell::Number(Figure::Count(line.definition_version.into()), Measure::Plain),
            ])?;
        }
    }
    Ok(())
}

fn narrative(filling: &mut Filling<'_>, form: &Form) -> Result<(), XlsxError> {
    filling.heads(&form.title, &[("Mục", 8), ("Nội dung", 40), ("Thuyết minh", 110)])?;
    for heading in Heading::iter() {
        let (numeral, name) = heading.printed();
        let texts = form.sections.iter().filter(|section| section.heading == heading);
        let texts: Vec<&str> = texts.map(|section| section.text.as_str()).collect();
        filling.row(&[Cell::Words(numeral), Cell::Words(name), Cell::Words(&texts.join("\n"))])?;
    }
    let version = format!("{} · phiên bản {}", form.report_id, form.version);
    let hash = form.content_hash.as_deref().unwrap_or("chưa niêm phong");
    filling.row(&[Cell::Words(""), Cell::Words("Chưa có báo cáo"), Cell::Words(&form.missing.join(", "))])?;
    filling.row(&[Cell::Words(""), Cell::Words("Báo cáo"), Cell::Words(&version)])?;
    filling.row(&[Cell::Words(""), Cell::Words("Mã băm nội dung (SHA-256)"), Cell::Words(hash)])
}

fn table(filling: &mut Filling<'_>, annex: &Annex) -> Result<(), XlsxError> {
    let title = format!("Biểu {}. {}", annex.code, annex.title);
    let columns = annex.columns.iter().map(|column| (column.head, 15));
    let heads: Vec<(&str, u32)> = [("STT", 6), ("Đơn vị", 32)].into_iter().chain(columns).collect();
    filling.heads(&title, &heads)?;
    if annex.columns.is_empty() {
        let none = "Hệ thống chưa tổng hợp các số liệu này theo kỳ báo cáo.";
        return filling.row(&[Cell::Words(""), Cell::Words(none)]);
    }
    let figures = |figures: &[Figure]| -> Vec<Cell<'_>> {
        let cells = figures.iter().zip(&annex.columns);
        cells.map(|(figure, column)| Cell::Number(*figure, column.measure)).collect()
    };
    for (index, row) in (1..).zip(&annex.rows) {
        let mut cells = vec![Cell::Number(Figure::Count(index), Measure::Plain), Cell::Words(&row.name)];
        cells.extend(figures(&row.figures));
        filling.row(&cells)?;
    }
    let mut cells = vec![Cell::Words(""), Cell::Words("Toàn đơn vị")];
    cells.extend(figures(&annex.total));
    filling.row(&cells)
}

fn variances(filling: &mut Filling<'_>, variances: &[Variance]) -> Result<(), XlsxError> {
    let heads = [
        ("Mã", 8),
        ("Chỉ tiêu", 44),
        ("Đơn vị tính", 12),
        ("Số báo cáo", 16),
        ("Số hệ thống tính", 16),
        ("Chênh lệch (tử số)", 16),
        ("Giải trình", 60),
    ];
    filling.heads("Biểu B10. Chênh lệch giữa số báo cáo và số hệ thống tính", &heads)?;
    for row in variances {
        filling.row(&[
            Cell::Words(&row.code),
            Cell::Words(&row.name),
            Cell::Words(&row.counted_in),
            Cell::Number(row.declared, row.measure),
            Cell::Number(row.computed, row.measure),
            Cell::Number(row.difference, Measure::Plain),
            Cell::Words(&row.explanation),
        ])?;
    }
    Ok(())
}
