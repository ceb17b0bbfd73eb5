//! Questions of the flows, as they are asked on a terminal.

use crate::render::confirm;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::roster::digits;
use attestat_wallet::flow::Question;
use attestat_words::language::{Choose as _, Language};

/// Asks for a yes.
pub(crate) fn confirm(question: &Question, out: &Output) -> Result<(), Failure> {
    let language = out.language();
    confirm::ask(words(question, language), out).map_err(|failure| {
        match (failure.code.as_str(), without_terminal(question, language)) {
            ("no-terminal", Some(todo)) => Failure { todo: todo.into(), ..failure },
            _ => failure,
        }
    })
}

/// The next step for a question that `--yes` does not answer.
fn without_terminal(question: &Question, language: Language) -> Option<&'static str> {
    match question {
        Question::LetterElsewhere { .. } => {
            Some(language.choose("Answer the question on a terminal.", "Ответьте на вопрос в терминале."))
        }
        Question::CompareRoster(_) => Some(language.choose(
            "Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.",
            "Сверьте хеш списка участников с опубликованным: `--roster-hash ХЕШ`.",
        )),
        _ => None,
    }
}

/// A question in words.
pub(super) fn words(question: &Question, language: Language) -> String {
    match question {
        Question::LetterElsewhere { registry, known, given } => language.choose(
            format!("The wallet knows the node of {registry} at {known}; this letter leads to {given}.\nA forged letter would lead elsewhere too: ask the school by telephone. Is the letter its own? [y/N] "),
            format!("Кошелёк знает узел {registry} по адресу {known}, а письмо ведёт к {given}.\nПоддельное письмо тоже вело бы в другое место: спросите школу по телефону. Письмо от неё? [д/Н] "),
        ),
        Question::TwoSchools { registry, alike } => language.choose(
            format!("The letter is of {registry}, and the wallet is enrolled at {alike}, which reads almost the same.\nA forged letter would choose such a name: ask the school by telephone. Are they two schools? [y/N] "),
            format!("Письмо от {registry}, а кошелёк привязан к {alike}: названия почти одинаковы.\nТакое имя выбрало бы поддельное письмо: спросите школу по телефону. Это две разные школы? [д/Н] "),
        ),
        Question::CompareRoster(found) => {
            let digits = digits(&found.0);
            language.choose(
                format!("This node works by the roster\n  {found}\n  by telephone {digits}\nCompare it with the hash on the consortium's page, or ask a school by telephone. The same? [y/N] "),
                format!("Этот узел работает по списку участников с хешем\n  {found}\n  по телефону {digits}\nСверьте с хешем на странице консорциума или спросите школу по телефону. Совпадает? [д/Н] "),
            )
        }
        Question::ShareCondemned => language
            .choose(
                "A document in it is revoked or suspended, and whoever checks it sees red. Show it all the same? [y/N] ",
                "Один из документов отозван или приостановлен, проверка покажет красный. Всё равно показать? [д/Н] ",
            )
            .to_owned(),
        Question::Share => {
            language.choose("Share exactly this? [y/N] ", "Показать именно это? [д/Н] ").to_owned()
        }
        Question::GiveYears => language
            .choose(
                "Give the yearly secret too, with these limits? [y/N] ",
                "Отдать и годовой секрет, с этими оговорками? [д/Н] ",
            )
            .to_owned(),
        Question::ShowOptional(_) => String::new(),
    }
}
