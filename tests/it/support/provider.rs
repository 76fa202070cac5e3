//! A small service of the kind by which officers sign in: OpenID Connect on a port of this machine, as VNeID or a
//! ministry would speak it. It holds callers to PKCE and to the client's secret, signs with RSA, and can be told to
//! misbehave.

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use lien_the_he::platform::oidc::{Providers, Settings};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

pub const CLIENT: &str = "lien-the-he";
const SECRET: &str = "a secret, with: signs & all";
const BACK: &str = "https://app.example/back";

/// One that behaves, for all tests that only need one to be there.
static WELL_BEHAVED: LazyLock<SmallProvider> = LazyLock::new(SmallProvider::start);
static SERVED: LazyLock<Providers> = LazyLock::new(|| WELL_BEHAVED.as_configured());

/// What an application is told unless a test says otherwise: one service, `vneid`.
pub fn served() -> Providers {
    SERVED.clone()
}

/// How it is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Well,
    /// It calls itself by another name.
    AnotherIssuer,
    /// It sends callers elsewhere.
    Redirecting,
    /// Its answers do not end.
    Endless,
    /// It takes a connection and says nothing.
    Silent,
    /// It fails.
    Failing,
    /// It answers with something else than JSON.
    Gibberish,
}

struct SigningKey {
    kid: String,
    pair: KeyPair,
}

/// What it will sign for a code.
struct Visit {
    challenge: String,
    header: Value,
    claims: Value,
    /// By which of its keys; by none that it shows, if there is none.
    signed: bool,
}

struct Book {
    issuer: String,
    manner: Manner,
    keys: Vec<SigningKey>,
    hidden: SigningKey,
    visits: HashMap<String, Visit>,
    /// How often its keys were asked for.
    key_requests: usize,
}

#[derive(Clone)]
pub struct SmallProvider {
    pub issuer: String,
    book: Arc<Mutex<Book>>,
}

fn signing_key() -> SigningKey {
    SigningKey { kid: uuid::Uuid::now_v7().to_string(), pair: KeyPair::generate(KeySize::Rsa2048).unwrap() }
}

fn part(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl SigningKey {
    fn shown(&self) -> Value {
        // PKCS#1 in DER: of a key of 2,048 bits, the modulus lies behind nine bytes of lengths and the sign
        let der = self.pair.public_key().as_ref();
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": part(&der[9..265]), "e": "AQAB" })
    }
    fn signs(&self, message: &str) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        part(signature)
    }
}

impl SmallProvider {
    pub fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://127.0.0.1:{}/realm", socket.local_addr().unwrap().port());
        let book = Arc::new(Mutex::new(Book {
            issuer: issuer.clone(),
            manner: Manner::Well,
            keys: vec![signing_key()],
            hidden: signing_key(),
            visits: HashMap::new(),
            key_requests: 0,
        }));
        let shared = Data::from(Arc::clone(&book));
        std::thread::spawn(move || {
            let listening = HttpServer::new(move || {
                App::new()
                    .app_data(shared.clone())
                    .route("/realm/.well-known/openid-configuration", web::get().to(configuration))
                    .route("/realm/keys", web::get().to(keys))
                    .route("/realm/token", web::post().to(token))
            });
            let listening = listening.workers(1).disable_signals().listen(socket).unwrap();
            rt::System::new().block_on(listening.run())
        });
        Self { issuer, book }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// What an operator says of it.
    pub fn settings(&self) -> Value {
        json!({ "id": "vneid", "name": "VNeID (mẫu)", "issuer": self.issuer, "client_id": CLIENT,
            "client_secret": SECRET, "redirect_uri": BACK })
    }
    /// An application's side of it, which has asked nothing yet.
    pub fn as_configured(&self) -> Providers {
        Providers::new(Settings::list(&json!([self.settings()]).to_string()).unwrap()).unwrap()
    }
    pub fn behave(&self, manner: Manner) {
        self.book().manner = manner;
    }
    /// Signs by another key from now on, and shows the old one no more.
    pub fn rotate(&self) {
        self.book().keys = vec![signing_key()];
    }
    pub fn key_requests(&self) -> usize {
        self.book().key_requests
    }

    /// Somebody's browser comes by an address, and she signs in: the code with which it goes back.
    pub fn visit(&self, url: &str, subject: &str) -> String {
        self.visit_and(url, subject, |_, _| true)
    }
    /// The same, and header and claims are changed before they are signed; by a key that it shows, or by another.
    pub fn visit_and(
        &self,
        url: &str,
        subject: &str,
        change: impl FnOnce(&mut Value, &mut Value) -> bool,
    ) -> String {
        let url: reqwest::Url = url.parse().unwrap();
        let said: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!((url.path(), said["response_type"].as_str()), ("/realm/authorize", "code"));
        assert_eq!((said["client_id"].as_str(), said["redirect_uri"].as_str()), (CLIENT, BACK));
        assert_eq!((said["scope"].as_str(), said["code_challenge_method"].as_str()), ("openid", "S256"));
        assert!(said["state"].len() == 43 && said["nonce"].len() == 43 && said["state"] != said["nonce"]);
        let now = Utc::now().timestamp();
        let mut header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.book().keys[0].kid });
        let mut claims = json!({ "iss": self.issuer, "aud": CLIENT, "sub": subject, "nonce": said["nonce"],
            "iat": now, "exp": now + 300 });
        let signed = change(&mut header, &mut claims);
        let code = format!("code-{}", uuid::Uuid::now_v7());
        let visit = Visit { challenge: said["code_challenge"].clone(), header, claims, signed };
        self.book().visits.insert(code.clone(), visit);
        code
    }
}

/// What it answers while it misbehaves.
async fn misbehaving(book: &Data<Mutex<Book>>) -> Option<HttpResponse> {
    let manner = book.lock().unwrap().manner;
    match manner {
        Manner::Well | Manner::AnotherIssuer => None,
        Manner::Redirecting => {
            Some(HttpResponse::Found().insert_header(("location", "http://127.0.0.1:1/elsewhere")).finish())
        }
        Manner::Endless => {
            let block = || Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 64 * 1024]));
            Some(HttpResponse::Ok().streaming(futures_util::stream::repeat_with(block)))
        }
        Manner::Silent => {
            rt::time::sleep(Duration::from_mins(1)).await;
            None
        }
        Manner::Failing => Some(HttpResponse::BadGateway().finish()),
        Manner::Gibberish => Some(HttpResponse::Ok().body("<html>")),
    }
}

async fn configuration(book: Data<Mutex<Book>>) -> HttpResponse {
    if let Some(answer) = misbehaving(&book).await {
        return answer;
    }
    let book = book.lock().unwrap();
    let at = &book.issuer;
    let issuer = if book.manner == Manner::AnotherIssuer { "https://elsewhere.example" } else { at };
    HttpResponse::Ok().json(json!({ "issuer": issuer, "authorization_endpoint": format!("{at}/authorize"),
        "token_endpoint": format!("{at}/token"), "jwks_uri": format!("{at}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"] }))
}

async fn keys(book: Data<Mutex<Book>>) -> HttpResponse {
    let mut book = book.lock().unwrap();
    book.key_requests += 1;
    let mut shown: Vec<Value> = book.keys.iter().map(SigningKey::shown).collect();
    shown.push(json!({ "kty": "RSA", "use": "enc", "kid": "for something else", "n": "AQAB", "e": "AQAB" }));
    shown.push(json!({ "kty": "oct", "kid": "a kind of its own", "k": "AQAB" }));
    HttpResponse::Ok().json(json!({ "keys": shown }))
}

async fn token(book: Data<Mutex<Book>>, request: HttpRequest, body: Bytes) -> HttpResponse {
    if let Some(answer) = misbehaving(&book).await {
        return answer;
    }
    let refused = |error: &str| HttpResponse::BadRequest().json(json!({ "error": error }));
    let encoded = |text: &str| {
        let url = reqwest::Url::parse_with_params("http://x.example", [("x", text)]).unwrap();
        url.query().unwrap()[2..].to_owned()
    };
    let client = format!("{CLIENT}:{}", encoded(SECRET).replace('+', "%20"));
    let basic = format!("Basic {}", BASE64_STANDARD.encode(client));
    if request.headers().get("authorization").is_none_or(|said| said.as_bytes() != basic.as_bytes()) {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    let form = format!("http://x.example/?{}", std::str::from_utf8(&body).unwrap());
    let said: HashMap<String, String> =
        form.parse::<reqwest::Url>().unwrap().query_pairs().into_owned().collect();
    if said["grant_type"] != "authorization_code" || said["redirect_uri"] != BACK {
        return refused("invalid_request");
    }
    let mut book = book.lock().unwrap();
    let Some(visit) = book.visits.remove(&said["code"]) else { return refused("invalid_grant") };
    if part(Sha256::digest(&said["code_verifier"])) != visit.challenge {
        return refused("invalid_grant");
    }
    let message = format!("{}.{}", part(visit.header.to_string()), part(visit.claims.to_string()));
    let signature = match visit.header["alg"].as_str() {
        Some("none") => String::new(),
        _ if visit.signed => book.keys[0].signs(&message),
        _ => book.hidden.signs(&message),
    };
    HttpResponse::Ok().json(json!({ "access_token": "of no use here", "token_type": "Bearer",
        "id_token": format!("{message}.{signature}") }))
}
