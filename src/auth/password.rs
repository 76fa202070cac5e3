//! Passwords: argon2id, off the threads that serve requests and only so many at a time.
//!
//! One check takes 19 MiB and some 16 ms of a core. Unbounded, a burst of logins would take all memory
//! and every core from the rest of the service; bounded, the logins queue and the others do not notice.

use argon2::password_hash::{self, PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::{num::NonZero, sync::Arc, thread};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::Zeroizing;

/// The shortest acceptable password, in characters.
pub const MIN_LENGTH: usize = 10;
/// The longest acceptable password, in characters.
pub const MAX_LENGTH: usize = 128;

/// A hash with today's parameters that no password is known for: what an unknown user is checked against.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What common passwords come down to without marks, punctuation, and the digits in front and behind.
const COMMON_STEMS: &str = "\
    abcd admin administrator anhyeuem anhyeuemnhieu chucmungnammoi cogaidethuong conyeume emyeuanh \
    giadinh giadinhtoi hanoi hanoivietnam hochiminh hoinguoicaotuoi iloveyou khongbiet khongcomatkhau \
    khongcopass letmein lienthehe matkhau matkhaucuatoi matkhaumoi nguoicaotuoi passw0rd password \
    passwordpassword qwer qwert qwerty qwertyqwerty qwertyuiop quenmatkhau saigon tinhyeu toiyeuvietnam \
    vietnam vietnamvodich welcome xinchao yeuem";
/// Common passwords that come down to nothing of the kind.
const COMMON: &str = "\
    1122334455 112233445566 1029384756 123123123123 123321123321 1234512345 123456123456 1234554321 \
    123456654321 1357924680 147258369 1472583690 1a2b3c4d5e 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc \
    741852963 7418529630 9638527410 987654321 q1w2e3r4t5 qazwsxedcr qazwsxedcrfv zaq12wsxcde3";

/// What can go wrong while hashing. A password that does not fit is not an error: it is `false`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The hash could not be made: no memory, no random bytes.
    #[error("the password could not be hashed: {0}")]
    Hash(#[source] password_hash::Error),
    /// The process is going down.
    #[error("the hashing of a password was cut off")]
    Interrupted,
}

/// Hashes and checks passwords, a bounded number at once. Cheap to clone; the clones share the bound.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Passwords {
    /// As many at once as there are cores, at least two.
    #[must_use]
    pub fn new() -> Self {
        Self::at_once(thread::available_parallelism().map_or(2, NonZero::get).max(2))
    }

    fn at_once(turns: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(turns)) }
    }

    /// The hash to store, a PHC string with a salt of its own.
    ///
    /// # Errors
    /// When there is no memory or randomness for it, or the process is going down.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let password = normalised(password);
        self.in_turn(move || hash_normalised(&password)).await?
    }

    /// Whether the password belongs to the stored hash.
    ///
    /// Without a hash (no such user, no password set) the answer is `false` after the same work,
    /// so that its delay does not tell who exists.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let password = normalised(password);
        let hash = hash.map(str::to_owned);
        self.in_turn(move || belongs(&password, hash.as_deref())).await.unwrap_or(false)
    }

    /// Runs `work` on a thread that may block. The turn goes with the work: when a client hangs up, the
    /// future is dropped but the work goes on, and must go on being counted.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Interrupted)?;
        let counted = move || {
            let _turn = turn;
            work()
        };
        spawn_blocking(counted).await.map_err(|_| Error::Interrupted)
    }
}

/// [`Passwords::hash`] on this very thread, for commands that have no runtime.
///
/// # Errors
/// When there is no memory or randomness for it.
pub fn hash_blocking(password: &str) -> Result<String, Error> {
    hash_normalised(&normalised(password))
}

fn hash_normalised(password: &str) -> Result<String, Error> {
    argon2id().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::Hash)
}

/// A missing or unreadable hash costs as much as a wrong password.
fn belongs(password: &str, hash: Option<&str>) -> bool {
    let stored = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let Some(hash) = stored.clone().or_else(|| PasswordHash::new(DUMMY).ok()) else { return false };
    let fits = argon2id().verify_password(password.as_bytes(), &hash).is_ok();
    fits && stored.is_some()
}

/// The OWASP parameters (19 MiB, two passes, one lane): the crate's defaults, and a test holds it to them.
fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// NFC: "mật" typed on two keyboards may be two sequences of code points, and must be one password.
fn normalised(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

/// Whether a new password may be chosen: 10 to 128 characters, not built around the login, not one of the
/// most common ones, not one character over and over, nor a plain row such as `0123456789`.
#[must_use]
pub fn acceptable(password: &str, login: &str) -> bool {
    let password = normalised(password);
    let lower = Zeroizing::new(password.to_lowercase());
    let login = normalised(login.trim()).to_lowercase();
    (MIN_LENGTH..=MAX_LENGTH).contains(&password.chars().count())
        && (login.is_empty() || !lower.contains(&login))
        && !is_row(&lower)
        && !is_common(&lower)
}

/// `aaaa`, `1234`, `9876`, `abcd`: every character the same step from the one before (and 0 after 9).
fn is_row(lower: &str) -> bool {
    let step = |(a, b): (char, char)| match (a.to_digit(10), b.to_digit(10)) {
        (Some(a), Some(b)) => i64::from((b + 10 - a) % 10),
        _ => i64::from(u32::from(b)) - i64::from(u32::from(a)),
    };
    let mut steps = lower.chars().zip(lower.chars().skip(1)).map(step);
    let first = steps.next();
    matches!(first, Some(-1..=1 | 9)) && steps.all(|step| Some(step) == first)
}

fn is_common(lower: &str) -> bool {
    let letters = |c: char| if c == 'đ' { 'd' } else { c };
    let plain: Zeroizing<String> = Zeroizing::new(
        lower.nfd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()).map(letters).collect(),
    );
    let stem = plain.trim_matches(|c: char| c.is_ascii_digit());
    let among = |list: &str, word: &str| list.split_whitespace().any(|common| common == word);
    among(COMMON_STEMS, stem) || among(COMMON, &plain) || is_row(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};
    use tokio::time::timeout;

    const GOOD: &str = "trăng rằm tháng tám";

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let passwords = Passwords::new();
        let hash = passwords.hash(GOOD).await.unwrap();
        assert!(passwords.verify(GOOD, Some(&hash)).await);
        assert!(!passwords.verify("trăng rằm tháng bảy", Some(&hash)).await);
        assert!(!passwords.verify("", Some(&hash)).await);
    }

    #[tokio::test]
    async fn a_hash_made_by_a_command_is_good_for_the_service() {
        assert!(Passwords::new().verify(GOOD, Some(&hash_blocking(GOOD).unwrap())).await);
    }

    #[test]
    fn the_hash_is_argon2id_with_the_owasp_parameters_and_a_salt_of_its_own() {
        let hash = hash_blocking(GOOD).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hash_blocking(GOOD).unwrap());
        assert!(!hash.contains(GOOD));
    }

    #[tokio::test]
    async fn the_same_word_in_two_unicode_forms_is_one_password() {
        let (composed, decomposed): (String, String) = (GOOD.nfc().collect(), GOOD.nfd().collect());
        assert_ne!(composed, decomposed);
        let passwords = Passwords::new();
        let hash = passwords.hash(&decomposed).await.unwrap();
        assert!(passwords.verify(&composed, Some(&hash)).await);
    }

    #[tokio::test]
    async fn nobody_logs_in_without_a_readable_hash() {
        let passwords = Passwords::new();
        for hash in [None, Some(""), Some("$argon2id$"), Some(GOOD)] {
            assert!(!passwords.verify(GOOD, hash).await, "{hash:?}");
        }
    }

    #[test]
    fn the_dummy_hash_has_the_shape_of_a_real_one() {
        let (dummy, real) = (PasswordHash::new(DUMMY).unwrap(), hash_blocking(GOOD).unwrap());
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(
            (dummy.algorithm, dummy.version, &dummy.params),
            (real.algorithm, real.version, &real.params)
        );
        assert_eq!(dummy.salt.unwrap().len(), real.salt.unwrap().len());
        assert_eq!(dummy.hash.unwrap().len(), real.hash.unwrap().len());
    }

    #[test]
    fn an_unknown_user_takes_as_long_as_a_wrong_password() {
        let hash = hash_blocking(GOOD).unwrap();
        let fastest = |hash: Option<&str>| {
            let once = |_| {
                let start = Instant::now();
                assert!(!belongs("wrong", hash));
                start.elapsed()
            };
            (0..3).map(once).min().unwrap()
        };
        let (known, unknown, broken) = (fastest(Some(&hash)), fastest(None), fastest(Some("broken")));
        assert!(unknown * 3 > known && broken * 3 > known, "{known:?} {unknown:?} {broken:?}");
    }

    #[tokio::test]
    async fn hashing_waits_for_its_turn() {
        let passwords = Passwords::at_once(1);
        let taken = passwords.turns.clone().acquire_owned().await.unwrap();
        assert!(timeout(Duration::from_millis(300), passwords.hash(GOOD)).await.is_err());
        drop(taken);
        assert!(passwords.hash(GOOD).await.is_ok());
    }

    #[tokio::test]
    async fn work_whose_caller_left_is_still_counted() {
        let passwords = Passwords::at_once(1);
        let (finish, wait) = std::sync::mpsc::channel::<()>();
        let work = passwords.in_turn(move || wait.recv());
        assert!(timeout(Duration::from_millis(20), work).await.is_err());
        assert_eq!(passwords.turns.available_permits(), 0);
        finish.send(()).unwrap();
        assert!(passwords.hash(GOOD).await.is_ok());
        assert_eq!(passwords.turns.available_permits(), 1);
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_turn_back() {
        let passwords = Passwords::at_once(1);
        let torn = passwords.in_turn(|| assert!(passwords_are_hard())).await;
        assert!(matches!(torn, Err(Error::Interrupted)));
        assert_eq!(passwords.turns.available_permits(), 1);
    }

    fn passwords_are_hard() -> bool {
        false
    }

    #[test]
    fn there_are_at_least_two_turns() {
        assert!(Passwords::new().turns.available_permits() >= 2);
    }

    #[test]
    fn ordinary_passwords_are_acceptable() {
        for password in [
            GOOD,
            "Nắng Ba Đình",
            "correct horse battery",
            "ba con trau trang",
            "9402851736",
            "🌾🌾🌾🌾🌾🌾🌾🌾🌾🐃",
        ] {
            assert!(acceptable(password, "lan.nguyen"), "{password}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        let of = |length: usize| "đường làng quanh co ".chars().cycle().take(length).collect::<String>();
        assert!(!acceptable(&of(9), "lan"));
        assert!(acceptable(&of(10), "lan"));
        assert!(acceptable(&of(128), "lan"));
        assert!(!acceptable(&of(129), "lan"));
        assert!(
            !acceptable(&"mật khẩu ấ".nfd().collect::<String>().replace(' ', ""), "lan"),
            "8, in more code points"
        );
    }

    #[test]
    fn a_password_that_contains_the_login_is_not_acceptable() {
        assert!(!acceptable("my-LAN.Nguyen-1954", "lan.nguyen"));
        assert!(!acceptable("ông Tuấn ở Huế", &"TUẤN".nfd().collect::<String>()));
        assert!(acceptable("my-LAN.Nguyen-1954", ""));
    }

    #[test]
    fn common_passwords_are_not_acceptable() {
        for password in [
            "matkhau123",
            "Mật Khẩu 2026!",
            "MATKHAU@12345",
            "matkhaumoi",
            "Việt Nam 1945",
            "1234567890",
            "0123456789",
            "0987654321",
            "12345678901234",
            "123 456 7890",
            "1q2w3e4r5t",
            "password2026",
            "Qwerty12345",
            "1122334455",
            "iloveyou2024",
            "Người cao tuổi",
            "abcdefghij",
            "zyxwvutsrq",
        ] {
            assert!(!acceptable(password, "lan.nguyen"), "{password}");
        }
    }

    #[test]
    fn one_character_over_and_over_is_not_acceptable() {
        for password in
            ["aaaaaaaaaa", "0000000000", "AaAaAaAaAaAa", "ệệệệệệệệệệệệ", "............", "            "]
        {
            assert!(!acceptable(password, "lan"), "{password}");
        }
    }
}
