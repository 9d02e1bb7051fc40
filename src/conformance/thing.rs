//! The things of the domain, and what their mapping says of their resources.

use crate::fhir::ResourceType;
use crate::mapping::{Mapped, Mark, Owned};
use crate::model::{
    ActionItem, Community, Country, Deployment, DiscussionPoint, Group, Integration, Interface, Meeting,
    Minutes, Observatory, Organization, Person, Platform, Role, Series, SourceDocument, Survey,
    SurveyResponse,
};

/// A thing that is stored as one resource.
pub(super) struct Thing {
    /// The canonical address of its profile.
    pub(super) profile: &'static str,
    pub(super) resource_type: ResourceType,
    pub(super) owned: Owned,
    pub(super) mark: Option<Mark>,
}

impl Thing {
    fn of<M: Mapped>() -> Self {
        Self { profile: M::PROFILE, resource_type: M::RESOURCE_TYPE, owned: M::OWNED, mark: M::MARK }
    }

    /// The id of its profile.
    pub(super) fn name(&self) -> &'static str {
        self.profile.rsplit('/').next().unwrap_or_default()
    }
}

/// Every thing that has a mapping of its own.
pub(super) fn all() -> [Thing; 19] {
    [
        Thing::of::<ActionItem>(),
        Thing::of::<Community>(),
        Thing::of::<Country>(),
        Thing::of::<Deployment>(),
        Thing::of::<DiscussionPoint>(),
        Thing::of::<Group>(),
        Thing::of::<Integration>(),
        Thing::of::<Interface>(),
        Thing::of::<Meeting>(),
        Thing::of::<Minutes>(),
        Thing::of::<Observatory>(),
        Thing::of::<Organization>(),
        Thing::of::<Person>(),
        Thing::of::<Platform>(),
        Thing::of::<Role>(),
        Thing::of::<Series>(),
        Thing::of::<SourceDocument>(),
        Thing::of::<Survey>(),
        Thing::of::<SurveyResponse>(),
    ]
}
