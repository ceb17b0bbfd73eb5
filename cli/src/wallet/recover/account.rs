//! The account of a recovery: everything that was found, and everything that could not be reached, by name.

use super::copies::Taken;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::wallet::memory::Contradiction;
use crate::wallet::standing::{Standings, unasked};
use crate::wallet::sync::Arrivals;
use attestat_ledger::name::RegistryId;
use attestat_wallet::wallet::Wallet;
use attestat_words::language::Choose as _;
use attestat_words::numbers::counted;
use serde_json::{Value, json};

/// The account of one recovery.
#[derive(Default)]
pub(super) struct Account {
    /// Registries with records of the child, and the number of these.
    pub(super) records: Vec<(RegistryId, usize)>,
    /// Registries whose logs could not be searched.
    pub(super) not_searched: Vec<(RegistryId, Failure)>,
    /// Registries about whose logs a single node answered, which could leave records out unnoticed.
    pub(super) alone: Vec<RegistryId>,
    /// Records at the logs' ends that nobody had indexed yet.
    pub(super) not_looked_at: u64,
    /// Documents from the issuing nodes.
    pub(super) arrivals: Arrivals,
    /// Registries whose nodes showed something that does not go together with what is remembered of their logs.
    pub(super) contradictions: Vec<(RegistryId, Contradiction)>,
    /// Registries that hold documents and whose own node gave none.
    pub(super) gone: Vec<(RegistryId, Failure)>,
    /// Statuses of the documents now.
    pub(super) standings: Standings,
    /// Copies that were found, and the new things in them.
    pub(super) copies: Vec<Taken>,
    /// Copies that did not open.
    pub(super) bad_copies: Vec<(RegistryId, String)>,
    /// Nodes that could not be asked for a copy, by their registry or their place.
    pub(super) not_asked: Vec<(String, Failure)>,
}

impl Account {
    /// Number of findings so far: more of them are worth saving.
    pub(super) fn findings(&self) -> usize {
        self.records.len() + self.standings.changed.len()
    }

    /// Gives the account as output.
    pub(super) fn give(&self, wallet: &Wallet, out: &Output) {
        out.words(&self.lines(wallet, out).join("\n"));
        let records: Vec<Value> =
            self.records.iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect();
        let copies: Vec<Value> = self
            .copies
            .iter()
            .map(|Taken { keeper, merged, is_older }| json!({"at": keeper.as_str(), "documents": merged.documents, "shares": merged.shares, "older": is_older}))
            .collect();
        out.json(
            "wallet-recover",
            json!({
                "records": records, "fetched": self.arrivals.new.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "not_in_force": self.arrivals.standings(), "standings": self.standings.as_json(),
                "unverified": self.standings.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
                "status_not_asked": named(&self.standings.not_asked), "refused": self.arrivals.refused.len(), "copies": copies, "documents": wallet.documents().count(),
                "missing": self.missing(wallet).iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect::<Vec<_>>(),
                "not_searched": named(&self.not_searched), "gone": named(&self.gone), "not_asked": named(&self.not_asked),
                "one_answer": self.alone.iter().map(RegistryId::as_str).collect::<Vec<_>>(),
            }),
        );
    }

    fn lines(&self, wallet: &Wallet, out: &Output) -> Vec<String> {
        let language = out.language();
        let mut lines = Vec::new();
        for (registry, count) in &self.records {
            lines.push(language.choose(
                format!("{registry}: {} of this child in the log.", counted(*count as u64, "record", "records")),
                format!("{registry}: записей этого ребёнка в журнале — {count}."),
            ));
        }
        if self.records.is_empty() {
            lines.push(
                language.choose("No record of this child was found.", "Записей этого ребёнка не найдено.").to_owned(),
            );
        }
        lines.extend(self.arrivals.lines(wallet, out));
        for (registry, failure) in &self.gone {
            lines.push(language.choose(
                format!("{registry} could not be asked for the documents: {failure}"),
                format!("{registry}: документы получить не удалось: {failure}"),
            ));
        }
        lines.extend(self.standings.lines(wallet, language));
        for Taken { keeper, merged, is_older } in &self.copies {
            let (documents, shares) = (merged.documents, merged.shares);
            let mut line = language.choose(
                format!(
                    "An encrypted copy at {keeper} gave {} and {} that were missing.",
                    counted(documents as u64, "document", "documents"),
                    counted(shares as u64, "share", "shares"),
                ),
                format!("Зашифрованная копия у {keeper} вернула: документов {documents}, записей о показах {shares}."),
            );
            if *is_older {
                line.push_str(language.choose(
                    " It is older than another copy: what the family chose later counts.",
                    " Она старше другой копии: действует то, что семья выбрала позже.",
                ));
            }
            lines.push(line);
        }
        for (keeper, why) in &self.bad_copies {
            lines.push(language.choose(
                format!("The copy at {keeper} does not open: {why}"),
                format!("Копия у {keeper} не открывается: {why}"),
            ));
        }
        lines.extend(self.gaps(wallet, out));
        let (documents, portfolio) = (wallet.documents().count(), wallet.portfolio().count());
        lines.push(language.choose(
            format!(
                "In the wallet now: {}, {portfolio} of them in the portfolio. To look: attestat wallet show",
                counted(documents as u64, "document", "documents")
            ),
            format!("Теперь в кошельке документов: {documents}, из них в портфолио {portfolio}. Посмотреть: attestat wallet show"),
        ));
        lines
    }

    /// Things that are still missing, and things that nobody was asked about.
    fn gaps(&self, wallet: &Wallet, out: &Output) -> Vec<String> {
        let language = out.language();
        let mut lines: Vec<String> =
            self.contradictions.iter().map(|(registry, found)| found.words(registry, language)).collect();
        for (registry, count) in self.missing(wallet) {
            lines.push(language.choose(
                format!("MISSING: {registry} has {} more than documents are here: try again when its node or a node with a copy answers, or ask the school.", counted(count as u64, "record", "records")),
                format!("НЕ ХВАТАЕТ: в журнале {registry} записей больше, чем документов здесь, на {count}: повторите, когда ответит его узел или узел с копией, или обратитесь в школу."),
            ));
        }
        for (registry, failure) in &self.not_searched {
            lines.push(language.choose(
                format!("Not searched: the log of {registry}: {failure}"),
                format!("Не просмотрен журнал {registry}: {failure}"),
            ));
        }
        for registry in &self.alone {
            lines.push(language.choose(
                format!("Only one node answered about the log of {registry}, and one alone can leave records out: run the command again with the address of another node."),
                format!("О журнале {registry} ответил только один узел, а один может умолчать о записях: повторите с адресом другого узла."),
            ));
        }
        for (keeper, failure) in &self.not_asked {
            lines.push(language.choose(
                format!("Not asked for a copy: {keeper}: {failure}"),
                format!("Не спрошен о копии: {keeper}: {failure}"),
            ));
        }
        lines.extend(self.standings.not_asked.iter().map(|(id, failure)| unasked(id, failure, language)));
        if self.not_looked_at > 0 {
            let count = self.not_looked_at;
            lines.push(language.choose(
                format!("Not indexed yet, so not looked at: {count} of the newest records. Run the command again in some minutes."),
                format!("Ещё не проиндексировано и не просмотрено новейших записей: {count}. Повторите через несколько минут."),
            ));
        }
        lines
    }

    /// Registries with more records than documents are here, and the difference. A record may stand for a document that
    /// was replaced or destroyed; which, the log does not say.
    fn missing(&self, wallet: &Wallet) -> Vec<(RegistryId, usize)> {
        let lacking = |(id, records): &(RegistryId, usize)| {
            let lacking = records.saturating_sub(wallet.known_slots(id).len());
            (lacking > 0).then(|| (id.clone(), lacking))
        };
        self.records.iter().filter_map(lacking).collect()
    }

    /// Green when everything was asked, of two nodes where there are two, and nothing is missing; never on the
    /// word of a single node that it has nothing.
    pub(super) fn exit(&self, wallet: &Wallet) -> Exit {
        let is_forked = self.contradictions.iter().any(|(_, found)| matches!(found, Contradiction::Forked(_)));
        if is_forked || !self.arrivals.refused.is_empty() || !self.standings.bad.is_empty() {
            return Exit::Red;
        }
        let whole = self.contradictions.is_empty()
            && self.not_searched.is_empty()
            && self.alone.is_empty()
            && self.gone.is_empty()
            && self.not_asked.is_empty()
            && self.bad_copies.is_empty()
            && self.standings.not_asked.is_empty()
            && self.not_looked_at == 0
            && self.missing(wallet).is_empty();
        if whole { Exit::Done } else { Exit::Amber }
    }
}

/// Parties with which something did not work, and the reasons, for programs.
fn named<T: ToString>(rows: &[(T, Failure)]) -> Vec<Value> {
    rows.iter().map(|(id, failure)| json!({"registry": id.to_string(), "why": failure.what.to_string()})).collect()
}
