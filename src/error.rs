//! The one error of the house. It knows nothing of HTTP: a face maps its [`Kind`] to a status and
//! renders its [`Issue`]s as an OperationOutcome or a problem document.

use std::error::Error as StdError;
use std::fmt;

/// The result of anything that may fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in the words that both faces share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request cannot be read: bad syntax, an unknown parameter, a wrong value.
    Invalid,
    /// The request can be read, but its content breaks a rule.
    Unprocessable,
    /// There is nothing at this place and never was.
    NotFound,
    /// What was here has been deleted.
    Gone,
    /// The change contradicts the present state.
    Conflict,
    /// A condition that the caller stated (`If-Match`, a conditional criterion) does not hold.
    PreconditionFailed,
    /// The change needs a condition that the caller did not state.
    PreconditionRequired,
    /// The method is not offered here.
    MethodNotAllowed,
    /// No representation that the caller accepts.
    NotAcceptable,
    /// The body's media type is not understood.
    UnsupportedMediaType,
    /// The body or the answer passes a limit.
    TooLarge,
    /// The caller has not said who it is.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// The work cannot be done now; later it may.
    Unavailable,
    /// A fault of ours. Its cause is logged and never shown.
    Internal,
}

/// How much an [`Issue`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The request was refused because of it.
    Error,
    /// The request was carried out, yet something deserves attention.
    Warning,
    /// Nothing is wrong; it is said because the caller asked.
    Information,
}

/// Where in the caller's input an [`Issue`] stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A FHIRPath expression, such as `Task.status` or `Bundle.entry[3].resource.owner`.
    Expression(String),
    /// A JSON pointer (RFC 6901), such as `/due/kind`.
    Pointer(String),
    /// A query parameter's or header's name.
    Parameter(String),
}

/// One thing to tell the caller: what, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// A stable kebab-case code, such as `unknown-parameter`.
    pub code: &'static str,
    /// A sentence for the caller, free of internals.
    pub message: String,
    /// Where it stands, when that can be said.
    pub at: Option<At>,
}

impl Issue {
    /// An issue that refuses the request.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), at: None }
    }

    /// An issue that lets the request pass.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// A remark that nothing is wrong with.
    pub fn information(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Information, ..Self::error(code, message) }
    }

    /// The same issue at a FHIRPath expression.
    pub fn at_expression(self, expression: impl Into<String>) -> Self {
        Self { at: Some(At::Expression(expression.into())), ..self }
    }

    /// The same issue at a JSON pointer.
    pub fn at_pointer(self, pointer: impl Into<String>) -> Self {
        Self { at: Some(At::Pointer(pointer.into())), ..self }
    }

    /// The same issue at a query parameter or header.
    pub fn at_parameter(self, name: impl Into<String>) -> Self {
        Self { at: Some(At::Parameter(name.into())), ..self }
    }
}

/// A refusal or a fault: a kind, at least one issue, and for faults of ours the cause.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    issues: Vec<Issue>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error with one issue.
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Self {
        Self::with(kind, Issue::error(code, message))
    }

    /// An error with one issue that may carry its place.
    pub fn with(kind: Kind, issue: Issue) -> Self {
        Self { kind, issues: vec![issue], source: None }
    }

    /// An error with several issues. `None` when there is no issue of severity error.
    pub fn from_issues(kind: Kind, issues: Vec<Issue>) -> Option<Self> {
        let refused = issues.iter().any(|issue| issue.severity == Severity::Error);
        refused.then_some(Self { kind, issues, source: None })
    }

    /// A request that cannot be read.
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, code, message)
    }

    /// A fault of ours. `context` is for the log only; the caller sees a fixed sentence.
    pub fn internal(context: impl fmt::Display, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let cause: Box<dyn StdError + Send + Sync> = format!("{context}: {source}").into();
        let issue = Issue::error("internal", "The server failed to do this. The fault has been logged.");
        Self { kind: Kind::Internal, issues: vec![issue], source: Some(cause) }
    }

    /// What went wrong.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What to tell the caller; never empty.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The first issue's stable code.
    pub fn code(&self) -> &'static str {
        self.issues.first().map_or("internal", |issue| issue.code)
    }

    /// The same error with each issue's place rewritten, for errors found inside a larger input.
    pub fn map_places(mut self, rewrite: impl Fn(Option<At>) -> Option<At>) -> Self {
        for issue in &mut self.issues {
            issue.at = rewrite(issue.at.take());
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for issue in &self.issues {
            write!(f, "{separator}{}", issue.message)?;
            separator = "; ";
        }
        if let Some(source) = &self.source {
            write!(f, " ({source})")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
