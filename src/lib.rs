//! liên thế hệ: a JSON REST API with which Vietnam's intergenerational self-help clubs (câu lạc bộ liên thế hệ tự giúp
//! nhau) are founded, run and reported on. A club keeps its members, its two funds, its loans, its activities and its
//! care in it; the levels above read counts, sums and indicators of them, without names. Everything is computed from
//! what the clubs enter, so a report is drawn up, submitted, approved and summed up from the same rows that a meeting
//! wrote.
//!
//! This page is the map of the house: its wings, where to find what, its laws, and four walks through it.
//!
//! # The wings
//!
//! A wing holds resources. A resource is a folder with `model`, `rules`, `store` and `routes`: what it is, what is
//! true of it without a database, its statements, and its endpoints. A wing may import the wings above it in this
//! table, never one below; in a wing, a resource may import those that its `configure` mounts before it.
//!
//! | wing | in Vietnamese | holds | may import |
//! | --- | --- | --- | --- |
//! | [`platform`] | nền tảng | the door to the database, the change log, permissions, errors, HTTP, field types | no wing |
//! | [`territory`] | địa bàn | provinces, districts, communes, hamlets and their terrain, each for its dates | platform |
//! | [`lending`] | cho vay | loans as arithmetic, without a database | platform, territory |
//! | [`register`] | sổ bộ | clubs, where they lie, regulations, boards, members, consents, imports | … and lending |
//! | [`access`] | tài khoản | users, assignments, deputies, sessions, the change log to be read | … and register |
//! | [`money`] | quỹ, vay vốn | funds, ledger, books, loans, repayments, whole meetings | … and access |
//! | [`activity`] | hoạt động | activities in the eight areas, trainings, visits, awards, files | … and money |
//! | [`care`] | chăm sóc, sức khỏe | volunteers, care at home, referrals, health days, insurance | … and activity |
//! | [`statistics`] | số liệu | figures, finances, indicators, history, declared figures | … and care |
//! | [`planning`] | kế hoạch | programmes, plans, targets, tasks, budgets, progress, dashboards | … and statistics |
//! | [`reporting`] | báo cáo | organisations, who reports to whom, reports, sealed reports, forms | … and planning |
//! | [`lifecycle`] | vòng đời | acts that change several wings at once | … and reporting |
//!
//! Each is a crate of its own, so that none can import one that stands above it; in all of them `crate::` begins a path
//! of the house, whichever crate it leads to. Above the wings stand [`app`], which mounts them, [`commands`], which an operator types, and [`migrations`], which
//! make the database.
//!
//! # Where is what
//!
//! | you look for | it is in |
//! | --- | --- |
//! | a loan, a repayment, a cash count, an advance, a year-end, a savings cycle | [`money`] |
//! | a voucher, a printed book, a contract on paper | [`money::papers`], on [`platform::paper`] |
//! | what a loan costs, what is due, how a payment is divided | [`lending`] |
//! | who is in the club, who sits on its board | [`register`] |
//! | who may sign in, and who is whose deputy | [`access::users`] |
//! | a one-time code, a slip for the holder of an account | [`access::codes`] |
//! | a training, an award, a photo | [`activity`] |
//! | a health day, a visit at home | [`care`] |
//! | an indicator, and what it means | [`statistics::indicators`] |
//! | a norm or a target | [`planning::targets`] |
//! | who reports to whom | [`reporting::reporting_lines`] |
//! | a club is dissolved or merged | [`lifecycle::transitions`] |
//! | a member dies or moves | [`lifecycle::departures`] |
//! | communes merge | [`lifecycle::reforms`] |
//! | a table | `schema.rs` of its wing; what others may read is in the wing's `tables` |
//! | a SQL function, view or trigger | `sql/` of its wing; [`migrations`] makes them |
//! | a permission, who holds it, its tier | the policy page, [`platform::auth::POLICY`] |
//! | an error code | [`platform::error::Code`], and of a field [`platform::error::FieldCode`] |
//! | what a constraint of the database means | [`platform::error::constraints`] |
//!
//! # The laws
//!
//! 1. Nobody queries without a scope: [`Db`](platform::db::Db) opens for a [`Scope`](platform::auth::Scope) alone,
//!    which only [`platform::auth`] can make. *Types.*
//!    What is of tier 3 or 4 is shown through [`show`](platform::db::Db::show) and
//!    [`show_many`](platform::db::Db::show_many) alone, which tell the access log ([`platform::looks`]). *Types;
//!    `tests/it/looks.rs`.*
//! 2. A handler says first who may call it: [`Allowed`](platform::auth::Allowed) is its first argument. *House test,
//!    and a snapshot of every operation for every role: `tests/it/permissions.rs`.*
//! 3. A row is changed while it is held: a mutator takes a [`Held`](platform::db::Held), not an id. *Types.*
//! 4. One lock comes first, that of the club ([`register::clubs::store::hold`]), and several are taken at once. *The
//!    door refuses another order; `tests/it/locks.rs`.*
//! 5. No write without a word for the log: [`Db::write`](platform::db::Db::write) takes a
//!    [`Change`](platform::db::Change), and the log has the clubs counted that its events touch. *Types, the door.*
//! 6. A POST happens once: [`Db::write_once`](platform::db::Db::write_once) keeps key, effect, log and reply together;
//!    a reply with a secret is never kept. *The door, types.*
//! 7. A figure is never stale: it is read through [`Fresh`](statistics::fresh::Fresh) or
//!    [`Kept`](statistics::fresh::Kept), and a small number of people is withheld ([`statistics::suppression`]). *Types;
//!    `tests/it/statistics/`.*
//! 8. Imports run down the order of the wings, and a table is written by its wing alone. *Crates; house test.*
//! 9. The books balance within each fund, no purse is ever below nothing, and no entry is rewritten. *Triggers in
//!    `money/sql/`; the `verify` command reads all books again.*
//! 10. What reaches a handler is right already: [`platform::fields`] cleans and checks while it reads. *Types, house
//!     test.*
//!
//! The house test is `tests/it/house.rs`.
//!
//! # A repayment
//!
//! `POST /v1/loans/{loan_id}/repayments`: a treasurer enters what a member paid back.
//!
//! 1. The bytes meet the middlewares of [`app::build`]. [`envelope()`](platform::http::envelope()) gives the request
//!    an id, a language and a day ([`Context`](platform::http::Context)); later it turns every refusal into a problem.
//!    [`catch`](platform::http::catch) answers for a handler that panics. [`deadline()`](platform::http::deadline())
//!    gives up on what takes too long.
//! 2. [`identify()`](platform::auth::identify()) verifies the token, asks [`Versions`](platform::auth::Versions)
//!    whether it still counts, and leaves a [`Caller`](platform::auth::Caller). [`limit`](platform::http::limit)
//!    refuses whoever asks too often.
//! 3. The route is [`money::repayments::routes::record`]. Its arguments are read in order.
//!    [`Allowed<can::RecordRepayments>`](platform::auth::Allowed) is first: the policy page names the roles, the
//!    caller's assignments with one of them become the scope, and a query parameter that nobody documented is refused.
//! 4. [`IdempotencyKey`](platform::http::IdempotencyKey) reads the key. [`Valid`](platform::http::Valid) unpacks the
//!    body, parses it into a [`NewRepayment`](money::repayments::model::NewRepayment), and names every field that is
//!    wrong.
//! 5. [`Db::write_once`](platform::db::Db::write_once) begins a transaction and writes the key down. A twin waits
//!    there, and gets the first reply.
//! 6. [`money::loans::store::hold`] finds the loan in the caller's reach and locks its club
//!    ([`register::clubs::store::lock_of`]): the loan is a [`Held`](platform::db::Held) one.
//!    [`money::ledger::store::hold`] reads the head of the club's books under the same lock.
//! 7. [`money::repayments::store::pay`] calls [`prepare`](money::repayments::store::prepare). The day must lie in an
//!    open period ([`business_day`](money::ledger::store::business_day)). The loan's file is read: contract,
//!    schedules, payments, freezes ([`money::loans::store::files`]).
//! 8. The arithmetic is pure: [`divide`](money::repayments::rules::divide) asks [`lending::allocation::allocate`]
//!    where each đồng goes, and [`posting`](money::repayments::rules::posting) writes it as an entry.
//! 9. The rows follow: a new schedule if principal was paid ahead of the plan
//!    ([`add_schedule`](money::loans::store::add_schedule)), the loan as it now stands
//!    ([`settle`](money::loans::store::settle), by [`lending::standing::standing`]), the repayment and its lines.
//! 10. [`money::ledger::store::post`] comes last. It numbers the entry, chains it to the one before
//!     ([`money::ledger::rules::chain_hash`]) and inserts it. The trigger `logic.keep_the_books` checks the laws of the
//!     books and keeps the balances, `logic.number_vouchers` gives the cash its voucher (phiếu thu).
//! 11. The handler returns [`Change::several`](platform::db::Change::several): the repayment created, the loan repaid.
//!     The door signs both [`Event`](platform::log::Event)s with the caller. Before they are written into `changes`,
//!     the money of the club is counted anew ([`platform::log::count`], `logic.count_finances`); triggers carry the
//!     difference into the sums of commune, province and nation.
//! 12. The reply is encrypted and kept under the key, and all of it commits. [`Created`](platform::http::Created)
//!     answers 201 with the receipt and its `ETag`; the envelope adds the headers and one line in the log, without a
//!     name.
//!
//! # A whole meeting
//!
//! `POST /v1/clubs/{club_id}/meetings`: a club enters everything that one meeting brought, or nothing of it.
//!
//! 1. The request comes in as in steps 1 to 5 of a repayment. The route is [`money::meetings::routes::record`], the
//!    permission `RecordMeetings`, the body a [`NewMeeting`](money::meetings::model::NewMeeting).
//! 2. [`money::meetings::store::record`] has [`money::ledger::store::hold`] lock the club, once for everything that
//!    follows. Behind a savepoint ([`Writer::attempt`](platform::db::Writer::attempt)) it first asks what needs no
//!    database (`NewMeeting::check`).
//! 3. The meeting is inserted with its attendance and resolutions. Whoever came must belong to the club on that day
//!    ([`register::members::store::belong`]).
//! 4. Money that is no loan's becomes postings ([`money::ledger::store::prepare`]), what comes in before what goes
//!    out. Each repayment goes through [`money::repayments::store::prepare`], as above, and leaves its posting.
//! 5. [`money::ledger::store::post`] posts them all at once: money in, then money out. So a club can lend what it was
//!    paid an hour ago.
//! 6. New loans are handed out ([`money::loans::store::disburse`]) and applications taken
//!    ([`money::loans::store::insert`]).
//! 7. The cash box is counted ([`money::cash_counts::store::count`]); a difference is explained, and posted. A fund in
//!    which money moved and that nobody counted refuses the meeting.
//! 8. If anything is refused, all of it is taken back, and the document is gone through once more part by part, so that
//!    each part says what stands against it ([`Refusal`](platform::error::Refusal)); then the transaction is rolled back.
//!    A preview (`POST …/meetings/previews`) does the same and shows what came of it.
//! 9. What happened comes back as [`Change::several`](platform::db::Change::several): the meeting and an event for
//!    each part. Money and deeds of the club are counted once, however many events there are.
//! 10. [`Created`](platform::http::Created) answers 201 with the meeting as [`find`](money::meetings::store::find)
//!     reads it.
//!
//! # An indicator's value
//!
//! `GET /v1/units/{unit}/indicators?indicators=I05`: a province asks how its clubs stand.
//!
//! 1. The request comes in as in steps 1 to 3 of a repayment. The route is
//!    [`statistics::indicators::routes::of_unit`], the permission `ReadFigures`. [`Params`](platform::http::Params)
//!    reads a [`ValuesQuery`](statistics::indicators::model::ValuesQuery): which indicators, which period, on whose
//!    territorial tree, among which clubs.
//! 2. The unit is found as it stood on the day of the tree, if it is in reach
//!    ([`territory::units::store::find_in_reach`]). All of it together is an
//!    [`Asked`](statistics::indicators::model::Asked).
//! 3. [`Fresh::read_for`](statistics::fresh::Fresh::read_for) opens the reader. First it counts the metric rows that
//!    are of another day: people grow older and loans later by themselves. Then it has the figures of a day gone by
//!    kept, if the question is about one. Nobody can read a figure without such a reader.
//! 4. [`statistics::indicators::store::values_heard`] asks whose small numbers the caller may know
//!    ([`Knows`](statistics::suppression::Knows)), and collects the columns that the definitions need
//!    ([`statistics::indicators::rules::columns`]).
//! 5. One walk reads them (`store::read`). A pure `choose` names the nearest source that knows: sums kept by place
//!    ([`statistics::sums::kept`]), the metric rows of today ([`statistics::sums::rows`]), the
//!    figures that are kept of a day gone by ([`statistics::history`]), or the facts themselves. All four follow the
//!    same definitions in `statistics/sql/`.
//! 6. [`statistics::suppression::store::whole`] decides what is withheld there, from the numbers of all places that
//!    would otherwise tell it. [`statistics::indicators::rules::value`] makes each value: a whole number over a whole
//!    number, never a rounded percentage.
//! 7. [`breaks`](statistics::indicators::store::breaks) says whether the territory changed in between.
//!    [`Json`](platform::http::Json) answers 200 with the
//!    [`IndicatorValues`](statistics::indicators::model::IndicatorValues).
//!
//! # A report up the chain
//!
//! A club's report reaches its commune, and is summed up there. Each act is a request of its own, which comes in as a
//! repayment does and, once there is a report, with its `ETag`: [`reporting::reports::store::hold`] holds the report,
//! a step is written ([`reporting::reports::store::step`]), and the change is logged.
//!
//! 1. **Opened.** [`reporting::reports::routes::open_of_club`] names a period and a regime.
//!    [`opening`](reporting::reports::store::opening) checks them, [`insert`](reporting::reports::store::insert)
//!    writes the report.
//! 2. **Drawn up.** [`reporting::reports::routes::draft`] first has the figures of the period kept
//!    ([`figures_of`](reporting::reports::store::figures_of)): that is a [`Proof`](statistics::fresh::Proof), made
//!    before the transaction. In it [`draft`](reporting::reports::store::draft) reads the exact values
//!    ([`statistics::indicators::store::exact`]) into the report's cells.
//! 3. **Declared.** Where the club says otherwise, [`declare`](reporting::reports::store::declare) puts its number
//!    beside the computed one; [`write`](reporting::reports::store::write) takes the sections.
//! 4. **Submitted.** [`submit`](reporting::reports::store::submit) asks that the period is over, unless the report was
//!    asked for out of turn, and that every difference is explained
//!    ([`explained`](reporting::reports::rules::explained)).
//! 5. **Accepted** by one who stands above ([`stands_above`](reporting::reports::rules::stands_above)):
//!    [`accept`](reporting::reports::store::accept), or [`send_back`](reporting::reports::store::send_back) with
//!    reasons.
//! 6. **Approved, and so sealed.** [`approve`](reporting::sealed_reports::store::approve) is for the head of the
//!    reporting organisation, who neither drew the report up nor submitted it. In the same transaction the whole
//!    report becomes a [`ReportSnapshot`](reporting::sealed_reports::model::ReportSnapshot), kept byte for byte with its
//!    hash, and
//!    is handed to its addressees ([`addressees`](reporting::reporting_lines::store::addressees)).
//! 7. **Consolidated.** The commune opens its own report and calls [`reporting::consolidations::routes::consolidate`].
//!    [`children`](reporting::consolidations::rules::children) says who is sealed, late or missing;
//!    [`consolidate`](reporting::consolidations::store::consolidate) adds numerators and denominators, puts the sums
//!    beside what is computed, and says how much is covered. Then it goes up as the club's did.
//! 8. **Afterwards.** [`snapshot`](reporting::sealed_reports::store::snapshot) answers the sealed bytes,
//!    [`drift`](reporting::sealed_reports::store::drift) what has changed since. A mistake is mended by another
//!    edition ([`correct`](reporting::sealed_reports::store::correct)), never in the sealed one.

pub mod app;
pub mod commands;
pub mod migrations;

pub use ::{
    access, activity, care, lending, lifecycle, money, planning, platform, register, reporting, statistics,
    territory,
};

pub use platform::error::{Error, Result};
