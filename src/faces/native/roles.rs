//! `/roles`: who acts in which capacity.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::{Link, Role};

/// The roles.
pub(super) struct Roles;

/// A person or an organisation acting in a capacity: a membership, or an organisation that takes part in meetings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleFields {
    /// The person who acts; null when the organisation itself does.
    #[serde(default)]
    person: Option<LinkBody>,
    /// The organisation for which the person acts, or that acts itself.
    #[serde(default)]
    organization: Option<LinkBody>,
    /// The capacity in words.
    #[serde(default)]
    capacity: Option<String>,
}

impl Resource for Roles {
    type Model = Role;
    type Fields = RoleFields;
    type Computed = Nothing;

    const PATH: &'static str = "roles";
    const NAME: &'static str = "Role";
    const PLURAL: &'static str = "Roles";
    const ONE: &'static str = "a role";
    const MANY: &'static str = "roles";
    const ABOUT: &'static str =
        "Who acts in which capacity. An organisation takes part in meetings by a role without a person.";
    const FILTERS: &'static [Filter] = &[
        Filter::ids("person", "practitioner", "Practitioner", "This person acts."),
        Filter::ids(
            "organization",
            "organization",
            "Organization",
            "Somebody acts for this organisation, or it acts itself.",
        ),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[];

    fn fields(role: &Role) -> RoleFields {
        RoleFields {
            person: role.person.as_ref().map(LinkBody::of),
            organization: role.organization.as_ref().map(LinkBody::of),
            capacity: role.capacity.clone(),
        }
    }

    fn model(fields: RoleFields) -> Result<Role> {
        Ok(Role {
            id: None,
            person: LinkBody::optional(fields.person, "/person")?,
            organization: LinkBody::optional(fields.organization, "/organization")?,
            capacity: wire::optional(fields.capacity),
        })
    }

    async fn compute(_: &Kernel, _: &Context, roles: &[Role]) -> Result<Vec<Nothing>> {
        Ok(nothing(roles))
    }

    fn example() -> RoleFields {
        Self::fields(&Role {
            id: None,
            person: Some(Link::named("Fatou Camara")),
            organization: Some(Link::named("Ministère de la Santé")),
            capacity: Some("Coordinatrice".to_owned()),
        })
    }
}
