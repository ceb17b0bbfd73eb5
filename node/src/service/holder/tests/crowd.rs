//! Strangers who ask and leave while the school issues: their abandoned requests must hold up nobody.

use super::super::HolderService;
use super::school::{Family, REGISTRIES, Running};
use attestat_credential::holder::statement::enrolment;
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::holder::ticket::TicketId;
use attestat_wire::v1;
use attestat_wire::v1::holder_server::Holder as _;
use std::time::Duration;
use zeroize::Zeroizing;

/// More than the runtime has threads for waiting.
const CROWD: usize = 600;

/// A good request to enrol; the nonce is drawn as the service draws it.
fn request(service: &HolderService, family: &Family, ticket: &TicketId) -> v1::EnrolRequest {
    let nonce = service.nonces.draw(&family.registry, crate::machine::clock::now_millis()).unwrap();
    let link = LinkSecret::from_bytes(Zeroizing::new(family.link));
    let message = enrolment(&family.registry, &nonce, ticket, &family.key.public(), &link);
    v1::EnrolRequest {
        proof: Some(family.proof_of(nonce, &message)),
        ticket_id: ticket.as_bytes().to_vec(),
        link_secret: family.link.to_vec(),
    }
}

/// The act with the turn needs a thread to go on. A crowd that asks to be enrolled, with a ticket or without one, and
/// leaves must not keep the last of them.
#[test]
fn abandoned_enrolments_block_no_thread() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let told = runtime.block_on(async { tokio::spawn(leave_enrolments()).await });
    // Threads that wait for ever are left behind, so that a fault is told and not waited for.
    runtime.shutdown_background();
    told.unwrap();
}

async fn leave_enrolments() {
    let school = Running::start().await;
    let (family, good) = (Family::new(&school, 0, 11), school.ticket(0, 1).await);
    for ticket in [TicketId::from_bytes([3; 32]), good.id.clone()] {
        // A service of its own, so that the guesses of one crowd are not those of the next.
        let service = school.holder();
        let office = service.registrar.office(REGISTRIES[0]).unwrap();
        let turn = office.acts.turn().await;
        let ask = |_| {
            let (service, request) = (service.clone(), request(&service, &family, &ticket));
            tokio::spawn(async move { service.enrol(tonic::Request::new(request)).await.map(drop) })
        };
        let crowd: Vec<_> = (0..CROWD).map(ask).collect();
        // Time to come as far as each can.
        tokio::time::sleep(Duration::from_secs(2)).await;
        crowd.iter().for_each(tokio::task::JoinHandle::abort);
        let worked = tokio::time::timeout(Duration::from_secs(20), turn.blocking(&office, |_| ())).await;
        assert!(worked.is_ok_and(|worked| worked.is_ok()), "the act that has the turn gets no thread");
        for left in crowd {
            assert!(!matches!(left.await, Ok(Ok(()))), "enrolled while the turn was another's");
        }
    }
    assert!(family.enrol(&good).await.is_ok(), "the ticket was not used by those who left");
    school.stop().await;
}
