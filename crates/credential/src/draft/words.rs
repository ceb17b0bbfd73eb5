//! Closed lists of words. A value that is not on its list cannot be recorded.

use super::problem::Problem;

/// Declares a closed list: an enum, its words on the wire, and a parser that knows them all.
macro_rules! words {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $(#[$first_doc:meta])*
            $first:ident = $first_word:literal,
            $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[$first_doc])*
            $first,
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$variant,)*];

            /// The word that stands for the value in drafts and credentials.
            pub const fn word(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$variant => $word,)*
                }
            }

            /// Parses the word; no other spelling is accepted.
            pub fn parse(text: &str) -> Result<Self, Problem> {
                match text {
                    $first_word => Ok(Self::$first),
                    $($word => Ok(Self::$variant),)*
                    _ => Err(Problem::UnknownWord { expected: concat!($first_word, $(", ", $word,)*) }),
                }
            }
        }
    };
}

words! {
    /// Kind of document that a draft asks for: the whole list of documents that can be issued.
    pub enum DocumentKind {
        /// Аттестат об основном общем образовании (grade 9).
        Basic = "basic",
        /// Аттестат о среднем общем образовании (grade 11).
        Secondary = "secondary",
        /// A result in an olympiad.
        Olympiad = "olympiad",
        /// A result in a contest or at a conference.
        Contest = "contest",
        /// A sport rank or title (спортивный разряд, звание).
        SportRank = "sport-rank",
        /// A place in a sport event.
        SportEvent = "sport-event",
        /// Graduation from a school of arts or music.
        ArtsSchool = "arts-school",
        /// A badge of the GTO complex.
        Gto = "gto",
    }
}

words! {
    /// Form of a certificate: ordinary, or with distinction (с отличием).
    pub enum Distinction {
        /// The ordinary form.
        Ordinary = "ordinary",
        /// «С отличием».
        WithDistinction = "with-distinction",
    }
}

words! {
    /// Capacity of the person who signed as head of the school.
    pub enum HeadCapacity {
        /// Руководитель.
        Head = "head",
        /// Исполняющий обязанности руководителя.
        Acting = "acting",
    }
}

words! {
    /// A stage of the all-Russian olympiad.
    pub enum OlympiadStage {
        /// Школьный.
        School = "school",
        /// Муниципальный.
        Municipal = "municipal",
        /// Региональный.
        Regional = "regional",
        /// Заключительный.
        Final = "final",
    }
}

words! {
    /// Level of an olympiad on the ministry's list (перечень).
    pub enum ListLevel {
        /// Level I.
        First = "I",
        /// Level II.
        Second = "II",
        /// Level III.
        Third = "III",
    }
}

words! {
    /// Degree of an olympiad's diploma.
    pub enum OlympiadDegree {
        /// Победитель.
        Winner = "winner",
        /// Призёр.
        PrizeWinner = "prize-winner",
    }
}

words! {
    /// Form of an event: contest or conference.
    pub enum ContestForm {
        /// Конкурс.
        Contest = "contest",
        /// Конференция.
        Conference = "conference",
    }
}

words! {
    /// Field of a contest or conference.
    pub enum ContestField {
        /// Интеллектуальный.
        Intellectual = "intellectual",
        /// Творческий.
        Creative = "creative",
        /// Технический.
        Technical = "technical",
    }
}

words! {
    /// Level of an event.
    pub enum Level {
        /// Школьный.
        School = "school",
        /// Муниципальный.
        Municipal = "municipal",
        /// Региональный.
        Regional = "regional",
        /// Межрегиональный.
        InterRegional = "inter-regional",
        /// Всероссийский.
        AllRussian = "all-russian",
        /// Международный.
        International = "international",
    }
}

words! {
    /// Role in which the pupil took part.
    pub enum ContestRole {
        /// Alone.
        Individual = "individual",
        /// As a member of a team.
        TeamMember = "team-member",
        /// As an author and speaker.
        Speaker = "speaker",
    }
}

words! {
    /// Result of a contest or conference.
    pub enum ContestResult {
        /// Гран-при.
        GrandPrix = "grand-prix",
        /// Победитель.
        Winner = "winner",
        /// Призёр.
        PrizeWinner = "prize-winner",
        /// I место.
        FirstPlace = "first-place",
        /// II место.
        SecondPlace = "second-place",
        /// III место.
        ThirdPlace = "third-place",
        /// Лауреат I степени.
        LaureateFirst = "laureate-1",
        /// Лауреат II степени.
        LaureateSecond = "laureate-2",
        /// Лауреат III степени.
        LaureateThird = "laureate-3",
        /// Дипломант.
        DiplomaHolder = "diploma-holder",
        /// Выступил с докладом.
        Presented = "presented",
    }
}

words! {
    /// Sport ranks and titles.
    pub enum Rank {
        /// Третий юношеский разряд.
        ThirdYouth = "youth-3",
        /// Второй юношеский разряд.
        SecondYouth = "youth-2",
        /// Первый юношеский разряд.
        FirstYouth = "youth-1",
        /// Третий спортивный разряд.
        Third = "sport-3",
        /// Второй спортивный разряд.
        Second = "sport-2",
        /// Первый спортивный разряд.
        First = "sport-1",
        /// Кандидат в мастера спорта.
        CandidateMaster = "candidate-master",
        /// Мастер спорта.
        Master = "master",
        /// Мастер спорта международного класса.
        InternationalMaster = "international-master",
    }
}

words! {
    /// Schools of arts and music.
    pub enum ArtsSchoolType {
        /// Детская школа искусств.
        Arts = "arts",
        /// Детская музыкальная школа.
        Music = "music",
        /// Детская художественная школа.
        FineArts = "fine-arts",
        /// Детская хореографическая школа.
        Choreography = "choreography",
        /// Детская театральная школа.
        Theatre = "theatre",
    }
}

words! {
    /// Programme of a school of arts.
    pub enum Programme {
        /// Предпрофессиональная.
        PreProfessional = "pre-professional",
        /// Общеразвивающая.
        GeneralDevelopment = "general-development",
    }
}

words! {
    /// Badge of the GTO complex.
    pub enum GtoBadge {
        /// Золотой.
        Gold = "gold",
        /// Серебряный.
        Silver = "silver",
        /// Бронзовый.
        Bronze = "bronze",
    }
}

words! {
    /// Person or persons who agreed that an achievement be recorded.
    pub enum AgreedBy {
        /// A parent or other legal representative.
        Guardian = "guardian",
        /// The pupil.
        Pupil = "pupil",
        /// Both of them.
        Both = "both",
    }
}
