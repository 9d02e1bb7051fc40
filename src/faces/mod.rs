//! The HTTP server: the only code that knows of requests and answers. A face reads a request, makes one call
//! to the kernel, and renders what comes back; faces do not know one another.

pub mod auth;
pub mod fhir;
pub mod health;
pub mod native;
pub mod pages;
pub mod payload;
pub mod reply;
pub mod state;
