//! Write-offs of a debt (xóa nợ): the bookkeeper proposes, two thirds of the board agree, the commune association clears
//! it, and only then the bookkeeper posts it: three people, and nobody above the club in its ledger. The debt itself is not
//! forgotten. It is undone by two people, as an entry is ([`crate::money::reversals`]).

pub mod model;
pub mod routes;
pub mod rules;
pub mod store;

use crate::platform::http::Mount;

/// Mounts and documents the endpoints.
pub fn configure(cfg: &mut Mount<'_>) {
    cfg.service(routes::list)
        .service(routes::find)
        .service(routes::propose)
        .service(routes::vote)
        .service(routes::clear)
        .service(routes::post);
}
