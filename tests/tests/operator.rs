//! The commands of an operator, from the first to the last, in the language of a school's administrator.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::programs::{Said, attestat, attestat_node, program};
use attestat_words::english::english_words;
use std::path::PathBuf;
use std::process::Command;

/// A folder for a node, a consortium and backups.
struct Desk(tempfile::TempDir);

impl Desk {
    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// Runs a command of the node in Russian.
    #[track_caller]
    fn says(&self, arguments: &[&str], code: i32, words: &str) -> Said {
        let said = attestat_node(&[arguments, &["--lang", "ru"]].concat()).unwrap().expect_code(code).unwrap();
        let screen = format!("{}{}", said.stdout, said.stderr);
        assert_eq!(english_words(&screen), Vec::<String>::new(), "{arguments:?}: {screen}");
        assert!(screen.contains(words), "{arguments:?}: {screen}");
        said
    }

    /// A signed roster with the node's entry, and its hash.
    fn roster(&self) -> (String, String) {
        let (consortium, entry) = (self.path("consortium"), format!("{}/entry.toml", self.path("school")));
        attestat(&["roster", "init", &consortium, "--name", "pilot.example"]).unwrap().expect_code(0).unwrap();
        attestat(&["roster", "add", &entry, "--roster", &consortium]).unwrap().expect_code(0).unwrap();
        let sign = ["roster", "sign", "--roster", &consortium, "--yes", "--json"];
        let said = attestat(&sign).unwrap().expect_code(0).unwrap();
        let signed: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        (format!("{consortium}/roster.note"), signed.get("hash").and_then(|hash| hash.as_str()).unwrap().to_owned())
    }
}

#[test]
fn an_administrator_reads_every_command_in_russian() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let (dir, file) = (desk.path("school"), desk.path("backup"));
    let init = ["init", &dir, "--id", "school-12.example", "--name", "Школа № 12 (SAMPLE)"];
    desk.says(&init, 0, "Создан реестр school-12.example/1");
    desk.says(&init, 2, "ошибка: ");
    desk.says(&["config", "check", &dir], 0, "заметьте   список участников: никакой не введён");
    desk.says(&["tls", &dir], 0, "сдайте этот файл снова");

    let (note, hash) = desk.roster();
    desk.says(&["pin", &dir, &note, "--hash", &"0".repeat(64)], 2, "а не 0000");
    desk.says(&["pin", &dir, &note, "--hash", "7"], 2, "25 цифр по телефону");
    desk.says(&["pin", &dir, &note, "--hash", &hash], 0, "Список участников версии 1 действует");
    desk.says(&["config", "check", &dir], 0, "в порядке  действующий список участников");

    desk.says(&["vault", "check", &dir], 0, "Хранилище то самое, которое было здесь последним");
    desk.says(&["vault", "accept", &dir, "--reason", "проба"], 0, "принимать нечего");
    desk.says(&["vault", "backup", &dir, &file], 0, "Хранилище записано в ");
    desk.says(&["vault", "backup", &dir, &file], 2, "выберите другое имя");
    desk.says(&["vault", "restore", &dir, &dir], 2, "это папка");
    desk.says(&["audit", &dir], 0, "Просмотрено записей: 1, журналов: 1");
    desk.says(&["audit", &dir, "--every-seal"], 0, "Ничего не найдено");

    // A vault that is lost is in doubt until its backup is back.
    std::fs::remove_dir_all(format!("{dir}/vault")).unwrap();
    std::fs::create_dir(format!("{dir}/vault")).unwrap();
    desk.says(&["vault", "backup", &dir, &desk.path("second")], 40, "нет хранилища");
    desk.says(&["vault", "check", &dir], 10, "ПОД СОМНЕНИЕМ: ");
    desk.says(&["config", "check", &dir], 40, "неверно    ");
    desk.says(&["vault", "restore", &dir, &file], 0, "Хранилище восстановлено из ");
    desk.says(&["vault", "check", &dir], 0, "Хранилище то самое");

    // Guard and settings that are spoilt.
    std::fs::remove_file(format!("{dir}/guard/school-12.example_1")).unwrap();
    desk.says(&["config", "check", &dir], 40, "нет сторожа подписи");
    desk.says(&["audit", &dir], 20, "не смотрели");
    std::fs::write(format!("{dir}/node.toml"), "name = 7\n").unwrap();
    desk.says(&["config", "check", &dir], 40, "у ключа `name` должно быть другое значение");
    desk.says(&["run", &dir], 40, "у ключа `name` должно быть другое значение");
    desk.says(&["audit", &desk.path("nowhere")], 2, "нет папки");
    desk.says(&["adit", &dir], 2, "что делать: ");
}

#[test]
fn help_and_the_locale_speak_russian() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let help = attestat_node(&["vault", "--help", "--lang", "ru"]).unwrap().expect_code(0).unwrap();
    assert!(help.stdout.contains("Применение: attestat-node vault"), "{}", help.stdout);
    let help = attestat_node(&["--help", "--lang", "ru"]).unwrap().expect_code(0).unwrap();
    assert!(help.stdout.contains("Коды выхода:"), "{}", help.stdout);
    let mut command = Command::new(program("attestat-node").unwrap());
    command.args(["tls", &desk.path("nowhere")]).env_remove("LC_ALL").env_remove("LC_MESSAGES");
    let said: Said = command.env("LANG", "ru_RU.UTF-8").output().unwrap().into();
    assert!(said.stderr.starts_with("ошибка: нет папки"), "{}", said.stderr);
}
