//! The document that a person means, told to families where there is none.

use crate::render::failure::Failure;
use attestat_wallet::title::{self, FindError};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::language::{Choose as _, Language};

/// Finds the document that is meant: `registry:number`, or the number alone where only one document has it.
pub(crate) fn find(wallet: &Wallet, text: &str, language: Language) -> Result<DocumentId, Failure> {
    title::find(wallet, text).map_err(|error| not_found(&error, language))
}

/// Failure for a text that means no document, or several.
pub(crate) fn not_found(error: &FindError, language: Language) -> Failure {
    match error {
        FindError::None(shown) => {
            let (what, todo) = language.choose(
                (
                    format!("There is no document {shown} in the wallet"),
                    "See which there are with `attestat wallet show`.",
                ),
                (format!("В кошельке нет документа {shown}"), "Посмотрите, какие есть: `attestat wallet show`."),
            );
            Failure::usage("no-such-document", what, todo)
        }
        FindError::Several(shown, ids) => {
            let ids: Vec<String> = ids.iter().map(DocumentId::to_string).collect();
            let (what, todo) = language.choose(
                (
                    format!("Several documents have the number {shown}"),
                    format!("Name the one that is meant: {}.", ids.join(", ")),
                ),
                (
                    format!("Номер {shown} есть у нескольких документов"),
                    format!("Назовите нужный: {}.", ids.join(", ")),
                ),
            );
            Failure::usage("which-document", what, todo)
        }
    }
}
