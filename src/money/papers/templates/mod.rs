//! The papers themselves, one file for each kind: pure functions of what was collected.
//!
//! | module | papers |
//! | --- | --- |
//! | [`slip`] | phiếu thu, phiếu chi |
//! | [`cash_book`] | sổ quỹ tiền mặt, sổ tiền gửi |
//! | [`loans`] | sổ theo dõi vay vốn, danh sách dư nợ, bảng kê thu nợ |
//! | [`savings`] | sổ tiết kiệm of the club and of a member |
//! | [`contract`] | giấy đề nghị vay, hợp đồng vay vốn, lịch trả nợ |
//! | [`minutes`] | biên bản họp, biên bản kiểm kê quỹ |
//! | [`statements`] | báo cáo thu chi, quyết toán năm |
//! | [`words`] | what the kinds of things are called on them |

pub mod cash_book;
pub mod contract;
pub mod loans;
pub mod minutes;
pub mod savings;
pub mod slip;
pub mod statements;
pub mod words;

use super::model::PaperHead;
use crate::platform::money::Vnd;
use crate::platform::paper::{Signature, letterhead, long, motto, place, signed, sum};
use crate::platform::text::words::dong;
use crate::register::boards::model::Position;
use chrono::NaiveDate;
use maud::{Markup, html};

impl PaperHead {
    /// Where the club was at home: `Xóm Mẫu, Xã Bình Mẫu, Tỉnh Mẫu`.
    #[must_use]
    pub fn address(&self) -> String {
        let units: Vec<&str> =
            [self.hamlet.as_str()].into_iter().chain(self.within.iter().map(String::as_str)).collect();
        units.join(", ")
    }
    /// The place that stands before a date (địa danh): that of the commune.
    #[must_use]
    pub fn place(&self) -> String {
        place(self.within.first().unwrap_or(&self.hamlet))
    }
    /// The name of who held a position.
    #[must_use]
    pub fn holder(&self, position: Position) -> Option<String> {
        self.board.iter().find(|(held, _)| *held == position).map(|(_, name)| name.clone())
    }
    /// Room for the signature of who held a position.
    fn signs(&self, position: Position) -> Signature {
        let role = match position {
            Position::Chair => "Chủ nhiệm",
            Position::ViceChair => "Phó chủ nhiệm",
            Position::Secretary => "Thư ký",
            Position::Bookkeeper => "Kế toán",
            Position::Treasurer => "Thủ quỹ",
            Position::BoardMember => "Ủy viên",
        };
        Signature::by_hand(role, self.holder(position))
    }
}

/// The head of a book or a list: club and place on the left, what stands beside it on the right.
fn club_head(head: &PaperHead, beside: &Markup) -> Markup {
    let club = html! {
        p.upper.strong.ruled { (head.club) }
        p { (head.address()) }
    };
    letterhead(&club, beside)
}

/// The head of a contract or of minutes: club on the left, quốc hiệu and tiêu ngữ on the right.
fn state_head(head: &PaperHead) -> Markup {
    club_head(head, &motto())
}

/// The end of a book: bookkeeper, treasurer and chair.
fn book_signatures(head: &PaperHead) -> Markup {
    let who = [Position::Bookkeeper, Position::Treasurer, Position::Chair].map(|seat| head.signs(seat));
    signed(&head.place(), Some(head.day), &who)
}

/// `Từ ngày 01 tháng 02 năm 2026 đến ngày 17 tháng 11 năm 2026`.
fn period(from: Option<NaiveDate>, to: NaiveDate) -> String {
    match from {
        Some(from) => format!("Từ {} đến {}", long(from), long(to)),
        None => format!("Đến {}", long(to)),
    }
}

/// `535.000 đồng`.
fn in_figures(amount: Vnd) -> String {
    format!("{} đồng", sum(amount))
}

/// An amount in words. Which way the money went is told beside it.
fn in_words(amount: Vnd) -> String {
    dong(amount.get().unsigned_abs())
}
