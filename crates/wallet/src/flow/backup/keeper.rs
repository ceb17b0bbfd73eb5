//! Choice of the node that keeps a copy and of the registry that permits it: a node is not believed to be every
//! registry that it says it is, and a node that permits and keeps knows whose copy it is.

use attestat_ledger::name::RegistryId;
use attestat_ledger::roster::Roster;
use attestat_words::text;

use crate::address::NodeAddress;
use crate::flow::effect::{KeyDemand, NodeAnswer, NodeCall};
use crate::flow::error::{CallFailure, FlowError};
use crate::flow::outside::Outside;
use crate::roster::reachable;
use crate::wallet::{Enrolment, Wallet};

/// A registry whose node is to keep a copy, with the node's address.
#[derive(Debug)]
pub struct Keeper {
    /// The registry.
    pub(crate) id: RegistryId,
    address: NodeAddress,
    /// The address as it was written.
    pub(crate) url: String,
}

impl Keeper {
    /// Finds the registry whose node is meant: one of the roster by its id, or the one that an address leads to.
    pub(in crate::flow) async fn find<E: CallFailure>(
        outside: &Outside<E>,
        to: &str,
        roster: Option<&Roster>,
        wallet: &Wallet,
    ) -> Result<Self, FlowError<E>> {
        let listed = RegistryId::parse(to).ok().and_then(|id| reachable(roster?, &id));
        if let Some((known, address)) = listed.and_then(|known| Some((known, NodeAddress::parse(&known.url)?))) {
            return Ok(Self { id: known.id.clone(), address, url: known.url.clone() });
        }
        let address = outside.resolve(to).await?;
        Self::at(outside, &address, roster, wallet).await
    }

    /// The registry whose node is at an address.
    pub(in crate::flow) async fn at<E: CallFailure>(
        outside: &Outside<E>,
        address: &str,
        roster: Option<&Roster>,
        wallet: &Wallet,
    ) -> Result<Self, FlowError<E>> {
        outside.connect(address, KeyDemand::Named).await?;
        let read = |answer| if let NodeAnswer::Hosted(ids) = answer { Some(ids) } else { None };
        let claimed = outside.call(NodeCall::Hosted, read).await?;
        let unreadable = || outside.bad_answer(text!("answer-address"));
        let parsed = NodeAddress::parse(address).ok_or_else(unreadable)?;
        let id = believed(&claimed, &parsed, |id| expected(id, roster, wallet)).map_err(|doubt| match doubt {
            KeeperDoubt::None => FlowError::HostsNone,
            KeeperDoubt::Elsewhere(id) => FlowError::KeeperElsewhere { at: parsed.place().to_owned(), id },
        })?;
        Ok(Self { id, url: parsed.to_string(), address: parsed })
    }

    /// Returns true if an enrolment is answered by another node, and another registry, than the keeper.
    pub(in crate::flow) fn is_apart_from(&self, enrolment: &Enrolment) -> bool {
        let Some(other) = NodeAddress::parse(&enrolment.address) else { return false };
        enrolment.registry != self.id && !other.is_at(&self.address) && !other.has_key_of(&self.address)
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
enum KeeperDoubt {
    /// The node says that it hosts no registry.
    None,
    /// The node of this registry is elsewhere, or answers with another key.
    Elsewhere(RegistryId),
}

/// Returns the registry that is believed, of those that a node claims to host: one that is known to be at this address,
/// key and all, else one of which nothing is known.
fn believed(
    claimed: &[RegistryId],
    at: &NodeAddress,
    expected: impl Fn(&RegistryId) -> Option<String>,
) -> Result<RegistryId, KeeperDoubt> {
    let here = |id: &&RegistryId| expected(id).is_some_and(|url| NodeAddress::parse(&url).as_ref() == Some(at));
    let new = |id: &&RegistryId| expected(id).is_none();
    let found = claimed.iter().find(here).or_else(|| claimed.iter().find(new));
    found.cloned().ok_or_else(|| claimed.first().cloned().map_or(KeeperDoubt::None, KeeperDoubt::Elsewhere))
}

/// Permission for the keeper's own node to permit the copy, and so to learn whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameNode {
    /// The keeper's own node may permit the copy.
    Allowed,
    /// The keeper's own node may permit the copy only when the child is enrolled nowhere else.
    OnlyWithoutAnother,
}

/// The enrolments that may be asked for a permit, the best first. The keeper's own node is asked when it is
/// the child's only one, or when that was allowed.
pub(in crate::flow) fn permitters<E>(
    enrolments: Vec<Enrolment>,
    keeper: &Keeper,
    same_node: SameNode,
) -> Result<Vec<Enrolment>, FlowError<E>> {
    let alone = enrolments.len() < 2;
    let (mut asked, near): (Vec<_>, Vec<_>) = enrolments.into_iter().partition(|one| keeper.is_apart_from(one));
    if alone || same_node == SameNode::Allowed {
        asked.extend(near);
    } else if asked.is_empty() {
        return Err(FlowError::OnlySameNode(keeper.id.clone()));
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::Epoch;
    use attestat_ledger::roster::RosterHash;

    fn id(name: &str) -> RegistryId {
        RegistryId::parse(name).unwrap()
    }

    fn url(host: &str, pin: char) -> String {
        format!("https://{host}:7400#sha256:{}", String::from(pin).repeat(64))
    }

    fn keeper(name: &str, host: &str, pin: char) -> Keeper {
        Keeper { id: id(name), address: NodeAddress::parse(&url(host, pin)).unwrap(), url: url(host, pin) }
    }

    fn enrolment(name: &str, host: &str, pin: char) -> Enrolment {
        let (registry, address, roster) = (id(name), url(host, pin), RosterHash([0; 32]));
        Enrolment { registry, epoch: Epoch::FIRST, address, enrolled_at: 0, roster }
    }

    #[test]
    fn a_node_that_takes_anothers_name_is_not_believed() {
        let known = |id: &RegistryId| (id.as_str() == "school.example").then(|| url("school.example", 'a'));
        let at = |host: &str, pin: char| NodeAddress::parse(&url(host, pin)).unwrap();
        let claimed = [id("school.example")];
        assert_eq!(believed(&claimed, &at("SCHOOL.example", 'a'), known), Ok(id("school.example")));
        for (host, pin) in [("school.example", 'b'), ("other.example", 'a'), ("other.example", 'b')] {
            let elsewhere = Err(KeeperDoubt::Elsewhere(id("school.example")));
            assert_eq!(believed(&claimed, &at(host, pin), known), elsewhere, "{host} {pin}");
        }
        let both = [id("school.example"), id("new.example")];
        assert_eq!(believed(&both, &at("other.example", 'b'), known), Ok(id("new.example")));
        assert_eq!(believed(&both, &at("school.example", 'a'), known), Ok(id("school.example")));
        assert_eq!(believed(&[], &at("school.example", 'a'), known), Err(KeeperDoubt::None));
    }

    #[test]
    fn a_keeper_does_not_permit_its_copy_where_another_school_can() {
        let keeper = keeper("a.example", "a.example", 'a');
        let of = |names: Vec<Enrolment>, same_node| {
            let asked = permitters::<()>(names, &keeper, same_node);
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
            let refused = of(vec![own.clone(), near.clone()], never).unwrap_err();
            assert!(matches!(refused, FlowError::OnlySameNode(_)), "{refused:?}");
            assert_eq!(of(vec![own.clone(), near], SameNode::Allowed).unwrap().len(), 2);
        }
    }
}
