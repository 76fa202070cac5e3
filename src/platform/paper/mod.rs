//! Papers: pages that print well and workbooks, on one base. What stands on a paper is decided by whoever makes it; here
//! is what all of them share: the frame of a page with its only style, the letterhead, the form of dates and sums, tables
//! whose heads come again on each sheet, and the places for signatures.
//!
//! The form is that of administrative documents (thể thức theo Nghị định 30/2020/NĐ-CP): A4, Times New Roman, quốc hiệu and
//! tiêu ngữ on the right of the head. A page loads nothing and runs nothing: [`Printed`](crate::platform::http::Printed)
//! sends it with a policy that lets in this style and nothing else. Text is escaped by the template engine wherever it
//! stands.

pub mod workbook;

use crate::platform::money::Vnd;
use crate::platform::text::number::grouped;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{Datelike, NaiveDate};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// How a page looks, on paper above all.
const STYLE: &str = include_str!("paper.css");

/// The hash by which a Content-Security-Policy lets in this style and no other.
#[must_use]
pub fn style_hash() -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(STYLE)))
}

/// A whole page.
#[must_use]
pub fn page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}

/// The head of a paper: on the left who issues it, on the right what it is or where it comes from.
#[must_use]
pub fn letterhead(left: &Markup, right: &Markup) -> Markup {
    html! { header { div { (left) } div { (right) } } }
}

/// Quốc hiệu and tiêu ngữ.
#[must_use]
pub fn motto() -> Markup {
    html! {
        p.strong { "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" }
        p.strong.ruled.motto { "Độc lập - Tự do - Hạnh phúc" }
    }
}

/// What a paper is, in the middle above its text.
#[must_use]
pub fn heading(name: &str, below: &[&str]) -> Markup {
    html! {
        div.title {
            h1 { (name) }
            @for line in below { p.period { (line) } }
        }
    }
}

/// `Bình Thành, ngày 05 tháng 02 năm 2026`, or room for a date.
#[must_use]
pub fn place_and_date(place: &str, day: Option<NaiveDate>) -> String {
    let day = day.map_or_else(|| "ngày ..... tháng ..... năm ........".to_owned(), long);
    format!("{place}, {day}")
}

/// `ngày 05 tháng 02 năm 2026`: days below ten and the first two months take a nought, so that nobody adds a digit.
#[must_use]
pub fn long(day: NaiveDate) -> String {
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", day.day(), day.year())
}

/// `14/12/2026`.
#[must_use]
pub fn short(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// The name of a place as it stands before a date (địa danh): without its kind, unless the rest is no name.
#[must_use]
pub fn place(name: &str) -> String {
    let kinds = ["Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu ", "Thị trấn ", "Huyện "];
    let bare = kinds.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name);
    let numbered = bare.starts_with(|letter: char| letter.is_ascii_digit());
    if numbered || bare == "Hồ Chí Minh" { name.to_owned() } else { bare.to_owned() }
}

/// `1.234.567`, without its unit.
#[must_use]
pub fn sum(amount: Vnd) -> String {
    grouped(amount.get().into())
}

/// A sum in a cell; nothing leaves it empty.
#[must_use]
pub fn money(amount: Vnd) -> Markup {
    html! { td.number { @if !amount.is_zero() { (sum(amount)) } } }
}

/// A column of a table: what stands above it, and its part of the width in percent, one of those that the style knows.
pub type Column<'a> = (&'a str, u8);

/// The head of a table, which comes again on each sheet; with it the widths of the columns, which hold whatever stands in
/// them.
#[must_use]
pub fn columns(columns: &[Column<'_>]) -> Markup {
    html! {
        colgroup { @for (_, width) in columns { col class={ "w" (width) }; } }
        thead { tr { @for (name, _) in columns { th { (name) } } } }
    }
}

/// Some facts by their names, each on a line; where one is not known, there is room to write it by hand.
#[must_use]
pub fn facts(facts: &[(&str, Option<String>)]) -> Markup {
    html! {
        dl {
            @for (name, fact) in facts {
                dt { (name) }
                @match fact {
                    Some(fact) => dd { (fact) },
                    None => dd.blank {},
                }
            }
        }
    }
}

/// Who signs: in which office, and her name if it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// Office or part, a line for each line of it: `Thủ quỹ`.
    pub role: String,
    /// Name to stand under the signature.
    pub name: Option<String>,
    /// Day on which it was signed in the system; on paper there is room for a pen.
    pub on: Option<NaiveDate>,
}

impl Signature {
    /// Room for somebody to sign by hand.
    #[must_use]
    pub fn by_hand(role: &str, name: Option<String>) -> Self {
        Self { role: role.to_owned(), name, on: None }
    }
}

/// So many sign side by side.
const ABREAST: usize = 4;

/// Room for signatures, side by side, as many rows as it takes.
#[must_use]
pub fn signatures(signatures: &[Signature]) -> Markup {
    html! {
        div {
            @for abreast in signatures.chunks(ABREAST) {
                div.signatures { @for signature in abreast { (signature_of(signature)) } }
            }
        }
    }
}

fn signature_of(signature: &Signature) -> Markup {
    html! {
        div {
            p.upper.strong {
                @for (index, line) in signature.role.lines().enumerate() {
                    @if index > 0 { br; }
                    (line)
                }
            }
            p.on {
                @match signature.on {
                    Some(day) => { "(Đã ký trên hệ thống ngày " (short(day)) ")" },
                    None => { "(Ký, ghi rõ họ tên)" },
                }
            }
            p.name { (signature.name.as_deref().unwrap_or_default()) }
        }
    }
}

/// The end of a paper: where and when it was drawn up, and who signs, together on one sheet.
#[must_use]
pub fn signed(place: &str, day: Option<NaiveDate>, who: &[Signature]) -> Markup {
    html! {
        div.signed {
            p.date { (place_and_date(place, day)) }
            (signatures(who))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_wherever_it_stands() {
        let evil = "<script>alert(\"x\")</script>";
        let page = page(
            evil,
            &html! {
                (letterhead(&html! { (evil) }, &motto()))
                (heading(evil, &[evil]))
                (facts(&[(evil, Some(evil.to_owned())), ("Không rõ", None)]))
                table.fixed { (columns(&[(evil, 10)])) tr { (money(Vnd::new(999_999_999_999))) } }
                (signed(evil, None, &[Signature::by_hand(evil, Some(evil.to_owned()))]))
            },
        );
        let page = page.into_string();
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(&quot;x&quot;)"));
        assert!(page.contains("999.999.999.999") && !page.contains("style="));
    }

    #[test]
    fn days_and_places_are_written_so_that_nobody_adds_a_digit() {
        let day = |text: &str| long(text.parse().unwrap());
        assert_eq!(day("2026-02-05"), "ngày 05 tháng 02 năm 2026");
        assert_eq!(day("2026-11-17"), "ngày 17 tháng 11 năm 2026");
        let places = ["Xã Bình Thành", "Phường 4", "Thành phố Hồ Chí Minh"].map(place);
        assert_eq!(places, ["Bình Thành", "Phường 4", "Thành phố Hồ Chí Minh"]);
    }

    #[test]
    fn every_width_of_a_column_is_known_to_the_style() {
        for width in [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 18, 20, 22, 25, 30, 35, 40, 60] {
            assert!(STYLE.contains(&format!("col.w{width} {{ width: {width}%; }}")), "{width}");
        }
    }
}
