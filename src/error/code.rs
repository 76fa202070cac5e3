//! What a refusal is called, and how it is told to people: the table that clients branch on.

use actix_web::http::StatusCode;

/// The stable name of a refusal. Clients branch on this and on nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Code {
    // Any request.
    Malformed,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    VersionChanged,
    BodyTooLarge,
    MediaType,
    Invalid,
    IfMatchRequired,
    IdempotencyKeyRequired,
    IdempotencyKeyReused,
    IdTaken,
    TooManyRequests,
    Internal,
    Unavailable,
    StateOfTheWorld,
    // Sign-in and accounts.
    WrongCredentials,
    RefreshTokenRefused,
    SignInSlowed,
    WrongPassword,
    LoginTaken,
    AssignmentOverlaps,
    AssignmentPlaceMismatch,
    AssignmentOutlivesPlace,
    AssignmentHasBegun,
    AssignmentHasEnded,
    TooManyAssignments,
    RoleOfAnotherKind,
    OwnAssignment,
    AboveOwnRole,
    MachinesHaveNoPassword,
    // Territory.
    UnitNotValid,
    UnitCodeTaken,
    UnitNameTaken,
    UnitHasClubs,
    UnitEndsBeforeItBegins,
    NotAHamlet,
    // Clubs.
    ClubNameTaken,
    ClubStateRefuses,
    DossierIncomplete,
    LaunchNotReady,
    LaunchBeforeEstablishment,
    DateBeforeFounding,
    HamletOfAnotherCommune,
    PlacementOverlaps,
    MergerIntoItself,
    RegulationDateTaken,
    RegulationNotAdopted,
    // Boards.
    BoardTermOverlaps,
    BoardPositionTaken,
    BoardMoneyApart,
    BoardNotAMember,
    BoardWithoutChair,
    // Members.
    PersonActiveElsewhere,
    NationalIdTaken,
    InsuranceTaken,
    MemberStateRefuses,
    MemberDatesDisagree,
    ConsentStands,
    ConsentMissing,
    ClubTakesNoMembers,
    // Files.
    FileNotATable,
    FileNotText,
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    FileEmpty,
    FileColumnsMissing,
}

impl Code {
    /// Status, Vietnamese and English text.
    #[must_use]
    #[rustfmt::skip]
    pub const fn entry(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::Malformed => (S::BAD_REQUEST, "Yêu cầu không đọc được.", "The request cannot be read."),
            Self::Unauthenticated => (S::UNAUTHORIZED, "Cần mã truy cập còn hiệu lực.", "A valid access token is required."),
            Self::Forbidden => (S::FORBIDDEN, "Vai trò của bạn không có quyền này.", "Your role does not hold this permission."),
            Self::NotFound => (S::NOT_FOUND, "Không tìm thấy.", "There is no such resource."),
            Self::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "Địa chỉ này không nhận phương thức đó.", "This address does not take that method."),
            Self::VersionChanged => (S::PRECONDITION_FAILED, "Dữ liệu đã được người khác sửa; hãy tải lại.", "The resource has changed since you read it; read it again."),
            Self::BodyTooLarge => (S::PAYLOAD_TOO_LARGE, "Nội dung gửi lên quá lớn.", "The body is too large."),
            Self::MediaType => (S::UNSUPPORTED_MEDIA_TYPE, "Kiểu nội dung không được hỗ trợ.", "This media type is not supported."),
            Self::Invalid => (S::UNPROCESSABLE_ENTITY, "Một số trường không hợp lệ.", "Some fields are not valid."),
            Self::IfMatchRequired => (S::PRECONDITION_REQUIRED, "Cần tiêu đề If-Match với ETag đã đọc.", "An If-Match header with the ETag you read is required."),
            Self::IdempotencyKeyRequired => (S::BAD_REQUEST, "Cần tiêu đề Idempotency-Key từ 16 đến 64 ký tự.", "An Idempotency-Key header of 16 to 64 characters is required."),
            Self::IdempotencyKeyReused => (S::UNPROCESSABLE_ENTITY, "Idempotency-Key này đã dùng cho một yêu cầu khác.", "This Idempotency-Key was used for another request."),
            Self::IdTaken => (S::CONFLICT, "Mã định danh này đã được dùng.", "This id is taken."),
            Self::TooManyRequests => (S::TOO_MANY_REQUESTS, "Quá nhiều yêu cầu; hãy thử lại sau.", "Too many requests; try again later."),
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "Lỗi hệ thống.", "Internal error."),
            Self::Unavailable => (S::SERVICE_UNAVAILABLE, "Hệ thống đang bận; hãy thử lại sau.", "The service is busy; try again shortly."),
            Self::StateOfTheWorld => (S::CONFLICT, "Dữ liệu liên quan không cho phép.", "Related data do not allow this."),

            Self::WrongCredentials => (S::UNAUTHORIZED, "Tên đăng nhập hoặc mật khẩu không đúng.", "Wrong login or password."),
            Self::RefreshTokenRefused => (S::UNAUTHORIZED, "Mã làm mới không còn hiệu lực; hãy đăng nhập lại.", "The refresh token is no longer valid; sign in again."),
            Self::SignInSlowed => (S::TOO_MANY_REQUESTS, "Đăng nhập sai nhiều lần; hãy chờ rồi thử lại.", "Too many failed sign-ins; wait before trying again."),
            Self::WrongPassword => (S::CONFLICT, "Mật khẩu hiện tại không đúng.", "The current password is wrong."),
            Self::LoginTaken => (S::CONFLICT, "Tên đăng nhập đã có người dùng.", "This login is taken."),
            Self::AssignmentOverlaps => (S::CONFLICT, "Người này đã giữ vai trò đó tại nơi đó trong thời gian này.", "The user already holds this role at this place in that time."),
            Self::AssignmentPlaceMismatch => (S::CONFLICT, "Vai trò này không thuộc cấp của nơi được chọn.", "This role does not belong to a place of that level."),
            Self::AssignmentOutlivesPlace => (S::CONFLICT, "Nơi này không tồn tại trong suốt thời gian đó.", "The place does not exist during all of that time."),
            Self::AssignmentHasBegun => (S::CONFLICT, "Phân công đã bắt đầu; hãy kết thúc thay vì thu hồi.", "The assignment began before today; end it instead."),
            Self::AssignmentHasEnded => (S::CONFLICT, "Phân công này đã kết thúc.", "The assignment has ended."),
            Self::TooManyAssignments => (S::CONFLICT, "Tài khoản này đã có quá nhiều phân công.", "This account holds too many assignments."),
            Self::RoleOfAnotherKind => (S::CONFLICT, "Vai trò này không dành cho loại tài khoản đó.", "This role is not for that kind of account."),
            Self::OwnAssignment => (S::CONFLICT, "Không ai tự thay đổi quyền của chính mình.", "Nobody changes their own rights."),
            Self::AboveOwnRole => (S::FORBIDDEN, "Vai trò này cao hơn hoặc ngoài phạm vi của bạn.", "This role is above or outside your own."),
            Self::MachinesHaveNoPassword => (S::CONFLICT, "Tài khoản máy không có mật khẩu.", "Machine accounts have no password."),

            Self::UnitNotValid => (S::NOT_FOUND, "Đơn vị này không tồn tại vào ngày đó.", "This unit does not exist on that day."),
            Self::UnitCodeTaken => (S::CONFLICT, "Mã đơn vị này đang có hiệu lực cho đơn vị khác.", "This code belongs to another unit in that time."),
            Self::UnitNameTaken => (S::CONFLICT, "Trong địa bàn này đã có đơn vị cùng tên.", "A unit of that name lies in the same parent."),
            Self::UnitHasClubs => (S::CONFLICT, "Còn câu lạc bộ đặt tại đây.", "Clubs still lie here."),
            Self::UnitEndsBeforeItBegins => (S::CONFLICT, "Ngày này trước khi đơn vị có hiệu lực.", "That day lies before the unit's first."),
            Self::NotAHamlet => (S::CONFLICT, "Chỉ thôn, xóm, tổ dân phố mới sửa được ở đây.", "Only hamlets can be changed here."),

            Self::ClubNameTaken => (S::CONFLICT, "Thôn này đã có câu lạc bộ cùng tên.", "This hamlet already has a club of that name."),
            Self::ClubStateRefuses => (S::CONFLICT, "Trạng thái của câu lạc bộ không cho phép việc này.", "The club's state does not allow this."),
            Self::DossierIncomplete => (S::CONFLICT, "Hồ sơ chưa đủ: cần dự thảo quy chế, danh sách thành viên và ban chủ nhiệm.", "The dossier is incomplete: it needs a regulation, listed members and a board."),
            Self::LaunchNotReady => (S::CONFLICT, "Chưa đủ điều kiện ra mắt: cần ban chủ nhiệm đương nhiệm có chủ nhiệm, kế toán, thủ quỹ và quy chế có hiệu lực.", "Not ready to launch: it needs a board in office with chair, bookkeeper and treasurer, and a regulation in force."),
            Self::LaunchBeforeEstablishment => (S::CONFLICT, "Ngày ra mắt trước ngày quyết định thành lập.", "The launch lies before the establishment decision."),
            Self::DateBeforeFounding => (S::CONFLICT, "Ngày này trước khi câu lạc bộ được đề nghị thành lập.", "That day lies before the club was proposed."),
            Self::HamletOfAnotherCommune => (S::CONFLICT, "Các thôn của một câu lạc bộ phải cùng một xã.", "All hamlets of a club lie in one commune."),
            Self::PlacementOverlaps => (S::CONFLICT, "Câu lạc bộ đã gắn với thôn này trong thời gian đó.", "The club is already placed there in that time."),
            Self::MergerIntoItself => (S::CONFLICT, "Câu lạc bộ không thể sáp nhập vào chính nó.", "A club cannot merge into itself."),
            Self::RegulationDateTaken => (S::CONFLICT, "Đã có quy chế có hiệu lực từ ngày này.", "A regulation takes effect on that day already."),
            Self::RegulationNotAdopted => (S::CONFLICT, "Quy chế không thể có hiệu lực trước ngày thông qua.", "A regulation cannot take effect before it is adopted."),

            Self::BoardTermOverlaps => (S::CONFLICT, "Nhiệm kỳ này chồng lên nhiệm kỳ khác hoặc kết thúc trước khi bắt đầu.", "This term overlaps another, or ends before it begins."),
            Self::BoardPositionTaken => (S::CONFLICT, "Chức danh này đã có người giữ trong thời gian đó.", "Somebody holds this position in that time."),
            Self::BoardMoneyApart => (S::CONFLICT, "Kế toán và thủ quỹ phải là hai người khác nhau.", "Bookkeeper and treasurer must be two persons."),
            Self::BoardNotAMember => (S::CONFLICT, "Người giữ chức danh phải là thành viên của câu lạc bộ.", "Whoever holds a position must be a member of the club."),
            Self::BoardWithoutChair => (S::CONFLICT, "Ban chủ nhiệm phải có đúng một chủ nhiệm.", "A board has exactly one chair."),

            Self::PersonActiveElsewhere => (S::CONFLICT, "Người này đang là thành viên của một câu lạc bộ.", "This person is a member of a club already."),
            Self::NationalIdTaken => (S::CONFLICT, "Số định danh này đã có trong hệ thống.", "This citizen identity number is already recorded."),
            Self::InsuranceTaken => (S::CONFLICT, "Số thẻ bảo hiểm y tế này đã có trong hệ thống.", "This health insurance number is already recorded."),
            Self::MemberStateRefuses => (S::CONFLICT, "Trạng thái thành viên không cho phép việc này.", "The membership's state does not allow this."),
            Self::MemberDatesDisagree => (S::CONFLICT, "Các ngày của thành viên mâu thuẫn nhau.", "The membership's dates contradict each other."),
            Self::ConsentStands => (S::CONFLICT, "Đã có sự đồng ý còn hiệu lực cho mục đích này.", "A consent for this purpose stands already."),
            Self::ConsentMissing => (S::CONFLICT, "Chưa có sự đồng ý của người này cho loại dữ liệu đó.", "This person has not consented to that kind of data."),
            Self::ClubTakesNoMembers => (S::CONFLICT, "Câu lạc bộ đã kết thúc, không nhận thành viên.", "The club has ended and takes no members."),

            Self::FileNotATable => (S::UNPROCESSABLE_ENTITY, "Tệp không phải bảng CSV hay XLSX.", "The file is neither a CSV nor an XLSX table."),
            Self::FileNotText => (S::UNPROCESSABLE_ENTITY, "Tệp CSV phải là UTF-8 hoặc UTF-16.", "A CSV file must be UTF-8 or UTF-16."),
            Self::FileBroken => (S::UNPROCESSABLE_ENTITY, "Tệp XLSX bị hỏng hoặc bị cắt.", "The XLSX file is broken or cut off."),
            Self::FileEncrypted => (S::UNPROCESSABLE_ENTITY, "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.", "The file is protected by a password; remove it first."),
            Self::FileTooLarge => (S::PAYLOAD_TOO_LARGE, "Bảng quá lớn.", "The table is too large."),
            Self::FileEmpty => (S::UNPROCESSABLE_ENTITY, "Bảng không có dòng dữ liệu nào.", "The table holds no rows."),
            Self::FileColumnsMissing => (S::UNPROCESSABLE_ENTITY, "Thiếu cột bắt buộc hoặc có cột lạ.", "A required column is missing, or one is unknown."),
        }
    }
}

/// What is wrong with one field, or with one cell of an imported row.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    Required,
    UnknownField,
    WrongType,
    NotNull,
    NothingToChange,
    Length,
    Range,
    Choice,
    Date,
    DateImplausible,
    DateInFuture,
    DateOrder,
    BirthDate,
    Text,
    Phone,
    NationalId,
    Insurance,
    Ethnicity,
    Id,
    IdVersion,
    Cursor,
    Password,
    Login,
    Repeated,
    UnknownHamlet,
    UnknownMember,
    PossibleDuplicate,
    ActiveElsewhere,
    Taken,
}

impl FieldCode {
    /// Vietnamese and English text.
    #[must_use]
    #[rustfmt::skip]
    pub const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Required => ("Bắt buộc.", "Required."),
            Self::UnknownField => ("Trường này không có.", "There is no such field."),
            Self::WrongType => ("Kiểu dữ liệu không đúng.", "This is of the wrong type."),
            Self::NotNull => ("Không được để trống (null).", "This cannot be null."),
            Self::NothingToChange => ("Không có gì để sửa.", "There is nothing to change."),
            Self::Length => ("Quá ngắn hoặc quá dài.", "Too short or too long."),
            Self::Range => ("Ngoài khoảng cho phép.", "Outside the allowed range."),
            Self::Choice => ("Không thuộc danh mục cho phép.", "Not one of the allowed values."),
            Self::Date => ("Không phải ngày hợp lệ (NNNN-TT-NN).", "Not a valid date (YYYY-MM-DD)."),
            Self::DateImplausible => ("Ngày không hợp lý.", "This date is not plausible."),
            Self::DateInFuture => ("Ngày ở tương lai.", "This date lies in the future."),
            Self::DateOrder => ("Ngày kết thúc trước ngày bắt đầu.", "The end lies before the beginning."),
            Self::BirthDate => ("Ngày sinh phải là năm, tháng-năm hoặc ngày đầy đủ.", "A birth date is a year, a month or a full day."),
            Self::Text => ("Có ký tự không cho phép.", "It holds characters that are not allowed."),
            Self::Phone => ("Số điện thoại không hợp lệ.", "This is no telephone number."),
            Self::NationalId => ("Số định danh phải gồm 12 chữ số.", "A citizen identity number has 12 digits."),
            Self::Insurance => ("Số thẻ bảo hiểm y tế không hợp lệ.", "This is no health insurance number."),
            Self::Ethnicity => ("Dân tộc không có trong danh mục.", "This ethnic group is not in the list."),
            Self::Id => ("Mã định danh không hợp lệ.", "This is not a valid id."),
            Self::IdVersion => ("Mã định danh phải là UUID phiên bản 7.", "An id made by a client is a UUID of version 7."),
            Self::Cursor => ("Con trỏ trang không hợp lệ.", "This is no page cursor."),
            Self::Password => ("Mật khẩu từ 10 đến 128 ký tự, không phổ biến, không chứa tên đăng nhập.", "A password has 10 to 128 characters, is not common and does not contain the login."),
            Self::Login => ("Tên đăng nhập gồm 3 đến 64 chữ cái, chữ số và . _ @ + -", "A login has 3 to 64 letters, digits and . _ @ + -"),
            Self::Repeated => ("Bị lặp lại.", "This is repeated."),
            Self::UnknownHamlet => ("Không có thôn này trong địa bàn của câu lạc bộ.", "The club's commune has no such hamlet."),
            Self::UnknownMember => ("Không có thành viên này.", "There is no such member."),
            Self::PossibleDuplicate => ("Có thể trùng với một người đã có.", "Possibly a person who is already recorded."),
            Self::ActiveElsewhere => ("Người này đang là thành viên của một câu lạc bộ.", "This person is a member of a club already."),
            Self::Taken => ("Số này đã có trong hệ thống.", "This number is already recorded."),
        }
    }
}
