//! Messages taken apart once, and told without Fluent at a fraction of the time: a table of ten thousand verdicts tells some
//! sixty thousand. What is no row of words, values and forms of a number is left to Fluent, and a test holds both against
//! each other.

use crate::language::Language;
use crate::numbers;
use crate::text::Argument;
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};

/// Places of the table: more than there are messages, so that most stand alone.
const PLACES: usize = 4096;

/// The simple messages of a catalogue by their keys; an attribute is `key.attribute`. Keys begin alike, so that they are
/// found by their hash and not in order.
pub(super) struct SimpleMessages(Vec<Vec<(String, Vec<Part>)>>);

enum Part {
    Words(String),
    /// An argument.
    Value(String),
    /// A number in groups of three digits.
    Grouped(String),
    /// The form that goes with a number, and the one of all others.
    Choice {
        number: String,
        forms: Vec<(String, Vec<Part>)>,
        other: Vec<Part>,
    },
}

impl Default for SimpleMessages {
    fn default() -> Self {
        Self((0..PLACES).map(|_| Vec::new()).collect())
    }
}

impl SimpleMessages {
    /// Finds them in a file.
    pub(super) fn add(&mut self, file: &FluentResource) {
        let messages = file.entries().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            _ => None,
        });
        let patterns = messages.flat_map(|message| {
            let value = message.value.iter().map(|pattern| (message.id.name.to_owned(), pattern));
            let attributes = message.attributes.iter();
            value.chain(attributes.map(|one| (format!("{}.{}", message.id.name, one.id.name), &one.value)))
        });
        for (key, pattern) in patterns {
            if let (Some(place), Some(parts)) = (self.0.get_mut(place_of(&key)), parts(pattern)) {
                place.push((key, parts));
            }
        }
    }

    /// The words of a message; none if it is not simple, or lacks a value.
    pub(super) fn told(&self, language: Language, key: &str, arguments: &[(&'static str, Argument)]) -> Option<String> {
        let (_, parts) = self.0.get(place_of(key))?.iter().find(|(known, _)| known == key)?;
        if let [Part::Words(words)] = parts.as_slice() {
            return Some(words.clone());
        }
        let mut words = String::with_capacity(200);
        tell(parts, language, arguments, &mut words)?;
        Some(words)
    }

    /// Every key, and the names of the values.
    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        fn names(parts: &[Part], found: &mut Vec<String>) {
            for part in parts {
                match part {
                    Part::Words(_) => {}
                    Part::Value(name) | Part::Grouped(name) => found.push(name.clone()),
                    Part::Choice { number, forms, other } => {
                        found.push(number.clone());
                        forms.iter().map(|(_, parts)| parts).chain([other]).for_each(|parts| names(parts, found));
                    }
                }
            }
        }
        self.0.iter().flatten().map(|(key, parts)| {
            let mut found = Vec::new();
            names(parts, &mut found);
            (key.as_str(), found)
        })
    }
}

/// The place of a key in the table, by FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>).
fn place_of(key: &str) -> usize {
    let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 16)) as usize % PLACES
}

fn tell(parts: &[Part], language: Language, arguments: &[(&'static str, Argument)], words: &mut String) -> Option<()> {
    let value = |name: &String| Some(&arguments.iter().find(|(known, _)| known == name)?.1);
    let number = |name: &String| match value(name)? {
        Argument::Number(number) => Some(*number),
        Argument::Words(_) | Argument::Text(_) => None,
    };
    for part in parts {
        match part {
            Part::Words(part) => words.push_str(part),
            Part::Value(name) => match value(name)? {
                Argument::Number(number) => words.push_str(&number.to_string()),
                Argument::Words(value) => words.push_str(value),
                Argument::Text(text) => words.push_str(&text.told(language)),
            },
            Part::Grouped(name) => words.push_str(&numbers::grouped(number(name)?, language)),
            Part::Choice { number: name, forms, other } => {
                let (number, digits) = (number(name)?, number(name)?.to_string());
                let form = forms.iter().find(|(form, _)| *form == digits || form == category(language, number));
                tell(form.map_or(other, |(_, parts)| parts), language, arguments, words)?;
            }
        }
    }
    Some(())
}

/// The form of words that goes with a whole number (Unicode CLDR, Language Plural Rules).
const fn category(language: Language, number: u64) -> &'static str {
    match (language, number % 10, number % 100) {
        (Language::English, ..) if number == 1 => "one",
        (Language::English, ..) => "other",
        (Language::Russian, 1, of_hundred) if of_hundred != 11 => "one",
        (Language::Russian, 2..=4, of_hundred) if of_hundred < 12 || of_hundred > 14 => "few",
        (Language::Russian, ..) => "many",
    }
}

/// The parts of a message; none if it has any other.
fn parts(pattern: &Pattern<&str>) -> Option<Vec<Part>> {
    pattern.elements.iter().map(part).collect()
}

fn part(element: &PatternElement<&str>) -> Option<Part> {
    let expression = match element {
        PatternElement::TextElement { value } => return Some(Part::Words((*value).to_owned())),
        PatternElement::Placeable { expression } => expression,
    };
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => Some(Part::Value(id.name.to_owned())),
        Expression::Inline(InlineExpression::StringLiteral { value }) if !value.contains('\\') => {
            Some(Part::Words((*value).to_owned()))
        }
        Expression::Inline(InlineExpression::FunctionReference { id, arguments }) if id.name == "GROUPED" => {
            match arguments.positional.as_slice() {
                [InlineExpression::VariableReference { id }] => Some(Part::Grouped(id.name.to_owned())),
                _ => None,
            }
        }
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            let (mut forms, mut other) = (Vec::new(), None);
            for variant in variants {
                let (VariantKey::Identifier { name: form } | VariantKey::NumberLiteral { value: form }) = variant.key;
                forms.push((form.to_owned(), parts(&variant.value)?));
                other = variant.default.then(|| parts(&variant.value)).or(other);
            }
            Some(Part::Choice { number: id.name.to_owned(), forms, other: other.flatten()? })
        }
        _ => None,
    }
}
