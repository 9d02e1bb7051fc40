//! Assembly: the only place that knows everyone.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::catalogue::{self, Mention};
use crate::config::{self, Config, Database};
use crate::conformance;
use crate::error::{Error, Result};
use crate::faces::auth::{RequestId, Tokens};
use crate::faces::state::Shared;
use crate::faces::{fhir, health, native, pages};
use crate::kernel::{Caller, Context, Kernel, Scope};
use crate::minutes::Alias;
use crate::search::{Registry, Settings};
use crate::store::SharedStore;
use crate::store::sqlite::SqliteStore;

/// From this size on an answer is worth compressing.
const WORTH_COMPRESSING: u64 = 8 * 1024;

/// The program, open and ready to serve or import.
#[derive(Debug)]
pub struct App {
    kernel: Kernel,
    shared: Shared,
    limits: config::Limits,
}

impl App {
    /// Opens the database and puts everything together. The server will be reached at the settings' base URL.
    pub fn open(config: &Config) -> Result<Self> {
        let store: SharedStore = match &config.database {
            Database::Sqlite(path) => Arc::new(SqliteStore::open(path)?),
        };
        let base_url = config.base_url();
        let settings = Settings { base: format!("{base_url}/fhir"), zone: config.time_zone() };
        let kernel = Kernel::new(store, Arc::new(Registry::standard()), settings);
        let mut tokens = Tokens::default();
        for token in &config.tokens {
            tokens.add(Caller::new(token.name(), token.scopes().iter().map(scope).collect()), token.digest());
        }
        let shared = Shared::new(kernel.clone(), &base_url, tokens, aliases(catalogue::load()?.mentions()))
            .with_minutes_zone(config.time_zone.clone());
        Ok(Self { kernel, shared, limits: config.limits })
    }

    /// The way to the data.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The catalogue's names, which the minutes reader looks for.
    pub fn aliases(&self) -> &[Alias] {
        &self.shared.aliases
    }

    /// Takes up the definitions of search parameters, and adds what the store lacks of our own conformance
    /// resources.
    pub async fn prepare(&self, context: &Context) -> Result<()> {
        self.kernel.adopt_definitions().await?;
        let written = conformance::load(&self.kernel, context).await?;
        if written > 0 {
            tracing::debug!(resources = written, "conformance resources have been written");
        }
        Ok(())
    }

    /// Adds what the store lacks of the catalogue, and says how much that was.
    pub async fn load_catalogue(&self, context: &Context) -> Result<usize> {
        catalogue::load()?.seed(&self.kernel, context).await
    }

    /// Every route of every face.
    pub fn router(&self) -> Router {
        let nosniff = HeaderValue::from_static("nosniff");
        let limit = self.limits.request_timeout;
        let others = Router::new()
            .nest("/api/v1", native::router())
            .merge(health::router())
            .merge(pages::router(native::document().to_json().unwrap_or_default()))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit));
        Router::new()
            .merge(fhir::router(&self.shared, limit))
            .merge(others)
            .with_state(self.shared.clone())
            .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, nosniff))
            .layer(CompressionLayer::new().compress_when(SizeAbove::new(WORTH_COMPRESSING)))
            .layer(DefaultBodyLimit::max(self.limits.max_body_bytes))
            .layer(CatchPanicLayer::new())
            .layer(from_fn_with_state(self.shared.clone(), own_pages_only))
            .layer(from_fn(name_request))
    }

    /// Asks one of the routes for JSON, as a program on this machine would.
    pub async fn ask(&self, path_and_query: &str) -> Result<serde_json::Value> {
        let request = Request::get(path_and_query).header(header::HOST, "localhost").body(Body::empty());
        let request = request.map_err(|error| Error::internal("a question to ourselves", error))?;
        let answer = self.router().oneshot(request).await.map_err(|error| match error {})?;
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        let bytes = bytes.map_err(|error| Error::internal("an answer to ourselves", error))?;
        serde_json::from_slice(&bytes).map_err(|error| Error::internal("an answer to ourselves", error))
    }

    /// Serves until `stop` is done, then finishes the requests under way. The definitions of search parameters have
    /// been taken up, by [`App::prepare`] or otherwise.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<()> {
        let served = axum::serve(listener, self.router()).with_graceful_shutdown(stop);
        tokio::select! {
            served = served => served.map_err(|error| Error::internal("the server stopped", error)),
            () = self.kernel.keep_indexes() => Ok(()),
        }
    }
}

/// The catalogue's names, as the minutes reader looks for them.
pub fn aliases(mentions: &[Mention]) -> Vec<Alias> {
    let alias =
        |one: &Mention| Alias { text: one.name.clone(), kind: one.thing.to_owned(), id: one.id.clone() };
    mentions.iter().map(alias).collect()
}

fn scope(scope: &config::Scope) -> Scope {
    match scope {
        config::Scope::Read => Scope::Read,
        config::Scope::Write => Scope::Write,
        config::Scope::Personal => Scope::Personal,
    }
}

/// Without tokens the server trusts this machine, but not the pages that its browsers show: a page from elsewhere
/// may neither send what needs no leave (its `Origin` tells) nor come back under a name of its own (`Host` tells).
async fn own_pages_only(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if shared.tokens.are_needed() || is_own(&request, &shared.base_url) {
        return next.run(request).await;
    }
    let message = "Without tokens this server answers its own pages and programs on its own machine only. \
                   Reach it at its own address, or configure tokens.\n";
    (StatusCode::FORBIDDEN, message).into_response()
}

/// Whether a request names this server as its host, and comes from no page of another.
fn is_own(request: &Request, base_url: &str) -> bool {
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(header::HOST).or(request.uri().authority().map(|one| one.as_str())).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_host_of =
        |url: &str| url.split_once("://").is_some_and(|(_, rest)| rest.split('/').next() == Some(host));
    let is_ours = matches!(name, "localhost" | "127.0.0.1" | "[::1]") || is_host_of(base_url);
    is_ours && text(header::ORIGIN).is_none_or(is_host_of)
}

/// Gives each request a name, logs how it ended, and tells the name to the caller.
async fn name_request(mut request: Request, next: Next) -> Response {
    const NAME: HeaderName = HeaderName::from_static("x-request-id");
    let sent = request.headers().get(&NAME).and_then(|value| value.to_str().ok());
    let id = RequestId::of(sent);
    request.extensions_mut().insert(id.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let started = std::time::Instant::now();
    let mut response = next.run(request).await;
    let (status, milliseconds) = (response.status().as_u16(), started.elapsed().as_millis());
    tracing::debug!(%method, path, status, milliseconds, request = id.0, "answered");
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(NAME, value);
    }
    response
}
