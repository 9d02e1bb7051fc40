//! `relais` as a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a command may take. One that should have been refused, but serves, is killed then.
const LONGEST: Duration = Duration::from_secs(20);

/// How a command ended, and what it printed. A command that was killed has no code.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command that does not see the settings of whoever runs the tests.
fn relais(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    let settings = std::env::vars_os().map(|(name, _)| name);
    for name in settings.filter(|name| name.to_string_lossy().starts_with("RELAIS_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// Runs a command to its end, with variables like `RELAIS_LISTEN=…`.
#[expect(clippy::unwrap_used, reason = "a test that cannot start relais has failed")]
pub(crate) fn run(arguments: &[&str], variables: &[&str]) -> Ended {
    let variables = variables.iter().filter_map(|variable| variable.split_once('='));
    let mut command = relais(arguments);
    let mut child = command.envs(variables).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (out, err) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
    let started = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if started.elapsed() > LONGEST => child.kill().unwrap(),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    Ended { code: status.code(), out: out.join().unwrap(), err: err.join().unwrap() }
}

/// Reads a pipe to its end beside the test, so that it never fills.
fn drain(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        drop(pipe.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// `relais`, listening. It is killed with the test.
pub(crate) struct Served {
    /// Where it is reached, without a slash at the end.
    pub(crate) base: String,
    child: Child,
}

#[expect(clippy::unwrap_used, reason = "a test that cannot start relais has failed")]
impl Served {
    /// Serves a database on a port that the system chooses.
    pub(crate) fn start(database: &Path) -> Self {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--database"];
        let mut child = relais(&arguments).arg(database).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.find_map(|line| {
            let entry: serde_json::Value = serde_json::from_str(&line.ok()?).ok()?;
            (entry.get("message")? == "listening")
                .then(|| entry.get("base_url")?.as_str().map(str::to_owned))?
        });
        // Whatever it logs from now on must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { base: listening.unwrap(), child }
    }

    /// Runs the demo, with a folder for what is temporary. Gives what it printed, too.
    pub(crate) fn demo(temporary: &Path) -> (Self, String) {
        let mut command = relais(&["demo", "--listen", "127.0.0.1:0"]);
        let mut child = command.env("TMPDIR", temporary).stdout(Stdio::piped()).spawn().unwrap();
        let mut printed = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !printed.contains("/docs/") && out.read_line(&mut printed).unwrap() > 0 {}
        let (_, base) = printed.split_once("relais serves at ").unwrap();
        let base = base.split_whitespace().next().unwrap().to_owned();
        (Self { base, child }, printed)
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already, which is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
