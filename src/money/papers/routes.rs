//! Papers over HTTP.

use super::model::{AccountsYearQuery, PrintedCashBookQuery, SavingsBookQuery};
use super::{store, templates};
use crate::money::books::model::{FundQuery, StatementQuery};
use crate::money::due_lists::model::DueListQuery;
use crate::platform::auth::{Allowed, can};
use crate::platform::db::{Db, Seen};
use crate::platform::http::{Download, Params, Printed};
use crate::platform::ids::{CashCountId, ClubId, EntryId, LoanId, MeetingId, MemberId};
use crate::platform::paper::workbook::{MEDIA_TYPE, XlsxError};
use crate::territory::units::model::OnDay;
use crate::{Error, Result};
use actix_web::get;
use actix_web::web::{Data, Path, block};

/// A workbook under a name, written on a thread on which nothing else waits.
async fn workbook(
    name: &str,
    write: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static,
) -> Result<Download> {
    let bytes = block(write).await.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(Download { name: format!("{name}.xlsx"), media_type: MEDIA_TYPE, bytes })
}

/// Print the voucher of an entry (phiếu thu, phiếu chi), with the amount in words; two where cash moved from one fund into
/// the other. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither whose money it is nor the words of an entry
/// that is a member's.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_slip",
    params(("entry_id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/entries/{entry_id}/slip")]
pub async fn slip(caller: Allowed<can::ReadLedger>, id: Path<EntryId>, db: Data<Db>) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::slip(r, *id).await).await?;
    Ok(Printed(templates::slip::slip(&paper)))
}

/// Print the cash book or the bank book of a fund (sổ quỹ tiền mặt, sổ tiền gửi): every line of the period with its
/// voucher and the balance after it, from the balance carried forward. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither names nor the words of what is a member's.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_cash_book",
    params(("club_id" = Uuid, Path), PrintedCashBookQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/cash-book/print")]
pub async fn cash_book(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<PrintedCashBookQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::cash_book(r, *club, &asked).await).await?;
    Ok(Printed(templates::cash_book::cash_book(&paper)))
}

/// Download the cash book or the bank book of a fund as a workbook (XLSX). Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither names nor the words of what is a member's.
#[utoipa::path(
    tag = "papers",
    operation_id = "download_cash_book",
    params(("club_id" = Uuid, Path), PrintedCashBookQuery),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "The workbook, a row for each line")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/cash-book/workbook")]
pub async fn cash_book_workbook(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<PrintedCashBookQuery>,
    db: Data<Db>,
) -> Result<Download> {
    let paper = db.show_many(&caller, async |r| store::cash_book(r, *club, &asked).await).await?;
    workbook("so-quy", move || templates::cash_book::workbook(&paper)).await
}

/// Print a club's loan register (sổ theo dõi vay vốn): every loan that was handed out by a day, as it stood then. Recorded
/// in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_loan_register",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/loan-register/print")]
pub async fn loan_register(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::loans_on(r, *club, on.on).await).await?;
    Ok(Printed(templates::loans::register(&paper)))
}

/// Download a club's loan register as a workbook (XLSX). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "download_loan_register",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "The workbook, a row for each loan")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/loan-register/workbook")]
pub async fn loan_register_workbook(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Download> {
    let paper = db.show_many(&caller, async |r| store::loans_on(r, *club, on.on).await).await?;
    workbook("so-theo-doi-vay-von", move || templates::loans::register_workbook(&paper)).await
}

/// Print the loans of a club of which something is owed on a day, and what of it is late (danh sách dư nợ). Recorded in
/// the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_outstanding_loans",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/outstanding-loans/print")]
pub async fn outstanding_loans(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::loans_on(r, *club, on.on).await).await?;
    Ok(Printed(templates::loans::outstanding(&paper)))
}

/// Download the loans of a club of which something is owed on a day as a workbook (XLSX). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "download_outstanding_loans",
    params(("club_id" = Uuid, Path), OnDay),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "The workbook, a row for each loan")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/outstanding-loans/workbook")]
pub async fn outstanding_loans_workbook(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Download> {
    let paper = db.show_many(&caller, async |r| store::loans_on(r, *club, on.on).await).await?;
    workbook("danh-sach-du-no", move || templates::loans::outstanding_workbook(&paper)).await
}

/// Print the list of a meeting day (bảng kê thu nợ): of each running loan what is to be paid and what ends it, of each
/// member what she still contributes and saves in that month, if the regulation says so, and room to sign beside each.
/// Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_due_list",
    params(("club_id" = Uuid, Path), DueListQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/clubs/{club_id}/due-list/print")]
pub async fn due_list(
    caller: Allowed<can::ReadLoans>,
    club: Path<ClubId>,
    asked: Params<DueListQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::due_list(r, *club, asked.on).await).await?;
    Ok(Printed(templates::loans::due_list(&paper)))
}

/// Print a club's savings book (sổ tiết kiệm): what each member had, deposited and withdrew in a period. Recorded in the
/// access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_savings_book",
    params(("club_id" = Uuid, Path), SavingsBookQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/clubs/{club_id}/savings-book/print")]
pub async fn savings_book(
    caller: Allowed<can::ReadSavings>,
    club: Path<ClubId>,
    asked: Params<SavingsBookQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::savings_book(r, *club, &asked).await).await?;
    Ok(Printed(templates::savings::savings_book(&paper)))
}

/// Download a club's savings book as a workbook (XLSX). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "download_savings_book",
    params(("club_id" = Uuid, Path), SavingsBookQuery),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "The workbook, a row for each member")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/clubs/{club_id}/savings-book/workbook")]
pub async fn savings_book_workbook(
    caller: Allowed<can::ReadSavings>,
    club: Path<ClubId>,
    asked: Params<SavingsBookQuery>,
    db: Data<Db>,
) -> Result<Download> {
    let paper = db.show_many(&caller, async |r| store::savings_book(r, *club, &asked).await).await?;
    workbook("so-tiet-kiem", move || templates::savings::workbook(&paper)).await
}

/// Print a member's passbook (sổ tiết kiệm của thành viên): her savings line by line. Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_passbook",
    params(("member_id" = Uuid, Path), StatementQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadSavings::NAME])),
)]
#[get("/members/{member_id}/passbook/print")]
pub async fn passbook(
    caller: Allowed<can::ReadSavings>,
    id: Path<MemberId>,
    asked: Params<StatementQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show(&caller, async |r| {
        let paper = store::passbook(r, *id, &asked).await?;
        Ok(Seen::of(paper.member.person_id, paper.member.club_id, paper))
    });
    Ok(Printed(templates::savings::passbook(&paper.await?)))
}

/// Print the application for a loan (giấy đề nghị vay vốn). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_loan_application",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/application/print")]
pub async fn application(caller: Allowed<can::ReadLoans>, id: Path<LoanId>, db: Data<Db>) -> Result<Printed> {
    let paper = db.show(&caller, async |r| {
        let paper = store::application(r, *id).await?;
        Ok(Seen::of(paper.borrower.person_id, paper.borrower.club_id, paper))
    });
    Ok(Printed(templates::contract::application(&paper.await?)))
}

/// Print the contract of a loan that was approved (hợp đồng vay vốn, khế ước), with its schedule once the money was handed
/// out. Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_loan_contract",
    params(("loan_id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/contract/print")]
pub async fn contract(caller: Allowed<can::ReadLoans>, id: Path<LoanId>, db: Data<Db>) -> Result<Printed> {
    let paper = db.show(&caller, async |r| {
        let paper = store::contract(r, *id).await?;
        Ok(Seen::of(paper.borrower.person_id, paper.borrower.club_id, paper))
    });
    Ok(Printed(templates::contract::contract(&paper.await?)))
}

/// Print the schedule of a loan that holds on a day (lịch trả nợ). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_loan_schedule",
    params(("loan_id" = Uuid, Path), OnDay),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLoans::NAME])),
)]
#[get("/loans/{loan_id}/schedule/print")]
pub async fn schedule(
    caller: Allowed<can::ReadLoans>,
    id: Path<LoanId>,
    on: Params<OnDay>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show(&caller, async |r| {
        let paper = store::schedule(r, *id, on.on).await?;
        Ok(Seen::of(paper.borrower.person_id, paper.borrower.club_id, paper))
    });
    Ok(Printed(templates::contract::schedule(&paper.await?)))
}

/// Print the minutes of a meeting (biên bản họp): who came, what was resolved and by which votes, what was decided about
/// loans, and the money that moved. Recorded in the access log.
///
/// Whoever may not read what single members have (`savings.read`) sees neither names nor decisions about loans.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_minutes",
    params(("meeting_id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/meetings/{meeting_id}/minutes/print")]
pub async fn minutes(caller: Allowed<can::ReadLedger>, id: Path<MeetingId>, db: Data<Db>) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::minutes(r, *id).await).await?;
    Ok(Printed(templates::minutes::minutes(&paper)))
}

/// Print the minutes of a count of the cash box (biên bản kiểm kê quỹ), by banknotes if they were told. Recorded in the
/// access log.
///
/// Whoever may not read what single members have (`savings.read`) does not see who counted.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_cash_count",
    params(("cash_count_id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/cash-counts/{cash_count_id}/print")]
pub async fn cash_count(
    caller: Allowed<can::ReadLedger>,
    id: Path<CashCountId>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::cash_count(r, *id).await).await?;
    Ok(Printed(templates::minutes::cash_count(&paper)))
}

/// Print a fund's receipts and payments by kind and source (báo cáo thu chi quỹ). Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_fund_statement",
    params(("club_id" = Uuid, Path), FundQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/fund-statement/print")]
pub async fn fund_statement(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<FundQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::fund_statement(r, *club, &asked).await).await?;
    Ok(Printed(templates::statements::fund_statement(&paper)))
}

/// Print a club's accounts of a year (quyết toán năm): of both funds receipts and payments, what was earned and spent
/// whether or not the year is closed, and every account before and after. Recorded in the access log.
#[utoipa::path(
    tag = "papers",
    operation_id = "print_annual_accounts",
    params(("club_id" = Uuid, Path), AccountsYearQuery),
    responses((status = 200, body = String, content_type = "text/html", description = "A page to print; it loads nothing and runs nothing")),
    security(("bearer" = [can::ReadLedger::NAME])),
)]
#[get("/clubs/{club_id}/annual-accounts/print")]
pub async fn annual_accounts(
    caller: Allowed<can::ReadLedger>,
    club: Path<ClubId>,
    asked: Params<AccountsYearQuery>,
    db: Data<Db>,
) -> Result<Printed> {
    let paper = db.show_many(&caller, async |r| store::annual_accounts(r, *club, &asked).await).await?;
    Ok(Printed(templates::statements::annual_accounts(&paper)))
}
