//! The outcome of an update of trust, for people and for programs.

use super::climbing::FoundWay;
use super::covering::CoveredLogs;
use super::evidence::HeldEvidence;
use super::heads::SeenHead;
use crate::style::Style;
use attestat_ledger::day::Day;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::{End, PinnedRoster, Roster};
use attestat_words::dates::moment;
use attestat_words::language::Language;
use attestat_words::paint::Paint;
use attestat_words::table::table;
use attestat_words::text::Text;
use attestat_words::timestamp::write as iso;
use attestat_words::{say, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Outcome of an update as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateOutcome {
    /// Everything is held that an offline verification needs.
    Complete,
    /// Something is missing, or the roster is not in force.
    Incomplete,
    /// A log forked, and the roster has not cut it.
    Forked,
}

/// Outcome for one log.
#[derive(Debug, Default)]
pub struct LogRow {
    /// True if any node showed a head of it that the log signed.
    pub answered: bool,
    /// True if the roster cut it: nobody confirms anything of it any more.
    pub is_cut: bool,
    /// Size of the newest head with a quorum.
    pub size: Option<u64>,
    /// Time at which a quorum had confirmed it, Unix seconds.
    pub time: Option<u64>,
    /// Cosignatures on it that count.
    pub cosignatures: usize,
    /// Number of cosignatures that are needed.
    pub needed: Option<usize>,
    /// Time at which the status file was confirmed, Unix seconds, and the number of documents in it that are not valid.
    pub status: Option<(Option<u64>, usize)>,
}

/// Outcome of an update.
#[derive(Debug, Default)]
pub struct UpdateReport {
    /// The logs of the roster.
    pub logs: Vec<(Origin, LogRow)>,
    /// Forked logs that the roster has not cut, each with the place of the evidence.
    pub forks: Vec<(Origin, String)>,
    /// The way to the roster in force.
    pub rosters: RosterNews,
    /// Words about failures on the way.
    pub warnings: Vec<Text>,
    /// True if something could not be compared or followed.
    pub incomplete: bool,
    /// Outcome of fetching the proofs that were asked for.
    pub proofs: Option<CoveredLogs>,
    /// Logs of which evidence of a fork is held.
    forked: BTreeSet<Origin>,
}

/// Outcome of an update about the roster.
#[derive(Debug, Default)]
pub struct RosterNews {
    /// Remarks that a person should know.
    remarks: Vec<Text>,
    /// Reasons for which the update is not complete.
    warnings: Vec<Text>,
}

impl RosterNews {
    /// Takes the way that nodes led to after version `before`, of which so many answered to the end and others failed;
    /// returns true if something is left open.
    pub fn take(&mut self, found: &FoundWay, before: u64, (answered, failures): (usize, Vec<Text>)) -> bool {
        let (climbed, reached) = (&found.climbed, found.climbed.in_force().roster());
        self.warnings.extend(failures);
        if reached.version != before {
            let alone = (answered == 1).then(|| text!("update-follows.alone"));
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
    /// The outcome, on the day `today`.
    pub fn outcome(&self, roster: &Roster, today: Day) -> UpdateOutcome {
        let uncovered = self.proofs.as_ref().is_some_and(|proofs| !proofs.uncovered.is_empty());
        let missed = self.logs.iter().any(|(_, row)| row.is_missed());
        if !self.forks.is_empty() {
            UpdateOutcome::Forked
        } else if missed || uncovered || self.incomplete || not_in_force(roster, today).is_some() {
            UpdateOutcome::Incomplete
        } else {
            UpdateOutcome::Complete
        }
    }

    /// Returns true if evidence of a fork of a log is held.
    pub fn is_forked(&self, origin: &Origin) -> bool {
        self.forked.contains(origin)
    }

    /// Notes evidence that is kept at `place`. It is a finding until the roster has said what counts of the log.
    pub fn note_fork(&mut self, fork: &ForkEvidence, place: String, roster: &Roster) {
        let known = (fork.origin().clone(), place);
        if roster.cut(fork.origin()).is_none() && !self.forks.contains(&known) {
            self.forks.push(known);
        }
        self.forked.insert(fork.origin().clone());
    }

    /// Notes the forks of which evidence is held: it counts whichever nodes answer today.
    pub fn note_held(&mut self, evidence: &HeldEvidence, roster: &Roster) {
        for (path, fork) in evidence.pieces.iter().filter(|(_, fork)| fork.verify(roster).is_ok()) {
            self.note_fork(fork, path.display().to_string(), roster);
        }
        self.incomplete |= !evidence.unreadable.is_empty();
        self.warnings.extend(evidence.unreadable.iter().map(|file| file.words()));
    }

    /// Reasons for which the update is not complete.
    pub fn warnings(&self) -> impl Iterator<Item = &Text> {
        self.rosters.warnings.iter().chain(&self.warnings)
    }

    /// The report for people, on the day `today`.
    pub fn words(&self, roster: &Roster, today: Day, style: &Style) -> String {
        let language = style.language;
        let mut text = say!(language, "update-roster", version = roster.version, until = roster.expires) + "\n";
        self.rosters.remarks.iter().for_each(|remark| text.push_str(&format!("{}\n", remark.told(language))));
        let rows: Vec<Vec<String>> = self.logs.iter().map(|(origin, row)| row.cells(origin, language)).collect();
        text.push_str(&table(&headings(language).each_ref().map(String::as_str), &rows));
        for (origin, path) in &self.forks {
            let head = style.paint(Paint::Red, &say!(language, "update-forked", log = origin.as_str()));
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
        if let Some(why) = not_in_force(roster, today) {
            text.push_str(&format!("\n{}", style.paint(Paint::Amber, &why.told(language))));
        } else if self.outcome(roster, today) == UpdateOutcome::Incomplete {
            text.push_str(&format!("\n{}", say!(language, "update-not-all")));
        }
        text
    }

    /// The report for programs: with the folder of trust and the exit of the program.
    pub fn as_json(&self, roster: &Roster, today: Day, (folder, exit): (&str, u8)) -> Value {
        let logs: Vec<Value> = self
            .logs
            .iter()
            .map(|(origin, row)| {
                json!({"origin": origin.as_str(), "answered": row.answered, "size": row.size, "confirmed": row.time.map(iso),
                       "cosignatures": row.cosignatures, "needed": row.needed,
                       "status": row.status.map(|(time, listed)| json!({"confirmed": time.map(iso), "not_valid": listed}))})
            })
            .collect();
        let forks: Vec<Value> =
            self.forks.iter().map(|(origin, path)| json!({"origin": origin.as_str(), "evidence": path})).collect();
        json!({"trust": folder, "roster": {"version": roster.version, "hash": roster.hash().to_string()},
               "logs": logs, "forks": forks, "in_force": not_in_force(roster, today).is_none(),
               "warnings": self.warnings().map(Text::to_string).collect::<Vec<_>>(),
               "proofs": self.proofs.as_ref().map(CoveredLogs::as_json), "exit": exit})
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
    pub fn note(&mut self, head: &SeenHead) {
        self.size = Some(head.size());
        self.time = head.quorum.time;
        self.cosignatures = head.quorum.cosignatures.len();
        self.needed = head.quorum.needed;
    }

    fn cells(&self, origin: &Origin, language: Language) -> Vec<String> {
        let dash = || "-".to_owned();
        let time = |time: Option<u64>, none: Text| {
            time.map_or_else(|| none.told(language), |seconds| moment(seconds, Language::English))
        };
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
    use attestat_ledger::key::SecretKey;
    use attestat_ledger::note::{SignatureType, VerifierKey};
    use attestat_words::english::english_words;

    /// A roster with nobody in it, in force in one year.
    fn roster() -> Roster {
        let key = SecretKey::from_seed(&zeroize::Zeroizing::new([7; 32])).public();
        let governor = VerifierKey::new("pilot.example", SignatureType::Ed25519, key).unwrap();
        let text = format!(
            "format = \"attestat/roster/v1\"\nversion = 1\nissued = \"2021-01-01\"\nexpires = \"2021-12-31\"\nthreshold = 1\ngovernors = [\"{governor}\"]\nquorum = \"quorum none\"\n"
        );
        Roster::parse(&text).unwrap()
    }

    #[test]
    fn an_update_in_russian_has_no_english_words() {
        let roster = roster();
        let origin = || Origin::parse("a.example/1").unwrap();
        let row = |needed| LogRow { size: Some(5), needed: Some(needed), status: Some((None, 1)), ..LogRow::default() };
        let remarks = vec![
            text!("update-follows", before = 1_u64, alone = text!("update-follows.alone")),
            text!("update-long", hash = "00"),
            text!("update-waits", version = 3_u64, from = roster.issued),
        ];
        let mut proofs = CoveredLogs::default();
        proofs.uncovered.push(text!("trust-uncovered.no-head", log = "a.example/1"));
        let report = UpdateReport {
            logs: vec![(origin(), row(0)), (origin(), row(2)), (origin(), LogRow::default())],
            forks: vec![(origin(), "/tmp/1.fork".to_owned())],
            rosters: RosterNews { remarks, warnings: Vec::new() },
            proofs: Some(proofs),
            ..UpdateReport::default()
        };
        let style = Style {
            language: Language::Russian,
            door: attestat_words::advice::Door::Terminal,
            is_painted: false,
            value_word: |_, value, _| value,
        };
        let told = report.words(&roster, Day::parse("2026-09-01").unwrap(), &style);
        for line in told.lines() {
            assert_eq!(english_words(&line.replace("/tmp/", "")), [""; 0], "{line}");
        }
    }

    #[test]
    fn an_update_names_a_roster_that_has_expired_or_not_begun() {
        let roster = roster();
        let said = |day: &str| {
            not_in_force(&roster, Day::parse(day).unwrap()).map(|text| text.to_string()).unwrap_or_default()
        };
        // A clock that is a day behind is nothing to say.
        for day in ["2020-12-31", "2021-01-01", "2021-12-31"] {
            assert_eq!(said(day), "", "{day}");
        }
        assert!(said("2022-01-01").starts_with("The roster has expired"));
        assert!(said("2020-12-30").starts_with("The roster begins later"));
    }
}
