//! `_elements`: which elements a caller names, checked against the types that the answer may hold.

use crate::fhir::ResourceType;
use crate::fhir::definitions;
use crate::fhir::subset::Role;
use crate::fhir::validate::nearest;

/// How many elements can be named.
const MOST: usize = 200;

/// The elements that `_elements` names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Elements {
    named: Vec<Named>,
}

/// One of them: `status`, or of one type only: `Task.status`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    resource_type: Option<ResourceType>,
    element: &'static str,
}

impl Elements {
    /// Reads a value of `_elements`: names by comma, each an element at the top of one of the types that are asked
    /// for (`value` or `valueQuantity` for a choice), or `Type.element` for what a search brings along too. An
    /// error is a reason for the caller.
    pub fn read(value: &str, types: &[ResourceType]) -> Result<Self, String> {
        if value.split(',').count() > MOST {
            return Err(format!("it names at most {MOST} elements"));
        }
        let mut named = Vec::new();
        // JSON names the type beside the elements, and some clients ask for it; it is always there.
        for name in value.split(',').map(str::trim).filter(|name| *name != "resourceType") {
            match name.split_once('.') {
                None => named.extend(read_plain(name, types)?),
                Some((first, element)) => named.push(read_of_type(first, element, name)?),
            }
        }
        Ok(Self { named })
    }

    /// The elements that are named for a resource of a type; `None` where nothing is said of such a one, which is
    /// then shown whole: names without a type are those of what was asked for.
    pub(super) fn named_in(&self, resource_type: ResourceType, role: Role) -> Option<Vec<&'static str>> {
        let concerns = |named: &&Named| match named.resource_type {
            Some(only) => only == resource_type,
            None => role == Role::Asked,
        };
        let named: Vec<_> = self.named.iter().filter(concerns).map(|named| named.element).collect();
        (role == Role::Asked || !named.is_empty()).then_some(named)
    }
}

fn read_plain(name: &str, types: &[ResourceType]) -> Result<Vec<Named>, String> {
    let mut elements: Vec<&'static str> =
        types.iter().filter_map(|resource_type| element(*resource_type, name)).collect();
    elements.sort_unstable();
    elements.dedup();
    if elements.is_empty() {
        return Err(unknown(name, types));
    }
    Ok(elements.into_iter().map(|element| Named { resource_type: None, element }).collect())
}

fn read_of_type(first: &str, name: &str, whole: &str) -> Result<Named, String> {
    let Some(resource_type) = ResourceType::find(first) else {
        let shown: String = whole.chars().take(80).collect();
        return Err(format!(
            "'{shown}' is not an element at the top of a resource, and '{}' is not a resource type",
            first.chars().take(80).collect::<String>()
        ));
    };
    match element(resource_type, name) {
        Some(element) => Ok(Named { resource_type: Some(resource_type), element }),
        None => Err(unknown(name, &[resource_type])),
    }
}

/// The element's own name (`value[x]`), if the type has it at its top.
fn element(resource_type: ResourceType, name: &str) -> Option<&'static str> {
    let structure = definitions::structure(resource_type.name())?;
    let same = |element: &&&definitions::Element| element.name == name || element.choice() == Some(name);
    let plain = structure.children.iter().find(same).map(|element| element.name);
    plain.or_else(|| structure.member(name).map(|member| member.element.name))
}

fn unknown(name: &str, types: &[ResourceType]) -> String {
    let shown: String = name.chars().take(80).collect();
    let [only] = types else {
        return format!("none of the types that are searched has an element '{shown}' at its top");
    };
    let names = || {
        let children = definitions::children(only.name()).iter();
        children.map(|element| element.choice().unwrap_or(element.name).to_owned())
    };
    let nested =
        if name.contains('.') { "; only elements at the top of a resource can be named" } else { "" };
    match nearest::nearest(name, names()) {
        Some(meant) => format!("{only} has no element '{shown}'{nested}; did you mean '{meant}'?"),
        None => {
            let names: Vec<_> = names().collect();
            format!("{only} has no element '{shown}'{nested}; it has {}", names.join(", "))
        }
    }
}
