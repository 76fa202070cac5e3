//! Files in the database.

use super::model::{FileOfClub, FileQuery, NewFile};
use super::rules::Checked;
use crate::activity::schema::{attachable as t, attachments as a};
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, FieldCode};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{AttachmentId, ClubId};
use crate::register::clubs;
use crate::register::clubs::model::Club;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a link to a file is encrypted for.
const LINK: &[u8] = b"link to an attachment";

clubs::store::rows_of_clubs! {
    /// The files of the clubs that the caller can see.
    visible: a;
    /// Finds a file.
    find: FileOfClub by AttachmentId;
    /// A file in the caller's reach, locked.
    hold;
}

/// Lists a club's files, those taken away left out, the last first.
pub async fn list(
    db: &mut impl Reads,
    club: ClubId,
    query: &FileQuery,
    page: &PageQuery,
) -> Result<Page<FileOfClub>> {
    let mut rows = visible(db.scope()).filter(a::club_id.eq(club)).filter(a::removed_on.is_null());
    if let Some(subject) = query.subject {
        rows = rows.filter(a::subject.eq(subject));
    }
    if let Some(id) = query.subject_id {
        rows = rows.filter(a::subject_id.eq(id));
    }
    if let Some(seek) = page.seek() {
        rows = rows.filter(a::id.lt(AttachmentId(seek.id)));
    }
    let rows: Vec<FileOfClub> = rows
        .order(a::id.desc())
        .limit(page.limit + 1)
        .select(FileOfClub::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // no files, or a club out of reach
    }
    Ok(Page::cut(rows, page, |file| Seek { key: String::new(), id: file.id.0 }))
}

/// What tells one file from another.
#[must_use]
pub fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Adds a file that has been looked at. Its bytes are kept elsewhere, under its id.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    id: AttachmentId,
    new: &NewFile,
    checked: &Checked,
) -> Result<FileOfClub> {
    let thing = t::table.filter(t::club_id.eq(club.id)).filter(t::subject.eq(new.subject));
    let theirs: bool = select(exists(thing.filter(t::id.eq(new.subject_id)))).get_result(w.conn()).await?;
    if !theirs {
        return Err(Error::field("?subject_id", FieldCode::UnknownThing));
    }
    Ok(diesel::insert_into(a::table)
        .values((
            a::id.eq(id),
            a::club_id.eq(club.id),
            a::subject.eq(new.subject),
            a::subject_id.eq(new.subject_id),
            a::file_name.eq(&*new.file_name),
            a::content_type.eq(checked.content_type),
            a::size.eq(i32::try_from(checked.bytes.len()).unwrap_or(i32::MAX)),
            a::sha256.eq(digest(&checked.bytes)),
            a::note.eq(new.note.as_deref()),
            a::recorded_by.eq(w.scope().user()),
        ))
        .returning(FileOfClub::as_returning())
        .get_result(w.conn())
        .await?)
}

/// Takes a file away: it stays in the record, and is shown to nobody.
pub async fn remove(w: &mut Writer<'_>, file: &Held<FileOfClub>) -> Result<FileOfClub> {
    if file.removed_on.is_some() {
        return Err(Code::AlreadyDecided.into());
    }
    Ok(diesel::update(a::table.filter(a::id.eq(file.id)))
        .set((a::removed_on.eq(w.scope().today()), a::version.eq(a::version + 1)))
        .returning(FileOfClub::as_returning())
        .get_result(w.conn())
        .await?)
}

/// A link to a file: its id and when the link ends, encrypted, so that nobody else can make one.
pub fn link(db: &impl Reads, file: &FileOfClub, until: DateTime<Utc>) -> Result<String> {
    let says = format!("{} {}", file.id, until.timestamp());
    let encrypted = db.vault().encrypt(LINK, says.as_bytes()).map_err(Error::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(encrypted))
}

/// The file to which a link leads, while it does.
pub async fn linked(db: &mut impl Reads, link: &str, now: DateTime<Utc>) -> Result<FileOfClub> {
    let encrypted = BASE64_URL_SAFE_NO_PAD.decode(link).map_err(|_| Code::NotFound)?;
    let says = db.vault().decrypt(LINK, &encrypted).map_err(|_| Code::NotFound)?;
    let says = std::str::from_utf8(&says).map_err(|_| Code::NotFound)?;
    let (id, until) = says.split_once(' ').ok_or(Code::NotFound)?;
    let (id, until) = (id.parse::<Uuid>().map_err(Error::internal)?, until.parse().map_err(Error::internal)?);
    if now.timestamp() > until {
        return Err(Code::LinkExpired.into());
    }
    let file = a::table.filter(a::id.eq(AttachmentId(id))).filter(a::removed_on.is_null());
    Ok(file.select(FileOfClub::as_select()).first(db.conn()).await?)
}
