//! What a reader of the page does not read: what is hidden, what runs, and what surrounds a wiki's page.

use html5gum::StartTag;

use super::{attribute, has};

/// Elements that hold no prose, or prose that was deleted.
const ELEMENTS: [&str; 21] = [
    "audio", "button", "canvas", "datalist", "del", "footer", "head", "iframe", "map", "math", "nav",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
];

/// Names by which MediaWiki, Confluence, DokuWiki and Google Docs mark what surrounds a page.
const NAMES: [&str; 30] = [
    "toc",
    "toc-macro",
    "mw-editsection",
    "mw-navigation",
    "mw-jump-link",
    "mw-panel",
    "mw-head",
    "noprint",
    "printfooter",
    "catlinks",
    "reference",
    "breadcrumb-section",
    "breadcrumbs",
    "page-metadata",
    "footer",
    "dokuwiki__header",
    "dokuwiki__footer",
    "dokuwiki__aside",
    "dw__toc",
    "secedit",
    "pagetools",
    "docinfo",
    "sitesub",
    "contentsub",
    "jump-to-nav",
    "likes-and-labels-container",
    "navbox",
    "sr-only",
    "screenreader",
    "visually-hidden",
];

/// Whether the element is left out with all that stands in it.
pub(super) fn is_dropped(name: &str, tag: &StartTag<()>) -> bool {
    if ELEMENTS.contains(&name) {
        return true;
    }
    if tag.attributes.is_empty() || matches!(name, "html" | "body") {
        return false;
    }
    let style = attribute(tag, "style");
    let hidden = has(tag, "hidden")
        || attribute(tag, "aria-hidden") == "true"
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || attribute(tag, "role") == "navigation";
    let named = |attributed: &str| {
        attribute(tag, attributed).split_ascii_whitespace().any(|name| NAMES.contains(&name))
    };
    hidden || named("class") || named("id")
}
