//! Selection of the files in folders, and of those that were named.

use super::*;
use crate::commands::code::Code;
use attestat_checking::inputs::Content;
use attestat_checking::obstacle::Obstacle;

fn names(inputs: &Inputs) -> Vec<PathBuf> {
    (0..inputs.len()).map(|at| PathBuf::from(inputs.name(at))).collect()
}

#[test]
fn folders_are_searched_and_named_files_taken_whatever_they_are_called() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(path("b/c")).unwrap();
    for name in
        ["z.attestat", "b/a.attestat", "b/c/a.PNG", "b/photo.jpg", "b/readme.txt", "b/.hidden.attestat", "renamed.json"]
    {
        std::fs::write(path(name), "").unwrap();
    }
    std::os::unix::fs::symlink(folder.path(), path("b/circle")).unwrap();
    let found = collect(&[path("renamed.json"), folder.path().to_owned()]).unwrap();
    assert_eq!(names(&found), ["renamed.json", "b/a.attestat", "b/c/a.PNG", "b/photo.jpg", "z.attestat"].map(path));
    assert_eq!((found.left_alone().count, found.left_alone().names.len()), (4, 4));
    let code = |given: &[PathBuf]| collect(given).err().unwrap().code;
    assert_eq!(code(&[path("none")]), "no-such-file");
    std::fs::create_dir(path("empty")).unwrap();
    assert_eq!(code(&[path("empty")]), "no-documents");
}

#[test]
fn pictures_of_other_codes_stand_for_themselves_and_pictures_without_one_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, bytes) in [("1.png", b"the first".as_slice()), ("2.png", b"the second"), ("3.attestat", b"third")] {
        std::fs::write(path(name), Code::of(bytes).unwrap().png().unwrap()).unwrap();
    }
    std::fs::write(path("4.png"), b"\x89PNG\r\n\x1a\n and no more").unwrap();
    std::fs::write(path("5.png"), b"{}").unwrap();
    let found = collect(&[path("2.png"), folder.path().to_owned()]).unwrap();
    let expected = ["2.png", "1.png", "2.png", "3.attestat", "4.png", "5.png"].map(path);
    assert_eq!(names(&found), expected);
    let codes = |at| match found.open(at).unwrap().content {
        Content::Codes(codes) => codes,
        Content::File(_) | Content::Nothing(_) => panic!("a picture is no file"),
    };
    assert_eq!(
        [codes(0), codes(1), codes(3)].concat(),
        [b"the second".to_vec(), b"the first".to_vec(), b"third".to_vec()]
    );
    assert!(matches!(found.open(4).unwrap().content, Content::Nothing(Obstacle::NoCode(_))));
    assert!(matches!(found.open(5).unwrap().content, Content::File(_)));
}
