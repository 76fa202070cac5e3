//! Where a resource mounts its endpoints, once for both: a worker serves them, and the OpenAPI document is written of
//! them.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::OpenApiFactory;

/// What the endpoints are mounted on. The document is made once a process, and takes longer than all that a worker
/// does to begin: so each is done alone.
pub struct Mount<'m>(For<'m>);

enum For<'m> {
    Serving(&'m mut ServiceConfig),
    Documenting(&'m mut OpenApi),
}

impl<'m> Mount<'m> {
    /// Mounts to be served.
    pub fn serving(config: &'m mut ServiceConfig) -> Self {
        Self(For::Serving(config))
    }
    /// To be written of, with paths as they are here: without those of a scope around them.
    pub fn documenting(document: &'m mut OpenApi) -> Self {
        Self(For::Documenting(document))
    }
    /// The endpoints of a resource.
    pub fn configure(&mut self, resource: impl FnOnce(&mut Mount<'_>)) -> &mut Self {
        resource(self);
        self
    }
    /// Mounts and documents one endpoint.
    pub fn service(&mut self, endpoint: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match &mut self.0 {
            For::Serving(config) => {
                config.service(endpoint);
            }
            For::Documenting(document) => {
                document.paths.merge(endpoint.paths());
                let mut schemas = vec![];
                endpoint.schemas(&mut schemas);
                document.components.get_or_insert_default().schemas.extend(schemas);
            }
        }
        self
    }
}
