//! Files as stored and as shown.

use crate::activity::schema::attachments;
use crate::platform::fields::Line;
use crate::platform::http::Versioned;
use crate::platform::ids::{AttachmentId, ClubId, UserId, column};
use crate::platform::log::{Audited, Facts};
use crate::platform::looks::shown;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// Kind of record to which a file belongs.
    pub enum AttachmentSubject {
        /// Biên bản sinh hoạt.
        Meeting,
        /// Hoạt động.
        Activity,
        /// Quy chế.
        Regulation,
        /// Quyết định thành lập và các bước khác.
        Transition,
        /// Chứng từ.
        Entry,
        /// Tham quan, giao lưu.
        ExchangeVisit,
        /// Tập huấn.
        Training,
        /// Giám sát.
        MonitoringVisit,
        /// Khen thưởng.
        Award,
    }
}

/// Media types of files that are taken.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::IntoStaticStr,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Text)]
pub enum AttachmentContentType {
    /// A JPEG.
    #[serde(rename = "image/jpeg")]
    #[strum(serialize = "image/jpeg")]
    Jpeg,
    /// A PNG.
    #[serde(rename = "image/png")]
    #[strum(serialize = "image/png")]
    Png,
    /// A WebP.
    #[serde(rename = "image/webp")]
    #[strum(serialize = "image/webp")]
    Webp,
    /// A PDF.
    #[serde(rename = "application/pdf")]
    #[strum(serialize = "application/pdf")]
    Pdf,
}
column! { text: AttachmentContentType }

/// A file of a club (tệp đính kèm), without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = attachments, check_for_backend(diesel::pg::Pg))]
pub struct FileOfClub {
    /// UUID of the file.
    pub id: AttachmentId,
    /// UUID of the club to which it belongs.
    pub club_id: ClubId,
    /// Kind of record to which it belongs.
    pub subject: AttachmentSubject,
    /// UUID of the record to which it belongs.
    pub subject_id: Uuid,
    /// File name, as given by who added it.
    #[schema(example = "bien-ban-17-11.jpg")]
    pub file_name: String,
    /// Media type, by its content.
    pub content_type: AttachmentContentType,
    /// Size of what is kept, in bytes.
    pub size: i32,
    /// Remark, in words.
    pub note: Option<String>,
    /// Day on which it was taken away; from then on its bytes are shown to nobody.
    pub removed_on: Option<NaiveDate>,
    /// UUID of the user who added it.
    pub recorded_by: UserId,
    /// Version number: one more with each change.
    pub version: i32,
    /// Time at which it was added, in UTC.
    pub created_at: DateTime<Utc>,
}

impl Versioned for FileOfClub {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for FileOfClub {
    const ENTITY: &'static str = "attachment";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "subject", "subject_id", "content_type", "size", "removed_on"];
    fn facts(&self) -> Facts {
        Facts::NONE
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
    fn row_version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// What is said of a file beside its bytes.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// Kind of record to which it belongs.
    #[param(inline, example = "meeting")]
    pub subject: AttachmentSubject,
    /// UUID of that record; it must be the club's.
    #[param(example = "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f")]
    pub subject_id: Uuid,
    /// File name, at most 200 characters.
    #[param(value_type = String, example = "bien-ban.pdf")]
    pub file_name: Line<200>,
    /// Remark, in words.
    #[param(value_type = Option<String>)]
    pub note: Option<Line<500>>,
}

/// Filters of the list of files.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// Only files that belong to records of this kind.
    #[param(inline)]
    pub subject: Option<AttachmentSubject>,
    /// Only files that belong to the record of this UUID.
    pub subject_id: Option<Uuid>,
}

/// The bytes of a PDF.
pub struct Bytes;

impl PartialSchema for Bytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("A PDF, as it is: at most 10 MiB."))
            .examples(["%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"])
            .build()
            .into()
    }
}
impl ToSchema for Bytes {
    fn name() -> std::borrow::Cow<'static, str> {
        "FileBytes".into()
    }
}

/// The bytes of a picture.
pub struct PictureBytes;

impl PartialSchema for PictureBytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("The picture, as it is: at most 10 MiB."))
            .build()
            .into()
    }
}
impl ToSchema for PictureBytes {}

/// A link by which a file can be had without a token, for a while.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileLink {
    /// Path of the file on this server.
    #[schema(example = "/v1/files/AbC…")]
    pub url: String,
    /// Time at which the link ends, in UTC.
    pub expires_at: DateTime<Utc>,
}

shown! { FileOfClub: "attachment" of |file| file.club_id; }
