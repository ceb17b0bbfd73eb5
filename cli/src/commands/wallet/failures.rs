//! Refusals of the wallet's crate, told to families: the event, and the next step, in their language.

use super::folder::FamilyFolder;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_wallet::child_label::ChildLabel;
use attestat_wallet::file::{OpenError, PassphraseError};
use attestat_wallet::seed::MnemonicError;
use attestat_wallet::ticket::TicketError;
use attestat_wallet::wallet::BodyError;
use attestat_words::language::{Choose as _, Language};

/// Failure for a passphrase that is not good enough.
pub(super) fn passphrase(error: &PassphraseError, language: Language) -> Failure {
    let what = match (error, language) {
        (PassphraseError::TooShort(characters), Language::Russian) => {
            format!("Фраза слишком коротка, её легко угадать: знаков {characters}, нужно не меньше 10")
        }
        (PassphraseError::TooShort(characters), Language::English) => {
            format!("The passphrase is short and quickly guessed: {characters} characters, at least 10 are needed")
        }
        (PassphraseError::TooPlain(_), Language::Russian) => "Фраза состоит почти из одного знака".to_owned(),
        (PassphraseError::TooPlain(_), Language::English) => "The passphrase is almost one character only".to_owned(),
    };
    let todo = language.choose(
        "Choose four or five words that nobody would guess.",
        "Возьмите четыре-пять слов, которых никто не угадает.",
    );
    Failure::usage("weak-passphrase", what, todo)
}

/// Failure for a wallet file that does not open; names the copy that it can be replaced by.
pub(super) fn open(error: &OpenError, folder: &FamilyFolder, label: &ChildLabel, language: Language) -> Failure {
    let file = folder.file(label);
    let file = file.display();
    let failure = |exit, code, english: String, russian: String, todo: String| {
        Failure::new(exit, code, language.choose(english, russian), todo)
    };
    match error {
        OpenError::WrongPassphrase => failure(
            Exit::Usage,
            "wrong-passphrase",
            "The passphrase does not open this wallet".to_owned(),
            "Эта фраза не открывает кошелёк".to_owned(),
            language
                .choose(
                    "Try again, and watch the keyboard's language and Caps Lock. If it is lost, restore the wallet from the 24 words under another name (`--child`); this file stays.",
                    "Попробуйте ещё раз; проверьте раскладку и Caps Lock. Если фраза забыта, восстановите кошелёк по 24 словам под другим именем (`--child`); этот файл останется.",
                )
                .to_owned(),
        ),
        // Going back to the generation before would destroy what the newer program wrote.
        OpenError::Newer | OpenError::Body(BodyError::Newer) => failure(
            Exit::Config,
            "newer-wallet",
            format!("{file} was written by a newer program"),
            format!("{file} записан более новой программой"),
            language.choose("Upgrade this program, and leave the file as it is.", "Обновите программу, файл не трогайте.").to_owned(),
        ),
        OpenError::Truncated { expected, found } => failure(
            Exit::Config,
            "wallet-damaged",
            format!("{file} is cut off: {found} of {expected} bytes are there; nothing of it was used"),
            format!("{file} обрезан: есть {found} байт из {expected}; ничего из него не взято"),
            folder.way_back(label),
        ),
        OpenError::Altered => failure(
            Exit::Config,
            "wallet-altered",
            format!("{file} was altered by somebody; nothing of it was used"),
            format!("{file} кто-то изменил; ничего из него не взято"),
            folder.way_back(label),
        ),
        OpenError::TooLong(bytes) => failure(
            Exit::Config,
            "not-a-wallet",
            format!("{file} has {bytes} bytes, more than a wallet ever has; nothing of it was used"),
            format!("В {file} байт: {bytes}, столько в кошельке не бывает; ничего из него не взято"),
            language.choose("See whether it is the right file, and leave it as it is.", "Проверьте, тот ли это файл, и не трогайте его.").to_owned(),
        ),
        OpenError::NotAWallet | OpenError::Damaged | OpenError::Cost(_) | OpenError::Body(_) => {
            failure(
                Exit::Config,
                "wallet-damaged",
                format!("{file} is damaged; nothing of it was used"),
                format!("{file} повреждён; ничего из него не взято"),
                folder.way_back(label),
            )
        }
        OpenError::Lock(_) => failure(
            Exit::Internal,
            "memory",
            "Opening the wallet takes more memory than this machine has free".to_owned(),
            "Чтобы открыть кошелёк, не хватает свободной памяти".to_owned(),
            language.choose("Close other programs and try again.", "Закройте другие программы и попробуйте ещё раз.").to_owned(),
        ),
    }
}

/// Failure for words that are not a child's 24.
pub(super) fn words(error: &MnemonicError, language: Language) -> Failure {
    let (what, todo) = match error {
        MnemonicError::Count(count) => language.choose(
            (
                format!("There are {count} words; the recovery sheet has 24"),
                "Compare line by line: one may be missing or typed twice.".to_owned(),
            ),
            (
                format!("Слов {count}, а на листе их 24"),
                "Сверьте построчно: одно могло пропасть или повториться.".to_owned(),
            ),
        ),
        MnemonicError::TooLong(_) => language.choose(
            (
                "The text is far longer than 24 words".to_owned(),
                "Give the words of the recovery sheet only.".to_owned(),
            ),
            ("Текст намного длиннее 24 слов".to_owned(), "Введите только слова с листа.".to_owned()),
        ),
        MnemonicError::UnknownWord { position, found, nearest } => language.choose(
            (
                format!("Word {position} (\"{found}\") is not on the list of words"),
                format!("Look at word {position} on the sheet; did you mean \"{nearest}\"?"),
            ),
            (
                format!("Слова № {position} («{found}») нет в списке"),
                format!("Посмотрите слово № {position} на листе; может быть, «{nearest}»?"),
            ),
        ),
        MnemonicError::Checksum => language.choose(
            (
                "Every word exists, but together they do not fit".to_owned(),
                "Compare each with its number on the sheet: two may be swapped, or one read as another.".to_owned(),
            ),
            (
                "Все слова есть в списке, но вместе они не сходятся".to_owned(),
                "Сверьте каждое с его номером на листе: два могли поменяться местами или одно прочитано как другое."
                    .to_owned(),
            ),
        ),
        MnemonicError::DeadDice => language.choose(
            ("This machine gives no random numbers".to_owned(), "Make no wallet here; use another machine.".to_owned()),
            (
                "Этот компьютер не даёт случайных чисел".to_owned(),
                "Не создавайте здесь кошелёк; возьмите другой компьютер.".to_owned(),
            ),
        ),
    };
    Failure::usage("not-the-words", what, todo)
}

/// Failure for a text that is no ticket.
pub(super) fn ticket(error: &TicketError, language: Language) -> Failure {
    let (what, todo) = match error {
        TicketError::GroupLength { group, characters } => language.choose(
            (
                format!("Group {group} of the code has {characters} characters; each has 6"),
                format!("Compare group {group} with the letter."),
            ),
            (
                format!("В группе {group} кода {characters} знаков, а должно быть 6"),
                format!("Сверьте группу {group} с письмом."),
            ),
        ),
        TicketError::Character(group) => language.choose(
            (
                format!("Group {group} of the code has a character that codes do not use"),
                format!("Compare group {group} with the letter."),
            ),
            (
                format!("В группе {group} кода есть знак, которого в кодах не бывает"),
                format!("Сверьте группу {group} с письмом."),
            ),
        ),
        TicketError::Group(group) => language.choose(
            (
                format!("Group {group} of the code is mistyped, or a group before it is missing"),
                format!("Compare group {group} with the letter."),
            ),
            (
                format!("Группа {group} кода набрана с ошибкой, или группа перед ней пропущена"),
                format!("Сверьте группу {group} с письмом."),
            ),
        ),
        TicketError::Half { groups, of } => language.choose(
            (
                format!("Only {groups} of the code's {of} groups are there"),
                "Type all of them, in one line and in the order of their numbers.".to_owned(),
            ),
            (
                format!("Набрано групп кода: {groups}, а их {of}"),
                "Наберите все, в одну строку и по порядку номеров.".to_owned(),
            ),
        ),
        TicketError::Version(_) => language.choose(
            ("The ticket was made by a newer program".to_owned(), "Upgrade this program.".to_owned()),
            ("Письмо сделано более новой программой".to_owned(), "Обновите программу.".to_owned()),
        ),
        _ => language.choose(
            (
                "The ticket is not whole".to_owned(),
                "Copy all of it again, from \"attestat:ticket:\" to the end; or ask the school for a new letter."
                    .to_owned(),
            ),
            (
                "Письмо прочитано не целиком".to_owned(),
                "Скопируйте его ещё раз целиком, от «attestat:ticket:» до конца, или попросите у школы новое письмо."
                    .to_owned(),
            ),
        ),
    };
    Failure::usage("not-a-ticket", what, todo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_program_is_never_to_be_written_over() {
        let home = tempfile::tempdir().unwrap();
        let label = ChildLabel::parse("lev").unwrap();
        for language in [Language::English, Language::Russian] {
            let folder = FamilyFolder::at(Some(home.path()), language).unwrap();
            let lock = folder.lock().unwrap();
            folder.save(&label, b"one", &lock).unwrap();
            folder.save(&label, b"two", &lock).unwrap();
            let told = |error| open(&error, &folder, &label, language);
            for (error, code) in [
                (OpenError::Newer, "newer-wallet"),
                (OpenError::Body(BodyError::Newer), "newer-wallet"),
                (OpenError::TooLong(1 << 30), "not-a-wallet"),
            ] {
                let failure = told(error);
                assert!(failure.code == code && !failure.todo.to_string().contains("previous"), "{failure}");
            }
            assert!(told(OpenError::Body(BodyError::NotContents)).todo.to_string().contains(".wallet.previous"));
        }
    }
}
