//! JSON: a resource is read and validated, cut down to its parts; a valid one goes through XML unchanged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relais::fhir::Resource;
use relais::fhir::subset::{Role, Subset};
use relais::fhir::validate::validate;
use relais::fhir::xml::{self, Layout};

fuzz_target!(|text: &[u8]| {
    let Ok(resource) = Resource::parse(text) else { return };
    let issues = validate(&resource);
    for subset in [Subset::Summary, Subset::Text, Subset::Data] {
        subset.cut(&mut resource.json().clone(), Role::Asked);
    }
    if issues.is_empty() {
        let written = xml::write(&resource, Layout::Compact);
        let again = xml::read(written.as_bytes()).expect("what was written can be read");
        assert_eq!(again, resource, "{written}");
    }
});
