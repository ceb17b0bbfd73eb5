//! The pupil and the document that is replaced, and the changes, on the registrar's screen.

use crate::commands::registrar::Desk;
use crate::render::described;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_sheets::{field_label, value_label};
use attestat_wire::v1;
use attestat_words::text;

/// Names the document that is replaced and its pupil, before anything else is said or asked; returns the kind of the
/// document.
pub(super) async fn describe_old(desk: &Desk, id: u32, out: &Output) -> Result<String, Failure> {
    let request = v1::DescribeRequest { registry: desk.registry.clone(), slots: vec![id], pupil: None };
    let described = desk.remote.answer(desk.remote.registrar().describe(request)).await?;
    let Some(old) = described.documents.first().filter(|old| !old.person.is_empty()) else { return Ok(String::new()) };
    out.words(&described::documents(std::slice::from_ref(old)));
    Ok(old.kind.clone())
}

/// The difference, field by field, in the words of a sheet: it stands on the registrar's screen only.
pub(super) fn show_changes(answer: &v1::ReissueResponse, kind: &str, out: &Output) {
    let language = out.language();
    if answer.changes.is_empty() {
        return out.words(&text!("reissue-no-changes"));
    }
    let row = |change: &v1::FieldChange| {
        let path = change.path.as_str();
        let text = |value: &Option<String>| {
            value.as_ref().map_or_else(|| "—".to_owned(), |value| value_label(path, value, language))
        };
        vec![field_label(path, kind), text(&change.old), text(&change.new)]
    };
    let rows: Vec<Vec<String>> = answer.changes.iter().map(row).collect();
    let headings = [text!("reissue-field"), text!("reissue-was"), text!("reissue-becomes")];
    out.words(&out.table(headings, &rows));
}
