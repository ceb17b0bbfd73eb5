//! Traces that the process of a node may leave behind, however carelessly it is started.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use attestat_tests::disk::files;
use attestat_tests::programs::program;
use attestat_tests::school::free_port;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time that the node may take to tell its address.
const PATIENCE: Duration = Duration::from_secs(40);

/// A command that is run without any umask, and that may write core files of any size.
fn careless(arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000; ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\""]);
    command.arg(program("attestat-node").unwrap()).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn others_may_write(folder: &Path) -> Vec<String> {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
    let found = files(folder).unwrap().into_iter().filter(|path| mode(path) & 0o022 != 0);
    found.map(|path| path.display().to_string()).collect()
}

#[test]
fn a_node_leaves_no_core_file_and_no_file_that_others_may_write() {
    let folder = tempfile::tempdir().unwrap();
    let school = folder.path().join("school");
    let (dir, listen) = (school.to_str().unwrap(), format!("127.0.0.1:{}", free_port().unwrap()));
    let made = careless(&["init", dir, "--id", "lax.example", "--name", "Lax (SAMPLE)", "--listen", &listen]).status();
    assert!(made.unwrap().success());
    assert_eq!(others_may_write(&school), Vec::<String>::new());

    let mut node = careless(&["run", dir]).spawn().unwrap();
    let (address, patience) = (school.join("run/address"), Instant::now() + PATIENCE);
    while !address.is_file() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(50));
    }
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", node.id()));
    let written = others_may_write(&school);
    node.kill().unwrap();
    node.wait().unwrap();
    assert!(address.is_file(), "the node runs");
    assert_eq!(written, Vec::<String>::new());
    let limits = limits.unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}
