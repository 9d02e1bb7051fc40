//! Where a meeting takes place, and the address of its virtual room.

use super::draft::{Found, Room};
use super::passage::Passage;

/// Reads a place; an address within it is made complete.
pub(super) fn read(value: &Passage) -> Found<Room> {
    let as_written = value.text().to_owned();
    let url = as_written.split(|c: char| c.is_whitespace() || "()<>[]«»\"".contains(c)).find_map(address);
    let channel = url.as_deref().and_then(channel);
    Found::sure(Room { as_written, url, channel }, value.span())
}

/// The kinds of virtual rooms that are known.
pub(super) const CHANNELS: [&str; 4] = ["jitsi", "zoom", "ms-teams", "google-meet"];

/// The kind of virtual room that an address opens, where its host tells.
fn channel(url: &str) -> Option<&'static str> {
    const HOSTS: [(&str, &str); 5] = [
        ("jit.si", "jitsi"),
        ("jitsi", "jitsi"),
        ("zoom.us", "zoom"),
        ("teams.microsoft.com", "ms-teams"),
        ("meet.google.com", "google-meet"),
    ];
    let host = url.split("//").nth(1)?.split('/').next()?;
    HOSTS.iter().find(|(part, _)| host.contains(part)).map(|&(_, channel)| channel)
}

/// `https://host/path`, `host.tld/path` with `https://` put before it.
fn address(piece: &str) -> Option<String> {
    let piece = piece.trim_end_matches(['.', ',', ';', ':']);
    if let Some(rest) = piece.strip_prefix("https://").or_else(|| piece.strip_prefix("http://")) {
        return is_host(rest.split('/').next()?).then(|| piece.to_owned());
    }
    let (host, path) = piece.split_once('/')?;
    (is_host(host) && !path.is_empty()).then(|| format!("https://{piece}"))
}

fn is_host(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or_default();
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(label)
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_complete() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(read(&Passage::of_line(1, text)).value.url.as_deref(), expected, "{text}");
        };
        check(
            "Virtuelle (meet.jit.si/openIMISImplementers)",
            Some("https://meet.jit.si/openIMISImplementers"),
        );
        check("En ligne : https://zoom.us/j/123?pwd=4.", Some("https://zoom.us/j/123?pwd=4"));
        check("Salle 3/4, Dakar", None);
        check("km/h", None);
    }

    #[test]
    fn the_host_tells_the_channel() {
        assert_eq!(channel("https://meet.jit.si/x"), Some("jitsi"));
        assert_eq!(channel("https://visio.example.org/x"), None);
    }
}
