//! What is known of the members of a userdata type beyond what the VM needs: names and types of parameters,
//! types of results and fields, and documentation, for editors and for messages.

use std::borrow::Cow;

/// What is known of a member.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// What is documented about it, in lines.
    pub docs: &'static str,
    /// Whether a function works on a value of the type, which is its first argument.
    pub is_method: bool,
    /// The parameters of a function, without that value.
    pub parameters: Vec<Parameter>,
    /// The types of the results of a function; the type of a field or a constant.
    pub types: Vec<Cow<'static, str>>,
}

/// What is known of a parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, if it has one.
    pub name: &'static str,
    /// How many arguments it takes.
    pub takes: Takes,
    /// The type of these.
    pub r#type: Cow<'static, str>,
    /// Whether the function can be called without it.
    pub is_optional: bool,
}

impl Parameter {
    /// The parameter with another type.
    pub fn of_type(self, r#type: &'static str) -> Self {
        match r#type.strip_suffix('?') {
            Some(present) => Self { r#type: Cow::Borrowed(present), is_optional: true, ..self },
            None => Self { r#type: Cow::Borrowed(r#type), ..self },
        }
    }
}

/// How many arguments a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None, as a context.
    Nothing,
    /// One.
    One,
    /// All that are left.
    Rest,
}
