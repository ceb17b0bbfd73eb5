//! Every command of the README and of the guides is run, and what they show as printed is what is printed.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::page::{Part, Reader, exists, named, parts, read};

const README: &str = "README.md";

#[test]
fn the_readme_is_a_session_that_works() {
    let page = read(README).unwrap();
    let mut reader = Reader::new().unwrap();
    reader.follow(&page, &mut |_, scene| anyhow::bail!("the README has no scene {scene}")).unwrap();
}

#[test]
fn no_command_of_the_readme_is_left_out() {
    let page = read(README).unwrap();
    let parts = parts(&page).unwrap();
    assert!(parts.iter().all(|part| !matches!(part, Part::NotRun(_) | Part::Scene(_))), "{parts:?}");
    let commands: Vec<String> = parts
        .into_iter()
        .flat_map(|part| match part {
            Part::Commands(commands, _) => commands,
            _ => Vec::new(),
        })
        .collect();
    for promised in ["init", "roster init", "roster add", "roster sign", "pin", "run", "issue", "trust pin", "verify"] {
        assert!(commands.iter().any(|command| command.contains(promised)), "the session lacks {promised}");
    }
}

#[test]
fn commands_that_pages_name_in_passing_exist() {
    for path in [README, "docs/guides/school.md", "docs/guides/university.md", "docs/guides/auditor.md"] {
        for command in named(&read(path).unwrap()) {
            exists(&command).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}
