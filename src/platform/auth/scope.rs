//! How far a caller reaches, for one permission.

use super::factor::{FRESH_SECONDS, Factor};
use super::{Grant, Place, Role};
use crate::platform::error::Code;
use crate::platform::ids::{ClubId, RequestId, UnitId, UserId};
use crate::{Error, Result};
use chrono::NaiveDate;
use uuid::Uuid;

/// All that lies below these places is in reach. Empty lists reach nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether everything is reached.
    pub nation: bool,
    /// UUIDs of whole provinces.
    pub provinces: Vec<UnitId>,
    /// UUIDs of whole districts.
    pub districts: Vec<UnitId>,
    /// UUIDs of whole communes.
    pub communes: Vec<UnitId>,
    /// UUIDs of whole hamlets.
    pub hamlets: Vec<UnitId>,
    /// UUIDs of single clubs.
    pub clubs: Vec<ClubId>,
}

impl Reach {
    fn add(&mut self, place: Place) {
        match place {
            Place::Nation => self.nation = true,
            Place::Province(id) => self.provinces.push(id),
            Place::District(id) => self.districts.push(id),
            Place::Commune(id) => self.communes.push(id),
            Place::Hamlet(id) => self.hamlets.push(id),
            Place::Club(id) => self.clubs.push(id),
        }
    }
    /// The units at which a caller stands.
    #[must_use]
    pub fn units(&self) -> Vec<UnitId> {
        [&self.provinces, &self.districts, &self.communes, &self.hamlets]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

/// Proof that a caller may do one thing, and how far. The fields are private and the constructors belong
/// to `auth`; without a scope there is no connection to the database.
#[derive(Clone, Debug)]
pub struct Scope {
    user: UserId,
    request: RequestId,
    today: NaiveDate,
    reach: Reach,
    roles: Vec<(Role, Place)>,
    acting_for: Option<UserId>,
    principals: Vec<UserId>,
    factor: Factor,
    sensitive: Option<u8>,
}

impl Scope {
    /// The union of what these grants reach. Only `auth` knows which grants count.
    pub(super) fn of<'g>(
        user: UserId,
        request: RequestId,
        today: NaiveDate,
        grants: impl Iterator<Item = &'g Grant>,
    ) -> Self {
        let (reach, roles, principals, factor) = (Reach::default(), vec![], vec![], Factor::Missing);
        let (acting_for, sensitive) = (None, None);
        let mut scope =
            Self { user, request, today, reach, roles, acting_for, principals, factor, sensitive };
        let mut by_own_right = false;
        for grant in grants.filter(|g| g.until.is_none_or(|last| last >= today)) {
            by_own_right |= grant.acting_for.is_none();
            scope.principals.extend(grant.acting_for);
            // set only if every grant in this scope is a deputy's for the same holder
            let same = scope.roles.is_empty() || scope.acting_for == grant.acting_for;
            scope.acting_for = grant.acting_for.filter(|_| same);
            scope.reach.add(grant.place);
            scope.roles.push((grant.role, grant.place));
        }
        if by_own_right {
            scope.principals.clear();
        }
        scope
    }

    /// Whoever runs a command on the server itself: migrations, imports, the demonstration data.
    /// No handler may say this; a test reads the sources for it.
    #[must_use]
    pub fn operator(today: NaiveDate) -> Self {
        let reach = Reach { nation: true, ..Reach::default() };
        let roles = vec![(Role::UserAdministrator, Place::Nation)]; // gives the first rights to others
        let (user, request, factor) = (UserId(Uuid::nil()), RequestId::new(), Factor::Fresh);
        let (principals, sensitive) = (vec![], None);
        Self { user, request, today, reach, roles, acting_for: None, principals, factor, sensitive }
    }

    /// Nobody in particular: reaches nothing, and serves only what is public, and signing in.
    pub(super) fn anonymous(context: &crate::platform::http::Context) -> Self {
        Self::of(UserId(Uuid::nil()), context.request, context.today, std::iter::empty())
    }

    /// The same, of a request that stands like this to the second factor.
    pub(super) fn standing(self, factor: Factor) -> Self {
        Self { factor, ..self }
    }

    /// For an act that takes a second factor by what it is about, as a loan above the sum of a club's regulation.
    /// Where a permission always takes one, the policy page says so and [`super::Allowed`] asks.
    ///
    /// # Errors
    /// 403 unless one was proven in the last ten minutes.
    pub fn second_factor(&self) -> Result<()> {
        if self.factor == Factor::Fresh {
            return Ok(());
        }
        let enrolled = self.factor == Factor::Stale;
        Err(Error::from(Code::SecondFactorRequired)
            .with("within_seconds", FRESH_SECONDS)
            .with("enrolled", enrolled))
    }

    /// The part of it that is not by one role: for what that role sees less of than others.
    #[must_use]
    pub fn but_for(&self, role: Role) -> Self {
        let roles: Vec<(Role, Place)> =
            self.roles.iter().filter(|(held, _)| *held != role).copied().collect();
        let mut reach = Reach::default();
        for (_, place) in &roles {
            reach.add(*place);
        }
        Self { reach, roles, ..self.clone() }
    }

    /// The same for data of a tier from 3 on.
    pub(super) fn sensitive(self, tier: u8) -> SensitiveScope {
        SensitiveScope(Self { sensitive: Some(tier), ..self })
    }
    /// The same for what is of tier 3 in a reply of which the rest is not. It reaches no further; what is shown through
    /// it is recorded.
    #[must_use]
    pub fn for_tier_3(&self) -> SensitiveScope {
        self.clone().sensitive(3)
    }
    /// The tier of what is shown, from 3 on; none where the access log is told nothing, and so nothing of these tiers
    /// may be shown.
    #[must_use]
    pub fn sensitive_tier(&self) -> Option<u8> {
        self.sensitive
    }

    /// UUID of the user who asks.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }
    /// For whom, where every right to it is a deputy's of one who is away.
    #[must_use]
    pub fn acting_for(&self) -> Option<UserId> {
        self.acting_for
    }
    /// As whom the caller counts where two people are needed: as herself, and where she has no right of her own to it, as
    /// those in whose name she acts.
    pub fn humans(&self) -> impl Iterator<Item = UserId> {
        std::iter::once(self.user).chain(self.principals.iter().copied())
    }
    /// UUID of the request.
    #[must_use]
    pub fn request(&self) -> RequestId {
        self.request
    }
    /// On which day, in Vietnam.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }
    /// The places that the request reaches.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }
    /// By which roles, each at its place.
    #[must_use]
    pub fn roles(&self) -> &[(Role, Place)] {
        &self.roles
    }
}

/// How far a caller reaches into personal data of tier 3 or 4. There is no way from here to the [`Scope`] inside but
/// through [`Db::show`](crate::platform::db::Db::show) and [`Db::show_many`](crate::platform::db::Db::show_many), which
/// leave a word in the access log, and through what writes, which leaves one in the change log.
#[derive(Clone, Debug)]
pub struct SensitiveScope(Scope);

impl SensitiveScope {
    pub(in crate::platform) fn inner(&self) -> &Scope {
        &self.0
    }
    /// UUID of the user who asks.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.0.user()
    }
    /// On which day, in Vietnam.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.0.today()
    }
}
