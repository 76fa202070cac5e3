//! What makes a code right.

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
/// So many wrong codes in a row cost nothing; then the account waits.
pub const FREE: i32 = 5;

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

/// A code of the device, from what was typed: six digits, which some apps show with a blank between. What is none may
/// be a recovery code.
#[must_use]
pub fn digits(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238_and_count_one_step_before_and_after() {
        let totp = totp(b"12345678901234567890".to_vec(), "chu.nhiem").unwrap();
        assert_eq!(step_of(&totp, "287082", 59), Some(1)); // of the eight digits in the appendix, the last six
        assert_eq!(step_of(&totp, "081804", 1_111_111_109), Some(37_037_036));
        let at = |seconds: i64| step_of(&totp, "081804", 1_111_111_109 + seconds).is_some();
        assert_eq!([-60, -30, 0, 30, 61].map(at), [false, true, true, true, false]);
        for wrong in ["", "287083", "28708", "2870820", "28708a", "+87082", "２８７０８２"] {
            assert_eq!(step_of(&totp, wrong, 59), None, "{wrong}");
        }
        assert_eq!(step_of(&totp, "287082", -59), None);
    }

    #[test]
    fn a_code_may_have_blanks_and_is_of_digits_alone() {
        assert_eq!(digits(" 123 456"), Some("123456".to_owned()));
        for other in ["", "12345", "1234567", "K7MXQ-4RTWD", "12345a", "１２３４５６"] {
            assert_eq!(digits(other), None, "{other}");
        }
    }

    #[test]
    fn the_address_for_authenticator_apps_names_service_and_account() {
        let url = totp(vec![7; SECRET_BYTES], "chu.nhiem").unwrap().to_url().unwrap();
        assert!(url.starts_with("otpauth://totp/Lien%20The%20He:chu.nhiem?secret="), "{url}");
    }
}
