//! How long a code lives, and how often it may be tried.

/// Hours for which a code can be redeemed.
pub const HOURS: i64 = 72;
/// So many wrong codes void the right one.
pub const MOST_TRIES: i32 = 10;

/// Whether the last of so many wrong tries voids a code.
#[must_use]
pub const fn is_void_after(tries: i32) -> bool {
    tries >= MOST_TRIES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenth_wrong_try_voids_a_code() {
        assert!(!is_void_after(9) && is_void_after(10));
    }
}
