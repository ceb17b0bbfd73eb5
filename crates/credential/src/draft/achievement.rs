//! Achievements in education, culture and sport: a closed list of good results.
//!
//! There is no kind for "something else": a record of anything but these results cannot be written.

use super::certificate::{SubjectMark, marks_fit};
use super::problem::{FieldError, Problem};
use super::text::{Count, Date, GtoNumber, Measure, Text, Year, redacted_debug};
use super::words::{
    ArtsSchoolType, ContestField, ContestForm, ContestResult, ContestRole, GtoBadge, Level, ListLevel, OlympiadDegree,
    OlympiadStage, Programme, Rank,
};

/// Series of an olympiad, with the fields that tell the olympiads of one series apart.
#[derive(Clone, PartialEq, Eq)]
pub enum OlympiadSeries {
    /// Всероссийская олимпиада школьников.
    AllRussian {
        /// The stage whose result this is.
        stage: OlympiadStage,
    },
    /// An olympiad on the ministry's yearly list (перечень).
    Listed {
        /// Its number on the list.
        number: Count<1, 999>,
        /// The school year of the list, by the year in which it ends.
        year: Year,
        /// Its level.
        level: ListLevel,
    },
    /// An international olympiad.
    International {
        /// The country or city where it was held.
        place: Text<120>,
    },
}

/// A result in an olympiad.
#[derive(Clone, PartialEq, Eq)]
pub struct Olympiad {
    /// Name of the olympiad.
    pub name: Text<300>,
    /// Series that it belongs to.
    pub series: OlympiadSeries,
    /// Subject.
    pub subject: Text<150>,
    /// Profile, where it is narrower than the subject.
    pub profile: Option<Text<150>>,
    /// Grade whose tasks the pupil solved.
    pub grade: Count<1, 11>,
    /// Winner or prize-winner.
    pub degree: OlympiadDegree,
    /// Day of the diploma.
    pub date: Date,
    /// Organiser of the event.
    pub organiser: Text<300>,
    /// Series and number of the diploma.
    pub diploma_number: Option<Text<60>>,
}

/// A result in a contest or at a conference.
#[derive(Clone, PartialEq, Eq)]
pub struct Contest {
    /// Contest or conference.
    pub form: ContestForm,
    /// Intellectual, creative or technical.
    pub field: ContestField,
    /// Name of the event.
    pub name: Text<300>,
    /// Level of the event, from school to international.
    pub level: Level,
    /// Role of the pupil.
    pub role: ContestRole,
    /// The result.
    pub result: ContestResult,
    /// Title of the work.
    pub work_title: Option<Text<300>>,
    /// Day of the diploma.
    pub date: Date,
    /// Organiser of the event.
    pub organiser: Text<300>,
    /// Number of the diploma.
    pub diploma_number: Option<Text<60>>,
}

/// A sport rank or title.
#[derive(Clone, PartialEq, Eq)]
pub struct SportRank {
    /// Kind of sport.
    pub sport: Text<120>,
    /// The rank.
    pub rank: Rank,
    /// Number of the order that awarded it.
    pub order_number: Text<60>,
    /// Day of the order.
    pub date: Date,
    /// Last day on which the rank counts; titles have none.
    pub valid_until: Option<Date>,
    /// Organisation that awarded it.
    pub organisation: Text<300>,
}

/// A place in a sport event.
#[derive(Clone, PartialEq, Eq)]
pub struct SportEvent {
    /// Name of the event.
    pub name: Text<300>,
    /// Kind of sport.
    pub sport: Text<120>,
    /// Discipline, distance or weight class.
    pub discipline: Option<Text<150>>,
    /// Level of the event, from school to international.
    pub level: Level,
    /// Place taken; the first ten are recorded.
    pub place: Count<1, 10>,
    /// Measured result.
    pub result: Option<Measure>,
    /// Day of the event.
    pub date: Date,
    /// Organiser of the event.
    pub organiser: Text<300>,
    /// Number of the diploma.
    pub diploma_number: Option<Text<60>>,
}

/// Graduation from a school of arts or music.
#[derive(Clone, PartialEq, Eq)]
pub struct ArtsSchool {
    /// Kind of school.
    pub school_type: ArtsSchoolType,
    /// Kind of programme.
    pub programme: Programme,
    /// Instrument, section or name of the programme.
    pub specialism: Text<200>,
    /// Year in which the pupil began.
    pub start_year: Year,
    /// Year in which the pupil finished.
    pub end_year: Year,
    /// Number of the certificate (свидетельство).
    pub certificate_number: Text<60>,
    /// Day of the certificate.
    pub date: Date,
    /// Full name of the school.
    pub organisation: Text<400>,
    /// Final marks, where the certificate has them.
    pub marks: Vec<SubjectMark>,
}

/// A badge of the GTO complex («Готов к труду и обороне»).
#[derive(Clone, PartialEq, Eq)]
pub struct Gto {
    /// Step by age, I to XVIII.
    pub step: Count<1, 18>,
    /// Gold, silver or bronze.
    pub badge: GtoBadge,
    /// Number of the badge's certificate.
    pub certificate_number: Text<60>,
    /// Day of the order.
    pub date: Date,
    /// The participant's number in the complex.
    pub uin: Option<GtoNumber>,
}

/// One good result, each field valid by itself; [`Achievement::new`] checks them together.
#[derive(Clone, PartialEq, Eq)]
pub enum AchievementFields {
    /// Education: an olympiad.
    Olympiad(Olympiad),
    /// Education, culture or technology: a contest or conference.
    Contest(Contest),
    /// Sport: a rank or title.
    SportRank(SportRank),
    /// Sport: a place in an event.
    SportEvent(SportEvent),
    /// Culture: graduation from a school of arts or music.
    ArtsSchool(ArtsSchool),
    /// Sport: a GTO badge.
    Gto(Gto),
}

/// Copy of an achievement's document: the first one, or a duplicate of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AchievementCopy {
    /// The first one.
    Original,
    /// One that carries the word «дубликат».
    Duplicate,
}

/// An achievement whose fields are valid by themselves and fit each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Achievement {
    fields: AchievementFields,
    copy: AchievementCopy,
}

impl Achievement {
    /// Checks the fields against each other: ends after beginnings, no subject twice.
    pub fn new(fields: AchievementFields) -> Result<Self, FieldError> {
        match &fields {
            AchievementFields::SportRank(rank) => {
                if rank.valid_until.is_some_and(|until| until < rank.date) {
                    return Err(FieldError::new("valid_until", Problem::Before { other: "date" }));
                }
            }
            AchievementFields::ArtsSchool(school) => {
                marks_fit(&school.marks, 0)?;
                if school.end_year < school.start_year {
                    return Err(FieldError::new("end_year", Problem::Before { other: "start_year" }));
                }
                if school.date.year() < school.end_year {
                    return Err(FieldError::new("date", Problem::Before { other: "end_year" }));
                }
            }
            AchievementFields::Olympiad(_)
            | AchievementFields::Contest(_)
            | AchievementFields::SportEvent(_)
            | AchievementFields::Gto(_) => {}
        }
        Ok(Self { fields, copy: AchievementCopy::Original })
    }

    /// The same achievement on an original or on a duplicate.
    pub fn on(self, copy: AchievementCopy) -> Self {
        Self { copy, ..self }
    }

    /// The fields.
    pub fn fields(&self) -> &AchievementFields {
        &self.fields
    }

    /// Original or duplicate.
    pub fn copy(&self) -> AchievementCopy {
        self.copy
    }

    /// The day on which it was achieved or awarded.
    pub fn date(&self) -> Date {
        match &self.fields {
            AchievementFields::Olympiad(olympiad) => olympiad.date,
            AchievementFields::Contest(contest) => contest.date,
            AchievementFields::SportRank(rank) => rank.date,
            AchievementFields::SportEvent(event) => event.date,
            AchievementFields::ArtsSchool(school) => school.date,
            AchievementFields::Gto(gto) => gto.date,
        }
    }
}

redacted_debug!(
    OlympiadSeries,
    Olympiad,
    Contest,
    SportRank,
    SportEvent,
    ArtsSchool,
    Gto,
    AchievementFields,
    AchievementCopy,
    Achievement
);
