//! What an operator says of a service by which people sign in.

use super::address;
use crate::platform::fields::Secret;
use serde::Deserialize;

/// One service, as `SIGN_IN_PROVIDERS` has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Its name in addresses: 1 to 32 of `a` to `z`, digits and `-`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its issuer, exactly as it calls itself; `/.well-known/openid-configuration` is below it.
    pub issuer: String,
    /// The name that it gave to this service.
    pub client_id: String,
    /// The secret that it gave; none where it gave none (a public client, held by PKCE alone).
    #[serde(default)]
    pub client_secret: Option<Secret>,
    /// Where it sends people back to: a page of the client's, which hands on `code` and `state`.
    pub redirect_uri: String,
    /// What is asked for; `openid` unless told.
    #[serde(default = "openid")]
    pub scope: String,
}

fn openid() -> String {
    "openid".to_owned()
}

impl Settings {
    /// Reads a JSON list of them.
    ///
    /// # Errors
    /// What is wrong, and with which of them; never what was given, for it holds secrets.
    pub fn list(text: &str) -> Result<Vec<Self>, String> {
        let form = "must be a JSON list of objects with id, name, issuer, client_id, client_secret, redirect_uri, scope";
        let all: Vec<Self> = serde_json::from_str(text).map_err(|_| form.to_owned())?;
        for (position, settings) in (1..).zip(&all) {
            settings.check().map_err(|wrong| format!("entry {position}: {wrong}"))?;
            let twice = all.iter().filter(|other| other.id == settings.id || other.issuer == settings.issuer);
            if twice.count() > 1 {
                return Err(format!("entry {position}: its id or issuer is also another's"));
            }
        }
        Ok(all)
    }

    fn check(&self) -> Result<(), &'static str> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=32).contains(&self.id.len()) || !self.id.bytes().all(plain) {
            return Err("id must be 1 to 32 of a-z, 0-9 and -");
        }
        if self.name.trim().is_empty() || self.client_id.trim().is_empty() {
            return Err("name and client_id must not be empty");
        }
        if address(&self.issuer).is_none_or(|url| url.query().is_some() || url.fragment().is_some()) {
            return Err("issuer must be an https address without ? and #");
        }
        if !self.redirect_uri.contains(':') || self.redirect_uri.contains('#') {
            return Err("redirect_uri must be an address without #");
        }
        if !self.scope.split(' ').any(|scope| scope == "openid") {
            return Err("scope must have openid in it");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn list(change: impl FnOnce(&mut Value)) -> Result<Vec<Settings>, String> {
        let mut one = json!({
            "id": "vneid", "name": "VNeID", "issuer": "https://id.example", "client_id": "lth",
            "client_secret": "hush-hush", "redirect_uri": "https://app.example/back",
        });
        change(&mut one);
        Settings::list(&json!([one]).to_string())
    }

    #[test]
    fn a_service_is_reached_over_https_and_a_mistake_repeats_no_secret() {
        assert_eq!(list(|_| ()).unwrap().first().unwrap().scope, "openid");
        assert!(list(|one| one["issuer"] = json!("http://127.0.0.1:8081")).is_ok());
        for (name, value) in [
            ("id", json!("VN eID")),
            ("issuer", json!("http://id.example")),
            ("issuer", json!("https://id.example?x=1")),
            ("issuer", json!("ftp://id.example")),
            ("client_id", json!(" ")),
            ("client_secret", json!(7)),
            ("redirect_uri", json!("nowhere")),
            ("scope", json!("profile")),
            ("color", json!("red")),
        ] {
            let wrong = list(|one| one[name] = value).unwrap_err();
            assert!(!wrong.contains("hush"), "{wrong}");
        }
        assert!(Settings::list("hush-hush").is_err_and(|wrong| !wrong.contains("hush")));
    }
}
