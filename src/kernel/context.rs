//! Who asks, when, in which request.

use crate::kernel::access::Caller;

/// What every call to the kernel carries first.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who asks.
    pub caller: Caller,
    /// When: microseconds since 1970 UTC. The clock is read once for each request, by the face.
    pub now: i64,
    /// The request's own name, for logs and error documents.
    pub request_id: String,
}

impl Context {
    /// The program itself, at this instant: imports from the command line, seeds, background work.
    pub fn internal(now: i64) -> Self {
        Self { caller: Caller::internal(), now, request_id: "internal".to_owned() }
    }
}
