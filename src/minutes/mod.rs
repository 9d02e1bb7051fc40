//! Reads the minutes that people write, and turns them into a draft: what they say, where they say it, and how
//! sure the reader is. The same text always gives the same draft.
//!
//! It knows the layouts of minutes (a grid of labels, an agenda and a table of subjects whose cells a PDF has
//! wrapped and torn apart; or, in `layout`, headings, label lines, lists and whole tables), and the French and
//! English words for them. It knows nothing of HTTP, storage
//! or clocks.

mod action;
mod agenda;
mod alike;
mod attendees;
mod cells;
mod clock;
mod community;
mod cues;
mod dates;
mod discussion;
mod document;
pub mod draft;
mod due;
mod due_weekday;
mod due_words;
mod effort;
pub mod export;
mod header;
pub mod import;
mod layout;
mod marks;
mod mentions;
mod next_meeting;
mod paragraphs;
mod passage;
mod pattern;
mod reader;
mod recurrence;
pub mod render;
mod room;
mod sentences;
mod states;
mod table;
mod table_head;
mod text_layer;
mod vocabulary;
pub mod wire;
mod word_lists;
mod zones;

pub use document::{Document, Format};
pub use draft::Draft;
pub use mentions::Alias;
pub use reader::read;
pub use text_layer::{MAX_BYTES, MAX_LINES};
