//! Every example that HL7 publishes with R4 is valid, or stands in the list of those that are at fault.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its input fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use relais::error::At;
use relais::fhir::{Resource, validate::validate};

#[path = "r4_examples/asking.rs"]
mod asking;
#[path = "r4_examples/search.rs"]
mod search;
#[path = "r4_examples/xml.rs"]
mod xml;

/// What each example is refused for, one line for each: file, code, place, and the reason.
const FAULTY: &str = include_str!("r4_examples/faulty.tsv");

/// File names and, for each refused file, its issues as `code` and `place`, without repetitions' numbers.
type Refused = BTreeMap<String, Vec<(String, String)>>;

#[test]
fn every_published_example_is_valid_or_known_to_be_faulty() {
    let files = examples();
    assert!(files.len() > 5_000, "only {} examples were found", files.len());
    let refused = refused(&files);
    let known = known();
    let mut differences = String::new();
    for (file, issues) in &refused {
        for issue in issues.iter().filter(|issue| !known.get(file).is_some_and(|known| known.contains(issue)))
        {
            differences.push_str(&format!("{file}\t{}\t{}\n", issue.0, issue.1));
        }
    }
    assert!(differences.is_empty(), "refused, and not in the list:\n{differences}");
    for (file, issues) in &known {
        for issue in
            issues.iter().filter(|issue| !refused.get(file).is_some_and(|found| found.contains(issue)))
        {
            differences.push_str(&format!("{file}\t{}\t{}\n", issue.0, issue.1));
        }
    }
    assert!(differences.is_empty(), "in the list, and not refused:\n{differences}");
}

/// The examples of the npm package hl7.fhir.r4.examples 4.0.1.
fn examples() -> Vec<PathBuf> {
    let folder = match std::env::var_os("RELAIS_R4_EXAMPLES") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let home = std::env::home_dir().unwrap_or_default();
            home.join(".cache/relais/hl7.fhir.r4.examples-4.0.1/package")
        }
    };
    let Ok(entries) = fs::read_dir(&folder) else {
        panic!("R4's examples are not in {}: run ./test, which fetches them", folder.display());
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| is_example(path)).collect();
    files.sort();
    files
}

/// Whether a file is an example. The package's own description is none, and the collections only repeat
/// what stands in other files.
fn is_example(path: &Path) -> bool {
    const COLLECTIONS: [&str; 9] = [
        "resources",
        "dataelements",
        "valueset-expansions",
        "valuesets",
        "v3-valuesets",
        "v2-valuesets",
        "profiles-others",
        "extensions",
        "types",
    ];
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let collection = name.strip_prefix("Bundle-").and_then(|name| name.strip_suffix(".json"));
    name.ends_with(".json")
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && !collection.is_some_and(|name| COLLECTIONS.contains(&name))
}

/// Validates the files.
fn refused(files: &[PathBuf]) -> Refused {
    on_all_processors(files, issues).into_iter().collect()
}

/// What a check finds in the files, which are shared out among the processors.
fn on_all_processors<T: Send>(files: &[PathBuf], check: impl Fn(&Path) -> Option<T> + Sync) -> Vec<T> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let check = &check;
    thread::scope(|scope| {
        let share = |worker: usize| files.iter().skip(worker).step_by(workers);
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || share(worker).filter_map(|file| check(file)).collect::<Vec<_>>())
            })
            .collect();
        started.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// The file's name and its issues, if it has any.
fn issues(file: &Path) -> Option<(String, Vec<(String, String)>)> {
    let name = file.file_name()?.to_str()?.to_owned();
    let text = fs::read(file).unwrap();
    let resource = match Resource::parse(&text) {
        Ok(resource) => resource,
        Err(error) => return Some((name, vec![(error.code().to_owned(), String::new())])),
    };
    let mut issues: Vec<_> = validate(&resource)
        .into_iter()
        .map(|issue| match issue.at {
            Some(At::Expression(place)) => (issue.code.to_owned(), without_numbers(&place)),
            other => panic!("{name}: {other:?}"),
        })
        .collect();
    issues.sort();
    issues.dedup();
    (!issues.is_empty()).then_some((name, issues))
}

/// `Task.note[3].time` as `Task.note.time`.
fn without_numbers(place: &str) -> String {
    place.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

fn known() -> Refused {
    let mut known = Refused::new();
    for line in FAULTY.lines().filter(|line| !line.starts_with('#')) {
        let [file, code, place, _reason] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        known.entry(file.to_owned()).or_default().push((code.to_owned(), place.to_owned()));
    }
    known
}
