//! relais turns what a digital-health community decides in its meetings into data that other systems
//! can pull. The floors and their import directions are described in `docs/ARCHITECTURE.md` and kept by
//! `tests/architecture.rs`.

// The tests share generators with those that see the crate from outside, and name it by its name.
#[cfg(test)]
extern crate self as relais;

pub mod app;
pub mod catalogue;
pub mod config;
pub mod conformance;
pub mod error;
pub mod faces;
pub mod fhir;
pub mod kernel;
pub mod mapping;
pub mod minutes;
pub mod model;
pub mod search;
pub mod store;
pub mod telemetry;
