//! Documents are entered, changed, issued and imported, with their duties, their funding and what is to be reported.

use super::visible;
use crate::access::users;
use crate::planning::documents::model::{
    Document, DocumentDuty, DocumentPatch, DocumentState, DocumentStep, FundingSource, KnownFrom,
    NewDocument, ReportingDuty,
};
use crate::planning::documents::rules;
use crate::planning::programmes;
use crate::planning::schema::{
    document_bases, document_duties, documents, funding_sources, reporting_duties,
};
use crate::platform::auth::Level;
use crate::platform::db::{Held, Reads, Writer};
use crate::platform::error::{Code, Field, FieldCode};
use crate::platform::ids::DocumentId;
use crate::territory::units;
use crate::territory::units::model::UnitRef;
use crate::{Error, Result};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

/// Enters a document of a unit, or of the nation.
pub async fn insert(w: &mut Writer<'_>, unit: Option<&UnitRef>, new: &NewDocument) -> Result<Document> {
    let today = w.scope().today();
    let unit = match unit {
        Some(unit) => Some(units::store::find_in_reach(w, unit, today).await?),
        None if w.scope().reach().nation => None,
        None => return Err(Code::NotFound.into()),
    };
    let issued_on = new.issued_on.map(|day| day.not_after(today, "/issued_on")).transpose()?;
    if new.period_from.zip(new.period_to).is_some_and(|(from, to)| to < from) {
        return Err(Error::field("/period_to", FieldCode::DateOrder));
    }
    let programme = programmes::store::named(w, &new.programme).await?;
    let recipients: Vec<&str> = new.recipients.iter().map(|line| &**line).collect();
    let cites: Vec<&str> = new.cites.iter().map(|line| &**line).collect();
    let drawn_up_by = w.scope().user();
    let document: Document = diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id.unwrap_or_default()),
            documents::programme_id.eq(programme),
            documents::kind.eq(new.kind),
            documents::number.eq(new.number.as_deref()),
            documents::issued_on.eq(issued_on),
            documents::title.eq(&*new.title),
            documents::issuer.eq(&*new.issuer),
            documents::signatory.eq(new.signatory.as_deref()),
            documents::level.eq(unit.as_ref().map_or(Level::Nation, |unit| unit.level)),
            documents::unit_id.eq(unit.map(|unit| unit.id)),
            documents::period_from.eq(new.period_from.map(crate::platform::fields::Day::get)),
            documents::period_to.eq(new.period_to.map(crate::platform::fields::Day::get)),
            documents::known_from.eq(new.known_from.unwrap_or(KnownFrom::Text)),
            documents::source.eq(new.source.as_deref()),
            documents::note.eq(new.note.as_deref()),
            documents::directive.eq(new.directive),
            documents::recipients.eq(recipients),
            documents::cites.eq(cites),
            documents::state_since.eq(today),
            documents::drawn_up_by.eq(drawn_up_by),
        ))
        .returning(Document::as_returning())
        .get_result(w.conn())
        .await?;
    rest_on(w, document.id, &new.based_on).await?;
    write_duties(w, document.id, &new.duties).await?;
    write_funding(w, document.id, &new.funding).await?;
    write_reporting(w, document.id, &new.reporting).await?;
    Ok(document)
}

/// Writes down on what a document rests.
async fn rest_on(w: &mut Writer<'_>, document: DocumentId, based_on: &[DocumentId]) -> Result<()> {
    let seen = visible(w.scope()).filter(documents::id.eq_any(based_on.to_vec())).select(documents::id);
    let known: Vec<DocumentId> = seen.load(w.conn()).await?;
    let wrong = |(index, id): (usize, &DocumentId)| {
        let repeated = based_on.iter().take(index).any(|other| other == id);
        let code = if repeated { Some(FieldCode::Repeated) } else { None };
        let code = code.or_else(|| (!known.contains(id)).then_some(FieldCode::UnknownDocument))?;
        Some(Field::new(format!("/based_on/{index}"), code))
    };
    let wrong: Vec<Field> = based_on.iter().enumerate().filter_map(wrong).collect();
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    let row = |id: &DocumentId| (document_bases::document_id.eq(document), document_bases::based_on.eq(*id));
    let rows: Vec<_> = based_on.iter().map(row).collect();
    diesel::insert_into(document_bases::table).values(rows).execute(w.conn()).await?;
    Ok(())
}

async fn write_duties(w: &mut Writer<'_>, document: DocumentId, duties: &[DocumentDuty]) -> Result<()> {
    use document_duties as d;
    rules::levels_fit(duties)?;
    let rows = (1_i16..).zip(duties).map(|(position, duty)| {
        (
            d::document_id.eq(document),
            d::position.eq(position),
            d::organisation.eq(&*duty.organisation),
            d::organisation_kind.eq(duty.organisation_kind),
            d::level.eq(duty.level),
            d::role.eq(duty.role),
            d::duty.eq(&*duty.duty),
            d::clause.eq(duty.clause.as_deref()),
        )
    });
    let rows: Vec<_> = rows.collect();
    diesel::insert_into(d::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
    Ok(())
}

async fn write_funding(w: &mut Writer<'_>, document: DocumentId, funding: &[FundingSource]) -> Result<()> {
    use funding_sources as f;
    let rows = (1_i16..).zip(funding).map(|(position, source)| {
        (
            f::document_id.eq(document),
            f::position.eq(position),
            f::kind.eq(source.kind),
            f::source.eq(&*source.source),
            f::purpose.eq(source.purpose.as_deref()),
            f::clause.eq(source.clause.as_deref()),
        )
    });
    let rows: Vec<_> = rows.collect();
    diesel::insert_into(f::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
    Ok(())
}

async fn write_reporting(
    w: &mut Writer<'_>,
    document: DocumentId,
    reporting: &[ReportingDuty],
) -> Result<()> {
    use reporting_duties as r;
    let rows = (1_i16..).zip(reporting).map(|(position, line)| {
        (
            r::document_id.eq(document),
            r::position.eq(position),
            r::reporter.eq(&*line.reporter),
            r::reporter_kind.eq(line.reporter_kind),
            r::recipient.eq(&*line.recipient),
            r::recipient_kind.eq(line.recipient_kind),
            r::consolidates.eq(line.consolidates),
            r::frequencies.eq(line.frequencies.clone()),
            r::clause.eq(line.clause.as_deref()),
        )
    });
    let rows: Vec<_> = rows.collect();
    diesel::insert_into(r::table).values(rows).on_conflict_do_nothing().execute(w.conn()).await?;
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = documents)]
struct Changed<'a> {
    number: Option<Option<&'a str>>,
    issued_on: Option<Option<NaiveDate>>,
    title: Option<&'a str>,
    signatory: Option<Option<&'a str>>,
    period_from: Option<Option<NaiveDate>>,
    period_to: Option<Option<NaiveDate>>,
    source: Option<Option<&'a str>>,
    note: Option<Option<&'a str>>,
    recipients: Option<Vec<&'a str>>,
}

/// Changes a draft, or adds what an issued document lacked.
pub async fn update(
    w: &mut Writer<'_>,
    document: &Held<Document>,
    patch: &DocumentPatch,
) -> Result<Document> {
    if !patch.only_adds() {
        document.is_draft()?;
    }
    let (today, id) = (w.scope().today(), document.id);
    let day = |day: Option<crate::platform::fields::Day>| day.map(crate::platform::fields::Day::get);
    let issued_on = match patch.issued_on {
        Some(Some(day)) => Some(Some(day.not_after(today, "/issued_on")?)),
        other => other.map(day),
    };
    let changed = Changed {
        number: patch.number.as_ref().map(Option::as_deref),
        issued_on,
        title: patch.title.as_deref(),
        signatory: patch.signatory.as_ref().map(Option::as_deref),
        period_from: patch.period_from.map(day),
        period_to: patch.period_to.map(day),
        source: patch.source.as_ref().map(Option::as_deref),
        note: patch.note.as_ref().map(Option::as_deref),
        recipients: patch.recipients.as_ref().map(|lines| lines.iter().map(|line| &**line).collect()),
    };
    let from = changed.period_from.unwrap_or(document.period_from);
    let to = changed.period_to.unwrap_or(document.period_to);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Error::field("/period_to", FieldCode::DateOrder));
    }
    let after = diesel::update(documents::table.filter(documents::id.eq(id)))
        .set((changed, documents::version.eq(documents::version + 1)))
        .returning(Document::as_returning())
        .get_result(w.conn())
        .await?;
    if let Some(based_on) = &patch.based_on {
        let old = document_bases::table.filter(document_bases::document_id.eq(id));
        diesel::delete(old).execute(w.conn()).await?;
        rest_on(w, id, based_on).await?;
    }
    if let Some(duties) = &patch.duties {
        let old = document_duties::table.filter(document_duties::document_id.eq(id));
        diesel::delete(old).execute(w.conn()).await?;
        write_duties(w, id, duties).await?;
    }
    if let Some(funding) = &patch.funding {
        let old = funding_sources::table.filter(funding_sources::document_id.eq(id));
        diesel::delete(old).execute(w.conn()).await?;
        write_funding(w, id, funding).await?;
    }
    if let Some(reporting) = &patch.reporting {
        let old = reporting_duties::table.filter(reporting_duties::document_id.eq(id));
        diesel::delete(old).execute(w.conn()).await?;
        write_reporting(w, id, reporting).await?;
    }
    Ok(after)
}

/// Issues a document, or records what ends or amends it.
pub async fn step(w: &mut Writer<'_>, document: &Held<Document>, step: &DocumentStep) -> Result<Document> {
    let on = step.on.not_after(w.scope().today(), "/on")?;
    document.may_become(step)?;
    let user = w.scope().user();
    let issued = step.state == DocumentState::Issued;
    if issued && users::store::is_same_human(w, [document.drawn_up_by]).await? {
        return Err(Code::IssuedByItsAuthor.into());
    }
    if let Some(by) = step.by {
        let seen = visible(w.scope()).filter(documents::id.eq(by)).filter(documents::id.ne(document.id));
        let seen: Option<DocumentId> = seen.select(documents::id).first(w.conn()).await.optional()?;
        seen.ok_or_else(|| Error::field("/by", FieldCode::UnknownDocument))?;
    }
    Ok(diesel::update(documents::table.filter(documents::id.eq(document.id)))
        .set((
            documents::state.eq(step.state),
            documents::state_since.eq(on),
            step.number.as_deref().map(|number| documents::number.eq(number)),
            step.signatory.as_deref().map(|name| documents::signatory.eq(name)),
            issued.then_some((documents::issued_on.eq(on), documents::issued_by.eq(user))),
            step.by.map(|by| documents::succeeded_by.eq(by)),
            documents::version.eq(documents::version + 1),
        ))
        .returning(Document::as_returning())
        .get_result(w.conn())
        .await?)
}

/// A document to be imported, with what is said in it.
#[derive(Debug, Clone)]
pub struct ImportedDocument {
    /// Its place and state, as stored.
    pub document: Document,
    /// On what it rests.
    pub based_on: Vec<DocumentId>,
    /// Who has to do what.
    pub duties: Vec<DocumentDuty>,
    /// Where the money comes from.
    pub funding: Vec<FundingSource>,
    /// Who reports to whom.
    pub reporting: Vec<ReportingDuty>,
}

/// Imports a document, unless it is known. Returns whether it was new.
pub async fn import(w: &mut Writer<'_>, imported: &ImportedDocument) -> Result<bool> {
    let document = &imported.document;
    let new = diesel::insert_into(documents::table)
        .values((
            documents::id.eq(document.id),
            documents::programme_id.eq(document.programme_id),
            documents::kind.eq(document.kind),
            documents::number.eq(&document.number),
            documents::issued_on.eq(document.issued_on),
            documents::title.eq(&document.title),
            documents::issuer.eq(&document.issuer),
            documents::signatory.eq(&document.signatory),
            documents::level.eq(document.level),
            documents::unit_id.eq(document.unit_id),
            documents::period_from.eq(document.period_from),
            documents::period_to.eq(document.period_to),
            documents::known_from.eq(document.known_from),
            documents::source.eq(&document.source),
            documents::note.eq(&document.note),
            documents::directive.eq(document.directive),
            documents::recipients.eq(&document.recipients),
            documents::cites.eq(&document.cites),
            documents::state.eq(document.state),
            documents::state_since.eq(document.state_since),
            documents::drawn_up_by.eq(document.drawn_up_by),
        ))
        .on_conflict(documents::id)
        .do_nothing()
        .execute(w.conn())
        .await?;
    if new == 0 {
        return Ok(false);
    }
    let bases = imported.based_on.iter();
    let bases: Vec<_> = bases
        .map(|base| (document_bases::document_id.eq(document.id), document_bases::based_on.eq(*base)))
        .collect();
    diesel::insert_into(document_bases::table).values(bases).execute(w.conn()).await?;
    write_duties(w, document.id, &imported.duties).await?;
    write_funding(w, document.id, &imported.funding).await?;
    write_reporting(w, document.id, &imported.reporting).await?;
    Ok(true)
}
