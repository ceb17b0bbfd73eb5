//! Values of a workbook's cells as the texts that a Russian spreadsheet program shows for them.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};

use super::super::grid::{CellType, SheetCell};

/// The cell for a value; `zeros` is the least number of digits that the cell's format asks for.
pub(super) fn shown(value: &DataRef<'_>, zeros: usize) -> SheetCell {
    let typed = |cell_type, text: String| SheetCell { text, cell_type };
    match value {
        DataRef::Empty => SheetCell::default(),
        DataRef::String(text) => SheetCell::from(text.clone()),
        DataRef::SharedString(text) => SheetCell::from((*text).to_owned()),
        DataRef::Int(number) => typed(CellType::Number, padded(number.to_string(), zeros)),
        DataRef::Float(number) => typed(CellType::Number, padded(number_shown(*number), zeros)),
        DataRef::Bool(true) => SheetCell::from("да".to_owned()),
        DataRef::Bool(false) => SheetCell::from("нет".to_owned()),
        DataRef::DateTime(day) => day_shown(day),
        DataRef::DateTimeIso(text) => typed(CellType::Day, text.clone()),
        DataRef::DurationIso(text) => SheetCell::from(text.clone()),
        DataRef::Error(error) => SheetCell::from(error_shown(error).to_owned()),
    }
}

/// Like [`shown`], for an owned value.
pub(super) fn shown_data(data: &Data, zeros: usize) -> SheetCell {
    match data {
        Data::String(text) => SheetCell::from(text.clone()),
        Data::Int(number) => shown(&DataRef::Int(*number), zeros),
        Data::Float(number) => shown(&DataRef::Float(*number), zeros),
        Data::Bool(value) => shown(&DataRef::Bool(*value), 0),
        Data::DateTime(day) => shown(&DataRef::DateTime(*day), 0),
        Data::DateTimeIso(text) => SheetCell { text: text.clone(), cell_type: CellType::Day },
        Data::DurationIso(text) => SheetCell::from(text.clone()),
        Data::Error(error) => SheetCell::from(error_shown(error).to_owned()),
        _ => SheetCell::default(),
    }
}

/// Least number with more digits than the fifteen that Excel keeps.
const FIFTEEN_DIGITS: f64 = 1e15;

/// A number as Excel shows it: fifteen digits, the fraction behind a comma; a longer one as `1,2345E+15`,
/// because its last digits are lost.
fn number_shown(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded.abs() >= FIFTEEN_DIGITS {
        let scientific = format!("{rounded:e}").replace('.', ",");
        return scientific.replace('e', "E+");
    }
    // Zero has a sign, and nobody writes it.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    rounded.to_string().replace('.', ",")
}

fn padded(digits: String, zeros: usize) -> String {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { format!("{digits:0>zeros$}") } else { digits }
}

/// Number of digits that a format asks for: `00000000000000` shows the zeros before a number of a blank.
pub(super) fn zeros_of(format: &str) -> usize {
    let is_zeros = format.len() <= 32 && format.bytes().all(|byte| byte == b'0');
    if is_zeros { format.len() } else { 0 }
}

/// A day as 25.06.2021, a time behind it if there is one; a time alone, and a duration, as 1:02:03.
fn day_shown(day: &ExcelDateTime) -> SheetCell {
    let (year, month, date, hour, minute, second, milli) = day.to_ymd_hms_milli();
    if day.is_duration() || day.as_f64().abs() < 1.0 {
        return SheetCell::from(format!("{hour}:{minute:02}:{second:02}"));
    }
    let mut text = format!("{date:02}.{month:02}.{year:04}");
    if (hour, minute, second, milli) != (0, 0, 0, 0) {
        text.push_str(&format!(" {hour:02}:{minute:02}:{second:02}"));
    }
    SheetCell { text, cell_type: CellType::Day }
}

const fn error_shown(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_see_them() {
        for (number, text) in [
            (5.0, "5"),
            (4.999_999_999_999_999_6, "5"),
            (0.1 + 0.2, "0,3"),
            (10.84, "10,84"),
            (-0.0, "0"),
            (7_700_000_000_001.0, "7700000000001"),
            (999_999_999_999_999.0, "999999999999999"),
            (1_234_567_890_123_456.0, "1,23456789012346E+15"),
            (1e15, "1E+15"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number_shown(number), text);
        }
        assert_eq!(shown(&DataRef::Float(7_700_000_000_001.0), zeros_of("00000000000000")).text, "07700000000001");
        assert_eq!(shown(&DataRef::Float(1.5), 14).text, "1,5");
        assert_eq!((zeros_of("General"), zeros_of("0.00"), zeros_of("000")), (0, 0, 3));
    }

    #[test]
    fn days_in_both_systems() {
        let day = |value, is_1904| {
            shown(&DataRef::DateTime(ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, is_1904)), 0)
        };
        for (value, is_1904, text) in
            [(44_372.0, false, "25.06.2021"), (42_910.0, true, "25.06.2021"), (44_372.5, false, "25.06.2021 12:00:00")]
        {
            let cell = day(value, is_1904);
            assert_eq!((cell.text.as_str(), cell.cell_type), (text, CellType::Day));
        }
        let time = day(0.043_090_277_777_777_776, false);
        assert_eq!((time.text.as_str(), time.cell_type), ("1:02:03", CellType::Text));
    }
}
