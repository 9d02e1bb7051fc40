//! Black-box tests: each starts a server of its own over an empty database, speaks HTTP with it, and looks at
//! what comes back.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod exports;
mod fhir;
mod imports;
mod manners;
mod native;
mod server;
