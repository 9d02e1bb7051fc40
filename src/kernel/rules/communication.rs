//! The rules of discussion points: what supersedes is a decision, and none supersedes itself.

use crate::error::Issue;
use crate::fhir::Resource;
use crate::mapping::Mapped;
use crate::model::DiscussionPoint;
use crate::model::discussion::Kind;

pub(super) fn broken(communication: &Resource) -> Vec<Issue> {
    let Ok(point) = DiscussionPoint::from_fhir(communication) else {
        return Vec::new();
    };
    let mut broken = Vec::new();
    if !point.supersedes.is_empty() && point.kind != Kind::Decision {
        let message =
            format!("Only a decision replaces earlier ones, and this is of the kind '{}'.", point.kind);
        broken.push(Issue::error("not-a-decision", message));
    }
    if point.supersedes.iter().any(|superseded| Some(&superseded.id) == point.id.as_ref()) {
        broken.push(Issue::error("supersedes-itself", "A decision cannot replace itself."));
    }
    broken.into_iter().map(|issue| issue.at_expression("Communication.extension")).collect()
}
