//! Lists: pages, orders, totals.

use serde_json::json;

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
