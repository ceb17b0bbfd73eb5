//! One file of a data folder that is cut or gone, and what the next start makes of it.

use super::*;

/// Whichever file of the ledger is cut or gone, the start mends it, or says that `--recover` does, which does it.
#[test]
fn a_ledger_without_one_of_its_files_opens_again_by_itself_or_on_command() {
    let (built, another) = (Built::new("damage.example"), Built::new("another.example"));
    let tables = data_files(&built.sound())
        .into_iter()
        .filter(|file| file.starts_with("ledger") && file.extension().is_some_and(|kind| kind == "sst"));
    let (mut by_itself, mut on_command) = (0, 0);
    for file in tables {
        let length = usize::try_from(built.sound().join(&file).metadata().unwrap().len()).unwrap();
        for change in [Change::Remove, Change::Cut(length / 2)] {
            let scratch = tempfile::tempdir().unwrap();
            let root = scratch.path().join("node");
            copy_folder(&built.sound(), &root);
            apply(change, &file, &root, &built, &another);
            let what = format!("{} {change:?}", file.display());
            match Node::open(&root) {
                Ok(node) => {
                    by_itself += 1;
                    assert!(node.damaged.iter().all(|log| log.why.contains("run DIR --recover")), "{what}");
                }
                Err(error) => {
                    on_command += 1;
                    assert!(matches!(error, crate::OpenError::Ledger(_)), "{what}: {error}");
                    assert!(crate::set_ledger_aside(&root).unwrap().is_some(), "{what}");
                    drop(Node::open(&root).unwrap());
                }
            }
        }
    }
    println!("{by_itself} by itself, {on_command} on command");
    assert!(by_itself + on_command > 4);
}

/// Half of the sign guard: it is the guard that is damaged, and not the vault that is old.
#[test]
fn a_sign_guard_that_lost_its_newest_half_is_called_damaged() {
    let built = Built::new("damage.example");
    let guard = built.sound().join("guard/damage.example_1");
    let sound = std::fs::read(&guard).unwrap();
    let half = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        bytes
    };
    let mut named = 0;
    for bytes in [sound[..512].to_vec(), half(100), half(612)] {
        std::fs::write(&guard, &bytes).unwrap();
        let node = Node::open(&built.sound()).unwrap();
        assert_eq!(node.vault.doubt(), None);
        let why: Vec<&str> = node.read_only.iter().map(|closed| closed.why.as_str()).collect();
        // A torn slot that is the older one harms nothing.
        assert!(node.registries.len() == 1 || why.iter().all(|why| why.contains("guard") && why.contains("--recover")));
        named += why.len();
        drop(node);
        std::fs::write(&guard, &sound).unwrap();
    }
    assert_eq!(named, 2);
}
