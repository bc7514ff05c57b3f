//! The grammar of `#[lua(..)]`: which options there are, and where each may stand.
//!
//! An option that is unknown, that stands in the wrong place, or that the macros do not support is an
//! error on its name. None is passed over.

use proc_macro2::{Span, TokenStream};
use syn::{
    Attribute, Error, Expr, Ident, LitStr, Meta, Path, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    parse_quote_spanned,
    punctuated::Punctuated,
};

use crate::{lua::mistakes::Mistakes, spelling::nearest};

/// What an attribute stands on.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Type,
    Field,
    Variant,
    Function,
    Constant,
    Parameter,
    /// A function with `#[function]`.
    FreeFunction,
    /// A parameter of such a function.
    Argument,
    /// A module with `#[module]`.
    Module,
    /// What is in such a module, functions and modules aside.
    ModuleItem,
    /// A type with `#[derive(FromLua)]` or `#[derive(IntoLua)]`.
    TableType,
    /// A field of such a type.
    TableField,
    /// A variant of such a type.
    TableVariant,
    /// A type with `#[derive(LuaError)]`.
    ErrorType,
    /// A variant of such a type.
    ErrorVariant,
    /// A field of such a type.
    ErrorField,
}

use Place::{
    Argument, Constant, ErrorField, ErrorType, ErrorVariant, Field, FreeFunction, Function, Module,
    ModuleItem, Parameter, TableField, TableType, TableVariant, Type, Variant,
};

impl Place {
    fn plural(self) -> &'static str {
        match self {
            Type => "types",
            Field => "fields",
            Variant => "variants",
            Function => "functions in `#[methods]`",
            Constant => "constants in `#[methods]`",
            Parameter => "parameters in `#[methods]`",
            FreeFunction => "`#[function]`",
            Argument => "parameters of `#[function]`",
            Module => "`#[module]`",
            ModuleItem => "constants and classes in `#[module]`",
            TableType => "types with `FromLua` or `IntoLua`",
            TableField => "fields of types with `FromLua` or `IntoLua`",
            TableVariant => "variants of types with `FromLua` or `IntoLua`",
            ErrorType => "types with `LuaError`",
            ErrorVariant => "variants of a `LuaError`",
            ErrorField => "fields of a `LuaError`",
        }
    }
}

/// Every option, where it may stand, and how it is written.
const OPTIONS: &[(&str, &[Place], &str)] = &[
    (
        "name",
        &[
            Type,
            Field,
            Variant,
            Function,
            Constant,
            FreeFunction,
            Module,
            ModuleItem,
            TableField,
            TableVariant,
            ErrorType,
            ErrorVariant,
            ErrorField,
        ],
        "name = \"..\"",
    ),
    ("rename_all", &[Type, TableType, TableVariant, ErrorType], "rename_all = \"camelCase\""),
    ("get", &[Field, Function], "get"),
    ("set", &[Field, Function], "set"),
    ("get_all", &[Type], "get_all"),
    ("set_all", &[Type], "set_all"),
    (
        "skip",
        &[
            Field,
            Variant,
            Function,
            Constant,
            FreeFunction,
            Module,
            ModuleItem,
            TableField,
            TableVariant,
            ErrorField,
        ],
        "skip",
    ),
    ("class", &[ModuleItem], "class"),
    ("by_ref", &[Field], "by_ref"),
    ("index", &[Field], "index"),
    ("base", &[Field], "base"),
    ("new_all", &[Type], "new_all"),
    ("tag", &[Type, TableType], "tag = \"kind\""),
    ("extends", &[Type], "extends = Base"),
    ("iter", &[Type], "iter"),
    ("copy", &[Type, Field], "copy"),
    ("clone", &[Type, Field], "clone"),
    ("frozen", &[Type], "frozen"),
    ("tostring", &[Type], "tostring"),
    ("eq", &[Type], "eq"),
    ("ord", &[Type], "ord"),
    ("len", &[Type], "len"),
    ("ops", &[Type], "ops(add, ..)"),
    ("new", &[Function], "new"),
    ("default", &[Parameter, Argument, TableType, TableField], "default = .."),
    ("flatten", &[TableField], "flatten"),
    ("with", &[TableField], "with = module"),
    ("deny_unknown", &[TableType], "deny_unknown"),
    ("transparent", &[TableType], "transparent"),
    ("content", &[TableType], "content = \"..\""),
    ("untagged", &[TableType], "untagged"),
    ("string", &[TableType], "string"),
    ("message", &[ErrorType, ErrorVariant], "message = \"..\""),
    ("type", &[Parameter, Argument, Field, TableField], "type = \"..\""),
    ("returns", &[Function, FreeFunction], "returns = \"..\""),
    ("crate", &[Type, FreeFunction, Module, TableType, ErrorType], "crate = path"),
];

/// Options of other libraries, or that people expect: what to write instead.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("readonly", "fields are read-only unless they have `set`: write `get`"),
    ("rename", "write `name = \"..\"`"),
    ("deny_unknown_fields", "write `deny_unknown`"),
    ("serialize_with", "write `with = module`, which has the functions `from_lua` and `into_lua`"),
    ("deserialize_with", "write `with = module`, which has the functions `from_lua` and `into_lua`"),
    ("skip_serializing_if", "not needed: `None` is nil, which is not in the table"),
    ("constructor", "write `new`"),
    ("getter", "write `get`"),
    ("setter", "write `set`"),
    ("extend", "write `extends = Base`"),
    ("inherit", "write `extends = Base`"),
    ("infallible", "not needed: functions return plain values or `Result`s"),
];

/// An option as it is written.
pub(crate) struct Entry {
    pub(crate) name: Ident,
    pub(crate) form: Form,
}

/// What follows an option's name.
pub(crate) enum Form {
    /// Nothing.
    Word,
    /// `= expression`.
    Value(Expr),
    /// `= Type`, where a type is expected.
    Type(Box<syn::Type>),
    /// `(..)`.
    List(TokenStream),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let form = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            match name == "extends" {
                true if input.peek(LitStr) => {
                    return Err(input.error("write the type without quotes: `extends = Base`"));
                }
                true => Form::Type(input.parse()?),
                false => Form::Value(input.parse()?),
            }
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Form::List(content.parse()?)
        } else {
            Form::Word
        };
        Ok(Self { name, form })
    }
}

/// The options in the `#[lua(..)]` attributes of something, each at most once, and none that may not stand
/// there.
pub(crate) fn parse(attributes: &[Attribute], place: Place, mistakes: &mut Mistakes) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("lua")) {
        let list = attribute.meta.require_list().and_then(|list| {
            if list.tokens.is_empty() {
                let text = format!("it says nothing: {} have {}", place.plural(), written(place));
                return Err(Error::new_spanned(attribute, text));
            }
            list.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated)
        });
        let list = list.map_err(|error| match &attribute.meta {
            Meta::List(_) => error,
            _ => Error::new_spanned(attribute, "options are in parentheses: `#[lua(..)]`"),
        });
        add_entries(list, place, &mut entries, mistakes);
    }
    entries
}

/// As [`parse`], for the options in the attribute of a macro, and those of `#[lua(..)]` beside it.
pub(crate) fn parse_macro(
    options: TokenStream,
    attributes: &[Attribute],
    place: Place,
    mistakes: &mut Mistakes,
) -> Vec<Entry> {
    let mut entries = parse(attributes, place, mistakes);
    let list = Punctuated::<Entry, Token![,]>::parse_terminated.parse2(options);
    add_entries(list, place, &mut entries, mistakes);
    entries
}

fn add_entries(
    list: Result<Punctuated<Entry, Token![,]>>,
    place: Place,
    entries: &mut Vec<Entry>,
    mistakes: &mut Mistakes,
) {
    for entry in mistakes.take(list).into_iter().flatten() {
        let name = entry.name.to_string();
        if let Err(text) = check(&name, place) {
            mistakes.note(Error::new(entry.name.span(), text));
        } else if entries.iter().any(|other| other.name == entry.name) {
            mistakes.note(Error::new(entry.name.span(), format!("`{name}` is given twice: remove one")));
        } else {
            entries.push(entry);
        }
    }
}

/// Whether the option `name` may stand on `place`.
fn check(name: &str, place: Place) -> std::result::Result<(), String> {
    if let Some((_, places, _)) = OPTIONS.iter().find(|(known, ..)| *known == name) {
        if places.contains(&place) {
            return Ok(());
        }
        let others: Vec<&str> = places.iter().map(|place| place.plural()).collect();
        let place = place.plural();
        return Err(match others.len() {
            1..=3 => format!("`{name}` is an option of {}, not of {place}", others.join(" and of ")),
            _ => format!("`{name}` is an option of other things, not of {place}"),
        });
    }
    if let Some((_, text)) = UNSUPPORTED.iter().find(|(known, _)| *known == name) {
        return Err((*text).to_owned());
    }
    let here = OPTIONS.iter().filter(|(_, places, _)| places.contains(&place));
    let names: Vec<&str> = here.map(|(name, ..)| *name).collect();
    if let Some(nearest) = nearest(name, &names) {
        return Err(format!("unknown option `{name}`: did you mean `{nearest}`?"));
    }
    Err(format!("unknown option `{name}`: {} have {}", place.plural(), written(place)))
}

/// What is meant by an attribute of its own where an option of `place` is expected: `#[new]`, or what it is called elsewhere.
pub(crate) fn meant(name: &str, place: Place) -> Option<&'static str> {
    let name = match name {
        "constructor" => "new",
        "getter" => "get",
        "setter" => "set",
        own => own,
    };
    let known = OPTIONS.iter().find(|(known, places, _)| *known == name && places.contains(&place));
    known.map(|(_, _, written)| *written)
}

/// The options of `place`, as they are written.
fn written(place: Place) -> String {
    let here = OPTIONS.iter().filter(|(_, places, _)| places.contains(&place));
    here.map(|(_, _, written)| format!("`{written}`")).collect::<Vec<_>>().join(", ")
}

impl Entry {
    /// That nothing follows the name.
    ///
    /// # Errors
    /// When something does.
    pub(crate) fn word(&self) -> Result<()> {
        match self.form {
            Form::Word => Ok(()),
            _ => Err(self.malformed()),
        }
    }

    /// The string behind `=`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn string(&self) -> Result<LitStr> {
        match &self.form {
            Form::Value(Expr::Lit(literal)) => match &literal.lit {
                syn::Lit::Str(string) => Ok(string.clone()),
                other => Err(Error::new_spanned(other, "this is written as a string, in quotes")),
            },
            _ => Err(self.malformed()),
        }
    }

    /// The expression behind `=`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn expression(&self) -> Result<Expr> {
        match &self.form {
            Form::Value(expression) => Ok(expression.clone()),
            _ => Err(self.malformed()),
        }
    }

    /// The expression behind `=`, or that of the type's own default.
    ///
    /// # Errors
    /// When something else follows.
    pub(crate) fn default(&self) -> Result<Expr> {
        match &self.form {
            Form::Word => {
                let span = self.name.span().resolved_at(Span::call_site());
                Ok(parse_quote_spanned!(span=> ::core::default::Default::default()))
            }
            _ => self.expression(),
        }
    }

    /// The path behind `=`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn path(&self) -> Result<Path> {
        match &self.form {
            Form::Value(Expr::Path(path)) => Ok(path.path.clone()),
            _ => Err(self.malformed()),
        }
    }

    /// The type behind `=`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn r#type(&self) -> Result<syn::Type> {
        match &self.form {
            Form::Type(r#type) => Ok((**r#type).clone()),
            _ => Err(self.malformed()),
        }
    }

    /// The names in parentheses.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) fn names(&self) -> Result<Vec<Ident>> {
        match &self.form {
            Form::List(list) => {
                let names = |input: ParseStream<'_>| {
                    Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
                };
                Ok(names.parse2(list.clone())?.into_iter().collect())
            }
            _ => Err(self.malformed()),
        }
    }

    fn malformed(&self) -> Error {
        let written = OPTIONS.iter().find(|(name, ..)| self.name == name);
        let written = written.map_or("..", |(_, _, written)| *written);
        Error::new(self.name.span(), format!("this option is written `{written}`"))
    }
}

/// Removes `#[lua(..)]` from what is passed on.
pub(crate) fn strip(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| !attribute.path().is_ident("lua"));
}

#[cfg(test)]
mod tests {
    use super::{Place, check};

    #[test]
    fn misspelt_options_are_recognized() {
        let field = |name| check(name, Place::Field).unwrap_err();
        assert_eq!(field("gte"), "unknown option `gte`: did you mean `get`?");
        assert_eq!(field("nmae"), "unknown option `nmae`: did you mean `name`?");
        assert!(field("zzz").contains("fields have `name = \"..\"`, `get`, `set`, `skip`, "));
    }

    #[test]
    fn options_in_the_wrong_place_are_sent_to_the_right_one() {
        let text = check("get_all", Place::Field).unwrap_err();
        assert_eq!(text, "`get_all` is an option of types, not of fields");
    }
}
