//! Passwords: argon2id, off the threads that serve requests and only so many at a time.
//!
//! One check takes 19 MiB and some 16 ms of a core. Unbounded, a burst of logins would take all memory
//! and every core from the rest of the service; bounded, the logins queue and the others do not notice.
//! The memory is kept from one turn to the next, as much as there are turns.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier, try_generate_salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::{mem, num::NonZero, thread};
use tokio::sync::{OwnedMutexGuard, Semaphore};
use tokio::task::spawn_blocking;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::{Zeroize, Zeroizing};

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

/// Where everybody waits who is to be checked under one name.
type Queue = tokio::sync::Mutex<()>;

/// Hashes and checks passwords, a bounded number at once. Cheap to clone; the clones share the bound.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    memory: Arc<Memory>,
    queues: Arc<Mutex<HashMap<String, Weak<Queue>>>>,
}

/// What hashing works in: one piece for each turn that was ever taken at the same time. Were it asked for anew each
/// time, by whichever thread has the turn, the C library would keep some of it for every one of its threads.
#[derive(Debug, Default)]
struct Memory {
    free: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    fn lend(self: &Arc<Self>) -> Result<Lent, Error> {
        let kept = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let blocks = kept.map_or_else(Self::fresh, Ok)?;
        Ok(Lent { blocks, owner: Arc::clone(self) })
    }
    /// As much as today's parameters take.
    fn fresh() -> Result<Vec<Block>, Error> {
        let mut blocks = Vec::new();
        let size = Params::DEFAULT.block_count();
        blocks.try_reserve_exact(size).map_err(|_| Error::Hash(password_hash::Error::OutOfMemory))?;
        blocks.resize(size, Block::new());
        Ok(blocks)
    }
}

/// Memory for one turn. It goes back without a trace of the password, even if the work stopped halfway.
struct Lent {
    blocks: Vec<Block>,
    owner: Arc<Memory>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.blocks.iter_mut().for_each(Zeroize::zeroize);
        let blocks = mem::take(&mut self.blocks);
        self.owner.free.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
    }
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
        Self { turns: Arc::new(Semaphore::new(turns)), memory: Arc::default(), queues: Arc::default() }
    }

    /// The queue of a name. Who waits for it or holds it keeps it; then it is forgotten.
    fn queue(&self, name: &str) -> Arc<Queue> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.retain(|_, queue| queue.strong_count() > 0);
        if let Some(queue) = queues.get(name).and_then(Weak::upgrade) {
            return queue;
        }
        let queue = Arc::default();
        queues.insert(name.to_owned(), Arc::downgrade(&queue));
        queue
    }

    /// The right to be checked under this name, if nobody else is at the moment.
    #[must_use]
    pub fn alone_at_once(&self, name: &str) -> Option<OwnedMutexGuard<()>> {
        self.queue(name).try_lock_owned().ok()
    }

    /// The right to be checked under this name, when all those have been who came before: what one check finds is
    /// written down before the next begins, and who guesses a thousand times at once is counted a thousand times.
    pub async fn alone(&self, name: &str) -> OwnedMutexGuard<()> {
        self.queue(name).lock_owned().await
    }

    /// The hash to store, a PHC string with a salt of its own.
    ///
    /// # Errors
    /// When there is no memory or randomness for it, or the process is going down.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let password = normalised(password);
        self.in_turn(move |memory| hashed(&password, memory)).await?.map_err(Error::Hash)
    }

    /// Whether the password belongs to the stored hash.
    ///
    /// Without a hash (no such user, no password set) the answer is `false` after the same work,
    /// so that its delay does not tell who exists.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let password = normalised(password);
        let hash = hash.map(str::to_owned);
        self.in_turn(move |memory| belongs(&password, hash.as_deref(), memory)).await.unwrap_or(false)
    }

    /// Runs `work` on a thread that may block. The turn goes with the work: when a client hangs up, the
    /// future is dropped but the work goes on, and must go on being counted.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut [Block]) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Interrupted)?;
        let memory = Arc::clone(&self.memory);
        let counted = move || {
            let _turn = turn; // ends after the memory is back
            let mut lent = memory.lend()?;
            Ok(work(&mut lent.blocks))
        };
        spawn_blocking(counted).await.map_err(|_| Error::Interrupted)?
    }
}

/// [`Passwords::hash`] on this very thread, for commands that have no runtime.
///
/// # Errors
/// When there is no memory or randomness for it.
pub fn hash_blocking(password: &str) -> Result<String, Error> {
    let hash = argon2id().hash_password(normalised(password).as_bytes());
    hash.map(|hash| hash.to_string()).map_err(Error::Hash)
}

/// As the crate's own hasher, in memory that is there already.
fn hashed(password: &str, memory: &mut [Block]) -> password_hash::Result<String> {
    let (argon2, salt) = (argon2id(), try_generate_salt()?);
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(Salt::new(&salt)?),
        hash: Some(output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN, memory)?),
    };
    Ok(hash.to_string())
}

/// A missing or unreadable hash costs as much as a wrong password.
fn belongs(password: &str, hash: Option<&str>, memory: &mut [Block]) -> bool {
    let stored = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let Some(hash) = stored.clone().or_else(|| PasswordHash::new(DUMMY).ok()) else { return false };
    fits(password, &hash, memory).unwrap_or(false) && stored.is_some()
}

/// As the crate's own verifier, with the parameters of the hash, in memory that is there already.
fn fits(password: &str, hash: &PasswordHash, memory: &mut [Block]) -> password_hash::Result<bool> {
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Ok(false) };
    let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from)?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(hash)?);
    if argon2.params().block_count() > memory.len() {
        // made when the parameters were others: it takes what it needs
        return Ok(argon2.verify_password(password.as_bytes(), hash).is_ok());
    }
    Ok(output(&argon2, password, salt, expected.len(), memory)? == *expected)
}

fn output(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &[u8],
    length: usize,
    memory: &mut [Block],
) -> password_hash::Result<Output> {
    let mut bytes = Zeroizing::new([0; Output::MAX_LENGTH]);
    let bytes = bytes.get_mut(..length).ok_or(password_hash::Error::OutputSize)?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, bytes, memory)?;
    Ok(Output::new(bytes)?)
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

    /// Parameters of the hashes: less memory than today's, as much in other passes and lanes, more.
    const OTHERS: [(u32, u32, u32); 4] = [(64, 1, 1), (19_456, 1, 2), (1024, 3, 4), (20_480, 1, 1)];

    #[tokio::test]
    async fn a_hash_is_what_the_crate_itself_would_make_of_it() {
        let passwords = Passwords::new();
        let ours = passwords.hash(GOOD).await.unwrap();
        assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ours}");
        let read = PasswordHash::new(&ours).unwrap();
        assert!(argon2id().verify_password(normalised(GOOD).as_bytes(), &read).is_ok());
        let salt = read.salt.unwrap();
        let again = argon2id().hash_password_with_salt(normalised(GOOD).as_bytes(), &salt).unwrap();
        assert_eq!(again.to_string(), ours);
        for (memory, passes, lanes) in OTHERS {
            for algorithm in [Algorithm::Argon2id, Algorithm::Argon2i, Algorithm::Argon2d] {
                for version in [Version::V0x13, Version::V0x10] {
                    let params = Params::new(memory, passes, lanes, Some(24)).unwrap();
                    let theirs = Argon2::new(algorithm, version, params);
                    let theirs = theirs.hash_password(normalised(GOOD).as_bytes()).unwrap().to_string();
                    assert!(passwords.verify(GOOD, Some(&theirs)).await, "{theirs}");
                    assert!(!passwords.verify("trăng rằm tháng bảy", Some(&theirs)).await, "{theirs}");
                }
            }
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn there_is_memory_for_each_turn_and_no_more() {
        let passwords = Passwords::at_once(3);
        let hash = hash_blocking(GOOD).unwrap();
        let checks: Vec<_> = (0..60)
            .map(|_| {
                let (passwords, hash) = (passwords.clone(), hash.clone());
                tokio::spawn(async move { passwords.verify(GOOD, Some(&hash)).await })
            })
            .collect();
        for check in checks {
            assert!(check.await.unwrap());
        }
        assert!(passwords.in_turn(|_| panic!("the work stops halfway")).await.is_err());
        let free = passwords.memory.free.lock().unwrap();
        assert!((1..=3).contains(&free.len()), "{} pieces", free.len());
        let clean = |block: &Block| block.as_ref().iter().all(|word| *word == 0);
        assert!(free.iter().flatten().all(clean), "something of a password is left");
    }

    #[tokio::test]
    async fn of_one_name_one_is_checked_at_a_time_and_names_are_forgotten() {
        let passwords = Passwords::at_once(2);
        let first = passwords.alone_at_once("lan").unwrap();
        assert!(passwords.alone_at_once("lan").is_none() && passwords.alone_at_once("hoa").is_some());
        let second = passwords.alone("lan");
        assert!(timeout(Duration::from_millis(20), second).await.is_err());
        drop(first);
        drop(timeout(Duration::from_millis(500), passwords.alone("lan")).await.unwrap());
        drop(passwords.alone("hoa").await);
        assert_eq!(passwords.queues.lock().unwrap().len(), 1, "only the last");
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
        let mut memory = Memory::fresh().unwrap();
        let mut fastest = |hash: Option<&str>| {
            let once = |_| {
                let start = Instant::now();
                assert!(!belongs("wrong", hash, &mut memory));
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
        let work = passwords.in_turn(move |_| wait.recv());
        assert!(timeout(Duration::from_millis(20), work).await.is_err());
        assert_eq!(passwords.turns.available_permits(), 0);
        finish.send(()).unwrap();
        assert!(passwords.hash(GOOD).await.is_ok());
        assert_eq!(passwords.turns.available_permits(), 1);
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_turn_back() {
        let passwords = Passwords::at_once(1);
        let torn = passwords.in_turn(|_| assert!(passwords_are_hard())).await;
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
