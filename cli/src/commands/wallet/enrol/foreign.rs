//! Letters that do not belong into this folder: of another consortium, or of a registry that the roster in force does
//! not name. They are refused before anything is redeemed, for a letter works once.

use crate::render::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_wallet::child_label::ChildLabel;
use attestat_words::text;

/// Failure for a letter of a registry that the roster does not name.
pub(super) fn not_listed(registry: &RegistryId, alike: Option<&RegistryId>) -> Failure {
    let registry = registry.as_str();
    let (what, todo) = match alike {
        Some(near) => (text!("letter-alike", registry = registry, near = near.as_str()), text!("letter-alike.next")),
        None => (text!("letter-not-listed", registry = registry), text!("letter-not-listed.next")),
    };
    Failure::config("registry-not-listed", what, todo)
}

/// Failure for a letter of another consortium.
pub(super) fn another_consortium(registry: &RegistryId, label: &ChildLabel) -> Failure {
    Failure::config(
        "another-consortium",
        text!("letter-another-consortium", registry = registry.as_str()),
        text!("letter-another-consortium.next", label = label.as_str()),
    )
}
