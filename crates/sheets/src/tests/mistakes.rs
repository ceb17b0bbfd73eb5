//! One mistake at a time: each row of the tables changes one thing in a template that is right.

use attestat_credential::draft::words::DocumentKind::{
    self, ArtsSchool, Basic, Contest, Gto, Olympiad, Secondary, SportEvent, SportRank,
};

use super::super::grid::cell_address;
use super::{Cells, codes};
use attestat_words::language::Language;

#[test]
fn one_wrong_cell_is_named_by_its_address_and_its_mistake() {
    let rows: &[(&str, DocumentKind, &str, &str, &str)] = &[
        ("a kind that does not exist", Gto, "Вид документа", "благодарность", "unknown-word"),
        ("no kind", Gto, "Вид документа", "", "missing"),
        ("no family name", Gto, "Фамилия", "", "missing"),
        ("only a non-breaking space", Gto, "Фамилия", "\u{a0}", "missing"),
        ("Latin letters in a Cyrillic name", Gto, "Фамилия", "Образцoва", "two-alphabets"),
        ("a digit in a name", Gto, "Имя", "Анна2", "not-in-a-name"),
        ("a name of 101 letters", Gto, "Отчество", &"а".repeat(101), "too-long"),
        ("a number of the pupil over 64 characters", Gto, "Номер ученика", &"1".repeat(65), "too-long"),
        ("a formula that failed", Gto, "Номер свидетельства", "#ССЫЛКА!", "formula-error"),
        ("a column too narrow for its day", Gto, "Дата", "##########", "formula-error"),
        ("a number that lost its last digits", Gto, "Номер свидетельства", "1,23457E+15", "number-rounded"),
        ("30 February", Gto, "Дата рождения", "30.02.2004", "not-a-date"),
        ("born tomorrow", Gto, "Дата рождения", "01.01.2022", "in-the-future"),
        ("awarded before birth", Gto, "Дата", "12.04.2003", "before"),
        ("awarded tomorrow", Gto, "Дата", "01.01.2022", "in-the-future"),
        ("a step that does not exist", Gto, "Ступень", "19", "out-of-range"),
        ("a step in words", Gto, "Ступень", "пятая", "not-a-number"),
        ("a badge that does not exist", Gto, "Знак", "платиновый", "unknown-word"),
        ("a UIN without hyphens", Gto, "УИН", "16770012345", "not-a-gto-number"),
        ("a line break in a number", Gto, "Номер свидетельства", "АА\n1", "line-break"),
        ("no day of the agreement", Gto, "Дата согласия", "", "missing"),
        ("agreed before birth", Gto, "Дата согласия", "01.09.2003", "before"),
        ("agreed tomorrow", Gto, "Дата согласия", "2022-01-01", "in-the-future"),
        ("no paper of the agreement", Gto, "Документ о согласии", "", "missing"),
        ("nobody agreed", Gto, "Кто дал согласие", "", "missing"),
        ("a teacher agreed", Gto, "Кто дал согласие", "учитель", "unknown-word"),
        ("at 16 the pupil alone", Gto, "Кто дал согласие", "ученик", "wrong-person-agreed"),
        ("at 16 the guardian alone", Gto, "Кто дал согласие", "родитель", "wrong-person-agreed"),
        ("ten and a half", SportEvent, "Место", "1,5", "not-a-number"),
        ("the eleventh place", SportEvent, "Место", "11 место", "out-of-range"),
        ("a result in words", SportEvent, "Результат", "быстро", "not-a-result"),
        ("no such level", SportEvent, "Уровень", "вселенский", "unknown-word"),
        ("no such rank", SportRank, "Разряд", "IV разряд", "unknown-word"),
        ("valid until before it was given", SportRank, "Действует до", "05.05.2020", "before"),
        ("no number of the order", SportRank, "Номер приказа", "", "missing"),
        ("a series that does not exist", Olympiad, "Вид олимпиады", "городская", "unknown-word"),
        ("no stage of the all-Russian", Olympiad, "Этап", "", "missing"),
        ("a number on the list of an all-Russian", Olympiad, "Номер в перечне", "7", "not-in-this-series"),
        ("grade 12", Olympiad, "Класс", "12", "out-of-range"),
        ("took part", Olympiad, "Статус участника", "участник", "unknown-word"),
        ("a subject over 150 characters", Olympiad, "Предмет", &"ф".repeat(151), "too-long"),
        ("a result in sport", Contest, "Результат", "10,84 с", "unknown-word"),
        ("no such role", Contest, "Роль", "зритель", "unknown-word"),
        ("finished before the beginning", ArtsSchool, "Год окончания", "2012", "before"),
        ("a year of two digits", ArtsSchool, "Год поступления", "13", "out-of-range"),
        ("a pass in music", ArtsSchool, "Сольфеджио", "зачтено", "no-grade"),
        ("a mark that is no mark", Secondary, "Физика", "7", "not-a-mark"),
        ("digit and word disagree", Secondary, "Физика", "5 (хорошо)", "mark-disagrees"),
        ("failed", Basic, "Физика", "2", "failed"),
        ("a rounded number", Basic, "Номер бланка", "7,7E+11", "number-rounded"),
        ("a zero lost", Basic, "Номер бланка", "7700000000001", "zero-lost"),
        ("an old blank on a new document", Basic, "Номер бланка", "77АВ0123456", "not-a-blank-number"),
        ("the blank of the title sheet", Basic, "Номер бланка приложения", "07700000000001", "blank-twice"),
        ("finished after the issue", Basic, "Дата выдачи", "25.06.2020", "before"),
        ("replaces a blank without being a duplicate", Basic, "Взамен бланка", "07700000000003", "not-a-duplicate"),
        ("neither original nor duplicate", Basic, "Оригинал или дубликат", "копия", "unknown-word"),
        ("no legal basis", Basic, "Основание выдачи", "", "missing"),
        ("a line over 300 characters", Basic, "Дополнительные сведения", &"ч".repeat(301), "too-long"),
        ("41 lines", Basic, "Дополнительные сведения", &"ч\n".repeat(41), "wrong-count"),
        ("no head", Basic, "Руководитель", "", "missing"),
        ("neither ordinary nor with distinction", Basic, "Отличие", "золотая медаль", "unknown-word"),
    ];
    for (why, kind, heading, cell, code) in rows {
        let mut cells = Cells::of(*kind);
        (*cell).clone_into(cells.cell(heading));
        let import = cells.read();
        let place = cell_address(cells.position(heading), 2);
        assert_eq!(codes(&import), [(place, *code)], "{why}");
        assert!(import.into_drafts().is_err(), "{why}: nothing may be issued");
    }
}

#[test]
fn one_wrong_heading_is_named_and_gets_the_nearest_known_one() {
    let rows: &[(&str, &str, &str, &str, &str)] = &[
        ("misspelt", "Ступень", "Ступнь", "unknown-column", "did you mean «Ступень»?"),
        ("misspelt in English", "Ступень", "bade", "unknown-column", "did you mean «badge»?"),
        ("nonsense", "Отчество", "Примечание", "unknown-column", "put # before the heading"),
        ("a personal number", "Отчество", "СНИЛС ученика", "column-not-taken", "delete the column"),
        ("the whole name beside its parts", "Отчество", "ФИО", "column-twice", "delete one of the two"),
        ("somebody's whole name", "Отчество", "Получатель", "column-not-taken", "split it into"),
        ("the same column twice", "Отчество", "surname", "column-twice", "delete one of the two"),
        ("a column of another kind", "Отчество", "Вид спорта", "unused-column", "put # before the heading"),
        ("marks without a subject", "Отчество", "Отметка:", "missing", "fill it in"),
        ("no heading above a cell", "Отчество", " ", "no-heading", "give the column a heading"),
    ];
    for (why, heading, other, code, fix) in rows {
        let mut cells = Cells::of(DocumentKind::Gto);
        let position = cells.position(heading);
        (*other).clone_into(&mut cells.0[0][position]);
        let import = cells.read();
        let place = super::super::grid::column_letters(position);
        let found = codes(&import);
        let expected = [(place.clone(), *code), (format!("{place}2"), *code)];
        assert!(found.iter().any(|found| expected.contains(found)), "{why}: {found:?}");
        assert!(import.render(Language::English).contains(fix), "{why}: {}", import.render(Language::English));
        assert!(import.into_drafts().is_err(), "{why}: nothing may be issued");
    }
}

#[test]
fn a_missing_column_is_reported_once_and_other_cells_all_the_same() {
    let mut cells = Cells::of(DocumentKind::Gto);
    let position = cells.position("Дата рождения");
    "платиновый".clone_into(cells.cell("Знак"));
    let second = cells.0[1].clone();
    cells.0.push(second);
    for row in &mut cells.0 {
        row.remove(position);
    }
    let badge = cells.position("Знак");
    assert_eq!(
        codes(&cells.read()),
        [
            ("Дата рождения".to_owned(), "missing-column"),
            (cell_address(badge, 2), "unknown-word"),
            (cell_address(badge, 3), "unknown-word"),
        ]
    );
}

#[test]
fn a_certificate_needs_marks() {
    let mut cells = Cells::of(DocumentKind::Basic);
    let first = cells.position("Русский язык");
    for mark in &mut cells.0[1][first..] {
        mark.clear();
    }
    assert_eq!(codes(&cells.read()), [(cell_address(first, 2), "no-marks")]);
    for row in &mut cells.0 {
        row.truncate(first);
    }
    assert_eq!(codes(&cells.read()), [("Отметка: …".to_owned(), "missing-column")]);
}

#[test]
fn a_certificate_has_at_most_sixty_marks() {
    let mut cells = Cells::of(DocumentKind::Basic);
    for number in 0..60 {
        cells.0[0].push(format!("mark: Предмет {number}"));
        cells.0[1].push("5".to_owned());
    }
    let first = cells.position("Русский язык");
    assert_eq!(codes(&cells.read()), [(cell_address(first, 2), "wrong-count")]);
}

#[test]
fn a_column_that_only_some_rows_need_is_asked_for_by_those_rows() {
    let mut cells = Cells::of(DocumentKind::Olympiad);
    let position = cells.position("Этап");
    for row in &mut cells.0 {
        row.remove(position);
    }
    assert_eq!(codes(&cells.read()), [("row 2".to_owned(), "missing-column")]);
}

#[test]
fn all_mistakes_of_a_row_are_told_at_once() {
    let mut cells = Cells::of(DocumentKind::SportEvent);
    for heading in ["Фамилия", "Дата рождения", "Уровень", "Место", "Дата", "Кто дал согласие"]
    {
        "??".clone_into(cells.cell(heading));
    }
    let import = cells.read();
    assert_eq!((codes(&import).len(), import.bad_rows()), (6, 1));
}

#[test]
fn a_cell_of_another_kind_is_a_mistake_of_its_row() {
    let mut cells = Cells::of(DocumentKind::Gto);
    for row in &mut cells.0 {
        row.push(String::new());
    }
    let last = cells.0[0].len() - 1;
    "Вид спорта".clone_into(&mut cells.0[0][last]);
    "Плавание".clone_into(&mut cells.0[1][last]);
    // As soon as the sheet has sport ranks as well, the column is theirs.
    let mut rank = vec![String::new(); cells.0[0].len()];
    "разряд".clone_into(&mut rank[0]);
    cells.0.push(rank);
    assert!(codes(&cells.read()).contains(&(cell_address(last, 2), "not-in-this-kind")));
}

#[test]
fn rows_that_cannot_both_be_right_are_found() {
    type Change = fn(&mut Cells);
    let rows: &[(&str, DocumentKind, Change, Option<&str>)] = &[
        ("the same row again", Gto, |_| {}, Some("row-twice")),
        (
            "the same row, one cell written otherwise",
            Gto,
            |cells| "5 ступень".clone_into(cells.cell("Ступень")),
            Some("row-twice"),
        ),
        ("another step, same number", Gto, |cells| "6".clone_into(cells.cell("Ступень")), Some("same-document")),
        ("another number of the document", Gto, |cells| "АА 2".clone_into(cells.cell("Номер свидетельства")), None),
        ("the number of another pupil", Gto, |cells| "Лев".clone_into(cells.cell("Имя")), Some("same-document")),
        (
            "the number of another pupil, on another document",
            Gto,
            |cells| {
                "Лев".clone_into(cells.cell("Имя"));
                "АА 2".clone_into(cells.cell("Номер свидетельства"));
            },
            Some("two-people"),
        ),
        (
            "another pupil, same blanks",
            Basic,
            |cells| "SAMPLE-02".clone_into(cells.cell("Номер ученика")),
            Some("blank-twice"),
        ),
        (
            "same pupil, other blanks",
            Basic,
            |cells| {
                "07700000000011".clone_into(cells.cell("Номер бланка"));
                "07700000000012".clone_into(cells.cell("Номер бланка приложения"));
            },
            Some("certificate-twice"),
        ),
        (
            "same pupil, a duplicate on other blanks",
            Basic,
            |cells| {
                "07700000000011".clone_into(cells.cell("Номер бланка"));
                "07700000000012".clone_into(cells.cell("Номер бланка приложения"));
                "дубликат".clone_into(cells.cell("Оригинал или дубликат"));
            },
            None,
        ),
    ];
    for (why, kind, change, code) in rows {
        let cells = Cells::of(*kind);
        let mut changed = cells.clone();
        change(&mut changed);
        let both = Cells(vec![cells.0[0].clone(), cells.0[1].clone(), changed.0[1].clone()]);
        let import = both.read();
        let found: Vec<&str> = codes(&import).iter().map(|(_, code)| *code).collect();
        assert_eq!(found, code.iter().copied().collect::<Vec<_>>(), "{why}");
        assert_eq!(import.into_drafts().is_ok(), code.is_none(), "{why}");
    }
}

#[test]
fn a_profession_an_hour_and_a_grade_that_are_on_no_list_are_one_mistake_each() {
    for (heading, cell) in [("Профессия", "повор"), ("Часы", "много"), ("Квалификационный разряд", "9")]
    {
        let mut sheet = Cells::of(DocumentKind::VocationalTraining);
        cell.clone_into(sheet.cell(heading));
        let import = sheet.read();
        assert_eq!(codes(&import).len(), 1, "{heading}");
    }
}
