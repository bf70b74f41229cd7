//! When somebody answers: opening hours and holidays, in the dealer's own time.

use serde::{Deserialize, Serialize};

use crate::{FieldError, Lang, message::length, say::hours as words};

/// A stretch of a day, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// The first minute.
    pub from: u16,
    /// The minute after the last; 1440 is midnight.
    pub to: u16,
}

/// A date of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A moment as a clock on the dealer's wall shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wall {
    /// The date.
    pub date: Date,
    /// Minutes after midnight.
    pub minute: u16,
}

/// When somebody answers, and what is answered when nobody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Whether the answer is sent at all.
    pub is_on: bool,
    /// The dealer's time zone, by its IANA name: `Europe/Amsterdam`.
    pub zone: String,
    /// The stretches of each day, Monday first.
    pub week: [Vec<Slot>; 7],
    /// Days on which nobody answers.
    pub holidays: Vec<Date>,
    /// What is answered.
    pub answer: String,
}

/// The longest answer, in UTF-16 units.
const MOST_ANSWER: usize = 1000;
/// So far ahead the next opening is looked for, in days.
const AHEAD: u16 = 60;
const DAY: u16 = 24 * 60;

impl Default for Hours {
    fn default() -> Self {
        let weekday = vec![Slot {
            from: 9 * 60,
            to: 18 * 60,
        }];
        let mut week: [Vec<Slot>; 7] = std::array::from_fn(|_| weekday.clone());
        week[5] = vec![Slot {
            from: 10 * 60,
            to: 17 * 60,
        }];
        week[6] = Vec::new();
        Self {
            is_on: false,
            zone: "Europe/Amsterdam".to_owned(),
            week,
            holidays: Vec::new(),
            answer: String::new(),
        }
    }
}

impl Hours {
    /// Whether somebody answers at that moment.
    pub fn is_open(&self, at: Wall) -> bool {
        let covers = |slot: &Slot| (slot.from..slot.to).contains(&at.minute);
        self.slots(at.date).iter().any(covers)
    }

    /// When somebody answers again: the name of a closed stretch, the same for every moment in it. `None` if nobody
    /// does within two months.
    pub fn next_opening(&self, at: Wall) -> Option<Wall> {
        let mut date = at.date;
        for day in 0..AHEAD {
            let after = if day == 0 { at.minute } else { 0 };
            let starts = self.slots(date).iter().map(|slot| slot.from);
            if let Some(minute) = starts.filter(|start| *start >= after).min() {
                return Some(Wall { date, minute });
            }
            date = date.tomorrow();
        }
        None
    }

    fn slots(&self, date: Date) -> &[Slot] {
        if self.holidays.contains(&date) {
            return &[];
        }
        &self.week[date.weekday()]
    }

    /// What is wrong, each at its field: `day_1` (Monday) …, `answer`.
    pub fn faults(&self, lang: Lang) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut add = |field: String, message: String| faults.push(FieldError { field, message });
        for (day, slots) in self.week.iter().enumerate() {
            let in_order = slots.windows(2).all(|pair| pair[0].to <= pair[1].from);
            if !in_order || slots.iter().any(|slot| slot.from >= slot.to || slot.to > DAY) {
                add(format!("day_{}", day + 1), words::slot_wrong(lang).to_owned());
            }
        }
        if self.is_on && self.answer.trim().is_empty() {
            add("answer".to_owned(), words::answer_empty(lang).to_owned());
        }
        if length(&self.answer) > MOST_ANSWER {
            add("answer".to_owned(), words::answer_long(lang, MOST_ANSWER));
        }
        faults
    }
}

impl Date {
    /// 0 is Monday. Source: C. Zeller's congruence in Sakamoto's form.
    pub fn weekday(self) -> usize {
        const SHIFT: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = i32::from(self.year) - i32::from(self.month < 3);
        let month = SHIFT[usize::from(self.month.clamp(1, 12)) - 1];
        let sunday = (year + year / 4 - year / 100 + year / 400 + month + i32::from(self.day)).rem_euclid(7);
        usize::try_from((sunday + 6) % 7).unwrap_or_default()
    }

    /// The day after.
    #[must_use]
    pub fn tomorrow(self) -> Self {
        if self.day < days_in(self.year, self.month) {
            return Self {
                day: self.day + 1,
                ..self
            };
        }
        let (year, month) = if self.month == 12 {
            (self.year.saturating_add(1), 1)
        } else {
            (self.year, self.month + 1)
        };
        Self { year, month, day: 1 }
    }
}

fn days_in(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A text that is no date, or no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotATime;

impl std::fmt::Display for NotATime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a date or time")
    }
}
impl std::error::Error for NotATime {}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
impl std::str::FromStr for Date {
    type Err = NotATime;
    /// `2026-12-25`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let mut parts = text.trim().splitn(3, '-');
        let mut next = || {
            parts
                .next()
                .and_then(|part| part.parse::<i16>().ok())
                .ok_or(NotATime)
        };
        let (year, month, day) = (next()?, next()?, next()?);
        let small = |number: i16| u8::try_from(number).map_err(|_| NotATime);
        let date = Self {
            year,
            month: small(month)?,
            day: small(day)?,
        };
        let is_date = (2000..=2200).contains(&date.year)
            && (1..=12).contains(&date.month)
            && (1..=days_in(date.year, date.month)).contains(&date.day);
        if is_date { Ok(date) } else { Err(NotATime) }
    }
}
impl TryFrom<String> for Date {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}
impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// `09:00` in minutes after midnight; `24:00` is the end of the day.
pub fn minute(text: &str) -> Result<u16, NotATime> {
    let (hours, minutes) = text.trim().split_once(':').ok_or(NotATime)?;
    let (hours, minutes): (u16, u16) = (
        hours.parse().map_err(|_| NotATime)?,
        minutes.parse().map_err(|_| NotATime)?,
    );
    let at = hours.saturating_mul(60).saturating_add(minutes);
    if minutes < 60 && at <= DAY {
        Ok(at)
    } else {
        Err(NotATime)
    }
}

/// Minutes after midnight as `09:00`.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The settings as a form hands them in: every field a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Ticked, the answer is sent.
    pub on: Option<String>,
    /// The time zone.
    pub zone: String,
    /// When each day begins, Monday first; empty is closed. A pause makes a second stretch: `09:00-12:00, 13:00-18:00`.
    pub days: Vec<String>,
    /// Holidays, one a line.
    pub holidays: String,
    /// What is answered.
    pub answer: String,
}

impl Form {
    /// The settings it describes, or what cannot be read.
    pub fn hours(&self, lang: Lang) -> Result<Hours, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut week: [Vec<Slot>; 7] = Default::default();
        for (day, slots) in week.iter_mut().enumerate() {
            let typed = self.days.get(day).map_or("", String::as_str);
            match read_slots(typed) {
                Ok(read) => *slots = read,
                Err(NotATime) => faults.push(FieldError {
                    field: format!("day_{}", day + 1),
                    message: words::slot_unreadable(lang).to_owned(),
                }),
            }
        }
        let lines = self.holidays.split(['\n', ',', ' ']).map(str::trim);
        let dates: Result<Vec<Date>, NotATime> =
            lines.filter(|line| !line.is_empty()).map(str::parse).collect();
        let mut holidays = dates.unwrap_or_else(|NotATime| {
            faults.push(FieldError {
                field: "holidays".to_owned(),
                message: words::holiday_unreadable(lang).to_owned(),
            });
            Vec::new()
        });
        holidays.sort_unstable();
        holidays.dedup();
        let hours = Hours {
            is_on: self.on.is_some(),
            zone: self.zone.trim().to_owned(),
            week,
            holidays,
            answer: self.answer.trim().to_owned(),
        };
        faults.extend(hours.faults(lang));
        if faults.is_empty() { Ok(hours) } else { Err(faults) }
    }
}

/// The page of opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePage {
    /// The settings.
    pub hours: Hours,
    /// Whether new conversations are given to everybody in turn.
    pub in_turn: bool,
    /// Whether somebody answers now, by these hours.
    pub is_open: bool,
    /// The time zones that are offered.
    pub zones: Vec<String>,
}

fn read_slots(text: &str) -> Result<Vec<Slot>, NotATime> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (from, to) = part.split_once(['-', '–']).ok_or(NotATime)?;
            Ok(Slot {
                from: minute(from)?,
                to: minute(to)?,
            })
        })
        .collect()
}

/// A day's stretches as they are typed.
pub fn written(slots: &[Slot]) -> String {
    let slot = |slot: &Slot| format!("{}-{}", clock(slot.from), clock(slot.to));
    slots.iter().map(slot).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(date: &str, time: &str) -> Wall {
        Wall {
            date: date.parse().unwrap(),
            minute: minute(time).unwrap(),
        }
    }

    fn hours() -> Hours {
        Hours {
            is_on: true,
            answer: "We are closed.".into(),
            holidays: vec!["2026-12-25".parse().unwrap()],
            ..Hours::default()
        }
    }

    #[test]
    fn dates_know_their_weekday_and_the_day_after() {
        for (date, weekday, tomorrow) in [
            ("2026-11-21", 5, "2026-11-22"),
            ("2026-11-30", 0, "2026-12-01"),
            ("2026-12-31", 3, "2027-01-01"),
            ("2028-02-28", 0, "2028-02-29"),
            ("2027-02-28", 6, "2027-03-01"),
        ] {
            let date: Date = date.parse().unwrap();
            assert_eq!(
                (date.weekday(), date.tomorrow().to_string().as_str()),
                (weekday, tomorrow),
                "{date}"
            );
        }
        for text in ["2026-02-29", "2026-13-01", "25-12-2026", "", "2026-12"] {
            assert_eq!(text.parse::<Date>(), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn the_minute_of_opening_is_open_and_the_minute_of_closing_is_not() {
        for (date, time, is_open) in [
            ("2026-11-20", "08:59", false),
            ("2026-11-20", "09:00", true),
            ("2026-11-20", "17:59", true),
            ("2026-11-20", "18:00", false),
            ("2026-11-22", "12:00", false),
            ("2026-12-25", "12:00", false),
        ] {
            assert_eq!(hours().is_open(wall(date, time)), is_open, "{date} {time}");
        }
    }

    #[test]
    fn a_closed_stretch_has_one_name_from_its_first_minute_to_its_last() {
        let monday = Some(wall("2026-11-23", "09:00"));
        for (date, time) in [
            ("2026-11-21", "17:00"),
            ("2026-11-22", "12:00"),
            ("2026-11-23", "08:59"),
        ] {
            assert_eq!(hours().next_opening(wall(date, time)), monday, "{date} {time}");
        }
        assert_ne!(hours().next_opening(wall("2026-11-23", "18:00")), monday);
        // Christmas is a Friday.
        assert_eq!(
            hours().next_opening(wall("2026-12-24", "20:00")),
            Some(wall("2026-12-26", "10:00"))
        );
        let never = Hours {
            week: Default::default(),
            ..hours()
        };
        assert_eq!(never.next_opening(wall("2026-11-23", "09:00")), None);
    }

    #[test]
    fn a_form_is_read_with_pauses_and_its_faults_are_told() {
        let form = Form {
            on: Some("true".into()),
            zone: "Europe/Madrid".into(),
            days: ["09:00-12:00, 13:30-18:00", "", "", "", "", "10:00-24:00"]
                .map(str::to_owned)
                .into(),
            holidays: "2026-12-26\n2026-12-25, 2026-12-25".into(),
            answer: " Closed ".into(),
        };
        let hours = form.hours(Lang::En).unwrap();
        assert_eq!(written(&hours.week[0]), "09:00-12:00, 13:30-18:00");
        assert_eq!(hours.week[5][0].to, 1440);
        assert_eq!(hours.holidays.len(), 2);
        assert_eq!(hours.answer, "Closed");

        for (days, field) in [
            ("nine to five", "day_1"),
            ("18:00-09:00", "day_1"),
            ("09:00-13:00, 12:00-18:00", "day_1"),
            ("09:00-25:00", "day_1"),
        ] {
            let wrong = Form {
                days: vec![days.into()],
                ..form.clone()
            };
            assert_eq!(wrong.hours(Lang::En).unwrap_err()[0].field, field, "{days}");
        }
        let silent = Form {
            answer: " ".into(),
            ..form.clone()
        };
        assert_eq!(silent.hours(Lang::En).unwrap_err()[0].field, "answer");
        let odd = Form {
            holidays: "Christmas".into(),
            ..form
        };
        assert_eq!(odd.hours(Lang::En).unwrap_err()[0].field, "holidays");
    }
}
