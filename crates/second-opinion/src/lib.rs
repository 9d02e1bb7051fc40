//! A second opinion on what relais emits: fhirbolt's typed R4 structs, written by others, read it strictly.
//!
//! fhirbolt's reader is generic, and generic code is compiled where it is called: about a CPU minute for
//! all of R4. Here it is called by one function that is not generic, in a crate that nobody edits, so that it
//! is compiled once. Decision record 0001 has the figures, and says why the binary does not use it.

use std::any::Any;
use std::panic::catch_unwind;

use fhirbolt::model::r4::Resource;
use fhirbolt::serde::{DeserializationConfig, DeserializationMode};

/// Reads a resource into typed structs and writes it again: the same members and values, in the order of the
/// standard. Unknown and missing elements and wrong JSON types are errors. Values of primitives, codes and
/// references are not looked at, and the error does not say where it stands.
pub fn read(json: &str) -> Result<String, String> {
    let config = DeserializationConfig { mode: DeserializationMode::Strict };
    let read_and_write = || {
        let resource: Resource =
            fhirbolt::json::from_str(json, Some(config)).map_err(|error| error.to_string())?;
        fhirbolt::json::to_string(&resource, None).map_err(|error| error.to_string())
    };
    // The reader panics on an empty array.
    catch_unwind(read_and_write).unwrap_or_else(|panic| Err(format!("fhirbolt panics: {}", said(&*panic))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}
