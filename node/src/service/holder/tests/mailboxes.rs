//! Mailboxes: permits from one registry, contents at another.

use super::school::{Change, Family, REGISTRIES, Running};
use attestat_credential::holder::permit::{commitment, permit};
use attestat_credential::holder::statement::Act;
use attestat_ledger::encoding::base64;
use attestat_ledger::key::SecretKey;
use attestat_ledger::name::RegistryId;
use attestat_ledger::note::{Note, SignatureType, VerifierKey};
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_vault::mailbox::MAILBOX_BYTES_MAX;
use attestat_wire::refusal::Refusal;
use attestat_wire::v1;
use std::sync::Arc;
use tokio_stream::StreamExt as _;
use zeroize::Zeroizing;

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([number; 32]))
}

/// A mailbox with key `number`, kept by registry 1.
fn mailbox(school: &Running, number: u8) -> Family {
    Family { key: key(number), ..Family::new(school, 1, 1) }
}

async fn permitted(family: &Family, mailbox: &Family, blind: u8) -> Result<v1::GetMailboxPermitResponse, Refusal> {
    let commitment = commitment(&[blind; 32], &mailbox.key.public());
    let proof = Some(family.proof(Act::Permit, &commitment).await);
    let request = v1::GetMailboxPermitRequest { proof, commitment: commitment.to_vec() };
    Ok(family.client().await.get_mailbox_permit(request).await.map_err(Refusal::from)?.into_inner())
}

async fn put_request(mailbox: &Family, content: &[u8], permit: &v1::GetMailboxPermitResponse) -> v1::PutMailboxRequest {
    v1::PutMailboxRequest {
        proof: Some(mailbox.proof(Act::MailboxPut, content).await),
        content: content.to_vec(),
        permit_registry: REGISTRIES[0].to_owned(),
        blind: vec![5; 32],
        permit_expires: permit.expires,
        permit_signature: permit.signature.clone(),
    }
}

async fn put(mailbox: &Family, request: v1::PutMailboxRequest) -> Result<(), Refusal> {
    mailbox.client().await.put_mailbox(request).await.map(|_| ()).map_err(Refusal::from)
}

async fn get(mailbox: &Family) -> Result<Vec<u8>, Refusal> {
    let proof = Some(mailbox.proof(Act::MailboxGet, b"").await);
    let pieces = mailbox.client().await.get_mailbox(v1::GetMailboxRequest { proof }).await.map_err(Refusal::from)?;
    let pieces: Vec<_> = pieces.into_inner().map(Result::unwrap).collect().await;
    Ok(pieces.into_iter().flat_map(|piece| piece.piece).collect())
}

async fn drop_it(mailbox: &Family) -> Result<(), Refusal> {
    let proof = Some(mailbox.proof(Act::MailboxDrop, b"").await);
    let dropped = mailbox.client().await.drop_mailbox(v1::DropMailboxRequest { proof }).await;
    dropped.map(|_| ()).map_err(Refusal::from)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_wallet_is_kept_replaced_fetched_and_dropped() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let mailbox = mailbox(&school, 77);
    let permit = permitted(&family, &mailbox, 5).await.unwrap();
    assert_eq!(permit.expires % 86_400, 0, "the end of a day: to the second it would name the holder");
    assert_eq!(get(&mailbox).await.unwrap_err().code, "no-mailbox");
    let full: Vec<u8> = (0..MAILBOX_BYTES_MAX).map(|at| u8::try_from(at % 251).unwrap()).collect();
    for content in [b"first".as_slice(), &full] {
        put(&mailbox, put_request(&mailbox, content, &permit).await).await.unwrap();
        assert_eq!(get(&mailbox).await.unwrap(), content);
    }
    let stranger = self::mailbox(&school, 78);
    assert_eq!(get(&stranger).await.unwrap_err().code, "no-mailbox");
    assert_eq!(drop_it(&stranger).await.unwrap_err().code, "no-mailbox");
    drop_it(&mailbox).await.unwrap();
    assert_eq!(get(&mailbox).await.unwrap_err().code, "no-mailbox");
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_takes_a_permit_of_its_own_and_its_own_key() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let mailbox = mailbox(&school, 77);
    let permit = permitted(&family, &mailbox, 5).await.unwrap();
    let change: [(&str, Change<'_, v1::PutMailboxRequest>); 7] = [
        ("no-permit", &|request| request.blind = vec![6; 32]),
        ("no-permit", &|request| request.permit_expires += 1),
        ("no-permit", &|request| request.permit_expires = crate::machine::clock::now() - 1),
        ("no-permit", &|request| request.permit_registry = REGISTRIES[1].to_owned()),
        ("no-permit", &|request| request.permit_registry = "stranger.example".to_owned()),
        ("not-recognised", &|request| request.content.push(1)),
        ("bad-message", &|request| request.content.clear()),
    ];
    for (code, change) in change {
        let mut request = put_request(&mailbox, b"content", &permit).await;
        change(&mut request);
        assert_eq!(put(&mailbox, request).await.unwrap_err().code, code);
    }
    // The permit of another mailbox; and one that a stranger signed, good for ever.
    let other = self::mailbox(&school, 78);
    let request = put_request(&other, b"content", &permit).await;
    assert_eq!(put(&other, request).await.unwrap_err().code, "no-permit");
    for expires in [permit.expires, u64::MAX] {
        let commitment = commitment(&[5; 32], &mailbox.key.public());
        let signature = key(3).sign(&self::permit(&family.registry, &commitment, expires)).as_bytes().to_vec();
        let forged = v1::GetMailboxPermitResponse { expires, signature };
        let request = put_request(&mailbox, b"content", &forged).await;
        assert_eq!(put(&mailbox, request).await.unwrap_err().code, "no-permit");
    }
    let long = put_request(&mailbox, &vec![1; MAILBOX_BYTES_MAX + 1], &permit).await;
    assert_eq!(put(&mailbox, long).await.unwrap_err().code, "bad-message");
    let longer = put_request(&mailbox, &vec![1; super::super::REQUEST_BYTES_MAX + 1], &permit).await;
    assert_eq!(put(&mailbox, longer).await.unwrap_err().grpc, tonic::Code::OutOfRange, "not even decoded");
    assert_eq!(get(&mailbox).await.unwrap_err().code, "no-mailbox", "nothing of all that was kept");
    school.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_room_for_mailboxes_and_the_permits_of_a_day_are_bounded() {
    let school = Running::start_with(|config| config.mailbox_room = 2 << 20).await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let (one, two) = (mailbox(&school, 77), mailbox(&school, 78));
    let permit = permitted(&family, &one, 5).await.unwrap();
    put(&one, put_request(&one, &[1; 600_000], &permit).await).await.unwrap();
    let permit_two = permitted(&family, &two, 5).await.unwrap();
    let request = put_request(&two, &[1; 600_000], &permit_two).await;
    assert_eq!(put(&two, request).await.unwrap_err().code, "mailboxes-full");
    put(&one, put_request(&one, &[1; 900_000], &permit).await).await.unwrap();
    for _ in 2..8 {
        permitted(&family, &one, 5).await.unwrap();
    }
    assert_eq!(permitted(&family, &one, 5).await.unwrap_err().code, "too-many-permits");
    school.stop().await;
}

/// A client that asks for a mailbox and does not read it keeps a place, and gives it back by going away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_reads_take_places_until_they_are_dropped() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let mailbox = mailbox(&school, 77);
    let permit = permitted(&family, &mailbox, 5).await.unwrap();
    let full = vec![9; MAILBOX_BYTES_MAX];
    put(&mailbox, put_request(&mailbox, &full, &permit).await).await.unwrap();
    // All on one connection, which carries a few megabytes ahead of who reads.
    let mut client = mailbox.client().await;
    let (mut unread, mut refused) = (Vec::new(), None);
    while refused.is_none() && unread.len() < 60 {
        let asked = async {
            let proof = Some(mailbox.proof_over(mailbox.nonce().await?, Act::MailboxGet, b""));
            client.get_mailbox(v1::GetMailboxRequest { proof }).await.map_err(Refusal::from)
        };
        match asked.await {
            Ok(pieces) => unread.push(pieces),
            Err(refusal) => refused = Some(refusal),
        }
    }
    assert_eq!(refused.expect("answers without end").code, "busy");
    assert!(unread.len() >= 16, "{}", unread.len());
    drop((unread, client));
    let read = async {
        while mailbox.nonce().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        get(&mailbox).await
    };
    let read = tokio::time::timeout(std::time::Duration::from_secs(20), read).await.expect("no place came back");
    assert_eq!(read.unwrap(), full);
    school.stop().await;
}

/// Keys cost nothing to make: mailboxes that are not there are asked for a bounded number of times, and other requests
/// of the network's families go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_for_missing_mailboxes_beyond_the_limit_are_refused() {
    let school = Running::start().await;
    let (family, _) = school.enrolled(0, 1, 11).await;
    let mut client = family.client().await;
    let mut ask = async |number: u8, at: u32| {
        let nobody = mailbox(&school, number);
        let nonce = client.get_nonce(v1::GetNonceRequest { registry: nobody.registry.to_string() }).await.unwrap();
        let nonce = nonce.into_inner().nonce.try_into().unwrap();
        let refusal = if at.is_multiple_of(2) {
            let proof = Some(nobody.proof_over(nonce, Act::MailboxGet, b""));
            client.get_mailbox(v1::GetMailboxRequest { proof }).await.map(|_| ()).unwrap_err()
        } else {
            let proof = Some(nobody.proof_over(nonce, Act::MailboxDrop, b""));
            client.drop_mailbox(v1::DropMailboxRequest { proof }).await.map(|_| ()).unwrap_err()
        };
        Refusal::from(refusal).code
    };
    for at in 0..200 {
        assert_eq!(ask(u8::try_from(20 + at).unwrap(), at).await, "no-mailbox");
    }
    assert_eq!(ask(250, 0).await, "too-many-guesses");
    assert_eq!(ask(250, 1).await, "too-many-guesses");
    family.holdings().await.unwrap();
    family.enrol(&school.ticket(0, 1).await).await.unwrap();
    school.stop().await;
}

/// With a roster in force the permit of any active registry in it counts, and only its key in force.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permits_of_other_schools_are_checked_by_the_roster() {
    let school = Running::start().await;
    let (far, mailbox) = (key(42), mailbox(&school, 77));
    let id = RegistryId::parse("far.example").unwrap();
    let expires = crate::machine::clock::today().unix_seconds() + 5 * 86_400;
    let commitment = commitment(&[5; 32], &mailbox.key.public());
    let signed = |key: &SecretKey| {
        let signature = key.sign(&permit(&id, &commitment, expires)).as_bytes().to_vec();
        v1::GetMailboxPermitResponse { expires, signature }
    };
    let put_far = async |key: &SecretKey| {
        let mut request = put_request(&mailbox, b"content", &signed(key)).await;
        request.permit_registry = id.to_string();
        put(&mailbox, request).await
    };
    assert_eq!(put_far(&far).await.unwrap_err().code, "no-permit", "no roster names it");
    school.node.roster.send_replace(Some(Arc::new(roster(&far, "active"))));
    put_far(&far).await.unwrap();
    assert_eq!(put_far(&key(41)).await.unwrap_err().code, "no-permit", "its key of before");
    school.node.roster.send_replace(Some(Arc::new(roster(&far, "suspended"))));
    assert_eq!(put_far(&far).await.unwrap_err().code, "no-permit");
    assert_eq!(get(&mailbox).await.unwrap(), b"content", "what is there stays");
    school.stop().await;
}

/// A roster of one registry, `far.example`, whose key was number 41 before it was `key`.
fn roster(key: &SecretKey, state: &str) -> PinnedRoster {
    let governor = VerifierKey::new("governor.example", SignatureType::Ed25519, self::key(99).public()).unwrap();
    let text = format!(
        r#"format = "attestat/roster/v1"
version = 1
issued = "2026-09-01"
expires = "2027-08-31"
threshold = 1
governors = ["{governor}"]
quorum = """
quorum none
"""

[[registry]]
id = "far.example"
name = "School"
organisation = "School"
region = "Sample"
classes = ["achievement"]
state = "{state}"
url = ""
[[registry.log]]
origin = "far.example/1"
[[registry.log.key]]
key = "{before}"
from_size = 1
to_size = 10
[[registry.log.key]]
key = "{now}"
from_size = 11
"#,
        before = base64(self::key(41).public().as_bytes()),
        now = base64(key.public().as_bytes()),
    );
    let mut note = Note::unsigned(text.clone()).unwrap();
    note.sign(&governor, &self::key(99));
    PinnedRoster::pin(note.to_string().as_bytes(), Roster::parse(&text).unwrap().hash()).unwrap()
}
