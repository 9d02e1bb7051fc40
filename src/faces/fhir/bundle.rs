//! Bundles that answer (R4, section 2.36), written around the stored bytes of the resources in them.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::faces::fhir::reply::Reply;
use crate::fhir::{Id, datetime};
use crate::kernel::{Method, Version};

/// A Bundle under construction.
#[derive(Debug)]
pub(super) struct BundleWriter {
    text: Vec<u8>,
    base: String,
    entries: usize,
}

/// Why a resource stands in a searchset.
#[derive(Debug, Clone, Copy)]
pub(super) enum SearchMode {
    /// It is what was asked for.
    Match,
    /// It was brought along.
    Include,
}

impl BundleWriter {
    /// Opens a Bundle of a type. `links` are pairs of relation and URL; `base` is the FHIR base.
    pub(super) fn new(bundle_type: &str, total: Option<u64>, links: &[(&str, String)], base: String) -> Self {
        let links: Vec<Value> =
            links.iter().map(|(relation, url)| json!({ "relation": relation, "url": url })).collect();
        let mut head = json!({
            "resourceType": "Bundle",
            "id": Id::fresh().as_str(),
            "type": bundle_type,
        });
        if let Some(head) = head.as_object_mut() {
            if let Some(total) = total {
                head.insert("total".to_owned(), total.into());
            }
            if !links.is_empty() {
                head.insert("link".to_owned(), Value::Array(links));
            }
        }
        let mut text = head.to_string().into_bytes();
        // The closing brace comes back at the end.
        text.pop();
        Self { text, base, entries: 0 }
    }

    /// Adds a version found by a search.
    pub(super) fn found(&mut self, version: &Version, mode: SearchMode) {
        let mode = match mode {
            SearchMode::Match => "match",
            SearchMode::Include => "include",
        };
        self.open_entry(version);
        self.text.extend_from_slice(br#","resource":"#);
        self.text.extend_from_slice(&version.body);
        self.text.extend_from_slice(format!(r#","search":{{"mode":"{mode}"}}}}"#).as_bytes());
    }

    /// Adds an OperationOutcome that says something about the search.
    pub(super) fn remarked(&mut self, outcome: &Value) {
        self.separate();
        let entry = format!(r#"{{"resource":{outcome},"search":{{"mode":"outcome"}}}}"#);
        self.text.extend_from_slice(entry.as_bytes());
    }

    /// Adds an OperationOutcome that says something about the history at a path. Each entry of a history has a request
    /// and a response (bdl-3, bdl-4), so it stands in the response to the read itself.
    pub(super) fn remarked_in_history(&mut self, path: &str, outcome: &Value) {
        self.separate();
        let entry = format!(
            r#"{{"request":{{"method":"GET","url":"{path}"}},"response":{{"status":"200 OK","outcome":{outcome}}}}}"#
        );
        self.text.extend_from_slice(entry.as_bytes());
    }

    /// Adds a version as a step of history.
    pub(super) fn past(&mut self, version: &Version) {
        let (method, status) = match version.method {
            Method::Create if version.number == 1 => ("POST", "201 Created"),
            Method::Create => ("PUT", "201 Created"),
            Method::Update => ("PUT", "200 OK"),
            Method::Delete => ("DELETE", "204 No Content"),
        };
        self.open_entry(version);
        if !version.is_deleted() {
            self.text.extend_from_slice(br#","resource":"#);
            self.text.extend_from_slice(&version.body);
        }
        let key = &version.key;
        let url = match method {
            "POST" => key.resource_type.to_string(),
            _ => format!("{}/{}", key.resource_type, key.id),
        };
        let instant = datetime::format_instant(version.at);
        let rest = format!(
            r#","request":{{"method":"{method}","url":"{url}"}},"response":{{"status":"{status}","etag":"W/\"{}\"","lastModified":"{instant}"}}}}"#,
            version.number
        );
        self.text.extend_from_slice(rest.as_bytes());
    }

    /// Adds the answer to an entry of a batch or transaction. What an error says belongs to the response.
    pub(super) fn answered(&mut self, answer: &Reply) {
        self.separate();
        self.text.push(b'{');
        let failed = answer.status.is_client_error() || answer.status.is_server_error();
        let is_outcome = failed || answer.told;
        if !answer.body.is_empty() && !is_outcome {
            self.text.extend_from_slice(br#""resource":"#);
            self.text.extend_from_slice(&answer.body);
            self.text.push(b',');
        }
        let mut response = format!(r#""response":{{"status":"{}""#, answer.status);
        if let Some(location) = &answer.location {
            response.push_str(&format!(r#","location":"{location}""#));
        }
        if let Some((number, at)) = answer.version {
            let instant = datetime::format_instant(at);
            response.push_str(&format!(r#","etag":"W/\"{number}\"","lastModified":"{instant}""#));
        }
        self.text.extend_from_slice(response.as_bytes());
        if is_outcome {
            self.text.extend_from_slice(br#","outcome":"#);
            self.text.extend_from_slice(&answer.body);
        }
        self.text.extend_from_slice(b"}}");
    }

    /// Closes the Bundle.
    pub(super) fn finish(mut self) -> Bytes {
        if self.entries > 0 {
            self.text.push(b']');
        }
        self.text.push(b'}');
        Bytes::from(self.text)
    }

    fn open_entry(&mut self, version: &Version) {
        self.separate();
        let (key, base) = (&version.key, &self.base);
        let fragment = version.fragment.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
        let opening = format!(r#"{{"fullUrl":"{base}/{}/{}{fragment}""#, key.resource_type, key.id);
        self.text.extend_from_slice(opening.as_bytes());
    }

    fn separate(&mut self) {
        let separator: &[u8] = if self.entries == 0 { br#","entry":["# } else { b"," };
        self.text.extend_from_slice(separator);
        self.entries += 1;
    }
}
