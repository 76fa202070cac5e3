//! Identity tokens of other services: JWTs that say who somebody is. Checked by hand and without I/O, each step with a
//! name of its own for what does not hold; RS256, which every service has to know (OpenID Connect Core, section 15.1), and
//! ES256. For a token without a signature, or with one by a shared secret, no code exists that accepts it.

use crate::platform::auth::token::MAX_LENGTH;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// By so many seconds the clocks of two services may differ.
const LEEWAY_SECONDS: i64 = 60;

/// What does not hold of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Refusal {
    /// It is no signed token, or has an extension that is critical.
    Malformed,
    /// It is signed by an algorithm that is not taken, `none` among them, or by another than its key is for.
    Algorithm,
    /// The service does not show the key by which it is signed.
    UnknownKey,
    /// Its signature is not that of the key.
    Signature,
    /// It is of another service.
    Issuer,
    /// It is for another client.
    Audience,
    /// It has expired, or is not valid yet.
    Expired,
    /// It answers another sign-in.
    Nonce,
    /// It names nobody.
    Subject,
}

/// What a token has to say.
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// For whom.
    pub client_id: &'a str,
    /// To which sign-in.
    pub nonce: &'a str,
    /// When it is looked at, in seconds since 1970.
    pub now: i64,
}

/// A public key of a service.
pub struct Key {
    kid: Option<String>,
    material: Material,
}

enum Material {
    /// Modulus and exponent.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point on P-256.
    P256(Vec<u8>),
}

#[derive(Deserialize)]
struct PublicJwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    /// The key that a JWK (RFC 7517) is, if tokens are signed by such.
    #[must_use]
    pub fn read(jwk: Value) -> Option<Self> {
        let jwk: PublicJwk = serde_json::from_value(jwk).ok()?;
        if jwk.purpose.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let bytes = |text: Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text?).ok();
        let material = match (jwk.kty.as_str(), jwk.alg.as_deref(), jwk.crv.as_deref()) {
            ("RSA", None | Some("RS256"), _) => Material::Rsa { n: bytes(jwk.n)?, e: bytes(jwk.e)? },
            ("EC", None | Some("ES256"), Some("P-256")) => {
                Material::P256([vec![4], bytes(jwk.x)?, bytes(jwk.y)?].concat())
            }
            _ => return None,
        };
        Some(Self { kid: jwk.kid, material })
    }

    fn is_for(&self, algorithm: &str) -> bool {
        match self.material {
            Material::Rsa { .. } => algorithm == "RS256",
            Material::P256(_) => algorithm == "ES256",
        }
    }

    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            Material::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
        }
    }
}

#[derive(Deserialize)]
struct JoseHeader {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct IdentityClaims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    nbf: Option<i64>,
    iat: i64,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Malformed)
}

/// Whom a token names, if one of the keys signed it and everything in it is as it has to be (OpenID Connect Core,
/// section 3.1.3.7).
///
/// # Errors
/// The first thing that does not hold.
pub fn subject(token: &str, keys: &[Key], expected: &Expected<'_>) -> Result<String, Refusal> {
    let signed = Some(token).filter(|token| token.len() <= MAX_LENGTH).ok_or(Refusal::Malformed)?;
    let (message, signature) = signed.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(Refusal::Malformed)?;
    let header: JoseHeader = part(header)?;
    if header.crit.is_some() {
        return Err(Refusal::Malformed);
    }
    if !["RS256", "ES256"].contains(&header.alg.as_str()) {
        return Err(Refusal::Algorithm);
    }
    let key = match &header.kid {
        Some(kid) => keys.iter().find(|key| key.kid.as_ref() == Some(kid)),
        // without a name it can only be the one that there is
        None => Some(keys).filter(|keys| keys.len() == 1).and_then(<[Key]>::first),
    };
    let key = key.ok_or(Refusal::UnknownKey)?;
    if !key.is_for(&header.alg) {
        return Err(Refusal::Algorithm);
    }
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Malformed)?;
    if !key.has_signed(message.as_bytes(), &signature) {
        return Err(Refusal::Signature);
    }
    let claims: IdentityClaims = part(claims)?;
    if claims.iss != expected.issuer {
        return Err(Refusal::Issuer);
    }
    let (ours, names) = (expected.client_id, claims.aud.names());
    let party = claims.azp.as_deref().map_or(names.len() == 1, |party| party == ours);
    if !party || !names.iter().any(|name| name == ours) {
        return Err(Refusal::Audience);
    }
    let begun =
        claims.iat.max(claims.nbf.unwrap_or(claims.iat)) <= expected.now.saturating_add(LEEWAY_SECONDS);
    if !begun || claims.exp.saturating_add(LEEWAY_SECONDS) <= expected.now {
        return Err(Refusal::Expired);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(Refusal::Nonce);
    }
    let fits = (1..=255).contains(&claims.sub.len()) && claims.sub.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(claims.sub) } else { Err(Refusal::Subject) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn key() -> EcdsaKeyPair {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
    }

    fn shown(key: &EcdsaKeyPair, kid: &str) -> Key {
        let point = key.public_key().as_ref();
        let half = |range: std::ops::Range<usize>| BASE64_URL_SAFE_NO_PAD.encode(point.get(range).unwrap());
        let jwk = json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": half(1..33), "y": half(33..65) });
        Key::read(jwk).unwrap()
    }

    fn token(key: &EcdsaKeyPair, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    fn claims() -> Value {
        json!({ "iss": "https://id.example", "aud": "lth", "sub": "a1", "nonce": "n", "iat": NOW, "exp": NOW + 300 })
    }

    fn verdict(token: &str, keys: &[Key]) -> Result<String, Refusal> {
        let expected = Expected { issuer: "https://id.example", client_id: "lth", nonce: "n", now: NOW };
        subject(token, keys, &expected)
    }

    #[test]
    fn a_token_names_somebody_only_if_all_of_it_holds() {
        let (own, foreign) = (key(), key());
        let header = json!({ "alg": "ES256", "kid": "k1" });
        let say = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            verdict(&token(&own, &header, &claims), &[shown(&own, "k1")])
        };
        assert_eq!(say("acr", json!("high")), Ok("a1".to_owned()));
        assert_eq!(say("aud", json!(["lth"])), Ok("a1".to_owned()));
        assert_eq!(say("exp", json!(NOW - 30)), Ok("a1".to_owned()), "clocks differ");
        for (name, value, refusal) in [
            ("iss", json!("https://id.example/"), Refusal::Issuer),
            ("aud", json!("others"), Refusal::Audience),
            ("aud", json!(["lth", "others"]), Refusal::Audience),
            ("azp", json!("others"), Refusal::Audience),
            ("exp", json!(NOW - 60), Refusal::Expired),
            ("nbf", json!(NOW + 61), Refusal::Expired),
            ("iat", json!(NOW + 61), Refusal::Expired),
            ("nonce", json!("another"), Refusal::Nonce),
            ("nonce", Value::Null, Refusal::Nonce),
            ("sub", json!(""), Refusal::Subject),
            ("sub", json!("a\u{0}b"), Refusal::Subject),
            ("sub", json!("x".repeat(256)), Refusal::Subject),
            ("exp", Value::Null, Refusal::Malformed),
        ] {
            assert_eq!(say(name, value.clone()), Err(refusal), "{name}: {value}");
        }
        let forged = token(&foreign, &header, &claims());
        assert_eq!(verdict(&forged, &[shown(&own, "k1")]), Err(Refusal::Signature));
    }

    #[test]
    fn neither_another_algorithm_nor_an_unknown_key_is_taken() {
        let own = key();
        let say = |header: Value| verdict(&token(&own, &header, &claims()), &[shown(&own, "k1")]);
        assert_eq!(say(json!({ "alg": "ES256" })), Ok("a1".to_owned()), "there is only one");
        for algorithm in ["none", "None", "HS256", "RS512", "EdDSA", "RS256"] {
            assert_eq!(say(json!({ "alg": algorithm, "kid": "k1" })), Err(Refusal::Algorithm), "{algorithm}");
        }
        assert_eq!(say(json!({ "alg": "ES256", "kid": "k2" })), Err(Refusal::UnknownKey));
        assert_eq!(say(json!({ "alg": "ES256", "kid": "k1", "crit": ["b64"] })), Err(Refusal::Malformed));
        let unsigned =
            format!("{}.", token(&own, &json!({ "alg": "none" }), &claims()).rsplit_once('.').unwrap().0);
        assert_eq!(verdict(&unsigned, &[shown(&own, "k1")]), Err(Refusal::Algorithm));
        let two = [shown(&own, "k1"), shown(&key(), "k2")];
        let nameless = token(&own, &json!({ "alg": "ES256" }), &claims());
        assert_eq!(verdict(&nameless, &two), Err(Refusal::UnknownKey));
        for odd in ["", ".", "..", "a.b.c", "e30.e30.e30", &"x".repeat(1 << 20)] {
            assert_eq!(verdict(odd, &two), Err(Refusal::Malformed));
        }
    }
}
