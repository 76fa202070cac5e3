//! What the scores of a visit have to agree with, and what they add up to.

use super::model::{ChecklistQuestion, MonitoringChecklist, NewMonitoringVisit, WholeChecklist};
use crate::platform::error::{Field, FieldCode};
use crate::{Error, Result};
use chrono::NaiveDate;
use std::collections::HashSet;

/// Each checklist with its questions and its last day, the newest first. `checklists` come in the order of
/// their first days.
#[must_use]
pub fn whole(
    checklists: Vec<MonitoringChecklist>,
    mut questions: Vec<(i16, ChecklistQuestion)>,
) -> Vec<WholeChecklist> {
    let mut begins: Option<NaiveDate> = None;
    let mut whole = vec![];
    for checklist in checklists.into_iter().rev() {
        let (asked, others): (Vec<_>, Vec<_>) =
            questions.into_iter().partition(|(version, _)| *version == checklist.version);
        questions = others;
        let valid_to = begins.and_then(|next| next.pred_opt());
        begins = Some(checklist.valid_from);
        let questions = asked.into_iter().map(|(_, question)| question).collect();
        whole.push(WholeChecklist { checklist, valid_to, questions });
    }
    whole
}

impl NewMonitoringVisit {
    /// Adds the scores up, if every question is answered once and within its bounds. Returns the sum and the
    /// highest that it could have been.
    ///
    /// # Errors
    /// 422 for each score that is unknown, repeated or out of range, and for those that are missing.
    pub fn add_up(&self, questions: &[ChecklistQuestion]) -> Result<(i16, i16)> {
        let (mut wrong, mut answered, mut sum) = (vec![], HashSet::new(), 0);
        for (index, given) in self.scores.iter().enumerate() {
            let at = |name: &str, code| Field::new(format!("/scores/{index}/{name}"), code);
            match questions.iter().find(|question| question.code == *given.code) {
                None => wrong.push(at("code", FieldCode::Choice)),
                Some(question) if !answered.insert(question.code.as_str()) => {
                    wrong.push(at("code", FieldCode::Repeated));
                }
                Some(question) if !(0..=question.most).contains(&given.score) => {
                    wrong.push(at("score", FieldCode::Range));
                }
                Some(_) => sum += given.score,
            }
        }
        let codes = questions.iter().map(|question| question.code.as_str());
        let missing: Vec<&str> = codes.filter(|code| !answered.contains(code)).collect();
        if !missing.is_empty() {
            wrong.push(Field::new("/scores", FieldCode::Required));
        }
        for (index, task) in self.tasks.iter().enumerate() {
            if task.due_on < self.visited_on {
                wrong.push(Field::new(format!("/tasks/{index}/due_on"), FieldCode::DateOrder));
            }
        }
        match (wrong.is_empty(), missing.is_empty()) {
            (true, _) => Ok((sum, questions.iter().map(|question| question.most).sum())),
            (false, true) => Err(Error::invalid(wrong)),
            (false, false) => Err(Error::invalid(wrong).with("missing", missing)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_is_valid_until_the_next_one_begins() {
        let checklist = |version, day: &str| MonitoringChecklist {
            version,
            title: String::new(),
            valid_from: day.parse().unwrap(),
            source: String::new(),
        };
        let question = |code: &str| ChecklistQuestion {
            code: code.to_owned(),
            position: 1,
            text_vi: String::new(),
            text_en: String::new(),
            most: 2,
        };
        let all = whole(
            vec![checklist(1, "2026-01-01"), checklist(2, "2027-03-01")],
            vec![(1, question("a")), (2, question("b")), (2, question("c"))],
        );
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.checklist.version, one.valid_to.map(|day| day.to_string()), one.questions.len()))
            .collect();
        assert_eq!(told, [(2, None, 2), (1, Some("2027-02-28".to_owned()), 1)]);
    }
}
