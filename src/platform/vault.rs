//! Identifiers (CCCD, BHYT) and small secrets at rest: encrypted in their column, found again by a keyed hash.
//!
//! An encrypted value is: version (1 byte) · length of the key id (1) · key id · nonce (24) · ciphertext and tag.
//! It is XChaCha20-Poly1305, whose nonce is long enough to be drawn at random. What stands before the nonce
//! is authenticated together with the context, so neither the key id nor the row can be exchanged.

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
/// Keeps the configured lookup key apart from whatever else it might be used for, now or later.
const LOOKUP_LABEL: &[u8] = b"lien-the-he/sealed/lookup/v1";

type Key = Zeroizing<[u8; 32]>;

/// What is wrong with the configuration or with an encrypted value. No variant carries a key or a plain value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no key at all.
    #[error("the key ring is empty; it needs `id:key`, the key being 32 bytes in base64")]
    EmptyRing,
    /// An entry (counted from 1) has no colon.
    #[error("entry {0} of the key ring is not `id:key`")]
    Entry(usize),
    /// The id of an entry (counted from 1) cannot be one.
    #[error("entry {0} of the key ring has an id that is not 1 to 16 of a-z, A-Z, 0-9, `-` and `_`")]
    KeyId(usize),
    /// The key of an entry (counted from 1) is not one.
    #[error("entry {0} of the key ring has a key that is not 32 bytes in base64")]
    Key(usize),
    /// The id or the key of an entry (counted from 1) was there before.
    #[error("entry {0} of the key ring repeats the id or the key of an earlier one")]
    Repeated(usize),
    /// The key of the look-up hashes is not one.
    #[error("the lookup key is not 32 bytes in base64")]
    LookupKey,
    /// One key for two purposes.
    #[error("the lookup key is also in the key ring; it must be a key of its own")]
    SharedKey,
    /// The operating system gave no random bytes.
    #[error("no random bytes")]
    Random,
    /// The plain value is beyond what the cipher takes (256 GiB).
    #[error("the value is too long to be encrypted")]
    TooLong,
    /// The bytes are not an encrypted value, or one of a later version.
    #[error("not an encrypted value of a known version")]
    Malformed,
    /// The key it was encrypted with is not in the ring (any more).
    #[error("encrypted with key `{0}`, which is not in the key ring")]
    UnknownKey(String),
    /// Changed since it was encrypted, or moved here from another place.
    #[error("an encrypted value was changed, or does not belong here")]
    Refused,
}

/// Encrypts, decrypts and makes look-up hashes. Cheap to clone; `Debug` shows the key ids only.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    /// Not empty; the active key first.
    ring: Vec<RingKey>,
    lookup: Hmac<Sha256>,
}

struct RingKey {
    id: String,
    /// What stands in front of the nonce.
    header: Vec<u8>,
    cipher: XChaCha20Poly1305,
}

/// Configuration texts for a new installation. No `Debug`, as both are secrets.
pub struct FreshKeys {
    /// A key ring with one key, `k1`.
    pub ring: Zeroizing<String>,
    /// The key of the look-up hashes.
    pub lookup_key: Zeroizing<String>,
}

impl Vault {
    /// `ring` is `id:key,id:key,…`, each key 32 bytes in base64: the first encrypts, all decrypt. To rotate, put a
    /// new one in front. `lookup_key` is one more such key; to change it, every value must be hashed again.
    /// # Errors
    /// Names what is wrong with which entry, and never repeats it.
    pub fn new(ring: &str, lookup_key: &str) -> Result<Self, VaultError> {
        let lookup_key = key(lookup_key).ok_or(VaultError::LookupKey)?;
        let (mut keys, mut ring_keys): (Vec<Key>, Vec<RingKey>) = (Vec::new(), Vec::new());
        let entries = ring.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        for (entry, position) in entries.zip(1..) {
            let (id, text) = entry.split_once(':').ok_or(VaultError::Entry(position))?;
            let header = header(id).ok_or(VaultError::KeyId(position))?;
            let key = key(text).ok_or(VaultError::Key(position))?;
            if keys.contains(&key) || ring_keys.iter().any(|earlier| earlier.id == id) {
                return Err(VaultError::Repeated(position));
            }
            let cipher = XChaCha20Poly1305::new((&*key).into());
            ring_keys.push(RingKey { id: id.to_owned(), header, cipher });
            keys.push(key);
        }
        if keys.contains(&lookup_key) {
            return Err(VaultError::SharedKey);
        }
        ring_keys.first().ok_or(VaultError::EmptyRing)?;
        Ok(Self(Arc::new(Keys { ring: ring_keys, lookup: lookup(&lookup_key)? })))
    }

    /// Texts for [`Vault::new`], fresh from the operating system's randomness.
    /// # Errors
    /// When it has no random bytes to give.
    pub fn generate_keys() -> Result<FreshKeys, VaultError> {
        let fresh = || random::<32>().map(Zeroizing::new);
        let text = || fresh().map(|key| Zeroizing::new(STANDARD.encode(key.as_slice())));
        Ok(FreshKeys { ring: Zeroizing::new(format!("k1:{}", *text()?)), lookup_key: text()? })
    }

    /// Encrypts with the active key. `context` says where the value belongs (column and row: `persons.cccd/17`);
    /// it is not stored, and only the same context decrypts the value again.
    /// # Errors
    /// When there are no random bytes for the nonce.
    pub fn encrypt(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let RingKey { header, cipher, .. } = self.0.ring.first().ok_or(VaultError::EmptyRing)?;
        let nonce = random::<24>()?;
        let payload = Payload { msg: plain, aad: &[header, context].concat() };
        let ciphertext = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError::TooLong)?;
        Ok([header.as_slice(), &nonce, &ciphertext].concat())
    }

    /// The plain value, if it was encrypted by a key of the ring in this very context and not changed since.
    /// # Errors
    /// [`VaultError::Malformed`], [`VaultError::UnknownKey`] or [`VaultError::Refused`].
    pub fn decrypt(&self, context: &[u8], encrypted: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (header, id, rest) = parts(encrypted).ok_or(VaultError::Malformed)?;
        let (nonce, ciphertext) = rest.split_first_chunk().ok_or(VaultError::Malformed)?;
        let found = self.0.ring.iter().find(|key| key.id == id);
        let key = found.ok_or_else(|| VaultError::UnknownKey(id.to_owned()))?;
        let payload = Payload { msg: ciphertext, aad: &[header, context].concat() };
        key.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| VaultError::Refused)
    }

    /// The hash by which a value of this kind (`"cccd"`, `"bhyt"`) is found again. Equal texts have equal
    /// hashes: bring the value into its one spelling first. Without the key nobody can try out all numbers.
    #[must_use]
    pub fn lookup(&self, kind: &str, value: &str) -> [u8; 32] {
        let mut mac = self.0.lookup.clone();
        // The length keeps ("a", "bc") apart from ("ab", "c").
        mac.update(&u64::try_from(kind.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(kind.as_bytes());
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")?;
        f.debug_list().entries(self.0.ring.iter().map(|key| &key.id)).finish()
    }
}

/// HMAC-SHA-256 under a key derived from the configured one.
fn lookup(configured: &Key) -> Result<Hmac<Sha256>, VaultError> {
    let mac = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).map_err(|_| VaultError::LookupKey);
    let derived = mac(configured.as_slice())?.chain_update(LOOKUP_LABEL).finalize().into_bytes();
    mac(Zeroizing::new(<[u8; 32]>::from(derived)).as_slice())
}

/// Header, key id, and what follows the header.
fn parts(encrypted: &[u8]) -> Option<(&[u8], &str, &[u8])> {
    let &[_, id_length] = encrypted.first_chunk()?;
    let (start, rest) = encrypted.split_at_checked(2 + usize::from(id_length))?;
    let id = std::str::from_utf8(start.get(2..)?).ok()?;
    (header(id)? == start).then_some((start, id, rest))
}

/// Version, length and id; nothing, if the text cannot be the id of a key.
fn header(id: &str) -> Option<Vec<u8>> {
    let length = u8::try_from(id.len()).ok().filter(|length| (1..=16).contains(length))?;
    let fits = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    fits.then(|| [&[VERSION, length], id.as_bytes()].concat())
}

fn key(text: &str) -> Option<Key> {
    let bytes = Zeroizing::new(STANDARD.decode(text.trim()).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &[u8] = b"persons.cccd/17";
    const CCCD: &str = "001054000017";

    fn text(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn vault() -> Vault {
        Vault::new(&format!("k1:{}", text(1)), &text(9)).unwrap()
    }

    fn encrypted() -> Vec<u8> {
        vault().encrypt(ROW, CCCD.as_bytes()).unwrap()
    }

    fn ring_error(ring: &str) -> VaultError {
        Vault::new(ring, &text(9)).unwrap_err()
    }

    #[test]
    fn what_was_encrypted_is_decrypted() {
        for plain in ["", "0", CCCD, "DN4010123456789", "Nguyễn Thị Lành"] {
            let encrypted = vault().encrypt(ROW, plain.as_bytes()).unwrap();
            assert_eq!(vault().decrypt(ROW, &encrypted).unwrap(), plain.as_bytes());
        }
    }

    #[test]
    fn the_bytes_are_version_key_id_nonce_and_ciphertext() {
        let encrypted = encrypted();
        assert!(encrypted.starts_with(&[1, 2, b'k', b'1']));
        assert_eq!(encrypted.len(), 4 + 24 + CCCD.len() + 16);
    }

    #[test]
    fn a_value_encrypted_twice_looks_different() {
        assert_ne!(encrypted(), encrypted());
    }

    #[test]
    fn a_value_moved_to_another_row_or_column_is_refused() {
        for context in [b"persons.cccd/18".as_slice(), b"persons.bhyt/17", b"persons.cccd/1", b""] {
            assert_eq!(vault().decrypt(context, &encrypted()), Err(VaultError::Refused));
        }
    }

    #[test]
    fn an_old_key_still_decrypts_and_the_new_one_encrypts() {
        let both = Vault::new(&format!("k2:{}, k1:{}", text(2), text(1)), &text(9)).unwrap();
        assert_eq!(both.decrypt(ROW, &encrypted()).unwrap(), CCCD.as_bytes());
        let new = both.encrypt(ROW, CCCD.as_bytes()).unwrap();
        assert!(new.starts_with(b"\x01\x02k2"));
        assert_eq!(both.decrypt(ROW, &new).unwrap(), CCCD.as_bytes());
    }

    #[test]
    fn a_key_that_is_not_in_the_ring_is_named() {
        let other = Vault::new(&format!("k2:{}", text(2)), &text(9)).unwrap();
        assert_eq!(other.decrypt(ROW, &encrypted()), Err(VaultError::UnknownKey("k1".to_owned())));
    }

    #[test]
    fn another_key_under_the_same_name_is_refused() {
        let other = Vault::new(&format!("k1:{}", text(2)), &text(9)).unwrap();
        assert_eq!(other.decrypt(ROW, &encrypted()), Err(VaultError::Refused));
    }

    #[test]
    fn the_key_id_is_authenticated_even_where_both_ids_are_the_same_key() {
        let renamed = Vault::new(&format!("k2:{}", text(1)), &text(9)).unwrap();
        let mut encrypted = encrypted();
        *encrypted.get_mut(3).unwrap() = b'2';
        assert_eq!(renamed.decrypt(ROW, &encrypted), Err(VaultError::Refused));
    }

    #[test]
    fn a_value_with_any_bit_flipped_is_refused() {
        let encrypted = encrypted();
        for at in 0..encrypted.len() {
            for bit in 0..8 {
                let mut changed = encrypted.clone();
                *changed.get_mut(at).unwrap() ^= 1 << bit;
                assert!(vault().decrypt(ROW, &changed).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_value_cut_short_or_made_longer_is_refused() {
        let encrypted = encrypted();
        for length in 0..encrypted.len() {
            assert!(vault().decrypt(ROW, encrypted.get(..length).unwrap()).is_err(), "{length}");
        }
        assert!(vault().decrypt(ROW, &[encrypted.as_slice(), b"0"].concat()).is_err());
    }

    #[test]
    fn bytes_that_were_never_encrypted_are_malformed() {
        for bytes in
            [b"".as_slice(), b"001054000017", b"\x01\x00", b"\x01\xff", b"\x02\x02k1", b"\x01\x02\n\n"]
        {
            assert_eq!(vault().decrypt(ROW, bytes), Err(VaultError::Malformed));
        }
    }

    #[test]
    fn nothing_of_the_plain_value_is_inside() {
        let encrypted = encrypted();
        assert!(CCCD.as_bytes().windows(4).all(|part| encrypted.windows(4).all(|window| window != part)));
        assert!(
            vault()
                .lookup("cccd", CCCD)
                .windows(4)
                .all(|part| !CCCD.as_bytes().windows(4).any(|w| w == part))
        );
    }

    #[test]
    fn equal_values_of_one_kind_have_equal_hashes() {
        assert_eq!(vault().lookup("cccd", CCCD), vault().lookup("cccd", CCCD));
        assert_ne!(vault().lookup("cccd", CCCD), vault().lookup("cccd", "001054000018"));
    }

    #[test]
    fn the_hash_depends_on_the_lookup_key_and_not_on_the_ring() {
        let rotated = Vault::new(&format!("k2:{}", text(2)), &text(9)).unwrap();
        assert_eq!(rotated.lookup("cccd", CCCD), vault().lookup("cccd", CCCD));
        let other = Vault::new(&format!("k1:{}", text(1)), &text(8)).unwrap();
        assert_ne!(other.lookup("cccd", CCCD), vault().lookup("cccd", CCCD));
    }

    #[test]
    fn the_same_value_of_two_kinds_has_two_hashes() {
        assert_ne!(vault().lookup("cccd", CCCD), vault().lookup("bhyt", CCCD));
        assert_ne!(vault().lookup("cccd", CCCD), vault().lookup("cccd0", CCCD.get(1..).unwrap()));
    }

    #[test]
    fn the_hash_stays_the_same_from_version_to_version() {
        let hash = vault().lookup("cccd", CCCD).map(|byte| format!("{byte:02x}")).concat();
        assert_eq!(hash, "638774daf0ae40568a9df97e7933efbcfdc31d02f5891ccd56d49211c39f7d61");
    }

    #[test]
    fn fresh_keys_make_a_vault_and_differ_every_time() {
        let keys = Vault::generate_keys().unwrap();
        let vault = Vault::new(&keys.ring, &keys.lookup_key).unwrap();
        assert_eq!(vault.decrypt(ROW, &vault.encrypt(ROW, b"x").unwrap()).unwrap(), b"x");
        assert_ne!(*keys.ring, *Vault::generate_keys().unwrap().ring);
    }

    #[test]
    fn a_wrong_ring_is_refused_by_entry() {
        let good = text(1);
        assert_eq!(ring_error(""), VaultError::EmptyRing);
        assert_eq!(ring_error(" , "), VaultError::EmptyRing);
        assert_eq!(ring_error(&good), VaultError::Entry(1));
        assert_eq!(ring_error(&format!("k1:{good},{good}")), VaultError::Entry(2));
        assert_eq!(ring_error(&format!(":{good}")), VaultError::KeyId(1));
        assert_eq!(ring_error(&format!("{good}:k1")), VaultError::KeyId(1), "the wrong way round");
        assert_eq!(ring_error("k1:hunter2"), VaultError::Key(1));
        assert_eq!(ring_error(&format!("k1:{good},k0:{}", STANDARD.encode([1; 31]))), VaultError::Key(2));
        assert_eq!(ring_error(&format!("k1:{good},k1:{}", text(2))), VaultError::Repeated(2));
        assert_eq!(ring_error(&format!("k1:{good},k0:{good}")), VaultError::Repeated(2));
        assert_eq!(ring_error(&format!("k1:{}", text(9))), VaultError::SharedKey);
    }

    #[test]
    fn a_wrong_lookup_key_is_refused() {
        for wrong in ["", "hunter2", &STANDARD.encode([1; 33])] {
            let error = Vault::new(&format!("k1:{}", text(1)), wrong).unwrap_err();
            assert_eq!(error, VaultError::LookupKey);
        }
    }

    #[test]
    fn neither_debug_nor_an_error_shows_a_key() {
        assert_eq!(format!("{:?}", vault()), r#"Vault["k1"]"#);
        for ring in ["hunter2", "hunter2!:x", "k1:hunter2"] {
            let error = ring_error(ring);
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }
}
