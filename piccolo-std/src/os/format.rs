//! Dates as text: the conversions of C's `strftime`, in the "C" locale.

use std::io::Write;

use super::calendar::{Date, EPOCH_YEAR};

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const CONVERSIONS: &[u8] = b"aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
const ALTERNATIVE_NAMES: &[u8] = b"cCxXyY";
const ALTERNATIVE_DIGITS: &[u8] = b"deHImMSuUVwWy";

/// The conversion that `text` begins with, after `%`, and the rest; `None` if it is not valid. The modifiers `E`
/// and `O`, which ask for another calendar or other digits, make no difference.
pub(super) fn conversion(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [b'E', letter, rest @ ..] if ALTERNATIVE_NAMES.contains(letter) => Some((*letter, rest)),
        [b'O', letter, rest @ ..] if ALTERNATIVE_DIGITS.contains(letter) => Some((*letter, rest)),
        [letter, rest @ ..] if CONVERSIONS.contains(letter) => Some((*letter, rest)),
        _ => None,
    }
}

/// Appends what a conversion makes of a date.
pub(super) fn append(out: &mut Vec<u8>, date: &Date, letter: u8) {
    let fields = &date.fields;
    let year = date.shown_year();
    let hour_of_half = (fields.hour + 11) % 12 + 1;
    let half = if fields.hour < 12 { "AM" } else { "PM" };
    let monday_based = (date.weekday + 6) % 7;
    let two_digits = |year: i64| year.rem_euclid(100);
    // Writing to memory can not fail.
    let _ = match letter {
        b'a' => out.write_all(&day_name(date).as_bytes()[..3]),
        b'A' => out.write_all(day_name(date).as_bytes()),
        b'b' | b'h' => out.write_all(&month_name(date).as_bytes()[..3]),
        b'B' => out.write_all(month_name(date).as_bytes()),
        b'c' => return append_all(out, date, b"a b e T Y", b' '),
        b'C' => write!(out, "{}", year.div_euclid(100)),
        b'd' => write!(out, "{:02}", fields.day),
        b'D' | b'x' => return append_all(out, date, b"m/d/y", b'/'),
        b'e' => write!(out, "{:2}", fields.day),
        b'F' => return append_all(out, date, b"Y-m-d", b'-'),
        b'g' => write!(out, "{:02}", two_digits(date.iso_week().0)),
        b'G' => write!(out, "{}", date.iso_week().0 as i32),
        b'H' => write!(out, "{:02}", fields.hour),
        b'I' => write!(out, "{hour_of_half:02}"),
        b'j' => write!(out, "{:03}", date.yearday + 1),
        b'm' => write!(out, "{:02}", fields.month + 1),
        b'M' => write!(out, "{:02}", fields.minute),
        b'n' => out.write_all(b"\n"),
        b'p' => out.write_all(half.as_bytes()),
        b'r' => {
            write!(out, "{hour_of_half:02}:{:02}:{:02} {half}", fields.minute, fields.second)
        }
        b'R' => return append_all(out, date, b"H:M", b':'),
        b'S' => write!(out, "{:02}", fields.second),
        b't' => out.write_all(b"\t"),
        b'T' | b'X' => return append_all(out, date, b"H:M:S", b':'),
        b'u' => write!(out, "{}", monday_based + 1),
        b'U' => write!(out, "{:02}", (date.yearday + 7 - date.weekday) / 7),
        b'V' => write!(out, "{:02}", date.iso_week().1),
        b'w' => write!(out, "{}", date.weekday),
        b'W' => write!(out, "{:02}", (date.yearday + 7 - monday_based) / 7),
        b'y' => write!(out, "{:02}", two_digits(i64::from(fields.year) + EPOCH_YEAR)),
        b'Y' => write!(out, "{year}"),
        b'z' => append_offset(out, date.local.offset),
        b'Z' => out.write_all(date.local.abbreviation.as_bytes()),
        other => out.write_all(&[other]),
    };
}

/// Appends several conversions; `separator` stands for itself.
fn append_all(out: &mut Vec<u8>, date: &Date, pattern: &[u8], separator: u8) {
    for &byte in pattern {
        if byte == separator { out.push(byte) } else { append(out, date, byte) }
    }
}

fn append_offset(out: &mut Vec<u8>, offset: i32) -> std::io::Result<()> {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs() / 60);
    write!(out, "{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn day_name(date: &Date) -> &'static str {
    DAYS[date.weekday as usize]
}

fn month_name(date: &Date) -> &'static str {
    MONTHS[date.fields.month as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::LocalTime;

    fn format(letters: &str, time: i64, offset: i32) -> String {
        let local = LocalTime { offset, ..LocalTime::utc() };
        let date = Date::new(time, local).unwrap();
        let mut out = Vec::new();
        for letter in letters.bytes() {
            append(&mut out, &date, letter);
            out.push(b'|');
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn conversions_are_those_of_c() {
        assert_eq!(
            format("aAbBcCdDeFgGhHIjmM", 1_700_000_000, 0),
            "Tue|Tuesday|Nov|November|Tue Nov 14 22:13:20 2023|20|14|11/14/23|14|2023-11-14|23|2023|Nov|22|10|318|11|13|"
        );
        assert_eq!(
            format("nprRStTuUVwWxXyYZ%", 1_700_000_000, 0),
            "\n|PM|10:13:20 PM|22:13|20|\t|22:13:20|2|46|46|2|46|11/14/23|22:13:20|23|2023|UTC|%|"
        );
        assert_eq!(format("zez", 0, -12_600), "-0330|31|-0330|");
        assert_eq!(format("eI", 0, 0), " 1|12|");
    }

    #[test]
    fn modifiers_belong_to_some_conversions() {
        assert_eq!(conversion(b"Eyz"), Some((b'y', &b"z"[..])));
        assert_eq!(conversion(b"Od"), Some((b'd', &b""[..])));
        for wrong in ["", "E", "O", "Ez", "OY", "9", "P", "s"] {
            assert_eq!(conversion(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
