//! The document that a person means, told to families where there is none.

use crate::render::failure::Failure;
use attestat_wallet::title::{self, FindError};
use attestat_wallet::wallet::{DocumentId, Wallet};
use attestat_words::text;

/// Finds the document that is meant: `registry:number`, or the number alone where only one document has it.
pub(crate) fn find(wallet: &Wallet, text: &str) -> Result<DocumentId, Failure> {
    title::find(wallet, text).map_err(|error| not_found(&error))
}

/// Failure for a text that means no document, or several.
pub(crate) fn not_found(error: &FindError) -> Failure {
    match error {
        FindError::None(shown) => {
            Failure::usage("no-such-document", text!("document-none", shown = shown), text!("document-none.next"))
        }
        FindError::Several(shown, ids) => {
            let ids: Vec<String> = ids.iter().map(DocumentId::to_string).collect();
            Failure::usage(
                "which-document",
                text!("document-several", shown = shown),
                text!("document-several.next", ids = ids.join(", ")),
            )
        }
    }
}
