//! The OpenAPI document of the native face, made from the same tables that the routes and lists work with.

pub(super) mod beside;
mod download;
mod errors;
mod operations;
pub(super) mod parameters;
mod schemas;

use utoipa::openapi::path::PathsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder,
};

use crate::faces::native::resource::Resource;

const ABOUT: &str = "Meetings, what was decided in them, the action items until they are done, and the platforms \
    that a digital-health community connects. The same facts under the same ids are served as FHIR R4 at `/fhir`.\n\n\
    **Lists** answer `{\"data\": [...], \"next\": …}`; `next` is a cursor to pass as `cursor`, and the `Link` header \
    has the whole address. A parameter that is not known, or a value that is wrong, is refused with the list of \
    those that are right.\n\n\
    **Changes** name the version that they change by `If-Match` with the `ETag` that was read.\n\n\
    **Errors** are problem documents (RFC 9457) with stable codes.";

/// A document under construction.
pub(super) struct Document {
    paths: PathsBuilder,
    components: Components,
    tags: Vec<utoipa::openapi::Tag>,
}

impl Document {
    /// A document with what all resources share.
    pub(super) fn new() -> Self {
        let mut components = errors::components(Components::new());
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("A token of this server. Without configured tokens the server is open, on loopback only."))
                    .build(),
            ),
        );
        Self { paths: PathsBuilder::new(), components, tags: Vec::new() }
    }

    /// Adds the list, the items and the histories of a resource.
    pub(super) fn add<R: Resource>(mut self) -> Self {
        schemas::add::<R>(&mut self.components);
        self.paths = operations::add::<R>(self.paths);
        self.tag(R::PATH, R::ABOUT)
    }

    /// Adds a tag.
    pub(super) fn tag(mut self, name: &str, about: &str) -> Self {
        self.tags.push(TagBuilder::new().name(name).description(Some(about)).build());
        self
    }

    /// The whole document.
    pub(super) fn finish(self) -> OpenApi {
        let info = InfoBuilder::new()
            .title("relais")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(ABOUT))
            .contact(Some(
                ContactBuilder::new().name(Some("relais")).url(Some("https://w3id.org/relais")).build(),
            ))
            .license(Some(
                LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
            ))
            .build();
        OpenApiBuilder::new()
            .info(info)
            .servers(Some([ServerBuilder::new().url("/").description(Some("This server")).build()]))
            .paths(self.paths.build())
            .components(Some(self.components))
            .tags(Some(self.tags))
            .build()
    }
}
