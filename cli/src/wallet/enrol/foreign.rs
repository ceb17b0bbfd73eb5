//! Letters that do not belong into this folder: of another consortium, or of a registry that the roster in force does
//! not name. They are refused before anything is redeemed, for a letter works once.

use crate::failure::Failure;
use crate::wallet::roster::{FamilyTrust, Taken};
use attestat_ledger::name::RegistryId;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::ticket::Ticket;
use attestat_words::language::{Choose as _, Language};

/// Most typing errors between two names that still read alike.
const ALIKE_EDITS_MAX: usize = 2;

/// Refuses a letter by the roster in force; without a roster every letter passes.
pub(super) fn refuse(
    ticket: &Ticket,
    trust: &FamilyTrust,
    taken: &Result<Taken, Failure>,
    label: &ChildLabel,
    language: Language,
) -> Result<(), Failure> {
    let Some(roster) = trust.roster() else { return Ok(()) };
    let registry = ticket.registry();
    if roster.registry(registry).is_some() {
        return Ok(());
    }
    if let Ok(Taken::Another(_)) = taken {
        return Err(another_consortium(registry, label, language));
    }
    let near = roster.registries.iter().map(|listed| &listed.id).find(|listed| reads_like(listed, registry));
    let (what, todo) = match near {
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
    Err(Failure::config("registry-not-listed", what, todo))
}

fn another_consortium(registry: &RegistryId, label: &ChildLabel, language: Language) -> Failure {
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

/// Returns true if two different names read almost the same: `school-12` and `schoo1-12`.
pub(super) fn reads_like(one: &RegistryId, other: &RegistryId) -> bool {
    one != other && strsim::damerau_levenshtein(one.as_str(), other.as_str()) <= ALIKE_EDITS_MAX
}
