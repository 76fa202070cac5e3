//! The command line: what an operator can tell the program to do.
//!
//! - To run: `serve`, `dev`, `healthcheck`, `migrate`.
//! - To fill: `import-units` and `import-plans` from `data/`, `create-admin`, `generate` with made-up clubs.
//! - To check: `verify`, which compares everything derived with what it is derived from.
//! - To print: `openapi`, `generate-keys`.

mod administrator;
mod demo;
mod generate;
mod healthcheck;
mod instance;
mod laws;
mod loan_reckoning;
mod map;
mod mergers;
mod plans;
mod reckoning;
mod serve;
mod verify;

use crate::platform::config::Config;
use clap::{Parser, Subcommand};
use std::error::Error;

/// The result of a command; its error is for the person who typed it.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
#[command(
    name = "lien-the-he",
    version,
    about = "liên thế hệ: the API of Vietnam's intergenerational self-help clubs"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database up to date, then serve the API on `LISTEN_ADDR`
    Serve,
    /// Serve with the real map, demonstration data and keys made on first use; for trying, not for production
    Dev {
        /// Pretend that it is this day (YYYY-MM-DD), for example 2025-06-30, before the districts ended
        #[arg(long, value_name = "DAY")]
        today: Option<chrono::NaiveDate>,
    },
    /// Exit with 0 if the server on `LISTEN_ADDR` is ready, with 1 if not
    Healthcheck,
    /// Bring the database up to date: run the migrations and make the SQL functions anew
    Migrate,
    /// Import the administrative units before and after 1 July 2025; safe to repeat
    ImportUnits,
    /// Import the programme's decisions and plans with their targets, and the units that they are of; safe to repeat
    ImportPlans,
    /// Print the OpenAPI document (JSON)
    Openapi,
    /// Create the first account, with the roles of user and system administrator of the nation; the first line of
    /// standard input is its password
    CreateAdmin {
        /// The name to sign in with
        #[arg(long)]
        login: String,
        /// The name to show
        #[arg(long, default_value = "Quản trị hệ thống")]
        display_name: String,
    },
    /// Read all books again, from the first entry on, and fail if a balance, metric row or cached figure differs
    Verify,
    /// Fill an empty database with a nation of made-up clubs, to see how everything does at its full size
    Generate(generate::Wanted),
    /// Print fresh random keys for `SIGNING_KEY`, `DATA_KEYS` and `LOOKUP_KEY`
    GenerateKeys,
}

/// Runs the command that was typed.
///
/// # Errors
/// What the operator has to know.
pub fn run() -> Outcome {
    let cli = Cli::parse();
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    match cli.command {
        Command::Serve => serve::serve(&Config::from_env()?),
        Command::Dev { today } => serve::dev(&Config::from_env()?, today),
        Command::Healthcheck => healthcheck::check(Config::from_env()?.listen),
        Command::Migrate => instance::Instance::start(&Config::from_env()?).map(|_| println!("up to date")),
        Command::ImportUnits => map::import_command(&Config::from_env()?),
        Command::ImportPlans => plans::import_command(&Config::from_env()?),
        Command::Openapi => {
            // by way of a value, whose members are in order: some of the document's own maps have none
            println!("{:#}", serde_json::to_value(crate::app::openapi())?);
            Ok(())
        }
        Command::CreateAdmin { login, display_name } => {
            administrator::create(&Config::from_env()?, &login, &display_name)
        }
        Command::Verify => verify::verify(&Config::from_env()?),
        Command::Generate(wanted) => generate::generate(&Config::from_env()?, &wanted),
        Command::GenerateKeys => instance::print_fresh_keys(),
    }
}
