//! `/groups`: several people under one name, such as a distribution list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::{Group, Link};

/// The groups.
pub(super) struct Groups;

/// A group of members, such as a distribution list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFields {
    /// Its name.
    #[serde(default)]
    name: Option<String>,
    /// Who is in it: people, roles, or only names.
    #[serde(default)]
    members: Vec<LinkBody>,
}

impl Resource for Groups {
    type Model = Group;
    type Fields = GroupFields;
    type Computed = Nothing;

    const PATH: &'static str = "groups";
    const NAME: &'static str = "Group";
    const PLURAL: &'static str = "Groups";
    const ONE: &'static str = "a group";
    const MANY: &'static str = "groups";
    const ABOUT: &'static str = "Several people under one name, such as a distribution list.";
    const FILTERS: &'static [Filter] = &[
        Filter::ids("person", "member", "Practitioner", "This person is in them."),
        Filter::ids("role", "member", "PractitionerRole", "This role is in them."),
        Filter::contains("q", "name", "diffusion", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name")];

    fn fields(group: &Group) -> GroupFields {
        GroupFields { name: group.name.clone(), members: LinkBody::all(&group.members) }
    }

    fn model(fields: GroupFields) -> Result<Group> {
        Ok(Group {
            id: None,
            name: wire::optional(fields.name),
            members: LinkBody::links(fields.members, "/members")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, groups: &[Group]) -> Result<Vec<Nothing>> {
        Ok(nothing(groups))
    }

    fn example() -> GroupFields {
        Self::fields(&Group {
            id: None,
            name: Some("Liste de diffusion".to_owned()),
            members: vec![Link::named("Fatou Camara")],
        })
    }
}
