//! `/decisions`: the decision log, each decision with the action items that it caused.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::discussion_points::{self, DiscussionPointFields};
use crate::faces::native::lookup;
use crate::faces::native::resource::{Filter, Flag, NOT_IN_ERROR, Resource};
use crate::faces::native::spelled::Word;
use crate::fhir;
use crate::kernel::{Context, Kernel};
use crate::mapping::Mapped;
use crate::model::action_item::Status;
use crate::model::discussion::Kind;
use crate::model::{ActionItem, DiscussionPoint};

type ActionItemStatus = Word<Status>;

/// The decision log.
pub(super) struct Decisions;

/// What followed from a decision.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct DecisionComputed {
    /// The action items that it caused, in the order of their making.
    caused_actions: Vec<CausedActionBody>,
    /// The later decisions that replace it, in the order of their making.
    superseded_by: Vec<String>,
    /// Whether it still holds: no other decision replaces it.
    current: bool,
}

/// An action item that a decision caused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CausedAction)]
pub(super) struct CausedActionBody {
    /// Its id.
    id: String,
    /// What is to be done.
    description: String,
    /// How far it is.
    status: ActionItemStatus,
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
    const BASE: &'static [(&'static str, &'static str)] = &[("category", "decision"), NOT_IN_ERROR];
    const COMPUTES: bool = true;
    const FILTERS: &'static [Filter] = discussion_points::FILTERS;
    const FLAGS: &'static [Flag] = &[Flag {
        name: "current",
        about: "Whether they still hold: no other decision replaces them.",
        narrows: &[],
    }];
    const PLACES: &'static [(&'static str, &'static str)] = discussion_points::PLACES;
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
        let ids = || decisions.iter().filter_map(Mapped::id);
        let target = DiscussionPoint::RESOURCE_TYPE;
        let caused: Vec<ActionItem> =
            lookup::pointing_not_in_error(kernel, context, "reason", target, ids()).await?;
        let mut actions: HashMap<String, Vec<CausedActionBody>> = HashMap::new();
        for item in caused {
            if let (Some(reason), Some(id)) = (item.reason, item.id) {
                let caused =
                    CausedActionBody { id, description: item.description, status: Word(item.status) };
                actions.entry(reason.id).or_default().push(caused);
            }
        }
        let later: Vec<DiscussionPoint> =
            lookup::pointing_not_in_error(kernel, context, "supersedes", target, ids()).await?;
        let mut superseding: HashMap<String, Vec<String>> = HashMap::new();
        for decision in later.into_iter().filter(|point| point.kind == Kind::Decision) {
            for superseded in decision.supersedes {
                superseding.entry(superseded.id).or_default().extend(decision.id.clone());
            }
        }
        let computed = |decision: &DiscussionPoint| {
            let id = decision.id().unwrap_or_default();
            let superseded_by = superseding.remove(id).unwrap_or_default();
            DecisionComputed {
                caused_actions: actions.remove(id).unwrap_or_default(),
                current: superseded_by.is_empty(),
                superseded_by,
            }
        };
        Ok(decisions.iter().map(computed).collect())
    }

    fn flag(computed: &DecisionComputed, name: &str) -> bool {
        name == "current" && computed.current
    }

    fn example() -> DiscussionPointFields {
        let text = "Les réunions suivantes se tiennent toutes les deux semaines.";
        Self::fields(&DiscussionPoint {
            topic: Some("Organisation".to_owned()),
            ..DiscussionPoint::new(Kind::Decision, text)
        })
    }
}
