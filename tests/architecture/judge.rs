//! Holds what files name against the rules.

use std::collections::BTreeSet;
use std::fmt;

use crate::Tree;
use crate::mentions::{self, Mention, Oddity, OddityKind};
use crate::resolve::{Modules, module_of};
use crate::rules::{FACES_IN_ONE_FILE, FENCES, Fence, GENERATED, MOST_LINES, MayName, Place, room};

/// A broken rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leak {
    /// The file, below `src`.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// Which rule.
    pub(crate) rule: Rule,
    /// What is wrong and what would be right.
    pub(crate) message: String,
}

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A room names another that it may not.
    Floor,
    /// A room has no row in the table.
    UnknownRoom,
    /// Faces never name one another.
    FaceToFace,
    /// An outside path stands in a room where it does not belong.
    OutsideCrate,
    /// The crate's root is imported whole, or holds more than the list of rooms.
    CrateRoot,
    /// A file is too long.
    FileLength,
    /// A lint is silenced without a reason.
    BareAllow,
    /// Source that this test cannot see or read.
    HiddenSource,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {:?}: {}", self.file, self.line, self.rule, self.message)
    }
}

/// Every broken rule of a tree, in the order of files and lines.
pub(crate) fn leaks(tree: &Tree) -> Vec<Leak> {
    let modules = Modules::of(tree);
    let test_modules = test_modules(tree, &modules);
    let mut found = BTreeSet::new();
    for (name, text) in tree {
        let here = module_of(name);
        let in_test =
            (1..=here.len()).any(|length| here.get(..length).is_some_and(|up| test_modules.contains(up)));
        let mut file = File { name, here: &here, tree, found: &mut found };
        file.judge(text, &modules, in_test);
    }
    found.into_iter().collect()
}

/// The modules that are declared `#[cfg(test)] mod name;`, whose text is in another file than the attribute.
fn test_modules(tree: &Tree, modules: &Modules) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (name, text) in tree {
        if let Ok(file) = syn::parse_file(text) {
            found.extend(mentions::read(&file, &module_of(name), modules, false).test_modules);
        }
    }
    found
}

struct File<'a> {
    name: &'a str,
    here: &'a [String],
    tree: &'a Tree,
    found: &'a mut BTreeSet<Leak>,
}

impl File<'_> {
    /// The room that the file belongs to: `kernel`, or `main` and `lib` for the crate's roots.
    fn room(&self) -> &str {
        self.here.first().map_or(self.name.trim_end_matches(".rs"), String::as_str)
    }

    fn judge(&mut self, text: &str, modules: &Modules, in_test: bool) {
        let lines = text.lines().count();
        if lines > MOST_LINES && !text.starts_with(GENERATED) {
            self.report(
                lines,
                Rule::FileLength,
                format!("{lines} lines are more than {MOST_LINES}; split the file"),
            );
        }
        if room(self.room()).is_none() {
            let message = format!("the room `{}` has no row in the table", self.room());
            self.report(1, Rule::UnknownRoom, message);
        }
        let file = match syn::parse_file(text) {
            Ok(file) => file,
            Err(error) => {
                return self.report(error.span().start().line, Rule::HiddenSource, error.to_string());
            }
        };
        self.judge_root(&file);
        let seen = mentions::read(&file, self.here, modules, in_test);
        seen.oddities.iter().for_each(|oddity| self.judge_oddity(oddity));
        for mention in &seen.mentions {
            match mention.place.path.split_first() {
                Some((first, rest)) if first == "crate" => self.judge_inside(mention, rest),
                _ => self.judge_outside(mention),
            }
        }
    }

    /// The library's root lists the rooms; a type that lived there could be reached from every floor.
    fn judge_root(&mut self, file: &syn::File) {
        use syn::spanned::Spanned;
        if self.name != "lib.rs" {
            return;
        }
        let is_listing = |item: &&syn::Item| matches!(item, syn::Item::Mod(_) | syn::Item::ExternCrate(_));
        for item in file.items.iter().filter(|item| !is_listing(item)) {
            self.report(item.span().start().line, Rule::CrateRoot, "lib.rs only lists the rooms".to_owned());
        }
    }

    fn judge_oddity(&mut self, oddity: &Oddity) {
        let (rule, message) = match oddity.kind {
            OddityKind::Allow => (Rule::BareAllow, "use #[expect(…, reason = \"…\")] instead of #[allow]"),
            OddityKind::ExpectWithoutReason => (Rule::BareAllow, "#[expect] needs a reason"),
            OddityKind::HiddenSource => {
                (Rule::HiddenSource, "source that stands elsewhere cannot be checked")
            }
        };
        self.report(oddity.line, rule, message.to_owned());
    }

    fn judge_inside(&mut self, mention: &Mention, path: &[String]) {
        let Some(named) = path.first() else {
            if mention.is_import {
                let message = "importing the crate's root hides what is used; name the rooms".to_owned();
                self.report(mention.line, Rule::CrateRoot, message);
            }
            return;
        };
        if named == "faces" && self.room() == "faces" {
            return self.judge_faces(mention, path);
        }
        if mention.place.imported >= 2 || named == self.room() {
            return;
        }
        let Some(from) = room(self.room()) else { return };
        if room(named).is_none() {
            let message = format!("there is no room `{named}` in the table");
            return self.report(mention.line, Rule::UnknownRoom, message);
        }
        if let MayName::These(allowed) = from.may_name
            && !allowed.contains(&named.as_str())
        {
            let message = format!("`{}` may not name `{named}`, only {allowed:?}", from.name);
            self.report(mention.line, Rule::Floor, message);
        }
    }

    /// Judges one part of `faces` that names another. `faces/mod.rs` puts the faces together and may name all.
    fn judge_faces(&mut self, mention: &Mention, path: &[String]) {
        let (Some(own), Some(named)) = (self.here.get(1), path.get(1)) else {
            if self.here.len() > 1 && mention.is_glob {
                let message = "importing all of `faces` hides what is used".to_owned();
                self.report(mention.line, Rule::FaceToFace, message);
            }
            return;
        };
        if own != named && self.is_face(named) && mention.place.imported < 3 {
            let message = format!("`faces::{own}` may not name the face `faces::{named}`");
            self.report(mention.line, Rule::FaceToFace, message);
        }
    }

    fn is_face(&self, name: &str) -> bool {
        let folder = format!("faces/{name}/");
        FACES_IN_ONE_FILE.contains(&name) || self.tree.keys().any(|file| file.starts_with(&folder))
    }

    fn judge_outside(&mut self, mention: &Mention) {
        if mention.in_test {
            return;
        }
        for fence in FENCES.iter().filter(|fence| fence.meets(mention)) {
            let path = fence.path.join("::");
            let message = match fence.place {
                Place::Only(rooms) if !rooms.contains(&self.room()) => {
                    format!("`{path}` belongs only to {rooms:?}")
                }
                Place::NotIn(rooms) if rooms.contains(&self.room()) => {
                    format!("`{path}` does not belong here")
                }
                Place::OneFile(file) if file != self.name => format!("`{path}` belongs only to {file}"),
                _ => continue,
            };
            self.report(mention.line, Rule::OutsideCrate, message);
        }
    }

    fn report(&mut self, line: usize, rule: Rule, message: String) {
        self.found.insert(Leak { file: self.name.to_owned(), line, rule, message });
    }
}

impl Fence {
    /// Whether a mention enters the fence, or imports everything around it.
    fn meets(&self, mention: &Mention) -> bool {
        let path = &mention.place.path;
        let agrees = self.path.iter().zip(path).all(|(fence, segment)| fence == segment);
        let enters = path.len() >= self.path.len() && self.path.len() > mention.place.imported;
        agrees && (enters || mention.is_glob)
    }
}
