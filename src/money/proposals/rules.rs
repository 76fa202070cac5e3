//! The entries that are proposed.

use super::model::{NewFundHandover, NewOpening};
use crate::money::funds::model::FundKind;
use crate::money::ledger::model::{Account, EntryKind, Posting};
use crate::platform::money::{Amount, Vnd};
use chrono::NaiveDate;

/// The entry for an opening balance.
#[must_use]
pub fn opening(new: &NewOpening, on: NaiveDate) -> Posting {
    use Account as A;
    let posting = Posting::new(None, EntryKind::OpeningBalance, on);
    let posting = posting.saying(new.narrative.as_deref());
    let posting = new.funds.iter().fold(posting, |posting, held| {
        let capital = A::capital_of(held.fund);
        let sum = |amount: Option<Amount>| amount.map_or(Vnd::ZERO, Amount::vnd);
        posting.moving(held.fund, sum(held.cash_vnd), A::Cash, capital).moving(
            held.fund,
            sum(held.bank_vnd),
            A::Bank,
            capital,
        )
    });
    let posting = new.savings.iter().fold(posting, |posting, share| {
        let owed = A::Savings.of(Some(share.member_id));
        posting.moving(FundKind::Income, share.amount_vnd.vnd(), A::Capital, owed)
    });
    new.pooled_capital.iter().fold(posting, |posting, share| {
        let owed = A::PooledCapital.of(Some(share.member_id));
        posting.moving(FundKind::Income, share.amount_vnd.vnd(), A::Capital, owed)
    })
}

/// The entry for money that is handed over.
#[must_use]
pub fn handover(new: &NewFundHandover, on: NaiveDate) -> Posting {
    let posting = Posting::new(None, EntryKind::Handover, on)
        .moving(new.fund, new.amount_vnd.vnd(), Account::capital_of(new.fund), Account::from(new.purse))
        .documented(Some(&*new.document))
        .saying(new.narrative.as_deref());
    Posting { party: Some((*new.party).to_owned()), ..posting }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_balance_leaves_what_is_not_owed_as_capital() {
        let new: NewOpening = serde_json::from_value(serde_json::json!({
            "on": "2026-01-31",
            "funds": [{ "fund": "income", "cash_vnd": 1_000, "bank_vnd": 500 }],
            "savings": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "amount_vnd": 300 }],
        }))
        .unwrap();
        let lines = opening(&new, NaiveDate::from_ymd_opt(2026, 1, 31).unwrap()).lines;
        let on = |account| lines.iter().find(|line| line.account == account).unwrap().amount_vnd.get();
        assert_eq!((on(Account::Cash), on(Account::Bank)), (1_000, 500));
        assert_eq!((on(Account::Savings), on(Account::Capital)), (-300, -1_200));
    }
}
