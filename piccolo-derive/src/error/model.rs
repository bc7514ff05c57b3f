//! What an error looks like in scripts.

use syn::{
    Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Member, Path, Result, Type, spanned::Spanned,
};

use crate::{
    crate_path::crate_path,
    lua::{
        mistakes::Mistakes,
        names::{self, Case},
        options::{self, Entry, Place},
    },
};

/// An error type.
pub(super) struct Model<'a> {
    pub(super) krate: Path,
    pub(super) ident: &'a Ident,
    /// Its name in scripts.
    pub(super) name: String,
    pub(super) kinds: Vec<Kind<'a>>,
    /// Whether the messages are given here.
    pub(super) has_messages: bool,
}

/// A variant, or the whole struct.
pub(super) struct Kind<'a> {
    /// `None` for a struct.
    pub(super) variant: Option<&'a Ident>,
    pub(super) name: String,
    pub(super) message: Option<LitStr>,
    pub(super) fields: Vec<Field<'a>>,
}

pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
    /// Its name in scripts, if they see it.
    pub(super) name: Option<String>,
}

/// The options of a type or variant.
#[derive(Default)]
struct KindOptions {
    krate: Option<Path>,
    name: Option<String>,
    message: Option<LitStr>,
    case: Option<Case>,
}

impl KindOptions {
    fn new(attributes: &[Attribute], place: Place, mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        for entry in options::parse(attributes, place, mistakes) {
            let result = this.set(&entry);
            mistakes.take(result);
        }
        this
    }

    fn set(&mut self, entry: &Entry) -> Result<()> {
        match entry.name.to_string().as_str() {
            "crate" => self.krate = Some(entry.path()?),
            "name" => self.name = Some(entry.string()?.value()),
            "message" => self.message = Some(entry.string()?),
            _ => self.case = Some(Case::parse(&entry.string()?)?),
        }
        Ok(())
    }
}

impl<'a> Model<'a> {
    /// The model, unless there is nothing to implement for.
    pub(super) fn new(input: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<Self> {
        if let Some(parameter) = input.generics.params.first() {
            let text =
                "an error that travels through a VM and back is one type that borrows nothing: remove this";
            mistakes.note(Error::new(parameter.span(), text));
            return None;
        }
        let options = KindOptions::new(&input.attrs, Place::ErrorType, mistakes);
        let name = options.name.clone().unwrap_or_else(|| names::own_name(&input.ident));
        let kinds = match &input.data {
            Data::Struct(data) => {
                if options.case.is_some() {
                    mistakes.about(&input.ident, "a struct has no variants for `rename_all`: remove that");
                }
                let fields = fields(&data.fields, mistakes);
                vec![Kind { variant: None, name: name.clone(), message: options.message.clone(), fields }]
            }
            Data::Enum(data) => {
                if let Some(message) = &options.message {
                    mistakes.about(message, "each variant has its own message: move this to the variants");
                }
                data.variants.iter().map(|variant| Kind::new(variant, options.case, mistakes)).collect()
            }
            Data::Union(data) => {
                mistakes
                    .about(data.union_token, "a union does not know which error it is: make it an `enum`");
                return None;
            }
        };
        let has_messages = kinds.iter().any(|kind| kind.message.is_some());
        if has_messages {
            for kind in kinds.iter().filter(|kind| kind.message.is_none()) {
                let text = "where others have a message it needs one: write `#[lua(message = \"..\")]`";
                mistakes.about(kind.variant, text);
            }
        }
        Some(Self {
            krate: crate_path(options.krate.as_ref()),
            ident: &input.ident,
            name,
            kinds,
            has_messages,
        })
    }
}

impl<'a> Kind<'a> {
    fn new(variant: &'a syn::Variant, case: Option<Case>, mistakes: &mut Mistakes) -> Self {
        let options = KindOptions::new(&variant.attrs, Place::ErrorVariant, mistakes);
        let own = names::own_name(&variant.ident);
        let name = match (options.name, case) {
            (Some(name), _) => name,
            (None, Some(case)) => case.apply(&names::snake_case(&own)),
            (None, None) => own,
        };
        let fields = fields(&variant.fields, mistakes);
        Self { variant: Some(&variant.ident), name, message: options.message, fields }
    }
}

fn fields<'a>(fields: &'a Fields, mistakes: &mut Mistakes) -> Vec<Field<'a>> {
    let mut all = Vec::new();
    for (index, field) in (0..).zip(fields) {
        let mut name = field.ident.as_ref().map(names::own_name);
        let entries = options::parse(&field.attrs, Place::ErrorField, mistakes);
        if let [_, second, ..] = &entries[..] {
            mistakes.about(&second.name, "scripts do not see a field with `skip`: remove `skip` or `name`");
        }
        for entry in &entries {
            if entry.name == "skip" {
                mistakes.take(entry.word());
                name = None;
            } else {
                name = mistakes.take(entry.string()).map(|name| name.value());
            }
        }
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(syn::Index { index, span: field.ty.span() }),
        };
        all.push(Field { member, r#type: &field.ty, name });
    }
    all
}
