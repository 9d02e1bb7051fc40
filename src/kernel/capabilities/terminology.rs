//! TerminologyCapabilities (R4, section 5.4): what the operations on terminology do.

use serde_json::{Value, json};

use super::{Reached, frame};
use crate::kernel::Kernel;
use crate::kernel::operations;

impl Kernel {
    /// What this server does with code systems, value sets and concept maps.
    pub fn terminology(&self, reached: Reached<'_>) -> Value {
        terminology(reached)
    }
}

/// The statement, as far as the table of operations goes.
pub fn terminology(reached: Reached<'_>) -> Value {
    let mut statement = frame("TerminologyCapabilities", reached);
    let Some(members) = statement.as_object_mut() else { return statement };
    members.insert("codeSearch".to_owned(), "explicit".into());
    let taken = |code: &str| operations::all().find(|definition| definition.code == code);
    if let Some(expand) = taken("expand") {
        let parameters: Vec<Value> = expand
            .input
            .iter()
            .map(|parameter| json!({ "name": parameter.name, "documentation": parameter.description }))
            .collect();
        members.insert("expansion".to_owned(), json!({ "parameter": parameters }));
    }
    if taken("validate-code").is_some() {
        members.insert("validateCode".to_owned(), json!({ "translations": false }));
    }
    if taken("translate").is_some() {
        members.insert("translation".to_owned(), json!({ "needsMap": false }));
    }
    statement
}
