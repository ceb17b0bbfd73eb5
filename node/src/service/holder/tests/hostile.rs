//! Strangers: replay, signatures for other acts and registries, guessing; and that they learn nothing.

use super::school::{Change, Family, Running, fetched};
use attestat_credential::holder::statement::{Act, enrolment, statement};
use attestat_credential::holder::tag::LinkSecret;
use attestat_credential::holder::ticket::TicketId;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use attestat_words::language::Language;
use attestat_words::text::Text;
use zeroize::Zeroizing;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_request_of_a_family_is_refused() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let proof = family.proof(Act::Holdings, b"").await;
    assert!(family.holdings_by(Some(proof.clone())).await.is_ok());
    assert_eq!(family.holdings_by(Some(proof)).await.unwrap_err().code, "stale-nonce");
    // A redeemed ticket shown again by the same request, and by a fresh one of the same wallet.
    let ticket = school.ticket(0, 2).await;
    let other = Family::new(&school, 0, 12);
    let request = other.enrol_request(&ticket.id).await;
    let enrol = async |request| other.client().await.enrol(request).await.map_err(Refusal::from);
    assert!(enrol(request.clone()).await.is_ok());
    assert_eq!(enrol(request).await.unwrap_err().code, "stale-nonce");
    assert_eq!(other.enrol(&ticket).await.unwrap_err().code, "not-recognised");
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_for_another_act_or_registry_is_refused() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    for act in [Act::Fetch, Act::Permit, Act::MailboxPut, Act::MailboxGet, Act::MailboxDrop] {
        let proof = family.proof(act, b"").await;
        assert_eq!(family.holdings_by(Some(proof)).await.unwrap_err().code, "not-recognised", "{act:?}");
    }
    let other_body = family.proof(Act::Holdings, b"x").await;
    assert_eq!(family.holdings_by(Some(other_body)).await.unwrap_err().code, "not-recognised");
    // A nonce of the other registry of this node, and a statement that names it.
    let elsewhere = Family { registry: Family::new(&school, 1, 1).registry, ..Family::new(&school, 0, 11) };
    let foreign = elsewhere.nonce().await.unwrap();
    let proof = family.proof_over(foreign, Act::Holdings, b"");
    assert_eq!(family.holdings_by(Some(proof)).await.unwrap_err().code, "stale-nonce");
    let nonce = family.nonce().await.unwrap();
    let message = statement(Act::Holdings, &elsewhere.registry, &nonce, &family.key.public(), b"");
    let proof = family.proof_of(nonce, &message);
    assert_eq!(family.holdings_by(Some(proof)).await.unwrap_err().code, "not-recognised");
    let proof = elsewhere.proof(Act::Holdings, b"").await;
    assert_eq!(elsewhere.holdings_by(Some(proof)).await.unwrap_err().code, "not-recognised", "not enrolled there");
    let invented = family.proof_over([7; 32], Act::Holdings, b"");
    assert_eq!(family.holdings_by(Some(invented)).await.unwrap_err().code, "stale-nonce");
    school.stop().await;
}

/// A caller that is not known learns nothing: the answers are equal to the letter, whatever was wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_unknown_caller_gets_the_same_answer() {
    let school = Running::start().await;
    let (known, used) = school.enrolled(0, 1, 11).await;
    school.issue(0, 1, 1..2).await;
    let stranger = Family::new(&school, 0, 99);
    let ticket = school.ticket(0, 2).await;
    let enrol = async |request| stranger.client().await.enrol(request).await.unwrap_err();
    // No such ticket, a used one, one of another registry.
    let mut told = vec![
        enrol(stranger.enrol_request(&TicketId::from_bytes([3; 32])).await).await,
        enrol(stranger.enrol_request(&used.id).await).await,
        enrol(stranger.enrol_request(&school.ticket(1, 1).await.id).await).await,
    ];
    // A good ticket with a wrong signature, another link secret, another key, a key that is none.
    let good = stranger.enrol_request(&ticket.id).await;
    let spoil = |change: &dyn Fn(&mut v1::EnrolRequest)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    let change: [Change<'_, v1::EnrolRequest>; 4] = [
        &|request| request.proof.as_mut().unwrap().signature[5] ^= 1,
        &|request| request.link_secret[0] ^= 1,
        &|request| request.proof.as_mut().unwrap().key = known.key.public().as_bytes().to_vec(),
        &|request| request.proof.as_mut().unwrap().key = vec![0; 32],
    ];
    for change in change {
        told.push(enrol(spoil(change)).await);
    }
    // A pupil of whom nothing is known, one of whom something is, and a known key with a wrong signature.
    let fetch = |proof| v1::FetchDocumentsRequest { proof: Some(proof), known_slots: Vec::new() };
    told.push(stranger.client().await.fetch_documents(fetch(stranger.proof(Act::Fetch, b"").await)).await.unwrap_err());
    let mut forged = known.proof(Act::Fetch, b"").await;
    forged.signature[9] ^= 4;
    told.push(stranger.client().await.fetch_documents(fetch(forged)).await.unwrap_err());
    let proof = Some(stranger.proof(Act::Holdings, b"").await);
    told.push(stranger.client().await.get_holdings(v1::GetHoldingsRequest { proof }).await.unwrap_err());
    let proof = Some(stranger.proof(Act::Permit, &[1; 32]).await);
    let request = v1::GetMailboxPermitRequest { proof, commitment: vec![1; 32] };
    told.push(stranger.client().await.get_mailbox_permit(request).await.unwrap_err());
    for status in &told {
        assert_eq!(status.code(), tonic::Code::PermissionDenied);
        assert_eq!(status.message(), told[0].message());
        assert_eq!(status.metadata().get("attestat-code").unwrap(), "not-recognised");
    }
    assert!(stranger.client().await.enrol(good).await.is_ok(), "the ticket was not spoilt by all that");
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_beyond_the_limit_are_refused_before_they_are_checked() {
    let school = Running::start().await;
    let (family, ticket) = (Family::new(&school, 0, 11), school.ticket(0, 1).await);
    let guess = async |number: u8| {
        let request = family.enrol_request(&TicketId::from_bytes([number; 32])).await;
        Refusal::from(family.client().await.enrol(request).await.unwrap_err())
    };
    for number in 0..20 {
        assert_eq!(guess(number).await.code, "not-recognised");
    }
    let stopped = guess(20).await;
    assert_eq!((stopped.code.as_str(), stopped.grpc), ("too-many-guesses", tonic::Code::ResourceExhausted));
    assert!(
        stopped.what.to_string().contains("your network") && stopped.todo.to_string().contains("minutes"),
        "{stopped}"
    );
    let russian = |text: &Text| text.told(Language::Russian);
    assert_eq!(
        russian(&stopped.what),
        "Из вашей сети пришло слишком много запросов с кошельками или приглашениями, которых этот узел не знает.",
        "through the connection"
    );
    assert!(russian(&stopped.todo).starts_with("Подождите (минут: "), "{}", russian(&stopped.todo));
    let late = family.enrol(&ticket).await.unwrap_err();
    assert_eq!(late.code, "too-many-guesses", "even the right ticket has to wait, or guessing could go on");
    school.stop().await;
}

/// Messages that do not parse are refused by field, before anything is looked up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_the_wrong_form_are_refused_by_field() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let good = family.proof(Act::Holdings, b"").await;
    let wrong: [(&str, Change<'_, v1::Proof>); 5] = [
        ("nonce", &|proof| proof.nonce.push(0)),
        ("key", &|proof| proof.key.truncate(31)),
        ("signature", &|proof| proof.signature.clear()),
        ("registry", &|proof| proof.registry = "НЕ ИМЯ".to_owned()),
        ("registry", &|proof| proof.registry = "a".repeat(4000)),
    ];
    for (field, change) in wrong {
        let mut proof = good.clone();
        change(&mut proof);
        let refusal = family.holdings_by(Some(proof)).await.unwrap_err();
        assert_eq!(refusal.code, "bad-message");
        assert!(refusal.what.to_string().contains(field), "{refusal}");
        let russian = refusal.what.told(Language::Russian);
        assert!(russian.starts_with(&format!("Запрос не удалось прочесть: поле `{field}`")), "{russian}");
    }
    assert_eq!(family.holdings_by(None).await.unwrap_err().code, "bad-message");
    let elsewhere = v1::Proof { registry: "three.example".to_owned(), ..good.clone() };
    assert_eq!(family.holdings_by(Some(elsewhere)).await.unwrap_err().code, "unknown-registry");
    let many = v1::FetchDocumentsRequest { proof: Some(good.clone()), known_slots: vec![1; 10_001] };
    assert_eq!(family.fetch_by(many).await.unwrap_err().code, "bad-message");
    let link = LinkSecret::from_bytes(Zeroizing::new([1; 32]));
    let nonce = family.nonce().await.unwrap();
    let message = enrolment(&family.registry, &nonce, &TicketId::from_bytes([1; 32]), &family.key.public(), &link);
    let short =
        v1::EnrolRequest { proof: Some(family.proof_of(nonce, &message)), ticket_id: vec![1; 31], link_secret: vec![] };
    let refusal = Refusal::from(family.client().await.enrol(short).await.unwrap_err());
    assert_eq!(refusal.code, "bad-message");
    assert!(family.holdings_by(Some(good)).await.is_ok(), "and the nonce was not used up by all that");
    assert!(fetched(family.fetch(&vec![7; 10_000]).await.unwrap()).0.is_empty());
    school.stop().await;
}
