//! The books over HTTP.

use super::model::{
    AsOf, CashBook, CashBookQuery, CopyComparison, EntryReceipt, FundQuery, FundStatement, LedgerCopy,
    LedgerProof, MoneyStatement, OwnStatementQuery, Passbook, ProofQuery, StatementQuery, TrialBalance,
};
use super::store;
use crate::Result;
use crate::platform::auth::{Allowed, Anyone, can};
use crate::platform::db::{Db, Seen};
use crate::platform::error::Code;
use crate::platform::fields::Line;
use crate::platform::http::{Json, PageQuery, Params, Valid};
use crate::platform::ids::{ClubId, MemberId};
use crate::platform::looks::InClub;
use crate::register::members;
use actix_web::web::{Data, Path};
use actix_web::{get, post};

/// Show a club's trial balance (bảng cân đối tài khoản): every account of both funds, on any day and as it was known at any entry or instant. Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "show_trial_balance",
    params(("club_id" = Uuid, Path), AsOf),
    responses((status = 200, body = TrialBalance, description = "Trial balance of both funds")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/trial-balance")]
pub async fn trial_balance(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<AsOf>,
    db: Data<Db>,
) -> Result<Json<TrialBalance>> {
    db.show_many(&caller, async |r| store::trial_balance(r, *club, *asked).await).await.map(Json)
}

/// Show the cash book or the bank book of a fund (sổ quỹ tiền mặt, sổ tiền gửi): each line with the balance after it.
/// Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "show_cash_book",
    params(("club_id" = Uuid, Path), CashBookQuery, PageQuery),
    responses(
        (status = 200, body = CashBook, description = "One page of lines, and the sums of the whole period"),
    ),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/cash-book")]
pub async fn cash_book(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<CashBookQuery>,
    page: Params<PageQuery>,
    db: Data<Db>,
) -> Result<Json<CashBook>> {
    db.show_many(&caller, async |r| store::cash_book(r, *club, &asked, &page).await).await.map(Json)
}

/// Show a fund's receipts and payments by kind and source (báo cáo thu chi quỹ). Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "show_fund_statement",
    params(("club_id" = Uuid, Path), FundQuery),
    responses((status = 200, body = FundStatement, description = "Statement of the fund for the period")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/fund-statement")]
pub async fn fund_statement(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<FundQuery>,
    db: Data<Db>,
) -> Result<Json<FundStatement>> {
    db.show_many(&caller, async |r| store::fund_statement(r, *club, &asked).await).await.map(Json)
}

/// Show a member's savings, contributions, pooled capital, help and loans (sổ cá nhân). Recorded in the access log.
#[utoipa::path(
    tag = "money",
    operation_id = "show_money_statement",
    params(("member_id" = Uuid, Path), StatementQuery),
    responses((status = 200, body = MoneyStatement, description = "Statement of the member for the period")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/members/{member_id}/money-statement")]
pub async fn money_statement(
    caller: Allowed<can::ReadSavings>,
    id: Path<MemberId>,
    asked: Params<StatementQuery>,
    db: Data<Db>,
) -> Result<Json<MoneyStatement>> {
    let statement = db.show(&caller, async |r| {
        let member = members::store::find(r, *id).await?;
        let basis = store::known(r, member.club_id, asked.through, asked.known_at).await?;
        let (person, club) = (member.person_id, member.club_id);
        let statement = store::money_statements(r, vec![(member, basis)], &asked).await?.pop();
        Ok(Seen::of(person, club, statement.ok_or(Code::NotFound)?))
    });
    statement.await.map(Json)
}

/// Show your own savings, contributions, pooled capital, help and loans, in every club that you are or were in, while
/// you are a member of one.
///
/// Each membership has its own statement; of a membership that has ended it is what was posted in that club. Once the
/// last one has ended, nothing is shown any more: ask the club, or its commune.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_money_statements",
    params(OwnStatementQuery),
    responses((status = 200, body = Vec<MoneyStatement>, description = "Statements, one for each membership")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/money-statements")]
pub async fn my_money_statements(
    caller: Allowed<can::ReadOwnRecord>,
    asked: Params<OwnStatementQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<MoneyStatement>>> {
    let mut db = db.read(&caller).await?;
    let own = store::own_memberships(&mut db, asked.known_at).await?;
    let asked = StatementQuery { from: asked.from, to: asked.to, through: None, known_at: None };
    store::money_statements(&mut db, own, &asked).await.map(Json)
}

/// Show your own passbooks (sổ tiết kiệm): deposits and withdrawals with the balance after each, in every club that you
/// are or were in, while you are a member of one.
#[utoipa::path(
    tag = "account",
    operation_id = "list_my_passbooks",
    params(OwnStatementQuery),
    responses((status = 200, body = Vec<Passbook>, description = "Passbooks, one for each membership")),
    security(("bearer" = [can::ReadOwnRecord::NAME])),
)]
#[get("/me/passbooks")]
pub async fn my_passbooks(
    caller: Allowed<can::ReadOwnRecord>,
    asked: Params<OwnStatementQuery>,
    db: Data<Db>,
) -> Result<Json<Vec<Passbook>>> {
    let mut db = db.read(&caller).await?;
    let own = store::own_memberships(&mut db, asked.known_at).await?;
    let asked = StatementQuery { from: asked.from, to: asked.to, through: None, known_at: asked.known_at };
    let statements = store::money_statements(&mut db, own, &asked).await?;
    Ok(Json(statements.into_iter().map(Passbook::from).collect()))
}

/// Show a part of the chain of a club's entries, and whether all of it holds, computed anew. Recorded in the
/// access log.
#[utoipa::path(
    tag = "money",
    operation_id = "prove_ledger",
    params(("club_id" = Uuid, Path), ProofQuery),
    responses((status = 200, body = LedgerProof, description = "One page of the chain, and its head")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/clubs/{club_id}/ledger/proof")]
pub async fn prove(
    caller: Allowed<can::ReadSavings>,
    club: Path<ClubId>,
    asked: Params<ProofQuery>,
    db: Data<Db>,
) -> Result<Json<LedgerProof>> {
    let proof = db.show_many(&caller, async |r| {
        let value = store::prove(r, *club, *asked).await?;
        Ok(InClub { club: *club, value })
    });
    Ok(Json(proof.await?.value))
}

/// Compare a copy of a club's ledger with the ledger: where was either changed first? Recorded in the access
/// log.
///
/// A POST, because a copy is long; it changes nothing and needs no `Idempotency-Key`.
#[utoipa::path(
    tag = "money",
    operation_id = "compare_ledger",
    params(("club_id" = Uuid, Path)),
    request_body = LedgerCopy,
    responses((status = 200, body = CopyComparison, description = "Whether copy and ledger agree, and where they differ first")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[post("/clubs/{club_id}/ledger/comparisons")]
pub async fn compare(
    caller: Allowed<can::ReadSavings>,
    club: Path<ClubId>,
    copy: Valid<LedgerCopy>,
    db: Data<Db>,
) -> Result<Json<CopyComparison>> {
    let comparison = db.show_many(&caller, async |r| {
        let value = store::compare(r, *club, &copy).await?;
        Ok(InClub { club: *club, value })
    });
    Ok(Json(comparison.await?.value))
}

/// Check a receipt by its code: is it real, how much was it, has it been reversed since?
///
/// Whoever holds the code may ask; it tells neither who paid nor what for.
#[utoipa::path(
    tag = "money",
    operation_id = "check_receipt",
    params(
        ("code" = String, Path, description = "As printed on the receipt; case, spaces and hyphens do not matter", example = "7K3M-9QXD-2HTA"),
    ),
    responses((status = 200, body = EntryReceipt, description = "What anybody may know of the entry: no name and no word of its purpose")),
)]
#[get("/receipts/{code}")]
pub async fn receipt(anyone: Anyone, code: Path<Line<60>>, db: Data<Db>) -> Result<Json<EntryReceipt>> {
    store::receipt(&mut db.read(&anyone).await?, &code).await.map(Json)
}
