//! The flows without a node: events in tables, interruptions at every step, and answers that are lost.

mod backup;
mod enrol;
mod recover;
mod share;
mod shell;
mod sync;

use attestat_wallet::flow::reach::newest;
use attestat_wallet::flow::{Effect, Event, Step, sync::DocumentsWanted};

use crate::support::{NOW, wallet};
use shell::TestFailure;

#[test]
fn an_event_that_does_not_answer_the_effect_leaves_it_standing() {
    let mut wallet = wallet();
    let flow = attestat_wallet::flow::sync::sync::<TestFailure>(&mut wallet, None, DocumentsWanted::Missing);
    let Step::Waiting(mut flow, effect) = flow.step(Event::Begin, NOW) else { panic!("it begins") };
    assert!(matches!(*effect, Effect::Connect { .. }));
    let wrong = [Event::Begin, Event::Chosen(true), Event::Address(String::new()), Event::Trust(None)];
    for event in wrong {
        let Step::Waiting(next, stands) = flow.step(event, NOW) else { panic!("it waits") };
        assert!(std::rc::Rc::ptr_eq(&effect, &stands));
        flow = next;
    }
    let Step::Waiting(_, next) = flow.step(Event::Done, NOW) else { panic!("it goes on") };
    assert!(matches!(*next, Effect::Call(_)));
}

#[test]
fn the_newest_enrolment_of_each_registry_is_asked() {
    assert_eq!(newest(&wallet()).len(), 2);
}
