//! Profile: the meanings of the headings of one school's sheets, kept in a file between runs (docs/spec/profile.md).
//!
//! A profile takes precedence over the known spellings. It holds headings and no content of any cell.

use std::collections::BTreeMap;

use attestat_credential::draft::text::Text;
use attestat_credential::draft::words::DocumentKind;
use toml::{Table, Value};
use toml_edit::{DocumentMut, Item, Key};

use super::column::Column;
use super::constant::Constants;
use super::heading::{self, Heading, Meaning};
use super::{matching, subject};
use attestat_words::language::Language;
use attestat_words::text::Text as Told;
use attestat_words::{say, text};

/// Largest profile in bytes: 200 headings of 300, and as much again.
pub const PROFILE_BYTES_MAX: usize = 128 * 1024;
/// Longest heading that is kept, in characters.
const HEADING_CHARACTERS_MAX: usize = 300;
/// Most headings of a profile.
const HEADINGS_MAX: usize = 1_000;
/// The first key of the file.
const SCHEMA: &str = "attestat/profile/v1";

/// Reason for which a profile, or a mapping on the command line, cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError(Told);

impl ProfileError {
    /// The mistake, and the fix.
    pub fn text(&self) -> Told {
        self.0.clone()
    }
}

/// The headings of a school's sheets and the meanings of their columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The worksheet to read of a workbook with several.
    pub worksheet: Option<String>,
    /// Kind of the rows that do not name theirs.
    pub kind: Option<DocumentKind>,
    /// Fields that are the same in all rows.
    pub constants: Constants,
    /// By the folded heading: the heading as it was written, and its meaning.
    headings: BTreeMap<String, (String, Meaning)>,
}

impl Profile {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line =
                error.span().map_or(1, |span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
            ProfileError(text!("profile-not-toml", line = line))
        })?;
        let mut profile = Self::default();
        for (key, value) in &table {
            match (key.as_str(), value) {
                ("schema", Value::String(schema)) if schema == SCHEMA => {}
                ("worksheet", Value::String(name)) => profile.worksheet = Some(name.clone()),
                ("kind", Value::String(word)) => profile.kind = Some(kind(word)?),
                ("headings", Value::Table(headings)) => profile.take_all(headings)?,
                ("constants", Value::Table(constants)) => {
                    profile.constants = Constants::parse(constants).map_err(ProfileError)?;
                }
                (key, _) => return Err(not_a_key(key)),
            }
        }
        if table.contains_key("schema") { Ok(profile) } else { Err(not_a_profile()) }
    }

    fn take_all(&mut self, headings: &Table) -> Result<(), ProfileError> {
        if headings.len() > HEADINGS_MAX {
            return Err(ProfileError(text!("profile-too-many-headings", most = HEADINGS_MAX)));
        }
        for (heading, field) in headings {
            let Value::String(field) = field else { return Err(not_a_field(heading, "")) };
            self.map(heading, field)?;
        }
        Ok(())
    }

    /// Sets the meaning of a heading: a field by its key or heading, `mark: SUBJECT`, or `#` to leave it out. An
    /// earlier meaning is forgotten.
    pub fn map(&mut self, heading: &str, field: &str) -> Result<(), ProfileError> {
        let meaning = field_named(field.trim()).ok_or_else(|| not_a_field(heading, field))?;
        self.learn(heading, meaning);
        Ok(())
    }

    /// Adds `HEADING=FIELD` of the command line; the last `=` separates the two.
    pub fn map_argument(&mut self, argument: &str) -> Result<(), ProfileError> {
        match argument.rsplit_once('=') {
            Some((heading, field)) if !heading.trim().is_empty() => self.map(heading, field),
            _ => Err(ProfileError(text!("profile-no-mapping", argument = argument))),
        }
    }

    fn learn(&mut self, heading: &str, meaning: Meaning) {
        let heading = heading::one_line(heading);
        self.headings.insert(matching::fold(&heading), (heading, meaning));
    }

    /// Keeps the meanings of the headings of a sheet; a heading that begins with `#` needs none.
    pub(super) fn learn_all(&mut self, headings: &[Heading]) {
        for heading in headings {
            match &heading.meaning {
                Meaning::Field(_) | Meaning::Mark(_) if heading.full.chars().nth(HEADING_CHARACTERS_MAX).is_none() => {
                    self.learn(&heading.full, heading.meaning.clone());
                }
                Meaning::Field(_) | Meaning::Mark(_) => {}
                Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => {}
            }
        }
    }

    /// Meaning of a heading, if the profile has it.
    pub(super) fn meaning(&self, heading: &str) -> Option<Meaning> {
        if heading.starts_with('#') {
            return None;
        }
        self.headings.get(&matching::fold(heading)).map(|(_, meaning)| meaning.clone())
    }

    /// Text of the file. Headings of a sheet without a known meaning stand in it as remarks.
    pub fn render(&self, unknown: &[String], language: Language) -> String {
        let mut file = DocumentMut::new();
        file.insert("schema", toml_edit::value(SCHEMA));
        if let Some(worksheet) = &self.worksheet {
            file.insert("worksheet", toml_edit::value(worksheet));
        }
        if let Some(kind) = self.kind {
            file.insert("kind", toml_edit::value(kind.word()));
        }
        if self.constants != Constants::default() {
            file.insert(
                "constants",
                table(self.constants.all().map(|(column, value)| (column.key(), value.to_owned()))),
            );
        }
        let headings = self.headings.values().map(|(heading, meaning)| (heading.as_str(), field_of(meaning)));
        file.insert("headings", table(headings));
        let unknown: String = unknown.iter().map(|heading| self.remark(heading, language)).collect();
        file.set_trailing(unknown);
        format!("# {}\n{file}", say!(language, "profile-first-line"))
    }

    /// Remark on a heading without a known meaning, with the most likely field.
    fn remark(&self, heading: &str, language: Language) -> String {
        // A field that another heading means already would be there twice.
        let is_free = |near: &Meaning| !self.headings.values().any(|(_, meaning)| meaning == near);
        let near = heading::nearest(heading).and_then(field_named).filter(is_free);
        let field = near.map_or_else(|| "#".to_owned(), |near| field_of(&near));
        let (heading, field) = (Key::new(heading), toml_edit::Value::from(field));
        format!("# {}\n# {} = {field}\n", say!(language, "profile-not-known"), heading.display_repr())
    }
}

/// Text to the right of a heading.
fn field_of(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Field(column) => column.key().to_owned(),
        Meaning::Mark(subject) => format!("mark: {}", subject.expose()),
        Meaning::LeftOut | Meaning::NotNeeded | Meaning::Blank | Meaning::Unknown => "#".to_owned(),
    }
}

fn field_named(field: &str) -> Option<Meaning> {
    if field == "#" {
        return Some(Meaning::LeftOut);
    }
    if let Some(column) = Column::named(field) {
        return Some(Meaning::Field(column));
    }
    Text::parse(subject::named(field)?.subject()).ok().map(Meaning::Mark)
}

fn kind(word: &str) -> Result<DocumentKind, ProfileError> {
    DocumentKind::parse(word).map_err(|_| {
        let words: Vec<&str> = DocumentKind::ALL.iter().map(|kind| kind.word()).collect();
        ProfileError(text!("profile-no-kind", kinds = words.join(", ")))
    })
}

fn not_a_profile() -> ProfileError {
    ProfileError(text!("profile-no-schema", line = format!("schema = \"{SCHEMA}\"")))
}

fn not_a_key(key: &str) -> ProfileError {
    ProfileError(text!("profile-no-key", key = key))
}

fn not_a_field(heading: &str, field: &str) -> ProfileError {
    let keys = Column::all().iter().flat_map(|column| [column.key(), column.heading()]);
    ProfileError(match matching::nearest(field, keys) {
        Some(near) => text!("profile-no-field-near", heading = heading, field = field, near = near),
        None => text!("profile-no-field", heading = heading, field = field),
    })
}

/// Keys and texts as a table.
fn table<'a>(entries: impl Iterator<Item = (&'a str, String)>) -> Item {
    let mut table = toml_edit::Table::new();
    for (key, text) in entries {
        table.insert(key, toml_edit::value(text));
    }
    Item::Table(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_back_as_it_was_written() {
        let mut profile =
            Profile {
                worksheet: Some("11А \"лето\"".into()), kind: Some(DocumentKind::Gto), ..Default::default()
            };
        for (heading, field) in
            [("ФИО директора", "head"), ("Черч.\\", "mark: Черчение"), ("Телефон", "#"), ("Др", "Дата рождения")]
        {
            profile.map(heading, field).unwrap();
        }
        profile.constants.set("Руководитель", "Примеров \"П. П.\"").unwrap();
        profile.constants.set("legal_basis", "Приказ № 1").unwrap();
        let text = profile.render(&[], Language::English);
        assert_eq!(Profile::parse(&text).unwrap(), profile, "{text}");
        assert_eq!(profile.meaning("фио ДИРЕКТОРА*"), Some(Meaning::Field(Column::named("head").expect("a column"))));
        assert_eq!(profile.meaning("#ФИО директора"), None);
        assert_eq!(profile.meaning("Фамилия"), None);
    }

    #[test]
    fn what_was_said_last_counts() {
        let mut profile = Profile::default();
        profile.map_argument("А=Б=head").unwrap();
        profile.map_argument("а б=locality").unwrap();
        assert_eq!(profile.render(&[], Language::English).matches(" = \"locality\"").count(), 1);
        assert!(!profile.render(&[], Language::English).contains("head\""));
    }

    #[test]
    fn headings_that_mean_nothing_yet_are_remarks() {
        let text = Profile::default().render(&["Фамлия".to_owned(), "Прим.".to_owned()], Language::English);
        assert!(text.contains("# \"Фамлия\" = \"family_name\"\n"), "{text}");
        assert!(text.contains("# \"Прим.\" = \"#\"\n"), "{text}");
        assert_eq!(Profile::parse(&text).unwrap(), Profile::default());
        let mut known = Profile::default();
        known.map("Кто", "family_name").unwrap();
        let text = known.render(&["Фамлия".to_owned()], Language::English);
        assert!(text.contains("# \"Фамлия\" = \"#\"\n"), "what the sheet has already is not suggested: {text}");
    }

    #[test]
    fn files_that_are_no_profiles_are_refused_with_the_fix() {
        let rows = [
            ("", "schema ="),
            ("schema = 1", "«schema»"),
            ("schema = \"attestat/profile/v1\"\nsheet = \"x\"", "«sheet»"),
            ("schema = \"attestat/profile/v1\"\nkind = \"diploma\"", "one of basic"),
            ("schema = \"attestat/profile/v1\"\n[headings]\n\"А\" = \"famly_name\"", "did you mean «family_name»"),
            ("schema = \"attestat/profile/v1\"\n[headings]\n\"А\" = 5", "no field"),
            ("schema = \"attestat/profile/v1\"\n[headings\n", "line 2"),
            ("schema = \"attestat/profile/v1\"\n[constants]\nhaed = \"А\"", "did you mean «head»"),
            ("schema = \"attestat/profile/v1\"\n[constants]\nfamily_name = \"А\"", "of one pupil"),
            ("schema = \"attestat/profile/v1\"\n[constants]\nhead = 5", "a text"),
        ];
        for (text, fix) in rows {
            let error = Profile::parse(text).unwrap_err();
            assert!(error.text().told(Language::English).contains(fix), "{text}: {error:?}");
        }
        assert!(Profile::default().map_argument("head").is_err());
    }
}
