//! The application: every resource mounted once, served and documented by the same line.

use crate::access::{policy, sessions};
use crate::platform::auth::factor::Asked;
use crate::platform::auth::{
    POLICY, Versions, asks_second_factor, identify, password::Passwords, token::Signer,
};
use crate::platform::db::Db;
use crate::platform::error::{Code, Problem, problem_responses};
use crate::platform::files::Files;
use crate::platform::http::{
    Limits, Mount, Patience, Promise, Public, Today, catch, deadline, envelope, limit,
};
use crate::platform::oidc::Providers;
use crate::{
    Error, access, activity, care, lifecycle, money, planning, register, reporting, statistics, territory,
};
use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, PathConfig, scope, to};
use actix_web::{App, get};
use serde_json::json;
use std::mem;
use std::sync::{Arc, LazyLock};
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

/// What the handlers share on one worker.
#[derive(Clone)]
pub struct Parts {
    /// The worker's pools of connections.
    pub db: Db,
    /// Signs and verifies tokens.
    pub signer: Signer,
    /// Which tokens still count; shared by all workers.
    pub versions: Versions,
    /// Hashes passwords; shared by all workers, so that its bound holds.
    pub passwords: Passwords,
    /// Of whom a second factor is asked.
    pub second_factor: Asked,
    /// Other services by which people sign in; shared by all workers.
    pub providers: Providers,
    /// Rate limits; shared by all workers.
    pub limits: Limits,
    /// Where the bytes of attached files lie.
    pub files: Files,
    /// How long the body of a request and the work on it may take.
    pub patience: Patience,
    /// What day it is.
    pub today: Today,
    /// Web origins that may call.
    pub origins: Vec<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "liên thế hệ",
        description = "Founds, runs and reports on Vietnam's intergenerational self-help clubs (câu lạc bộ liên thế hệ tự giúp nhau).\n\nEvery operation names the permission that it needs (`x-permission`) and the roles that hold it (`x-roles`); where a role reaches is its assignment (`GET /v1/me`). What has `x-second-factor` takes a code of the last ten minutes (`POST /v1/sessions/second-factor`). What is out of reach and what does not exist answer the same 404. Errors are RFC 9457 problems with a stable `code`. POST takes an `Idempotency-Key`, a change an `If-Match`.\n\nMoney is whole đồng (`…_vnd`), days are ISO 8601 dates, instants are UTC, ids are UUIDs. Lists are pages of `items`; their `next`, given as `after`, is the page that follows. Whoever may not know those who are counted sees no number of persons from 1 to 4, nor what so few make up (suppression), nor another number that would give it away (complementary suppression); members are known by `members.read`, poverty, ethnicity and disability by `members.sensitive.read`, borrowers and savers by `loans.read`, and so on.",
        contact(name = "liên thế hệ", url = "/docs/"),
    ),
    servers((url = "/", description = "This server")),
    components(schemas(Problem)),
    tags(
        (name = "sessions", description = "Signing in and out, tokens and their keys (đăng nhập, đăng xuất)"),
        (name = "account", description = "One's own account and rights, and who may do what (tài khoản của tôi, quyền hạn)"),
        (name = "users", description = "Accounts and dated assignments (tài khoản, phân công)"),
        (name = "territory", description = "Provinces, districts, communes and hamlets, each for its dates (địa bàn)"),
        (name = "clubs", description = "Clubs from their founding to their end (câu lạc bộ)"),
        (name = "boards", description = "Management boards of clubs: terms and positions (ban chủ nhiệm)"),
        (name = "members", description = "Members of clubs, their personal data and consents (thành viên)"),
        (name = "money", description = "The two funds of a club, their ledger and its closings (quỹ, sổ quỹ)"),
        (name = "loans", description = "Loans of a club to its members, from the application to the last đồng (vay vốn)"),
        (name = "meetings", description = "Meetings, with the money that moved in them (sinh hoạt)"),
        (name = "papers", description = "What a club prints, signs and files: vouchers, books, contracts, minutes (chứng từ, sổ sách, biên bản)"),
        (name = "activities", description = "What the clubs do in their eight areas: activities, calendars, gatherings, training (hoạt động)"),
        (name = "care", description = "Care at home by volunteers (chăm sóc tại nhà)"),
        (name = "health", description = "Health days and health insurance (khám sức khỏe, BHYT)"),
        (name = "support", description = "Monitoring, awards, self-help, rights, mobilised resources (giám sát, khen thưởng, tự giúp nhau, quyền, nguồn lực)"),
        (name = "chain", description = "Organisations and who reports to whom (tổ chức, tuyến báo cáo)"),
        (name = "attachments", description = "Files attached to other records (tệp đính kèm)"),
        (name = "indicators", description = "What the plans measure clubs by: live, on any day, on any territorial tree (chỉ tiêu)"),
        (name = "figures", description = "Counts and sums for those above, without names and without small cells (số liệu)"),
        (name = "plans", description = "Programmes, plans, targets, tasks and budgets (đề án, kế hoạch, chỉ tiêu, nhiệm vụ, dự toán)"),
        (name = "reports", description = "Reports for periods: drawn up, submitted, accepted, approved and sealed, consolidated (báo cáo)"),
        (name = "changes", description = "The change log: who changed what, and when (nhật ký)"),
    )
)]
struct Document;

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// What every operation has in common: the problems, and from the permission that its security names `x-permission`,
/// `x-roles` and, where it takes a second factor, `x-second-factor`; or an empty `security` on what is public.
fn complete(doc: &mut utoipa::openapi::OpenApi) {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    doc.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for operation in doc.paths.paths.values_mut().flat_map(operations) {
        operation.responses.responses.extend(problem_responses());
        // "needs no token" is said, not left to be concluded
        operation.security.get_or_insert_default();
        let named = serde_json::to_value(&operation.security).unwrap_or_default();
        let permission = named.pointer("/0/bearer/0").and_then(serde_json::Value::as_str);
        let holders = POLICY.iter().find(|(name, _)| Some(*name) == permission);
        if let (Some(permission), Some((_, roles))) = (permission, holders) {
            let mut said = vec![("x-permission", json!(permission)), ("x-roles", json!(roles))];
            if asks_second_factor(permission) {
                said.push(("x-second-factor", json!(true)));
            }
            operation.extensions = Some(Extensions::from_iter(said));
        }
    }
}

/// What the source says of the variants of its enumerations, in their order: `build.rs` reads it.
static VARIANTS: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/variants.rs"));

/// Says of each value of an enumeration what it means, as a list under the description, which generators of clients and
/// readers alike understand.
fn explain_variants(doc: &mut utoipa::openapi::OpenApi) {
    for (name, schema) in &mut doc.components.get_or_insert_default().schemas {
        let RefOr::T(Schema::Object(object)) = schema else { continue };
        let Some(values) = &object.enum_values else { continue };
        let said =
            VARIANTS.iter().find(|(known, said)| *known == name.as_str() && said.len() == values.len());
        let Some((_, said)) = said else { continue };
        let mut text = object.description.take().unwrap_or_default();
        for (value, words) in values.iter().zip(*said).filter(|(_, words)| !words.is_empty()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let before = if text.ends_with('\n') || text.is_empty() { "" } else { "\n\n" };
            text.extend([before, "- `", value.as_str(), "`: ", *words, "\n"]);
        }
        object.description = Some(text.trim_end().to_owned());
    }
}

/// Where the resources lie.
const V1: &str = "/v1";

/// The wings, each of which mounts its resources.
fn resources(cfg: &mut Mount<'_>) {
    cfg.configure(territory::configure)
        .configure(register::configure)
        .configure(access::configure)
        .configure(money::configure)
        .configure(activity::configure)
        .configure(care::configure)
        .configure(statistics::configure)
        .configure(planning::configure)
        .configure(reporting::configure)
        .configure(lifecycle::configure);
}

/// The OpenAPI document, without a server. Made once: it takes longer than everything else here.
#[must_use]
pub fn openapi() -> &'static utoipa::openapi::OpenApi {
    static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(|| {
        let mut doc = Document::openapi();
        resources(&mut Mount::documenting(&mut doc));
        let paths = mem::take(&mut doc.paths.paths);
        doc.paths.paths = paths.into_iter().map(|(path, item)| (format!("{V1}{path}"), item)).collect();
        complete(&mut doc);
        explain_variants(&mut doc);
        doc
    });
    &DOCUMENT
}

/// The document, for whoever writes a client.
#[get("/openapi.json")]
async fn document() -> Public<&'static utoipa::openapi::OpenApi> {
    Public(openapi())
}

/// What requests are held to, on every worker.
static PROMISE: LazyLock<Arc<Promise>> = LazyLock::new(|| Arc::new(Promise::new(openapi())));

/// The application as served, in production and in tests alike.
pub fn build(
    parts: Parts,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let docs = DocsConfig::new(["/openapi.json"])
        .try_it_out_enabled(true)
        .persist_authorization(true)
        .show_extensions(true);
    App::new()
        .wrap(from_fn(limit))
        .wrap(from_fn(identify))
        .wrap(from_fn(deadline))
        .wrap(Compress::default())
        .wrap(from_fn(catch))
        .wrap(cors(&parts.origins))
        .wrap(from_fn(envelope))
        .app_data(Data::new(parts.db))
        .app_data(Data::new(parts.signer))
        .app_data(Data::new(parts.versions))
        .app_data(Data::new(parts.passwords))
        .app_data(Data::new(parts.second_factor))
        .app_data(Data::new(parts.providers))
        .app_data(Data::new(parts.limits))
        .app_data(Data::new(parts.patience))
        .app_data(Data::new(parts.today))
        .app_data(Data::new(parts.files))
        .app_data(Data::from(Arc::clone(&PROMISE)))
        .app_data(PathConfig::default().error_handler(|_, _| Error::from(Code::NotFound).into()))
        .service(scope(V1).configure(|cfg| resources(&mut Mount::serving(cfg))))
        .service(sessions::routes::jwks)
        .service(policy::routes::live)
        .service(policy::routes::ready)
        .service(policy::routes::docs)
        .service(document)
        .service(SwaggerUi::new("/docs/{_:.*}").config(docs))
        .default_service(to(Promise::answer))
}

/// Which web pages of others may call: none unless told.
fn cors(origins: &[String]) -> Cors {
    let seen = [
        "allow",
        "content-disposition",
        "content-language",
        "etag",
        "link",
        "retry-after",
        "www-authenticate",
        "x-request-id",
    ];
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        .allowed_headers([header::ACCEPT_LANGUAGE, header::CONTENT_ENCODING])
        .allowed_headers(["idempotency-key", "x-request-id"].map(header::HeaderName::from_static))
        .expose_headers(seen)
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
