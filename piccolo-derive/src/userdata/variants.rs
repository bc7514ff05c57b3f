//! What `#[derive(UserData)]` needs to know of an enum.

use proc_macro2::Span;
use syn::{DataEnum, Error, Fields, Ident, LitStr, Member, Type};

use crate::{
    lua::{
        docs::docs,
        mistakes::Mistakes,
        names::{self, Case},
        options::{self, Entry, Place},
    },
    userdata::model::{Field, TypeOptions, model_field},
};

/// The name of the field that says which variant it is, if no other is given.
const TAG: &str = "kind";

/// The variants of an enum.
pub(super) struct Variants<'a> {
    /// The name of the field that says which variant it is.
    pub(super) tag: String,
    /// Whether scripts make values of each.
    pub(super) new_all: bool,
    pub(super) list: Vec<Variant<'a>>,
}

/// A variant.
pub(super) struct Variant<'a> {
    pub(super) ident: &'a Ident,
    /// Its name in scripts.
    pub(super) name: String,
    /// Whether scripts can not make it.
    pub(super) is_skipped: bool,
    pub(super) form: Form,
    /// All its fields, for the constructor.
    pub(super) data: Vec<Datum<'a>>,
    /// The fields that scripts see.
    pub(super) fields: Vec<Field<'a>>,
    pub(super) docs: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Unit,
    Tuple,
    Named,
}

/// A field of a variant.
pub(super) struct Datum<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
    /// Its name in the constructor's table.
    pub(super) name: String,
    /// Whether it is not given, but the type's default.
    pub(super) is_skipped: bool,
}

impl<'a> Variants<'a> {
    pub(super) fn new(data: &'a DataEnum, options: &TypeOptions, mistakes: &mut Mistakes) -> Self {
        let list: Vec<_> =
            data.variants.iter().map(|variant| Variant::new(variant, options, mistakes)).collect();
        let this = Self {
            tag: options.tag.as_ref().map_or(TAG.to_owned(), |(tag, _)| tag.clone()),
            new_all: options.new_all.is_some(),
            list,
        };
        if this.is_plain() {
            let spans =
                [(options.get_all, "get_all"), (options.set_all, "set_all"), (options.new_all, "new_all")];
            for (span, name) in spans {
                if let Some(span) = span {
                    let text =
                        format!("no variant has data, and all are constants for scripts: remove `{name}`");
                    mistakes.note(Error::new(span, text));
                }
            }
        }
        this.refuse_repeated(mistakes);
        this
    }

    /// Whether no variant has data.
    pub(super) fn is_plain(&self) -> bool {
        self.list.iter().all(|variant| variant.form == Form::Unit)
    }

    fn refuse_repeated(&self, mistakes: &mut Mistakes) {
        let mut names: Vec<&str> = Vec::new();
        for variant in self.list.iter().filter(|variant| !variant.is_skipped) {
            if names.contains(&variant.name.as_str()) {
                let text = format!("another variant has the name `{}` in scripts", variant.name);
                mistakes.about(variant.ident, text);
            }
            names.push(&variant.name);
        }
        let mut seen: Vec<&Field<'_>> = Vec::new();
        for field in self.list.iter().flat_map(|variant| &variant.fields) {
            let other = seen.iter().find(|other| other.name == field.name);
            if let (Some(other), Some(span)) = (other, other.and_then(|other| other.by_ref).or(field.by_ref))
            {
                let text =
                    format!("another variant has a field `{}`: a reference is to one of them", other.name);
                mistakes.note(Error::new(span, text));
            }
            seen.push(field);
            if field.name == self.tag {
                let text = format!(
                    "`{}` tells scripts which variant it is: give this field another name, or that one with \
                     `tag = \"..\"` on the type",
                    self.tag
                );
                mistakes.about(&field.member, text);
            }
        }
    }
}

impl<'a> Variant<'a> {
    fn new(variant: &'a syn::Variant, options: &TypeOptions, mistakes: &mut Mistakes) -> Self {
        let mut given: Option<LitStr> = None;
        let mut skip: Option<Span> = None;
        for entry in options::parse(&variant.attrs, Place::Variant, mistakes) {
            if entry.name == "name" {
                given = mistakes.take(entry.string());
            } else {
                mistakes.take(entry.word());
                skip = Some(entry.name.span());
            }
        }
        if let (Some(span), Some(_)) = (skip, &given) {
            mistakes.note(Error::new(span, "scripts do not make this variant: remove `skip`, or its name"));
        }
        let own = names::own_name(&variant.ident);
        let name = match given {
            Some(given) => mistakes.take(names::given_name(&given)),
            None => Some(options.case.map_or(own.clone(), |case: Case| case.apply_to_variant(&own))),
        };
        let name = name.unwrap_or(own);
        if skip.is_none()
            && let Err(text) = names::check(&name)
        {
            mistakes.about(&variant.ident, text);
        }
        let form = match &variant.fields {
            Fields::Unit => Form::Unit,
            Fields::Unnamed(_) => Form::Tuple,
            Fields::Named(_) => Form::Named,
        };
        let (data, fields) = data(&variant.fields, options, mistakes);
        let docs = docs(&variant.attrs);
        Self { ident: &variant.ident, name, is_skipped: skip.is_some(), form, data, fields, docs }
    }
}

/// All fields, and those that scripts see.
fn data<'a>(
    fields: &'a Fields,
    options: &TypeOptions,
    mistakes: &mut Mistakes,
) -> (Vec<Datum<'a>>, Vec<Field<'a>>) {
    let (mut data, mut seen) = (Vec::new(), Vec::new());
    for (field, member) in fields.iter().zip(fields.members()) {
        let mut entries = options::parse(&field.attrs, Place::Field, mistakes);
        refuse_roles(&mut entries, mistakes);
        let is_skipped = entries.iter().any(|entry| entry.name == "skip");
        let is_unnamed = matches!(member, Member::Unnamed(_));
        let is_named = entries.iter().any(|entry| entry.name == "name");
        // `get_all` goes for what has a name.
        let model = (!is_unnamed || is_named || !entries.is_empty())
            .then(|| model_field(field, member.clone(), &entries, false, options, None, mistakes))
            .flatten();
        let own = match &member {
            Member::Named(ident) => names::own_name(ident),
            Member::Unnamed(index) => (index.index + 1).to_string(),
        };
        let name = model.as_ref().map_or(own, |model| model.name.clone());
        data.push(Datum { member, r#type: &field.ty, name, is_skipped });
        seen.extend(model);
    }
    (data, seen)
}

fn refuse_roles(entries: &mut Vec<Entry>, mistakes: &mut Mistakes) {
    entries.retain(|entry| {
        let has_role = entry.name == "index" || entry.name == "base";
        if has_role {
            let text = format!("`{}` is for fields of structs, not for those of variants", entry.name);
            mistakes.note(Error::new(entry.name.span(), text));
        }
        !has_role
    });
}
