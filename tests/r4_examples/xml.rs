//! Every example goes from JSON to XML and comes back equal, decimals and narratives to the letter.

use std::fs;
use std::path::Path;

use relais::fhir::Resource;
use relais::fhir::xml::{self, Layout};

use super::{examples, on_all_processors};

#[test]
fn every_published_example_survives_xml() {
    let lost = on_all_processors(&examples(), lost);
    assert!(lost.is_empty(), "{} examples change on their way through XML:\n{}", lost.len(), lost.join("\n"));
}

/// What a way through XML changes in a file. The layout for people is tried on the shorter ones.
fn lost(file: &Path) -> Option<String> {
    let text = fs::read(file).unwrap();
    let resource = Resource::parse(&text).unwrap();
    let is_short = text.len() < 8 * 1024;
    for layout in [Layout::Compact, Layout::Indented].into_iter().take(1 + usize::from(is_short)) {
        let text = xml::write(&resource, layout);
        let name = file.display();
        match xml::read(text.as_bytes()) {
            Ok(read) if read.json() == resource.json() => {}
            Ok(_) => return Some(format!("{name}: comes back different")),
            Err(error) => return Some(format!("{name}: {error}")),
        }
    }
    None
}
