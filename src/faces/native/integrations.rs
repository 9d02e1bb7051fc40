//! `/integrations`: links between platforms.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText, Word};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::integration::{Duration, Effort, Status, Unit};
use crate::model::{Integration, Kind, Link, When};

type StatusWord = Word<Status>;
type UnitWord = Word<Unit>;

/// The integrations.
pub(super) struct Integrations;

/// A link from one platform or deployment to another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntegrationFields {
    /// The one end: a platform, a deployment or an organisation.
    from: LinkBody,
    /// The other end.
    to: LinkBody,
    /// What stands between the two.
    #[serde(default)]
    intermediaries: Vec<LinkBody>,
    /// The standards that are spoken, by code: `fhir-r4`.
    #[serde(default)]
    standards: Vec<String>,
    /// How far it is. `reported` when left out.
    #[serde(default = "reported")]
    status: StatusWord,
    /// When it was known to be that far.
    #[serde(default)]
    as_of: Option<WhenText>,
    /// The countries where it works.
    #[serde(default)]
    country_ids: Vec<String>,
    /// What it costs to build.
    #[serde(default)]
    effort: Option<EffortBody>,
    /// Remarks.
    #[serde(default)]
    notes: Vec<String>,
    /// Where this is known from: discussion points, pages.
    #[serde(default)]
    sources: Vec<LinkBody>,
}

fn reported() -> Word<Status> {
    Word(Status::Reported)
}

/// What an integration costs to build. A bound that was not said is null.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Effort)]
#[serde(deny_unknown_fields)]
pub(super) struct EffortBody {
    /// The least.
    #[serde(default)]
    low: Option<DurationBody>,
    /// The most.
    #[serde(default)]
    high: Option<DurationBody>,
    /// The words of the source.
    #[serde(default)]
    text: Option<String>,
}

/// A length of working time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Duration)]
#[serde(deny_unknown_fields)]
pub(super) struct DurationBody {
    /// How many.
    value: u32,
    /// Of what, in UCUM's codes: minutes, hours, days, weeks, months.
    unit: UnitWord,
}

impl EffortBody {
    fn of(effort: &Effort) -> Self {
        let body = |duration: Duration| DurationBody { value: duration.value, unit: Word(duration.unit) };
        Self { low: effort.low.map(body), high: effort.high.map(body), text: effort.text.clone() }
    }

    fn effort(self) -> Effort {
        let duration = |body: DurationBody| Duration { value: body.value, unit: body.unit.0 };
        Effort { low: self.low.map(duration), high: self.high.map(duration), text: wire::optional(self.text) }
    }
}

impl Resource for Integrations {
    type Model = Integration;
    type Fields = IntegrationFields;
    type Computed = Nothing;

    const PATH: &'static str = "integrations";
    const NAME: &'static str = "Integration";
    const PLURAL: &'static str = "Integrations";
    const ONE: &'static str = "an integration";
    const MANY: &'static str = "integrations";
    const ABOUT: &'static str =
        "Links between platforms: which there are, how far they are, what they speak.";
    const FILTERS: &'static [Filter] = &[
        Filter::codes::<Status>("status", "integration-status", "live", "How far they are."),
        Filter::ids("from", "subject", "DeviceDefinition", "They start from this platform."),
        Filter::ids("to", "target", "DeviceDefinition", "They lead to this platform."),
        Filter::ids(
            "platform",
            "platform",
            "DeviceDefinition",
            "This platform is an end, or stands between.",
        ),
        Filter::ids("deployment", "platform", "Device", "This deployment is an end, or stands between."),
        Filter::exactly("standard", "standard", "fhir-r4", "They speak this standard."),
        Filter::ids("country", "country", "Location", "They work in this country."),
        Filter::contains("q", "note", "laboratoire", "A remark contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("status", "integration-status")];

    fn fields(integration: &Integration) -> IntegrationFields {
        IntegrationFields {
            from: LinkBody::of(&integration.from),
            to: LinkBody::of(&integration.to),
            intermediaries: LinkBody::all(&integration.intermediaries),
            standards: integration.standards.clone(),
            status: Word(integration.status),
            as_of: integration.as_of.map(Text),
            country_ids: wire::ids_of(Kind::Country, &integration.countries),
            effort: integration.effort.as_ref().map(EffortBody::of),
            notes: integration.notes.clone(),
            sources: LinkBody::all(&integration.sources),
        }
    }

    fn model(fields: IntegrationFields) -> Result<Integration> {
        Ok(Integration {
            id: None,
            from: fields.from.link("/from")?,
            to: fields.to.link("/to")?,
            intermediaries: LinkBody::links(fields.intermediaries, "/intermediaries")?,
            standards: wire::all_filled(fields.standards, "/standards")?,
            status: fields.status.0,
            as_of: fields.as_of.map(|when| when.0),
            countries: wire::references(Kind::Country, fields.country_ids, "/country_ids")?,
            effort: fields.effort.map(EffortBody::effort),
            notes: wire::all_filled(fields.notes, "/notes")?,
            sources: LinkBody::links(fields.sources, "/sources")?,
        })
    }

    async fn compute(_: &Kernel, _: &Context, integrations: &[Integration]) -> Result<Vec<Nothing>> {
        Ok(nothing(integrations))
    }

    fn example() -> IntegrationFields {
        let days = |value| Some(Duration { value, unit: Unit::Days });
        Self::fields(&Integration {
            standards: vec!["fhir-r4".to_owned()],
            as_of: When::parse("2021-04-13").ok(),
            effort: Some(Effort { low: days(5), high: days(10), text: None }),
            notes: vec!["Résultats de laboratoire".to_owned()],
            ..Integration::new(Link::named("OpenMRS"), Link::named("DHIS2"), Status::Planned)
        })
    }
}
