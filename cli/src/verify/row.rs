//! A file's verdict in every form that was asked for, made on the thread that judged it.

use super::before;
use super::csv;
use super::json::{self, OpenObject};
use super::judge::{Judged, Judgement, Question};
use super::report::{self, Shown};
use super::twin::{Mark, Twin};
use crate::clock;
use crate::output::{Output, Paint};
use crate::trust::Before;
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;

/// Forms that are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms {
    /// The words: whole, or a line.
    pub(super) words: Words,
    /// A row of a table.
    pub(super) csv: Asked,
    /// An object.
    pub(super) json: Asked,
    /// Output, with the language in which people are spoken to.
    pub(super) out: Output,
}

/// Length of the words about one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// Everything.
    Whole,
    /// A line.
    Line,
    /// Nothing: the results are for programs.
    None,
}

/// Choice of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The form is asked for.
    Yes,
    /// The form is not asked for.
    No,
}

impl Asked {
    /// Choice by an option that names the file for the form.
    pub(super) const fn of<T>(option: Option<&T>) -> Self {
        if option.is_some() { Self::Yes } else { Self::No }
    }
}

/// Files before this one that have something in common with it.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    /// Those in this run, with the names of the files.
    pub(super) twins: &'a [(&'a Twin, &'a str)],
    /// The one in an earlier run.
    pub(super) before: Option<Before>,
}

impl Earlier<'_> {
    fn remarks(&self, language: Language) -> Vec<String> {
        let twins = self.twins.iter().map(|(twin, first)| twin.words(first, language));
        twins.chain(self.before.iter().map(|before| before::words(before, language))).collect()
    }
}

/// A file's verdict in the forms that were asked for.
pub(super) struct Row {
    /// The verdict.
    pub(super) judged: Judged,
    /// Marks that must not come twice.
    pub(super) marks: Vec<Mark>,
    words: Option<String>,
    cells: Option<Vec<String>>,
    json: Option<OpenObject>,
}

impl Row {
    /// Puts a verdict into its forms.
    pub(super) fn of(judged: Judged, question: &Question<'_>, forms: &Forms) -> Self {
        let shown = Shown { name: question.inputs.name(judged.number), judged: &judged };
        let language = forms.out.language();
        let words = match forms.words {
            Words::Whole => Some(report::whole(shown, &forms.out)),
            Words::Line => Some(report::line(shown, &forms.out)),
            Words::None => None,
        };
        let cells = (forms.csv == Asked::Yes).then(|| cells(shown, language));
        let json = (forms.json == Asked::Yes).then(|| json::file(shown, language));
        let marks = judged.marks();
        Self { marks, words, cells, json, judged }
    }

    /// The words, with the remarks on earlier files. Where many are told, a check that is run again is told of at the
    /// end.
    pub(super) fn words(&self, earlier: &Earlier<'_>, is_whole: bool, out: &Output) -> Option<String> {
        let language = out.language();
        let twins = earlier.twins.iter().map(|(twin, first)| (Paint::Amber, twin.words(first, language)));
        let before = earlier.before.iter().filter_map(|before| match before::is_remarkable(before) {
            true => Some((Paint::Amber, before::words(before, language))),
            false => is_whole.then(|| (Paint::Grey, before::words(before, language))),
        });
        let lines = twins.chain(before).map(|(paint, words)| format!("\n{}", report::remark(paint, &words, out)));
        self.words.as_ref().map(|words| format!("{words}{}", lines.collect::<String>()))
    }

    /// The row of the table.
    pub(super) fn csv(&mut self, earlier: &Earlier<'_>, language: Language) -> Option<String> {
        let mut cells = self.cells.take()?;
        cells.push(earlier.remarks(language).join(" "));
        cells.push(self.judged.hash.map(|hash| hex(&hash)).unwrap_or_default());
        Some(csv::row(&cells, language))
    }

    /// The object, as text.
    pub(super) fn json(&mut self, earlier: &Earlier<'_>) -> Option<String> {
        let same = json::twins(earlier.twins.iter().copied());
        Some(self.json.take()?.closed(&same, &before::as_json(earlier.before.as_ref())))
    }
}

/// The cells of the table but the last two, in the order of [`csv::headings`].
fn cells(shown: Shown<'_>, language: Language) -> Vec<String> {
    let judged = shown.judged;
    let messages = report::messages(judged, language);
    let sentences = |part: fn(&attestat_credential::verdict::words::Message) -> &String| {
        let mut said: Vec<&str> = Vec::new();
        for (_, message) in &messages {
            if !said.contains(&part(message).as_str()) {
                said.push(part(message));
            }
        }
        said.join(" ")
    };
    let terms = match &judged.judgement {
        Judgement::Presentation(verdict, _) => verdict.terms.as_ref(),
        Judgement::Document(_) | Judgement::None(_) => None,
    };
    let claim = |name: &str| {
        let shown = judged.contents().find_map(|contents| contents.claims.get(name)?.as_str());
        shown.unwrap_or_default().to_owned()
    };
    vec![
        shown.name.to_owned(),
        report::colour_word(language, judged.colour()).to_owned(),
        judged.codes().join(" "),
        sentences(|message| &message.what),
        sentences(|message| &message.next),
        claim("family_name"),
        claim("given_name"),
        claim("patronymic"),
        claim("birth_date"),
        documents(judged, language),
        terms.map(|terms| terms.audience.clone()).unwrap_or_default(),
        terms.map(|terms| terms.consent.purpose.clone()).unwrap_or_default(),
        terms.map(|terms| clock::shown(terms.consent.expires)).unwrap_or_default(),
        judged.status_as_of().map(clock::shown).unwrap_or_default(),
    ]
}

/// Types of the documents, and their issuers.
fn documents(judged: &Judged, language: Language) -> String {
    let each = judged.contents().map(|contents| {
        let name = contents.credential_type.map_or("?", |kind| kind.name(language));
        format!("{name} ({})", contents.registry_name)
    });
    each.collect::<Vec<_>>().join("; ")
}
