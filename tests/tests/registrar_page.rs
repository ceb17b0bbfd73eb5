//! The registrar's page: a class from sheet to documents, and nobody else let in.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::browser::get;
use attestat_tests::registrar::RegistrarPage;
use attestat_tests::school::School;
use attestat_tests::sheet::write_class;
use serde_json::json;
use std::path::Path;

const CLASS: usize = 30;

async fn office(folder: &Path) -> School {
    let mut school = School::init(&folder.join("school"), "office.example", "Office (SAMPLE)", &[]).unwrap();
    school.start().await.unwrap();
    school.wait_until_it_may_write().await.unwrap();
    school
}

fn class(folder: &Path) -> Vec<u8> {
    let sheet = folder.join("class.csv");
    write_class(&sheet, 1, CLASS).unwrap();
    std::fs::read(sheet).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_is_issued_by_two_windows_of_one_page_and_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let school = office(folder.path()).await;
    let class = class(folder.path());
    let page = RegistrarPage::start(&school, &["--idle", "1h"]).unwrap();
    let mut window = page.window(&page.ticket).unwrap();
    assert!(window.sees().contains("office.example"), "{}", window.sees());
    let before = school.size().await.unwrap();
    window.choose("class.csv", &class).unwrap();
    window.wait_for("type how many documents: 30").unwrap();
    assert_eq!(school.size().await.unwrap(), before, "a trial writes nothing");
    window.act("issue", "", &json!({"number": "3"})).unwrap();
    assert!(window.sees().contains("Nothing was issued"), "{}", window.sees());
    window.act("issue", "", &json!({"number": "30"})).unwrap();
    // The window goes away; what it began goes on.
    drop(window);
    drop(page);
    let page = RegistrarPage::start(&school, &["--idle", "1h"]).unwrap();
    let mut window = page.window(&page.ticket).unwrap();
    window.choose("class.csv", &class).unwrap();
    window.wait_for("issued before").unwrap();
    assert!(!window.sees().contains("class=\"verdict"), "no question: {}", window.sees());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_saved_as_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let school = office(folder.path()).await;
    let page = RegistrarPage::start(&school, &["--idle", "1h"]).unwrap();
    let mut window = page.window(&page.ticket).unwrap();
    window.choose("class.csv", &class(folder.path())).unwrap();
    window.wait_for("type how many documents: 30").unwrap();
    window.act("issue", "", &json!({"number": "30"})).unwrap();
    window.wait_for("Save the documents").unwrap();
    let files = window.act("save-documents", "", &json!({})).unwrap();
    let [archive] = files.as_slice() else { panic!("one archive: {}", files.len()) };
    let names = archive.windows(9).filter(|window| window == b".attestat").count();
    // Each name stands before its file, and in the directory.
    assert_eq!(names, 2 * CLASS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_the_window_that_was_opened_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let school = office(folder.path()).await;
    let page = RegistrarPage::start(&school, &["--idle", "1h"]).unwrap();
    let host = format!("localhost:{}", page.port);
    // Another user of the machine gets the empty page, and no more.
    let bare = get(page.port, "/", &[("Host", &host)]).unwrap();
    assert_eq!((bare.status, bare.header("set-cookie")), (200, ""));
    assert!(!bare.text().contains("office.example"), "{}", bare.text());
    assert!(bare.header("content-security-policy").starts_with("default-src 'none'"));
    let window = page.window(&page.ticket).unwrap();
    assert!(page.window(&page.ticket).is_err(), "a ticket is good once");
    let secret = [("attestat-window", window.secret.as_str())];
    let act = br#"{"action":"language","value":"ru"}"#;
    let origin = page.origin();
    let status =
        |path: &str, origin: &str, headers: &[(&str, &str)]| page.ask(path, origin, headers, act).unwrap().status;
    assert_eq!(status("/act", &origin, &secret), 200);
    for path in ["/act", "/files", "/wait", "/saved/1"] {
        assert_eq!(status(path, &origin, &[]), 401, "{path} without a secret");
        assert_eq!(status(path, &origin, &[("attestat-window", &page.ticket)]), 401, "{path} by the ticket");
        // Another port of this machine, a page of a stranger, a file: even with the secret.
        for other in ["http://localhost:9", "http://evil.example", "null"] {
            assert_eq!(status(path, other, &secret), 403, "{path} from {other}");
        }
        let tab = [("Sec-Fetch-Site", "cross-site"), secret[0]];
        assert_eq!(status(path, &origin, &tab), 403, "{path} from another tab");
    }
    // A stranger's name for this machine, and its bare address.
    for host in ["evil.example", &format!("evil.example:{}", page.port), &format!("127.0.0.1:{}", page.port)] {
        assert_eq!(get(page.port, "/", &[("Host", host)]).unwrap().status, 403, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_nobody_uses_ends_and_a_taken_port_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let school = office(folder.path()).await;
    let mut page = RegistrarPage::start(&school, &["--idle", "3s"]).unwrap();
    let port = page.port.to_string();
    let again =
        attestat_tests::programs::attestat(&["registrar", "--no-browser", "--node", school.dir(), "--port", &port]);
    let again = again.unwrap().expect_code(2).unwrap();
    assert!(again.stderr.contains(&port) && again.stderr.contains("press Enter"), "{}", again.stderr);
    assert_eq!(page.ended().unwrap(), 0);
}
