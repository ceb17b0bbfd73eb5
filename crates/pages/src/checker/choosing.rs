//! Files that a person chose: documents are judged, and files that say how others are judged go where they belong.

use super::event::Effect;
use super::state::{Checker, HeldRequest};
use crate::engine::FileInfo;
use attestat_credential::presentation::reasons;
use attestat_credential::presentation::request::{REQUEST_FORMAT, Request};
use attestat_credential::presentation::withdrawal::{WITHDRAWAL_FORMAT, Withdrawal};
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::plain::plain;
use attestat_words::text;
use attestat_words::text::Text;

/// First bytes of a roster.
const ROSTER: &[u8] = b"format = \"attestat/roster/";
/// Longest file of trust, request or withdrawal that is read.
const SMALL_BYTES_MAX: u64 = 32 << 20;

impl Checker {
    /// Takes files: documents are judged, and what belongs to the circumstances is put there.
    pub(super) fn choose(&mut self, files: Vec<FileInfo>, now: u64) {
        self.notice = None;
        self.end_scanning();
        self.sample = self.sample.take().filter(|sample| sample.is(&files));
        self.scanned = self.scanned.take().filter(|scanned| scanned.is(&files));
        let (mut small, mut rest): (Vec<FileInfo>, Vec<FileInfo>) = files.into_iter().partition(is_circumstance);
        if let Some(long) = small.iter().find(|info| info.length > SMALL_BYTES_MAX) {
            self.say(true, text!("page-file-too-long", name = plain(&long.name)));
            return;
        }
        // A roster first: the other files of trust are held against it.
        small.put_in_order_by_key(|info| !info.beginning.starts_with(ROSTER));
        for info in small {
            self.effects.push(Effect::Read { file: info.file });
            self.reading.insert(info.file, info);
        }
        if rest.is_empty() {
            return;
        }
        rest.put_in_order_by(|one, other| (one.is_found, &one.name).cmp(&(other.is_found, &other.name)));
        self.files = rest;
        if self.reading.is_empty() {
            self.judge_again(now);
        }
    }

    pub(super) fn take_small(&mut self, file: u32, body: Option<&[u8]>, now: u64) {
        let Some(info) = self.reading.remove(&file) else { return };
        let text = body.and_then(|body| str::from_utf8(body).ok());
        let taken = match text {
            None => Err(text!("page-unreadable-file")),
            Some(text) => self.take_circumstance(&info, text),
        };
        if let Err(why) = taken {
            self.say(true, text!("page-file-refused", name = plain(&info.name), why = why));
        }
        if self.reading.is_empty() {
            self.store(now);
            self.judge_again(now);
        }
    }

    pub(super) fn take_circumstance(&mut self, info: &FileInfo, text: &str) -> Result<(), Text> {
        if info.beginning.starts_with(ROSTER) {
            return self.keeper.take_roster(text, &info.name);
        }
        if is_json_of(&info.beginning, REQUEST_FORMAT) {
            let request = Request::parse(text.as_bytes());
            let request = request.map_err(|error| text!("page-bad-request", why = reasons::request(&error)))?;
            self.request = Some(HeldRequest { name: info.name.clone(), text: text.to_owned(), request });
            return Ok(());
        }
        if is_json_of(&info.beginning, WITHDRAWAL_FORMAT) {
            Withdrawal::parse(text.as_bytes())
                .map_err(|error| text!("page-bad-withdrawal", why = reasons::withdrawal(&error)))?;
            self.withdrawals.push((info.name.clone(), text.to_owned()));
            return Ok(());
        }
        self.keeper.take_part(&info.name, text)
    }
}

/// Returns true for a file that says how others are judged: a roster, a file of a folder of trust, a request, a withdrawal.
fn is_circumstance(info: &FileInfo) -> bool {
    let ending = info.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_head = ending == "note" && info.name.contains("heads/");
    info.beginning.starts_with(ROSTER)
        || is_head
        || matches!(ending, "status" | "prefixes" | "fork")
        || is_json_of(&info.beginning, REQUEST_FORMAT)
        || is_json_of(&info.beginning, WITHDRAWAL_FORMAT)
}

/// Returns true if JSON begins with its format.
fn is_json_of(beginning: &[u8], format: &str) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let quoted = format!("\"{format}\"");
    text.trim_start().starts_with('{') && text.contains(&quoted)
}
