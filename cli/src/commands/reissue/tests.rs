//! A draft or a sheet in the place of a document, and the words about it.

use super::*;

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

const DRAFT: &str = r#" {"format": "attestat/draft/v1",
    "pupil": {"family_name": "Образцов", "given_name": "Лев", "birth_date": "2008-03-15"},
    "document": {"kind": "gto", "step": 5, "badge": "gold", "certificate_number": "26-1", "date": "2024-06-12"},
    "basis": {"kind": "agreement", "date": "2024-01-09", "text": "Заявление (SAMPLE)", "by": "both"}}"#;

#[test]
fn a_draft_is_read_and_checked_and_a_mistake_names_its_field() {
    let (_folder, path) = written("draft.json", DRAFT);
    let args = parsed(&["7"]);
    let read = |path: &Path| {
        let mut known = Known::open(&args.headings).unwrap();
        read_draft(path, &args, &mut known, Language::English)
    };
    let draft = read(&path).unwrap();
    assert!(Draft::from_json(&draft).is_ok());
    let (_folder, path) = written("draft.json", &DRAFT.replace("\"gold\"", "\"iron\""));
    let failure = read(&path).unwrap_err();
    assert!(failure.what.to_string().contains("document.badge"), "{failure}");
    assert!(!failure.what.to_string().contains("Образцов"));
}

#[test]
fn a_sheet_is_read_by_the_schools_own_headings() {
    let own = attestat_sheets::template(DocumentKind::Gto).replacen("Фамилия", "Кто это", 1);
    let (_folder, path) = written("one.csv", &own);
    let read = |words: &[&str]| {
        let args = parsed(&[&["7", "--kind", "gto"], words].concat());
        let mut known = Known::open(&args.headings).unwrap();
        read_draft(&path, &args, &mut known, Language::Russian)
    };
    assert_eq!(read(&[]).unwrap_err().code, "bad-file");
    assert!(Draft::from_json(&read(&["--map", "Кто это=Фамилия"]).unwrap()).is_ok());
    assert_eq!(read(&["--map", "Кто это=Фамилия", "--worksheet", "9 А"]).unwrap_err().code, "no-such-worksheet");
}

#[test]
fn what_changes_is_shown_before_anybody_is_asked() {
    let first = Asking { same_pupil: false, dry_run: false };
    for yes in [true, false] {
        let story = std::cell::RefCell::new(Vec::new());
        let ask = async |asking: Asking| {
            story.borrow_mut().push(format!("{asking:?}"));
            if asking == first {
                return Err(Failure::usage("name-differs", "Another name", ""));
            }
            let changes = vec![v1::FieldChange { path: "pupil.family_name".to_owned(), ..Default::default() }];
            Ok(v1::ReissueResponse { changes, ..Default::default() })
        };
        let confirm = |_: &Failure, looked: &v1::ReissueResponse| {
            story.borrow_mut().push(format!("shown {}", looked.changes.len()));
            if yes { Ok(()) } else { Err(Failure::usage("not-confirmed", "No", "")) }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let settled = runtime.block_on(settled(first, ask, Some(confirm)));
        assert_eq!(settled.is_ok(), yes);
        let looked = Asking { same_pupil: true, dry_run: true };
        let mut expected = vec![format!("{first:?}"), format!("{looked:?}"), "shown 1".to_owned()];
        expected.extend(yes.then(|| format!("{:?}", Asking { same_pupil: true, dry_run: false })));
        assert_eq!(story.into_inner(), expected);
    }
}

#[test]
fn what_has_not_happened_yet_is_said() {
    let args = parsed(&["7"]);
    let issued = v1::IssueResponse { slot: 9, index: 12, outcome: Outcome::Issued.into(), ..Default::default() };
    let (path, level) = (Path::new("issued/a.attestat"), v1::Level::Local);
    let pending = v1::ReissueResponse { status_from: 86_400, status_until: 864_000, ..Default::default() };
    let said = done_words(&args, &pending, &issued, path, level).to_string();
    assert!(said.contains("STILL IN FORCE") && said.contains("1970-01-02") && said.contains("1970-01-11"), "{said}");
    let done = v1::ReissueResponse { status_index: 30, ..Default::default() };
    let said = done_words(&args, &done, &issued, path, level).to_string();
    assert!(said.contains("is revoked: record 30") && !said.contains("FORCE"), "{said}");
}

#[derive(clap::Parser)]
struct Command {
    #[command(flatten)]
    args: ReissueArgs,
}

fn parsed(words: &[&str]) -> ReissueArgs {
    let line = ["reissue", "--duplicate"].iter().chain(words);
    <Command as clap::Parser>::try_parse_from(line).unwrap().args
}
