//! The structures of R4: resources, data types and backbone elements, with their elements.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use super::{cell, list};

/// A resource, a complex data type, or an element with elements of its own.
pub struct Structure {
    /// A type's name, or an element's path: `Task`, `Period`, `Task.restriction`.
    pub path: &'static str,
    /// Which of the three it is.
    pub kind: StructureKind,
    /// The type that it extends: `DomainResource`, `BackboneElement` … `None` for `Resource` and `Element`.
    pub base: Option<&'static str>,
    /// Its elements in the standard's order, those that it inherits first.
    pub children: Vec<&'static Element>,
}

/// An element of a structure as a resource spells it: with the type that it has there.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The element.
    pub element: &'static Element,
    /// The type that the spelling says: `Quantity` for `valueQuantity`.
    pub kind: &'static ElementType,
    /// The element's place among the structure's elements.
    pub position: usize,
}

impl Structure {
    /// The element that a member of JSON means: `status`, or `valueQuantity` for a choice.
    pub fn member(&'static self, name: &str) -> Option<Member> {
        self.children.iter().enumerate().find_map(|(position, element)| {
            let kind = match element.choice() {
                None if element.name != name => return None,
                None => element.types.first()?,
                Some(stem) => element.type_spelled(name.strip_prefix(stem)?)?,
            };
            Some(Member { element, kind, position })
        })
    }
}

impl Member {
    /// Whether the type is a primitive one.
    pub fn is_primitive(&self) -> bool {
        is_primitive(self.kind.name)
    }

    /// Whether an id and extensions may stand beside its value, in a JSON member that starts with `_`. They do
    /// not beside what is an attribute in XML, nor beside a narrative, whose XHTML has ids of its own.
    pub fn takes_sibling(&self) -> bool {
        self.is_primitive() && !self.element.is_attribute() && self.kind.name != "xhtml"
    }

    /// The structure that the element's content follows; none for primitives. That of a resource inside
    /// another is `Resource`: it names its own type itself.
    pub fn structure(&self) -> Option<&'static Structure> {
        self.element.content(self.kind.name)
    }
}

/// What a [`Structure`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureKind {
    /// A resource type, `Resource` and `DomainResource` among them.
    Resource,
    /// A complex data type.
    DataType,
    /// An element of a resource or a data type that has elements of its own.
    Backbone,
}

/// One element of a structure.
#[derive(Debug)]
pub struct Element {
    /// Where it is defined: `Task.restriction.period`, `Element.extension`, `Extension.value[x]`.
    pub path: &'static str,
    /// The path's last part, with `[x]` where the element is a choice of types.
    pub name: &'static str,
    /// How often it stands at least.
    pub min: u32,
    /// How often it stands at most; `None` for any number.
    pub max: Option<u32>,
    /// Its type, or the types of a choice; never empty. `BackboneElement` where `content_reference` says what
    /// it holds.
    pub types: Vec<ElementType>,
    /// The path of the element whose content this one repeats: `Questionnaire.item`.
    pub content_reference: Option<&'static str>,
    /// The value set that its codes come from.
    pub binding: Option<Binding>,
    /// Whether a summary shows it.
    pub is_summary: bool,
    /// Whether it changes the meaning of what it stands in.
    pub is_modifier: bool,
}

impl Element {
    /// Whether JSON holds it as an array.
    pub fn repeats(&self) -> bool {
        self.max != Some(1)
    }

    /// The structure that its content follows where it has this type; none for primitives.
    pub fn content(&self, type_name: &str) -> Option<&'static Structure> {
        let found = || {
            let path = match type_name {
                "BackboneElement" | "Element" => self.path,
                name => name,
            };
            structure(self.content_reference.unwrap_or(path))
        };
        match self.types.iter().find(|kind| kind.name == type_name) {
            Some(kind) => *kind.content.get_or_init(found),
            None => found(),
        }
    }

    /// The type that a choice spells with this suffix: `DateTime` is `dateTime`.
    pub fn type_spelled(&self, suffix: &str) -> Option<&ElementType> {
        self.types.iter().find(|kind| {
            let (mut suffix, mut name) = (suffix.chars(), kind.name.chars());
            suffix.next() == name.next().map(|first| first.to_ascii_uppercase())
                && suffix.as_str() == name.as_str()
        })
    }

    /// Whether this is the element that a path means by a name: `value` for `value[x]`.
    pub fn answers_to(&self, name: &str) -> bool {
        match self.name.len().checked_sub(name.len()) {
            Some(0) => self.name == name,
            Some(3) => self.choice() == Some(name),
            _ => false,
        }
    }

    /// The name without `[x]`, where the element is a choice of types.
    pub fn choice(&self) -> Option<&'static str> {
        self.name.strip_suffix("[x]")
    }

    /// Whether XML writes it as an attribute (R4, section 2.6.1): an element's id, and an extension's url.
    pub fn is_attribute(&self) -> bool {
        matches!(self.path, "Element.id" | "Extension.url")
    }
}

/// A type that an element may have.
#[derive(Debug)]
pub struct ElementType {
    /// The type's name, such as `dateTime`, `Period`, `BackboneElement`, `Reference`.
    pub name: &'static str,
    /// The resource types that a reference or a canonical may point to; empty means any.
    pub targets: Vec<&'static str>,
    /// The structure of its values, once it has been asked for.
    content: OnceLock<Option<&'static Structure>>,
}

/// The value set that a coded element draws from, and how strictly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// How strictly.
    pub strength: Strength,
    /// The value set's canonical address without version; empty where only a description was published.
    pub value_set: &'static str,
}

/// How strictly a binding holds (R4, section 4.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Only codes of the set.
    Required,
    /// Codes of the set where one fits.
    Extensible,
    /// Codes of the set if possible.
    Preferred,
    /// The set shows what is meant.
    Example,
}

/// The structure of this path, if R4 has it.
pub fn structure(path: &str) -> Option<&'static Structure> {
    static STRUCTURES: LazyLock<HashMap<&'static str, Structure>> = LazyLock::new(assemble);
    STRUCTURES.get(path)
}

/// The elements of the structure of this path, inherited ones first; none where R4 has no such structure.
pub fn children(path: &str) -> &'static [&'static Element] {
    structure(path).map_or(&[], |structure| &structure.children)
}

/// The element of this path, inherited ones too: `Task.status`, `Task.id`, `Task.restriction.extension`.
pub fn element(path: &str) -> Option<&'static Element> {
    let (parent, name) = path.rsplit_once('.')?;
    children(parent).iter().find(|element| element.name == name).copied()
}

/// Whether any structure has a choice element of this name: `value`, `effective`.
pub fn is_choice(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| TABLE.elements.iter().filter_map(Element::choice).collect());
    NAMES.contains(name)
}

/// How a choice is spelled with one of its types: `value` as `Quantity` is `valueQuantity`.
pub fn spelled(stem: &str, type_name: &str) -> String {
    let (first, rest) = type_name.split_at_checked(1).unwrap_or((type_name, ""));
    format!("{stem}{}{rest}", first.to_ascii_uppercase())
}

/// Whether a type's name is that of a primitive type: those alone start with a small letter.
pub fn is_primitive(type_name: &str) -> bool {
    type_name.starts_with(|first: char| first.is_ascii_lowercase())
}

/// What the table says, row by row: each type with its base, kind, and the elements of it and its parts.
struct Table {
    types: HashMap<&'static str, (Option<&'static str>, StructureKind)>,
    elements: Vec<Element>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { types: HashMap::with_capacity(256), elements: Vec::with_capacity(5_000) };
    for row in include_str!("elements.tsv").lines() {
        let mut cells = row.split('\t');
        let (path, cardinality) = (cell(&mut cells), cell(&mut cells));
        match cardinality.strip_prefix("extends ") {
            Some(base) => {
                let kind = match cells.nth(3) {
                    Some("resource") => StructureKind::Resource,
                    _ => StructureKind::DataType,
                };
                table.types.insert(path, (Some(base).filter(|base| *base != "-"), kind));
            }
            None => table.elements.push(read_element(path, cardinality, cells)),
        }
    }
    table
});

fn read_element(
    path: &'static str,
    cardinality: &'static str,
    mut cells: std::str::Split<'static, char>,
) -> Element {
    let (min, max) = cardinality.split_once("..").unwrap_or_default();
    let types = cell(&mut cells);
    let (strength, value_set, flags) = (cell(&mut cells), cell(&mut cells), cell(&mut cells));
    let content_reference = types.strip_prefix('#');
    Element {
        path,
        name: path.rsplit('.').next().unwrap_or(path),
        min: min.parse().unwrap_or(0),
        max: max.parse().ok(),
        types: match content_reference {
            Some(_) => vec![read_type("BackboneElement")],
            None => list(types, '|').map(read_type).collect(),
        },
        content_reference,
        binding: read_strength(strength).map(|strength| Binding { strength, value_set }),
        is_summary: flags.contains('S'),
        is_modifier: flags.contains('M'),
    }
}

fn read_type(text: &'static str) -> ElementType {
    match text.split_once('(') {
        Some((name, targets)) => {
            let targets = list(targets.trim_end_matches(')'), ',').collect();
            ElementType { name, targets, content: OnceLock::new() }
        }
        None => ElementType { name: text, targets: Vec::new(), content: OnceLock::new() },
    }
}

fn read_strength(name: &str) -> Option<Strength> {
    Some(match name {
        "required" => Strength::Required,
        "extensible" => Strength::Extensible,
        "preferred" => Strength::Preferred,
        "example" => Strength::Example,
        _ => return None,
    })
}

/// Puts each element below its parent, and what a parent inherits before its own.
fn assemble() -> HashMap<&'static str, Structure> {
    let mut own: HashMap<&'static str, Vec<&'static Element>> = HashMap::with_capacity(1_024);
    let mut structures = HashMap::with_capacity(1_024);
    for element in &TABLE.elements {
        let parent = element.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        own.entry(parent).or_default().push(element);
    }
    let mut add = |path, kind, base: Option<&'static str>| {
        let mut children = Vec::new();
        for ancestor in lineage(path, base) {
            children.extend(own.get(ancestor).into_iter().flatten().copied());
        }
        structures.insert(path, Structure { path, kind, base, children });
    };
    for (path, (base, kind)) in &TABLE.types {
        add(path, *kind, *base);
    }
    for element in &TABLE.elements {
        if element.content_reference.is_none()
            && let [only] = element.types.as_slice()
            && matches!(only.name, "BackboneElement" | "Element")
        {
            add(element.path, StructureKind::Backbone, Some(only.name));
        }
    }
    structures
}

/// The path and what it extends, the most general first.
fn lineage(path: &'static str, base: Option<&'static str>) -> Vec<&'static str> {
    let above = |name: &&'static str| TABLE.types.get(name).and_then(|(base, _)| *base);
    let mut names: Vec<_> = std::iter::successors(base, above).collect();
    names.reverse();
    names.push(path);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str) -> Vec<&'static str> {
        children(path).iter().map(|element| element.name).collect()
    }

    #[test]
    fn a_structure_has_inherited_elements_first_and_in_order() {
        assert_eq!(names("Period"), ["id", "extension", "start", "end"]);
        assert_eq!(
            names("Task.restriction"),
            ["id", "extension", "modifierExtension", "repetitions", "period", "recipient"]
        );
        assert!(names("Task").starts_with(&[
            "id",
            "meta",
            "implicitRules",
            "language",
            "text",
            "contained",
            "extension",
            "modifierExtension",
            "identifier"
        ]));
        assert!(names("Duration").ends_with(&["value", "comparator", "unit", "system", "code"]));
        assert_eq!(names("Tusk"), Vec::<&str>::new());
    }

    #[test]
    fn an_element_has_its_cardinality_types_binding_and_flags() {
        let status = element("Task.status").unwrap();
        assert_eq!((status.min, status.max, status.is_summary, status.is_modifier), (1, Some(1), true, true));
        let value_set = "http://hl7.org/fhir/ValueSet/task-status";
        assert_eq!(status.binding, Some(Binding { strength: Strength::Required, value_set }));
        let part_of = element("Task.partOf").unwrap();
        assert_eq!((part_of.max, part_of.types[0].name), (None, "Reference"));
        assert_eq!(part_of.types[0].targets, ["Task"]);
        assert_eq!(element("Task.focus").unwrap().types[0].targets, Vec::<&str>::new());
        assert_eq!(element("Task.id").unwrap().types[0].name, "id");
        assert_eq!(element("Extension.value[x]").unwrap().types.len(), 50);
        assert_eq!(element("Questionnaire.item.item").unwrap().content_reference, Some("Questionnaire.item"));
    }

    #[test]
    fn only_what_is_an_element_in_xml_has_extensions_beside_its_value() {
        for (path, name, expected) in [
            ("Task", "status", true),
            ("Task", "id", true),
            ("Period", "id", false),
            ("Extension", "url", false),
            ("Narrative", "div", false),
            ("Task", "owner", false),
        ] {
            let member = structure(path).unwrap().member(name).unwrap();
            assert_eq!(member.takes_sibling(), expected, "{path}.{name}");
        }
    }

    #[test]
    fn every_type_that_an_element_names_is_there() {
        assert_eq!(TABLE.elements.len() + TABLE.types.len(), include_str!("elements.tsv").lines().count());
        for element in &TABLE.elements {
            for one in &element.types {
                assert!(is_primitive(one.name) || structure(one.name).is_some(), "{}", element.path);
            }
            let repeated = element.content_reference.is_none_or(|path| structure(path).is_some());
            assert!(repeated && !element.types.is_empty(), "{}", element.path);
        }
    }
}
