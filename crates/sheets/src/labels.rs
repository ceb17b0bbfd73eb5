//! Fields and values of a draft in the words of a sheet: its headings, and the contents of its cells.

use attestat_credential::draft::words::DocumentKind;

use super::column::Column;
use super::vocabulary::of_draft;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::plain::plain;

/// A field as the template's heading names it, of a document of this kind; a mark by its subject. A field without a
/// column keeps its own name.
pub fn field_label(path: &str, kind: &str) -> String {
    if let Some((_, subject)) = path.split_once("marks.") {
        return plain(subject);
    }
    let (field, place) = match path.rsplit_once('.') {
        Some((field, place)) if place.parse::<u32>().is_ok() => (field, Some(place)),
        _ => (path, None),
    };
    let is_certificate = DocumentKind::parse(kind).is_ok_and(|kind| !kind.form().is_achievement());
    let column = match field {
        "basis.kind" => None,
        "basis.text" if is_certificate => Some(Column::LAW),
        field => column_of(field),
    };
    let heading = column.map_or_else(|| plain(field), |column| column.heading().to_owned());
    place.map_or(heading.clone(), |place| format!("{heading} {place}"))
}

/// A value as a cell has it: a word of a closed list in Russian, a day as days are written.
pub fn value_label(path: &str, value: &str, language: Language) -> String {
    let key = path.rsplit('.').next().unwrap_or(path);
    if let Some(word) = of_draft(key, value) {
        return word.to_owned();
    }
    if key == "date" || key.ends_with("_date") || key == "valid_until" {
        return dates::shown(&plain(value), language);
    }
    plain(value)
}

/// A kind as the sheet names it.
pub fn kind_label(kind: DocumentKind) -> &'static str {
    kind.form().spellings.first().copied().unwrap_or_default()
}

/// The column of a field of the draft, by its path.
pub(super) fn column_of(path: &str) -> Option<Column> {
    match path {
        "basis.date" => Some(Column::AGREEMENT_DATE),
        "basis.text" => Some(Column::AGREEMENT_TEXT),
        "basis.by" | "basis" => Some(Column::AGREED_BY),
        // Marks are in many columns.
        _ if path.ends_with("marks") => None,
        _ => {
            let key = path.rsplit('.').next().unwrap_or(path);
            Column::with_key(key)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_the_words_of_the_sheet() {
        for (path, kind, heading) in [
            ("document.badge", "gto", "Знак"),
            ("pupil.birth_date", "gto", "Дата рождения"),
            ("document.certificate_number", "gto", "Номер свидетельства"),
            ("document.marks.Русский язык", "basic", "Русский язык"),
            ("document.additional_information.2", "basic", "Дополнительные сведения 2"),
            ("basis.text", "basic", "Основание выдачи"),
            ("basis.text", "gto", "Документ о согласии"),
            ("basis.by", "gto", "Кто дал согласие"),
            ("document.kind", "gto", "Вид документа"),
            ("basis.kind", "gto", "basis.kind"),
        ] {
            assert_eq!(field_label(path, kind), heading, "{path}");
        }
        let shown = |path, value| value_label(path, value, Language::Russian);
        assert_eq!(shown("document.badge", "gold"), "золотой");
        assert_eq!(shown("basis.by", "both"), super::super::vocabulary::of_draft("by", "both").unwrap());
        assert_eq!(shown("pupil.birth_date", "2008-03-15"), "15.03.2008");
        assert_eq!(shown("pupil.family_name", "gold"), "gold", "a name is no word of a list");
        assert_eq!(shown("document.marks.Химия", "5"), "5");
    }
}
