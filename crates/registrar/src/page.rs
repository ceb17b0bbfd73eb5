//! The page of a registrar.

use crate::event::{Act, ChosenFile, Effect, NodeFacts, Shown, Told};
use crate::sheets::Work;
use crate::view;
use attestat_credential::draft::text::Date;
use attestat_sheets::Profile;
use attestat_words::language::Language;
use attestat_words::text;
use attestat_words::text::Text;

/// The page behind all windows of a registrar.
pub struct Page {
    pub(crate) language: Language,
    pub(crate) node: NodeFacts,
    pub(crate) notice: Option<Text>,
    pub(crate) work: Option<Work>,
    pub(crate) profile: Profile,
    /// Number of the newest order; answers to earlier ones are late.
    orders: u64,
    effects: Vec<Effect>,
}

impl Page {
    /// A page that shows what can be done at this node, with the school's profile of headings.
    pub fn new(language: Language, node: NodeFacts, profile: Profile) -> Self {
        Self { language, node, notice: None, work: None, profile, orders: 0, effects: Vec::new() }
    }

    /// Takes in what a person did, today.
    pub fn act(&mut self, act: &Act, today: Date) {
        self.notice = None;
        match (act.action.as_str(), &mut self.work) {
            ("language", _) => {
                self.language = if act.value == "ru" { Language::Russian } else { Language::English };
            }
            ("home", Some(work)) if work.is_unsaved() && act.value != "yes" => work.is_asked_to_leave = true,
            ("home", _) => self.work = None,
            ("stay", Some(work)) => work.is_asked_to_leave = false,
            (_, Some(work)) => {
                let done = work.act(act, &self.profile, today, self.language);
                self.notice = done.notice;
                self.order(done.order);
                self.effects.extend(done.saved.map(Effect::Save));
            }
            _ => {}
        }
    }

    /// Takes in sheets that a person chose, today. A run that is under way, or whose documents were not saved, stays.
    pub fn choose(&mut self, files: Vec<ChosenFile>, today: Date) {
        self.notice = None;
        if self.work.as_ref().is_some_and(|work| work.is_busy() || work.is_unsaved()) {
            self.notice = Some(text!("registrar-one-at-a-time"));
            return;
        }
        if files.is_empty() {
            return;
        }
        let mut work = Work::new(files, today);
        let order = work.read(&self.profile, today);
        self.work = Some(work);
        self.order(order);
    }

    /// Takes in what the node said to an order.
    pub fn told(&mut self, order: u64, told: Told) {
        if order == self.orders
            && let Some(work) = &mut self.work
        {
            work.told(told);
            if work.is_issued() {
                work.teach(&mut self.profile);
            }
        }
    }

    /// Takes in how the node describes itself.
    pub fn describe(&mut self, node: NodeFacts) {
        self.node = node;
    }

    /// The effects that the page asks for, once.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The school's profile with the headings that were learned when a sheet was issued.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Returns true while the node is asked: the program does not end then.
    pub fn is_busy(&self) -> bool {
        self.work.as_ref().is_some_and(Work::is_busy)
    }

    /// The page as windows show it.
    pub fn shown(&self) -> Shown {
        Shown {
            view: view::page(self).into_string(),
            title: text!("registrar-title").told(self.language),
            language: self.language.of("en", "ru"),
            is_unsaved: self.work.as_ref().is_some_and(Work::is_unsaved),
        }
    }

    fn order(&mut self, order: Option<crate::sheets::Wanted>) {
        if let Some(wanted) = order {
            self.orders += 1;
            self.effects.push(Effect::Order(wanted.numbered(self.orders)));
        }
    }
}
