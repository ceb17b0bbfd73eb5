//! Short texts, names, numbers and days, each parsed once into a type that holds only valid values.
//!
//! They hold a child's data: none implements `Display`, and `Debug` shows nothing of them.

use core::fmt;

use attestat_ledger::calendar::Date as CivilDate;

use super::folding::nfc;
use super::problem::Problem;

/// Implements a `Debug` that shows the type and hides the content.
macro_rules! redacted_debug {
    ($($name:ident),+ $(,)?) => {
        $(impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        })+
    };
}
pub(crate) use redacted_debug;

/// A text of 1 to `MAX` visible characters, without space at its ends or two spaces in a row.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Parses a text: letters and their accents become one character each (NFC), white space is trimmed and runs
    /// of it become one space; refuses control, invisible, direction-changing and replacement characters.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        clean(text, MAX).map(Self)
    }

    /// The text, on its way into the credential or the vault.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A text of 1 to `most` visible characters, as [`Text::parse`] reads it.
pub(crate) fn clean(text: &str, most: usize) -> Result<String, Problem> {
    let text = &*nfc(text);
    let mut clean = String::with_capacity(text.len().min(4 * most));
    let mut length = 0_usize;
    for word in text.split([' ', '\t', '\u{a0}']).filter(|word| !word.is_empty()) {
        length += usize::from(length > 0) + word.chars().count();
        if length > most {
            return Err(Problem::TooLong { length: text.chars().count(), limit: most });
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    if clean.is_empty() {
        return Err(Problem::Empty);
    }
    match text.chars().position(|character| character != '\t' && is_hidden(character)) {
        Some(at) => Err(Problem::HiddenCharacter { at: at + 1 }),
        None => Ok(clean),
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(redacted)")
    }
}

/// Control characters, zero-width ones, direction marks (CVE-2021-42574), private use, and U+FFFD,
/// which is what a wrong encoding leaves behind.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

/// Longest part of a person's name in characters.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// A family name, given name or patronymic, as the identity document writes it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(Text<NAME_CHARACTERS_MAX>);

impl Name {
    /// Parses a name: letters of any script, spaces, hyphens, apostrophes, dots and brackets.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let name = Text::parse(text)?;
        let in_a_name =
            |character: char| character.is_alphabetic() || is_combining(character) || " -'’.()".contains(character);
        if let Some(at) = name.expose().chars().position(|character| !in_a_name(character)) {
            return Err(Problem::NotInAName { at: at + 1 });
        }
        if !name.expose().chars().any(char::is_alphabetic) {
            return Err(Problem::NotInAName { at: 1 });
        }
        Ok(Self(name))
    }

    /// The name, on its way into the credential or the vault.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Accents written as characters of their own, as some systems export й and ё.
fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// A day of the calendar from 1900 to 2199.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(CivilDate);

impl Date {
    /// Parses `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let date = CivilDate::parse(text).ok_or(Problem::NotADate)?;
        Self::from_civil(date).ok_or(Problem::NotOfDocuments)
    }

    /// Takes a day of the calendar; `None` outside 1900 to 2199.
    pub fn from_civil(date: CivilDate) -> Option<Self> {
        (1900..=2199).contains(&date.year()).then_some(Self(date))
    }

    /// The day as `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// The year.
    pub fn year(self) -> Year {
        Year(self.0.year())
    }

    /// Whole years from this day to `later`, as ages are counted; 0 when `later` is earlier.
    pub fn age_on(self, later: Self) -> u32 {
        let years = i32::from(later.0.year()) - i32::from(self.0.year());
        let birthday_to_come = (later.0.month(), later.0.day()) < (self.0.month(), self.0.day());
        u32::try_from(years - i32::from(birthday_to_come)).unwrap_or(0)
    }
}

/// A year from 1900 to 2199.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(u16);

impl Year {
    /// Takes a year.
    pub fn new(year: u32) -> Result<Self, Problem> {
        in_range(year, 1900, 2199).map(Self)
    }

    /// The year as a number.
    pub fn number(self) -> u32 {
        u32::from(self.0)
    }
}

pub(crate) fn in_range(number: u32, least: u16, most: u16) -> Result<u16, Problem> {
    u16::try_from(number)
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or(Problem::NotInRange { least: least.into(), most: most.into() })
}

/// The number of a certificate's or supplement's blank.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BlankNumber(String);

impl BlankNumber {
    /// Parses 14 digits (region 3, manufacturer 2, serial 9; spaces are skipped), or the form used
    /// before 2015: two digits, two letters, seven digits.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let number: String = nfc(text).chars().filter(|character| !matches!(character, ' ' | '\u{a0}')).collect();
        let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
        let characters: Vec<char> = number.chars().take(15).collect();
        let fits = match characters.as_slice() {
            all if all.len() == 14 => digits(all),
            [r1, r2, s1, s2, serial @ ..] if serial.len() == 7 => {
                digits(&[*r1, *r2]) && s1.is_alphabetic() && s2.is_alphabetic() && digits(serial)
            }
            _ => false,
        };
        if fits { Ok(Self(number)) } else { Err(Problem::NotABlankNumber) }
    }

    /// The number, on its way into the credential or the vault.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Returns true if the number of a blank has the 14-digit form in use since 2014.
pub(crate) fn is_current_blank(number: &str) -> bool {
    number.len() == 14 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A participant's number in the GTO complex.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct GtoNumber(String);

impl GtoNumber {
    /// Parses `00-00-0000000`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let shape = text.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if text.len() == 13 && shape { Ok(Self(text.to_owned())) } else { Err(Problem::NotAGtoNumber) }
    }

    /// The number, on its way into the credential or the vault.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A measured result of a competition: `10.84 s`, `3:1`, `142 points`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Measure(Text<24>);

impl Measure {
    /// Parses a short text that begins with a digit.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let measure = Text::parse(text)?;
        let begins_with_digit = measure.expose().bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        if begins_with_digit { Ok(Self(measure)) } else { Err(Problem::NotAResult) }
    }

    /// The result, on its way into the credential or the vault.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

redacted_debug!(Name, Date, Year, BlankNumber, GtoNumber, Measure);
