//! `/decisions`: the decision log, each decision with the action items that it caused.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::discussion_points::{
    self, BY_COMMUNITY, BY_COUNTRY, BY_DAY, BY_MEETING, BY_ORGANIZATION, BY_PLATFORM, BY_SENDER,
    BY_SENDER_ORGANIZATION, BY_SERIES, BY_TEXT, BY_TOPIC, DiscussionPointFields,
};
use crate::faces::native::lookup;
use crate::faces::native::resource::{Filter, Resource};
use crate::fhir;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::discussion::Kind;
use crate::model::{ActionItem, DiscussionPoint};

/// The decision log.
pub(super) struct Decisions;

/// What followed from a decision.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct DecisionComputed {
    /// The action items that it caused, in the order of their making.
    action_item_ids: Vec<String>,
}

impl Resource for Decisions {
    type Model = DiscussionPoint;
    type Fields = DiscussionPointFields;
    type Computed = DecisionComputed;

    const PATH: &'static str = "decisions";
    const NAME: &'static str = "Decision";
    const PLURAL: &'static str = "Decisions";
    const ONE: &'static str = "a decision";
    const MANY: &'static str = "decisions";
    const ABOUT: &'static str = "What was decided, and the action items that each decision caused.";
    const BASE: &'static [(&'static str, &'static str)] = &[("category", "decision")];
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = &[
        BY_MEETING,
        BY_SERIES,
        BY_COMMUNITY,
        BY_PLATFORM,
        BY_COUNTRY,
        BY_ORGANIZATION,
        BY_SENDER,
        BY_SENDER_ORGANIZATION,
        BY_DAY,
        BY_TOPIC,
        BY_TEXT,
    ];
    const SORTS: &'static [(&'static str, &'static str)] = discussion_points::SORTS;

    fn admits(_: &fhir::Resource, point: &DiscussionPoint) -> bool {
        point.kind == Kind::Decision
    }

    fn fields(decision: &DiscussionPoint) -> DiscussionPointFields {
        DiscussionPointFields::of(decision)
    }

    fn model(fields: DiscussionPointFields) -> Result<DiscussionPoint> {
        fields.point_of(Kind::Decision)
    }

    async fn compute(
        kernel: &Kernel,
        context: &Context,
        decisions: &[DiscussionPoint],
    ) -> Result<Vec<DecisionComputed>> {
        let ids = decisions.iter().filter_map(Mapped::id);
        let caused: Vec<ActionItem> =
            lookup::pointing(kernel, context, "reason", DiscussionPoint::RESOURCE_TYPE, ids).await?;
        let mut by_decision: HashMap<String, Vec<String>> = HashMap::new();
        for item in caused {
            if let (Some(reason), Some(id)) = (item.reason, item.id) {
                by_decision.entry(reason.id).or_default().push(id);
            }
        }
        let computed = |decision: &DiscussionPoint| DecisionComputed {
            action_item_ids: decision.id().and_then(|id| by_decision.remove(id)).unwrap_or_default(),
        };
        Ok(decisions.iter().map(computed).collect())
    }

    fn example() -> DiscussionPointFields {
        let text = "Les réunions suivantes se tiennent toutes les deux semaines.";
        Self::fields(&DiscussionPoint {
            topic: Some("Organisation".to_owned()),
            ..DiscussionPoint::new(Kind::Decision, text)
        })
    }
}
