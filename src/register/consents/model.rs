//! Consents as stored and as shown.

use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{ClubId, ConsentId, PersonId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::schema::consents;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Purpose for which personal data may be used.
    pub enum ConsentPurpose {
        /// Quản lý thành viên câu lạc bộ.
        Membership,
        /// Health data (dữ liệu sức khỏe).
        HealthData,
        /// Care at home (chăm sóc tại nhà).
        HomeCare,
        /// Số căn cước, số thẻ bảo hiểm y tế.
        Identifiers,
        /// Photographs (hình ảnh).
        Photographs,
    }
}

column! { text:
    /// Form in which consent was given, and so what proves it.
    pub enum ConsentMethod {
        /// Signed on paper (ký trên giấy).
        Paper,
        /// Recorded voice (ghi âm).
        Voice,
        /// In the application (trong ứng dụng).
        Application,
        /// Spoken before a witness (nói trước người làm chứng).
        Witness,
    }
}

/// A consent, as stored and as shown.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = consents, check_for_backend(diesel::pg::Pg))]
pub struct Consent {
    /// UUID of the consent.
    pub id: ConsentId,
    /// UUID of the person who consented.
    pub person_id: PersonId,
    /// Purpose of the processing: one record of consent for each.
    pub purpose: ConsentPurpose,
    /// Version of the text that was read out or signed.
    #[schema(example = "2026-01")]
    pub text_version: String,
    /// Form in which the person consented.
    pub method: ConsentMethod,
    /// Day on which consent was given.
    pub given_on: NaiveDate,
    /// Name of whoever spoke for somebody who could not.
    pub on_behalf_by: Option<String>,
    /// Day on which it was withdrawn; `null` while it stands.
    pub withdrawn_on: Option<NaiveDate>,
    /// Counts the changes; also the `ETag`.
    pub version: i32,
    /// Moment at which the consent was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for Consent {
    fn version(&self) -> i32 {
        self.version
    }
}

/// A consent and the club through which it was recorded, as the change log knows it.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentInClub {
    /// UUID of the club that recorded it.
    pub club_id: ClubId,
    /// The consent as recorded.
    #[serde(flatten)]
    pub consent: Consent,
}

impl Versioned for ConsentInClub {
    fn version(&self) -> i32 {
        self.consent.version
    }
}
impl Audited for ConsentInClub {
    const ENTITY: &'static str = "consent";
    const OPEN: &'static [&'static str] =
        &["id", "person_id", "club_id", "purpose", "text_version", "method", "given_on", "withdrawn_on"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.consent.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.consent.version)
    }
}

/// A consent to be recorded for a member.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "purpose": "identifiers", "text_version": "2026-01", "method": "paper", "given_on": "2026-03-08" }))]
pub struct NewConsent {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<ConsentId>,
    /// Purpose of the processing; one consent stands for each.
    pub purpose: ConsentPurpose,
    /// Version of the text that was read out or signed; at most 40 characters.
    pub text_version: Line<40>,
    /// Form in which the person consented.
    pub method: ConsentMethod,
    /// Day on which consent was given; not in the future.
    pub given_on: Day,
    /// Name of whoever spoke for somebody who could not; at most 120 characters.
    pub on_behalf_by: Option<Line<120>>,
}

/// The withdrawal of a consent. The record stays.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "on": "2026-06-30" }))]
pub struct ConsentWithdrawal {
    /// First day on which the consent no longer stands.
    pub on: Day,
}
