//! Keeps the floors and import directions that `docs/ARCHITECTURE.md` describes: every arrow between rooms,
//! every outside crate on its floor, every file short enough to read. The rules stand in
//! `architecture/rules.rs`; `architecture/planted.rs` shows that each kind of leak is caught.

#[path = "architecture/judge.rs"]
mod judge;
#[path = "architecture/mentions.rs"]
mod mentions;
#[path = "architecture/planted.rs"]
mod planted;
#[path = "architecture/resolve.rs"]
mod resolve;
#[path = "architecture/rules.rs"]
mod rules;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use judge::leaks;

/// The text of every Rust file, by its path below `src`, with `/` between the parts.
type Tree = BTreeMap<String, String>;

#[test]
fn the_house_keeps_its_floors() {
    let mut tree = Tree::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    gather(&src, "", &mut tree).unwrap();
    assert!(
        tree.contains_key("lib.rs") && tree.len() > 10,
        "the source tree was not found: {:?}",
        tree.keys()
    );

    let found = leaks(&tree);
    let listing: Vec<String> = found.iter().map(|leak| format!("src/{leak}")).collect();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), listing.join("\n"));
}

/// Reads every Rust file of a folder and of the folders in it.
fn gather(folder: &Path, prefix: &str, tree: &mut Tree) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &format!("{name}/"), tree)?;
        } else if name.ends_with(".rs") {
            tree.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}
