//! Where in a resource a node stands. A node does not carry its place: it is looked for when somebody asks.

use std::fmt;

use super::node::Node;
use crate::fhir::definitions::Element;

/// The steps from a resource to an element of it. It shows itself as FHIRPath: `Patient.name[0].given[1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    root: &'static str,
    /// The steps, the first one from the resource.
    pub steps: Vec<Step>,
}

/// A step from an element to what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The member's name in JSON: `valueQuantity`.
    pub member: String,
    /// The element's name in FHIRPath: `value`.
    pub element: String,
    /// Which item it is, where JSON holds an array.
    pub index: Option<usize>,
}

impl Place {
    /// The place of a node in a resource; none for what does not stand in it.
    pub fn of(node: Node<'_>, resource: Node<'_>) -> Option<Self> {
        let root = resource.type_name().unwrap_or("Resource");
        let mut place = Self { root, steps: Vec::new() };
        (resource.is_same(node) || search(resource, node, &mut place.steps).is_err()).then_some(place)
    }
}

impl Place {
    /// All items of the list that the place is one of, in its order; the element alone where it is no list's.
    pub fn siblings<'a>(&self, resource: Node<'a>) -> Vec<Node<'a>> {
        let Some((last, before)) = self.steps.split_last() else { return vec![resource] };
        let holder = Self { root: self.root, steps: before.to_vec() };
        let mut siblings = Vec::new();
        if let Some(holder) = holder.find(resource) {
            let _: Result<(), ()> = holder.steps(&mut |step, child| {
                if step.name == last.member {
                    siblings.push(child);
                }
                Ok(())
            });
        }
        siblings
    }

    /// What stands at the place in a resource.
    pub fn find<'a>(&self, resource: Node<'a>) -> Option<Node<'a>> {
        self.steps.iter().try_fold(resource, |node, wanted| {
            let mut found = None;
            let _: Result<(), ()> = node.steps(&mut |step, child| {
                let is_wanted = step.name == wanted.member && step.index == wanted.index;
                if is_wanted {
                    found = Some(child);
                }
                if is_wanted { Err(()) } else { Ok(()) }
            });
            found
        })
    }
}

/// The node was found, and the steps are complete.
struct Reached;

fn search(from: Node<'_>, wanted: Node<'_>, steps: &mut Vec<Step>) -> Result<(), Reached> {
    from.steps(&mut |step, node| {
        let element = step.element.and_then(Element::choice).unwrap_or(step.name);
        steps.push(Step { member: step.name.to_owned(), element: element.to_owned(), index: step.index });
        if node.is_same(wanted) {
            return Err(Reached);
        }
        search(node, wanted, steps)?;
        steps.pop();
        Ok(())
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root)?;
        for step in &self.steps {
            write!(f, ".{}", step.element)?;
            if let Some(index) = step.index {
                write!(f, "[{index}]")?;
            }
        }
        Ok(())
    }
}
