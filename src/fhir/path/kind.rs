//! Types: those of R4, and the few of FHIRPath itself.

use super::item::Item;
use super::node::Node;
use crate::fhir::definitions;

/// A type that an expression names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// The type of R4 of this name.
    fhir: Option<&'static str>,
    /// FHIRPath's own type of this name.
    system: Option<System>,
}

/// The types of values that are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Boolean,
    String,
    Integer,
    Decimal,
    Date,
    DateTime,
    Time,
    Quantity,
}

const SYSTEM: [(&str, System); 8] = [
    ("Boolean", System::Boolean),
    ("String", System::String),
    ("Integer", System::Integer),
    ("Decimal", System::Decimal),
    ("Date", System::Date),
    ("DateTime", System::DateTime),
    ("Time", System::Time),
    ("Quantity", System::Quantity),
];

/// R4's primitive types, each with the one that it specialises.
const PRIMITIVES: [(&str, &str); 20] = [
    ("base64Binary", "Element"),
    ("boolean", "Element"),
    ("canonical", "uri"),
    ("code", "string"),
    ("date", "Element"),
    ("dateTime", "Element"),
    ("decimal", "Element"),
    ("id", "string"),
    ("instant", "Element"),
    ("integer", "Element"),
    ("markdown", "string"),
    ("oid", "uri"),
    ("positiveInt", "integer"),
    ("string", "Element"),
    ("time", "Element"),
    ("unsignedInt", "integer"),
    ("uri", "Element"),
    ("url", "uri"),
    ("uuid", "uri"),
    ("xhtml", "Element"),
];

impl Kind {
    /// The type that a name without a qualifier means.
    pub(super) fn named(name: &str) -> Option<Self> {
        let kind = Self { fhir: fhir_type(name), system: system_type(name) };
        (kind.fhir.is_some() || kind.system.is_some()).then_some(kind)
    }

    /// The type that `FHIR.Patient` or `System.String` means.
    pub(super) fn qualified(model: &str, name: &str) -> Option<Self> {
        match model {
            "System" => Some(Self { fhir: None, system: Some(system_type(name)?) }),
            _ => Some(Self { fhir: Some(fhir_type(name)?), system: None }),
        }
    }

    /// Whether an item is of this type or of one that specialises it. What is of no known type may be of any.
    pub(super) fn has(self, item: &Item<'_>) -> bool {
        match item {
            Item::Node(node) => self.has_node(*node),
            Item::Target(name) => self.is_above(name),
            computed => self.system.is_some() && self.system == computed.system(),
        }
    }

    /// Whether a value in a resource is of this type.
    pub(super) fn has_node(self, node: Node<'_>) -> bool {
        match node.type_name() {
            Some(name) => self.is_above(name),
            None => true,
        }
    }

    fn is_above(self, name: &str) -> bool {
        let Some(wanted) = self.fhir else { return false };
        let mut name = name;
        loop {
            if name == wanted {
                return true;
            }
            match base(name) {
                Some(above) => name = above,
                None => return false,
            }
        }
    }
}

/// The type that a type specialises.
fn base(name: &str) -> Option<&'static str> {
    match PRIMITIVES.iter().find(|(primitive, _)| *primitive == name) {
        Some((_, base)) => Some(base),
        None => definitions::structure(name)?.base,
    }
}

fn fhir_type(name: &str) -> Option<&'static str> {
    let primitive = PRIMITIVES.iter().map(|(primitive, _)| *primitive).find(|primitive| *primitive == name);
    primitive.or_else(|| {
        let structure = definitions::structure(name)?;
        (!structure.path.contains('.')).then_some(structure.path)
    })
}

fn system_type(name: &str) -> Option<System> {
    SYSTEM.iter().find(|(own, _)| *own == name).map(|(_, system)| *system)
}
