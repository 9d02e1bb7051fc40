//! Black-box tests: each starts a server of its own over an empty database, speaks HTTP with it, and looks at
//! what comes back.

mod fhir;
mod imports;
mod manners;
mod native;
mod server;
