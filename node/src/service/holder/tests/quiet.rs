//! Nothing personal in any line of a log, however much is logged.

use super::school::{FAMILY_NAME, Family, Running, fetched, reference};
use attestat_credential::holder::ticket::TicketId;
use attestat_ledger::encoding::{base64, base64url, hex};
use std::io::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Log of every crate of this process at its most talkative.
static LOGGED: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();

struct Collect;

impl Write for Collect {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let logged = LOGGED.get_or_init(Mutex::default);
        logged.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_personal_is_logged_at_trace_level() {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Collect);
    subscriber.try_init().unwrap();
    let school = Running::start().await;
    let (family, ticket) = school.enrolled(0, 91, 111).await;
    school.issue(0, 91, 1..3).await;
    let documents = fetched(family.fetch(&[]).await.unwrap()).0;
    family.holdings().await.unwrap();
    let wrong = Family::new(&school, 0, 112);
    assert!(wrong.enrol(&ticket).await.is_err());
    let guess = wrong.enrol_request(&TicketId::from_bytes([9; 32])).await;
    assert!(wrong.client().await.enrol(guess).await.is_err());
    school.stop().await;
    let logged = LOGGED.get().unwrap().lock().unwrap().clone();
    assert!(logged.len() > 10_000 && contains(&logged, b"TRACE") && contains(&logged, b"a wallet was enrolled"));
    let mut personal: Vec<Vec<u8>> = vec![
        FAMILY_NAME.as_bytes().to_vec(),
        "Аграфена".as_bytes().to_vec(),
        "Неназываемая".escape_unicode().to_string().into_bytes(),
        escaped(FAMILY_NAME.as_bytes()),
        crate::office::sample::born(91).into_bytes(),
        reference(91).into_bytes(),
    ];
    let (own, other) = (family.key.public(), wrong.key.public());
    let keys: [&[u8]; 4] = [own.as_bytes(), &family.link, ticket.id.as_bytes(), other.as_bytes()];
    for key in keys {
        personal.extend([hex(key), base64(key), base64url(key), format!("{key:?}")].map(String::into_bytes));
        personal.extend([key.to_vec(), escaped(key)]);
    }
    for (_, document) in documents {
        let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
        personal.extend(
            document["sd_jwt"].as_str().unwrap().split(['~', '.']).filter(|part| part.len() > 20).map(Vec::from),
        );
        personal.push(Vec::from(document["salt"].as_str().unwrap()));
    }
    assert!(personal.len() > 40);
    for secret in personal {
        assert!(!contains(&logged, &secret), "{:?} is logged", String::from_utf8_lossy(&secret));
    }
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}

/// Bytes as `Debug` of a byte string writes them.
fn escaped(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| std::ascii::escape_default(*byte)).collect()
}
