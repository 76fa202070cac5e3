//! `create-admin`: the first account, before anybody can sign in to make another.

use super::Outcome;
use super::instance::{Instance, Keys};
use crate::access::users;
use crate::platform::auth::{Scope, password};
use crate::platform::config::Config;
use crate::platform::db::Change;
use crate::platform::fields::Login;
use crate::platform::http::Today;
use crate::platform::log::Event;
use std::io::{BufRead, IsTerminal};

/// Creates the first account. The password is the first line of standard input.
pub fn create(config: &Config, login: &str, display_name: &str) -> Outcome {
    if std::io::stdin().is_terminal() {
        eprintln!("Password (it will show as you type; pipe it in to keep it off the screen):");
    }
    let login = Login::parse(login).map_err(|_| "a login has 3 to 64 letters, digits and . _ @ + -")?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if !password::acceptable(password, &login) {
        return Err(
            "the password needs 10 to 128 characters, must not be common and must not contain the login"
                .into(),
        );
    }
    let hash = password::hash_blocking(password)?;
    let instance = Instance::start(config)?;
    let db = instance.db(config, &Keys::kept(config)?.vault, Today::by_the_clock())?;
    let scope = Scope::operator(Today::by_the_clock().get());
    let created = async {
        let change = db.write(&scope, async |w| {
            let (user, given) = users::store::create_admin(w, &login, display_name, &hash).await?;
            let (created, more) = users::store::told(w, "created", None, &user).await?;
            Ok(Change::several((), created, more).and_all(given.iter().map(Event::created)))
        });
        change.await
    };
    actix_web::rt::System::new().block_on(created)?;
    println!("{} may now sign in and give rights to others", &*login);
    Ok(())
}
