//! Whether the server lives, for those who start and watch it.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::faces::state::Shared;

/// `/health/live`: the process answers. `/health/ready`: it can reach its store. Neither tells anything else,
/// so both are open to everybody.
pub fn router() -> Router<Shared> {
    Router::new().route("/health/live", get(|| async { "live\n" })).route("/health/ready", get(ready))
}

async fn ready(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    match shared.kernel.is_ready().await {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
