//! A file's verdict in every form that was asked for, made on the thread that judged it.

use crate::accepted::EarlierAnswer;
use crate::csv;
use crate::earlier;
use crate::earlier::GivenConsent;
use crate::json;
use crate::judge::{JudgedFile, Judgement};
use crate::receipt::form::ReceiptEntry;
use crate::repeats::{Mark, Repeat};
use crate::report;
use crate::report::Said;
use crate::style::Style;
use crate::uncovered;
use attestat_credential::verdict::Colour;
use attestat_credential::verdict::words::Message;
use attestat_ledger::encoding::hex;
use attestat_words::advice::Door;
use attestat_words::dates;
use attestat_words::language::Language;
use attestat_words::paint::Paint;
use attestat_words::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Forms that are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Forms {
    /// The words: whole, or a line.
    pub words: Length,
    /// The reasons one by one, for a table on a page.
    pub reasons: Asked,
    /// A row of a table.
    pub csv: Asked,
    /// An object.
    pub json: Asked,
    /// The manner of the words.
    pub style: Style,
}

/// Length of the words about one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Everything.
    Whole,
    /// A line.
    Line,
    /// Nothing: the results are for programs.
    None,
}

/// Choice of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The form is asked for.
    Yes,
    /// The form is not asked for.
    No,
}

impl Asked {
    /// Choice by an option that names the file for the form.
    pub const fn of<T>(option: Option<&T>) -> Self {
        if option.is_some() { Self::Yes } else { Self::No }
    }
}

/// Files before this one that have something in common with it.
#[derive(Clone, Copy)]
pub struct Earlier<'a> {
    /// Those in this run, with the names of the files.
    pub repeats: &'a [(&'a Repeat, &'a str)],
    /// The one in an earlier run.
    pub before: Option<EarlierAnswer>,
}

impl Earlier<'_> {
    /// The remarks, in words.
    pub fn remarks(&self, language: Language) -> Vec<String> {
        let repeats = self.repeats.iter().map(|(repeat, first)| repeat.words(first));
        repeats.chain(self.before.iter().map(earlier::words)).map(|text| text.told(language)).collect()
    }
}

/// A reason, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldReason {
    /// Its stable code.
    pub code: String,
    /// Sentence that says what happened.
    pub what: String,
    /// Sentence that says what to do next.
    pub next: String,
}

impl ToldReason {
    fn of(said: &Said, style: &Style) -> Self {
        let Message { what, next } = &said.message;
        let (what, next) = (what.told(style.language), next.at(style.door).told(style.language));
        Self { code: said.code.to_owned(), what, next }
    }
}

/// A file's verdict in the forms that were asked for, with everything that the rest of a run needs to know of it. It is
/// plain data: whoever spreads a run over processes or workers hands it from one to the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerdictRow {
    /// The number of the file among the inputs.
    pub number: usize,
    /// The name of the file.
    pub name: String,
    /// SHA-256 of its bytes, where it could be read.
    pub hash: Option<[u8; 32]>,
    /// The colour of the verdict.
    pub colour: Colour,
    /// The codes of the reasons, the gravest first, each once.
    pub codes: Vec<String>,
    /// Marks that must not come twice.
    pub marks: Vec<Mark>,
    /// True if nobody but the registry has confirmed a log that a document stands in.
    pub is_unconfirmed: bool,
    /// True if a proof under a newer head might mend the verdict.
    pub is_held_up: bool,
    /// The consent of an answer.
    pub given: Option<GivenConsent>,
    /// The reasons, the gravest first, where they were asked for.
    pub reasons: Vec<ToldReason>,
    words: Option<String>,
    cells: Option<Vec<String>>,
    json: Option<Map<String, Value>>,
}

impl VerdictRow {
    /// Puts a verdict into its forms.
    pub fn of(judged: &JudgedFile, forms: &Forms) -> Self {
        let words = match forms.words {
            Length::Whole => Some(report::whole(judged, &forms.style)),
            Length::Line => Some(report::line(judged, &forms.style)),
            Length::None => None,
        };
        let reasons = match forms.reasons {
            Asked::Yes => report::reasons(judged).iter().map(|said| ToldReason::of(said, &forms.style)).collect(),
            Asked::No => Vec::new(),
        };
        let cells = (forms.csv == Asked::Yes).then(|| cells(judged, &forms.style));
        let json = (forms.json == Asked::Yes).then(|| json::file(judged, &forms.style));
        Self {
            number: judged.number,
            name: judged.name.clone(),
            hash: judged.hash,
            colour: judged.colour(),
            codes: judged.codes().into_iter().map(str::to_owned).collect(),
            marks: judged.marks(),
            is_unconfirmed: judged.is_unconfirmed(),
            is_held_up: uncovered::is_held_up(judged),
            given: GivenConsent::of(judged),
            reasons,
            words,
            cells,
            json,
        }
    }

    /// Line of a receipt for it and for the things that came twice in it.
    pub fn entry(&self, repeats: &[Repeat]) -> ReceiptEntry {
        let repeats = repeats.iter().map(|repeat| (repeat.code, repeat.first));
        ReceiptEntry::new(self.hash, self.colour, self.codes.iter().map(String::as_str), repeats)
    }

    /// The cells of the table but the last two, in the order of [`csv::headings`], until the row of the table is taken.
    pub fn cells(&self) -> Option<&[String]> {
        self.cells.as_deref()
    }

    /// The words, with the remarks on earlier files. Where many are told, a check that is run again is told of at the
    /// end.
    pub fn words(&self, earlier: &Earlier<'_>, is_whole: bool, style: &Style) -> Option<String> {
        let repeats = earlier.repeats.iter().map(|(repeat, first)| (Paint::Amber, repeat.words(first)));
        let before = earlier.before.iter().filter_map(|before| match earlier::is_remarkable(before) {
            true => Some((Paint::Amber, earlier::words(before))),
            false => is_whole.then(|| (Paint::Grey, earlier::words(before))),
        });
        let lines = repeats
            .chain(before)
            .map(|(paint, words): (Paint, Text)| format!("\n{}", report::remark(paint, &words, style)));
        self.words.as_ref().map(|words| format!("{words}{}", lines.collect::<String>()))
    }

    /// The row of the table.
    pub fn csv(&mut self, earlier: &Earlier<'_>, language: Language) -> Option<String> {
        let mut cells = self.cells.take()?;
        cells.push(earlier.remarks(language).join(" "));
        cells.push(self.hash.map(|hash| hex(&hash)).unwrap_or_default());
        Some(csv::row(&cells, language))
    }

    /// The object, as text.
    pub fn json(&mut self, earlier: &Earlier<'_>) -> Option<String> {
        let mut object = self.json.take()?;
        object.insert("same".to_owned(), json::repeats(earlier.repeats.iter().copied()));
        object.insert("before".to_owned(), earlier::as_json(earlier.before.as_ref()));
        Some(Value::Object(object).to_string())
    }
}

/// The cells of the table but the last two, in the order of [`csv::headings`].
fn cells(judged: &JudgedFile, style: &Style) -> Vec<String> {
    let language = style.language;
    let reasons = report::reasons(judged);
    let sentences = |part: fn(&Message, Door) -> &Text| {
        let mut said: Vec<String> = Vec::new();
        for Said { message, .. } in &reasons {
            let sentence = part(message, style.door).told(language);
            if !said.contains(&sentence) {
                said.push(sentence);
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
        judged.name.clone(),
        report::colour_word(judged.colour()).told(language),
        judged.codes().join(" "),
        sentences(|message, _| &message.what),
        sentences(|message, door| message.next.at(door)),
        claim("family_name"),
        claim("given_name"),
        claim("patronymic"),
        claim("birth_date"),
        documents(judged, language),
        terms.map(|terms| terms.audience.clone()).unwrap_or_default(),
        terms.map(|terms| terms.consent.purpose.clone()).unwrap_or_default(),
        terms.map(|terms| moment(terms.consent.expires)).unwrap_or_default(),
        judged.status_as_of().map(moment).unwrap_or_default(),
    ]
}

fn moment(seconds: u64) -> String {
    dates::moment(seconds, Language::English)
}

/// Types of the documents, and their issuers.
fn documents(judged: &JudgedFile, language: Language) -> String {
    let each = judged.contents().map(|contents| {
        let name = contents.credential_type.map_or("?", |kind| kind.name(language));
        format!("{name} ({})", contents.registry_name)
    });
    each.collect::<Vec<_>>().join("; ")
}
