//! `make demo`: the five pilot schools of the 2021 experiment, a family, a university and an auditor, in
//! about a minute. Everything is SAMPLE data; every command is one that a person would type.

mod families;
mod story;

use anyhow::Context as _;
use attestat_tests::browser;
use attestat_tests::document::{documents, id_of, says, tampered, without_status};
use attestat_tests::school::School;
use attestat_tests::town::{self, text};
use families::Scenes;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;
use story::Story;

/// The pilot schools: registry, name, organisation, region, class list.
const SCHOOLS: [Pilot; 5] = [
    Pilot {
        id: "bauman.example",
        name: "Лицей при МГТУ им. Баумана (SAMPLE)",
        region: "Москва",
        sheet: "bauman-certificates.csv",
    },
    Pilot {
        id: "spbpu.example",
        name: "Лицей при СПбПУ Петра Великого (SAMPLE)",
        region: "Санкт-Петербург",
        sheet: "spbpu-olympiads.csv",
    },
    Pilot {
        id: "mpgu.example", name: "Лицей при МПГУ (SAMPLE)", region: "Москва", sheet: "mpgu-arts.csv"
    },
    Pilot {
        id: "urfu.example", name: "Лицей при УрФУ (SAMPLE)", region: "Екатеринбург", sheet: "urfu-sport.csv"
    },
    Pilot {
        id: "rut.example", name: "Лицей при РУТ (SAMPLE)", region: "Москва", sheet: "rut-gto-contests.csv"
    },
];

struct Pilot {
    id: &'static str,
    name: &'static str,
    region: &'static str,
    sheet: &'static str,
}

fn main() -> anyhow::Result<()> {
    let began = Instant::now();
    let folder = tempfile::tempdir()?;
    let root = workspace()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut demo = Demo {
        story: Rc::new(Story::new(folder.path())),
        folder: folder.path().to_owned(),
        root,
        schools: Vec::new(),
        ports: Vec::new(),
    };
    demo.story.say("Five pilot schools, a family, a university, an auditor. All names are SAMPLE data.");
    demo.found_the_schools()?;
    let hash = demo.agree_on_a_roster()?;
    runtime.block_on(demo.start_the_nodes())?;
    let documents = demo.issue()?;
    let revoked = demo.revoke_one()?;

    let scenes = demo.family(&hash)?;
    demo.story.chapter("A university pins the roster and fetches cosigned heads and status files");
    demo.trust("university", &hash)?;
    demo.story.chapter("The university asks, the family consents");
    scenes.share_with_the_university()?;
    demo.stop_the_nodes()?;
    demo.verify_offline(documents, revoked, &hash)?;
    demo.story.chapter("Offline: the university checks what the family showed; then consent ends");
    scenes.verify_offline(&demo.folder.join("university"))?;
    runtime.block_on(demo.start_the_nodes())?;
    demo.audit()?;
    demo.lose(&scenes, &hash)?;
    let took = began.elapsed();
    demo.show_the_pages(&hash)?;
    demo.stop_the_nodes()?;
    demo.story.say(&format!(
        "Done in {:.0} s: {documents} documents issued and cosigned by four peers each, a family's chosen fields verified with no node running, five logs replayed on five nodes, and a lost wallet found again from a sheet of paper.",
        took.as_secs_f64()
    ));
    Ok(())
}

/// The folder that holds `examples/`.
fn workspace() -> anyhow::Result<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Ok(here.parent().context("the tests' folder has a parent")?.to_owned())
}

struct Demo {
    story: Rc<Story>,
    folder: PathBuf,
    root: PathBuf,
    schools: Vec<School>,
    /// Ports of the schools' listeners for browsers.
    ports: Vec<u16>,
}

impl Demo {
    fn found_the_schools(&mut self) -> anyhow::Result<()> {
        self.story.chapter("Each school makes its node: keys, a log, a roster entry to hand in");
        for pilot in &SCHOOLS {
            let folder = self.folder.join(pilot.id);
            let extra = ["--organisation", pilot.name, "--region", pilot.region];
            self.story.shows("attestat-node", &["init", pilot.id, "--id", pilot.id, "--name", pilot.name]);
            let school = School::init(&folder, pilot.id, pilot.name, &extra)?;
            self.ports.push(browser::let_listen(&school)?);
            self.schools.push(school);
        }
        Ok(())
    }

    /// The consortium's roster: signed once, its hash pinned by every node.
    fn agree_on_a_roster(&mut self) -> anyhow::Result<String> {
        self.story.chapter("The consortium admits the five schools in a signed roster");
        let consortium = self.folder.join("consortium");
        let hash = town::admit(&consortium, &self.schools, &|arguments, code| self.story.attestat(arguments, code))?;
        self.story
            .say(&format!("Every school compared the hash {}… and pinned it.", hash.get(..16).unwrap_or_default()));
        Ok(hash)
    }

    async fn start_the_nodes(&mut self) -> anyhow::Result<()> {
        self.story.chapter("Five nodes start; each mirrors and cosigns the four others");
        town::start(&mut self.schools).await
    }

    /// Shows the pages of the nodes; where a person is at the terminal, they stay open until that person has looked.
    fn show_the_pages(&mut self, hash: &str) -> anyhow::Result<()> {
        self.story.chapter("What a browser shows: each school's status, and the checker");
        let mut checker = None;
        for ((pilot, port), school) in SCHOOLS.iter().zip(&self.ports).zip(&mut self.schools) {
            if !school.is_running() {
                self.story.say(&format!("{}: its machine is gone; the pages of the others show its log.", pilot.name));
                continue;
            }
            let page = browser::get_until(*port, "/", |answer| answer.status == 200)?;
            anyhow::ensure!(page.text().contains(pilot.id), "{}: {}", pilot.id, page.text());
            self.story.say(&format!("http://localhost:{port}/  {}", pilot.name));
            checker.get_or_insert(*port);
        }
        let port = checker.context("four schools are left")?;
        browser::get_until(port, "/checker/", |answer| answer.status == 200)?;
        self.story.say(&format!(
            "http://localhost:{port}/checker/  the checker; its roster's hash begins with {}",
            hash.get(..16).unwrap_or_default()
        ));
        if std::io::stdin().is_terminal() {
            let issued = self.folder.join("issued");
            self.story
                .say(&format!("Documents to drop there lie in {}. Press Enter to stop the nodes.", issued.display()));
            std::io::stdin().read_line(&mut String::new())?;
        }
        Ok(())
    }

    fn stop_the_nodes(&mut self) -> anyhow::Result<()> {
        self.story.chapter("All nodes stop");
        town::stop(&mut self.schools)
    }

    /// A dry run, then a class a school; returns the number of documents that came out.
    fn issue(&mut self) -> anyhow::Result<usize> {
        self.story.chapter("Each school issues a class from its spreadsheet");
        let mistakes = self.root.join("examples/mistakes.csv");
        if let Some(first) = self.schools.first() {
            self.story.say("A sheet with mistakes is refused as a whole, with every bad cell named:");
            self.story.attestat(&["issue", text(&mistakes)?, "--node", text(&first.folder)?], 30)?;
        }
        let mut count = 0;
        for (pilot, school) in SCHOOLS.iter().zip(&self.schools) {
            let sheet = self.root.join("examples").join(pilot.sheet);
            let out = self.issued(pilot.id);
            let arguments = [
                "issue",
                text(&sheet)?,
                "--commit",
                "--out",
                text(&out)?,
                "--node",
                text(&school.folder)?,
                "--wait",
                "witnessed",
            ];
            self.story.attestat(&arguments, 0)?;
            count += documents(&out)?.len();
        }
        Ok(count)
    }

    fn issued(&self, id: &str) -> PathBuf {
        self.folder.join("issued").join(id)
    }

    /// The first school revokes one certificate that was issued in error; returns its file.
    fn revoke_one(&mut self) -> anyhow::Result<PathBuf> {
        self.story.chapter("One certificate was issued in error and is revoked");
        let school = self.schools.first().context("five schools")?;
        // Any but that of the pupil whose family comes later.
        let mut file = None;
        for document in documents(&self.issued(&school.registry))? {
            if !says(&std::fs::read_to_string(&document)?, families::NAME)? {
                file = Some(document);
            }
        }
        let file = file.context("a class of thirty")?;
        let id = id_of(&file)?;
        self.story.attestat(
            &["status", "revoke", &id, "--reason", "issued-in-error", "--yes", "--node", text(&school.folder)?],
            0,
        )?;
        Ok(file)
    }

    /// The family's first scenes, up to two schools in one portfolio.
    fn family(&mut self, hash: &str) -> anyhow::Result<Scenes> {
        self.story.chapter("A family makes a wallet and enrols it at the school in St Petersburg");
        let scenes = Scenes::begin(self.story.clone(), &self.folder.join("family"))?;
        scenes.enrol_at_the_first_school(self.school("spbpu.example")?)?;
        self.story.chapter("The family moves to Moscow, to a school of another operator");
        let trust = self.trust("school-in-moscow", hash)?;
        scenes.move_to(self.school("bauman.example")?, &trust)?;
        scenes.back_up(self.school("urfu.example")?)?;
        Ok(scenes)
    }

    /// The wallet is lost, and a school with it.
    fn lose(&mut self, scenes: &Scenes, hash: &str) -> anyhow::Result<()> {
        self.story.chapter("Total loss: 24 words and the address of any node");
        let [lost, others @ ..] = self.schools.as_mut_slice() else { anyhow::bail!("five schools") };
        let from = others.last().context("five schools")?;
        scenes.lose_and_recover(lost, from, hash)
    }

    fn school(&self, id: &str) -> anyhow::Result<&School> {
        self.schools.iter().find(|school| school.registry == id).context("one of the five schools")
    }

    /// Pins the roster for somebody, who takes heads and status files from every school; returns the folder.
    fn trust(&self, who: &str, hash: &str) -> anyhow::Result<PathBuf> {
        let note = self.folder.join("consortium/roster.note");
        let trust = self.folder.join(who);
        self.story.attestat(&["trust", "pin", text(&note)?, "--hash", hash, "--trust", text(&trust)?], 0)?;
        let urls: Vec<String> = self.schools.iter().map(School::url).collect();
        let mut update = vec!["trust", "update", "--from"];
        update.extend(urls.iter().map(String::as_str));
        update.extend(["--trust", text(&trust)?]);
        self.story.attestat(&update, 0)?;
        Ok(trust)
    }

    fn verify_offline(&mut self, count: usize, revoked: PathBuf, hash: &str) -> anyhow::Result<()> {
        self.story.chapter("Offline: the university checks documents with no node running");
        let trust = self.folder.join("university");
        let trust = text(&trust)?;
        let good = documents(&self.issued("bauman.example"))?
            .into_iter()
            .find(|file| *file != revoked)
            .context("a good one")?;
        self.story.attestat(&["verify", text(&good)?, "--trust", trust], 0)?;

        self.story.say("The same file with one letter of a mark changed:");
        let spoilt = self.folder.join("tampered.attestat");
        std::fs::write(&spoilt, tampered(&std::fs::read_to_string(&good)?)?)?;
        self.story.attestat(&["verify", text(&spoilt)?, "--trust", trust], 10)?;

        self.story.say("The revoked one:");
        self.story.attestat(&["verify", text(&revoked)?, "--trust", trust], 10)?;

        self.story.say("A good one, for a verifier without status evidence:");
        let bare = self.folder.join("without-status.attestat");
        std::fs::write(&bare, without_status(&std::fs::read_to_string(&good)?)?)?;
        let other = self.folder.join("another-university");
        let note = self.folder.join("consortium/roster.note");
        self.story.attestat_quietly(&["trust", "pin", text(&note)?, "--hash", hash, "--trust", text(&other)?], 0)?;
        self.story.attestat(&["verify", text(&bare)?, "--trust", text(&other)?], 20)?;

        self.story.say(&format!("All {count} at once:"));
        let all = self.folder.join("issued");
        self.story.attestat(&["verify", text(&all)?, "--trust", trust], 10)?;
        Ok(())
    }

    fn audit(&mut self) -> anyhow::Result<()> {
        self.story.chapter("An auditor replays every log on every node and compares them");
        let trust = self.folder.join("university");
        let urls: Vec<String> = self.schools.iter().map(School::url).collect();
        let mut arguments = vec!["audit"];
        arguments.extend(urls.iter().map(String::as_str));
        arguments.extend(["--every-seal", "--trust", text(&trust)?]);
        let evidence = self.folder.join("evidence");
        std::fs::create_dir_all(&evidence)?;
        arguments.extend(["--evidence", text(&evidence)?]);
        self.story.attestat(&arguments, 0)?;
        Ok(())
    }
}
