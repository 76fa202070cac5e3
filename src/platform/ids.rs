//! What goes into a column and is more than text: one newtype per key, so that a club's id can never be
//! passed where a person's is meant, and every enumeration whose values the database knows by name.

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Uuid as SqlUuid;
use std::io::Write;
use uuid::Uuid;

/// `column! { key: A, B }` makes key types; `column! { uuid: A }` lets one that is made by hand be read from and written to
/// a UUID column; `column! { text: pub enum E { … } }` an enumeration whose values JSON, the
/// document and a text column all know by the same names in `snake_case`; `column! { text: E }` lets one whose names are
/// others be read from and written to a text column.
#[macro_export]
macro_rules! column {
    (key: $($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[serde(transparent)]
        #[diesel(sql_type = SqlUuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new key. Keys are UUIDv7: they sort by the time at which they were made.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        $crate::platform::ids::column! { uuid: $name }
    )+};
    (uuid: $name:ident) => {
        impl ToSql<SqlUuid, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Uuid as ToSql<SqlUuid, Pg>>::to_sql(&self.0, out)
            }
        }
        impl FromSql<SqlUuid, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<SqlUuid, Pg>>::from_sql(bytes).map(Self)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Uuid)))
                    .build()
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
    (text: $(#[$meta:meta])* pub enum $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            utoipa::ToSchema, strum::EnumString, strum::IntoStaticStr, strum::EnumIter,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($body)* }
        ::platform::ids::column! { text: $name }
    };
    (text: $($name:ty),+ $(,)?) => {$(
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                ::platform::ids::write_text(<&'static str>::from(*self), out)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(std::str::from_utf8(bytes.as_bytes())?.parse()?)
            }
        }
    )+};
}
pub use column;

/// Which tables stand in one query with which, each pair once. They are named one by one: all pairs of 121
/// tables would be 72,600 implementations of a trait, which took the compiler longer than all the rest. Diesel's own
/// macro makes ten of a pair, eight of them for `only` and `tablesample`, which nobody uses here and which cannot be
/// said of another wing's table.
#[macro_export]
macro_rules! appear_together {
    ($($left:ident: $($right:ident),+;)+) => {$($(
        impl diesel::query_source::TableNotEqual<$left::table> for $right::table {}
        impl diesel::query_source::TableNotEqual<$right::table> for $left::table {}
    )+)+};
}
pub use appear_together;

/// Writes a name into a text column.
pub fn write_text(text: &str, out: &mut Output<'_, '_, Pg>) -> serialize::Result {
    out.write_all(text.as_bytes())?;
    Ok(IsNull::No)
}

column! { key:
    /// A territorial unit: province, district, commune or hamlet.
    UnitId,
    /// A club, for its whole life.
    ClubId,
    /// A dated link between a club and a hamlet.
    PlacementId,
    /// A step in the life of a club.
    TransitionId,
    /// A version of a club's regulation.
    RegulationId,
    /// A person (người), in whatever clubs.
    PersonId,
    /// A person in a club: the API's member.
    MemberId,
    /// People who live under one roof.
    HouseholdId,
    /// A consent to the processing of personal data.
    ConsentId,
    /// A term of a club's board.
    BoardTermId,
    /// A position on a board, with its holder.
    BoardPositionId,
    /// One of a club's two funds.
    FundId,
    /// An entry in a club's ledger.
    EntryId,
    /// A closing of a club's books.
    ClosingId,
    /// A savings cycle of a club.
    CycleId,
    /// A count of the cash box.
    CashCountId,
    /// An entry that waits for a second person.
    EntryProposalId,
    /// A request to undo an entry.
    ReversalId,
    /// A loan of a club to a member.
    LoanId,
    /// The books of a club that went on in another's.
    LedgerMergerId,
    /// A group's decision about a loan.
    DecisionId,
    /// A repayment of a loan.
    RepaymentId,
    /// A time in which one loan stands still.
    FreezeId,
    /// A time in which the loans of a whole place stand still.
    PauseId,
    /// The giving up of a debt.
    WriteOffId,
    /// The handover of a club's treasury.
    HandoverId,
    /// A loan by somebody else.
    ExternalLoanId,
    /// A meeting of a club (sinh hoạt).
    MeetingId,
    /// A rhythm of planned activities.
    SeriesId,
    /// An activity of a club.
    ActivityId,
    /// A meeting between clubs.
    GatheringId,
    /// A visit of a club to another.
    ExchangeVisitId,
    /// A training course.
    TrainingId,
    /// A member who cares for others, for her time.
    VolunteerId,
    /// Somebody for whom a club cares at home.
    CareCaseId,
    /// A visit to somebody at home.
    CareVisitId,
    /// Somebody sent to the health station.
    ReferralId,
    /// A health day.
    HealthEventId,
    /// A member's health insurance in a year.
    InsuranceSupportId,
    /// A visit of an upper level to a club.
    MonitoringVisitId,
    /// What a club has to do after such a visit.
    MonitoringTaskId,
    /// An award to a club or a member.
    AwardId,
    /// Help that members gave.
    SelfHelpActionId,
    /// A member's right that the club stands up for.
    RightsCaseId,
    /// Something that the club was given.
    MobilisedResourceId,
    /// A programme of the government.
    ProgrammeId,
    /// A legal document or plan.
    DocumentId,
    /// What a document demands.
    TargetId,
    /// An activity of a plan.
    PlanItemId,
    /// Something that somebody has to do by a day, by a plan.
    PlanTaskId,
    /// A line of a plan's budget.
    BudgetLineId,
    /// An attached file.
    AttachmentId,
    /// An association, an office, a committee at a place.
    OrganisationId,
    /// A rule of who reports to whom.
    ReportingLineId,
    /// A reform of the territory.
    AdminChangeId,
    /// What a document said of an indicator.
    DeclaredFigureId,
    /// A time for which reports are made.
    ReportPeriodId,
    /// A report, in one edition.
    ReportId,
    /// Something asked for beyond the periods.
    ReportRequestId,
    /// A report handed to one addressee.
    ReportDeliveryId,
    /// Somebody, or some program, who can sign in.
    UserId,
    /// A role at a place, for its dates.
    AssignmentId,
    /// A one-time code with which somebody takes possession of an account.
    AccountCodeId,
    /// A refresh token of a session.
    RefreshTokenId,
    /// All refresh tokens that came from one sign-in.
    FamilyId,
    /// A device that shows an account's one-time codes.
    SecondFactorId,
    /// Whom another service knows an account's holder as.
    ExternalIdentityId,
    /// One request, as named in logs, problems and the change log.
    RequestId,
}
/// By which account something was done, as a rule asks for which two people are needed. Two of these cannot be compared, for
/// two accounts may be one human being, and one acts for another: `access::users::store::is_same_human` is asked instead.
///
/// ```compile_fail,E0369
/// # use lien_the_he::platform::ids::{Actor, UserId};
/// fn two_people(asked: Actor, decides: UserId) -> bool {
///     asked != Actor::from(decides)
/// }
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    serde::Serialize,
    serde::Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[serde(transparent)]
#[diesel(sql_type = SqlUuid)]
pub struct Actor(Uuid);

column! { uuid: Actor }

impl Actor {
    /// Those who took part, and one more of them: each account once.
    #[must_use]
    pub fn joined(those: &[Self], one: UserId) -> Vec<Self> {
        let all: std::collections::BTreeSet<Uuid> =
            those.iter().map(|actor| actor.0).chain([one.0]).collect();
        all.into_iter().map(Self).collect()
    }
}
impl From<UserId> for Actor {
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}
