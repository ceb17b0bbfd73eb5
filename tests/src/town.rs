//! A town: schools that one consortium admits in a signed roster, and a university that trusts it.

use crate::programs::{Said, attestat, attestat_node};
use crate::school::School;
use crate::sheet;
use anyhow::{Context as _, ensure};
use attestat_wire::v1::LogSummary;
use std::path::{Path, PathBuf};

/// Region of the first school, by the numbers that regions have on number plates.
const FIRST_REGION: usize = 77;
/// Seconds between two questions to a peer that offered nothing; short, so that tests are.
const PULL_SECONDS: &str = "1";

/// Runs `attestat` with arguments and insists on an exit code: quietly, or by telling a story.
pub type Teller<'a> = dyn Fn(&[&str], i32) -> anyhow::Result<Said> + 'a;

/// Runs `attestat` without telling anybody.
pub fn quietly(arguments: &[&str], code: i32) -> anyhow::Result<Said> {
    attestat(arguments)?.expect_code(code)
}

/// A path as an argument.
pub fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path in UTF-8")
}

/// Makes the consortium's roster of these schools in `folder` and pins it on every node; returns its hash.
pub fn admit(folder: &Path, schools: &[School], tell: &Teller<'_>) -> anyhow::Result<String> {
    let dir = text(folder)?;
    tell(&["roster", "init", dir, "--name", "pilot.example"], 0)?;
    let entries: Vec<PathBuf> = schools.iter().map(|school| school.folder.join("entry.toml")).collect();
    let mut add = vec!["roster", "add"];
    for entry in &entries {
        add.push(text(entry)?);
    }
    add.extend(["--roster", dir]);
    tell(&add, 0)?;
    let signed = tell(&["roster", "sign", "--roster", dir, "--yes", "--json"], 0)?;
    let signed: serde_json::Value = serde_json::from_str(&signed.stdout)?;
    let hash = signed.get("hash").and_then(|hash| hash.as_str()).context("`roster sign --json` gives a hash")?;
    for school in schools {
        attestat_node(&["pin", school.dir(), text(&note(folder))?, "--hash", hash])?.expect_code(0)?;
    }
    Ok(hash.to_owned())
}

/// The signed roster of a consortium's folder.
pub fn note(consortium: &Path) -> PathBuf {
    consortium.join("roster.note")
}

/// Starts every node and waits until all of them may write.
pub async fn start(schools: &mut [School]) -> anyhow::Result<()> {
    for school in schools.iter_mut() {
        school.spawn()?;
    }
    for school in schools.iter_mut() {
        school.wait_until_it_answers().await?;
    }
    for school in schools {
        school.wait_until_it_may_write().await?;
    }
    Ok(())
}

/// Starts every node and waits until it answers, whether it may write or not.
pub async fn start_all(schools: &mut [School]) -> anyhow::Result<()> {
    for school in schools.iter_mut() {
        school.spawn()?;
    }
    for school in schools.iter_mut() {
        school.wait_until_it_answers().await?;
    }
    Ok(())
}

/// Stops every node in order.
pub fn stop(schools: &mut [School]) -> anyhow::Result<()> {
    for school in schools {
        let code = school.stop()?;
        ensure!(code == 0, "the node of {} ended with {code}:\n{}", school.registry, school.log());
    }
    Ok(())
}

/// The school of a number, in a region of its own, which no roster lists yet.
fn found_school(folder: &Path, number: usize) -> anyhow::Result<School> {
    let id = format!("school-{number}.example");
    let (name, region) = (format!("School {number} (SAMPLE)"), format!("{}", FIRST_REGION + number));
    let school = School::init(&folder.join(&id), &id, &name, &["--region", &region])?;
    school.set("pull_seconds", PULL_SECONDS)?;
    Ok(school)
}

/// Schools `school-0.example` to `school-<n - 1>.example`, admitted and stopped, in a folder of their own.
pub struct Town {
    /// The schools.
    pub schools: Vec<School>,
    /// The roster's hash.
    pub hash: String,
    folder: tempfile::TempDir,
}

impl Town {
    /// Founds a town of `n` schools, each an organisation of its own, in a region of its own.
    pub fn found(n: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let schools = (0..n).map(|number| found_school(folder.path(), number)).collect::<Result<Vec<_>, _>>()?;
        let hash = admit(&folder.path().join("consortium"), &schools, &quietly)?;
        Ok(Self { schools, hash, folder })
    }

    /// A town whose nodes all run.
    pub async fn running(n: usize) -> anyhow::Result<Self> {
        let mut town = Self::found(n)?;
        start(&mut town.schools).await?;
        Ok(town)
    }

    /// One more school, admitted and its roster signed, in force nowhere.
    pub fn admit_one_more(&mut self) -> anyhow::Result<()> {
        let school = found_school(self.folder.path(), self.schools.len())?;
        let (entry, consortium) = (school.folder.join("entry.toml"), self.path("consortium"));
        quietly(&["roster", "add", text(&entry)?, "--roster", text(&consortium)?], 0)?;
        self.schools.push(school);
        self.sign_next("")
    }

    /// The next version of the roster, with more tables at its end, in force on every node; they must be stopped.
    pub fn amend(&mut self, more: &str) -> anyhow::Result<()> {
        self.sign_next(more)?;
        self.schools.iter().try_for_each(|school| self.pin(school))
    }

    /// The next version of the roster, with more tables at its end, signed and in force nowhere.
    pub fn sign_next(&mut self, more: &str) -> anyhow::Result<()> {
        let consortium = self.path("consortium");
        let draft = consortium.join("roster.toml");
        let text = std::fs::read_to_string(&draft)? + more;
        std::fs::write(draft, text)?;
        // The nodes are stopped, so a cut cannot be compared with them.
        let sign = ["roster", "sign", "--roster", self::text(&consortium)?, "--yes", "--offline", "--json"];
        let said = quietly(&sign, 0)?;
        let said: serde_json::Value = serde_json::from_str(&said.stdout)?;
        let hash = said.get("hash").and_then(|hash| hash.as_str()).context("`roster sign --json` gives a hash")?;
        self.hash = hash.to_owned();
        Ok(())
    }

    /// Puts the newest roster in force on a stopped node.
    pub fn pin(&self, school: &School) -> anyhow::Result<()> {
        let note = note(&self.path("consortium"));
        attestat_node(&["pin", school.dir(), text(&note)?, "--hash", &self.hash])?.expect_code(0)?;
        Ok(())
    }

    /// Waits until every node has, and publishes, the newest head of every log.
    pub async fn settle(&self) -> anyhow::Result<()> {
        for owner in &self.schools {
            let origin = owner.origin();
            for school in &self.schools {
                let size = owner.size().await?;
                let is_here = |log: &LogSummary| log.size >= size && log.published_size >= size;
                school.wait_for(&origin, &format!("is here and published up to {size}"), is_here).await?;
            }
        }
        Ok(())
    }

    /// A path in the town's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Issues a class of `count` pupils on one node; returns the folder of the documents and the command's output.
    pub fn issue(&self, school: usize, from: usize, count: usize, extra: &[&str]) -> anyhow::Result<(PathBuf, Said)> {
        let school = self.schools.get(school).context("a school")?;
        let name = format!("{}-{from}", school.registry);
        let (class, out) = (self.path(&format!("{name}.csv")), self.path(&format!("issued-{name}")));
        sheet::write_class(&class, from, count)?;
        let said = school.issue(&class, &out, extra)?;
        Ok((out, said))
    }

    /// A folder of trust with the roster pinned, of the given name.
    pub fn trust(&self, name: &str) -> anyhow::Result<PathBuf> {
        let (trust, note) = (self.path(name), note(&self.path("consortium")));
        quietly(&["trust", "pin", text(&note)?, "--hash", &self.hash, "--trust", text(&trust)?], 0)?;
        Ok(trust)
    }

    /// `trust update` from these schools.
    pub fn update(&self, trust: &Path, schools: &[usize]) -> anyhow::Result<Said> {
        let urls = self.urls(schools);
        let mut arguments = vec!["trust", "update", "--trust", text(trust)?, "--from"];
        arguments.extend(urls.iter().map(String::as_str));
        attestat(&arguments)
    }

    /// `attestat audit --every-seal` of these schools' nodes; evidence goes to `evidence`.
    pub fn audit(&self, trust: &Path, schools: &[usize]) -> anyhow::Result<Said> {
        let (urls, evidence) = (self.urls(schools), self.path("audit-evidence"));
        let mut arguments = vec!["audit", "--every-seal", "--trust", text(trust)?, "--evidence", text(&evidence)?];
        arguments.extend(urls.iter().map(String::as_str));
        attestat(&arguments)
    }

    fn urls(&self, schools: &[usize]) -> Vec<String> {
        schools.iter().filter_map(|at| self.schools.get(*at)).map(School::url).collect()
    }

    /// `attestat verify` of files or folders by this trust.
    pub fn verify(&self, trust: &Path, what: &Path) -> anyhow::Result<Said> {
        attestat(&["verify", text(what)?, "--trust", text(trust)?])
    }
}
