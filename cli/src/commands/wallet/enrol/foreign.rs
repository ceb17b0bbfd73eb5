//! Letters that do not belong into this folder: of another consortium, or of a registry that the roster in force does
//! not name. They are refused before anything is redeemed, for a letter works once.

use crate::render::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_wallet::child_label::ChildLabel;
use attestat_words::language::{Choose as _, Language};

/// Failure for a letter of a registry that the roster does not name.
pub(super) fn not_listed(registry: &RegistryId, alike: Option<&RegistryId>, language: Language) -> Failure {
    let (what, todo) = match alike {
        Some(near) => language.choose(
            (
                format!("The letter is of {registry}, which the roster does not name; it names {near}, which reads almost the same. Nothing was redeemed"),
                "Do not use the letter; ask the school by telephone whether it is its own.",
            ),
            (
                format!("Письмо от {registry}, которого нет в списке участников; есть {near}, с почти таким же названием. Письмо не использовано"),
                "Не пользуйтесь письмом и спросите школу по телефону, её ли оно.",
            ),
        ),
        None => language.choose(
            (
                format!("The letter is of {registry}, which the roster in force does not name. Nothing was redeemed"),
                "Ask the school whether it belongs to the consortium yet: its name must stand in the roster first.",
            ),
            (
                format!("Письмо от {registry}, которого нет в действующем списке участников. Письмо не использовано"),
                "Спросите школу, вступила ли она уже в консорциум: сначала она должна появиться в списке участников.",
            ),
        ),
    };
    Failure::config("registry-not-listed", what, todo)
}

/// Failure for a letter of another consortium.
pub(super) fn another_consortium(registry: &RegistryId, label: &ChildLabel, language: Language) -> Failure {
    let commands = |folder: &str, letter: &str| {
        format!(
            "attestat wallet restore --child '{label}' --wallet {folder}\n  attestat wallet enrol {letter} --wallet {folder}"
        )
    };
    let (what, todo) = language.choose(
        (
            format!("The letter is of {registry}, a school of another consortium; this folder follows one roster. Nothing was redeemed, and the letter is still good"),
            format!("Use it in a second folder, with the same 24 words:\n  {}", commands("SECOND", "LETTER")),
        ),
        (
            format!("Письмо от {registry}, школы другого консорциума; эта папка следует одному списку участников. Письмо не использовано и ещё действует"),
            format!("Воспользуйтесь им во второй папке, с теми же 24 словами:\n  {}", commands("ВТОРАЯ", "ПИСЬМО")),
        ),
    );
    Failure::config("another-consortium", what, todo)
}
