//! The application as in production, a world to try it on, and people to try it as.
//!
//! ```ignore
//! let app = TestApp::start().await;
//! let chair = app.role(Role::ClubChair, app.here).await;
//! let reply = chair.get(&format!("/v1/clubs/{}", app.here.club)).await;
//! ```

pub mod cost;
pub mod db;
pub mod document;
pub mod form;
pub mod linear;
pub mod provider;
pub mod service;
pub mod world;

use actix_http::Request;
use actix_web::body::to_bytes;
use actix_web::dev::Service;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service};
use actix_web::{HttpMessage, HttpResponse, HttpServer, rt};
use chrono::{NaiveDate, Utc};
use db::TestDb;
use futures_util::future::LocalBoxFuture;
use lien_the_he::app::{self, Parts};
use lien_the_he::platform::auth::factor::Asked;
use lien_the_he::platform::auth::password::Passwords;
use lien_the_he::platform::auth::token::{AUDIENCE, ISSUER, Seed, Signer};
use lien_the_he::platform::auth::{Claims, Grant, Place, Role, Versions};
use lien_the_he::platform::db::Db;
use lien_the_he::platform::error::{Code, Language};
use lien_the_he::platform::files::Files;
use lien_the_he::platform::http::{Limits, Patience, Today};
use lien_the_he::platform::ids::{AttachmentId, PersonId, UserId};
use lien_the_he::platform::oidc::Providers;
use lien_the_he::platform::vault::Vault;
use serde_json::Value;
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::rc::Rc;
use strum::IntoEnumIterator;
use uuid::Uuid;
use world::{HERE, Site, THERE};

type Served = Box<dyn Fn(Request) -> LocalBoxFuture<'static, HttpResponse>>;

/// The day it is, unless a test says otherwise.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();

/// The application over a database of its own.
pub struct TestApp {
    pub here: Site,
    pub there: Site,
    pub today: NaiveDate,
    served: Served,
    signer: Signer,
    versions: Versions,
    hearing: Option<Hearing>,
    sql: tokio_postgres::Client,
    /// Behind everything that uses it, for it is dropped last.
    pub db: TestDb,
}

/// Ends with the value.
struct Hearing(rt::task::JoinHandle<()>);

impl Drop for Hearing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An address as it goes over the wire.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'!'..=b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(byte).collect()
}

/// The rights of the districts ended with them.
fn until(place: Place) -> Option<NaiveDate> {
    matches!(place, Place::District(_)).then(|| world::REFORM.pred_opt().unwrap())
}

pub fn seed(byte: u8) -> Seed {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.encode([byte; 32]).parse().unwrap()
}

/// The keys with which the tests encrypt.
pub fn vault() -> Vault {
    use base64::Engine;
    let key = |byte| base64::prelude::BASE64_STANDARD.encode([byte; 32]);
    Vault::new(&format!("it:{}", key(1)), &key(2)).unwrap()
}

/// What a token says of somebody who has signed in, and proven her second factor just now.
pub fn claims(user: UserId, version: i32, person: Option<PersonId>, assignments: Vec<Grant>) -> Claims {
    let now = Utc::now().timestamp();
    Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: user,
        jti: Uuid::now_v7(),
        iat: now,
        exp: now + 900,
        ver: version,
        sid: Uuid::now_v7(),
        person,
        second_factor: true,
        second_factor_at: Some(now),
        assignments,
    }
}

/// Another way into a test's database, on 22 November 2026.
pub fn pools(url: &str, size: usize) -> Db {
    Db::new(url, url, size, vault(), Today::fixed(TODAY)).unwrap()
}

/// A server on a port.
pub struct Listening {
    pub port: u16,
    /// How many connections it has for reading, and as many for writing.
    pub pool: usize,
}

/// An application of one's own over a test's database: one more node of the service.
pub fn parts(db: &TestDb, signer: &Signer, today: NaiveDate, patience: Patience) -> Parts {
    let plenty = NonZeroU32::new(100_000).unwrap();
    Parts {
        db: Db::new(&db.url(), &db.url(), 8, vault(), Today::fixed(today)).unwrap(),
        signer: signer.clone(),
        versions: Versions::default(),
        passwords: Passwords::new(),
        second_factor: Asked::Required,
        providers: provider::served(),
        limits: Limits::new(plenty, plenty, 0),
        files: Files::in_memory(),
        patience,
        today: Today::fixed(today),
        origins: vec!["https://app.example".to_owned()],
    }
}

impl TestApp {
    /// On 22 November 2026.
    pub async fn start() -> Self {
        Self::start_on(TODAY).await
    }

    /// On another day: before 1 July 2025 there are districts.
    pub async fn start_on(today: NaiveDate) -> Self {
        let db = TestDb::new();
        if today < world::REFORM {
            db.is_on(today);
            let sql = db.connect().await;
            let place =
                format!("select logic.place_clubs(logic.misplaced_clubs('{today}', null), '{today}')");
            let noted = format!("update places_of_day set day = '{today}'");
            db::rows(&sql, &format!("{place}; {noted}; update clubs set version = 1")).await;
        }
        Self::over(db, today, provider::served()).await
    }

    /// On 22 November 2026, where people sign in by these services too.
    pub async fn start_with(providers: Providers) -> Self {
        Self::over(TestDb::new(), TODAY, providers).await
    }

    /// The same database, and a clock that says another day.
    pub async fn turned_to(self, today: NaiveDate) -> Self {
        let Self { db, .. } = self;
        Self::over(db, today, provider::served()).await
    }

    async fn over(db: TestDb, today: NaiveDate, providers: Providers) -> Self {
        db.is_on(today);
        let sql = db.connect().await;
        let signer = Signer::new(seed(7), &[]);
        let parts = Parts { providers, ..parts(&db, &signer, today, Patience::default()) };
        let versions = parts.versions.clone();
        for site in [HERE, THERE] {
            parts.files.keep(AttachmentId(site.attachment), world::PDF.into()).await.unwrap();
        }
        let service = Rc::new(init_service(app::build(parts)).await);
        let served: Served = Box::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request).await {
                    Ok(reply) => reply.into_parts().1.map_into_boxed_body(),
                    Err(error) => error.error_response(), // as the server would
                }
            })
        });
        Self { here: HERE, there: THERE, today, served, signer, versions, hearing: None, sql, db }
    }

    /// From here on it hears of rights that end, as the service does, and no longer asks the database at each call: for
    /// tests that call thousands of times, and may be told of such a right a moment later.
    pub fn hear(&mut self) {
        self.hearing = Some(Hearing(rt::spawn(self.versions.clone().listen(self.db.url()))));
    }

    /// Serves this database on a port as well, on a thread of its own, for as long as the tests run.
    pub fn listen(&self, patience: Patience) -> Listening {
        self.listen_for(patience, "https://app.example")
    }
    /// The same, for web pages of this origin.
    pub fn listen_for(&self, patience: Patience, origin: &str) -> Listening {
        let (origins, pool) = (vec![origin.to_owned()], 2);
        let db = pools(&self.db.url(), pool);
        let parts = Parts { db, origins, ..parts(&self.db, &self.signer, self.today, patience) };
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let server = HttpServer::new(move || app::build(parts.clone()));
            let server = server.workers(1).tcp_nodelay(true).disable_signals().listen(socket).unwrap();
            rt::System::new().block_on(server.run())
        });
        Listening { port, pool }
    }

    /// Nobody.
    pub fn anonymous(&self) -> Client<'_> {
        Client { app: self, token: None, user: UserId(Uuid::nil()) }
    }
    /// The user with a role in one of the two provinces.
    pub async fn role(&self, role: Role, site: Site) -> Client<'_> {
        self.user(site.user(role), &[(role, site.place(role, self.today))]).await
    }
    /// A user of the database, with a token that says what it should.
    pub async fn user(&self, user: UserId, roles: &[(Role, Place)]) -> Client<'_> {
        let token = self.signer.issue(&self.claims(user, roles).await).unwrap();
        Client { app: self, token: Some(token), user }
    }
    /// Whoever brings this token.
    pub fn bearer(&self, token: &str) -> Client<'_> {
        Client { app: self, token: Some(token.to_owned()), user: UserId(Uuid::nil()) }
    }
    /// What the token of a user says.
    pub async fn claims(&self, user: UserId, roles: &[(Role, Place)]) -> Claims {
        let found = self
            .rows(&format!(
                "select token_version, case when person_confirmed_at is not null then person_id end
                   from users where id = '{user}'"
            ))
            .await;
        let [version, person] = found[0].as_slice() else { unreachable!() };
        let person = person.as_ref().map(|id| id.parse::<Uuid>().unwrap().into());
        let grant = |(role, place): &(Role, Place)| Grant {
            role: *role,
            place: *place,
            until: until(*place),
            acting_for: None,
        };
        claims(user, version.as_ref().unwrap().parse().unwrap(), person, roles.iter().map(grant).collect())
    }

    /// Rows as text, past the application.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        db::rows(&self.sql, sql).await
    }
    /// Sixty more members of a club, by their ids: what is done with all of them must not cost a statement for each.
    pub async fn sixty_members(&self, club: Uuid) -> Vec<String> {
        let joined = "2024-07-01";
        self.rows(&format!(
            "with people as (
                 insert into persons (id, full_name, folded, sort_key, sex)
                 select gen_random_uuid(), 'Mẫu ' || n, 'mau ' || n, 'mau ' || n, 'female' from generate_series(1, 60) n returning id)
             insert into memberships (id, person_id, club_id, state, state_since, applied_on, joined_on)
             select gen_random_uuid(), id, '{club}', 'active', '{joined}', '{joined}', '{joined}' from people"
        ))
        .await;
        let members =
            format!("select id from memberships where club_id = '{club}' and joined_on = '{joined}'");
        self.rows(&members).await.into_iter().flatten().flatten().collect()
    }
    /// A member sits on the board of the club as well, from today on.
    pub async fn seat(&self, member: Uuid, position: &str) {
        let today = self.today;
        self.rows(&format!(
            "insert into board_positions (id, term_id, club_id, membership_id, position, starts_on)
             select gen_random_uuid(), t.id, m.club_id, m.id, '{position}', '{today}'
               from memberships m join board_terms t on t.club_id = m.club_id and t.ended_on is null
              where m.id = '{member}' on conflict do nothing"
        ))
        .await;
    }
    /// The other club lies in the commune of the club, and nothing of that one waits to be decided or shared out: it can be
    /// merged.
    pub async fn beside(&self) {
        let Site { club, other_club, other_hamlet, .. } = self.here;
        self.rows(&format!(
            "update club_placements set hamlet_id = '{other_hamlet}' where club_id = '{other_club}';
             select logic.place_clubs(array['{other_club}']::uuid[], '{}');
             update reversals set state = 'refused', decided_by = '{nobody}', decided_at = now() where club_id = '{club}';
             update entry_proposals set state = 'refused', decided_by = '{nobody}', decided_at = now()
              where club_id = '{club}' and state = 'proposed';
             delete from cycles where club_id = '{club}' and state = 'open'",
            self.today,
            nobody = Uuid::nil()
        ))
        .await;
    }
    /// It is not known any more whose account it is.
    pub async fn unlink(&self, user: UserId) {
        let unlink = "update users set person_id = null, person_confirmed_at = null where id =";
        self.rows(&format!("{unlink} '{user}'")).await;
    }
    /// It is known whose account it is: a member's.
    pub async fn link(&self, user: UserId, member: Uuid) {
        self.rows(&format!(
            "update users set person_id = (select person_id from memberships where id = '{member}'),
                    person_confirmed_at = now() where id = '{user}'"
        ))
        .await;
    }
    /// The one value that a query gives, as text.
    pub async fn text(&self, sql: &str) -> String {
        self.rows(sql).await.remove(0).remove(0).unwrap_or_default()
    }
    /// How many rows `table` holds; a condition may follow.
    pub async fn count(&self, table: &str) -> i64 {
        self.text(&format!("select count(*) from {table}")).await.parse().unwrap()
    }
    /// How many rows every table holds: the same before and after a refusal.
    pub async fn census(&self) -> Vec<(String, String)> {
        let tables = self
            .rows(
                "select table_name from information_schema.tables where table_schema = 'public'
                    and table_name not in ('personal_data_reads', 'data_read_batches') order by 1",
            )
            .await;
        let counted: Vec<String> = tables
            .iter()
            .map(|row| row[0].as_deref().unwrap())
            .map(|table| {
                format!(
                    "select '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) from {table} t"
                )
            })
            .collect();
        // in parallel they come in any order
        let rows = self.rows(&format!("{} order by 1", counted.join(" union all "))).await;
        let text = |value: &Option<String>| value.clone().unwrap();
        rows.iter().map(|row| (text(&row[0]), format!("{} {}", text(&row[1]), text(&row[2])))).collect()
    }
    /// How many statements the last request cost cannot be seen from here; how often a table was read
    /// from end to end can.
    pub async fn sequential_scans(&self) -> Vec<(String, i64)> {
        self.rows("select pg_stat_force_next_flush()").await;
        let rows = self.rows("select relname, seq_scan from pg_stat_user_tables order by 1").await;
        rows.into_iter()
            .map(|row| (row[0].clone().unwrap(), row[1].as_ref().unwrap().parse().unwrap()))
            .collect()
    }
    /// How many deadlocks PostgreSQL has found in this database. A connection tells so when it is closed.
    pub async fn deadlocks(self) -> i64 {
        let Self { served, sql, db, .. } = self;
        drop(served);
        let open =
            "select 1 from pg_stat_activity where datname = current_database() and application_name <> ''";
        while !db::rows(&sql, open).await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let told = "select deadlocks from pg_stat_database where datname = current_database()";
        let deadlocks = db::rows(&sql, told).await[0][0].as_ref().unwrap().parse().unwrap();
        drop(db); // only now that nobody asks it any more
        deadlocks
    }
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Client<'a> {
    app: &'a TestApp,
    token: Option<String>,
    pub user: UserId,
}

/// What came back. Whatever holds of every reply has been asserted already.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body, if it is JSON; else null.
    pub body: Value,
}

impl<'a> Client<'a> {
    /// What it says who it is with.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
    /// Where it calls.
    pub fn app(&self) -> &'a TestApp {
        self.app
    }
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, &[]).await
    }
    /// What is out of reach and what does not exist are the same 404: nobody can tell one from the other.
    pub async fn cannot_tell(&self, hidden: &str, absent: &str) {
        let (told, same) = (self.get(hidden).await, self.get(absent).await);
        assert_eq!(told.status, 404, "{hidden}: {}", told.body);
        assert_eq!(told.without_request_id(), same.without_request_id(), "{hidden} and {absent}");
    }
    /// With a fresh `Idempotency-Key`.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), &[]).await
    }
    /// A state change: with a fresh `Idempotency-Key` and the version that was read.
    pub async fn post_if(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), &[("If-Match", etag)]).await
    }
    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body), &[("If-Match", etag)]).await
    }
    pub async fn put(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body), &[("If-Match", etag)]).await
    }
    pub async fn delete(&self, path: &str, etag: &str) -> Reply {
        self.send(Method::DELETE, path, None, &[("If-Match", etag)]).await
    }
    /// The `ETag` with which something is read.
    pub async fn etag(&self, path: &str) -> String {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.etag()
    }

    /// A POST gets a fresh `Idempotency-Key` unless the headers say one; to say an empty one means none.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = TestRequest::with_uri(&encoded(path)).method(method.clone());
        let said = |name: &str| headers.iter().any(|(said, _)| said.eq_ignore_ascii_case(name));
        if method == Method::POST && !said("idempotency-key") {
            request = request.insert_header(("Idempotency-Key", Uuid::now_v7().to_string()));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.insert_header((*name, *value));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        self.call(request).await
    }

    /// Anything at all, as this caller.
    pub async fn call(&self, mut request: TestRequest) -> Reply {
        if let Some(token) = &self.token {
            request = request.insert_header(("Authorization", format!("Bearer {token}")));
        }
        let request = request.to_request();
        let at = format!("{} {}", request.method(), request.uri());
        let asked =
            request.headers().get("Accept-Language").map(|v| v.to_str().unwrap_or_default().to_owned());
        let language = asked.as_deref().map_or(Language::Vi, Language::negotiate);
        let shows_identifiers = request.path().ends_with("/identifiers");
        let response = (self.app.served)(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body()).await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let reply = Reply { status, headers, bytes, body };
        reply.keeps_the_rules(&at, language);
        let text = String::from_utf8_lossy(&reply.bytes);
        for canary in
            [HERE, THERE].map(|site| [site.national_id(), site.planted_national_id()]).iter().flatten()
        {
            assert!(shows_identifiers || !text.contains(canary), "{at} shows a citizen identity number");
        }
        reply
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub fn etag(&self) -> String {
        self.header("etag").to_owned()
    }
    /// The stable name of a refusal.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
    /// The wrong fields: pointer and code.
    pub fn errors(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
    }
    /// The id of what the reply shows.
    pub fn id(&self) -> Uuid {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.body)).parse().unwrap()
    }
    /// The rows of a page.
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no page: {}", self.body))
    }
    /// The body without what differs from one request to the next: hidden and absent answer the same.
    pub fn without_request_id(&self) -> Value {
        let mut body = self.body.clone();
        body.as_object_mut().map(|members| members.remove("request_id"));
        body
    }

    /// What every test would forget to look at.
    fn keeps_the_rules(&self, at: &str, language: Language) {
        let later = self.code() == "figures_being_counted";
        assert!(later || !self.status.is_server_error(), "{at}: {} {}", self.status, self.body);
        for name in [
            "x-request-id",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "strict-transport-security",
            "cross-origin-resource-policy",
            "content-security-policy",
            "cache-control",
        ] {
            let docs = at.contains(" /docs") && name == "cache-control";
            assert!(docs || !self.header(name).is_empty(), "{at}: {} without {name}", self.status);
        }
        if later || self.status.is_client_error() {
            self.is_a_problem(at, language);
        }
    }

    fn is_a_problem(&self, at: &str, language: Language) {
        let status = self.status;
        // to OAuth clients as RFC 6749 has it
        let oauth = self.body["error"].is_string() && at.contains("/v1/oauth/token");
        let media_type = if oauth { "application/json" } else { "application/problem+json" };
        assert_eq!(self.header("content-type"), media_type, "{at}: {status}");
        assert_eq!(self.header("content-language"), language.tag(), "{at}: {status}");
        let code = Code::iter().find(|code| <&str>::from(code) == self.code());
        let code = code.unwrap_or_else(|| panic!("{at}: unknown code in {}", self.body));
        let (expected, vi, en) = code.entry();
        assert_eq!(status, expected, "{at}: {}", self.body);
        assert_eq!(self.body["status"], status.as_u16(), "{at}: {}", self.body);
        assert_eq!(self.body["detail"], language.choose(vi, en), "{at}");
        assert_eq!(self.body["type"], format!("urn:lien-the-he:problem:{}", self.code()), "{at}");
        assert_eq!(self.body["request_id"], self.header("x-request-id"), "{at}");
        if status == StatusCode::UNAUTHORIZED {
            assert!(!self.header("www-authenticate").is_empty(), "{at}");
        }
        assert_eq!(code == Code::Invalid, !self.errors().is_empty(), "{at}: {}", self.body);
    }
}
