//! Reading whole minutes: the reference document where it is at hand, the fixtures, and any text at all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "minutes/aliases.rs"]
mod aliases;
#[path = "minutes/documents.rs"]
mod documents;
#[path = "minutes/fixtures.rs"]
mod fixtures;
#[path = "minutes/layouts.rs"]
mod layouts;
#[path = "minutes/reference.rs"]
mod reference;
#[path = "minutes/robustness.rs"]
mod robustness;
