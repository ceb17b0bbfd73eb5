//! The letter with a ticket, which the school hands to a family so that it can enrol a wallet.

use attestat_ledger::day::Day;
use zeroize::Zeroizing;

use super::{Language, Page, Writer, choose};
use crate::ticket::Ticket;

/// Groups of a typed code in a row of the letter.
const GROUPS_IN_ROW: usize = 5;

/// Facts of a letter beyond the ticket.
pub struct LetterFacts<'a> {
    /// Name of the school, as it calls itself.
    pub school: &'a str,
    /// Pupil whom the letter is for: a name, or the school's own number of the pupil.
    pub pupil: &'a str,
    /// The ticket's line as a QR code, if one was drawn.
    pub code: Option<QrCode<'a>>,
}

/// A QR code in both forms; drawn by the caller, of [`Ticket::to_line`].
pub struct QrCode<'a> {
    /// Form for HTML: one `<svg>` element, taken as it is.
    pub svg: &'a str,
    /// Form for text.
    pub text: &'a str,
}

/// Makes the letter that carries a ticket.
pub fn ticket_letter(ticket: &Ticket, facts: &LetterFacts<'_>, language: Language) -> Page {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    let title = match language {
        Language::English => format!("{}: ticket for a wallet", facts.school),
        Language::Russian => format!("{}: письмо для кошелька", facts.school),
    };
    let mut page = Writer::new(language, &title);
    page.paragraph(&format!("{} {}", say("For the family of", "Семье ученика:"), facts.pupil));
    page.paragraph(say(
        "The school keeps its records so that nobody can quietly change them. With this ticket the family gets its \
         own copies of the child's documents, in a wallet that only the family can open. Taking part is voluntary; \
         the documents are valid without it.",
        "Школа ведёт записи так, что никто не может незаметно их изменить. По этому письму семья получит свои \
         экземпляры документов ребёнка — в кошельке, который может открыть только она. Участие добровольное; \
         документы действуют и без него.",
    ));
    page.heading(say("How to use it", "Как им воспользоваться"));
    page.list(&[
        say(
            "Make the child's wallet, once: attestat wallet new --child NAME. Print the recovery sheet and keep it.",
            "Один раз создайте кошелёк ребёнка: attestat wallet new --child ИМЯ. Напечатайте лист восстановления и \
             храните его.",
        ),
        say(
            "Use the letter: attestat wallet enrol, with this letter as a file, with a picture of the code, or typing \
             the groups below, all in one line.",
            "Воспользуйтесь письмом: attestat wallet enrol — с самим письмом в виде файла, со снимком кода или набрав \
             группы знаков, напечатанные ниже, все в одну строку.",
        ),
        say(
            "The documents arrive with attestat wallet sync, some days later. None of them is in the portfolio until \
             you include it, and nothing is shown to anybody until you share it.",
            "Документы придут по команде attestat wallet sync, через несколько дней. В портфолио ничего не попадает, \
             пока вы не включите, и никому ничего не показывается, пока вы не покажете сами.",
        ),
    ]);
    page.heading(say("The letter's code", "Код письма"));
    if let Some(code) = &facts.code {
        page.picture(code);
    }
    let groups = ticket.to_groups();
    let cells: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
    page.cells(GROUPS_IN_ROW, &cells);
    page.paragraph(say(
        "Small letters do as well. The last character of each group is a check: a mistyped group is named.",
        "Можно вводить и строчными буквами. Последний знак каждой группы проверочный: группа с опечаткой будет названа.",
    ));
    page.paragraph(say("The same in one line, to copy:", "То же одной строкой, чтобы скопировать:"));
    page.block(&ticket.to_line());
    page.block(&facts_of(ticket, language));
    page.paragraph(say(
        "The ticket works once and until the day above. Whoever has it can enrol a wallet in the child's name: keep \
         it like money, and tell the school at once if it is lost or if the program says that it was used already. \
         The school itself keeps no copy of it.",
        "Письмо действует один раз и до указанного дня. Кто им владеет, может привязать кошелёк от имени ребёнка: \
         храните его как деньги и сразу сообщите школе, если оно потеряно или если программа говорит, что оно уже \
         использовано. У самой школы копии нет.",
    ));
    page.finish()
}

fn facts_of(ticket: &Ticket, language: Language) -> Zeroizing<String> {
    let say = |english: &'static str, russian: &'static str| choose(language, english, russian);
    Zeroizing::new(format!(
        "{}: {}\n{}: {}\n{}: {}\n{}: {}",
        say("Registry", "Реестр"),
        ticket.registry(),
        say("Node", "Узел"),
        ticket.address(),
        say("Roster", "Список участников"),
        ticket.roster(),
        say("Good until (UTC)", "Действует до (UTC)"),
        Day::of_unix_seconds(ticket.expires()),
    ))
}
