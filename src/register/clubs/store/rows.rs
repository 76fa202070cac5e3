//! The functions that are the same for the rows of every club: who sees them, how one is found, and how one is held.

/// Declares `visible`, and where they are told, `find` and `hold` of a table whose rows are each of one club. What a
/// caller sees of it is what stands in the clubs that she sees; a row is held by the lock of its club.
#[macro_export]
macro_rules! rows_of_clubs {
    (
        $(#[$visible:meta])*
        visible: $table:ident;
        $(
            $(#[$find:meta])*
            find: $row:ident by $id:ident;
            $(
                $(#[$hold:meta])*
                hold;
            )?
        )?
    ) => {
        $(#[$visible])*
        #[must_use]
        pub fn visible(scope: &::platform::auth::Scope) -> $table::BoxedQuery<'static, diesel::pg::Pg> {
            let clubs = ::register::clubs::store::visible(scope).select(::register::tables::clubs::id);
            $table::table.into_boxed().filter($table::club_id.eq_any(clubs))
        }
        $(
            $(#[$find])*
            pub async fn find(db: &mut impl ::platform::db::Reads, id: $id) -> ::platform::Result<$row> {
                let rows = visible(db.scope()).filter($table::id.eq(id));
                Ok(rows.select($row::as_select()).first(db.conn()).await?)
            }
            $(
                $(#[$hold])*
                pub async fn hold(
                    w: &mut ::platform::db::Writer<'_>,
                    id: $id,
                ) -> ::platform::Result<::platform::db::Held<$row>> {
                    let of = visible(w.scope()).filter($table::id.eq(id)).select($table::club_id);
                    ::register::clubs::store::lock_of(w, of).await?;
                    find(w, id).await.map(::platform::db::Held::new)
                }
            )?
        )?
    };
}
pub use rows_of_clubs;
