//! Constants: fields that are the same in all rows and are given once, such as the school, its head, the place, the
//! order.

use toml::{Table, Value};

use super::column::Column;
use super::matching;
use attestat_words::text;
use attestat_words::text::Text;

/// Most characters of a value; a school's name may have 400.
const CHARACTERS_MAX: usize = 1_000;

/// The fields that are given for all rows. A filled cell of a sheet takes precedence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Constants(Vec<(Column, String)>);

impl Constants {
    /// Reads the `[constants]` of a profile.
    pub(super) fn parse(table: &Table) -> Result<Self, Text> {
        let mut constants = Self::default();
        for (field, value) in table {
            let Value::String(value) = value else { return Err(not_a_text(field)) };
            constants.set(field, value)?;
        }
        Ok(constants)
    }

    /// Sets a field by its key in a draft or its heading in `attestat template`.
    pub(super) fn set(&mut self, field: &str, value: &str) -> Result<(), Text> {
        let column = Column::named(field.trim()).ok_or_else(|| not_a_field(field))?;
        if !column.is_of_all() {
            return Err(of_one_pupil(column));
        }
        let value = value.trim();
        if value.is_empty() || value.chars().nth(CHARACTERS_MAX).is_some() {
            return Err(not_a_text(field));
        }
        self.0.retain(|(other, _)| *other != column);
        self.0.push((column, value.to_owned()));
        Ok(())
    }

    /// Adds `FIELD=VALUE` of the command line; the first `=` separates the two.
    pub fn set_argument(&mut self, argument: &str) -> Result<(), Text> {
        match argument.split_once('=') {
            Some((field, value)) => self.set(field, value),
            None => Err(text!("constant-not-one", argument = argument)),
        }
    }

    /// Returns these constants, overridden by those that were given last.
    pub(super) fn with(&self, last: &Self) -> Self {
        let mut all = self.clone();
        all.0.retain(|(column, _)| last.of(*column).is_none());
        all.0.extend(last.0.iter().cloned());
        all
    }

    /// Value that is given for a column.
    pub(super) fn of(&self, column: Column) -> Option<&str> {
        self.0.iter().find(|(other, _)| *other == column).map(|(_, value)| value.as_str())
    }

    /// All constants, in the order in which they were given.
    pub(super) fn all(&self) -> impl Iterator<Item = (Column, &str)> {
        self.0.iter().map(|(column, value)| (*column, value.as_str()))
    }
}

fn not_a_field(field: &str) -> Text {
    let keys =
        Column::all().iter().filter(|column| column.is_of_all()).flat_map(|column| [column.key(), column.heading()]);
    match matching::nearest(field, keys) {
        Some(near) => text!("constant-no-field-near", field = field, near = near),
        None => text!("constant-no-field", field = field),
    }
}

fn of_one_pupil(column: Column) -> Text {
    let heading = column.heading();
    text!("constant-of-one-pupil", heading = heading)
}

fn not_a_text(field: &str) -> Text {
    text!("constant-no-text", field = field, most = CHARACTERS_MAX)
}
