//! The content of a wallet in a few lines, for people and for programs.

use crate::child_label::ChildLabel;
use crate::wallet::Wallet;
use attestat_ledger::day::Day;
use attestat_words::text;
use attestat_words::text::Text;
use serde_json::{Value, json};

/// The numbers of documents and shares, the registries that know the child, and the copies.
pub fn told(label: &ChildLabel, wallet: &Wallet) -> Text {
    let (documents, portfolio, shares) = counts(wallet);
    let label = label.as_str();
    let mut lines =
        vec![text!("wallet-opened", label = label, documents = documents, portfolio = portfolio, shares = shares)];
    lines.extend(wallet.enrolments().map(|enrolment| {
        let day = Day::of_unix_seconds(enrolment.enrolled_at);
        text!("wallet-enrolled-since", registry = enrolment.registry.as_str(), day = day)
    }));
    lines.extend(wallet.mailboxes().map(|place| match (place.keeper.as_str(), place.put_at) {
        (keeper, 0) => text!("wallet-copy", keeper = keeper),
        (keeper, at) => text!("wallet-copy-written", keeper = keeper, day = Day::of_unix_seconds(at)),
    }));
    Text::listed(lines, "\n")
}

/// The same for programs.
pub fn as_json(label: &ChildLabel, wallet: &Wallet) -> Value {
    let (documents, portfolio, shares) = counts(wallet);
    let registries: Vec<&str> = wallet.enrolments().map(|enrolment| enrolment.registry.as_str()).collect();
    json!({"child": label.as_str(), "documents": documents, "portfolio": portfolio, "shares": shares, "registries": registries})
}

fn counts(wallet: &Wallet) -> (usize, usize, usize) {
    (wallet.documents().count(), wallet.portfolio().count(), wallet.shares().count())
}
