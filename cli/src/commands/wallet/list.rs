//! `attestat wallet ls` and `wallet open`: the children of the folder, and the content of one wallet.

use super::dates;
use super::opened::{OpenWallet, WalletArgs};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::{Output, table};
use attestat_wallet::file::Header;
use attestat_words::language::{Choose as _, Language};
use attestat_words::numbers::counted;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wallet ls`.
#[derive(clap::Args)]
pub(crate) struct ListArgs {
    /// Folder of the family's wallets [default: attestat/wallet in the user's data folder]
    #[arg(long, value_name = "DIR")]
    wallet: Option<PathBuf>,
}

/// Lists the children; no passphrase is needed.
pub(super) fn ls(args: &ListArgs, out: &Output) -> Result<Exit, Failure> {
    let language = out.language();
    let folder = super::folder::FamilyFolder::at(args.wallet.as_deref(), language)?;
    let mut rows = Vec::new();
    let mut listed = Vec::new();
    for label in folder.children()? {
        let header = Header::read(&folder.load(&label)?);
        let generation = header.as_ref().map_or(0, Header::generation);
        let state = match &header {
            Ok(_) => {
                language.choose(format!("whole, saved {generation} times"), format!("цел, сохранений: {generation}"))
            }
            Err(_) => language
                .choose("DAMAGED: open it to see what to do", "ПОВРЕЖДЁН: откройте, чтобы узнать, что делать")
                .to_owned(),
        };
        rows.push(vec![label.to_string(), state]);
        listed.push(json!({"child": label.as_str(), "file": folder.file(&label), "whole": header.is_ok(), "generation": generation}));
    }
    let shown = if rows.is_empty() {
        let path = folder.path().display();
        language.choose(format!("There is no wallet in {path}."), format!("В папке {path} нет кошельков."))
    } else {
        table(&language.choose(["child", "wallet"], ["ребёнок", "кошелёк"]), &rows)
    };
    out.words(&shown);
    out.json("wallet-ls", json!({ "children": listed }));
    Ok(Exit::Done)
}

/// Opens one wallet and says what is in it.
pub(super) fn open(args: &WalletArgs, out: &Output) -> Result<Exit, Failure> {
    let opened = OpenWallet::open(args, out)?;
    let wallet = &opened.wallet;
    let language = out.language();
    let (documents, portfolio) = (wallet.documents().count(), wallet.portfolio().count());
    let shares = wallet.shares().count();
    let mut lines = vec![language.choose(
        format!(
            "The wallet of {}: {}, {portfolio} of them in the portfolio; shown {}.",
            opened.label,
            counted(documents as u64, "document", "documents"),
            counted(shares as u64, "time", "times"),
        ),
        format!(
            "Кошелёк «{}»: документов {documents}, из них в портфолио {portfolio}; показов {shares}.",
            opened.label
        ),
    )];
    lines.extend(wallet.enrolments().map(|enrolment| enrolled(enrolment, language)));
    lines.extend(wallet.mailboxes().map(|place| {
        let when = match place.put_at {
            0 => String::new(),
            at => language.choose(
                format!(", written {}", dates::day(at, language)),
                format!(", записана {}", dates::day(at, language)),
            ),
        };
        language.choose(
            format!("An encrypted copy lies at {}{when}.", place.keeper),
            format!("Зашифрованная копия лежит у {}{when}.", place.keeper),
        )
    }));
    out.words(&lines.join("\n"));
    let registries: Vec<&str> = wallet.enrolments().map(|enrolment| enrolment.registry.as_str()).collect();
    out.json(
        "wallet-open",
        json!({"child": opened.label.as_str(), "documents": documents, "portfolio": portfolio, "shares": shares, "registries": registries}),
    );
    Ok(Exit::Done)
}

fn enrolled(enrolment: &attestat_wallet::wallet::Enrolment, language: Language) -> String {
    let when = dates::day(enrolment.enrolled_at, language);
    language.choose(
        format!("Enrolled at {} since {when}.", enrolment.registry),
        format!("Привязан к {} с {when}.", enrolment.registry),
    )
}
