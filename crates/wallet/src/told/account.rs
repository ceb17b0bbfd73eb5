//! The account of a recovery: everything that was found, and everything that could not be reached, by name.

use super::arrivals::{contradiction, lines as arrival_lines, not_in_force};
use super::flow::{ToldFailure, failures};
use super::reasons;
use super::status::{self, unasked};
use crate::flow::recover::{Account, Completeness, CopyTaken};
use crate::wallet::Wallet;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// An account with its failures told to the family.
pub struct ToldAccount<E> {
    account: Account<E>,
    completeness: Completeness,
    not_searched: Vec<(RegistryId, E)>,
    gone: Vec<(RegistryId, E)>,
    not_asked: Vec<(String, E)>,
    status_not_asked: Vec<(RegistryId, E)>,
}

impl<E: ToldFailure> ToldAccount<E> {
    /// Tells the failures of an account.
    pub fn of(mut account: Account<E>, wallet: &Wallet, roster: Option<&Roster>) -> Self {
        Self {
            completeness: account.completeness(wallet),
            not_searched: failures(core::mem::take(&mut account.not_searched), roster),
            gone: failures(core::mem::take(&mut account.gone), roster),
            not_asked: failures(core::mem::take(&mut account.not_asked), roster),
            status_not_asked: failures(core::mem::take(&mut account.statuses.not_asked), roster),
            account,
        }
    }

    /// The completeness of the recovery.
    pub const fn completeness(&self) -> Completeness {
        self.completeness
    }

    /// The account for people.
    pub fn told(&self, wallet: &Wallet, language: Language) -> Text {
        Text::listed(self.lines(wallet, language), "\n")
    }

    /// The account for programs.
    pub fn as_json(&self, wallet: &Wallet, language: Language) -> Value {
        let records: Vec<Value> =
            self.account.records.iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect();
        let copies: Vec<Value> = self
            .account
            .copies
            .iter()
            .map(|CopyTaken { keeper, merged, is_older }| json!({"at": keeper.as_str(), "documents": merged.documents, "shares": merged.shares, "older": is_older}))
            .collect();
        json!({
            "records": records, "fetched": self.account.arrivals.new.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "not_in_force": not_in_force(&self.account.arrivals), "standings": status::as_json(&self.account.statuses),
            "unverified": self.account.statuses.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
            "status_not_asked": named(&self.status_not_asked, language), "refused": self.account.arrivals.refused.len(), "copies": copies, "documents": wallet.documents().count(),
            "missing": self.account.missing(wallet).iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect::<Vec<_>>(),
            "not_searched": named(&self.not_searched, language), "gone": named(&self.gone, language), "not_asked": named(&self.not_asked, language),
            "one_answer": self.account.alone.iter().map(RegistryId::as_str).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, wallet: &Wallet, language: Language) -> Vec<Text> {
        let records = self.account.records.iter();
        let mut lines: Vec<Text> = records
            .map(|(registry, count)| text!("recover-records", registry = registry.as_str(), count = *count))
            .collect();
        if lines.is_empty() {
            lines.push(text!("recover-no-record"));
        }
        lines.extend(arrival_lines(&self.account.arrivals, wallet, language));
        lines.extend(self.gone.iter().map(|(registry, failure)| {
            text!("recover-gone", registry = registry.as_str(), failure = failure.sentences(language))
        }));
        lines.extend(status::lines(&self.account.statuses, wallet, language));
        lines.extend(self.account.copies.iter().map(copy_taken));
        lines.extend(
            self.account
                .bad_copies
                .iter()
                .map(|(keeper, error)| text!("recover-bad-copy", keeper = keeper.as_str(), why = reasons::copy(error))),
        );
        lines.extend(self.gaps(wallet, language));
        let (documents, portfolio) = (wallet.documents().count(), wallet.portfolio().count());
        lines.push(text!("recover-in-the-wallet", documents = documents, portfolio = portfolio));
        lines
    }

    /// Things that are still missing, and things that nobody was asked about.
    fn gaps(&self, wallet: &Wallet, language: Language) -> Vec<Text> {
        let account = &self.account;
        let mut lines: Vec<Text> =
            account.contradictions.iter().map(|(registry, found)| contradiction(found, registry)).collect();
        lines.extend(
            account
                .missing(wallet)
                .iter()
                .map(|(registry, count)| text!("recover-missing", registry = registry.as_str(), count = *count)),
        );
        lines.extend(self.not_searched.iter().map(|(registry, failure)| {
            text!("recover-not-searched", registry = registry.as_str(), failure = failure.sentences(language))
        }));
        lines.extend(account.alone.iter().map(|registry| text!("recover-alone", registry = registry.as_str())));
        lines.extend(self.not_asked.iter().map(|(keeper, failure)| {
            text!("recover-not-asked", keeper = keeper, failure = failure.sentences(language))
        }));
        lines.extend(self.status_not_asked.iter().map(|(id, failure)| unasked(id, failure, language)));
        if account.not_looked_at > 0 {
            lines.push(text!("recover-not-indexed", count = account.not_looked_at));
        }
        lines
    }
}

fn copy_taken(copy: &CopyTaken) -> Text {
    let CopyTaken { keeper, merged, is_older } = copy;
    let (keeper, documents, shares) = (keeper.as_str(), merged.documents, merged.shares);
    let taken = text!("recover-copy", keeper = keeper, documents = documents, shares = shares);
    Text::listed(core::iter::once(taken).chain(is_older.then(|| text!("recover-copy-older"))), " ")
}

/// Parties with which something did not work, and the reasons, for programs.
fn named<T: ToString, E: ToldFailure>(rows: &[(T, E)], language: Language) -> Vec<Value> {
    rows.iter().map(|(id, failure)| json!({"registry": id.to_string(), "why": failure.sentence(language)})).collect()
}
