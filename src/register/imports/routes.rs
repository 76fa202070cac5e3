//! Imports over HTTP.

use super::model::{ImportQuery, MemberImport, MemberList};
use super::rules::{List, TEMPLATE};
use super::store;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Change, Db};
use crate::platform::error::Code;
use crate::platform::http::{Attachment, IdempotencyKey, Json, Params, Upload};
use crate::platform::ids::ClubId;
use crate::platform::log::Event;
use crate::platform::looks::InClub;
use crate::register::clubs;
use crate::{Error, Result};
use actix_web::web::{Bytes, Data, Path, block};
use actix_web::{get, post};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// How many files are read at once: the worst takes seconds and much memory.
static READERS: Semaphore = Semaphore::const_new(2);

/// Enter a list of members from a CSV or XLSX file, or say what would happen.
///
/// The first row with a column for names among the first ten holds the headings, in Vietnamese or English:
/// họ và tên, giới tính, năm sinh, dân tộc, số CCCD, số thẻ BHYT, điện thoại, địa chỉ, thôn/xóm, hộ nghèo,
/// ngày gia nhập, ngày đồng ý. Whoever is in the club already is left as she is. Citizen identity and health
/// insurance numbers are kept where a day of consent is given; without one they serve only to recognise
/// somebody. In a club that is being founded, everybody on the list applies; they join at the launch.
/// A dry run, and a list that is not taken, are recorded in the access log: they tell who is known by her numbers.
#[utoipa::path(
    tag = "members",
    operation_id = "import_members",
    params(("club_id" = Uuid, Path), ImportQuery, IdempotencyKey),
    request_body(description = "The file, as it is", content((MemberList = "text/csv"), (MemberList = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, body = MemberImport, description = "What became of each row, or would")),
    security(("bearer" = [can::ImportMembers::NAME])),
)]
#[post("/clubs/{club_id}/member-imports")]
pub async fn create(
    caller: Allowed<can::ImportMembers>,
    club: Path<ClubId>,
    query: Params<ImportQuery>,
    key: IdempotencyKey,
    file: Upload,
    db: Data<Db>,
) -> Result<Json<MemberImport>> {
    let digest: [u8; 32] = Sha256::digest(&file.0).into();
    let list = read(file.0).await?;
    if query.dry_run {
        let import = db.show_many(&caller, async |r| {
            let club = clubs::store::find(r, *club).await?;
            let value = store::plan(r, &club, &list).await?.report(true, false);
            Ok(InClub { club: club.id, value })
        });
        return Ok(Json(import.await?.value));
    }
    let import = db.write_once(&caller, &key, &digest, async |w| {
        let club = clubs::store::hold(w, *club).await?;
        let plan = store::plan(w, &club, &list).await?;
        if !plan.goes_ahead(query.mode) {
            let refused = InClub { club: club.id, value: plan.report(false, false) };
            w.record_look(&refused).await?; // it told as much as a dry run
            return Ok(Change::nothing(refused.value, "the list is not taken as it is"));
        }
        let entered = store::insert(w, &club, &plan).await?;
        let members = entered.members.iter().map(Event::created);
        let mut events = members.chain(entered.consents.iter().map(Event::created));
        let report = plan.report(false, true);
        Ok(match events.next() {
            Some(first) => Change::several(report, first, events),
            None => Change::nothing(report, "all on the list are members already"),
        })
    });
    import.await.map(Json)
}

/// Reads a file away from the threads that serve requests.
async fn read(bytes: Bytes) -> Result<List> {
    let _turn = READERS.acquire().await.map_err(|_| Code::Unavailable)?;
    block(move || List::read(&bytes)).await.map_err(Error::internal)?
}

/// Download an empty list, for a club's board to fill in.
#[utoipa::path(
    tag = "members",
    operation_id = "find_import_template",
    responses(
        (status = 200, body = String, content_type = "text/csv", description = "A CSV with the headings, readable in Excel"),
    ),
    security(("bearer" = [can::ImportMembers::NAME])),
)]
#[get("/member-imports/template")]
pub async fn template(_caller: Allowed<can::ImportMembers>) -> Attachment {
    Attachment { name: "danh-sach-thanh-vien.csv", media_type: "text/csv; charset=utf-8", content: TEMPLATE }
}
