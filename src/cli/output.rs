//! How commands speak: answers on standard output, complaints on standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use relais::error::{At, Error, Result, Severity};

/// Prints an answer. Whoever closes the pipe early, as `head` does, has had enough; that is no failure.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::internal("standard output cannot be written to", error))
        }
        _ => Ok(()),
    }
}

/// Prints what was refused or failed, one line for each issue, and the cause where it is a fault of ours.
pub(crate) fn complain(error: &Error) {
    for issue in error.issues() {
        let mark = match issue.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        };
        let place = match &issue.at {
            Some(At::Expression(place) | At::Pointer(place) | At::Parameter(place)) => {
                format!(" (at {place})")
            }
            None => String::new(),
        };
        complain_of(mark, &format!("{}{place}", issue.message));
    }
    if let Some(cause) = std::error::Error::source(error) {
        complain_of("cause", &cause.to_string());
    }
}

/// Prints one complaint. When even standard error is closed, nobody is left to tell.
pub(super) fn complain_of(mark: &str, message: &str) {
    drop(writeln!(io::stderr().lock(), "relais: {mark}: {message}"));
}

/// Shows on a terminal how far a command is with many files.
pub(super) fn show_progress(place: usize, all: usize, what: &str) {
    let mut terminal = io::stderr().lock();
    if all > 1 && terminal.is_terminal() {
        drop(write!(
            terminal,
            "\r\u{1b}[2K{place}/{all} {what}{}",
            if place == all { "\r\u{1b}[2K" } else { "" }
        ));
        drop(terminal.flush());
    }
}
