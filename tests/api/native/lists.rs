//! Lists: pages, orders, totals.

use serde_json::{Value, json};

use super::{ids, make, refusal, text};
use crate::server::Server;

const LIST: &str = "/api/v1/platforms";

async fn with_platforms(names: &[&str]) -> Server {
    let server = Server::start().await;
    for name in names {
        make(&server, LIST, &json!({"name": name})).await;
    }
    server
}

#[tokio::test]
async fn pages_follow_one_another_and_carry_their_filters() {
    let server = with_platforms(&["a5", "a3", "b9", "a1", "a4", "a2"]).await;
    let mut path = format!("{LIST}?q=a&sort=-name&limit=2");
    let mut names = Vec::new();
    for _ in 0..3 {
        let page = server.get(&path).await.expect(200);
        let body = page.json();
        names.extend(body["data"].as_array().into_iter().flatten().map(|item| text(item, "name")));
        let next = text(&body, "next");
        if next.is_empty() {
            break;
        }
        let link = page.header("link").to_owned();
        path = link.trim_start_matches('<').split('>').next().unwrap_or_default().replace(&server.base, "");
        assert!(path.contains(&next), "{link}");
    }
    assert_eq!(names, ["a5", "a4", "a3", "a2", "a1"]);
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_only() {
    let server = with_platforms(&["a1", "a2", "a3"]).await;
    let next = text(&server.get(&format!("{LIST}?limit=1")).await.expect(200).json(), "next");
    let check = async |path: String, code: &str| {
        assert_eq!(refusal(&server.get(&path).await.expect(400).json()).0, code, "{path}");
    };
    check(format!("/api/v1/people?cursor={next}"), "invalid-cursor").await;
    check(format!("{LIST}?cursor={next}&q=a"), "cursor-mismatch").await;
    check(format!("{LIST}?cursor=nonsense"), "invalid-cursor").await;
    assert_eq!(ids(&server, &format!("{LIST}?cursor={next}")).await.len(), 2);
}

#[tokio::test]
async fn a_wrong_value_is_refused_with_those_that_are_right() {
    let server = Server::start().await;
    let check = async |query: &str, name: &str, right: &str| {
        let problem = server.get(&format!("{LIST}?{query}")).await.expect(400).json();
        assert_eq!(refusal(&problem), ("invalid-parameter-value".to_owned(), name.to_owned()), "{query}");
        assert!(text(&problem, "detail").contains(right), "{problem}");
    };
    check("component=toaster", "component", "shared-health-record").await;
    check("sort=colour", "sort", "name").await;
    check("limit=0", "limit", "1000").await;
    check("total=perhaps", "total", "true").await;
    check("q=", "q", "no value").await;
}

#[tokio::test]
async fn the_total_counts_what_the_filters_leave() {
    let server = with_platforms(&["a1", "a2", "b1"]).await;
    let page = server.get(&format!("{LIST}?q=a&total=true&limit=1")).await.expect(200).json();
    assert_eq!(page["total"], 2);
    assert!(server.get(LIST).await.expect(200).json().get("total").is_none());
}

fn at(path: &str) -> String {
    format!("/api/v1/{path}")
}

fn link(kind: &str, id: &str) -> Value {
    json!({"kind": kind, "id": id})
}

/// A server with one of everything, each pointing to the next, and with others of which nothing is known.
struct Web {
    server: Server,
    organization: String,
    person: String,
    platform: String,
    country: String,
    series: String,
    meeting: String,
    decision: String,
    minutes: String,
    actions: [String; 2],
}

impl Web {
    async fn new() -> Self {
        let server = Server::start().await;
        let organization = make(&server, &at("organizations"), &json!({"name": "Registre"})).await;
        let person = make(&server, &at("people"), &json!({"name": "Fatou Camara"})).await;
        let acts =
            json!({"person": link("person", &person), "organization": link("organization", &organization)});
        let role = link("role", &make(&server, &at("roles"), &acts).await);
        let platform = make(&server, &at("platforms"), &json!({"name": "OpenHIM"})).await;
        let country = make(&server, &at("countries"), &json!({"name": "Guinée", "iso_code": "GIN"})).await;
        let series = json!({"name": "Réunions", "organisers": [role]});
        let series = make(&server, &at("series"), &series).await;
        let meeting = json!({"title": "Réunion", "series_id": series, "participants": [{"actor": role}]});
        let meeting = make(&server, &at("meetings"), &meeting).await;
        let about = [link("country", &country), link("platform", &platform)];
        let decision = json!({"text": "Oui", "meeting_id": meeting, "sender": role, "about": about});
        let decision = make(&server, &at("decisions"), &decision).await;
        let minutes = json!({"title": "A", "date": "2021-04-14", "meeting_id": meeting, "authors": [role]});
        let minutes = make(&server, &at("minutes"), &minutes).await;
        let caused = json!({
            "description": "A",
            "owner": role,
            "meeting_id": meeting,
            "reason_id": decision,
            "concerns": [link("platform", &platform)],
        });
        let other = json!({"description": "B", "owner": link("person", &person)});
        let list = at("action-items");
        let actions = [make(&server, &list, &caused).await, make(&server, &list, &other).await];
        make(&server, &list, &json!({"description": "C"})).await;
        make(&server, &at("decisions"), &json!({"text": "Non"})).await;
        make(&server, &at("meetings"), &json!({"title": "Autre"})).await;
        make(&server, &at("minutes"), &json!({"title": "B", "date": "2021-04-14"})).await;
        Self { server, organization, person, platform, country, series, meeting, decision, minutes, actions }
    }
}

#[tokio::test]
async fn lists_are_narrowed_along_what_things_point_to() {
    let web = Web::new().await;
    let Web { organization, person, platform, country, series, meeting, decision, minutes, .. } = &web;
    let [caused, other] = &web.actions;
    let check = async |list: &str, expected: &[&String]| {
        let found = ids(&web.server, &at(list)).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{list}");
    };
    check(&format!("action-items?owner_person={person}"), &[caused, other]).await;
    check(&format!("action-items?owner_organization={organization}"), &[caused, other]).await;
    check(&format!("action-items?owner_organization={organization}&series={series}"), &[caused]).await;
    for filter in [
        format!("series={series}"),
        format!("community={organization}"),
        format!("platform={platform}"),
        format!("country={country}"),
    ] {
        check(&format!("action-items?{filter}&status=open&sort=description"), &[caused]).await;
        check(&format!("decisions?{filter}"), &[decision]).await;
        check(&format!("meetings?{filter}"), &[meeting]).await;
    }
    for filter in
        [format!("series={series}"), format!("community={organization}"), format!("author_person={person}")]
    {
        check(&format!("minutes?{filter}"), &[minutes]).await;
    }
    check(&format!("series?community={organization}"), &[series]).await;
    check(&format!("decisions?sender_organization={organization}"), &[decision]).await;
    check(&format!("decisions?sender_person={person}"), &[decision]).await;
    check(&format!("meetings?participant_person={person}"), &[meeting]).await;
    check(&format!("meetings?participant_organization={organization}"), &[meeting]).await;
    check(&format!("action-items?series={meeting}"), &[]).await;
}
