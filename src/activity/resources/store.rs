//! Mobilised resources in the database.

use super::model::{
    Gift, MobilisedResource, MobilisedResourcePatch, NewMobilisedResource, ResourceGiver, ShownResource,
};
use crate::Result;
use crate::activity::schema::mobilised_resources;
use crate::money::ledger;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::http::{Page, PageQuery, Seek};
use crate::platform::ids::{ClubId, MobilisedResourceId};
use crate::register::clubs;
use crate::register::clubs::model::Club;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

clubs::store::rows_of_clubs! {
    /// What the clubs that the caller can see were given.
    visible: mobilised_resources;
    /// Finds something that a club was given.
    find: MobilisedResource by MobilisedResourceId;
    /// A resource in the caller's reach, locked after its club, as everybody does.
    hold;
}

/// Lists what a club was given, newest first.
pub async fn list(db: &mut impl Reads, club: ClubId, page: &PageQuery) -> Result<Page<ShownResource>> {
    let mut rows = visible(db.scope()).filter(mobilised_resources::club_id.eq(club));
    if let Some(seek) = page.seek() {
        let day = seek.day()?;
        let same_day = mobilised_resources::received_on.eq(day);
        let before = same_day.and(mobilised_resources::id.lt(MobilisedResourceId(seek.id)));
        rows = rows.filter(mobilised_resources::received_on.lt(day).or(before));
    }
    let rows: Vec<MobilisedResource> = rows
        .order((mobilised_resources::received_on.desc(), mobilised_resources::id.desc()))
        .limit(page.limit + 1)
        .select(MobilisedResource::as_select())
        .load(db.conn())
        .await?;
    if rows.is_empty() {
        clubs::store::find(db, club).await?; // nothing given, or a club out of reach
    }
    let page = Page::cut(rows, page, |row| Seek { key: row.received_on.to_string(), id: row.id.0 });
    Ok(Page { items: page.items.into_iter().map(ShownResource::from).collect(), next: page.next })
}

/// What a resource says of itself, if it can be: in its fields, and by its entry in the ledger.
async fn check(w: &mut Writer<'_>, club: ClubId, gift: Gift) -> Result<Gift> {
    gift.check(w.scope().today())?;
    let Some(id) = gift.entry_id else { return Ok(gift) };
    let entry = ledger::store::standing(w, club, id).await?;
    gift.entered(entry.as_ref())
}

/// Records something that a club was given.
pub async fn insert(
    w: &mut Writer<'_>,
    club: &Held<Club>,
    new: &NewMobilisedResource,
) -> Result<MobilisedResource> {
    let gift = check(w, club.id, new.gift()).await?;
    club.acts_on(gift.received_on)?;
    let resource = diesel::insert_into(mobilised_resources::table)
        .values((
            mobilised_resources::id.eq(new.id.unwrap_or_default()),
            mobilised_resources::club_id.eq(club.id),
            gift,
            mobilised_resources::giver.eq(new.giver),
            mobilised_resources::giver_name.eq(new.giver_name.as_deref()),
            mobilised_resources::what.eq(&*new.what),
            mobilised_resources::recorded_by.eq(w.scope().user()),
        ))
        .returning(MobilisedResource::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(resource)
}

#[derive(AsChangeset)]
#[diesel(table_name = mobilised_resources)]
struct Changed<'a> {
    giver: Option<ResourceGiver>,
    giver_name: Option<Option<&'a str>>,
    what: Option<&'a str>,
}

/// Corrects what was recorded of a resource.
pub async fn update(
    w: &mut Writer<'_>,
    resource: &Held<MobilisedResource>,
    patch: &MobilisedResourcePatch,
) -> Result<MobilisedResource> {
    let gift = patch.over(resource);
    let same_entry = gift.entry_id == resource.entry_id && gift.value_vnd == resource.value_vnd;
    let gift = if same_entry {
        gift.check(w.scope().today())?; // what was linked stays so, whatever became of the entry
        gift
    } else {
        check(w, resource.club_id, gift).await?
    };
    let changed = Changed {
        giver: patch.giver,
        giver_name: patch.giver_name.as_ref().map(Option::as_deref),
        what: patch.what.as_deref(),
    };
    let after = diesel::update(mobilised_resources::table.filter(mobilised_resources::id.eq(resource.id)))
        .set((gift, changed, mobilised_resources::version.eq(mobilised_resources::version + 1)))
        .returning(MobilisedResource::as_returning())
        .get_result(w.conn())
        .await?;
    Ok(after)
}
