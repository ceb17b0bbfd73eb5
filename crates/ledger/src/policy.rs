//! Quorum policies (C2SP `tlog-policy`): rules for the cosigners that together make a checkpoint witnessed.

use crate::encoding::parse_decimal;
use crate::note::{SignatureType, VerifierKey};
use crate::sorting::SharedSort as _;
use std::collections::{BTreeMap, BTreeSet};

/// Most logs, witnesses or groups in a policy.
pub const POLICY_ENTRIES_MAX: usize = 1024;

/// Reason for which a text is not a policy: the line and its fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy line {line}: {fault}")]
pub struct PolicyError {
    /// Line of the policy, counted from 1; 0 for the policy as a whole.
    pub line: usize,
    /// The fault of the line.
    pub fault: PolicyFault,
}

/// Fault of a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// A line has a control character or another byte that policies do not allow.
    #[error("a character that policies do not allow")]
    Character,
    /// A line does not begin with a known keyword, or has the wrong number of words after it.
    #[error(
        "expected `log <key> [url]`, `witness <name> <key> [url]`, `group <name> all|any|<k> <member>…` or `quorum <name>|none`"
    )]
    Shape,
    /// The verifier key does not parse or has the wrong type.
    #[error("the key {0:?} does not parse as a key of the right type")]
    Key(String),
    /// A key or a name appears twice.
    #[error("{0:?} is there already")]
    Duplicate(String),
    /// A line names a member or a quorum that no earlier line names.
    #[error("{0:?} is not named by an earlier line")]
    Undefined(String),
    /// The threshold is below 1 or above the number of members.
    #[error("the threshold {0:?} must be from 1 to the number of members")]
    Threshold(String),
    /// The policy has no quorum line, or two.
    #[error("a policy has exactly one `quorum` line")]
    Quorum,
    /// The policy has more entries than [`POLICY_ENTRIES_MAX`].
    #[error("the policy has too many entries")]
    TooLarge,
}

/// A parsed policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: BTreeMap<String, VerifierKey>,
    groups: BTreeMap<String, Group>,
    quorum: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<String>,
}

impl Policy {
    /// Parses a whole policy file.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Self::read(text, AllowedLines::All, BTreeMap::new())
    }

    /// Parses the group and quorum lines of a policy whose witnesses are already known by name.
    pub fn parse_with(text: &str, witnesses: BTreeMap<String, VerifierKey>) -> Result<Self, PolicyError> {
        Self::read(text, AllowedLines::GroupsAndQuorum, witnesses)
    }

    fn read(text: &str, lines: AllowedLines, witnesses: BTreeMap<String, VerifierKey>) -> Result<Self, PolicyError> {
        let policy = Self { logs: Vec::new(), witnesses, groups: BTreeMap::new(), quorum: None };
        let mut parser = Parser { policy, lines, quorum_lines: 0, grouped: BTreeSet::new() };
        for (at, line) in text.split('\n').enumerate() {
            parser.line(line).map_err(|fault| PolicyError { line: at + 1, fault })?;
        }
        match parser.quorum_lines {
            1 => Ok(parser.policy),
            _ => Err(PolicyError { line: 0, fault: PolicyFault::Quorum }),
        }
    }

    /// The logs that the policy names.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The cosigners by their name in the policy.
    pub fn witnesses(&self) -> &BTreeMap<String, VerifierKey> {
        &self.witnesses
    }

    /// Returns true if the policy asks for any cosignature at all.
    pub fn needs_cosignatures(&self) -> bool {
        self.quorum.is_some()
    }

    /// Returns true if the witnesses for which `counts` holds make a quorum.
    pub fn is_satisfied(&self, counts: impl Fn(&str) -> bool) -> bool {
        match &self.quorum {
            None => true,
            Some(name) => self.holds(name, &counts),
        }
    }

    fn holds(&self, name: &str, counts: &impl Fn(&str) -> bool) -> bool {
        match self.groups.get(name) {
            // Groups refer only to earlier lines, so the recursion ends.
            Some(group) => group.members.iter().filter(|member| self.holds(member, counts)).count() >= group.threshold,
            None => counts(name),
        }
    }

    /// The cosigners that the quorum names, by themselves or in groups.
    pub fn members(&self) -> BTreeSet<&str> {
        let mut members = BTreeSet::new();
        let mut open: Vec<&str> = self.quorum.as_deref().into_iter().collect();
        // Groups refer only to earlier lines, and each is in one group at most: this ends.
        while let Some(name) = open.pop() {
            match self.groups.get(name) {
                Some(group) => open.extend(group.members.iter().map(String::as_str)),
                None => _ = members.insert(name),
            }
        }
        members
    }

    /// Returns true if two policies have the same rule, whatever the cosigners' keys are.
    pub fn is_same_rule(&self, other: &Self) -> bool {
        self.groups == other.groups && self.quorum == other.quorum
    }

    /// Returns, of the witnesses' times, the latest at which a quorum had signed: the k-th newest for k-of-n. `None`
    /// when they make no quorum or the policy needs none.
    pub fn quorum_time(&self, times: &BTreeMap<String, u64>) -> Option<u64> {
        if !self.needs_cosignatures() {
            return None;
        }
        let mut newest_first: Vec<u64> = times.values().copied().collect();
        newest_first.put_in_order_by(|a, b| b.cmp(a));
        newest_first.into_iter().find(|at| self.is_satisfied(|name| times.get(name).is_some_and(|time| time >= at)))
    }

    /// Returns the fewest cosignatures that can make a quorum among the witnesses for which `counts` holds; `None`
    /// when even all of them make none.
    pub fn fewest(&self, counts: impl Fn(&str) -> bool) -> Option<usize> {
        match &self.quorum {
            None => Some(0),
            Some(name) => self.fewest_for(name, &counts),
        }
    }

    fn fewest_for(&self, name: &str, counts: &impl Fn(&str) -> bool) -> Option<usize> {
        let Some(group) = self.groups.get(name) else { return counts(name).then_some(1) };
        let mut needs: Vec<usize> = group.members.iter().filter_map(|member| self.fewest_for(member, counts)).collect();
        needs.put_in_order();
        (needs.len() >= group.threshold).then(|| needs.iter().take(group.threshold).sum())
    }
}

/// Lines that a policy may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AllowedLines {
    All,
    GroupsAndQuorum,
}

struct Parser {
    policy: Policy,
    lines: AllowedLines,
    quorum_lines: usize,
    grouped: BTreeSet<String>,
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<(), PolicyFault> {
        if line.bytes().any(|byte| byte < 0x20 && byte != b'\t' || byte == 0x7f) {
            return Err(PolicyFault::Character);
        }
        let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log" | "witness", ..] if self.lines == AllowedLines::GroupsAndQuorum => Err(PolicyFault::Shape),
            [.., comment] if comment.starts_with('#') => Err(PolicyFault::Shape),
            ["log", key] | ["log", key, _] => self.log(key),
            ["witness", name, key] | ["witness", name, key, _] => self.witness(name, key),
            ["group", name, threshold, members @ ..] => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name),
            _ => Err(PolicyFault::Shape),
        }
    }

    fn log(&mut self, key: &str) -> Result<(), PolicyFault> {
        let key = parse_key(key, SignatureType::Ed25519)?;
        if self.policy.logs.iter().any(|held| held.key() == key.key()) {
            return Err(PolicyFault::Duplicate(key.name().to_owned()));
        }
        if self.policy.logs.len() == POLICY_ENTRIES_MAX {
            return Err(PolicyFault::TooLarge);
        }
        self.policy.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str) -> Result<(), PolicyFault> {
        self.check_new(name)?;
        let key = parse_key(key, SignatureType::CosignatureV1)?;
        if self.policy.witnesses.values().any(|held| held.key() == key.key()) {
            return Err(PolicyFault::Duplicate(key.name().to_owned()));
        }
        self.policy.witnesses.insert(name.to_owned(), key);
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), PolicyFault> {
        self.check_new(name)?;
        for member in members {
            if !self.is_known(member) {
                return Err(PolicyFault::Undefined((*member).to_owned()));
            }
            if !self.grouped.insert((*member).to_owned()) {
                return Err(PolicyFault::Duplicate((*member).to_owned()));
            }
        }
        let wrong = || PolicyFault::Threshold(threshold.to_owned());
        let count = match threshold {
            "all" => members.len(),
            "any" => 1,
            number => parse_decimal(number).and_then(|number| usize::try_from(number).ok()).ok_or_else(wrong)?,
        };
        if count < 1 || count > members.len() {
            return Err(wrong());
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.policy.groups.insert(name.to_owned(), Group { threshold: count, members });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), PolicyFault> {
        self.quorum_lines += 1;
        if self.quorum_lines > 1 {
            return Err(PolicyFault::Quorum);
        }
        if name == "none" {
            return Ok(());
        }
        if !self.is_known(name) {
            return Err(PolicyFault::Undefined(name.to_owned()));
        }
        self.policy.quorum = Some(name.to_owned());
        Ok(())
    }

    fn is_known(&self, name: &str) -> bool {
        self.policy.witnesses.contains_key(name) || self.policy.groups.contains_key(name)
    }

    fn check_new(&self, name: &str) -> Result<(), PolicyFault> {
        if name == "none" || self.is_known(name) {
            return Err(PolicyFault::Duplicate(name.to_owned()));
        }
        if self.policy.witnesses.len() + self.policy.groups.len() >= POLICY_ENTRIES_MAX {
            return Err(PolicyFault::TooLarge);
        }
        Ok(())
    }
}

fn parse_key(text: &str, kind: SignatureType) -> Result<VerifierKey, PolicyFault> {
    VerifierKey::parse(text).ok().filter(|key| key.kind() == kind).ok_or_else(|| PolicyFault::Key(text.to_owned()))
}
