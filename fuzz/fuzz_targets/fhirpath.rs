//! FHIRPath: an expression, compiled and evaluated over a resource that has a bit of everything.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use relais::fhir::Resource;
use relais::fhir::path::{Environment, Expression, Node};

static RESOURCE: LazyLock<Resource> = LazyLock::new(|| {
    let text = br#"{"resourceType":"Observation","id":"o","meta":{"versionId":"1","tag":[{"code":"x"}]},
        "extension":[{"url":"urn:x","valueDecimal":1.50}],"status":"final",
        "code":{"coding":[{"system":"urn:s","code":"c"},{"code":"d"}],"text":"Poids"},
        "subject":{"reference":"Patient/p"},"effectiveDateTime":"2021-04","_issued":{"id":"i"},
        "valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},
        "component":[{"code":{"text":"a"},"valueInteger":1},{"code":{"text":"b"},"valueString":"2021-04-13"}]}"#;
    Resource::parse(text).expect("the resource of this target is one")
});

fuzz_target!(|text: &str| {
    if let Ok(expression) = Expression::compile(text) {
        let node = Node::resource(&RESOURCE);
        let environment = Environment::of(node);
        let _ = expression.evaluate(node, &environment);
        let _ = expression.holds(node, &environment);
    }
});
