//! From a draft to the store: the meeting, its record, what was said, what is to be done, who took part, and
//! the document itself, written in one transaction.
//!
//! Ids are derived: what several documents speak of (the community, the series, people, meetings, and the one
//! record of each) from names and days, so that a meeting that an earlier document planned becomes the one that a
//! later document records. Points and actions are known again by their words when the document of a meeting comes
//! again changed; new ones get ids from the document's SHA-1 and the place in it. The same document twice changes
//! nothing.
//!
//! What each import said is kept beside the meeting. A later one takes over what the document changed since,
//! leaves what people changed, and reports what both did.

mod carried;
mod decide;
mod earlier;
mod identity;
mod meeting;
mod merge;
mod pairing;
mod parties;
mod plan;
mod record;
mod summary;
mod write;

use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use carried::{Accept, Match};
pub use summary::{Conflict, Summary, Thing, Updated, Vanished};
pub use write::{Choices, import, import_with, matches};

use identity::Identity;

use super::{Document, Draft};
use crate::error::Result;
use crate::fhir::Resource;
use crate::model::{Moment, Series};

/// The document that a draft was read from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, such as the file's.
    pub name: Option<String>,
    /// Its media type.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was handed in.
    pub received_at: Option<Moment>,
    /// The zone that hours without a zone are taken in. Without it such a meeting has a day and no hours.
    pub zone: Option<TimeZone>,
}

impl Source {
    /// A document as it was handed in, under its true media type.
    pub fn document(name: Option<String>, document: &Document, bytes: Vec<u8>) -> Self {
        Self { name, content_type: document.media_type(), bytes, received_at: None, zone: None }
    }

    /// A plain text.
    pub fn text(name: Option<String>, text: &str) -> Self {
        Self {
            name,
            content_type: "text/plain; charset=utf-8".to_owned(),
            bytes: text.as_bytes().to_vec(),
            received_at: None,
            zone: None,
        }
    }
}

/// The id of a meeting of a series on a day, as minutes that speak of it would derive it, so that they find it when
/// they come in. `None` for a series that did not come from minutes.
pub fn meeting_of_series(series: &Series, day: Date) -> Option<String> {
    let identity = Identity::new(&[], series.name.as_deref()?, Some(series.recurrence.rule.as_deref()?));
    (series.id.as_deref() == Some(identity.series().as_str())).then(|| identity.meeting(day))
}

/// Everything that a draft tells, as resources with ids; what is pointed to comes before what points to it.
/// Fails where the draft lacks what every meeting has: a day, and who met.
pub fn resources(draft: &Draft, source: &Source) -> Result<Vec<Resource>> {
    let plan = plan::plan(draft, source, &earlier::Earlier::default(), &[], Accept::None)?;
    Ok(plan.things.into_iter().map(|planned| planned.resource).collect())
}
