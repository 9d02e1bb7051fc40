//! Where the pass stands in the resource.

use std::fmt;

/// A step from an element to what stands in it.
#[derive(Debug, Clone, Copy)]
pub(in crate::fhir) enum Step<'a> {
    /// To an element, by its name without a type: `value`, not `valueQuantity`.
    Element(&'a str),
    /// To one of an element's repetitions, counted from 0.
    Repetition(usize),
}

/// The steps from the resource to where the pass stands. It shows itself as a FHIRPath expression.
#[derive(Debug)]
pub(in crate::fhir) struct Place<'a> {
    steps: Vec<Step<'a>>,
}

impl<'a> Place<'a> {
    pub(in crate::fhir) fn new(root: &'a str) -> Self {
        let mut steps = Vec::with_capacity(32);
        steps.push(Step::Element(root));
        Self { steps }
    }

    pub(in crate::fhir) fn enter(&mut self, step: Step<'a>) {
        self.steps.push(step);
    }

    pub(in crate::fhir) fn leave(&mut self) {
        self.steps.pop();
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for step in &self.steps {
            match step {
                Step::Element(name) => write!(f, "{separator}{name}")?,
                Step::Repetition(index) => write!(f, "[{index}]")?,
            }
            separator = ".";
        }
        Ok(())
    }
}
