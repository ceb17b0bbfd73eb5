//! Every command of the README and of the guides is run, and the output that they show is the real one.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

use anyhow::{Context as _, ensure};
use attestat_tests::document::documents;
use attestat_tests::family::Family;
use attestat_tests::page::{Part, Reader, exists, named, parts, read};
use attestat_tests::school::School;
use attestat_tests::town::{self, Town, note, quietly, text};
use attestat_wire::v1::LogSummary;
use std::path::Path;

const README: &str = "README.md";

#[test]
fn the_readme_is_a_session_that_works() {
    read_the_readme(Reader::new().unwrap());
}

#[test]
fn the_readme_is_all_in_russian_for_a_russian_reader() {
    assert_no_english(&read_the_readme(Reader::russian().unwrap()));
}

/// Plays the README to a reader.
fn read_the_readme(mut reader: Reader) -> Reader {
    let page = read(README).unwrap();
    reader.follow(&page, &mut |_, scene| anyhow::bail!("the README has no scene {scene}")).unwrap();
    reader
}

#[track_caller]
fn assert_no_english(reader: &Reader) {
    assert!(reader.english().is_empty(), "English on screens of a Russian reader:\n{}", reader.english().join("\n"));
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
    for path in [
        README,
        "docs/guides/school.md",
        "docs/guides/family.md",
        "docs/guides/family.ru.md",
        "docs/guides/university.md",
        "docs/guides/auditor.md",
        "docs/guides/consortium.md",
        "docs/guides/web.md",
    ] {
        for command in named(&read(path).unwrap()) {
            exists(&command).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
}

#[test]
fn the_guide_for_schools_is_a_session_that_works() {
    read_the_guide_for_schools(Reader::new().unwrap());
}

#[test]
fn the_guide_for_schools_is_all_in_russian_for_a_russian_reader() {
    assert_no_english(&read_the_guide_for_schools(Reader::russian().unwrap()));
}

/// Plays the guide for schools to a reader.
fn read_the_guide_for_schools(mut reader: Reader) -> Reader {
    let page = read("docs/guides/school.md").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut neighbours = Vec::new();
    let mut scene = |reader: &mut Reader, scene: &str| match scene {
        "the consortium admits the school and two others" => {
            neighbours = admit(reader, elsewhere.path())?;
            Ok(())
        }
        "the registrar writes a pupil into the sheet" => {
            let sheet = reader.path("class.csv");
            let filled = std::fs::read_to_string(&sheet)?.replace("Образцова (SAMPLE)", "Образцова-Первая (SAMPLE)");
            Ok(std::fs::write(sheet, filled)?)
        }
        "the disk is lost" => Ok(std::fs::remove_dir_all(reader.path("school"))?),
        other => anyhow::bail!("nobody plays {other}"),
    };
    reader.follow(&page, &mut scene).unwrap();
    reader
}

/// A consortium admits the reader's school and two more, whose nodes run.
fn admit(reader: &mut Reader, elsewhere: &Path) -> anyhow::Result<Vec<School>> {
    let mut neighbours = Vec::new();
    for id in ["school-40.example", "school-57.example"] {
        let school = School::init(&elsewhere.join(id), id, id, &[])?;
        school.set("pull_seconds", "1")?;
        neighbours.push(school);
    }
    let consortium = elsewhere.join("consortium");
    quietly(&["roster", "init", text(&consortium)?, "--name", "pilot.example"], 0)?;
    let entry = reader.path("school/entry.toml");
    quietly(&["roster", "add", text(&entry)?, "--roster", text(&consortium)?], 0)?;
    for school in &neighbours {
        let entry = school.folder.join("entry.toml");
        quietly(&["roster", "add", text(&entry)?, "--roster", text(&consortium)?], 0)?;
    }
    let signed = quietly(&["roster", "sign", "--roster", text(&consortium)?, "--yes", "--json"], 0)?;
    let signed: serde_json::Value = serde_json::from_str(&signed.stdout)?;
    let hash = signed["hash"].as_str().unwrap_or_default();
    reader.means("HASH", hash);
    std::fs::copy(note(&consortium), reader.path("roster.note"))?;
    for school in &neighbours {
        let pinned =
            attestat_tests::programs::attestat_node(&["pin", school.dir(), text(&note(&consortium))?, "--hash", hash]);
        pinned?.expect_code(0)?;
    }
    tokio::runtime::Runtime::new()?.block_on(town::start(&mut neighbours))?;
    Ok(neighbours)
}

/// A reader who has the roster of a town with two schools, and knows their nodes as pages call them.
fn stranger(town: &Town, mut reader: Reader) -> anyhow::Result<Reader> {
    std::fs::copy(note(&town.path("consortium")), reader.path("roster.note"))?;
    reader.means("HASH", &town.hash);
    for (number, school) in town.schools.iter().enumerate() {
        reader.means(&format!("https://node-{}.example:7400", number + 1), &school.url());
    }
    Ok(reader)
}

/// Two schools, each of which publishes both logs with a quorum.
fn a_town() -> Town {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let town = Town::running(2).await.unwrap();
        for owner in &town.schools {
            for school in &town.schools {
                let publishes = |log: &LogSummary| log.published_size > 1 && log.published_size == log.size;
                school.wait_for(&owner.origin(), "publishes its first snapshot", publishes).await.unwrap();
            }
        }
        town
    })
}

#[test]
fn the_guide_for_universities_is_a_session_that_works() {
    read_the_guide_for_universities(Reader::new().unwrap());
}

#[test]
fn the_guide_for_universities_is_all_in_russian_for_a_russian_reader() {
    assert_no_english(&read_the_guide_for_universities(Reader::russian().unwrap()));
}

/// Plays the guide for universities to a reader.
fn read_the_guide_for_universities(reader: Reader) -> Reader {
    let town = a_town();
    let mut reader = stranger(&town, reader).unwrap();
    let (issued, said) = town.issue(0, 1, 5, &[]).unwrap();
    said.expect_code(0).unwrap();
    let files = documents(&issued).unwrap();
    std::fs::create_dir(reader.path("applications")).unwrap();
    for (number, file) in files.iter().enumerate() {
        let name = if number == 0 { "one.attestat".to_owned() } else { format!("{number}.attestat") };
        std::fs::copy(file, reader.path("applications").join(name)).unwrap();
    }
    let last = files.last().and_then(|file| file.file_stem()?.to_str()?.rsplit('-').next()).unwrap();
    let revoke = ["status", "revoke", last, "--reason", "superseded", "--yes", "--node", town.schools[0].dir()];
    quietly(&revoke, 0).unwrap();
    let page = read("docs/guides/university.md").unwrap();
    let mut scene = |reader: &mut Reader, scene: &str| {
        ensure!(scene == "two families answer", "nobody plays {scene}");
        families_answer(&town, reader)
    };
    reader.follow(&page, &mut scene).unwrap();
    reader
}

/// Two families answer the reader's request, and the second takes its consent back.
fn families_answer(town: &Town, reader: &Reader) -> anyhow::Result<()> {
    let school = town.schools.first().context("a school")?;
    town.issue(0, 11, 2, &[])?.1.expect_code(0)?;
    let mut families = Vec::new();
    for number in 11..=12 {
        let family = Family::found(&town.path(&format!("family-{number}")), "Sample", &quietly)?;
        family.enrol(school, &format!("SAMPLE-{number:05}"), &quietly)?;
        families.push(family);
    }
    quietly(&["pupil", "rebind", "--now", "--node", school.dir()], 0)?;
    tokio::runtime::Runtime::new()?.block_on(town.settle())?;
    for folder in ["answers", "withdrawals"] {
        std::fs::create_dir(reader.path(folder))?;
    }
    let request = reader.path("request.json");
    for (number, family) in (1..).zip(&families) {
        family.wallet(&["sync"], 0, &quietly)?;
        family.wallet(&["include", "--all"], 0, &quietly)?;
        let answer = reader.path(&format!("answers/{number}.attestat-presentation"));
        family.attestat(&["share", "--request", text(&request)?, "--out", text(&answer)?, "--yes"], 0, &quietly)?;
    }
    let second = families.last().context("two families")?;
    let shares = second.attestat(&["shares", "ls", "--json"], 0, &quietly)?;
    let shares: serde_json::Value = serde_json::from_str(&shares.stdout)?;
    let share = shares["shares"][0]["id"].as_str().context("a share")?;
    let withdrawal = reader.path("withdrawals/2.json");
    second.attestat(&["shares", "stop", share, "--out", text(&withdrawal)?], 0, &quietly)?;
    // What the new records stand in is confirmed by now, and the reader's heads are older than they are.
    let mut update = vec!["trust", "update", "--from"];
    let urls: Vec<String> = town.schools.iter().map(School::url).collect();
    update.extend(urls.iter().map(String::as_str));
    let trust = reader.path("data/attestat/trust");
    update.extend(["--trust", text(&trust)?]);
    quietly(&update, 0)?;
    Ok(())
}

#[test]
fn the_guide_for_auditors_is_a_session_that_works() {
    read_the_guide_for_auditors(Reader::new().unwrap());
}

#[test]
fn the_guide_for_auditors_is_all_in_russian_for_a_russian_reader() {
    assert_no_english(&read_the_guide_for_auditors(Reader::russian().unwrap()));
}

/// Plays the guide for auditors to a reader.
fn read_the_guide_for_auditors(reader: Reader) -> Reader {
    let mut town = a_town();
    let mut reader = stranger(&town, reader).unwrap();
    town.issue(0, 1, 5, &[]).unwrap().1.expect_code(0).unwrap();
    let page = read("docs/guides/auditor.md").unwrap();
    let mut scene = |reader: &mut Reader, scene: &str| {
        ensure!(scene == "the node is stopped", "nobody plays {scene}");
        let school = &mut town.schools[1];
        ensure!(school.stop()? == 0);
        Ok(std::os::unix::fs::symlink(&school.folder, reader.path("school"))?)
    };
    reader.follow(&page, &mut scene).unwrap();
    reader
}

#[test]
fn the_guide_for_consortia_is_a_session_that_works() {
    read_the_guide_for_consortia(Reader::new().unwrap());
}

#[test]
fn the_guide_for_consortia_is_all_in_russian_for_a_russian_reader() {
    assert_no_english(&read_the_guide_for_consortia(Reader::russian().unwrap()));
}

/// Plays the guide for consortia to a reader.
fn read_the_guide_for_consortia(mut reader: Reader) -> Reader {
    let page = read("docs/guides/consortium.md").unwrap();
    let mut scene = |reader: &mut Reader, scene: &str| match scene {
        "the governors send their keys" => {
            for (governor, word) in [("north", "NORTH-KEY"), ("south", "SOUTH-KEY")] {
                let text = std::fs::read_to_string(reader.path(governor).join("roster.toml"))?;
                let roster = attestat_ledger::roster::Roster::parse(&text)?;
                reader.means(word, &roster.governance.governors[0].to_string());
            }
            Ok(())
        }
        "three schools hand in their entries" => {
            for number in 1..=3 {
                let id = format!("school-{number}.example");
                School::init(&reader.path(&format!("school-{number}")), &id, &id, &[])?;
            }
            Ok(())
        }
        other => anyhow::bail!("nobody plays {other}"),
    };
    reader.follow(&page, &mut scene).unwrap();
    reader
}

#[test]
fn nothing_is_signed_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let dir = text(folder.path()).unwrap();
    quietly(&["roster", "init", dir, "--name", "pilot.example"], 0).unwrap();
    let said = quietly(&["roster", "sign", "--roster", dir], 2).unwrap();
    assert!(said.stderr.contains("Version 1 says:") && said.stderr.contains("no-terminal"), "{}", said.stderr);
    assert!(!folder.path().join("roster-1.note").exists() && !folder.path().join("governor-1.key.signed").exists());
}

#[test]
fn the_settings_of_the_guide_for_operators_are_taken_by_a_node() {
    let folder = tempfile::tempdir().unwrap();
    let school = School::init(&folder.path().join("school"), "school-12.example", "School 12", &[]).unwrap();
    let settings = school.folder.join("node.toml");
    let before = std::fs::read_to_string(&settings).unwrap();
    let page = read("docs/guides/web.md").unwrap();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 3, "{blocks:?}");
    for block in blocks {
        // What the guide sets is not set twice.
        let names: Vec<&str> = block.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        let kept = before.lines().filter(|line| !names.iter().any(|name| line.starts_with(&format!("{name} = "))));
        // Above the tables, to which everything below belongs.
        let text = format!("{block}\n{}", kept.collect::<Vec<_>>().join("\n"));
        std::fs::write(&settings, text).unwrap();
        let said = attestat_tests::programs::attestat_node(&["config", "check", school.dir()]).unwrap();
        // Without a certificate of that name it ends with a complaint, and says that the settings are read.
        let taken = said.stdout.lines().any(|line| line.starts_with("ok") && line.ends_with("settings (node.toml)"));
        assert!(taken, "{block}:\n{}{}", said.stdout, said.stderr);
    }
}
