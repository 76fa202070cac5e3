//! Boards as stored and as shown: tier 1 of personal data, names and telephones of office holders.

use crate::platform::fields::{Day, Line, client_made};
use crate::platform::http::Versioned;
use crate::platform::ids::{BoardPositionId, BoardTermId, ClubId, MemberId, column};
use crate::platform::log::{Audited, Facts};
use crate::register::schema::{board_positions, board_terms, persons};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

column! { text:
    /// A position on a board, in order of rank.
    pub enum Position {
        /// Chủ nhiệm: exactly one.
        Chair,
        /// Phó chủ nhiệm.
        ViceChair,
        /// Thư ký: at most one.
        Secretary,
        /// Kế toán: at most one, and never the treasurer.
        Bookkeeper,
        /// Thủ quỹ: at most one, and never the bookkeeper.
        Treasurer,
        /// Ủy viên.
        BoardMember,
    }
}

/// A term of a club's board (nhiệm kỳ).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = board_terms, check_for_backend(diesel::pg::Pg))]
pub struct BoardTerm {
    /// Its id.
    pub id: BoardTermId,
    /// The club.
    pub club_id: ClubId,
    /// First day.
    pub starts_on: NaiveDate,
    /// When it is meant to end. Until the next one begins, it goes on.
    pub planned_end_on: Option<NaiveDate>,
    /// Last day, if it has ended.
    pub ended_on: Option<NaiveDate>,
    /// Number of the decision that recognises it.
    #[schema(example = "12/QĐ-UBND")]
    pub decision_number: Option<String>,
    /// Counts the changes of the term and of its positions; also the `ETag`.
    pub version: i32,
    /// When it was entered.
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

/// A position with its holder.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = board_positions, check_for_backend(diesel::pg::Pg))]
pub struct BoardPosition {
    /// Its id.
    pub id: BoardPositionId,
    /// The term.
    pub term_id: BoardTermId,
    /// The club.
    pub club_id: ClubId,
    /// Which position.
    pub position: Position,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, if it has ended.
    pub ended_on: Option<NaiveDate>,
    /// The member who holds it.
    #[diesel(column_name = membership_id)]
    pub member_id: MemberId,
    /// Who it is.
    #[diesel(embed)]
    #[serde(flatten)]
    pub holder: Holder,
}

/// Tier 1: the name and telephone of somebody who holds a position.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = persons, check_for_backend(diesel::pg::Pg))]
pub struct Holder {
    /// Full name, family name first.
    #[schema(example = "Nguyễn Thị Mẫu")]
    pub full_name: String,
    /// Telephone.
    #[schema(example = "+84912345678")]
    pub phone: Option<String>,
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
    /// Not the standard 5 people.
    SizeUnusual,
    /// Nobody is chair.
    NoChair,
    /// Nobody is treasurer.
    NoTreasurer,
    /// Nobody is bookkeeper.
    NoBookkeeper,
}

/// A term with those who are in office on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Board {
    /// The term.
    #[serde(flatten)]
    pub term: BoardTerm,
    /// Who holds which position, chair first.
    pub positions: Vec<BoardPosition>,
    /// What is unusual about it.
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
    /// Made by the client, if it likes: a UUIDv7.
    #[serde(default, deserialize_with = "client_made")]
    #[schema(value_type = Option<Uuid>)]
    pub id: Option<BoardTermId>,
    /// First day; not in the future.
    pub starts_on: Day,
    /// When it is meant to end.
    pub planned_end_on: Option<Day>,
    /// Number of the decision that recognises it.
    pub decision_number: Option<Line<60>>,
    /// Who holds which position: exactly one chair.
    #[validate(length(min = 1, max = 50), nested)]
    pub positions: Vec<NewSeat>,
}

/// A position and who takes it with the whole board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeat {
    /// A member of the club, or somebody on its list.
    pub member_id: MemberId,
    /// Which position.
    pub position: Position,
}

/// A position and who takes it during a term.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "member_id": "018f6d2e-7c7a-7c3e-9f55-0c9b7a1d2e3f", "position": "treasurer", "starts_on": "2026-06-01" }))]
pub struct NewBoardPosition {
    /// A member of the club, or somebody on its list.
    pub member_id: MemberId,
    /// Which position. Whoever held one that has a single holder gives it up the day before.
    pub position: Position,
    /// First day, within the term and not in the future.
    pub starts_on: Day,
}

/// The end of a position.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "last_day": "2026-06-30" }))]
pub struct PositionEnding {
    /// Last day; not in the future.
    pub last_day: Day,
}
