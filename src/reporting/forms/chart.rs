//! Simple bars, drawn as SVG without any library: one bar for each part, the largest first.

use crate::platform::text::number::grouped;
use maud::{Markup, html};
use std::cmp::Reverse;

/// How many bars fit on a page.
const MOST: usize = 30;
/// How many characters of a name fit before its bar.
const NAME: usize = 32;
/// Where bars begin.
const LEFT: i64 = 210;
/// The width of the longest bar.
const WIDTH: i64 = 380;
/// The height of a bar with its room.
const HEIGHT: i64 = 20;

/// Bars for some numbers by name. Nothing where fewer than two are known, or all are nothing.
#[must_use]
pub fn bars(title: &str, numbers: &[(&str, i64)]) -> Markup {
    let mut known: Vec<(&str, i64)> =
        numbers.iter().map(|(name, number)| (*name, (*number).max(0))).collect();
    known.sort_by_key(|(_, number)| Reverse(*number)); // a stable sort: equals stay in their order
    let all = known.len();
    known.truncate(MOST);
    let Some(largest) = known.first().map(|(_, number)| *number).filter(|n| *n > 0 && all > 1) else {
        return Markup::default();
    };
    let shown = if all > MOST {
        format!("{title} ({MOST} đơn vị lớn nhất trong {all})")
    } else {
        title.to_owned()
    };
    let height = HEIGHT * i64::try_from(known.len()).unwrap_or(0);
    html! {
        figure {
            figcaption { (shown) }
            svg role="img" viewBox={ "0 0 680 " (height) } aria-label=(shown) {
                @for (top, (name, number)) in (0_i64..).map(|row| row * HEIGHT).zip(&known) {
                    @let bar = i128::from(WIDTH) * i128::from(*number) / i128::from(largest);
                    text class="n" x=(LEFT - 8) y=(top + 14) { (shortened(name)) }
                    rect x=(LEFT) y=(top + 3) width=(bar.max(1)) height=(HEIGHT - 6) {}
                    text x=(i128::from(LEFT) + bar + 6) y=(top + 14) { (grouped((*number).into())) }
                }
            }
        }
    }
}

/// A name cut to what fits before a bar.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}
