//! What the OpenAPI document promises, asked at run time: which methods an address takes, and which query
//! parameters an operation knows. So an address that is not there answers 404, a wrong method 405, and a
//! parameter that nobody knows is refused instead of being overlooked.

use crate::platform::error::{Code, FieldCode};
use crate::{Error, Result};
use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use std::collections::{HashMap, HashSet};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

/// The document, as far as requests are held to it.
pub struct Promise {
    methods: Vec<(ResourceDef, String)>,
    queries: HashMap<String, HashSet<String>>,
}

/// What is served beside the document's operations, to be read.
const BESIDE: [&str; 6] =
    ["/", "/docs{rest:(/.*)?}", "/livez", "/readyz", "/openapi.json", "/.well-known/jwks.json"];

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}

impl Promise {
    /// Reads the promises out of the document.
    #[must_use]
    pub fn new(document: &OpenApi) -> Self {
        let methods = |item| {
            let mut names: Vec<&str> = operations(item).map(|(method, _)| method).collect();
            if names.contains(&"GET") {
                names.push("HEAD");
            }
            names.push("OPTIONS");
            names.join(", ")
        };
        let known = |operation: &Operation| {
            let parameters = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
                RefOr::T(parameter) => Some(parameter),
                RefOr::Ref(_) => None,
            });
            let in_query = parameters.filter(|p| matches!(p.parameter_in, ParameterIn::Query));
            in_query.map(|p| p.name.clone()).collect()
        };
        let paths = &document.paths.paths;
        let beside = BESIDE.map(|path| (ResourceDef::new(path), "GET, HEAD, OPTIONS".to_owned()));
        Self {
            methods: paths
                .iter()
                .map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item)))
                .chain(beside)
                .collect(),
            queries: paths
                .iter()
                .flat_map(|(path, item)| {
                    operations(item).map(move |(m, op)| (format!("{m} {path}"), known(op)))
                })
                .collect(),
        }
    }

    /// # Errors
    /// 422 for a query parameter that the operation does not know.
    pub(crate) fn check_query(req: &HttpRequest) -> Result<()> {
        let (Some(promise), Some(pattern)) = (req.app_data::<Data<Self>>(), req.match_pattern()) else {
            return Ok(());
        };
        let Some(known) = promise.queries.get(&format!("{} {pattern}", req.method())) else { return Ok(()) };
        let names = req.query_string().split('&').filter_map(|pair| pair.split('=').next());
        match names.into_iter().find(|name| !name.is_empty() && !known.contains(*name)) {
            Some(name) => Err(Error::field(format!("?{name}"), FieldCode::UnknownField)),
            None => Ok(()),
        }
    }

    /// The default service.
    ///
    /// # Errors
    /// Always, but for `OPTIONS` on an address that exists.
    #[expect(clippy::unused_async, reason = "a handler is async")]
    pub async fn answer(req: HttpRequest, promise: Data<Self>) -> Result<HttpResponse> {
        match promise.methods.iter().find(|(path, _)| path.is_match(req.path())) {
            None => Err(Code::NotFound.into()),
            Some((_, allow)) if req.method() == Method::OPTIONS => {
                Ok(HttpResponse::NoContent().insert_header((ALLOW, allow.as_str())).finish())
            }
            Some((_, allow)) => Err(Error::from(Code::MethodNotAllowed).with("allow", allow)),
        }
    }
}
