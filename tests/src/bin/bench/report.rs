//! Collects figures, prints them, and writes them down.

use std::path::PathBuf;

/// One measured figure beside its reference.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// The reference, measured in this run, or the bar it should reach.
    pub(crate) reference: Option<f64>,
    /// `value / reference`.
    pub(crate) ratio: Option<f64>,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Figure>);

impl Report {
    /// Adds a figure without a reference.
    pub(crate) fn figure(&mut self, name: &str, value: f64, unit: &'static str) {
        self.add(Figure { name: name.to_owned(), value, unit, reference: None, ratio: None });
    }

    /// Adds a figure beside its reference.
    pub(crate) fn against(&mut self, name: &str, value: f64, unit: &'static str, reference: f64) {
        let ratio = Some(value / reference);
        self.add(Figure { name: name.to_owned(), value, unit, reference: Some(reference), ratio });
    }

    /// A figure measured earlier in this run.
    pub(crate) fn value(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }

    #[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
    fn add(&mut self, figure: Figure) {
        let reference = figure.reference.map(|reference| format!("{:>14}", spaced(reference))).unwrap_or_default();
        let ratio = figure.ratio.map(|ratio| format!("{ratio:>7.2}")).unwrap_or_default();
        println!("{:<58} {:>14} {:<12} {reference} {ratio}", figure.name, spaced(figure.value), figure.unit);
        self.0.push(figure);
    }

    /// Writes `target/bench/results.json`.
    #[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let folder = PathBuf::from("target/bench");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join("results.json");
        std::fs::write(&path, serde_json::to_string_pretty(&self.0)?)?;
        println!("written to {}", path.display());
        Ok(())
    }
}

/// `1234567.8` as `1 234 568`, small numbers with three digits behind the point.
fn spaced(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.3}");
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}
