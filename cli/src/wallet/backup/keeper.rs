//! Choice of the node that keeps a copy and of the registry that permits it: a node is not believed to be every
//! registry that it says it is, and a node that permits and keeps knows whose copy it is.

use crate::failure::Failure;
use crate::remote::{Remote, listed_address};
use crate::wallet::roster::reachable;
use attestat_ledger::name::{Origin, RegistryId};
use attestat_ledger::roster::Roster;
use attestat_wallet::wallet::{Enrolment, Wallet};
use attestat_wire::connect::{Address, ConnectError};
use attestat_wire::v1;
use attestat_words::language::{Choose as _, Language};

/// A registry whose node is to keep a copy, with the node's address.
#[derive(Debug)]
pub(in crate::wallet) struct Keeper {
    pub(in crate::wallet) id: RegistryId,
    pub(in crate::wallet) address: Address,
    /// The address as it was written.
    pub(in crate::wallet) url: String,
}

impl Keeper {
    /// Finds the registry whose node is meant: one of the roster by its id, or the one that an address leads to.
    pub(in crate::wallet) async fn find(
        to: &str,
        roster: Option<&Roster>,
        wallet: &Wallet,
        language: Language,
    ) -> Result<Self, Failure> {
        if let Some(known) = RegistryId::parse(to).ok().and_then(|id| reachable(roster?, &id)) {
            let address = known.url.parse().map_err(ConnectError::from)?;
            return Ok(Self { id: known.id.clone(), address, url: known.url.clone() });
        }
        Self::at(listed_address(to, roster)?, roster, wallet, language).await
    }

    /// The registry whose node is at an address.
    pub(in crate::wallet) async fn at(
        address: Address,
        roster: Option<&Roster>,
        wallet: &Wallet,
        language: Language,
    ) -> Result<Self, Failure> {
        let remote = Remote::connect_pinned(&address).await?;
        let own = |log: &v1::LogSummary| {
            let hosted = matches!(log.standing(), v1::Standing::Own | v1::Standing::ReadOnly);
            hosted.then(|| Origin::parse(&log.origin).ok()).flatten().map(|origin| origin.registry().clone())
        };
        let claimed: Vec<RegistryId> = remote.list_logs().await?.iter().filter_map(own).collect();
        let expected = |id: &RegistryId| expected(id, roster, wallet);
        let id = believed(&claimed, &address, expected).map_err(|doubt| doubt.told(&address, roster, language))?;
        Ok(Self { id, url: address.to_string(), address })
    }

    /// Returns true if an enrolment is answered by another node, and another registry, than the keeper.
    pub(in crate::wallet) fn is_apart_from(&self, enrolment: &Enrolment) -> bool {
        let Ok(other) = enrolment.address.parse::<Address>() else { return false };
        let same_key = other.pin().is_some() && other.pin() == self.address.pin();
        enrolment.registry != self.id && other.location() != self.address.location() && !same_key
    }
}

/// Address of a registry's node, as far as it is known here: by the roster, else by the wallet's earlier mailboxes and
/// enrolments.
fn expected(id: &RegistryId, roster: Option<&Roster>, wallet: &Wallet) -> Option<String> {
    let listed = roster.and_then(|roster| reachable(roster, id)).map(|registry| registry.url.clone());
    let kept = || wallet.mailboxes().find(|place| place.keeper == *id).map(|place| place.address.clone());
    listed.or_else(kept).or_else(|| wallet.enrolment(id).map(|enrolment| enrolment.address.clone()))
}

/// Reason for which a node is not believed to be a registry's.
#[derive(Debug, PartialEq, Eq)]
enum Doubt {
    /// The node says that it hosts no registry.
    None,
    /// The node of this registry is elsewhere, or answers with another key.
    Elsewhere(RegistryId),
}

/// Returns the registry that is believed, of those that a node claims to host: one that is known to be at this address,
/// key and all, else one of which nothing is known.
fn believed(
    claimed: &[RegistryId],
    at: &Address,
    expected: impl Fn(&RegistryId) -> Option<String>,
) -> Result<RegistryId, Doubt> {
    let here = |id: &&RegistryId| expected(id).is_some_and(|url| url.parse().is_ok_and(|url: Address| url == *at));
    let new = |id: &&RegistryId| expected(id).is_none();
    let found = claimed.iter().find(here).or_else(|| claimed.iter().find(new));
    found.cloned().ok_or_else(|| claimed.first().cloned().map_or(Doubt::None, Doubt::Elsewhere))
}

impl Doubt {
    fn told(&self, address: &Address, roster: Option<&Roster>, language: Language) -> Failure {
        let at = address.location();
        match self {
            Self::None => {
                let (what, todo) = language.choose(
                    ("This node hosts no registry, and keeps no mailboxes", "Choose a school's node."),
                    ("На этом узле нет реестра школы, копий он не хранит", "Выберите узел школы."),
                );
                Failure::usage("no-keeper", what, todo)
            }
            Self::Elsewhere(id) => {
                let what = language.choose(
                    format!("The node at {at} says that it is {id}, whose address or key is known to be another; nothing was sent to it"),
                    format!("Узел {at} называет себя {id}, но у того известен другой адрес или ключ; узлу ничего не отправлено"),
                );
                let is_listed = roster.and_then(|roster| reachable(roster, id)).is_some();
                let todo = if is_listed {
                    language.choose(
                        format!("Name the registry itself: `--to {id}`. If its node has moved, `attestat wallet sync` brings the newer roster that says so."),
                        format!("Назовите сам реестр: `--to {id}`. Если его узел переехал, `attestat wallet sync` принесёт новый список участников, где это сказано."),
                    )
                } else {
                    language.choose(
                        "The roster does not name it: ask that school itself where its node is, and choose another node until then.".to_owned(),
                        "В списке участников его нет: узнайте у самой школы, где её узел, а пока выберите другой.".to_owned(),
                    )
                };
                Failure::usage("keeper-elsewhere", what, todo)
            }
        }
    }
}

/// Permission for the keeper's own node to permit the copy, and so to learn whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wallet) enum SameNode {
    /// The keeper's own node may permit the copy.
    Allowed,
    /// The keeper's own node may permit the copy only when the child is enrolled nowhere else.
    OnlyWithoutAnother,
}

/// The enrolments that may be asked for a permit, the best first. The keeper's own node is asked when it is
/// the child's only one, or when that was allowed.
pub(in crate::wallet) fn permitters(
    enrolments: Vec<Enrolment>,
    keeper: &Keeper,
    same_node: SameNode,
    language: Language,
) -> Result<Vec<Enrolment>, Failure> {
    let alone = enrolments.len() < 2;
    let (mut asked, near): (Vec<_>, Vec<_>) = enrolments.into_iter().partition(|one| keeper.is_apart_from(one));
    if alone || same_node == SameNode::Allowed {
        asked.extend(near);
    } else if asked.is_empty() {
        let id = &keeper.id;
        let (what, todo) = language.choose(
            (
                format!("Only the node of {id} itself could permit this copy, and would know whose it is"),
                "Choose another school's node; or add --same-node if it may know.",
            ),
            (
                format!("Разрешить эту копию мог бы только сам узел {id}, и он узнал бы, чья она"),
                "Выберите узел другой школы или добавьте --same-node, если ему можно это знать.",
            ),
        );
        return Err(Failure::usage("same-node", what, todo));
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_ledger::roster::RosterHash;
    use attestat_wallet::keyring::Epoch;

    fn id(name: &str) -> RegistryId {
        RegistryId::parse(name).unwrap()
    }

    fn url(host: &str, pin: char) -> String {
        format!("https://{host}:7400#sha256:{}", String::from(pin).repeat(64))
    }

    fn keeper(name: &str, host: &str, pin: char) -> Keeper {
        Keeper { id: id(name), address: url(host, pin).parse().unwrap(), url: url(host, pin) }
    }

    fn enrolment(name: &str, host: &str, pin: char) -> Enrolment {
        let (registry, address, roster) = (id(name), url(host, pin), RosterHash([0; 32]));
        Enrolment { registry, epoch: Epoch::FIRST, address, enrolled_at: 0, roster }
    }

    #[test]
    fn a_node_that_takes_anothers_name_is_not_believed() {
        let known = |id: &RegistryId| (id.as_str() == "school.example").then(|| url("school.example", 'a'));
        let at = |host: &str, pin: char| url(host, pin).parse::<Address>().unwrap();
        let claimed = [id("school.example")];
        assert_eq!(believed(&claimed, &at("SCHOOL.example", 'a'), known), Ok(id("school.example")));
        for (host, pin) in [("school.example", 'b'), ("other.example", 'a'), ("other.example", 'b')] {
            let elsewhere = Err(Doubt::Elsewhere(id("school.example")));
            assert_eq!(believed(&claimed, &at(host, pin), known), elsewhere, "{host} {pin}");
        }
        let both = [id("school.example"), id("new.example")];
        assert_eq!(believed(&both, &at("other.example", 'b'), known), Ok(id("new.example")));
        assert_eq!(believed(&both, &at("school.example", 'a'), known), Ok(id("school.example")));
        assert_eq!(believed(&[], &at("school.example", 'a'), known), Err(Doubt::None));
    }

    #[test]
    fn who_keeps_does_not_permit_where_another_school_can() {
        let keeper = keeper("a.example", "a.example", 'a');
        let of = |names: Vec<Enrolment>, same_node| {
            let asked = permitters(names, &keeper, same_node, Language::English);
            asked.map(|asked| asked.into_iter().map(|one| one.registry.to_string()).collect::<Vec<_>>())
        };
        let (own, apart) = (enrolment("a.example", "a.example", 'a'), enrolment("b.example", "b.example", 'b'));
        let never = SameNode::OnlyWithoutAnother;
        assert_eq!(of(vec![own.clone(), apart.clone()], never).unwrap(), ["b.example"]);
        assert_eq!(of(vec![own.clone(), apart], SameNode::Allowed).unwrap(), ["b.example", "a.example"]);
        assert_eq!(of(vec![own.clone()], never).unwrap(), ["a.example"], "the child's only one");
        assert!(of(Vec::new(), never).unwrap().is_empty());
        // Other registries of the same node: by its address, and by its key behind another name.
        for near in [enrolment("c.example", "A.example", 'c'), enrolment("c.example", "c.example", 'a')] {
            assert_eq!(of(vec![own.clone(), near.clone()], never).unwrap_err().code, "same-node");
            assert_eq!(of(vec![own.clone(), near], SameNode::Allowed).unwrap().len(), 2);
        }
    }
}
