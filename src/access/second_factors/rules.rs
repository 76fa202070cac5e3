//! What makes a code right, and what recovery codes look like.

use crate::{Error, Result};
use totp_rs::{Builder, Totp};

/// How a service is called in authenticator apps; many of them spell ASCII alone.
const ISSUER: &str = "Lien The He";
/// Bytes of a secret (RFC 4226, section 4: 160 bits).
pub const SECRET_BYTES: usize = 20;
/// How many recovery codes a factor has.
pub const RECOVERY_CODES: usize = 10;
/// After so many wrong codes in a row the account's sessions end.
pub const SESSIONS_END_AT: i32 = 20;
/// Letters and digits that nobody takes for one another: 32, so that five bits of a random byte choose one.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a recovery code: 50 bits, far more than can be tried.
pub const RECOVERY_LENGTH: usize = 10;

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is right, and is used up now.
    Right,
    /// It is an unused recovery code; this is its hash.
    Recovery(Vec<u8>),
    /// It is right, and was used before.
    Replayed,
    /// It is wrong.
    Wrong,
}

/// The factor of a secret: what every authenticator app can do (SHA-1, six digits, 30 seconds), one step of clock skew
/// either way.
///
/// # Errors
/// When the secret or the login could be none of ours.
pub fn totp(secret: Vec<u8>, login: &str) -> Result<Totp> {
    let builder = Builder::new().with_secret(secret).with_account_name(login).with_issuer(Some(ISSUER));
    builder.build().map_err(|e| Error::internal(e.to_string()))
}

/// Whether a code of digits is right at a moment (seconds since 1970), and of which step.
#[must_use]
pub fn step_of(totp: &Totp, code: &str, now: i64) -> Option<i64> {
    let step = totp.check(code, u64::try_from(now).ok()?)?;
    i64::try_from(step).ok()
}

/// Whether it looks like a code of the device: six digits. What does not may be a recovery code.
#[must_use]
pub fn is_of_a_device(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// A code as it is typed, without blanks around and between, in capitals.
#[must_use]
pub fn plain(code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// A recovery code of random bytes, in its plain form.
#[must_use]
pub fn recovery_code(random: [u8; RECOVERY_LENGTH]) -> String {
    let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().map_or('A', char::from);
    random.into_iter().map(letter).collect()
}

/// A recovery code as it is shown: `K7QXM-4TWPA`.
#[must_use]
pub fn shown(code: &str) -> String {
    code.split_at_checked(RECOVERY_LENGTH / 2).map_or_else(|| code.to_owned(), |(a, b)| format!("{a}-{b}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238_and_count_one_step_before_and_after() {
        let totp = totp(b"12345678901234567890".to_vec(), "chu.nhiem").unwrap();
        assert_eq!(step_of(&totp, "287082", 59), Some(1)); // of the eight digits in the appendix, the last six
        assert_eq!(step_of(&totp, "081804", 1_111_111_109), Some(37_037_036));
        let at = |seconds| step_of(&totp, "081804", 1_111_111_109 + seconds).is_some();
        assert_eq!([-60, -30, 0, 30, 61].map(at), [false, true, true, true, false]);
        for wrong in ["", "287083", "28708", "2870820", "28708a", "+87082", "２８７０８２"] {
            assert_eq!(step_of(&totp, wrong, 59), None, "{wrong}");
        }
        assert_eq!(step_of(&totp, "287082", -59), None);
    }

    #[test]
    fn a_recovery_code_is_read_as_it_is_shown_or_typed() {
        let code = recovery_code([0, 1, 31, 32, 255, 7, 8, 9, 10, 24]);
        assert_eq!(shown(&code), "AB9A9-HJKL2");
        for typed in ["AB9A9-HJKL2", "ab9a9hjkl2", " ab9a9 hjkl2 "] {
            assert_eq!(plain(typed), code);
            assert!(!is_of_a_device(&plain(typed)));
        }
        assert!(is_of_a_device(&plain("123 456")));
    }

    #[test]
    fn the_address_for_authenticator_apps_names_service_and_account() {
        let url = totp(vec![7; SECRET_BYTES], "chu.nhiem").unwrap().to_url().unwrap();
        assert!(url.starts_with("otpauth://totp/Lien%20The%20He:chu.nhiem?secret="), "{url}");
    }
}
