//! The program: `serve`, `dev` and what an operator needs besides.

use lien_the_he::commands;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("lien-the-he: {e}");
            ExitCode::FAILURE
        }
    }
}
