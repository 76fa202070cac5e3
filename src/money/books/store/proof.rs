//! That the books are what they were: the chain of entries, kept copies and receipts.

use super::basis;
use super::statements::of_line;
use crate::Result;
use crate::money::books::model::{
    ChainHead, ChainedEntry, CopyComparison, Digest, EntryReceipt, LedgerBasis, LedgerCopy, LedgerProof,
    LedgerProofLine, ProofQuery,
};
use crate::money::books::rules::{self, Chain};
use crate::money::ledger;
use crate::money::ledger::model::{ChainLink, EntryHead};
use crate::money::ledger::rules::chain_hash;
use crate::money::schema::{ledger_entries, ledger_lines, ledgers};
use crate::platform::auth::Level;
use crate::platform::db::Reads;
use crate::platform::error::Code;
use crate::platform::ids::{ClubId, EntryId};
use crate::register::tables::clubs as clubs_table;
use crate::territory::tables::unit_versions;
use crate::territory::units;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// How many entries are read at once where all are read.
const BATCH: i64 = 1_000;

/// The links of a club in the caller's reach behind a number, computed anew.
pub async fn chain(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    after: i32,
    limit: i64,
) -> Result<Vec<ChainedEntry>> {
    let stored: Vec<(EntryHead, Vec<u8>, Vec<u8>)> = ledger_entries::table
        .filter(ledger_entries::club_id.eq(basis.club_id))
        .filter(ledger_entries::number.gt(after))
        .order(ledger_entries::number)
        .limit(limit)
        .select((EntryHead::as_select(), ledger_entries::previous_hash, ledger_entries::hash))
        .load(db.conn())
        .await?;
    let (heads, hashes): (Vec<EntryHead>, Vec<_>) =
        stored.into_iter().map(|(head, previous, hash)| (head, (previous, hash))).unzip();
    let whole = ledger::store::with_lines(db, basis.club_id, heads).await?;
    let chained = whole.into_iter().zip(hashes).map(|(entry, (previous_hash, hash))| {
        let link = ChainLink::of(&entry.head, entry.lines);
        ChainedEntry {
            number: link.number,
            computed: chain_hash(&previous_hash, &link),
            previous_hash,
            hash,
            link,
        }
    });
    Ok(chained.collect())
}

/// The first entry of a club whose lines count for another day than it says.
pub async fn misdated(db: &mut impl Reads, basis: &LedgerBasis) -> Result<Option<i32>> {
    Ok(ledger_lines::table
        .inner_join(ledger_entries::table.on(of_line()))
        .filter(ledger_lines::club_id.eq(basis.club_id))
        .filter(ledger_lines::on_day.ne(ledger_entries::on_day))
        .order(ledger_lines::number)
        .select(ledger_lines::number)
        .first(db.conn())
        .await
        .optional()?)
}

/// What the head of a club's books says: number and hash of the last entry.
pub async fn head(db: &mut impl Reads, basis: &LedgerBasis) -> Result<(i32, Vec<u8>)> {
    let head = ledgers::table
        .filter(ledgers::club_id.eq(basis.club_id))
        .select((ledgers::last_number, ledgers::last_hash))
        .first(db.conn())
        .await
        .optional()?;
    Ok(head.unwrap_or_else(|| (0, rules::beginning())))
}

/// Follows the whole chain, and hands on each link of it.
async fn follow(
    db: &mut impl Reads,
    basis: &LedgerBasis,
    mut each: impl FnMut(ChainedEntry),
) -> Result<ChainHead> {
    let (last_number, last_hash) = head(db, basis).await?;
    let (mut chain_so_far, mut after) = (Chain::default(), 0);
    loop {
        let batch = chain(db, basis, after, BATCH).await?;
        let Some(last) = batch.last().map(|entry| entry.number) else { break };
        after = last;
        for entry in batch {
            chain_so_far.follow(&entry);
            each(entry);
        }
    }
    chain_so_far.end(last_number, &last_hash);
    let first_broken = chain_so_far.first_broken(misdated(db, basis).await?);
    Ok(ChainHead {
        last_number,
        last_hash: Digest::of(&last_hash),
        holds: first_broken.is_none(),
        first_broken,
    })
}

/// Shows a part of the chain, and whether all of it holds.
pub async fn prove(db: &mut impl Reads, club: ClubId, asked: ProofQuery) -> Result<LedgerProof> {
    let basis = basis(db, club, None).await?;
    let limit = usize::try_from(asked.limit).unwrap_or(0);
    let (mut items, mut more) = (vec![], false);
    let head = follow(db, &basis, |entry| {
        if entry.number > asked.after {
            more = items.len() == limit;
            if !more {
                items.push(LedgerProofLine {
                    number: entry.number,
                    previous_hash: Digest::of(&entry.previous_hash),
                    hash: Digest::of(&entry.hash),
                    link: entry.link,
                });
            }
        }
    })
    .await?;
    let next = items.last().map(|line| line.number).filter(|_| more);
    Ok(LedgerProof { head, items, next })
}

/// Holds a copy that somebody kept against the ledger.
pub async fn compare(db: &mut impl Reads, club: ClubId, copy: &LedgerCopy) -> Result<CopyComparison> {
    let basis = basis(db, club, None).await?;
    let part = copy.from.unwrap_or(1)..=copy.to.unwrap_or(i32::MAX);
    let mut own = vec![];
    let head = follow(db, &basis, |entry| {
        if part.contains(&entry.number) {
            own.push(entry);
        }
    })
    .await?;
    let first_difference = rules::first_difference(&copy.entries, &own);
    Ok(CopyComparison { agrees: first_difference.is_none(), first_difference, head })
}

/// What a receipt with this code says. The code is its own key: who holds a receipt may see that it is real, and so this
/// alone goes round the scope. It shows no person and no words.
pub async fn receipt(db: &mut impl Reads, typed: &str) -> Result<EntryReceipt> {
    let today = db.scope().today();
    let (head, club_name, commune_name): (EntryHead, String, String) = ledger_entries::table
        .inner_join(clubs_table::table)
        .inner_join(unit_versions::table.on(unit_versions::unit_id.eq(clubs_table::commune_id)))
        .filter(units::store::standing(today))
        .filter(unit_versions::level.eq(Level::Commune))
        .filter(ledger_entries::receipt_code.eq(rules::receipt_code(typed)))
        .select((EntryHead::as_select(), clubs_table::name, unit_versions::name))
        .first(db.conn())
        .await?;
    let undone =
        ledger_entries::table.filter(ledger_entries::reverses.eq(head.id)).select(ledger_entries::id);
    let reversed_by: Option<EntryId> = undone.first(db.conn()).await.optional()?;
    let (on, kind) = (head.on, head.kind);
    let entry = ledger::store::with_lines(db, head.club_id, vec![head]).await?.pop();
    let amount_vnd = entry.ok_or(Code::NotFound)?.amount_vnd;
    let reversed = reversed_by.is_some();
    Ok(EntryReceipt { club_name, commune_name, on, kind, amount_vnd, reversed, reversed_by })
}
