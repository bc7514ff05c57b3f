//! Names of functions and of their parameters, for messages about arguments, and their types for editors.

use std::borrow::Cow;

use crate::{
    convert::{
        expansion::{FieldResult, ReadField, WriteField},
        parameter::{Lend, Parameter},
        returned::Returned,
    },
    object::{
        error::Error,
        userdata::about::{self, Takes},
    },
};

/// A function as messages about its arguments name it.
pub struct Named {
    /// The class that has it.
    pub class: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// Whether it works on a value of the class, its first argument.
    pub is_method: bool,
}

/// The result of a function, with its name and those of its parameters in an error about an argument.
///
/// # Errors
/// That of `result`.
#[inline(always)]
pub fn explained<'gc, T>(
    result: Result<T, Error<'gc>>,
    explain: impl FnOnce(Error<'gc>) -> Error<'gc>,
) -> Result<T, Error<'gc>> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(explain(error)),
    }
}

/// An error of `function`, with its name and those of its parameters.
#[cold]
pub fn explain<'gc>(error: Error<'gc>, function: &Named, parameters: &[(&'static str, Takes)]) -> Error<'gc> {
    let Error::Argument { index, message, .. } = error else { return error };
    let Named { class, name, is_method } = *function;
    let mut rest = index;
    if is_method {
        if index == 0 {
            return Error::message(format!("calling '{class}:{name}' on bad self ({message})"));
        }
        rest -= 1;
    }
    let number = rest + 1;
    let mut found = "";
    for (parameter, takes) in parameters {
        match takes {
            Takes::Nothing => continue,
            Takes::One if rest > 0 => rest -= 1,
            Takes::One | Takes::Rest => {
                found = parameter;
                break;
            }
        }
    }
    let parameter = if found.is_empty() { String::new() } else { format!(" '{found}'") };
    let separator = if is_method { ':' } else { '.' };
    Error::message(format!("bad argument #{number}{parameter} to '{class}{separator}{name}' ({message})"))
}

/// How many arguments a parameter by value takes.
pub const fn takes<'gc, T: Parameter<'gc>>() -> Takes {
    T::TAKES
}

/// What is known of a parameter by value.
pub fn about_parameter<'gc, T: Parameter<'gc>>(name: &'static str, has_default: bool) -> about::Parameter {
    let r#type = T::annotation();
    let (r#type, is_optional) = match r#type.strip_suffix('?') {
        Some(present) => (Cow::Owned(present.to_owned()), true),
        None => (r#type, has_default),
    };
    about::Parameter { name, takes: T::TAKES, r#type, is_optional }
}

/// What is known of a parameter by reference.
pub fn about_lent<'gc, T: Lend<'gc> + ?Sized>(name: &'static str) -> about::Parameter {
    about::Parameter { name, takes: Takes::One, r#type: T::annotation(), is_optional: false }
}

/// The types of what a function returns.
pub fn about_returned<'gc, R: Returned<'gc>>() -> Vec<Cow<'static, str>> {
    let mut types = Vec::new();
    R::annotate(&mut types);
    types
}

/// The type of a field that can be read.
pub fn about_readable<'gc, T: ReadField<'gc>>() -> Vec<Cow<'static, str>> {
    vec![T::annotation()]
}

/// The table of named fields that a constructor takes.
pub fn about_fields(fields: &[(&'static str, Vec<Cow<'static, str>>)]) -> about::Parameter {
    let fields: Vec<String> =
        fields.iter().map(|(name, types)| format!("{name}: {}", types.join(" | "))).collect();
    let r#type = Cow::Owned(format!("{{ {} }}", fields.join(", ")));
    about::Parameter { name: "fields", takes: Takes::One, r#type, is_optional: false }
}

/// The type of a field that only some variants of an enum have.
pub fn about_some(types: &[Vec<Cow<'static, str>>]) -> Vec<Cow<'static, str>> {
    let mut all: Vec<&str> = Vec::new();
    for r#type in types.iter().flatten() {
        let r#type = r#type.strip_suffix('?').unwrap_or(r#type);
        if !all.contains(&r#type) {
            all.push(r#type);
        }
    }
    vec![Cow::Owned(match all.as_slice() {
        [only] => format!("{only}?"),
        all => format!("{} | nil", all.join(" | ")),
    })]
}

/// The type of a field that can be set.
pub fn about_writable<'gc, T: WriteField<'gc>>() -> Vec<Cow<'static, str>> {
    vec![T::annotation()]
}

/// The type of what a getter returns, or of a constant.
pub fn about_result<'gc, T: FieldResult<'gc>>() -> Vec<Cow<'static, str>> {
    vec![T::annotation()]
}
