//! Reasons for which something cannot be shared, told to families.

use crate::commands::wallet::{not_found, of_flow};
use crate::render::failure::Failure;
use attestat_credential::presentation::{PresentError, TermsError};
use attestat_wallet::flow::FlowError;
use attestat_wallet::share::ShareError;
use attestat_wallet::share::choose::ChooseError;
use attestat_words::language::{Choose as _, Language};
use std::path::Path;

/// Longest time for which a consent may be asked for here, in seconds: a life.
const CONSENT_SECONDS_MAX: u64 = 100 * 366 * 86_400;

/// Failure of a share: for a reason in the wallet, or for its file.
pub(super) fn flow(error: FlowError<Failure>, path: &Path, language: Language) -> Failure {
    match error {
        FlowError::Share(error) => share(&error, language),
        FlowError::Effect(failure) if failure.code == "already-there" => place(failure, path, language),
        other => of_flow(other, None, language),
    }
}

/// Failure for a share that is refused.
pub(super) fn share(error: &ShareError, language: Language) -> Failure {
    match error {
        ShareError::NoDocument(id) => usage(
            "no-such-document",
            language,
            (format!("There is no document {id} in the wallet"), "See which there are with `attestat wallet show`."),
            (format!("В кошельке нет документа {id}"), "Посмотрите, какие есть: `attestat wallet show`."),
        ),
        ShareError::NotIncluded(id) => Failure::usage(
            "not-included",
            language.choose(format!("{id} is not in the portfolio"), format!("{id} не в портфолио")),
            language.choose(
                format!("If the family wants it shown: `attestat wallet include {id}`."),
                format!("Если семья хочет его показывать: `attestat wallet include {id}`."),
            ),
        ),
        ShareError::Bearer(id) => usage(
            "not-bound",
            language,
            (
                format!("{id} is not bound to the wallet yet, so it cannot be made out to a receiver"),
                "The school issues it again some days after the enrolment; then run `attestat wallet sync`.",
            ),
            (
                format!("{id} ещё не привязан к кошельку, его нельзя выписать на получателя"),
                "Школа выдаст его заново через несколько дней после привязки; тогда выполните `attestat wallet sync`.",
            ),
        ),
        ShareError::OtherHolder(id) => usage(
            "other-holder",
            language,
            (
                format!("{id} is bound to another key than this wallet has"),
                "Ask the school to issue it for this wallet.",
            ),
            (
                format!("{id} привязан к другому ключу, не этого кошелька"),
                "Попросите школу выдать его для этого кошелька.",
            ),
        ),
        ShareError::NotEnrolled(registry) => usage(
            "not-enrolled",
            language,
            (
                format!("The child is not enrolled at {registry}, so nothing there is tagged"),
                "Leave out --completeness for it.",
            ),
            (format!("Ребёнок не привязан к {registry}, меток там нет"), "Уберите для него --completeness."),
        ),
        ShareError::Present(PresentError::Terms(error)) => terms(*error, language),
        other => usage(
            "cannot-share",
            language,
            (other.to_string(), "Choose other documents or fields."),
            (format!("Показать не получится: {other}"), "Выберите другие документы или поля."),
        ),
    }
}

/// Failure for words that pick nothing to show.
pub(super) fn choose(error: &ChooseError, language: Language) -> Failure {
    match error {
        ChooseError::Document(error) => not_found(error, language),
        ChooseError::EmptyPortfolio => usage(
            "empty-portfolio",
            language,
            (
                "The portfolio is empty: there is nothing to show".to_owned(),
                "Put a document in with `attestat wallet include ID`.",
            ),
            ("Портфолио пусто: показывать нечего".to_owned(), "Включите документ: `attestat wallet include НОМЕР`."),
        ),
        ChooseError::NoField { field, nearest } => {
            let what = language.choose(
                format!("None of the documents has a field {field}"),
                format!("Ни в одном из документов нет поля {field}"),
            );
            let todo = match nearest {
                Some(near) => language.choose(format!("Did you mean {near}?"), format!("Может быть, {near}?")),
                None => language
                    .choose(
                        "See their fields with `attestat wallet show ID`.",
                        "Посмотрите поля: `attestat wallet show НОМЕР`.",
                    )
                    .to_owned(),
            };
            Failure::usage("no-such-field", what, todo)
        }
    }
}

/// Failure for a presentation's file that cannot be made, above all for one that is there.
pub(super) fn place(failure: Failure, path: &Path, language: Language) -> Failure {
    let (path, is_there) = (path.display(), failure.code == "already-there");
    let (what, todo) = match (language, is_there) {
        (Language::English, true) => (failure.what, "Name another file with `--out FILE`.".into()),
        (Language::English, false) => (failure.what, failure.todo),
        (Language::Russian, true) => {
            (format!("{path} уже есть и не будет перезаписан.").into(), "Назовите другой файл: `--out ФАЙЛ`.".into())
        }
        (Language::Russian, false) => (
            format!("Файл {path} нельзя записать.").into(),
            "Проверьте, верен ли путь и можно ли вам туда писать.".into(),
        ),
    };
    Failure { what, todo, ..failure }
}

/// Failure for pictures of codes that are there already.
pub(super) fn picture(failure: Failure, path: &Path, language: Language) -> Failure {
    let shown = path.display();
    let (what, todo) = language.choose(
        (failure.what, "Name another picture with `--qr FILE.png`."),
        (
            format!("{shown} или одна из его нумерованных картинок уже есть и не будет перезаписана.").into(),
            "Назовите другую картинку: `--qr ФАЙЛ.png`.",
        ),
    );
    Failure { what, todo: todo.into(), ..failure }
}

/// Refuses an end that nobody will see, such as the last second that a number can hold.
pub(super) fn refuse_endless(until: u64, now: u64, language: Language) -> Result<(), Failure> {
    if until.saturating_sub(now) <= CONSENT_SECONDS_MAX {
        return Ok(());
    }
    Err(terms(TermsError::Endless, language))
}

fn terms(error: TermsError, language: Language) -> Failure {
    match error {
        TermsError::Audience => usage(
            "bad-receiver",
            language,
            (
                "The receiver's name is empty, too long, or has spaces at its ends".to_owned(),
                "Write it as the receiver names itself.",
            ),
            (
                "Имя получателя пусто, слишком длинно или с пробелами по краям".to_owned(),
                "Напишите его так, как получатель называет себя сам.",
            ),
        ),
        TermsError::Purpose => usage(
            "bad-purpose",
            language,
            ("The purpose is empty, too long, or has spaces at its ends".to_owned(), "Write it in one sentence."),
            ("Цель пуста, слишком длинна или с пробелами по краям".to_owned(), "Напишите её одним предложением."),
        ),
        TermsError::Endless => usage(
            "endless-consent",
            language,
            (
                "The consent would have no end: it is asked for until a day more than a hundred years away".to_owned(),
                "Choose a day yourself with `--until DATE`, or ask the receiver for another request.",
            ),
            (
                "Согласие было бы бессрочным: его просят до дня, до которого больше ста лет".to_owned(),
                "Назовите день сами: `--until ДАТА`, или попросите у получателя другой запрос.",
            ),
        ),
        other => usage(
            "bad-terms",
            language,
            (other.to_string(), "Correct the command and run it again."),
            (format!("Так показать нельзя: {other}"), "Исправьте команду и повторите её."),
        ),
    }
}

fn usage(code: &str, language: Language, english: (String, &str), russian: (String, &str)) -> Failure {
    let (what, todo) = language.choose(english, russian);
    Failure::usage(code, what, todo.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::disk::Reserved;

    #[test]
    fn a_consent_without_end_is_refused() {
        for language in [Language::English, Language::Russian] {
            assert_eq!(refuse_endless(u64::MAX, 7, language).unwrap_err().code, "endless-consent");
            assert!(refuse_endless(CONSENT_SECONDS_MAX + 8, 7, language).is_err());
            refuse_endless(CONSENT_SECONDS_MAX + 7, 7, language).unwrap();
        }
    }

    #[test]
    fn a_presentation_of_before_stays_and_its_family_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared.attestat-presentation");
        std::fs::write(&path, "for another receiver").unwrap();
        let told = |path: &Path, language| place(Reserved::new(path).unwrap_err(), path, language);
        assert_eq!(told(&path, Language::English).code, "already-there");
        assert!(told(&path, Language::Russian).what.to_string().contains("уже есть"));
        assert!(told(&folder.path().join("no/such"), Language::Russian).what.to_string().contains("нельзя записать"));
        assert_eq!(std::fs::read(&path).unwrap(), b"for another receiver");
    }
}
