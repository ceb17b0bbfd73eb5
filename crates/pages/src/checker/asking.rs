//! A verifier's request to families, made in the page: saved as a file before its code is shown, because answers to it can be
//! held against nothing else.

use super::event::Effect;
use super::state::{Asking, Checker, HeldRequest};
use attestat_checking::request::{asks, end_of_day, refused};
use attestat_credential::credential_type::CredentialType;
use attestat_credential::presentation::request::Request;
use attestat_credential::presentation::terms::NONCE_BYTES;
use attestat_ledger::encoding::base64url;
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;

/// Name of the file that a request is saved as.
const FILE: &str = "request.json";
/// Beginnings of the names of the form's fields.
pub(super) const NEED: &str = "need:";
pub(super) const MAY: &str = "may:";
pub(super) const OF: &str = "type:";

impl Checker {
    pub(super) fn begin_asking(&mut self) {
        let fields = BTreeMap::from([("audience".to_owned(), self.audience.clone())]);
        self.asking = Some(Asking { fields, ..Asking::default() });
        self.effects.push(Effect::Focus { id: "ask-title".to_owned() });
    }

    pub(super) fn fill_request(&mut self, fields: &BTreeMap<String, String>) {
        if let Some(asking) = &mut self.asking {
            asking.fields.clone_from(fields);
        }
    }

    /// Asks for the randomness of a request whose form holds everything else.
    pub(super) fn ask_for_nonce(&mut self, fields: &BTreeMap<String, String>) {
        self.fill_request(fields);
        self.effects.push(Effect::Random { length: NONCE_BYTES });
    }

    /// Makes the request, saves it, and has its code drawn.
    pub(super) fn make_request(&mut self, nonce: &[u8], now: u64) {
        let Some(asking) = &self.asking else { return };
        match request(&asking.fields, nonce, now) {
            Err(problem) => self.say(true, Text::listed([problem.what, problem.todo], " ")),
            Ok(request) => {
                let (name, text) = (FILE.to_owned(), request.to_json());
                let frames = request.pack().unwrap_or_default();
                self.audience.clone_from(&request.audience);
                let held = HeldRequest { name, text, request };
                self.request = Some(held.clone());
                if let Some(asking) = &mut self.asking {
                    asking.made = Some(held);
                }
                self.save_request();
                self.effects.push(Effect::Draw { frames });
                // A page that is left now has forgotten it, unless the file was really kept.
                self.effects.push(Effect::Guard { is_on: true });
                self.effects.push(Effect::Focus { id: "ask-title".to_owned() });
            }
        }
    }

    /// Gives the request's file, again where it was lost.
    pub(super) fn save_request(&mut self) {
        let made = self.asking.as_ref().and_then(|asking| asking.made.clone());
        if let Some(HeldRequest { name, text, .. }) = made {
            self.effects.push(Effect::Save { name, media_type: "application/json".to_owned(), text });
        }
    }

    pub(super) fn show_codes(&mut self, pictures: Vec<String>) {
        if let Some(asking) = &mut self.asking {
            asking.codes = pictures;
        }
    }

    pub(super) fn end_asking(&mut self) {
        self.asking = None;
        self.effects.push(Effect::Guard { is_on: false });
        self.effects.push(Effect::Focus { id: "choose-title".to_owned() });
    }
}

/// The request of a form.
fn request(form: &BTreeMap<String, String>, nonce: &[u8], now: u64) -> Result<Request, Problem> {
    let text = |name: &str| form.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let chosen = |begin: &str| -> Vec<String> {
        form.keys().filter_map(|name| name.strip_prefix(begin)).map(str::to_owned).collect()
    };
    let kinds: Vec<CredentialType> = chosen(OF).iter().filter_map(|word| CredentialType::named(word)).collect();
    let required = asks(&in_order(chosen(NEED)), &kinds)?;
    if required.is_empty() {
        return Err(Problem::input("nothing-asked", text!("page-ask-nothing"), text!("page-ask-nothing.next")));
    }
    let needed = chosen(NEED);
    let welcome = chosen(MAY).into_iter().filter(|field| !needed.contains(field)).collect();
    let request = Request {
        audience: text("audience"),
        nonce: base64url(nonce),
        purpose: text("purpose"),
        begins: Some(now),
        expires: end_of_day(&text("until"), now)?,
        required,
        optional: asks(&in_order(welcome), &kinds)?,
    };
    request.check().map_err(|error| refused(&error))?;
    Ok(request)
}

/// The fields that can be asked for, in the order of the documents' own tables.
pub(super) fn all_fields() -> Vec<&'static str> {
    let mut fields = Vec::new();
    for field in CredentialType::all().iter().flat_map(|kind| kind.fields()) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

fn in_order(mut fields: Vec<String>) -> Vec<String> {
    let order = all_fields();
    fields.put_in_order_by_key(|field| order.iter().position(|known| known == field));
    fields
}
