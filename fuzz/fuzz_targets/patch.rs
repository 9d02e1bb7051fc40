//! Patches of every form: the first byte chooses the form, a zero byte stands between the patch and the resource.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relais::fhir::Resource;
use relais::fhir::patch::Patch;

fuzz_target!(|data: &[u8]| {
    let Some((form, rest)) = data.split_first() else { return };
    let Some(middle) = rest.iter().position(|byte| *byte == 0) else { return };
    let (patch, resource) = (&rest[..middle], &rest[middle + 1..]);
    let Ok(resource) = Resource::parse(resource) else { return };
    let patch = match form % 3 {
        0 => serde_json::from_slice(patch).map(Patch::Json).ok(),
        1 => Resource::parse(patch).ok().map(|parameters| Patch::FhirPath(parameters.json().clone())),
        _ => Some(Patch::Xml(patch.to_vec().into())),
    };
    if let Some(Ok(patched)) = patch.map(|patch| patch.apply(&resource)) {
        assert_eq!(patched.resource_type(), resource.resource_type());
        assert_eq!(patched.json().get("id"), resource.json().get("id"));
    }
});
