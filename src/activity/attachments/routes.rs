//! Files over HTTP.

use super::model::{Bytes, FileLink, FileOfClub, FileQuery, NewFile, PictureBytes};
use super::{rules, store};
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::Code;
use crate::platform::fields::Line;
use crate::platform::files::Files;
use crate::platform::http::{
    Created, File, IdempotencyKey, IfMatch, Json, Page, PageQuery, Params, Streamed, Tagged,
};
use crate::platform::ids::{AttachmentId, ClubId};
use crate::register::clubs;
use crate::{Error, Result};
use actix_web::web::{Data, Path, block};
use actix_web::{delete, get, post};
use chrono::{TimeDelta, Utc};

/// How long a link leads to a file.
const LINKED_FOR: TimeDelta = TimeDelta::minutes(5);

/// List a club's files, newest first. Recorded in the access log.
#[utoipa::path(
    tag = "attachments",
    operation_id = "list_attachments",
    params(("club_id" = Uuid, Path), FileQuery, PageQuery),
    responses((status = 200, body = Page<FileOfClub>, description = "One page of files, without their bytes")),
    security(("bearer" = [can::ReadAttachments::NAME])),
)]
#[get("/clubs/{club_id}/attachments")]
pub async fn list(
    caller: Allowed<can::ReadAttachments>,
    club: Path<ClubId>,
    query: Params<FileQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Page<FileOfClub>> {
    db.show_many(&caller, async |r| store::list(r, *club, &query, &page).await).await
}

/// Add a file to a record of the club: a JPEG, PNG, WebP or PDF of at most 10 MiB.
///
/// It is judged by its content, which has to agree with its `Content-Type` and be whole. Where, when and with
/// what a picture was taken is taken out of it, and whatever hangs behind its end.
#[utoipa::path(
    tag = "attachments",
    operation_id = "add_attachment",
    params(("club_id" = Uuid, Path), NewFile, IdempotencyKey),
    request_body(description = "The file, as it is", content((Bytes = "application/pdf"), (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"))),
    responses((status = 201, body = FileOfClub, description = "File as kept, without its bytes")),
    security(("bearer" = [can::AddAttachments::NAME])),
)]
#[post("/clubs/{club_id}/attachments")]
pub async fn add(
    caller: Allowed<can::AddAttachments>,
    club: Path<ClubId>,
    new: Params<NewFile>,
    key: IdempotencyKey,
    file: File,
    (db, files): (Data<Db>, Data<Files>),
) -> Result<Created<FileOfClub>> {
    let said = file.media_type.clone();
    let checked = block(move || rules::check(&said, file.bytes)).await.map_err(Error::internal)??;
    let request = (&*new, store::digest(&checked.bytes));
    let file = db.write_once(&caller, &key, &request, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let id = AttachmentId::new();
        let file = store::insert(w, &club, id, &new, &checked).await?;
        // kept before the record of it is: a file without a record harms nobody, a record without a file does
        files.keep(id, checked.bytes.clone()).await?;
        Ok(Change::created(file))
    });
    file.await.map(Created)
}

/// Find what is known of a file, without its bytes. Recorded in the access log.
#[utoipa::path(
    tag = "attachments",
    operation_id = "find_attachment",
    params(("attachment_id" = Uuid, Path)),
    responses((status = 200, body = FileOfClub, description = "What is known of the file, without its bytes")),
    security(("bearer" = [can::ReadAttachments::NAME])),
)]
#[get("/attachments/{attachment_id}")]
pub async fn find(
    caller: Allowed<can::ReadAttachments>,
    id: Path<AttachmentId>,
    db: Data<Db>,
) -> Result<Tagged<FileOfClub>> {
    db.show_many(&caller, async |r| store::find(r, *id).await).await.map(Tagged)
}

/// Download a file of a club, under its own media type. Recorded in the access log.
#[utoipa::path(
    tag = "attachments",
    operation_id = "download_attachment",
    params(("attachment_id" = Uuid, Path)),
    responses(
        (status = 200, description = "Bytes of the file, under its media type", content((Bytes = "application/pdf"), (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"))),
    ),
    security(("bearer" = [can::ReadAttachments::NAME])),
)]
#[get("/attachments/{attachment_id}/content")]
pub async fn download(
    caller: Allowed<can::ReadAttachments>,
    id: Path<AttachmentId>,
    (db, files): (Data<Db>, Data<Files>),
) -> Result<Streamed> {
    let file = db.show_many(&caller, async |r| store::find(r, *id).await).await?;
    open(&files, file).await
}

/// Get a link by which a file can be downloaded without a token, for five minutes. Recorded in the
/// access log.
#[utoipa::path(
    tag = "attachments",
    operation_id = "link_attachment",
    params(("attachment_id" = Uuid, Path)),
    responses((status = 200, body = FileLink, description = "Link to the file, and until when it leads there")),
    security(("bearer" = [can::ReadAttachments::NAME])),
)]
#[get("/attachments/{attachment_id}/link")]
pub async fn share(
    caller: Allowed<can::ReadAttachments>,
    id: Path<AttachmentId>,
    db: Data<Db>,
) -> Result<Json<FileLink>> {
    let expires_at = Utc::now() + LINKED_FOR;
    let mut url = String::new();
    db.show_many(&caller, async |r| {
        let file = store::find(r, *id).await?;
        url = format!("/v1/files/{}", store::link(r, &file, expires_at)?);
        Ok(file)
    })
    .await?;
    Ok(Json(FileLink { url, expires_at }))
}

/// Download a file by a link, without a token.
#[utoipa::path(
    tag = "attachments",
    operation_id = "download_linked_file",
    params(("link" = String, Path, description = "Last part of the link's path", example = "AbC")),
    responses(
        (status = 200, description = "Bytes of the file, under its media type", content((Bytes = "application/pdf"), (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"))),
    ),
)]
#[get("/files/{link}")]
pub async fn download_linked(
    anyone: Anyone,
    link: Path<Line<600>>,
    (db, files): (Data<Db>, Data<Files>),
) -> Result<Streamed> {
    let file = store::linked(&mut db.read(&anyone).await?, &link, Utc::now()).await?;
    open(&files, file).await
}

/// Take a file away. What is known of it stays, its bytes are shown to nobody.
#[utoipa::path(
    tag = "attachments",
    operation_id = "remove_attachment",
    params(("attachment_id" = Uuid, Path), IfMatch),
    responses((status = 200, body = FileOfClub, description = "What is still known of the file")),
    security(("bearer" = [can::AddAttachments::NAME])),
)]
#[delete("/attachments/{attachment_id}")]
pub async fn remove(
    caller: Allowed<can::AddAttachments>,
    id: Path<AttachmentId>,
    etag: IfMatch,
    db: Data<Db>,
) -> Result<Tagged<FileOfClub>> {
    let file = db.write(&caller, async |w| {
        let file = store::hold(w, *id).await?.if_matches(etag)?;
        let after = store::remove(w, &file).await?;
        Ok(Change::done("removed", &file, after))
    });
    file.await.map(Tagged)
}

async fn open(files: &Files, file: FileOfClub) -> Result<Streamed> {
    if file.removed_on.is_some() {
        return Err(Code::NotFound.into());
    }
    let content = files.open(file.id).await?;
    Ok(Streamed { name: file.file_name, media_type: file.content_type.into(), content })
}
