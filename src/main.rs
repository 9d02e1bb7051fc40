//! The `relais` command: reads the command line and ends with 0 when all went well, 1 when it failed, 2 when the
//! command line was wrong, 3 when some of the files were refused, 4 when an import left conflicts.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::run(&cli::Arguments::parse()) {
        Ok(ended) => ExitCode::from(ended.code()),
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
