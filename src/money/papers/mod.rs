//! Papers: what a club prints, signs and files. Receipt and payment vouchers (phiếu thu, phiếu chi), cash book (sổ quỹ tiền
//! mặt), loan register (sổ theo dõi vay vốn), outstanding loans (danh sách dư nợ), the list of a meeting day (bảng kê thu
//! nợ), savings book and passbooks (sổ tiết kiệm), application, contract and schedule of a loan (giấy đề nghị vay, khế ước, lịch trả nợ), minutes of a meeting and of a count
//! (biên bản họp, biên bản kiểm kê quỹ), a fund's statement (báo cáo thu chi) and a year's accounts (quyết toán năm).
//!
//! Nothing is stored here. A paper shows what the JSON of its resource shows, by the same permission and with the same words
//! withheld, and adds names: whoever may not read what single members have (`savings.read`) gets a line to fill in by hand
//! instead. Club, place and board are those of the day of the paper.
//!
//! The store collects what a paper needs, [`templates`] turns it into a page ([`crate::platform::paper`]) or a workbook:
//! pure functions, so that the same content gives the same paper. The vouchers have the parts that those of Circular
//! 133/2016/TT-BTC have (01-TT, 02-TT), and no number of a form: clubs do not keep their books under it.

pub mod model;
pub mod routes;
pub mod store;
pub mod templates;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::slip)
        .service(routes::cash_book)
        .service(routes::cash_book_workbook)
        .service(routes::loan_register)
        .service(routes::loan_register_workbook)
        .service(routes::outstanding_loans)
        .service(routes::outstanding_loans_workbook)
        .service(routes::due_list)
        .service(routes::savings_book)
        .service(routes::savings_book_workbook)
        .service(routes::passbook)
        .service(routes::application)
        .service(routes::contract)
        .service(routes::schedule)
        .service(routes::minutes)
        .service(routes::cash_count)
        .service(routes::fund_statement)
        .service(routes::annual_accounts);
}
