//! XML: what is read as a resource is written and read again equal, in every layout and as JSON. Only a narrative
//! that is not well-formed, which is not valid, is written otherwise, and then stays as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relais::fhir::Resource;
use relais::fhir::validate::validate;
use relais::fhir::xml::{self, Layout};

fuzz_target!(|text: &[u8]| {
    let Ok(resource) = xml::read(text) else { return };
    let is_valid = validate(&resource).is_empty();
    for layout in [Layout::Compact, Layout::Indented] {
        let again = written_and_read(&resource, layout);
        if again != resource {
            assert!(!is_valid, "{}", xml::write(&resource, layout));
            assert_eq!(written_and_read(&again, layout), again);
        }
    }
    let written = serde_json::to_vec(resource.json()).expect("a resource can be written");
    assert_eq!(Resource::parse(&written).expect("what was written can be read"), resource);
});

fn written_and_read(resource: &Resource, layout: Layout) -> Resource {
    let written = xml::write(resource, layout);
    xml::read(written.as_bytes()).unwrap_or_else(|error| panic!("{error}: {written}"))
}
