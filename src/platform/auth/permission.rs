//! The whole policy, on one page: permission = name : who holds it.
//!
//! Handlers (`Allowed<can::…>`), the scope of every query, the OpenAPI document (`x-permission`, `x-roles`,
//! `x-second-factor`), `GET /v1/policy`, `GET /v1/me` and the permission matrix of the tests are all derived from here.
//! Where a role may act is not said here: that is its assignment. For which permissions an account must be linked with its
//! person stands at the end ([`LINKED`]).
//!
//! `with second_factor` marks what is allowed only to somebody who has proven her second factor a moment ago
//! ([`super::factor`]). No program can prove one: a line that marks a permission held by programs does not compile.

use super::{Role, Scope, SensitiveScope};

/// A thing that may be done.
pub trait Permission: Tiered + 'static {
    /// Its stable name, such as `clubs.read`.
    const NAME: &'static str;
    /// The roles that hold it.
    const HOLDERS: &'static [Role];
    /// Whether it takes a second factor that was proven a moment ago.
    const SECOND_FACTOR: bool;
}

/// Whether programs are among the holders.
const fn held_by_programs(mut holders: &[Role]) -> bool {
    while let [first, rest @ ..] = holders {
        if matches!(first, Role::MachineClient) {
            return true;
        }
        holders = rest;
    }
    false
}

/// How sensitive the personal data are that a permission opens.
///
/// It decides through which doors of [`Db`](crate::platform::db::Db) its holder reads: up to tier 2 through
/// [`read`](crate::platform::db::Db::read), from tier 3 on through [`show`](crate::platform::db::Db::show) and
/// [`show_many`](crate::platform::db::Db::show_many) alone, which leave a word in the access log.
pub trait Tier {
    /// 0 to 4.
    const NUMBER: u8;
    /// What an [`Allowed`](super::Allowed) of this tier dereferences to.
    type Scope;
    /// Only `auth` makes scopes.
    #[doc(hidden)]
    fn narrow(scope: Scope) -> Self::Scope;
}

/// The tier of a permission. A permission that stands in no tier does not compile.
pub trait Tiered {
    /// One of [`tier`].
    type Tier: Tier;
}

/// The tiers of personal data.
pub mod tier {
    use super::{Scope, SensitiveScope, Tier};

    fn sensitive<const TIER: u8>(scope: Scope) -> SensitiveScope {
        scope.sensitive(TIER)
    }

    macro_rules! tiers {
        ($($(#[$meta:meta])* $name:ident = $number:literal => $scope:ident by $narrow:expr;)+) => {$(
            $(#[$meta])*
            pub struct $name;
            impl Tier for $name {
                const NUMBER: u8 = $number;
                type Scope = $scope;
                fn narrow(scope: Scope) -> $scope {
                    $narrow(scope)
                }
            }
        )+};
    }

    tiers! {
        /// Counts and sums, with small numbers withheld; what names nobody.
        Tier0 = 0 => Scope by std::convert::identity;
        /// The directory: clubs, boards, offices, documents.
        Tier1 = 1 => Scope by std::convert::identity;
        /// Basic data: names, addresses, memberships, attendance.
        Tier2 = 2 => Scope by std::convert::identity;
        /// Sensitive data: poverty, ethnicity, health, care, savings and loans of single people.
        Tier3 = 3 => SensitiveScope by sensitive::<3>;
        /// Identity numbers.
        Tier4 = 4 => SensitiveScope by sensitive::<4>;
        /// One's own record, of whatever tier: who looks at herself is no look of somebody else, and is not recorded.
        Own = 0 => Scope by std::convert::identity;
    }
}

/// Puts each permission into its tier, and makes the table of them.
macro_rules! tiers {
    ($($tier:ident: $($permission:ident)+;)+) => {
        $($(impl Tiered for can::$permission {
            type Tier = tier::$tier;
        })+)+
        /// Every permission and the number of its tier.
        pub const TIERS: &[(&str, u8)] = &[$($((can::$permission::NAME, <tier::$tier as Tier>::NUMBER)),+),+];
    };
}

/// Makes a marker type for each line of the policy, and the table of all of them.
macro_rules! policy {
    (@asks) => { false };
    (@asks second_factor) => { true };
    ($($permission:ident = $name:literal $(with $factor:ident)? : $($role:ident)+;)+) => {
        /// Marker types, used as `Allowed<can::ReadClubs>`.
        pub mod can {
            $(#[doc = concat!("`", $name, "`")] pub struct $permission;
            impl $permission {
                /// Its stable name, for the document.
                pub const NAME: &'static str = $name;
            })+
            $(impl super::Permission for $permission {
                const NAME: &'static str = $name;
                const HOLDERS: &'static [super::Role] = &[$(super::Role::$role),+];
                const SECOND_FACTOR: bool = policy!(@asks $($factor)?);
            })+
        }
        /// Every permission and its holders.
        pub const POLICY: &[(&str, &[Role])] = &[$(($name, &[$(Role::$role),+])),+];
        /// Every permission, and whether it takes a second factor.
        const FACTORS: &[(&str, bool)] = &[$(($name, policy!(@asks $($factor)?))),+];
        $(const _: () = assert!(
            !(policy!(@asks $($factor)?) && held_by_programs(&[$(Role::$role),+])),
            "a program cannot prove a second factor"
        );)+
    };
}

policy! {
    // Territory is public knowledge to read; the commune keeps its hamlets.
    EditHamlets        = "hamlets.edit"              : CommuneAssociation CommuneCommittee CommuneSocialOfficer;

    // Tier 0: counts and sums, without small cells.
    ReadFigures        = "figures.read"              : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                       ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                       CommuneAssociation CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                       CommuneHealthStation CommunePartner DistrictAssociation
                                                       DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                       ProvinceSocialDepartment ProvinceFinanceDepartment
                                                       ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                       NationalCommittee NationalAnalyst MachineClient Auditor
                                                       UserAdministrator DataProtectionOfficer;

    // Tier 1: the directory of clubs.
    ReadClubs          = "clubs.read"                : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                       ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                       CommuneAssociation CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                       CommuneHealthStation CommunePartner DistrictAssociation
                                                       DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                       ProvinceSocialDepartment ProvinceFinanceDepartment
                                                       ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                       NationalCommittee NationalAnalyst MachineClient Auditor
                                                       UserAdministrator DataProtectionOfficer;
    ReadBoards         = "boards.read"               : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                       ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                       CommuneAssociation CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                       CommuneHealthStation CommunePartner ProvinceAssociation
                                                       ProvinceCommittee ProvinceSocialDepartment Auditor;

    // Founding and running a club.
    ProposeClubs       = "clubs.propose"             : CommuneAssociation MachineClient;
    EditClubs          = "clubs.edit"                : ClubChair ClubViceChair ClubSecretary CommuneAssociation
                                                       CommuneSocialOfficer ProvinceAssociation MachineClient;
    PlaceClubs         = "clubs.place"               : CommuneAssociation CommuneSocialOfficer;
    SubmitDossiers     = "clubs.submit"              : ClubChair CommuneAssociation;
    EstablishClubs     = "clubs.establish"           : CommuneCommittee;
    LaunchClubs        = "clubs.launch"              : ClubChair CommuneAssociation;
    SuspendClubs       = "clubs.suspend"             : CommuneAssociation CommuneCommittee;
    CloseClubs         = "clubs.close"               : CommuneCommittee;
    EditRegulations    = "regulations.edit"          : ClubChair ClubViceChair ClubSecretary CommuneAssociation;
    EditBoards         = "boards.edit"               : ClubChair ClubSecretary CommuneAssociation;

    // Tier 2: who the members are. The commune association is the highest level that stands here.
    ReadMembers        = "members.read"              : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                       ClubBoardMember HamletBranchHead CommuneAssociation
                                                       CommuneSocialOfficer Auditor;
    EditMembers        = "members.edit"              : ClubChair ClubViceChair ClubSecretary CommuneAssociation;
    ImportMembers      = "members.import"            : ClubChair ClubSecretary CommuneAssociation;
    EditConsents       = "consents.edit"             : ClubChair ClubViceChair ClubSecretary CommuneAssociation;
    ReadConsents       = "consents.read"             : ClubChair ClubViceChair ClubSecretary CommuneAssociation
                                                       DataProtectionOfficer;

    // Tier 3: poverty, ethnicity, disability.
    ReadSensitive      = "members.sensitive.read"    : ClubChair ClubViceChair ClubSecretary ClubBoardMember HamletBranchHead
                                                       CommuneAssociation CommuneSocialOfficer Auditor;
    EditSensitive      = "members.sensitive.edit"    : ClubChair ClubViceChair ClubSecretary CommuneAssociation
                                                       CommuneSocialOfficer;

    // Tier 4: citizen identity and health insurance numbers.
    ReadIdentifiers    = "members.identifiers.read"  : ClubChair ClubViceChair ClubSecretary CommuneAssociation
                                                       CommuneSocialOfficer;
    EditIdentifiers    = "members.identifiers.edit"  : ClubChair ClubSecretary CommuneAssociation;

    // The club's money. Upper levels look; they neither post nor lend, but may pause repayment after a disaster,
    // and without objection of the commune association no debt is given up. From the sum that the club's regulation
    // says, handing out a loan takes a second factor too (`money::loans`).
    ReadFunds          = "funds.read"              : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation CommuneSocialOfficer
                                                     CommuneFinanceOfficer ProvinceAssociation ProvinceSocialDepartment
                                                     ProvinceFinanceDepartment Auditor;
    OpenFunds          = "funds.open"              : ClubChair ClubBookkeeper;
    ReadLedger         = "ledger.read"             : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation CommuneSocialOfficer
                                                     CommuneFinanceOfficer Auditor;
    // What a single member has saved and put in, and whose a line of the books is, is a tier of its own: the commune's
    // officers of finance and social affairs read the books without it. Nor do they read the chain, whose hashes bind it.
    ReadSavings        = "savings.read"            : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation Auditor;
    PostEntries        = "ledger.post"             : ClubBookkeeper ClubTreasurer;
    ApproveEntries     = "ledger.approve" with second_factor : ClubChair;
    RequestReversals   = "reversals.request"       : ClubBookkeeper ClubTreasurer;
    DecideReversals    = "reversals.decide" with second_factor : ClubChair;
    CloseBooks         = "ledger.close"            : ClubChair ClubBookkeeper;
    EditCycles         = "cycles.edit"             : ClubChair ClubBookkeeper;
    DecideShareOuts    = "share_outs.decide" with second_factor : ClubChair ClubSecretary;
    ReadLoans          = "loans.read"              : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation Auditor;
    PreviewLoans       = "loans.preview"           : Member ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember;
    ApplyForLoans      = "loans.apply"             : ClubViceChair ClubSecretary ClubBookkeeper;
    ApplyForOwnLoans   = "own_loans.apply"         : Member;
    ScreenLoans        = "loans.screen"            : ClubSecretary ClubBookkeeper ClubTreasurer;
    DecideLoans        = "loans.decide"            : ClubChair ClubViceChair ClubSecretary;
    RescheduleLoans    = "loans.reschedule"        : ClubChair ClubViceChair ClubSecretary;
    DisburseLoans      = "loans.disburse"          : ClubBookkeeper ClubTreasurer;
    RecordRepayments   = "repayments.record"       : ClubBookkeeper ClubTreasurer;
    PauseRepayments    = "repayments.pause"        : CommuneAssociation ProvinceAssociation ProvinceSocialDepartment;
    ProposeWriteOffs   = "write_offs.propose"      : ClubBookkeeper;
    VoteWriteOffs      = "write_offs.vote" with second_factor : ClubChair ClubSecretary;
    ClearWriteOffs     = "write_offs.clear" with second_factor : CommuneAssociation;
    PostWriteOffs      = "write_offs.post"         : ClubBookkeeper;
    CorrectFreezes     = "loan_freezes.correct"    : ClubChair ClubViceChair ClubSecretary;
    // Of a handover every member may be the other party: she sees those that name her, and no other.
    ReadHandovers      = "treasury_handovers.read" : Member ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember CommuneAssociation Auditor;
    RequestHandovers   = "treasury_handovers.request" : ClubChair ClubTreasurer;
    ConfirmHandovers   = "treasury_handovers.confirm" : Member ClubChair ClubViceChair ClubSecretary ClubTreasurer
                                                     ClubBoardMember;
    ListLoansWithoutNames = "loans.list_without_names": ProvinceAssociation Auditor;
    EditExternalLoans  = "external_loans.edit"     : ClubChair ClubSecretary ClubBookkeeper;
    // What a closing publishes to those whose money it is; it names nobody, and tells no sum of fewer than five.
    ReadPublishedAccounts = "published_accounts.read": Member Volunteer ClubChair ClubViceChair ClubSecretary
                                                     ClubBookkeeper ClubTreasurer ClubBoardMember ClubHealthOfficer;
    RecordMeetings     = "meetings.record"         : ClubBookkeeper ClubTreasurer;
    ReadMeetings       = "meetings.read"           : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation
                                                     CommuneSocialOfficer Auditor;

    // What the clubs do. A list of who came is tier 2; everything else here names nobody.
    ReadActivities     = "activities.read"         : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                     CommuneAssociation CommuneSocialOfficer ProvinceAssociation
                                                     ProvinceSocialDepartment Auditor;
    EditActivities     = "activities.edit"         : ClubChair ClubViceChair ClubSecretary ClubBoardMember;
    ReadAttendance     = "attendance.read"         : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation
                                                     CommuneSocialOfficer Auditor;
    TakeMinutes        = "meetings.take_minutes"   : ClubChair ClubViceChair ClubSecretary;
    HoldGatherings     = "gatherings.edit"         : CommuneAssociation CommuneSocialOfficer ProvinceAssociation
                                                     ProvinceSocialDepartment;
    ReadTrainings      = "trainings.read"          : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                     CommuneAssociation CommuneCommittee CommuneSocialOfficer
                                                     CommuneFinanceOfficer CommuneHealthStation CommunePartner
                                                     DistrictAssociation DistrictCommittee ProvinceAssociation
                                                     ProvinceSocialDepartment ProvinceFinanceDepartment
                                                     ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                     NationalCommittee Auditor;
    HoldTrainings      = "trainings.edit"          : ClubChair ClubViceChair ClubSecretary CommuneAssociation
                                                     CommuneSocialOfficer CommuneHealthStation ProvinceAssociation
                                                     ProvinceSocialDepartment ProvinceHealthDepartment;

    // Care at home: tier 3. A volunteer sees the cases that are hers.
    ReadVolunteers     = "volunteers.read"         : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation
                                                     CommuneSocialOfficer CommuneHealthStation Auditor;
    EditVolunteers     = "volunteers.edit"         : ClubChair ClubViceChair ClubSecretary;
    ReadCare           = "care.read"               : Volunteer ClubChair ClubViceChair ClubSecretary ClubBoardMember
                                                     ClubHealthOfficer CommuneHealthStation;
    EditCare           = "care.edit"               : ClubChair ClubViceChair ClubSecretary;
    RecordCareVisits   = "care_visits.record"      : Volunteer ClubChair ClubViceChair ClubSecretary;
    ReadReferrals      = "referrals.read"          : Volunteer ClubChair ClubViceChair ClubSecretary ClubBoardMember
                                                     ClubHealthOfficer CommuneSocialOfficer CommuneHealthStation;
    SendReferrals      = "referrals.send"          : Volunteer ClubChair ClubViceChair ClubSecretary ClubHealthOfficer;
    AnswerReferrals    = "referrals.answer"        : CommuneHealthStation;

    // Health. What was found is for the health station, the named board member and the member alone.
    ReadHealthEvents   = "health_events.read"      : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                     CommuneAssociation CommuneSocialOfficer CommuneHealthStation
                                                     ProvinceAssociation ProvinceSocialDepartment
                                                     ProvinceHealthDepartment Auditor;
    EditHealthEvents   = "health_events.edit"      : ClubChair ClubViceChair ClubSecretary CommuneHealthStation;
    ReadInvitations    = "health_invitations.read" : ClubChair ClubViceChair ClubSecretary ClubHealthOfficer
                                                     CommuneHealthStation;
    ReadHealthResults  = "health_results.read"     : ClubHealthOfficer CommuneHealthStation;
    RecordHealthResults = "health_results.record"  : ClubHealthOfficer CommuneHealthStation;
    ReadInsurance      = "insurance.read"          : ClubChair ClubViceChair ClubSecretary ClubBoardMember HamletBranchHead
                                                     CommuneAssociation CommuneSocialOfficer CommuneHealthStation;
    EditInsurance      = "insurance.edit"          : ClubChair ClubSecretary CommuneSocialOfficer;

    // Looking after the clubs from above, and what they are given.
    ReadMonitoring     = "monitoring.read"         : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer CommuneFinanceOfficer CommuneHealthStation
                                                     CommunePartner ProvinceAssociation ProvinceCommittee
                                                     ProvinceSocialDepartment ProvinceFinanceDepartment
                                                     ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                     NationalCommittee Auditor;
    MonitorClubs       = "monitoring.record"       : HamletBranchHead CommuneAssociation CommuneSocialOfficer
                                                     CommuneFinanceOfficer CommuneHealthStation CommunePartner
                                                     ProvinceAssociation ProvinceSocialDepartment
                                                     ProvinceHealthDepartment ProvincePartner NationalAssociation Auditor;
    AnswerMonitoring   = "monitoring.answer"       : ClubChair ClubViceChair ClubSecretary;
    ReadAwards         = "awards.read"             : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                     ClubTreasurer ClubBoardMember HamletBranchHead CommuneAssociation
                                                     CommuneCommittee CommuneSocialOfficer CommunePartner
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     ProvincePartner NationalAssociation NationalCommittee Auditor;
    GiveAwards         = "awards.edit"             : CommuneAssociation CommuneCommittee CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     NationalAssociation;
    ReadSelfHelp       = "self_help.read"          : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation
                                                     CommuneSocialOfficer Auditor;
    EditSelfHelp       = "self_help.edit"          : ClubChair ClubViceChair ClubSecretary ClubBoardMember;
    ReadRightsCases    = "rights_cases.read"       : ClubChair ClubViceChair ClubSecretary ClubBoardMember
                                                     CommuneAssociation CommuneSocialOfficer Auditor;
    EditRightsCases    = "rights_cases.edit"       : ClubChair ClubViceChair ClubSecretary CommuneSocialOfficer;
    ReadResources      = "resources.read"          : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer CommuneFinanceOfficer CommunePartner
                                                     ProvinceAssociation ProvinceSocialDepartment Auditor;
    EditResources      = "resources.edit"          : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer;
    ReadAttachments    = "attachments.read"        : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation Auditor;
    AddAttachments     = "attachments.add"         : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     CommuneAssociation;

    // Plans and targets. Whoever stands in the chain reads the plans above and below; the committees and the national
    // association issue them; finance officers appraise what others request.
    EditProgrammes     = "programmes.edit"         : NationalAssociation;
    ReadDocuments      = "documents.read"          : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember ClubHealthOfficer HamletBranchHead CommuneAssociation
                                                     CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                     CommuneHealthStation CommunePartner DistrictAssociation
                                                     DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                     ProvinceSocialDepartment ProvinceFinanceDepartment
                                                     ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                     NationalCommittee NationalAnalyst MachineClient Auditor
                                                     UserAdministrator DataProtectionOfficer;
    EditDocuments      = "documents.edit"          : HamletBranchHead CommuneAssociation CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    IssueDocuments     = "documents.issue"         : CommuneCommittee ProvinceCommittee NationalAssociation;
    ReadTargets        = "targets.read"            : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember ClubHealthOfficer HamletBranchHead CommuneAssociation
                                                     CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                     CommuneHealthStation CommunePartner DistrictAssociation
                                                     DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                     ProvinceSocialDepartment ProvinceFinanceDepartment
                                                     ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                     NationalCommittee NationalAnalyst MachineClient Auditor
                                                     UserAdministrator DataProtectionOfficer;
    EditTargets        = "targets.edit"            : HamletBranchHead CommuneAssociation CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    EditTasks          = "tasks.edit"              : HamletBranchHead CommuneAssociation CommuneCommittee CommuneSocialOfficer
                                                     CommuneFinanceOfficer CommuneHealthStation CommunePartner
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     NationalAssociation;
    ReadBudgets        = "budgets.read"            : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer CommuneFinanceOfficer CommuneHealthStation
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     ProvinceFinanceDepartment ProvinceHealthDepartment ProvincePartner
                                                     NationalAssociation NationalCommittee Auditor;
    EditBudgets        = "budgets.edit"            : CommuneAssociation CommuneSocialOfficer CommuneFinanceOfficer
                                                     ProvinceAssociation ProvinceSocialDepartment
                                                     ProvinceFinanceDepartment NationalAssociation;
    AppraiseBudgets    = "budgets.appraise"        : CommuneFinanceOfficer ProvinceFinanceDepartment NationalAssociation;
    // Reforms of the territory: what one drafts another applies.
    ReadAdminChanges   = "admin_changes.read"      : CommuneAssociation CommuneCommittee CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     NationalAssociation NationalCommittee Auditor;
    DraftAdminChanges  = "admin_changes.draft"     : ProvinceAssociation ProvinceCommittee NationalAssociation;
    ApplyAdminChanges  = "admin_changes.apply" with second_factor : ProvinceAssociation ProvinceCommittee NationalAssociation;

    // Organisations, and to whom they report.
    ReadOrganisations  = "organisations.read"      : Member Volunteer ClubChair ClubViceChair ClubSecretary ClubBookkeeper
                                                       ClubTreasurer ClubBoardMember ClubHealthOfficer HamletBranchHead
                                                       CommuneAssociation CommuneCommittee CommuneSocialOfficer CommuneFinanceOfficer
                                                       CommuneHealthStation CommunePartner DistrictAssociation
                                                       DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                       ProvinceSocialDepartment ProvinceFinanceDepartment
                                                       ProvinceHealthDepartment ProvincePartner NationalAssociation
                                                       NationalCommittee NationalAnalyst MachineClient Auditor
                                                       UserAdministrator DataProtectionOfficer;
    EditOrganisations  = "organisations.edit"      : ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    EditReportingLines = "reporting_lines.edit"    : ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    ReadChainGaps      = "chain.read"              : CommuneAssociation CommuneCommittee CommuneSocialOfficer DistrictAssociation
                                                       DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                       ProvinceSocialDepartment NationalAssociation NationalCommittee Auditor
                                                       UserAdministrator;
    // Declared figures and terrain.
    ReadDeclaredFigures = "declared_figures.read"  : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember HamletBranchHead CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer CommuneFinanceOfficer DistrictAssociation
                                                     DistrictCommittee ProvinceAssociation ProvinceCommittee
                                                     ProvinceSocialDepartment ProvinceFinanceDepartment
                                                     NationalAssociation NationalCommittee NationalAnalyst Auditor;
    EditDeclaredFigures = "declared_figures.edit"  : ClubChair ClubSecretary CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer ProvinceAssociation ProvinceCommittee
                                                     ProvinceSocialDepartment NationalAssociation NationalCommittee;
    CompareNationalFigures = "declared_figures.national.compare": NationalAssociation NationalCommittee NationalAnalyst;
    EditNationalFigures = "declared_figures.national.edit": NationalAssociation NationalCommittee;
    EditTerrains       = "terrains.edit"           : ProvinceAssociation NationalAssociation;

    // Reports up the chain. Each is drawn up, submitted and approved where it comes from, and received above it.
    ReadReports        = "reports.read"            : ClubChair ClubViceChair ClubSecretary ClubBookkeeper ClubTreasurer
                                                     ClubBoardMember CommuneAssociation CommuneCommittee
                                                     CommuneSocialOfficer CommuneFinanceOfficer CommuneHealthStation
                                                     CommunePartner DistrictAssociation DistrictCommittee
                                                     ProvinceAssociation ProvinceCommittee ProvinceSocialDepartment
                                                     ProvinceFinanceDepartment ProvinceHealthDepartment ProvincePartner
                                                     NationalAssociation NationalCommittee NationalAnalyst Auditor;
    DraftReports       = "reports.draft"           : ClubChair ClubSecretary CommuneAssociation CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    SubmitReports      = "reports.submit"          : ClubChair ClubSecretary CommuneAssociation CommuneSocialOfficer
                                                     ProvinceAssociation ProvinceSocialDepartment NationalAssociation;
    ReceiveReports     = "reports.receive"         : CommuneAssociation ProvinceAssociation ProvinceSocialDepartment
                                                     NationalAssociation;
    ApproveReports     = "reports.approve" with second_factor : ClubChair CommuneCommittee CommuneAssociation ProvinceCommittee
                                                     ProvinceAssociation NationalAssociation;
    RequestReports     = "reports.request"         : CommuneAssociation ProvinceAssociation ProvinceSocialDepartment
                                                     NationalAssociation;
    EditReportPeriods  = "report_periods.edit"     : NationalAssociation;

    // Oneself.
    ReadOwnRecord      = "own_record.read"           : Member Volunteer;

    // Accounts and rights, within one's own reach and never above one's own role.
    ReadUsers          = "users.read"                : ClubChair UserAdministrator DataProtectionOfficer SystemAdministrator;
    EditUsers          = "users.edit" with second_factor : ClubChair UserAdministrator;

    // What happened.
    ReadChanges        = "changes.read"              : ClubChair CommuneAssociation ProvinceAssociation
                                                       ProvinceSocialDepartment NationalAssociation Auditor
                                                       DataProtectionOfficer;
    ReadAccountChanges = "account_changes.read"      : CommuneAssociation ProvinceAssociation NationalAssociation Auditor
                                                       UserAdministrator DataProtectionOfficer;
    ReadAccessLog      = "personal_data_reads.read"  : DataProtectionOfficer;
}

/// What takes somebody of whom it is known who she is: money, and approvals. In a club it is held only by an account that
/// is linked with a member, who confirmed by her code that it is hers (`account_not_linked` otherwise). Officers of units
/// are no members, and programs are nobody: for them it is the account that counts.
pub const LINKED: &[&str] = &[
    can::OpenFunds::NAME,
    can::PostEntries::NAME,
    can::ApproveEntries::NAME,
    can::RequestReversals::NAME,
    can::DecideReversals::NAME,
    can::CloseBooks::NAME,
    can::EditCycles::NAME,
    can::DecideShareOuts::NAME,
    can::ApplyForLoans::NAME,
    can::ApplyForOwnLoans::NAME,
    can::ScreenLoans::NAME,
    can::DecideLoans::NAME,
    can::RescheduleLoans::NAME,
    can::DisburseLoans::NAME,
    can::RecordRepayments::NAME,
    can::ProposeWriteOffs::NAME,
    can::VoteWriteOffs::NAME,
    can::PostWriteOffs::NAME,
    can::CorrectFreezes::NAME,
    can::RequestHandovers::NAME,
    can::ConfirmHandovers::NAME,
    can::EditExternalLoans::NAME,
    can::RecordMeetings::NAME,
    can::ApproveReports::NAME,
    can::ReadOwnRecord::NAME,
];
/// Whether a permission takes a second factor that was proven a moment ago.
#[must_use]
pub fn asks_second_factor(permission: &str) -> bool {
    FACTORS.contains(&(permission, true))
}

// Of which tier the personal data are that each opens; also of what it writes, for the reply shows it. Loans without names
// are of tier 3 all the same: each is a loan of one member. Files are, because they hold receipts. That a chair records an
// import is of tier 4, for it recognises people by their numbers.
tiers! {
    Tier0: ReadFigures ReadDeclaredFigures EditDeclaredFigures CompareNationalFigures EditNationalFigures
           ReadPublishedAccounts ReadReports DraftReports SubmitReports ReceiveReports ApproveReports RequestReports EditReportPeriods;
    Tier1: EditHamlets ReadClubs ReadBoards ProposeClubs EditClubs PlaceClubs SubmitDossiers EstablishClubs
           LaunchClubs SuspendClubs CloseClubs EditRegulations ReadFunds OpenFunds PreviewLoans ReadActivities
           HoldGatherings ReadTrainings ReadHealthEvents ReadMonitoring MonitorClubs AnswerMonitoring
           EditProgrammes ReadDocuments EditDocuments IssueDocuments ReadTargets EditTargets EditTasks
           ReadBudgets EditBudgets AppraiseBudgets ReadAdminChanges DraftAdminChanges ApplyAdminChanges
           ReadOrganisations EditOrganisations EditReportingLines ReadChainGaps EditTerrains;
    Tier2: ReadMembers EditMembers EditConsents ReadConsents ReadMeetings ReadAttendance ReadVolunteers
           EditVolunteers ReadSelfHelp EditSelfHelp ReadResources EditResources AddAttachments EditHealthEvents
           EditActivities HoldTrainings ReadAwards GiveAwards EditBoards ReadUsers EditUsers ReadChanges ReadAccountChanges
           ReadAccessLog;
    Tier3: ReadSensitive EditSensitive ReadLedger ReadSavings PostEntries ApproveEntries RequestReversals DecideReversals
           CloseBooks EditCycles DecideShareOuts ReadLoans
           ApplyForLoans ScreenLoans DecideLoans RescheduleLoans DisburseLoans RecordRepayments PauseRepayments
           ProposeWriteOffs VoteWriteOffs ClearWriteOffs PostWriteOffs CorrectFreezes ReadHandovers RequestHandovers
           ConfirmHandovers ListLoansWithoutNames EditExternalLoans RecordMeetings TakeMinutes
           ReadCare EditCare RecordCareVisits ReadReferrals SendReferrals AnswerReferrals ReadInvitations
           ReadHealthResults RecordHealthResults ReadInsurance EditInsurance ReadRightsCases EditRightsCases
           ReadAttachments;
    Tier4: ReadIdentifiers EditIdentifiers ImportMembers;
    Own: ReadOwnRecord ApplyForOwnLoans;
}
