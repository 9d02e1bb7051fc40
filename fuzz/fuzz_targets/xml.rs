//! XML: what is read as a resource is written and read again equal.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relais::fhir::validate::validate;
use relais::fhir::xml::{self, Layout};

fuzz_target!(|text: &[u8]| {
    let Ok(resource) = xml::read(text) else { return };
    if validate(&resource).is_empty() {
        let written = xml::write(&resource, Layout::Compact);
        let again = xml::read(written.as_bytes()).expect("what was written can be read");
        assert_eq!(again, resource, "{written}");
    }
});
