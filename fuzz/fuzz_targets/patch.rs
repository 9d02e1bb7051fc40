//! Patches of every form: the first byte chooses the form, a zero byte stands between the patch and the resource. A
//! patch leaves type and id alone, makes what can be written and read again, and is refused as the caller's fault.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relais::error::Kind;
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
    let Some(patch) = patch else { return };
    match patch.apply(&resource) {
        Ok(patched) => {
            assert_eq!(patched.resource_type(), resource.resource_type());
            assert_eq!(patched.json().get("id"), resource.json().get("id"));
            let written = serde_json::to_vec(patched.json()).expect("a resource can be written");
            let again = Resource::parse(&written).expect("what was patched can be read");
            assert_eq!(again, patched);
        }
        Err(error) => {
            let kinds = [Kind::Invalid, Kind::Unprocessable, Kind::TooLarge];
            assert!(kinds.contains(&error.kind()), "{error:?}");
        }
    }
});
