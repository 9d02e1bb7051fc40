//! `/communities`: the groups that meet.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire::{self, TranslationBody};
use crate::kernel::{Context, Kernel};
use crate::model::{Community, Kind, Localized};

/// The communities.
pub(super) struct Communities;

/// A group that meets; it may be part of a larger one.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommunityFields {
    /// Its name.
    #[schema(min_length = 1)]
    name: String,
    /// The name in other languages.
    #[serde(default)]
    name_translations: Vec<TranslationBody>,
    /// Other names that it goes by.
    #[serde(default)]
    aliases: Vec<String>,
    /// The larger community.
    #[serde(default)]
    part_of_id: Option<String>,
}

impl Resource for Communities {
    type Model = Community;
    type Fields = CommunityFields;
    type Computed = Nothing;

    const PATH: &'static str = "communities";
    const NAME: &'static str = "Community";
    const PLURAL: &'static str = "Communities";
    const ONE: &'static str = "a community";
    const MANY: &'static str = "communities";
    const ABOUT: &'static str = "The groups that meet.";
    const FILTERS: &'static [Filter] = &[
        Filter::ids("part_of", "partof", "Organization", "They are part of this larger one."),
        Filter::contains("q", "name", "santé", "A name or alias contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name")];

    fn fields(community: &Community) -> CommunityFields {
        CommunityFields {
            name: community.name.text.clone(),
            name_translations: TranslationBody::all(&community.name),
            aliases: community.aliases.clone(),
            part_of_id: wire::id_of(Kind::Organization, community.part_of.as_ref()),
        }
    }

    fn model(fields: CommunityFields) -> Result<Community> {
        Ok(Community {
            id: None,
            name: TranslationBody::localized(fields.name, fields.name_translations, "/name")?,
            aliases: wire::all_filled(fields.aliases, "/aliases")?,
            part_of: wire::optional_reference(Kind::Organization, fields.part_of_id, "/part_of_id")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, communities: &[Community]) -> Result<Vec<Nothing>> {
        Ok(nothing(communities))
    }

    fn example() -> CommunityFields {
        let name = Localized::new("Communauté de pratique en santé numérique")
            .with("en", "Digital health community of practice");
        Self::fields(&Community { name, ..Community::default() })
    }
}
