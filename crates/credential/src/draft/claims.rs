//! The fields of a document by name, in the order of the form: one list for drafts, credentials and labels.

use super::achievement::{
    Achievement, AchievementCopy, AchievementFields, ArtsSchool, Contest, Gto, Olympiad, OlympiadSeries, SportEvent,
    SportRank,
};
use super::certificate::{Certificate, Copy, SubjectMark};
use super::text::{Date, Text};
use super::{Document, Person};

/// The value of one field on its way into JSON.
#[derive(Clone, Copy)]
pub enum ClaimValue<'a> {
    /// A text or a word.
    Text(&'a str),
    /// A day, written `YYYY-MM-DD`.
    Date(Date),
    /// A whole number.
    Number(u32),
    /// The lines of a supplement.
    Marks(&'a [SubjectMark]),
    /// Lines of text.
    Lines(&'a [Text<300>]),
}

/// Visitor that takes the fields of a document one by one.
pub trait ClaimVisitor {
    /// Takes one field.
    fn claim(&mut self, name: &'static str, value: ClaimValue<'_>);

    /// Takes a text.
    fn text(&mut self, name: &'static str, text: &str) {
        self.claim(name, ClaimValue::Text(text));
    }

    /// Takes a field that is expressly without a value: a draft says so, and a credential leaves it out.
    fn absent(&mut self, _name: &'static str) {}

    /// Takes a text, or its absence, which has to be said.
    fn expressly(&mut self, name: &'static str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.absent(name),
        }
    }

    /// Takes a text where there is one.
    fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }
}

impl Person {
    /// Shows the person's fields to `visitor`.
    pub fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("family_name", self.family_name.expose());
        visitor.expressly("given_name", self.given_name.as_ref().map(|name| name.expose()));
        visitor.optional("patronymic", self.patronymic.as_ref().map(|name| name.expose()));
        visitor.claim("birth_date", ClaimValue::Date(self.birth_date));
    }
}

impl Document {
    /// Shows the document's fields to `visitor`; a certificate's kind is not among them.
    pub fn visit(&self, visitor: &mut impl ClaimVisitor) {
        match self {
            Self::Basic(certificate) | Self::Secondary(certificate) => certificate.visit(visitor),
            Self::Achievement(achievement) => {
                visitor.text("kind", self.kind().word());
                achievement.visit(visitor);
            }
        }
    }
}

impl Certificate {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        let fields = self.fields();
        visitor.text("distinction", fields.distinction.word());
        visitor.text("blank_number", fields.blank_number.expose());
        visitor.text("registration_number", fields.registration_number.expose());
        visitor.claim("issue_date", ClaimValue::Date(fields.issue_date));
        visitor.claim("end_year", ClaimValue::Number(fields.end_year.number()));
        visitor.text("school_name", fields.school_name.expose());
        visitor.text("locality", fields.locality.expose());
        visitor.text("head", fields.head.expose());
        visitor.text("head_capacity", fields.head_capacity.word());
        visitor.expressly("supplement_number", fields.supplement_number.as_ref().map(|number| number.expose()));
        if !fields.marks.is_empty() {
            visitor.claim("marks", ClaimValue::Marks(&fields.marks));
        }
        if !fields.additional_information.is_empty() {
            visitor.claim("additional_information", ClaimValue::Lines(&fields.additional_information));
        }
        match &fields.copy {
            Copy::Original => visitor.text("copy", "original"),
            Copy::Duplicate { replaces } => {
                visitor.text("copy", "duplicate");
                visitor.optional("replaces_number", replaces.as_ref().map(|number| number.expose()));
            }
        }
    }
}

impl Achievement {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        match self.fields() {
            AchievementFields::Olympiad(olympiad) => olympiad.visit(visitor),
            AchievementFields::Contest(contest) => contest.visit(visitor),
            AchievementFields::SportRank(rank) => rank.visit(visitor),
            AchievementFields::SportEvent(event) => event.visit(visitor),
            AchievementFields::ArtsSchool(school) => school.visit(visitor),
            AchievementFields::Gto(gto) => gto.visit(visitor),
        }
        if self.copy() == AchievementCopy::Duplicate {
            visitor.text("copy", "duplicate");
        }
    }
}

impl Olympiad {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("name", self.name.expose());
        match &self.series {
            OlympiadSeries::AllRussian { stage } => {
                visitor.text("series", "all-russian");
                visitor.text("stage", stage.word());
            }
            OlympiadSeries::Listed { number, year, level } => {
                visitor.text("series", "listed");
                visitor.claim("list_number", ClaimValue::Number(number.number()));
                visitor.claim("list_year", ClaimValue::Number(year.number()));
                visitor.text("list_level", level.word());
            }
            OlympiadSeries::International { place } => {
                visitor.text("series", "international");
                visitor.text("held_in", place.expose());
            }
        }
        visitor.text("subject", self.subject.expose());
        visitor.optional("profile", self.profile.as_ref().map(Text::expose));
        visitor.claim("grade", ClaimValue::Number(self.grade.number()));
        visitor.text("degree", self.degree.word());
        visitor.claim("date", ClaimValue::Date(self.date));
        visitor.text("organiser", self.organiser.expose());
        visitor.optional("diploma_number", self.diploma_number.as_ref().map(Text::expose));
    }
}

impl Contest {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("form", self.form.word());
        visitor.text("field", self.field.word());
        visitor.text("name", self.name.expose());
        visitor.text("level", self.level.word());
        visitor.text("role", self.role.word());
        visitor.text("result", self.result.word());
        visitor.optional("work_title", self.work_title.as_ref().map(Text::expose));
        visitor.claim("date", ClaimValue::Date(self.date));
        visitor.text("organiser", self.organiser.expose());
        visitor.optional("diploma_number", self.diploma_number.as_ref().map(Text::expose));
    }
}

impl SportRank {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("sport", self.sport.expose());
        visitor.text("rank", self.rank.word());
        visitor.text("order_number", self.order_number.expose());
        visitor.claim("date", ClaimValue::Date(self.date));
        if let Some(until) = self.valid_until {
            visitor.claim("valid_until", ClaimValue::Date(until));
        }
        visitor.text("organisation", self.organisation.expose());
    }
}

impl SportEvent {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("name", self.name.expose());
        visitor.text("sport", self.sport.expose());
        visitor.optional("discipline", self.discipline.as_ref().map(Text::expose));
        visitor.text("level", self.level.word());
        visitor.claim("place", ClaimValue::Number(self.place.number()));
        visitor.optional("result", self.result.as_ref().map(|result| result.expose()));
        visitor.claim("date", ClaimValue::Date(self.date));
        visitor.text("organiser", self.organiser.expose());
        visitor.optional("diploma_number", self.diploma_number.as_ref().map(Text::expose));
    }
}

impl ArtsSchool {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.text("school_type", self.school_type.word());
        visitor.text("programme", self.programme.word());
        visitor.text("specialism", self.specialism.expose());
        visitor.claim("start_year", ClaimValue::Number(self.start_year.number()));
        visitor.claim("end_year", ClaimValue::Number(self.end_year.number()));
        visitor.text("certificate_number", self.certificate_number.expose());
        visitor.claim("date", ClaimValue::Date(self.date));
        visitor.text("organisation", self.organisation.expose());
        if !self.marks.is_empty() {
            visitor.claim("marks", ClaimValue::Marks(&self.marks));
        }
    }
}

impl Gto {
    fn visit(&self, visitor: &mut impl ClaimVisitor) {
        visitor.claim("step", ClaimValue::Number(self.step.number()));
        visitor.text("badge", self.badge.word());
        visitor.text("certificate_number", self.certificate_number.expose());
        visitor.claim("date", ClaimValue::Date(self.date));
        visitor.optional("uin", self.uin.as_ref().map(|uin| uin.expose()));
    }
}
