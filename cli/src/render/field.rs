//! The values of fields by their words for people.

pub(crate) use attestat_credential::field_names::word;
