//! Refusals of a sheet before a node is asked, and the words where none is asked.

use super::*;
use crate::render::output::Format;
use attestat_words::language::Language;
use clap::Parser as _;

/// Issues a sheet of two rows; `change` is made to both.
fn issued(change: &str, words: &[&str]) -> Result<Exit, Failure> {
    issued_at("unix:/nobody.sock", change, words)
}

fn issued_at(node: &str, change: &str, words: &[&str]) -> Result<Exit, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("class.csv");
    let mut template = attestat_sheets::template(DocumentKind::Gto).replace("Образцова (SAMPLE)", change);
    let second = template.lines().nth(1).unwrap().replace("SAMPLE-01", "17").replace("0000001", "0000002");
    template.push_str(&second.replace("16-77-0012345", "16-77-0012346").replace("Образцова", "Примерова"));
    std::fs::write(&sheet, template).unwrap();
    let line = [&["attestat", "issue", sheet.to_str().unwrap(), "--node", node], words].concat();
    let arguments = crate::commands::Arguments::try_parse_from(line).unwrap();
    crate::commands::run(&arguments, &Output::new(Format::Words))
}

#[test]
fn the_sample_row_of_a_template_is_not_issued() {
    for words in [&[][..], &["--commit"]] {
        let failure = issued("Образцова (SAMPLE)", words).unwrap_err();
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::BadRows, "sample-row"));
        assert!(failure.what.to_string().contains(": row 2"), "{failure}");
        assert_eq!(
            issued("Образцова-Первая (SAMPLE)", words).unwrap_err().exit,
            Exit::Unreachable,
            "a name of its own"
        );
    }
}

#[test]
fn an_answer_for_a_row_that_is_not_there_is_refused() {
    for option in ["--same-pupil", "--again"] {
        for commit in [&[][..], &["--commit"]] {
            let asked = |rows| issued("Образцова", &[&[option, rows], commit].concat()).unwrap_err();
            let failure = asked("2,4,17");
            assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-such-row"));
            assert!(
                failure.what.to_string().contains(option) && failure.what.to_string().contains(": 4, 17"),
                "{failure}"
            );
            assert_eq!(asked("2,3").exit, Exit::Unreachable, "both are rows");
        }
    }
}

#[test]
fn a_worksheet_that_is_not_there_is_a_slip_of_the_command_line() {
    let workbook = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/certificates.xlsx");
    let run = |line: &[&str]| {
        let arguments = crate::commands::Arguments::try_parse_from([&["attestat"], line].concat()).unwrap();
        crate::commands::run(&arguments, &Output::new(Format::Words)).unwrap_err()
    };
    let refused = [
        issued("Образцова", &["--worksheet", "9А"]).unwrap_err(),
        run(&["issue", workbook, "--worksheet", "нет такого"]),
        run(&["template", "profile", workbook, "--worksheet", "нет такого"]),
        run(&["reissue", "7", "--from", workbook, "--worksheet", "нет такого"]),
    ];
    for failure in refused {
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-such-worksheet"), "{failure}");
        assert!(failure.todo.to_string().contains("--worksheet"), "{failure}");
    }
}

#[test]
fn an_option_that_means_nothing_in_the_sheet_is_refused() {
    for (words, code) in [
        (["--map", "Нечто=head"], "no-such-heading"),
        (["--set", "end_year=2026"], "no-such-field"),
        (["--as-written", "17"], "no-such-row"),
    ] {
        let failure = issued("Образцова", &words).unwrap_err();
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, code), "{failure}");
        assert!(failure.what.to_string().contains(words[0]), "{failure}");
    }
    for words in [["--map", "Фамилия=family_name"], ["--set", "agreement_basis=Заявление"], ["--as-written", "2"]]
    {
        assert_eq!(issued("Образцова", &words).unwrap_err().exit, Exit::Unreachable, "{words:?}");
    }
}

#[test]
fn a_folder_that_is_no_node_is_refused_in_a_dry_run_too() {
    for commit in [&[][..], &["--commit"]] {
        let failure = issued_at("/nowhere/at/all", "Образцова-Первая (SAMPLE)", commit).unwrap_err();
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "no-such-folder"));
    }
}

#[test]
fn what_was_not_checked_without_a_node_is_said() {
    for (language, denied) in [(Language::English, "NOT checked"), (Language::Russian, "НЕ проверено")] {
        assert!(not_asked().told(language).contains(denied) && not_asked().told(language).contains("--node"));
    }
}
