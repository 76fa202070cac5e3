//! What can be read out of a club's ledger: trial balance (bảng cân đối tài khoản), cash book (sổ quỹ tiền mặt, sổ
//! tiền gửi), a fund's statement, a member's statement, the proof of the chain, and the check of a receipt. Every
//! answer names the last entry that it knew, and asked again `through` that entry it is the same for ever.

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::trial_balance)
        .service(routes::cash_book)
        .service(routes::fund_statement)
        .service(routes::money_statement)
        .service(routes::my_money_statements)
        .service(routes::my_passbooks)
        .service(routes::prove)
        .service(routes::compare)
        .service(routes::receipt);
}
