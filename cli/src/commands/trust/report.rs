//! The outcome of an update of trust, for people and for programs.

use super::climb::FoundRosters;
use super::proofs::Proofs;
use super::store::TrustStore;
use crate::machine::clock;
use crate::render::exit::Exit;
use crate::render::output::{Output, Paint, table};
use attestat_checking::trust::heads::SeenHead;
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{End, PinnedRoster, Roster};
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{say, text};
use serde_json::{Value, json};

/// Outcome for one log.
#[derive(Debug, Default)]
pub(super) struct LogRow {
    /// True if any node showed a head of it that the log signed.
    pub(super) answered: bool,
    /// True if the roster cut it: nobody confirms anything of it any more.
    pub(super) is_cut: bool,
    /// Size of the newest head with a quorum.
    pub(super) size: Option<u64>,
    /// Time at which a quorum had confirmed it, Unix seconds.
    pub(super) time: Option<u64>,
    /// Cosignatures on it that count.
    pub(super) cosignatures: usize,
    /// Number of cosignatures that are needed.
    pub(super) needed: Option<usize>,
    /// Time at which the status file was confirmed, Unix seconds, and the number of documents in it that are not valid.
    pub(super) status: Option<(Option<u64>, usize)>,
}

/// Outcome of an update.
#[derive(Debug, Default)]
pub(super) struct UpdateReport {
    /// The logs of the roster.
    pub(super) logs: Vec<(Origin, LogRow)>,
    /// Forked logs that the roster has not cut, each with the place of the evidence.
    pub(super) forks: Vec<(Origin, String)>,
    /// The way to the roster in force.
    pub(super) rosters: Rosters,
    /// Words about failures on the way.
    pub(super) warnings: Vec<Text>,
    /// True if something could not be compared or followed.
    pub(super) incomplete: bool,
    /// Outcome of fetching the proofs that were asked for.
    pub(super) proofs: Option<Proofs>,
}

/// Outcome of an update about the roster.
#[derive(Debug, Default)]
pub(super) struct Rosters {
    /// Remarks that a person should know.
    remarks: Vec<Text>,
    /// Reasons for which the update is not complete.
    warnings: Vec<Text>,
}

impl Rosters {
    /// Takes the rosters that nodes gave after version `before`; returns true if something is left open.
    pub(super) fn take(&mut self, found: &FoundRosters, before: u64) -> bool {
        let (climbed, reached) = (&found.climbed, found.climbed.in_force().roster());
        self.warnings.extend(found.failures.iter().map(|failure| failure.what.clone()));
        if reached.version != before {
            let alone = (found.answered == 1).then(|| text!("update-follows.alone"));
            self.remarks.push(text!("update-follows", before = before, alone = Text::joined(alone)));
        }
        if climbed.is_long() {
            self.remarks.push(text!("update-long", hash = reached.hash().to_string()));
        }
        let mut open: Vec<Text> = Vec::new();
        if let Some(next) = climbed.waiting.first().map(PinnedRoster::roster) {
            self.remarks.push(text!("update-waits", version = next.version, from = next.issued));
        }
        if let End::Expired(day) = &climbed.end {
            open.push(text!("update-expired-end", day = *day));
        }
        if found.twins.is_some() {
            open.push(text!("update-twins"));
        }
        let beyond = found.beyond.iter().map(|(node, (version, hash))| {
            text!("update-beyond.node", node = node, version = *version, hash = hash.to_string())
        });
        if !found.beyond.is_empty() && found.twins.is_none() {
            open.push(text!("update-beyond", nodes = Text::listed(beyond, "; ")));
        }
        let is_open = !open.is_empty();
        self.warnings.extend(open);
        is_open
    }
}

impl UpdateReport {
    fn exit(&self, roster: &Roster) -> Exit {
        let uncovered = self.proofs.as_ref().is_some_and(|proofs| !proofs.uncovered.is_empty());
        let missed = self.logs.iter().any(|(_, row)| row.is_missed());
        if !self.forks.is_empty() {
            Exit::Red
        } else if missed || uncovered || self.incomplete || not_in_force(roster, clock::today()).is_some() {
            Exit::Amber
        } else {
            Exit::Done
        }
    }

    /// Gives the report as output, and returns the exit of the program.
    pub(super) fn give(self, roster: &Roster, store: &TrustStore, out: &Output) -> Exit {
        let exit = self.exit(roster);
        self.rosters
            .warnings
            .iter()
            .chain(&self.warnings)
            .for_each(|warning| out.warning(&warning.told(out.language())));
        out.words(&self.words(roster, out));
        out.json("trust-update", self.as_json(roster, store));
        exit
    }

    fn words(&self, roster: &Roster, out: &Output) -> String {
        let language = out.language();
        let mut text = say!(language, "update-roster", version = roster.version, until = roster.expires) + "\n";
        self.rosters.remarks.iter().for_each(|remark| text.push_str(&format!("{}\n", remark.told(language))));
        let rows: Vec<Vec<String>> = self.logs.iter().map(|(origin, row)| row.cells(origin, language)).collect();
        text.push_str(&table(&headings(language).each_ref().map(String::as_str), &rows));
        for (origin, path) in &self.forks {
            let head = out.paint(Paint::Red, &say!(language, "update-forked", log = origin.as_str()));
            text.push_str(&format!("\n{head}\n{}", say!(language, "update-forked.next", path = path)));
        }
        let alone: Vec<&str> =
            self.logs.iter().filter(|(_, row)| row.needed == Some(0)).map(|(origin, _)| origin.as_str()).collect();
        if !alone.is_empty() {
            text.push_str(&format!("\n{}", say!(language, "update-alone", logs = alone.join(", "))));
        }
        if let Some(proofs) = &self.proofs {
            text.push_str(&format!("\n{}", proofs.words().told(language)));
        }
        if let Some(why) = not_in_force(roster, clock::today()) {
            text.push_str(&format!("\n{}", out.paint(Paint::Amber, &why.told(language))));
        } else if self.exit(roster) == Exit::Amber {
            text.push_str(&format!("\n{}", say!(language, "update-not-all")));
        }
        text
    }

    fn as_json(&self, roster: &Roster, store: &TrustStore) -> Value {
        let logs: Vec<Value> = self
            .logs
            .iter()
            .map(|(origin, row)| {
                json!({"origin": origin.as_str(), "answered": row.answered, "size": row.size, "confirmed": row.time.map(clock::iso),
                       "cosignatures": row.cosignatures, "needed": row.needed,
                       "status": row.status.map(|(time, listed)| json!({"confirmed": time.map(clock::iso), "not_valid": listed}))})
            })
            .collect();
        let forks: Vec<Value> =
            self.forks.iter().map(|(origin, path)| json!({"origin": origin.as_str(), "evidence": path})).collect();
        json!({"trust": store.path(), "roster": {"version": roster.version, "hash": roster.hash().to_string()},
               "logs": logs, "forks": forks, "in_force": not_in_force(roster, clock::today()).is_none(),
               "warnings": self.rosters.warnings.iter().chain(&self.warnings).map(Text::to_string).collect::<Vec<_>>(),
               "proofs": self.proofs.as_ref().map(Proofs::as_json), "exit": self.exit(roster).code()})
    }
}

/// Returns the reason for which everything that is checked with this roster on a day is amber.
fn not_in_force(roster: &Roster, today: Day) -> Option<Text> {
    if roster.expires < today {
        return Some(text!("update-expired"));
    }
    (roster.issued > today.next()).then(|| text!("update-early"))
}

/// The headings, in the order of the cells of [`LogRow`].
fn headings(language: Language) -> [String; 6] {
    let headings = [
        text!("update-column-log"),
        text!("update-column-records"),
        text!("update-column-confirmed"),
        text!("update-column-by"),
        text!("update-column-status"),
        text!("update-column-not-valid"),
    ];
    headings.map(|heading| heading.told(language))
}

impl LogRow {
    fn is_missed(&self) -> bool {
        !self.answered || self.status.is_none() || (self.size.is_none() && !self.is_cut)
    }

    /// Notes the confirmed head that is kept.
    pub(super) fn note(&mut self, head: &SeenHead) {
        self.size = Some(head.size());
        self.time = head.quorum.time;
        self.cosignatures = head.quorum.cosignatures.len();
        self.needed = head.quorum.needed;
    }

    fn cells(&self, origin: &Origin, language: Language) -> Vec<String> {
        let dash = || "-".to_owned();
        let time = |time: Option<u64>, none: Text| time.map_or_else(|| none.told(language), clock::shown);
        vec![
            origin.to_string(),
            self.size.map_or_else(dash, |size| size.to_string()),
            if self.size.is_some() { time(self.time, text!("update-by-nobody")) } else { dash() },
            self.needed
                .filter(|_| self.size.is_some())
                .map_or_else(dash, |needed| say!(language, "update-by", n = self.cosignatures, needed = needed)),
            self.status.map_or_else(dash, |(confirmed, _)| time(confirmed, text!("update-fetched"))),
            self.status.map_or_else(dash, |(_, listed)| listed.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::output::Format;
    use crate::render::russian::assert_russian;
    use attestat_ledger::roster::{PinnedRoster, RosterHash};

    #[test]
    fn an_update_in_russian_has_no_english_words() {
        let (note, hash) = crate::fixture::dated_roster(2, RosterHash([1; 32]), "2021-01-01", "2021-12-31");
        let roster = PinnedRoster::pin(&note, hash).unwrap();
        let origin = || Origin::parse("a.example/1").unwrap();
        let row = |needed| LogRow { size: Some(5), needed: Some(needed), status: Some((None, 1)), ..LogRow::default() };
        let remarks = vec![
            text!("update-follows", before = 1_u64, alone = text!("update-follows.alone")),
            text!("update-long", hash = "00"),
            text!("update-waits", version = 3_u64, from = roster.roster().issued),
        ];
        let mut proofs = Proofs::default();
        proofs.uncovered.push(text!("trust-uncovered.no-head", log = "a.example/1"));
        let report = UpdateReport {
            logs: vec![(origin(), row(0)), (origin(), row(2)), (origin(), LogRow::default())],
            forks: vec![(origin(), "/tmp/1.fork".to_owned())],
            rosters: Rosters { remarks, warnings: Vec::new() },
            proofs: Some(proofs),
            ..UpdateReport::default()
        };
        let out = Output::new(Format::Words).speaking(Language::Russian);
        assert_russian(&report.words(roster.roster(), &out));
    }

    #[test]
    fn an_update_names_a_roster_that_has_expired_or_not_begun() {
        let (note, hash) = crate::fixture::dated_roster(2, RosterHash([1; 32]), "2021-01-01", "2021-12-31");
        let roster = PinnedRoster::pin(&note, hash).unwrap();
        let said = |day: &str| {
            not_in_force(roster.roster(), Day::parse(day).unwrap()).map(|text| text.to_string()).unwrap_or_default()
        };
        // A clock that is a day behind is nothing to say.
        for day in ["2020-12-31", "2021-01-01", "2021-12-31"] {
            assert_eq!(said(day), "", "{day}");
        }
        assert!(said("2022-01-01").starts_with("The roster has expired"));
        assert!(said("2020-12-30").starts_with("The roster begins later"));
    }
}
