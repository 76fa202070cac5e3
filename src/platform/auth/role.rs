//! The roles of the reporting chain, and at what kind of place each stands.

use crate::platform::ids::column;

column! { text:
    /// Level of a place or a unit, from the club to the nation.
    pub enum Level {
        /// A club (câu lạc bộ).
        Club,
        /// A hamlet (thôn, xóm, ấp, bản, khu phố, tổ dân phố).
        Hamlet,
        /// A commune (xã, phường, thị trấn, đặc khu).
        Commune,
        /// A district (huyện, quận, thị xã, thành phố thuộc tỉnh); none since 1 July 2025.
        District,
        /// A province (tỉnh, thành phố trung ương).
        Province,
        /// The nation.
        Nation,
    }
}

column! { text:
    /// Role of a user at a place, along the reporting chain that the plans name (13335/KH-UBND of Đồng Nai, 2020, and others).
    pub enum Role {
        /// Thành viên: sees her own data.
        Member,
        /// Tình nguyện viên chăm sóc tại nhà.
        Volunteer,
        /// Chair of a club (chủ nhiệm).
        ClubChair,
        /// Vice-chair of a club (phó chủ nhiệm).
        ClubViceChair,
        /// Secretary of a club (thư ký).
        ClubSecretary,
        /// Bookkeeper of a club (kế toán).
        ClubBookkeeper,
        /// Treasurer of a club (thủ quỹ).
        ClubTreasurer,
        /// Ủy viên ban chủ nhiệm.
        ClubBoardMember,
        /// Ủy viên phụ trách sức khỏe: the one member of the board whom the club names to see health results.
        ClubHealthOfficer,
        /// Chi hội trưởng người cao tuổi.
        HamletBranchHead,
        /// Hội Người cao tuổi xã.
        CommuneAssociation,
        /// Lãnh đạo Ủy ban nhân dân xã.
        CommuneCommittee,
        /// Công chức văn hóa - xã hội xã.
        CommuneSocialOfficer,
        /// Công chức tài chính - kế toán xã.
        CommuneFinanceOfficer,
        /// Health station of a commune (trạm y tế xã).
        CommuneHealthStation,
        /// Mặt trận, Hội Phụ nữ, Chữ thập đỏ xã.
        CommunePartner,
        /// Ban đại diện Hội Người cao tuổi huyện, until the districts ended.
        DistrictAssociation,
        /// Ủy ban nhân dân huyện, until the districts ended.
        DistrictCommittee,
        /// Hội Người cao tuổi tỉnh.
        ProvinceAssociation,
        /// People's committee of a province (Ủy ban nhân dân tỉnh).
        ProvinceCommittee,
        /// Sở phụ trách công tác người cao tuổi.
        ProvinceSocialDepartment,
        /// Department of finance of a province (Sở Tài chính).
        ProvinceFinanceDepartment,
        /// Department of health of a province (Sở Y tế).
        ProvinceHealthDepartment,
        /// Mặt trận, các sở và đoàn thể tỉnh.
        ProvincePartner,
        /// Trung ương Hội Người cao tuổi Việt Nam.
        NationalAssociation,
        /// Ủy ban Quốc gia về người cao tuổi, Bộ Y tế.
        NationalCommittee,
        /// Người phân tích số liệu quốc gia: aggregates only.
        NationalAnalyst,
        /// A program of a province.
        MachineClient,
        /// Thanh tra, kiểm toán: assigned places, for a time.
        Auditor,
        /// Quản trị tài khoản of a place and all below it.
        UserAdministrator,
        /// Cán bộ bảo vệ dữ liệu cá nhân.
        DataProtectionOfficer,
        /// Quản trị hệ thống: no business data.
        SystemAdministrator,
    }
}

impl Role {
    /// The levels at which the role can be held.
    #[must_use]
    pub const fn levels(self) -> &'static [Level] {
        match self {
            Self::Member
            | Self::Volunteer
            | Self::ClubChair
            | Self::ClubViceChair
            | Self::ClubSecretary
            | Self::ClubBookkeeper
            | Self::ClubTreasurer
            | Self::ClubBoardMember
            | Self::ClubHealthOfficer => &[Level::Club],
            Self::HamletBranchHead => &[Level::Hamlet],
            Self::CommuneAssociation
            | Self::CommuneCommittee
            | Self::CommuneSocialOfficer
            | Self::CommuneFinanceOfficer
            | Self::CommuneHealthStation
            | Self::CommunePartner => &[Level::Commune],
            Self::DistrictAssociation | Self::DistrictCommittee => &[Level::District],
            Self::ProvinceAssociation
            | Self::ProvinceCommittee
            | Self::ProvinceSocialDepartment
            | Self::ProvinceFinanceDepartment
            | Self::ProvinceHealthDepartment
            | Self::ProvincePartner
            | Self::MachineClient => &[Level::Province],
            Self::NationalAssociation
            | Self::NationalCommittee
            | Self::NationalAnalyst
            | Self::SystemAdministrator => &[Level::Nation],
            Self::DataProtectionOfficer => &[Level::Province, Level::Nation],
            Self::Auditor => &[Level::Club, Level::Commune, Level::Province],
            Self::UserAdministrator => &[Level::Commune, Level::Province, Level::Nation],
        }
    }
    /// Whether it is held in a club by one of its members: then it hangs on her seat on the board or on her membership, and
    /// ends with it.
    #[must_use]
    pub const fn hangs_on_an_office(self) -> bool {
        matches!(self, Self::Member | Self::Volunteer) || self.hangs_on_a_seat()
    }
    /// Whether it hangs on a seat on the board.
    #[must_use]
    pub const fn hangs_on_a_seat(self) -> bool {
        matches!(
            self,
            Self::ClubChair
                | Self::ClubViceChair
                | Self::ClubSecretary
                | Self::ClubBookkeeper
                | Self::ClubTreasurer
                | Self::ClubBoardMember
                | Self::ClubHealthOfficer
        )
    }
    /// Roles that watch over others' data or rights. Only a user administrator of a higher level gives them.
    #[must_use]
    pub const fn is_oversight(self) -> bool {
        matches!(
            self,
            Self::Auditor | Self::UserAdministrator | Self::DataProtectionOfficer | Self::SystemAdministrator
        )
    }
    /// Roles that keep, book or approve the money of a club. Nobody of the same club hands out the codes to their accounts.
    #[must_use]
    pub const fn handles_money(self) -> bool {
        matches!(self, Self::ClubChair | Self::ClubBookkeeper | Self::ClubTreasurer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_is_held_in_clubs_alone_hangs_on_an_office_and_nothing_else_does() {
        for role in Role::iter() {
            assert_eq!(role.hangs_on_an_office(), role.levels() == [Level::Club], "{role:?}");
        }
    }
}
