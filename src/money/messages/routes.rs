//! Texts to send over HTTP.

use super::model::{ClubMessages, EntryMessage, MessageQuery};
use super::store;
use crate::Result;
use crate::money::due_lists;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::Db;
use crate::platform::http::{Json, Params};
use crate::platform::ids::{ClubId, EntryId};
use actix_web::get;
use actix_web::web::{Data, Path};

/// List the texts to send to a club's borrowers about what is due on a day, or to its members about a meeting (tin nhắn
/// nhắc nợ, mời họp). Recorded in the access log.
///
/// Each text is finished, in Vietnamese without and with diacritics, fits into one SMS, and speaks of nobody but the one
/// to whom it goes. Nothing is sent: that is for the app. Paused loans are left out, and so is whoever has died.
#[utoipa::path(
    tag = "loans",
    operation_id = "list_messages",
    params(("club_id" = Uuid, Path), MessageQuery),
    responses((status = 200, body = ClubMessages, description = "Texts, by the names of those to whom they go")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/messages")]
pub async fn list(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    asked: Params<MessageQuery>,
    db: Data<Db>,
) -> Result<Json<ClubMessages>> {
    let messages = db.show_many(&caller, async |r| {
        let on = due_lists::store::day(r, asked.on)?;
        store::of_club(r, *club, asked.kind, on).await
    });
    messages.await.map(Json)
}

/// Show the text of a receipt for an entry (tin nhắn biên nhận), to whom the money is. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "show_entry_message",
    params(("entry_id" = Uuid, Path)),
    responses((status = 200, body = EntryMessage, description = "Text, and to whom it goes")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/entries/{entry_id}/message")]
pub async fn of_entry(
    caller: Allowed<can::ReadSavings>,
    id: Path<EntryId>,
    db: Data<Db>,
) -> Result<Json<EntryMessage>> {
    db.show_many(&caller, async |r| store::of_entry(r, *id).await).await.map(Json)
}
