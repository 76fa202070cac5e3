//! The end of a hamlet over HTTP.

use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Level, can};
use crate::platform::db::{Change, Db};
use crate::platform::http::{Created, IdempotencyKey, IfMatch, Valid};
use crate::territory::units;
use crate::territory::units::model::{HamletClosure, Unit, UnitRef};
use actix_web::post;
use actix_web::web::{Data, Path};

/// End a hamlet of your commune, and say into which it went.
#[utoipa::path(
    tag = "territory",
    operation_id = "close_hamlet",
    params(("hamlet" = Uuid, Path), IfMatch, IdempotencyKey),
    request_body = HamletClosure,
    responses((status = 201, body = Unit, description = "The hamlet, ended")),
    security(("bearer" = [can::EditHamlets::NAME])),
)]
#[post("/hamlets/{hamlet}/closure")]
pub async fn close(
    caller: Allowed<can::EditHamlets>,
    hamlet: Path<UnitRef>,
    etag: IfMatch,
    key: IdempotencyKey,
    closure: Valid<HamletClosure>,
    db: Data<Db>,
) -> Result<Created<Unit>> {
    let ended = db.write_once(&caller, &key, &*closure, async |w| {
        let hamlet = units::store::hold(w, Level::Hamlet, &hamlet).await?.if_matches(etag)?;
        let after = store::close(w, &hamlet, &closure).await?;
        Ok(Change::done("closed", &hamlet, after))
    });
    ended.await.map(Created)
}
