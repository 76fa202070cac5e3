//! What the fields of an action have to agree with.

use super::model::{Help, HelpBeneficiary, HelpKind};
use crate::platform::error::{Field, FieldCode};
use crate::platform::ids::MemberId;
use crate::{Error, Result};
use chrono::NaiveDate;

impl Help {
    /// Whether its fields agree with each other.
    ///
    /// # Errors
    /// 422 for each that does not: labour is told in half days and nothing else is, money has a value, a member
    /// who was helped has a name and nobody helps herself.
    pub fn check(&self, today: NaiveDate) -> Result<()> {
        let mut wrong = vec![];
        if self.helped_on > today {
            wrong.push(Field::new("/helped_on", FieldCode::DateInFuture));
        }
        let goes_with = |wanted: bool, given: bool, pointer: &str| match (wanted, given) {
            (true, false) => Some(Field::new(pointer, FieldCode::Required)),
            (false, true) => Some(Field::new(pointer, FieldCode::NotHere)),
            _ => None,
        };
        wrong.extend(goes_with(self.kind == HelpKind::Labour, self.half_days.is_some(), "/half_days"));
        let of_a_member = self.beneficiary == HelpBeneficiary::Member;
        wrong.extend(goes_with(of_a_member, self.given_to.is_some(), "/given_to"));
        if self.kind == HelpKind::Money && self.value_vnd.is_none() {
            wrong.push(Field::new("/value_vnd", FieldCode::Required));
        }
        if self.given_by.is_some() && self.given_by == self.given_to {
            wrong.push(Field::new("/given_to", FieldCode::Repeated));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong)) }
    }
    /// The members whom it names, each with the place where it does.
    #[must_use]
    pub fn named(&self) -> (Vec<&'static str>, Vec<MemberId>) {
        let named = [("/given_by", self.given_by), ("/given_to", self.given_to)];
        named.into_iter().filter_map(|(place, member)| Some((place, member?))).unzip()
    }
}
