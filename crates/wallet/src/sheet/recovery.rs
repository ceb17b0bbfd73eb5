//! The recovery sheet: the 24 words, their meaning, warnings, and the way to recover.

use attestat_ledger::roster::RosterHash;

use super::{Language, Page, QrCode, Writer, choose};
use crate::seed::Mnemonic;

/// Words in a row of the sheet.
const COLUMNS: usize = 4;

/// Facts that a recovery needs beside the words.
pub struct WayBack<'a> {
    /// Addresses of nodes, the keys with them.
    pub addresses: &'a [String],
    /// The roster in force.
    pub roster: RosterHash,
    /// [`WayBack::command`] as a QR code, if one was drawn.
    pub code: Option<QrCode<'a>>,
}

impl WayBack<'_> {
    /// Command that recovers, which a telephone reads from the code.
    pub fn command(addresses: &[String], roster: &RosterHash) -> String {
        format!("attestat wallet recover --from {} --roster-hash {roster}", addresses.join(" "))
    }
}

/// Makes the recovery sheet of one child; `label` is the family's name for the child. Facts that are not known yet are
/// left blank, for a pencil.
pub fn recovery_sheet(words: &Mnemonic, label: &str, back: Option<&WayBack<'_>>, language: Language) -> Page {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    let cells: Vec<&str> = words.expose_words().collect();
    let title = match language {
        Language::English => format!("Recovery sheet: {label}"),
        Language::Russian => format!("Лист восстановления: {label}"),
    };
    let mut page = Writer::new(language, &title);
    page.paragraph(say(
        "These 24 words are the key to the child's wallet of school documents. With them, and with nothing else, \
         the wallet can be made again when the computer, the telephone or the file is gone. Each child has its \
         own sheet.",
        "Эти 24 слова — ключ к кошельку школьных документов ребёнка. По ним, и больше ни по чему, кошелёк можно \
         восстановить, если пропали компьютер, телефон или файл. У каждого ребёнка свой лист.",
    ));
    page.cells(COLUMNS, &cells);
    page.paragraph(say(
        "The words are read row by row, in the order of their numbers. They are English in every country: the \
         list that they come from is the same everywhere (BIP-39).",
        "Слова читаются по строкам, в порядке номеров. Они английские во всех странах: список, из которого они \
         взяты, везде один и тот же (BIP-39).",
    ));
    rules(&mut page, language);
    steps(&mut page, language);
    match back {
        Some(back) => filled(&mut page, back, language),
        None => blank(&mut page, language),
    }
    page.finish()
}

/// Writes the rules: what never to do with the words, and where to keep them.
fn rules(page: &mut Writer, language: Language) {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    page.heading(say("What never to do", "Чего нельзя делать никогда"));
    page.list(&[
        say(
            "Never tell the words to anybody: no school, no university, no support and no programmer ever needs them. \
             Who asks for them wants to pose as the child.",
            "Никому не называйте слова: они не нужны ни школе, ни вузу, ни поддержке, ни программистам. Кто их \
             спрашивает, хочет выдать себя за ребёнка.",
        ),
        say(
            "Never photograph the sheet, and never type the words into a web page, a message or a document.",
            "Не фотографируйте лист и не вводите слова на сайтах, в сообщениях и документах.",
        ),
        say(
            "Never keep the sheet together with the computer or telephone that the wallet is on.",
            "Не храните лист вместе с компьютером или телефоном, на котором лежит кошелёк.",
        ),
    ]);
    page.heading(say("Where to keep it", "Где хранить"));
    page.paragraph(say(
        "In an envelope with the child's birth certificate; a second copy with somebody whom you would trust with \
         the child's papers. A pencil copy by hand is as good as a print.",
        "В конверте вместе со свидетельством о рождении; вторую копию — у того, кому вы доверили бы документы \
         ребёнка. Копия, написанная карандашом от руки, не хуже печатной.",
    ));
}

/// Writes the steps of a recovery.
fn steps(page: &mut Writer, language: Language) {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    page.heading(say("How to recover", "Как восстановить"));
    page.list(&[
        say(
            "On any computer with the program: attestat wallet restore --child NAME. It asks for the words, all in one \
             line; capital letters and spaces do not matter, and a mistyped word is named.",
            "На любом компьютере с программой: attestat wallet restore --child ИМЯ. Она спросит слова, все в одну \
             строку; регистр букв и пробелы не важны, а слово с опечаткой будет названо.",
        ),
        say(
            "Then: attestat wallet recover. It needs the address of a node and the hash of the roster, which stand \
             in each letter of a school and on the consortium's page. It finds the child's records there, then \
             fetches the documents from the schools, or from the copies that it keeps on other nodes.",
            "Затем: attestat wallet recover. Ей нужны адрес узла и хеш списка участников: они есть в каждом письме \
             школы и на странице консорциума. Она найдёт записи ребёнка и получит документы у школ или из копий, \
             которые хранятся на других узлах.",
        ),
        say(
            "If the sheet is lost and the wallet is there, print it again: attestat wallet words. If both are lost, go to each \
             school with your papers: it can issue its documents again for a new wallet.",
            "Если лист потерян, а кошелёк цел, напечатайте лист снова: attestat wallet words. Если потеряно и то и другое, идите \
             с документами в каждую школу: она выдаст свои документы заново для нового кошелька.",
        ),
        say(
            "If a stranger may have seen the words, make a new wallet and have each school enrol it: the old key then \
             opens nothing new.",
            "Если слова мог увидеть посторонний, сделайте новый кошелёк и привяжите его в каждой школе: старый \
             ключ больше не откроет ничего нового.",
        ),
    ]);
}

/// Writes addresses and hash as they were when the sheet was made.
fn filled(page: &mut Writer, back: &WayBack<'_>, language: Language) {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    page.paragraph(say(
        "What recovery needs beside the words. The hash changes with every version of the roster; the newest one stands \
         on the consortium's page.",
        "Что нужно для восстановления кроме слов. Хеш меняется с каждой версией списка участников; новейший есть на \
         странице консорциума.",
    ));
    let address = say("Address of a node", "Адрес узла");
    let mut lines: Vec<String> = back.addresses.iter().map(|one| format!("{address}: {one}")).collect();
    lines.push(format!("{}: {}", say("Hash of the roster", "Хеш списка участников"), back.roster));
    page.block(&lines.join("\n"));
    if let Some(code) = &back.code {
        page.paragraph(say(
            "The same as a code, without the words: a telephone reads the whole command from it.",
            "То же кодом, без слов: телефон прочтёт из него всю команду.",
        ));
        page.picture(code);
    }
}

/// Writes blank lines for a pencil.
fn blank(page: &mut Writer, language: Language) {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    page.paragraph(say(
        "Write down here, from a school's letter or the consortium's page:",
        "Запишите сюда, из письма школы или со страницы консорциума:",
    ));
    page.block(say(
        "Address of a node: ____________________________________________________\n\
         Hash of the roster: ___________________________________________________",
        "Адрес узла: ___________________________________________________________\n\
         Хеш списка участников: ________________________________________________",
    ));
}
