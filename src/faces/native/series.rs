//! `/series`: meetings that recur.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::spelled::{Text, WhenText};
use crate::faces::native::wire::{self, LinkBody};
use crate::kernel::{Context, Kernel};
use crate::model::series::Recurrence;
use crate::model::{Link, Series, When};

/// The series of meetings.
pub(super) struct AllSeries;

/// A series of meetings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesFields {
    /// Its name.
    #[serde(default)]
    name: Option<String>,
    /// Whether it goes on. `true` when left out.
    #[schema(default = true)]
    #[serde(default = "goes_on")]
    active: bool,
    /// Who calls the meetings: roles, people, or only names.
    #[serde(default)]
    organisers: Vec<LinkBody>,
    /// How the meetings recur, as far as it is known.
    #[serde(default)]
    recurrence: RecurrenceBody,
    /// A remark.
    #[serde(default)]
    comment: Option<String>,
}

fn goes_on() -> bool {
    true
}

/// How meetings recur, as far as it is known.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Recurrence)]
#[serde(deny_unknown_fields)]
pub(super) struct RecurrenceBody {
    /// The words of the source: `bi-mensuelle`.
    #[serde(default)]
    label: Option<String>,
    /// What they mean, as an iCalendar RRULE (RFC 5545): `FREQ=WEEKLY;INTERVAL=2`.
    #[serde(default)]
    rule: Option<String>,
    /// The IANA time zone that the rule is counted in: `Europe/Paris`.
    #[serde(default)]
    zone: Option<String>,
    /// When the first meeting starts.
    #[serde(default)]
    first_start: Option<WhenText>,
}

impl Resource for AllSeries {
    type Model = Series;
    type Fields = SeriesFields;
    type Computed = Nothing;

    const PATH: &'static str = "series";
    const NAME: &'static str = "Series";
    const PLURAL: &'static str = "AllSeries";
    const ONE: &'static str = "a series of meetings";
    const MANY: &'static str = "series of meetings";
    const ABOUT: &'static str = "Meetings that recur.";
    const FILTERS: &'static [Filter] = &[
        Filter::words("active", "active", &[("true", "true"), ("false", "false")], "Whether they go on."),
        Filter::ids("organiser_role", "actor", "PractitionerRole", "This role calls the meetings."),
        Filter::reached(
            "community",
            &[("actor:PractitionerRole.organization", "Organization")],
            "This community or organisation calls the meetings.",
        ),
        Filter::ids("organiser_person", "actor", "Practitioner", "This person calls the meetings."),
        Filter::contains("q", "name", "mensuelle", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name")];

    fn fields(series: &Series) -> SeriesFields {
        let Recurrence { label, rule, zone, first_start } = series.recurrence.clone();
        SeriesFields {
            name: series.name.clone(),
            active: series.active,
            organisers: LinkBody::all(&series.organisers),
            recurrence: RecurrenceBody { label, rule, zone, first_start: first_start.map(Text) },
            comment: series.comment.clone(),
        }
    }

    fn model(fields: SeriesFields) -> Result<Series> {
        let RecurrenceBody { label, rule, zone, first_start } = fields.recurrence;
        Ok(Series {
            id: None,
            name: wire::optional(fields.name),
            active: fields.active,
            organisers: LinkBody::links(fields.organisers, "/organisers")?,
            recurrence: Recurrence {
                label: wire::optional(label),
                rule: wire::optional(rule),
                zone: wire::optional(zone),
                first_start: first_start.map(|when| when.0),
            },
            comment: wire::optional(fields.comment),
        })
    }

    async fn compute(_: &Kernel, _: &Context, series: &[Series]) -> Result<Vec<Nothing>> {
        Ok(nothing(series))
    }

    fn example() -> SeriesFields {
        Self::fields(&Series {
            id: None,
            name: Some("Réunions bi-mensuelles de la communauté".to_owned()),
            active: true,
            organisers: vec![Link::named("Secrétariat de la communauté")],
            recurrence: Recurrence {
                label: Some("bi-mensuelle".to_owned()),
                rule: Some("FREQ=WEEKLY;INTERVAL=2".to_owned()),
                zone: Some("Europe/Paris".to_owned()),
                first_start: When::parse("2021-04-13T10:00:00+02:00").ok(),
            },
            comment: None,
        })
    }
}
