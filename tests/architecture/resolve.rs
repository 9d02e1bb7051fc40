//! Where a written path leads: from `super::super::store` in some module to `crate::store`.

use std::collections::{BTreeMap, BTreeSet};

use crate::Tree;

/// A path that has been followed to its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// The segments; the first is `crate` or an outside crate's name.
    pub(crate) path: Vec<String>,
    /// How many of the segments an import has already named, and was judged for.
    pub(crate) imported: usize,
}

/// The modules of a tree, as far as file names tell.
pub(crate) struct Modules(BTreeSet<Vec<String>>);

impl Modules {
    /// The modules of a tree.
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut modules = BTreeSet::new();
        for file in tree.keys() {
            let path = module_of(file);
            for length in 1..=path.len() {
                modules.extend(path.get(..length).map(<[String]>::to_vec));
            }
        }
        Self(modules)
    }
}

/// The module that a file holds: `["faces", "fhir"]` for `faces/fhir/mod.rs`, nothing for the crate's roots.
pub(crate) fn module_of(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let is_root = path.len() == 1 && matches!(path.first().map(String::as_str), Some("lib" | "main"));
    if is_root || path.last().is_some_and(|last| last == "mod") {
        path.pop();
    }
    path
}

/// What a name may stand for in one file, through its imports.
pub(crate) type Aliases = BTreeMap<String, Vec<Vec<String>>>;

/// A place in the tree from which paths are followed.
pub(crate) struct Viewpoint<'a> {
    /// All modules.
    pub(crate) modules: &'a Modules,
    /// The module that the path stands in.
    pub(crate) here: &'a [String],
    /// The imports of its file.
    pub(crate) aliases: &'a Aliases,
}

impl Viewpoint<'_> {
    /// Every place where a path may lead. There is more than one when a name is imported twice in a file.
    pub(crate) fn follow(&self, written: &[String]) -> Vec<Resolved> {
        let Some((first, rest)) = written.split_first() else { return Vec::new() };
        match first.as_str() {
            "crate" | "relais" => vec![from_root(&[], rest)],
            "self" => vec![climb(self.here, rest)],
            "super" => vec![climb(self.here, written)],
            name => self.follow_name(name, rest),
        }
    }

    fn follow_name(&self, name: &str, rest: &[String]) -> Vec<Resolved> {
        let mut child = self.here.to_vec();
        child.push(name.to_owned());
        if self.modules.0.contains(&child) {
            return vec![from_root(&child, rest)];
        }
        let imported = self.aliases.get(name).map(Vec::as_slice).unwrap_or_default();
        if imported.is_empty() {
            let path = std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
            return vec![Resolved { path, imported: 0 }];
        }
        let extend = |alias: &Vec<String>| Resolved { path: [alias, rest].concat(), imported: alias.len() };
        imported.iter().map(extend).collect()
    }
}

/// Follows `super::` and `self::` upwards from a module.
fn climb(here: &[String], written: &[String]) -> Resolved {
    let mut base = here.to_vec();
    let mut rest = written;
    while let Some((first, remaining)) = rest.split_first() {
        match first.as_str() {
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = remaining;
    }
    from_root(&base, rest)
}

fn from_root(module: &[String], rest: &[String]) -> Resolved {
    let mut path = vec!["crate".to_owned()];
    path.extend(module.iter().chain(rest).cloned());
    Resolved { path, imported: 0 }
}

#[test]
fn a_path_is_followed_to_its_beginning() {
    let check = |file: &str, written: &str, expected: &str| {
        let tree =
            Tree::from([(file.to_owned(), String::new()), ("faces/fhir/mod.rs".into(), String::new())]);
        let aliases = Aliases::from([("time".to_owned(), vec![vec!["std".to_owned(), "time".to_owned()]])]);
        let view = Viewpoint { modules: &Modules::of(&tree), here: &module_of(file), aliases: &aliases };
        let written: Vec<String> = written.split("::").map(str::to_owned).collect();
        let found: Vec<String> = view.follow(&written).iter().map(|place| place.path.join("::")).collect();
        assert_eq!(found, [expected], "{written:?} in {file}");
    };
    check("kernel/write.rs", "crate::store::Key", "crate::store::Key");
    check("kernel/write.rs", "super::access::Access", "crate::kernel::access::Access");
    check("kernel/write.rs", "super::super::faces", "crate::faces");
    check("kernel/mod.rs", "super::faces", "crate::faces");
    check("kernel/mod.rs", "self::super::faces", "crate::faces");
    check("faces/native/mod.rs", "super::fhir::search", "crate::faces::fhir::search");
    check("faces/mod.rs", "fhir::search", "crate::faces::fhir::search");
    check("faces/native/mod.rs", "fhir::search", "fhir::search");
    check("main.rs", "relais::store", "crate::store");
    check("main.rs", "faces::fhir", "crate::faces::fhir");
    check("app.rs", "time::SystemTime", "std::time::SystemTime");
    check("app.rs", "axum::Router", "axum::Router");
}
