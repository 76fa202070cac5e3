//! Boards as stored and as shown: tier 1 of personal data, names and telephones of office holders.

use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{BoardPositionId, BoardTermId, ClubId, MemberId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::members::model::PersonAtEnd;
use crate::register::schema::{board_positions, board_terms, memberships, persons};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::backend::Backend;
use diesel::deserialize;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// A position on a board, in order of rank.
    pub enum Position {
        /// Chair (chủ nhiệm): exactly one.
        Chair,
        /// Vice-chair (phó chủ nhiệm): any number.
        ViceChair,
        /// Secretary (thư ký): at most one.
        Secretary,
        /// Bookkeeper (kế toán): at most one, and never the treasurer.
        Bookkeeper,
        /// Treasurer (thủ quỹ): at most one, and never the bookkeeper.
        Treasurer,
        /// Other member of the board (ủy viên): any number.
        BoardMember,
    }
}

/// A term of a club's board (nhiệm kỳ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = board_terms, check_for_backend(diesel::pg::Pg))]
pub struct BoardTerm {
    /// UUID of the term.
    pub id: BoardTermId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// First day of the term.
    pub starts_on: NaiveDate,
    /// Day on which the term is meant to end. Until the next one begins, it goes on.
    pub planned_end_on: Option<NaiveDate>,
    /// Last day of the term; `null` while the board is in office.
    pub ended_on: Option<NaiveDate>,
    /// Number of the decision that recognises it.
    #[schema(example = "12/QĐ-UBND")]
    pub decision_number: Option<String>,
    /// Counts the changes of the term and of its positions; also the `ETag`.
    pub version: i32,
    /// Moment at which the term was entered.
    pub created_at: DateTime<Utc>,
}

impl Versioned for BoardTerm {
    fn version(&self) -> i32 {
        self.version
    }
}
impl Audited for BoardTerm {
    const ENTITY: &'static str = "board_term";
    const OPEN: &'static [&'static str] =
        &["id", "club_id", "starts_on", "planned_end_on", "ended_on", "decision_number"];
    fn facts(&self) -> Facts {
        Facts::RUNNING
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

/// A position on a board with its holder, for its days.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = board_positions, check_for_backend(diesel::pg::Pg))]
pub struct BoardPosition {
    /// UUID of this holding of a position.
    pub id: BoardPositionId,
    /// UUID of the term in which the position is held.
    pub term_id: BoardTermId,
    /// UUID of the club.
    pub club_id: ClubId,
    /// Position that is held.
    pub position: Position,
    /// First day on which the position is held.
    pub starts_on: NaiveDate,
    /// Last day on which the position is held; `null` while it goes on.
    pub ended_on: Option<NaiveDate>,
    /// UUID of the holder's membership.
    #[diesel(column_name = membership_id)]
    pub member_id: MemberId,
    /// Name and telephone number of the holder (tier 1 of personal data).
    #[diesel(embed)]
    #[serde(flatten)]
    pub holder: PositionHolder,
}

/// Tier 1: the name and telephone of somebody who holds a position; of one who has left the club, as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PositionHolder {
    /// Full name in Vietnamese order, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Telephone number, as recorded.
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
}

/// A holder as stored: as she is now, and as she was when her membership ended.
#[derive(Queryable, Selectable)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub struct HolderRow {
    full_name: String,
    phone: Option<String>,
    #[diesel(select_expression = memberships::person_at_end)]
    at_end: Option<serde_json::Value>,
}

impl<DB: Backend> Selectable<DB> for PositionHolder
where
    HolderRow: Selectable<DB>,
{
    type SelectExpression = <HolderRow as Selectable<DB>>::SelectExpression;
    fn construct_selection() -> Self::SelectExpression {
        HolderRow::construct_selection()
    }
}
impl<DB: Backend, ST> Queryable<ST, DB> for PositionHolder
where
    HolderRow: Queryable<ST, DB>,
{
    type Row = <HolderRow as Queryable<ST, DB>>::Row;
    fn build(row: Self::Row) -> deserialize::Result<Self> {
        let HolderRow { full_name, phone, at_end } = HolderRow::build(row)?;
        let Some(at_end) = at_end else { return Ok(Self { full_name, phone }) };
        let PersonAtEnd { full_name, phone, .. } = serde_json::from_value(at_end)?;
        Ok(Self { full_name, phone })
    }
}

impl Audited for BoardPosition {
    const ENTITY: &'static str = "board_position";
    const OPEN: &'static [&'static str] =
        &["id", "term_id", "club_id", "position", "starts_on", "ended_on", "member_id"];
    fn facts(&self) -> Facts {
        Facts::RUNNING
    }
    fn entity_id(&self) -> Uuid {
        self.id.0
    }
    fn club(&self) -> Option<ClubId> {
        Some(self.club_id)
    }
}

/// What is unusual about a board. Shown, never refused: real boards have three members or nine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoardWarning {
    /// Fewer than 3 people, or more than 15.
    SizeImplausible,
    /// The board does not have the standard five people.
    SizeUnusual,
    /// No position of chair (chủ nhiệm) is held.
    NoChair,
    /// No position of treasurer (thủ quỹ) is held.
    NoTreasurer,
    /// No position of bookkeeper (kế toán) is held.
    NoBookkeeper,
}

/// A term with those who are in office on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Board {
    /// The term, with the version that a change asks for.
    #[serde(flatten)]
    pub term: BoardTerm,
    /// Holders of the positions, chair first.
    pub positions: Vec<BoardPosition>,
    /// What is unusual about the board. Shown, never refused.
    pub warnings: Vec<BoardWarning>,
}

impl Versioned for Board {
    fn version(&self) -> i32 {
        self.term.version
    }
}

/// A new board. The one before ends the day before, with its positions.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "starts_on": "2026-03-15", "planned_end_on": "2031-03-14", "decision_number": "12/QĐ-UBND", "positions": [{ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "position": "chair" }] }))]
pub struct NewBoardTerm {
    /// UUIDv7 made by the client; the server makes one where it is absent.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<BoardTermId>,
    /// First day of the term; not in the future.
    pub starts_on: Day,
    /// Day on which the term is meant to end.
    pub planned_end_on: Option<Day>,
    /// Number of the decision that recognises it.
    pub decision_number: Option<Line<60>>,
    /// Members and the positions that they take: exactly one chair.
    #[validate(length(min = 1, max = 50), nested)]
    pub positions: Vec<NewSeat>,
}

/// A position and who takes it with the whole board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeat {
    /// A member of the club, or somebody on its list.
    pub member_id: MemberId,
    /// Position to be held.
    pub position: Position,
}

/// A position and who takes it during a term.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "position": "treasurer", "starts_on": "2026-06-01" }))]
pub struct NewBoardPosition {
    /// A member of the club, or somebody on its list.
    pub member_id: MemberId,
    /// Position to be filled. Whoever held one that has a single holder gives it up the day before.
    pub position: Position,
    /// First day, within the term and not in the future.
    pub starts_on: Day,
}

/// The end of one holding of a position before its term ends.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2026-06-30" }))]
pub struct PositionEnding {
    /// Last day on which the position is held; not in the future.
    pub last_day: Day,
}
