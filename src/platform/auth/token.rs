//! Access tokens: JWTs signed with Ed25519, and the public keys that others need to check them.
//!
//! The provider below is all the cryptography that `jsonwebtoken` is given, and it knows one algorithm: for
//! a token with `none`, or one signed with a public key as an HMAC secret, no code exists that accepts it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, fmt, iter, str::FromStr, sync::Arc};
use zeroize::Zeroizing;

/// The `iss` that every token must carry.
pub const ISSUER: &str = "lien-the-he";
/// The `aud` that every token must carry (alone, or among others).
pub const AUDIENCE: &str = "lien-the-he-api";
/// The longest token issued or looked at, in bytes: anything longer is refused before it is decoded.
pub const MAX_LENGTH: usize = 16 * 1024;

/// What can go wrong with keys and with issuing. A token that does not verify is not an error: it is `None`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text of a key is not 32 bytes in base64. The text itself is never repeated.
    #[error("a signing key must be 32 bytes in base64")]
    Seed,
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The claims could not be written as JSON.
    #[error("the token could not be written: {0}")]
    Claims(#[from] jsonwebtoken::errors::Error),
    /// The claims are so large that no one would accept the token.
    #[error("a token may have {MAX_LENGTH} bytes, this one would have {0}")]
    TooLong(usize),
}

/// The secret half of a signing key: 32 bytes, wiped when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    /// A fresh seed from the operating system.
    /// # Errors
    /// When it has no random bytes to give.
    pub fn generate() -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut_slice())?;
        Ok(Self(seed))
    }

    /// The text that [`FromStr`] reads back, to be stored as a secret.
    #[must_use]
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.as_slice()))
    }
}

impl FromStr for Seed {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new).map_err(|_| Error::Seed)?;
        Ok(Self(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| Error::Seed)?)))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed([redacted])")
    }
}

/// Issues tokens with the active key and accepts those of the active and the former ones. Cheap to clone.
#[derive(Clone)]
pub struct Signer(Arc<Keys>);

struct Keys {
    signing: EncodingKey,
    header: Header,
    known: Vec<Known>, // the active one first
    rules: Validation,
}

struct Known {
    kid: String,
    jwk: Value,
    verifying: DecodingKey,
}

impl Signer {
    /// `former` keys sign nothing any more; their tokens are good until they expire.
    #[must_use]
    pub fn new(active: Seed, former: &[Seed]) -> Self {
        // Once per process; later calls are refused because it is already in place.
        let _ = PROVIDER.install_default();
        // Not DER: the bytes go to our own provider, which reads them as the bare seed.
        let signing = EncodingKey::from_ed_der(active.0.as_slice());
        let seeds = iter::once(active).chain(former.iter().cloned());
        let mut known: Vec<Known> = seeds.map(|seed| Known::new(&seed)).collect();
        let mut seen = HashSet::new();
        known.retain(|key| seen.insert(key.kid.clone()));
        let kid = known.first().map(|active| active.kid.clone());
        let header = Header { kid, ..Header::new(Algorithm::EdDSA) };
        // Five seconds, by which the clocks of two servers may differ.
        let mut rules = Validation { leeway: 5, validate_nbf: true, ..Validation::new(Algorithm::EdDSA) };
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        Self(Arc::new(Keys { signing, header, known, rules }))
    }

    /// Signs the claims as they are: without `iss`, `aud` and `exp` among them, no one will accept the token.
    /// # Errors
    /// When the claims cannot be written as JSON, or make the token longer than [`MAX_LENGTH`].
    pub fn issue(&self, claims: &impl Serialize) -> Result<String, Error> {
        let token = jsonwebtoken::encode(&self.0.header, claims, &self.0.signing)?;
        if token.len() > MAX_LENGTH { Err(Error::TooLong(token.len())) } else { Ok(token) }
    }

    /// The claims, if one of our keys signed them, they are for us ([`ISSUER`], [`AUDIENCE`]) and still hold.
    /// A caller is not told why not, so neither is this one.
    #[must_use]
    pub fn verify<C: DeserializeOwned>(&self, token: &str) -> Option<C> {
        let token = Some(token).filter(|token| token.len() <= MAX_LENGTH)?;
        // RFC 7515, 4.1.11: whoever does not understand a critical extension must refuse. We understand none.
        let header = jsonwebtoken::decode_header(token).ok().filter(|header| header.crit.is_none())?;
        let key = self.0.known.iter().find(|key| Some(&key.kid) == header.kid.as_ref())?;
        jsonwebtoken::decode(token, &key.verifying, &self.0.rules).ok().map(|token| token.claims)
    }

    /// The JWK set (RFC 7517) of all keys accepted here, the active one first.
    #[must_use]
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.0.known.iter().map(|key| &key.jwk).collect::<Vec<_>>() })
    }
}

impl Known {
    /// The `kid` is the thumbprint of RFC 7638: the hash of the required members in alphabetical order.
    fn new(seed: &Seed) -> Self {
        let public = SigningKey::from_bytes(&seed.0).verifying_key();
        let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
        let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(members));
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x });
        Self { kid, jwk, verifying: DecodingKey::from_ed_der(public.as_bytes()) }
    }
}

/// Ed25519 and nothing else. The helpers for JWKs, which we do not need, refuse.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match (algorithm, SigningKey::try_from(key.as_bytes())) {
        (Algorithm::EdDSA, Ok(key)) => Ok(Box::new(Ed25519(key))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match (algorithm, VerifyingKey::try_from(key.try_get_as_bytes()?)) {
        (Algorithm::EdDSA, Ok(key)) => Ok(Box::new(Ed25519(key))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| Err(ErrorKind::InvalidAlgorithm.into()),
        rsa_pub_components_from_public_key: |_| Err(ErrorKind::InvalidAlgorithm.into()),
        ec_pub_components_from_private_key: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
        ed_pub_components_from_private_key: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
        compute_digest: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    },
};

struct Ed25519<K>(K);

impl signature::Signer<Vec<u8>> for Ed25519<SigningKey> {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

impl signature::Verifier<Vec<u8>> for Ed25519<VerifyingKey> {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signature = Signature::from_slice(signature).map_err(|_| signature::Error::new())?;
        self.0.verify_strict(message, &signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Ed25519<SigningKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

impl JwtVerifier for Ed25519<VerifyingKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hmac::{Hmac, KeyInit, Mac};
    use std::time::{Duration, Instant};

    fn seed(byte: u8) -> Seed {
        Seed(Zeroizing::new([byte; 32]))
    }

    fn signer() -> Signer {
        Signer::new(seed(1), &[])
    }

    fn in_seconds(seconds: i64) -> i64 {
        i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap() + seconds
    }

    fn claims() -> Value {
        json!({ "sub": 7, "iss": ISSUER, "aud": AUDIENCE, "exp": in_seconds(900) })
    }

    /// The good claims with one member replaced, or taken out by `null`.
    fn claims_but(name: &str, value: Value) -> Value {
        let mut claims = claims();
        let members = claims.as_object_mut().unwrap();
        if value.is_null() {
            members.remove(name)
        } else {
            members.insert(name.to_owned(), value)
        };
        claims
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    /// A token with a header of one's own, properly signed.
    fn handmade(header: &Value, seed: &Seed) -> String {
        let message = format!("{}.{}", part(header), part(&claims()));
        let signature = SigningKey::from_bytes(&seed.0).sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn kid(signer: &Signer) -> String {
        signer.0.header.kid.clone().unwrap()
    }

    fn accepts(signer: &Signer, token: &str) -> bool {
        signer.verify::<Value>(token).is_some()
    }

    #[test]
    fn what_was_issued_is_read_back() {
        let token = signer().issue(&claims()).unwrap();
        assert_eq!(signer().verify::<Value>(&token).unwrap(), claims());
    }

    #[test]
    fn a_handmade_token_is_accepted_when_everything_is_right() {
        let header = json!({ "alg": "EdDSA", "kid": kid(&signer()) });
        assert!(accepts(&signer(), &handmade(&header, &seed(1))));
    }

    #[test]
    fn a_token_is_refused_when_it_expired_longer_ago_than_the_leeway() {
        let issue = |exp| signer().issue(&claims_but("exp", json!(in_seconds(exp)))).unwrap();
        assert!(!accepts(&signer(), &issue(-10)));
        assert!(accepts(&signer(), &issue(-1)));
    }

    #[test]
    fn a_token_that_is_not_valid_yet_is_refused() {
        let token = signer().issue(&claims_but("nbf", json!(in_seconds(60)))).unwrap();
        assert!(!accepts(&signer(), &token));
    }

    #[test]
    fn a_token_without_expiry_issuer_or_audience_is_refused() {
        for name in ["exp", "iss", "aud"] {
            let token = signer().issue(&claims_but(name, Value::Null)).unwrap();
            assert!(!accepts(&signer(), &token), "{name}");
        }
    }

    #[test]
    fn a_token_of_another_issuer_or_for_another_audience_is_refused() {
        for name in ["iss", "aud"] {
            let token = signer().issue(&claims_but(name, json!("elsewhere"))).unwrap();
            assert!(!accepts(&signer(), &token), "{name}");
        }
    }

    #[test]
    fn a_token_signed_by_a_foreign_key_is_refused() {
        let stranger = Signer::new(seed(9), &[]);
        assert!(!accepts(&signer(), &stranger.issue(&claims()).unwrap()));
        let header = json!({ "alg": "EdDSA", "kid": kid(&signer()) });
        assert!(!accepts(&signer(), &handmade(&header, &seed(9))), "under our key's name");
    }

    #[test]
    fn a_token_with_algorithm_none_is_refused() {
        for name in ["none", "None", "NONE"] {
            let header = part(&json!({ "alg": name, "kid": kid(&signer()) }));
            assert!(!accepts(&signer(), &format!("{header}.{}.", part(&claims()))), "{name}");
        }
    }

    #[test]
    fn a_token_signed_with_hs256_and_the_public_key_is_refused() {
        let public = SigningKey::from_bytes(&seed(1).0).verifying_key();
        let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
        for secret in [public.as_bytes().as_slice(), x.as_bytes()] {
            let header = json!({ "alg": "HS256", "kid": kid(&signer()) });
            let message = format!("{}.{}", part(&header), part(&claims()));
            let mac = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(&message).finalize();
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()));
            assert!(!accepts(&signer(), &token));
        }
    }

    #[test]
    fn the_provider_has_no_other_algorithm() {
        let secret = [1; 32];
        for algorithm in [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::PS512] {
            assert!((PROVIDER.signer_factory)(&algorithm, &EncodingKey::from_secret(&secret)).is_err());
            assert!((PROVIDER.verifier_factory)(&algorithm, &DecodingKey::from_secret(&secret)).is_err());
        }
    }

    #[test]
    fn a_token_with_another_payload_or_signature_is_refused() {
        let token = signer().issue(&claims()).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts.try_into().unwrap();
        let other = part(&claims_but("sub", json!(8)));
        assert!(!accepts(&signer(), &format!("{header}.{other}.{signature}")));
        assert!(!accepts(&signer(), &format!("{header}.{payload}.")));
        assert!(!accepts(&signer(), &format!("{header}.{payload}.{payload}")));
        assert!(!accepts(&signer(), &format!("{token}.{signature}")));
    }

    #[test]
    fn a_token_with_an_unknown_key_id_is_refused() {
        let header = json!({ "alg": "EdDSA", "kid": "k1" });
        assert!(!accepts(&signer(), &handmade(&header, &seed(1))));
    }

    #[test]
    fn a_token_without_a_key_id_is_refused() {
        assert!(!accepts(&signer(), &handmade(&json!({ "alg": "EdDSA" }), &seed(1))));
    }

    #[test]
    fn a_token_with_a_critical_extension_is_refused() {
        let header = json!({ "alg": "EdDSA", "kid": kid(&signer()), "crit": ["b64"], "b64": true });
        assert!(!accepts(&signer(), &handmade(&header, &seed(1))));
    }

    #[test]
    fn a_token_of_a_former_key_is_accepted_and_new_ones_use_the_active_key() {
        let now = Signer::new(seed(2), &[seed(1)]);
        assert!(accepts(&now, &signer().issue(&claims()).unwrap()));
        assert!(!accepts(&signer(), &now.issue(&claims()).unwrap()));
    }

    #[test]
    fn a_megabyte_of_garbage_is_refused_quickly() {
        let garbage = "A".repeat(1 << 20);
        let signer = signer();
        let start = Instant::now();
        for token in [garbage.clone(), format!("{garbage}.{garbage}.{garbage}"), ".".repeat(1 << 20)] {
            assert!(!accepts(&signer, &token));
        }
        assert!(start.elapsed() < Duration::from_millis(50), "{:?}", start.elapsed());
    }

    #[test]
    fn odd_texts_are_refused() {
        for token in ["", ".", "..", "...", "a.b.c", "ệ.ệ.ệ", "e30.e30.e30"] {
            assert!(!accepts(&signer(), token), "{token}");
        }
    }

    #[test]
    fn a_token_that_nobody_would_accept_is_not_issued() {
        let claims = claims_but("name", json!("a".repeat(MAX_LENGTH)));
        assert!(matches!(signer().issue(&claims), Err(Error::TooLong(_))));
    }

    #[test]
    fn the_key_set_names_each_public_key_once_and_no_secret() {
        let jwks = Signer::new(seed(2), &[seed(1), seed(2)]).jwks();
        let keys = jwks.get("keys").and_then(Value::as_array).unwrap();
        assert_eq!(keys.len(), 2);
        assert_eq!(keys.first().unwrap()["kid"], kid(&Signer::new(seed(2), &[])));
        assert_eq!(keys.last().unwrap()["kid"], kid(&signer()));
        for key in keys {
            let names: Vec<&String> = key.as_object().unwrap().keys().collect();
            assert_eq!(names.len(), 6, "{names:?}");
            assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
            assert_eq!((&key["use"], &key["alg"]), (&json!("sig"), &json!("EdDSA")));
            assert_eq!(URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().len(), 32);
        }
    }

    #[test]
    fn key_and_thumbprint_are_those_of_rfc_8037() {
        let secret = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let jwks = Signer::new(STANDARD.encode(secret).parse().unwrap(), &[]).jwks();
        let key = jwks.pointer("/keys/0").unwrap();
        assert_eq!(key["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_seed_is_read_back_from_its_text() {
        let seed = Seed::generate().unwrap();
        let again: Seed = format!(" {}\n", *seed.to_base64()).parse().unwrap();
        assert_eq!(again.0, seed.0);
        assert_ne!(Seed::generate().unwrap().0, seed.0);
    }

    #[test]
    fn a_wrong_seed_is_refused_without_being_repeated() {
        for text in ["", "secret", "c2VjcmV0", &STANDARD.encode([1; 31]), &STANDARD.encode([1; 33])] {
            let error = text.parse::<Seed>().unwrap_err();
            assert!(matches!(error, Error::Seed), "{text}");
        }
        assert!(!"hunter2".parse::<Seed>().unwrap_err().to_string().contains("hunter2"));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", seed(1)), "Seed([redacted])");
    }
}
