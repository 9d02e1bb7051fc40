//! What a file names: every path in its imports, types, expressions, attributes and macros' tokens.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemExternCrate, ItemMod, ItemUse, Macro, Meta, Token, UseTree};

use crate::resolve::{Aliases, Modules, Resolved, Viewpoint};

/// One path that a file names.
#[derive(Debug)]
pub(crate) struct Mention {
    /// Where the path leads.
    pub(crate) place: Resolved,
    /// The line on which it stands.
    pub(crate) line: usize,
    /// Whether it is imported with everything below it.
    pub(crate) is_glob: bool,
    /// Whether it is an import.
    pub(crate) is_import: bool,
    /// Whether it stands in a test module.
    pub(crate) in_test: bool,
}

/// Something in a file that is wrong whatever it names.
#[derive(Debug)]
pub(crate) struct Oddity {
    /// The line on which it stands.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) kind: OddityKind,
}

/// The kinds of [`Oddity`].
#[derive(Debug, Clone, Copy)]
pub(crate) enum OddityKind {
    /// `#[allow(…)]`.
    Allow,
    /// `#[expect(…)]` without a reason.
    ExpectWithoutReason,
    /// `include!`, or `#[path]` outside of tests, which this test cannot see through.
    HiddenSource,
}

/// What a file was seen to hold.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The paths that it names.
    pub(crate) mentions: Vec<Mention>,
    /// What is wrong by itself.
    pub(crate) oddities: Vec<Oddity>,
    /// The modules that it declares for tests only and keeps in files of their own.
    pub(crate) test_modules: BTreeSet<Vec<String>>,
}

/// Reads a file that holds the module `here`.
pub(crate) fn read(file: &syn::File, here: &[String], modules: &Modules, in_test: bool) -> Seen {
    // The first reading learns the imports, so that the second can follow names through them.
    let mut imports = Reader::new(here, modules, in_test, Aliases::new());
    imports.visit_file(file);
    let mut reader = Reader::new(here, modules, in_test, imports.found_aliases);
    reader.visit_file(file);
    reader.seen
}

struct Reader<'a> {
    modules: &'a Modules,
    here: Vec<String>,
    in_test: bool,
    aliases: Aliases,
    found_aliases: Aliases,
    seen: Seen,
}

impl<'a> Reader<'a> {
    fn new(here: &[String], modules: &'a Modules, in_test: bool, aliases: Aliases) -> Self {
        let here = here.to_vec();
        Self { modules, here, in_test, aliases, found_aliases: Aliases::new(), seen: Seen::default() }
    }

    fn follow(&self, written: &[String]) -> Vec<Resolved> {
        Viewpoint { modules: self.modules, here: &self.here, aliases: &self.aliases }.follow(written)
    }

    /// Notes a path of an expression, type or attribute. A single name is a local thing or has been imported.
    fn note(&mut self, written: &[String], line: usize) {
        if written.len() < 2 {
            return;
        }
        for place in self.follow(written) {
            let mention = Mention { place, line, is_glob: false, is_import: false, in_test: self.in_test };
            self.seen.mentions.push(mention);
        }
    }

    /// Notes an imported path and the name that it has from here on.
    fn note_import(&mut self, mut written: Vec<String>, line: usize, name: Option<String>) {
        if written.len() > 1 && written.last().is_some_and(|last| last == "self") {
            written.pop();
        }
        for place in self.follow(&written) {
            if let Some(name) = &name {
                self.found_aliases.entry(name.clone()).or_default().push(place.path.clone());
            }
            // Every import is judged in full, also when its beginning was imported before.
            let place = Resolved { imported: 0, ..place };
            let in_test = self.in_test;
            self.seen.mentions.push(Mention {
                place,
                line,
                is_glob: name.is_none(),
                is_import: true,
                in_test,
            });
        }
    }

    fn note_use_tree(&mut self, prefix: &[String], tree: &UseTree) {
        let with = |ident: &syn::Ident| [prefix, &[ident.to_string()]].concat();
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => self.note_use_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => {
                self.note_import(with(&name.ident), line, prefix.last().cloned());
            }
            UseTree::Name(name) => self.note_import(with(&name.ident), line, Some(name.ident.to_string())),
            UseTree::Rename(rename) => {
                self.note_import(with(&rename.ident), line, Some(rename.rename.to_string()));
            }
            UseTree::Glob(_) => self.note_import(prefix.to_vec(), line, None),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.note_use_tree(prefix, item)),
        }
    }

    fn note_oddity(&mut self, line: usize, kind: OddityKind) {
        self.seen.oddities.push(Oddity { line, kind });
    }

    /// Looks for paths in tokens that have no grammar yet: what stands in a macro's call or an attribute.
    fn scan(&mut self, tokens: TokenStream, paths_in_strings: bool) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some((tree, after)) = rest.split_first() {
            rest = after;
            match tree {
                TokenTree::Ident(ident) => {
                    let mut path = vec![ident.to_string()];
                    rest = self.scan_path(&mut path, rest);
                    self.note(&path, ident.span().start().line);
                }
                TokenTree::Group(group) => self.scan(group.stream(), paths_in_strings),
                TokenTree::Literal(literal) if paths_in_strings => {
                    let path = literal
                        .to_string()
                        .trim_matches('"')
                        .split("::")
                        .map(str::to_owned)
                        .collect::<Vec<_>>();
                    self.note(&path, literal.span().start().line);
                }
                TokenTree::Literal(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    /// Extends a path by what follows it, and returns what is left after that.
    fn scan_path<'t>(&mut self, path: &mut Vec<String>, mut rest: &'t [TokenTree]) -> &'t [TokenTree] {
        while let [TokenTree::Punct(one), TokenTree::Punct(two), next, after @ ..] = rest
            && (one.as_char(), two.as_char()) == (':', ':')
        {
            match next {
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Punct(star) if star.as_char() == '*' => {
                    self.note_import(path.clone(), star.span().start().line, None);
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let trees = Punctuated::<UseTree, Token![,]>::parse_terminated.parse2(group.stream());
                    trees.iter().flatten().for_each(|tree| self.note_use_tree(path, tree));
                }
                _ => break,
            }
            rest = after;
        }
        rest
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        visit::visit_visibility(self, &item.vis);
        item.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.note_use_tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        // `extern crate self as relais` only gives the root the name by which paths are followed anyway.
        if item.ident == "self" && item.rename.as_ref().is_some_and(|(_, name)| name == "relais") {
            return;
        }
        let name = item.rename.as_ref().map_or(&item.ident, |(_, rename)| rename);
        self.note_import(vec![item.ident.to_string()], item.span().start().line, Some(name.to_string()));
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let was_in_test = self.in_test;
        self.in_test |= item.attrs.iter().any(is_cfg_test);
        self.here.push(item.ident.to_string());
        if self.in_test && item.content.is_none() {
            self.seen.test_modules.insert(self.here.clone());
        }
        visit::visit_item_mod(self, item);
        self.here.pop();
        self.in_test = was_in_test;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&written, path.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.is_ident("include") {
            self.note_oddity(call.span().start().line, OddityKind::HiddenSource);
        }
        self.scan(call.tokens.clone(), false);
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let line = attribute.span().start().line;
        if attribute.path().is_ident("path") && !self.in_test {
            self.note_oddity(line, OddityKind::HiddenSource);
        }
        if let Meta::List(list) = &attribute.meta {
            let text = list.tokens.to_string();
            let inner_allow = attribute.path().is_ident("cfg_attr") && text.contains("allow (");
            if attribute.path().is_ident("allow") || inner_allow {
                self.note_oddity(line, OddityKind::Allow);
            }
            if attribute.path().is_ident("expect") && !text.contains("reason =") {
                self.note_oddity(line, OddityKind::ExpectWithoutReason);
            }
            self.scan(list.tokens.clone(), true);
        }
        visit::visit_attribute(self, attribute);
    }
}

/// Whether an attribute keeps its item for tests.
fn is_cfg_test(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let words: Vec<String> = list.tokens.clone().into_iter().map(|token| token.to_string()).collect();
    attribute.path().is_ident("cfg") && words == ["test"]
}
