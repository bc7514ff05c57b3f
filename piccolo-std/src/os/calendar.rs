//! Moments and dates.
//!
//! Dates are those of the Gregorian calendar, without leap seconds, extended to all years whose distance from
//! 1900 a 32-bit number can hold: as C has it.

use crate::system::{LocalTime, SystemHandle};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The year that C counts from.
pub(super) const EPOCH_YEAR: i64 = 1900;

/// The fields of a date, which may be out of their ranges, as C's `struct tm` has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// Since 1900.
    pub(super) year: i32,
    /// From 0.
    pub(super) month: i32,
    pub(super) day: i32,
    pub(super) hour: i32,
    pub(super) minute: i32,
    pub(super) second: i32,
    /// Whether it is daylight saving time, if that is known.
    pub(super) is_dst: Option<bool>,
}

/// A moment as a date at some place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// All fields are within their ranges.
    pub(super) fields: Fields,
    /// From 0, which is Sunday.
    pub(super) weekday: i64,
    /// From 0.
    pub(super) yearday: i64,
    pub(super) local: LocalTime,
}

impl Date {
    /// The date of `time`, in seconds since the beginning of 1970, where local time is `local`; `None` if the
    /// year is out of range.
    pub(super) fn new(time: i64, local: LocalTime) -> Option<Self> {
        let shifted = time.checked_add(local.offset.into())?;
        let (days, second) = (shifted.div_euclid(DAY), shifted.rem_euclid(DAY));
        let (year, month, day) = date_of_days(days);
        let fields = Fields {
            year: i32::try_from(year - EPOCH_YEAR).ok()?,
            month: month as i32,
            day: day as i32,
            hour: (second / HOUR) as i32,
            minute: (second % HOUR / MINUTE) as i32,
            second: (second % MINUTE) as i32,
            is_dst: Some(local.is_dst),
        };
        let yearday = days - days_of_date(year, 0, 1);
        Some(Self { fields, weekday: (days + 4).rem_euclid(7), yearday, local })
    }

    /// The year, which wraps around where C's does.
    pub(super) fn shown_year(&self) -> i64 {
        self.fields.year.wrapping_add(EPOCH_YEAR as i32).into()
    }

    /// The year and the week (from 1) to which ISO 8601 counts the date.
    pub(super) fn iso_week(&self) -> (i64, i64) {
        // Weeks start on Monday and belong to the year that their Thursday is in.
        let year = i64::from(self.fields.year) + EPOCH_YEAR;
        let thursday = self.yearday - (self.weekday + 6) % 7 + 3;
        let len = |year| days_of_date(year + 1, 0, 1) - days_of_date(year, 0, 1);
        if thursday < 0 {
            (year - 1, (thursday + len(year - 1)) / 7 + 1)
        } else if thursday >= len(year) {
            (year + 1, (thursday - len(year)) / 7 + 1)
        } else {
            (year, thursday / 7 + 1)
        }
    }
}

/// The days from the beginning of 1970 to a date; months count from 0.
fn days_of_date(year: i64, month: i64, day: i64) -> i64 {
    // Years start in March here, so that a leap day is the last.
    let year = if month < 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 10) % 12) + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468 + day - 1
}

/// The date that is so many days after the beginning of 1970: year, month (from 0) and day.
fn date_of_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = (month + 2) % 12;
    (era * 400 + year_of_era + i64::from(month < 2), month, day)
}

impl Fields {
    /// The seconds from the beginning of 1970 to this date, at a place whose local time is UTC.
    fn seconds(self) -> i64 {
        let months = i64::from(self.month);
        let year = i64::from(self.year) + EPOCH_YEAR + months.div_euclid(12);
        let days = days_of_date(year, months.rem_euclid(12), 1) + i64::from(self.day) - 1;
        days * DAY + i64::from(self.hour) * HOUR + i64::from(self.minute) * MINUTE + i64::from(self.second)
    }

    /// The moment that is this date in local time.
    ///
    /// A time that is skipped when clocks are put forward is taken as if they had not been; one that occurs
    /// twice is the first, unless the fields say otherwise. Where the fields say that it is daylight saving
    /// time, or is not, and are wrong, the offset of a moment nearby counts at which they are right; without
    /// one, daylight saving time is an hour ahead.
    pub(super) fn moment(self, system: &SystemHandle) -> i64 {
        let seconds = self.seconds();
        let local = |time: i64| system.lock().local_time(time);
        let (before, after) = (local(seconds - DAY), local(seconds + DAY));
        let candidates = [&before, &after].map(|local| seconds - i64::from(local.offset));
        let fits = |time: &i64| {
            let local = local(*time);
            time + i64::from(local.offset) == seconds
                && self.is_dst.is_none_or(|is_dst| local.is_dst == is_dst)
        };
        if let Some(time) = candidates.into_iter().find(fits) {
            return time;
        }
        let any = candidates.into_iter().find(|time| time + i64::from(local(*time).offset) == seconds);
        let time = any.unwrap_or(candidates[0]);
        match self.is_dst {
            Some(is_dst) if any.is_none() || is_dst != local(time).is_dst => {
                match offset_nearby(system, seconds, is_dst) {
                    Some(offset) => seconds - i64::from(offset),
                    None if is_dst => time - HOUR,
                    None => time + HOUR,
                }
            }
            _ => time,
        }
    }
}

/// The offset of the moment nearest to `time` at which it is daylight saving time, or is not.
fn offset_nearby(system: &SystemHandle, time: i64, is_dst: bool) -> Option<i32> {
    /// Daylight saving time lasts longer than that wherever it occurs.
    const STRIDE: i64 = 7 * DAY;
    /// Some eight years, in strides.
    const STRIDES: i64 = 430;
    let mut system = system.lock();
    (0..=STRIDES).flat_map(|strides| [-strides, strides]).find_map(|strides| {
        let local = system.local_time(time + strides * STRIDE);
        (local.is_dst == is_dst).then_some(local.offset)
    })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;
    use crate::system::System;

    /// The eastern coast of the United States.
    struct Eastern(TimeZone);

    impl System for Eastern {
        fn local_time(&mut self, time: i64) -> LocalTime {
            let info = self.0.to_offset_info(Timestamp::from_second(time).unwrap());
            LocalTime {
                offset: info.offset().seconds(),
                is_dst: info.dst().is_dst(),
                abbreviation: info.abbreviation().to_owned(),
            }
        }
    }

    fn eastern() -> SystemHandle {
        SystemHandle::new(Eastern(TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap()))
    }

    fn fields(year: i32, month: i32, day: i32, hour: i32, minute: i32, is_dst: Option<bool>) -> Fields {
        Fields { year: year - 1900, month: month - 1, day, hour, minute, second: 0, is_dst }
    }

    #[test]
    fn days_and_dates_correspond() {
        for days in (-800_000..800_000).step_by(13) {
            let (year, month, day) = date_of_days(days);
            assert_eq!(days_of_date(year, month, day), days);
        }
        assert_eq!(date_of_days(0), (1970, 0, 1));
        assert_eq!(date_of_days(11_016), (2000, 1, 29));
        assert_eq!(date_of_days(-719_529), (-1, 11, 31));
    }

    #[test]
    fn dates_have_weekdays_and_iso_weeks() {
        let date = |time| Date::new(time, LocalTime::utc()).unwrap();
        assert_eq!((date(0).weekday, date(0).yearday, date(0).iso_week()), (4, 0, (1970, 1)));
        // 2021-01-03, a Sunday, and 2024-12-30, a Monday.
        assert_eq!(date(1_609_632_000).iso_week(), (2020, 53));
        assert_eq!(date(1_735_516_800).iso_week(), (2025, 1));
    }

    #[test]
    fn years_out_of_range_have_no_date() {
        let last = 67_768_036_191_676_799;
        assert!(Date::new(last, LocalTime::utc()).is_some());
        assert!(Date::new(last + 1, LocalTime::utc()).is_none());
        assert!(Date::new(i64::MIN, LocalTime::utc()).is_none());
        assert!(Date::new(i64::MAX, LocalTime { offset: 1, ..LocalTime::utc() }).is_none());
    }

    #[test]
    fn local_dates_are_moments() {
        let system = eastern();
        let summer = fields(2024, 7, 1, 12, 0, None).moment(&system);
        assert_eq!(summer, 1_719_849_600);
        assert_eq!(fields(2024, 1, 1, 12, 0, None).moment(&system), 1_704_128_400);
        // An hour later on the clock, as it is not standard time.
        assert_eq!(fields(2024, 7, 1, 12, 0, Some(false)).moment(&system), summer + 3600);
        assert_eq!(fields(2024, 7, 1, 12, 0, Some(true)).moment(&system), summer);
    }

    #[test]
    fn skipped_and_repeated_hours_have_moments() {
        let system = eastern();
        // Clocks go from 2:00 to 3:00: 2:30 is 3:30.
        let skipped = fields(2024, 3, 10, 2, 30, None).moment(&system);
        assert_eq!(skipped, fields(2024, 3, 10, 3, 30, None).moment(&system));
        let first = fields(2024, 11, 3, 1, 30, None).moment(&system);
        assert_eq!(fields(2024, 11, 3, 1, 30, Some(true)).moment(&system), first);
        assert_eq!(fields(2024, 11, 3, 1, 30, Some(false)).moment(&system), first + 3600);
    }

    #[test]
    fn fields_out_of_their_ranges_carry_over() {
        let system = SystemHandle::default();
        let utc = |fields: Fields| fields.seconds();
        assert_eq!(utc(fields(2024, 14, -3, 25, -61, None)), utc(fields(2025, 1, 28, 23, 59, None)));
        let extreme = Fields { year: i32::MAX, month: i32::MAX, day: i32::MAX, ..Fields::default() };
        let _ = extreme.moment(&system);
        let extreme = Fields { year: i32::MIN, month: i32::MIN, day: i32::MIN, ..Fields::default() };
        let _ = extreme.moment(&system);
    }
}
