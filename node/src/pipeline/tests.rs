#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use super::*;
use crate::sample::School;

fn panics() -> Day {
    panic!("on purpose")
}

#[tokio::test]
async fn a_writer_that_panics_says_so_to_its_callers_and_to_the_node() {
    let mut school = School::new();
    let registry = school.closed();
    let (own, key) = (registry.own.clone(), registry.key.clone());
    let (pipeline, threads) = start(own, key, panics, DayRule::default(), Order::AsArrived, Closing::default());
    for _ in 0..2 {
        let refused = pipeline.append(Vec::new(), Snapshot::Always).await.unwrap_err();
        let AppendError::Stopped(why) = refused else { panic!("{refused}") };
        assert!(why.contains("a fault of this program ended the committer"), "{why}");
    }
    assert!(pipeline.failed().borrow().is_some(), "the node stops with it");
    drop(pipeline);
    threads.join();
}
