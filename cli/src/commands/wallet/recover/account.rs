//! The account of a recovery: everything that was found, and everything that could not be reached, by name.

use crate::commands::wallet::memory::contradiction;
use crate::commands::wallet::status_words::{self, failures, unasked};
use crate::commands::wallet::sync::{lines as arrival_lines, not_in_force};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_wallet::flow::recover::{Account, Completeness, CopyTaken};
use attestat_wallet::wallet::Wallet;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use serde_json::{Value, json};

/// An account with its failures told to the family.
pub(super) struct ToldAccount {
    account: Account<Failure>,
    completeness: Completeness,
    not_searched: Vec<(RegistryId, Failure)>,
    gone: Vec<(RegistryId, Failure)>,
    not_asked: Vec<(String, Failure)>,
    status_not_asked: Vec<(RegistryId, Failure)>,
}

impl ToldAccount {
    /// Tells the failures of an account.
    pub(super) fn of(
        mut account: Account<Failure>,
        wallet: &Wallet,
        roster: Option<&Roster>,
        language: Language,
    ) -> Self {
        Self {
            completeness: account.completeness(wallet),
            not_searched: failures(core::mem::take(&mut account.not_searched), roster, language),
            gone: failures(core::mem::take(&mut account.gone), roster, language),
            not_asked: failures(core::mem::take(&mut account.not_asked), roster, language),
            status_not_asked: failures(core::mem::take(&mut account.statuses.not_asked), roster, language),
            account,
        }
    }

    /// Exit of the recovery.
    pub(super) fn exit(&self) -> Exit {
        exit(self.completeness)
    }

    /// Gives the account as output.
    pub(super) fn give(&self, wallet: &Wallet, out: &Output) {
        out.words(&self.lines(wallet, out).join("\n"));
        let records: Vec<Value> =
            self.account.records.iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect();
        let copies: Vec<Value> = self
            .account
            .copies
            .iter()
            .map(|CopyTaken { keeper, merged, is_older }| json!({"at": keeper.as_str(), "documents": merged.documents, "shares": merged.shares, "older": is_older}))
            .collect();
        out.json(
            "wallet-recover",
            json!({
                "records": records, "fetched": self.account.arrivals.new.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "not_in_force": not_in_force(&self.account.arrivals), "standings": status_words::as_json(&self.account.statuses),
                "unverified": self.account.statuses.bad.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
                "status_not_asked": named(&self.status_not_asked), "refused": self.account.arrivals.refused.len(), "copies": copies, "documents": wallet.documents().count(),
                "missing": self.account.missing(wallet).iter().map(|(id, count)| json!({"registry": id.as_str(), "records": count})).collect::<Vec<_>>(),
                "not_searched": named(&self.not_searched), "gone": named(&self.gone), "not_asked": named(&self.not_asked),
                "one_answer": self.account.alone.iter().map(RegistryId::as_str).collect::<Vec<_>>(),
            }),
        );
    }

    fn lines(&self, wallet: &Wallet, out: &Output) -> Vec<String> {
        let language = out.language();
        let mut lines = Vec::new();
        for (registry, count) in &self.account.records {
            lines.push(language.choose(
                format!("{registry}: {} of this child in the log.", counted(*count as u64, "record", "records")),
                format!("{registry}: записей этого ребёнка в журнале — {count}."),
            ));
        }
        if self.account.records.is_empty() {
            lines.push(
                language.choose("No record of this child was found.", "Записей этого ребёнка не найдено.").to_owned(),
            );
        }
        lines.extend(arrival_lines(&self.account.arrivals, wallet, out));
        for (registry, failure) in &self.gone {
            lines.push(language.choose(
                format!("{registry} could not be asked for the documents: {failure}"),
                format!("{registry}: документы получить не удалось: {failure}"),
            ));
        }
        lines.extend(status_words::lines(&self.account.statuses, wallet, language));
        for CopyTaken { keeper, merged, is_older } in &self.account.copies {
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
        for (keeper, why) in &self.account.bad_copies {
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
        let mut lines: Vec<String> = self
            .account
            .contradictions
            .iter()
            .map(|(registry, found)| contradiction(found, registry, language))
            .collect();
        for (registry, count) in self.account.missing(wallet) {
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
        for registry in &self.account.alone {
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
        lines.extend(self.status_not_asked.iter().map(|(id, failure)| unasked(id, failure, language)));
        if self.account.not_looked_at > 0 {
            let count = self.account.not_looked_at;
            lines.push(language.choose(
                format!("Not indexed yet, so not looked at: {count} of the newest records. Run the command again in some minutes."),
                format!("Ещё не проиндексировано и не просмотрено новейших записей: {count}. Повторите через несколько минут."),
            ));
        }
        lines
    }
}

/// Green only when everything was found.
pub(super) const fn exit(completeness: Completeness) -> Exit {
    match completeness {
        Completeness::Whole => Exit::Done,
        Completeness::Gaps => Exit::Amber,
        Completeness::Wrong => Exit::Red,
    }
}

/// Parties with which something did not work, and the reasons, for programs.
fn named<T: ToString>(rows: &[(T, Failure)]) -> Vec<Value> {
    rows.iter().map(|(id, failure)| json!({"registry": id.to_string(), "why": failure.what.to_string()})).collect()
}
