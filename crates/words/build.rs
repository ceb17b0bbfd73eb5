//! Reads the catalogues, which are in the form of Project Fluent, and writes them in the form that `src/catalogue/pattern.rs`
//! tells: a program or a page carries no parser, and a fault in a catalogue ends the build.

#![expect(clippy::disallowed_methods, reason = "a build script reads and writes what it makes")]

#[path = "src/catalogue/marks.rs"]
mod marks;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use marks::{CHOICE, END, FORM, GROUPED, NAMED, OTHER, SHELL, TOLD, VALUE};
use std::path::Path;
use std::{env, fs};

const FILES: [&str; 4] = ["en.ftl", "ru.ftl", "terminal.en.ftl", "terminal.ru.ftl"];
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=texts");
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    for file in FILES {
        let text = fs::read_to_string(Path::new("texts").join(file)).expect("the catalogue is there");
        assert!(!text.contains(|letter| letter < ' ' && letter != '\n'), "{file} has a control character");
        let resource = fluent_syntax::parser::parse(text.as_str())
            .unwrap_or_else(|(_, faults)| panic!("{file} is no catalogue: {faults:?}"));
        let messages: Vec<&Message<&str>> = (resource.body.iter())
            .filter_map(|entry| match entry {
                Entry::Message(message) => Some(message),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => None,
                other => panic!("{file} has an entry that is neither message nor comment: {other:?}"),
            })
            .collect();
        let written: String = messages.iter().map(|message| entries(message, &messages)).collect();
        fs::write(Path::new(&out).join(file), written).expect("the output folder can be written");
    }
}

/// The entries of a message: its own, and one for each of its attributes.
fn entries(message: &Message<&str>, all: &[&Message<&str>]) -> String {
    let own = message.value.iter().map(|value| (message.id.name.to_owned(), value));
    let attributes = message.attributes.iter().map(|one| (format!("{}.{}", message.id.name, one.id.name), &one.value));
    own.chain(attributes).map(|(key, value)| format!("{key}{NAMED}{}{TOLD}", pattern(value, all))).collect()
}

fn pattern(pattern: &Pattern<&str>, all: &[&Message<&str>]) -> String {
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression } => placeable(expression, all),
    };
    pattern.elements.iter().map(part).collect()
}

fn placeable(expression: &Expression<&str>, all: &[&Message<&str>]) -> String {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => format!("{VALUE}{}{NAMED}", id.name),
        Expression::Inline(InlineExpression::StringLiteral { value }) if !value.contains('\\') => (*value).to_owned(),
        Expression::Inline(InlineExpression::MessageReference { id, attribute: None }) => {
            let named = all.iter().find(|message| message.id.name == id.name);
            let value = named.and_then(|message| message.value.as_ref());
            pattern(value.unwrap_or_else(|| panic!("no message {} in the file", id.name)), all)
        }
        Expression::Inline(InlineExpression::FunctionReference { id, arguments }) => {
            let mark = match id.name {
                "GROUPED" => GROUPED,
                "SHELL" => SHELL,
                other => panic!("no function {other}"),
            };
            match (arguments.positional.as_slice(), arguments.named.as_slice()) {
                ([InlineExpression::VariableReference { id }], []) => format!("{mark}{}{NAMED}", id.name),
                other => panic!("a function takes one value: {other:?}"),
            }
        }
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            let form = |variant: &fluent_syntax::ast::Variant<&str>| {
                let mark = if variant.default { OTHER } else { FORM };
                let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) = variant.key;
                format!("{mark}{name}{NAMED}{}", pattern(&variant.value, all))
            };
            format!("{CHOICE}{}{NAMED}{}{END}", id.name, variants.iter().map(form).collect::<String>())
        }
        other => panic!("no catalogue has this so far: {other:?}"),
    }
}
