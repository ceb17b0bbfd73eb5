//! Failures of flows, told to families: those that the flows find, and those of nodes.

use super::roster::another_roster;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_wallet::file::SealError;
use attestat_wallet::flow::{CallFailure, FlowError};
use attestat_wallet::roster::reachable;
use attestat_wire::refusal::NO_MAILBOX;
use attestat_words::language::{Choose as _, Language};

impl CallFailure for Failure {
    fn code(&self) -> &str {
        &self.code
    }

    fn is_unreachable(&self) -> bool {
        self.exit == Exit::Unreachable
    }
}

/// A failure of a flow. That of a node is in the node's words: [`told`] gives it those of the family.
pub(crate) fn of_flow(error: FlowError<Failure>, roster: Option<&Roster>, language: Language) -> Failure {
    match error {
        FlowError::Effect(failure) => failure,
        FlowError::BadAnswer { node, what } => Failure::bad_answer(node.split('#').next().unwrap_or_default(), what),
        FlowError::AnotherRoster { failure, found } => {
            Failure { todo: another_roster(None, found, language).into(), ..failure }
        }
        FlowError::NotListed(id) => not_listed(&id, language),
        FlowError::NoNode => Failure::new(Exit::Unreachable, "no-node", "The roster names no node to ask", ""),
        FlowError::HostsNone => {
            let (what, todo) = language.choose(
                ("This node hosts no registry, and keeps no mailboxes", "Choose a school's node."),
                ("На этом узле нет реестра школы, копий он не хранит", "Выберите узел школы."),
            );
            Failure::usage("no-keeper", what, todo)
        }
        FlowError::KeeperElsewhere { at, id } => keeper_elsewhere(&at, &id, roster, language),
        FlowError::OnlySameNode(id) => only_same_node(&id, language),
        FlowError::NotEnrolled => not_enrolled(language),
        FlowError::NotPermitted { asked, failure } => {
            not_permitted(&asked, told(of_flow(*failure, roster, language), language), language)
        }
        FlowError::Wallet(error) => Failure::config("wallet-full", error.to_string(), ""),
        FlowError::Mailbox(error) => Failure::config("no-room", error.to_string(), ""),
        FlowError::Seal(error) => not_saved(&error, language),
        FlowError::Reopen(error) => Failure::internal(error.to_string()),
        FlowError::Share(error) => Failure::internal(error.to_string()),
        FlowError::Stop(error) => Failure::internal(error.to_string()),
    }
}

/// Failure for a wallet that cannot be written.
pub(super) fn not_saved(error: &SealError, language: Language) -> Failure {
    let todo = language.choose(
        "The wallet on the disk is as it was before this command.",
        "Кошелёк на диске остался таким, каким был до этой команды.",
    );
    Failure::config("wallet-not-saved", error.to_string(), todo)
}

fn keeper_elsewhere(at: &str, id: &RegistryId, roster: Option<&Roster>, language: Language) -> Failure {
    let what = language.choose(
        format!(
            "The node at {at} says that it is {id}, whose address or key is known to be another; nothing was sent to it"
        ),
        format!("Узел {at} называет себя {id}, но у того известен другой адрес или ключ; узлу ничего не отправлено"),
    );
    let is_listed = roster.and_then(|roster| reachable(roster, id)).is_some();
    let todo = if is_listed {
        language.choose(
                        format!("Name the registry itself: `--to {id}`. If its node has moved, `attestat wallet sync` brings the newer roster that says so."),
                        format!("Назовите сам реестр: `--to {id}`. Если его узел переехал, `attestat wallet sync` принесёт новый список участников, где это сказано."),
                    )
    } else {
        language.choose(
                        "The roster does not name it: ask that school itself where its node is, and choose another node until then.".to_owned(),
                        "В списке участников его нет: узнайте у самой школы, где её узел, а пока выберите другой.".to_owned(),
                    )
    };
    Failure::usage("keeper-elsewhere", what, todo)
}

fn only_same_node(id: &RegistryId, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            format!("Only the node of {id} itself could permit this copy, and would know whose it is"),
            "Choose another school's node; or add --same-node if it may know.",
        ),
        (
            format!("Разрешить эту копию мог бы только сам узел {id}, и он узнал бы, чья она"),
            "Выберите узел другой школы или добавьте --same-node, если ему можно это знать.",
        ),
    );
    Failure::usage("same-node", what, todo)
}

/// Failure of the registry that was asked for a permit, told apart from a failure of the keeper.
pub(super) fn not_permitted(asked: &RegistryId, failure: Failure, language: Language) -> Failure {
    let what = language.choose(
        format!("{asked} was asked to permit the copy, and did not: {}", failure.what),
        format!("{asked} просили разрешить копию, но разрешения нет: {}", failure.what),
    );
    // The words are said already: whoever tells it again leaves them.
    Failure { what: what.into(), code: "not-permitted".to_owned(), ..failure }
}

fn not_enrolled(language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "Only enrolled families may leave copies, and this wallet is enrolled nowhere",
            "Redeem a school's letter first: `attestat wallet enrol LETTER`.",
        ),
        (
            "Копии хранят только для привязанных кошельков, а этот нигде не привязан",
            "Сначала воспользуйтесь письмом школы: `attestat wallet enrol ПИСЬМО`.",
        ),
    );
    Failure::usage("not-enrolled", what, todo)
}

fn not_listed(id: &RegistryId, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (format!("The roster in force does not name {id}"), "Ask the school itself how its documents stand."),
        (format!("В действующем списке участников нет {id}"), "Спросите саму школу, действуют ли её документы."),
    );
    Failure::config("not-in-roster", what, todo)
}

/// Failure of a school that does not know the wallet, outside of an enrolment: there is no letter that could be wrong.
fn unknown_wallet(failure: Failure, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "The school's node does not know this wallet any more: the school has destroyed what it held, or has enrolled another wallet since",
            "What is in this wallet stays. If the school is to know it again, ask for a new letter.",
        ),
        (
            "Узел школы больше не знает этого кошелька: школа уничтожила то, что хранила, или с тех пор привязала другой кошелёк",
            "Всё, что есть в кошельке, остаётся. Если школа должна снова его знать, попросите новое письмо.",
        ),
    );
    Failure { what: format!("{what}.").into(), todo: todo.into(), ..failure }
}

/// A failure of a node in the family's language, where nodes have words of their own for it.
pub(super) fn told(failure: Failure, language: Language) -> Failure {
    if failure.code == "not-recognised" {
        return unknown_wallet(failure, language);
    }
    if language == Language::English {
        return failure;
    }
    let (what, todo) = match failure.code.as_str() {
        "unreachable" => ("Узел школы не отвечает", "Проверьте связь и адрес; попробуйте позже."),
        "another-key" => (
            "По адресу ответил не тот ключ, который в нём назван; узлу ничего не сказано",
            "Возьмите в школе полный адрес заново и не отбрасывайте его конец после #.",
        ),
        "unpinned" => (
            "Адрес не называет ключа, и не видно, кто по нему ответит",
            "Возьмите полный адрес, как его даёт школа, с #sha256:… в конце.",
        ),
        "too-many-guesses" => {
            ("Узел пока не принимает писем: слишком много неверных", "Попробуйте через десять минут.")
        }
        "wallet-of-another" => (
            "Этот кошелёк уже привязан здесь к другому ученику",
            "Создайте для каждого ребёнка свой кошелёк: attestat wallet new --child ИМЯ.",
        ),
        "no-permit" | "too-many-permits" => {
            ("Узел не принял разрешения на копию", "Повторите завтра или выберите другой узел.")
        }
        NO_MAILBOX => ("Копии этого кошелька на узле нет", "Спросите другие узлы, где лежат копии."),
        "mailboxes-full" => ("Место для копий на узле занято", "Выберите другой узел."),
        "stale-nonce" | "busy" | "too-slow" | "stalled" => {
            ("Узел занят или не успел ответить", "Повторите через минуту.")
        }
        _ => return failure,
    };
    Failure { what: format!("{what}.").into(), todo: todo.into(), ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_that_does_not_know_the_wallet_any_more_speaks_of_no_letter() {
        for language in [Language::English, Language::Russian] {
            let failure = Failure::usage("not-recognised", "The letter may have been used", "");
            let told = told(failure, language);
            assert!(
                !told.what.to_string().contains("letter may")
                    && !told.what.to_string().contains("письмо")
                    && told.code == "not-recognised"
            );
        }
        let other = Failure::usage("busy", "Busy", "");
        assert_eq!(told(other.clone(), Language::English), other);
    }

    #[test]
    fn a_refused_permit_names_the_registry_that_was_asked() {
        let asked = RegistryId::parse("a.example").unwrap();
        let failure =
            not_permitted(&asked, Failure::usage("unreachable", "Nothing answers", "Wait."), Language::English);
        assert!(failure.what.to_string().starts_with("a.example was asked"), "{failure}");
        assert_eq!(told(failure.clone(), Language::Russian), failure, "it is not told as the keeper's");
    }
}
