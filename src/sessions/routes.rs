//! Signing in over HTTP.
#[actix_web::get("/.well-known/jwks.json")]
pub async fn jwks(
    signer: actix_web::web::Data<crate::auth::token::Signer>,
) -> crate::http::Json<serde_json::Value> {
    crate::http::Json(signer.jwks())
}
