//! A node as a family asks it: every call is proven with a key, over a nonce that the node drew for it.

use crate::failure::Failure;
use crate::remote::Remote;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_ledger::key::PublicKey;
use attestat_ledger::name::RegistryId;
use attestat_wallet::enrol::EnrolmentRequest;
use attestat_wallet::keyring::{Epoch, Keyring};
use attestat_wallet::mailbox::{BLIND_BYTES, MAILBOX_BYTES_MAX, Permit, commitment};
use attestat_wallet::proof::{self, Proof};
use attestat_wire::connect::{Address, ConnectError, Patient, timely};
use attestat_wire::field::Field;
use attestat_wire::refusal::NO_MAILBOX;
use attestat_wire::v1;
use attestat_wire::v1::holder_client::HolderClient;
use attestat_words::language::{Choose as _, Language};
use core::time::Duration;

/// Most documents of one answer.
const DOCUMENTS_MAX: usize = 4096;
/// Longest time for a delivery of documents: as long as a node gives it.
const DELIVERY_MAX: Duration = Duration::from_secs(1800);
/// Longest time for one copy: 1 MiB on the slowest line that a node waits for.
const MAILBOX_TIME_MAX: Duration = Duration::from_secs(600);

/// A node, asked on behalf of one child about one registry.
pub(super) struct Desk {
    remote: Remote,
    holder: HolderClient<Patient>,
    registry: RegistryId,
}

/// Documents as a node sent them.
pub(super) struct Fetched {
    /// Slot and file.
    pub(super) documents: Vec<(u32, Vec<u8>)>,
    /// Number of documents that will still be issued again, bound to the wallet.
    pub(super) waiting: u32,
    /// Time at which the last of these is expected, Unix seconds.
    pub(super) expected_by: u64,
}

impl Desk {
    /// Connects to the node of a registry; the address names the key that must answer.
    pub(super) async fn open(address: &str, registry: &RegistryId) -> Result<Self, Failure> {
        let address: Address = address.parse().map_err(ConnectError::from)?;
        let remote = Remote::connect_pinned(&address).await?;
        let holder = remote.holder()?;
        Ok(Self { remote, holder, registry: registry.clone() })
    }

    /// The connection, for requests that anyone may make.
    pub(super) fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Redeems a ticket; the request rests on a [`Desk::nonce`].
    pub(super) async fn enrol(&self, request: &EnrolmentRequest) -> Result<v1::EnrolResponse, Failure> {
        let message = v1::EnrolRequest {
            proof: Some(sent(&request.proof)),
            ticket_id: request.ticket.as_bytes().to_vec(),
            link_secret: request.link.expose().to_vec(),
        };
        self.remote.answer(self.holder.clone().enrol(timely(message))).await
    }

    /// Fetches the documents that are not known yet.
    pub(super) async fn fetch(&self, keys: &Keyring, epoch: Epoch, known: &[u32]) -> Result<Fetched, Failure> {
        self.remote.within(DELIVERY_MAX, self.deliver(keys, epoch, known)).await
    }

    async fn deliver(&self, keys: &Keyring, epoch: Epoch, known: &[u32]) -> Result<Fetched, Failure> {
        let proof = proof::fetch(keys, &self.registry, epoch, &self.nonce().await?, known);
        let message = v1::FetchDocumentsRequest { proof: Some(sent(&proof)), known_slots: known.to_vec() };
        let call = self.holder.clone().fetch_documents(message).await;
        let mut incoming = call.map_err(|status| self.remote.refusal(status))?.into_inner();
        let mut fetched = Fetched { documents: Vec::new(), waiting: 0, expected_by: 0 };
        while let Some(answer) = incoming.message().await.map_err(|status| self.remote.refusal(status))? {
            if answer.document.is_empty() {
                (fetched.waiting, fetched.expected_by) = (answer.documents_waiting, answer.expected_by);
                continue;
            }
            if answer.document.len() > DOCUMENT_BYTES_MAX || fetched.documents.len() >= DOCUMENTS_MAX {
                return Err(Failure::bad_answer(self.remote.address(), "it sends more than there can be"));
            }
            fetched.documents.push((answer.slot, answer.document));
        }
        Ok(fetched)
    }

    /// Asks for everything that the vault holds on the child, and for the list of those who touched it.
    pub(super) async fn holdings(&self, keys: &Keyring, epoch: Epoch) -> Result<v1::GetHoldingsResponse, Failure> {
        let proof = proof::holdings(keys, &self.registry, epoch, &self.nonce().await?);
        let message = v1::GetHoldingsRequest { proof: Some(sent(&proof)) };
        self.remote.answer(self.holder.clone().get_holdings(timely(message))).await
    }

    /// Asks for a permit for a mailbox whose key the registry does not see.
    pub(super) async fn permit(
        &self,
        keys: &Keyring,
        epoch: Epoch,
        blind: [u8; BLIND_BYTES],
        mailbox: &PublicKey,
    ) -> Result<Permit, Failure> {
        let commitment = commitment(&blind, mailbox);
        let proof = proof::permit(keys, &self.registry, epoch, &self.nonce().await?, &commitment);
        let message = v1::GetMailboxPermitRequest { proof: Some(sent(&proof)), commitment: commitment.to_vec() };
        let answer = self.remote.answer(self.holder.clone().get_mailbox_permit(timely(message))).await?;
        let signature = Field::new("GetMailboxPermitResponse", "signature").signature(&answer.signature);
        let signature = signature.map_err(|error| Failure::bad_field(self.remote.address(), &error))?;
        Ok(Permit { registry: self.registry.clone(), blind, expires: answer.expires, signature })
    }

    /// Puts a mailbox's content; returns the time until which the node keeps it, Unix seconds, if the node says so.
    pub(super) async fn put_mailbox(
        &self,
        keys: &Keyring,
        content: Vec<u8>,
        permit: &Permit,
    ) -> Result<Option<u64>, Failure> {
        let proof = proof::mailbox_put(keys, &self.registry, &self.nonce().await?, &content);
        let message = v1::PutMailboxRequest {
            proof: Some(sent(&proof)),
            content,
            permit_registry: permit.registry.to_string(),
            blind: permit.blind.to_vec(),
            permit_expires: permit.expires,
            permit_signature: permit.signature.as_bytes().to_vec(),
        };
        let answer = self.remote.answer(self.holder.clone().put_mailbox(timely(message))).await?;
        Ok(Some(answer.kept_until).filter(|until| *until > 0))
    }

    /// Gets a mailbox's content; returns `None` only if the node says that it keeps none.
    pub(super) async fn get_mailbox(&self, keys: &Keyring) -> Result<Option<Vec<u8>>, Failure> {
        match self.remote.within(MAILBOX_TIME_MAX, self.read_mailbox(keys)).await {
            Err(failure) if failure.code == NO_MAILBOX => Ok(None),
            content => content.map(Some),
        }
    }

    async fn read_mailbox(&self, keys: &Keyring) -> Result<Vec<u8>, Failure> {
        let proof = proof::mailbox_get(keys, &self.registry, &self.nonce().await?);
        let message = v1::GetMailboxRequest { proof: Some(sent(&proof)) };
        let call = self.holder.clone().get_mailbox(message).await;
        let mut incoming = call.map_err(|status| self.remote.refusal(status))?.into_inner();
        let mut content = Vec::new();
        while let Some(answer) = incoming.message().await.map_err(|status| self.remote.refusal(status))? {
            content.extend_from_slice(&answer.piece);
            if content.len() > MAILBOX_BYTES_MAX {
                return Err(Failure::bad_answer(self.remote.address(), "the mailbox is larger than mailboxes are"));
            }
        }
        Ok(content)
    }

    /// Drops a mailbox.
    pub(super) async fn drop_mailbox(&self, keys: &Keyring) -> Result<(), Failure> {
        let proof = proof::mailbox_drop(keys, &self.registry, &self.nonce().await?);
        let message = v1::DropMailboxRequest { proof: Some(sent(&proof)) };
        self.remote.answer(self.holder.clone().drop_mailbox(timely(message))).await.map(|_| ())
    }

    /// Asks for a nonce for one call.
    pub(super) async fn nonce(&self) -> Result<[u8; 32], Failure> {
        let message = v1::GetNonceRequest { registry: self.registry.to_string() };
        let answer = self.remote.answer(self.holder.clone().get_nonce(timely(message))).await?;
        let bad = |_| Failure::bad_answer(self.remote.address(), "its nonce has not 32 bytes");
        answer.nonce.try_into().map_err(bad)
    }
}

fn sent(proof: &Proof) -> v1::Proof {
    v1::Proof {
        registry: proof.registry.to_string(),
        nonce: proof.nonce.to_vec(),
        key: proof.key.as_bytes().to_vec(),
        signature: proof.signature.as_bytes().to_vec(),
    }
}

/// Failure of a school that does not know the wallet, outside of an enrolment: there is no letter that could be wrong.
fn unknown_wallet(failure: Failure, language: Language) -> Failure {
    let (what, todo) = language.choose(
        (
            "The school's node does not know this wallet any more: the school has destroyed what it held, or has enrolled another wallet since",
            "What is in this wallet stays. If the school is to know it again, ask for a new letter.",
        ),
        (
            "Узел школы больше не знает этого кошелька: школа уничтожила то, что хранила, или с тех пор привязала другой кошелёк",
            "Всё, что есть в кошельке, остаётся. Если школа должна снова его знать, попросите новое письмо.",
        ),
    );
    Failure { what: format!("{what}.").into(), todo: todo.into(), ..failure }
}

/// A failure of a node in the family's language, where nodes have words of their own for it.
pub(super) fn told(failure: Failure, language: Language) -> Failure {
    if failure.code == "not-recognised" {
        return unknown_wallet(failure, language);
    }
    if language == Language::English {
        return failure;
    }
    let (what, todo) = match failure.code.as_str() {
        "unreachable" => ("Узел школы не отвечает", "Проверьте связь и адрес; попробуйте позже."),
        "another-key" => (
            "По адресу ответил не тот ключ, который в нём назван; узлу ничего не сказано",
            "Возьмите в школе полный адрес заново и не отбрасывайте его конец после #.",
        ),
        "unpinned" => (
            "Адрес не называет ключа, и не видно, кто по нему ответит",
            "Возьмите полный адрес, как его даёт школа, с #sha256:… в конце.",
        ),
        "too-many-guesses" => {
            ("Узел пока не принимает писем: слишком много неверных", "Попробуйте через десять минут.")
        }
        "wallet-of-another" => (
            "Этот кошелёк уже привязан здесь к другому ученику",
            "Создайте для каждого ребёнка свой кошелёк: attestat wallet new --child ИМЯ.",
        ),
        "no-permit" | "too-many-permits" => {
            ("Узел не принял разрешения на копию", "Повторите завтра или выберите другой узел.")
        }
        NO_MAILBOX => ("Копии этого кошелька на узле нет", "Спросите другие узлы, где лежат копии."),
        "mailboxes-full" => ("Место для копий на узле занято", "Выберите другой узел."),
        "stale-nonce" | "busy" | "too-slow" | "stalled" => {
            ("Узел занят или не успел ответить", "Повторите через минуту.")
        }
        _ => return failure,
    };
    Failure { what: format!("{what}.").into(), todo: todo.into(), ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_that_does_not_know_the_wallet_any_more_speaks_of_no_letter() {
        for language in [Language::English, Language::Russian] {
            let failure = Failure::usage("not-recognised", "The letter may have been used", "");
            let told = told(failure, language);
            assert!(
                !told.what.to_string().contains("letter may")
                    && !told.what.to_string().contains("письмо")
                    && told.code == "not-recognised"
            );
        }
        let other = Failure::usage("busy", "Busy", "");
        assert_eq!(told(other.clone(), Language::English), other);
    }
}
