//! A server for one test, and the answers that it gives.

use std::time::Duration;

use relais::app::App;
use relais::config::{Config, Database, Limits, Log, LogFormat, Scope, Token};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A server on a port of its own. It ends with the test, and its database with it.
pub(crate) struct Server {
    /// Where it is reached, without a slash at the end.
    pub(crate) base: String,
    client: Client,
    _folder: TempDir,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

/// What the tests set up and take apart may fail only when the machine does.
#[expect(clippy::unwrap_used, reason = "a test that cannot start its server has failed")]
impl Server {
    /// A server that is open to everyone.
    pub(crate) async fn start() -> Self {
        Self::start_with(Vec::new()).await
    }

    /// A server that asks for tokens: pairs of a secret and what it allows.
    pub(crate) async fn start_with(tokens: Vec<(&str, Vec<Scope>)>) -> Self {
        Self::open(tokens, Duration::from_secs(30)).await
    }

    /// A server that is open to everyone and gives each request so long.
    pub(crate) async fn start_within(request_timeout: Duration) -> Self {
        Self::open(Vec::new(), request_timeout).await
    }

    async fn open(tokens: Vec<(&str, Vec<Scope>)>, request_timeout: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let named = tokens.into_iter().enumerate();
        let config = Config {
            listen,
            database: Database::Sqlite(folder.path().join("relais.db")),
            base_url: None,
            log: Log { filter: "off".to_owned(), format: LogFormat::Text },
            time_zone: None,
            limits: Limits { max_body_bytes: 1024 * 1024, request_timeout },
            tokens: named
                .map(|(place, (secret, scopes))| {
                    Token::from_secret(&format!("token {place}"), scopes, secret).unwrap()
                })
                .collect(),
        };
        let app = App::open(&config).unwrap();
        app.kernel().adopt_definitions().await.unwrap();
        tokio::spawn(app.serve(listener, std::future::pending()));
        Self { base: config.base_url(), client: Client::new(), _folder: folder }
    }

    /// Sends a request. The path starts with a slash; the body goes out as `content-type` says among the
    /// headers, or as JSON.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        let names_type = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if body.is_some() && !names_type {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    /// POST of bytes.
    pub(crate) async fn post_bytes(&self, path: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).header("content-type", media_type);
        let response = request.body(bytes).send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    /// GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// POST of a JSON document.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body.to_string())).await
    }
}

impl Answer {
    /// The body as JSON; null when it is not JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// A header's value; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The same answer, when its status is the expected one; otherwise the test fails and shows it.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{self:#?}");
        self
    }
}
