//! What a type looks like in Lua.

use proc_macro2::Span;
use syn::{
    Data, DeriveInput, Error, Fields as SynFields, GenericParam, Generics, Ident, Lifetime, LifetimeParam,
    LitStr, Member, Path, Result, Type, parse_quote, spanned::Spanned,
};

use crate::{
    conversion::{
        Direction,
        options::{Default, FieldOptions, TypeOptions, VariantOptions},
    },
    crate_path::crate_path,
    lua::{
        docs::docs,
        mistakes::Mistakes,
        names::{self, Case},
        options::Place,
    },
};

/// A type and what it looks like in Lua.
pub(super) struct Model<'a> {
    pub(super) krate: Path,
    pub(super) ident: &'a Ident,
    pub(super) docs: String,
    pub(super) generics: &'a Generics,
    /// The lifetime of the VM; the type may not have it.
    pub(super) gc: Lifetime,
    /// `None` if there was a mistake.
    pub(super) shape: Option<Shape<'a>>,
}

pub(super) enum Shape<'a> {
    Struct { fields: Fields<'a>, default: Option<Box<Default>>, deny_unknown: bool },
    Enum { variants: Vec<Variant<'a>>, tagging: Tagging, deny_unknown: bool },
}

/// How an enum's variant is told.
pub(super) enum Tagging {
    /// The name alone, or a table with the name as its only key.
    External,
    /// A field in the table of the variant's own fields.
    Internal(String),
    /// Two fields.
    Adjacent(String, String),
    /// Not at all: the first that fits.
    Untagged,
}

pub(super) struct Variant<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
    pub(super) is_skipped: bool,
    pub(super) docs: String,
    pub(super) fields: Fields<'a>,
}

pub(super) enum Fields<'a> {
    /// A table with the fields by name.
    Named(Vec<Field<'a>>),
    /// A table with the fields in order.
    Unnamed(Vec<Field<'a>>),
    /// The one field that is there; the others are skipped.
    Transparent { field: Box<Field<'a>>, others: Vec<Field<'a>> },
    /// Nothing.
    Unit,
}

pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) options: FieldOptions,
}

impl<'a> Model<'a> {
    pub(super) fn new(input: &'a DeriveInput, direction: Direction, mistakes: &mut Mistakes) -> Self {
        let options = TypeOptions::new(&input.attrs, Place::TableType, mistakes);
        let gc = mistakes.take(lifetime(&input.generics, direction));
        let krate = crate_path(options.krate.as_ref());
        let shape = match &input.data {
            Data::Struct(data) => mistakes.take(check_struct(&options)).and_then(|()| {
                let fields = Fields::new(&data.fields, options.case, mistakes);
                let fields = match options.transparent {
                    Some(span) => mistakes.take(fields.into_transparent(span))?,
                    None => fields.or_transparent(),
                };
                mistakes.take(check_fields(&fields, &options))?;
                let deny_unknown = options.deny_unknown.is_some();
                Some(Shape::Struct {
                    fields,
                    default: options.default.map(|(default, _)| Box::new(default)),
                    deny_unknown,
                })
            }),
            Data::Enum(data) => {
                let variants =
                    data.variants.iter().map(|variant| Variant::new(variant, options.case, mistakes));
                let variants: Vec<_> = variants.collect();
                mistakes.take(check_enum(&options, &variants)).map(|tagging| Shape::Enum {
                    variants,
                    tagging,
                    deny_unknown: options.deny_unknown.is_some(),
                })
            }
            Data::Union(data) => {
                let text = "Lua can not know which field of a union is valid: make it an `enum`";
                mistakes.note(Error::new(data.union_token.span, text));
                None
            }
        };
        let gc = gc.unwrap_or_else(|| Lifetime::new("'gc", Span::call_site()));
        Self { krate, ident: &input.ident, docs: docs(&input.attrs), generics: &input.generics, gc, shape }
    }

    /// The parameters of the implementation, with the lifetime of the VM, and `bound` for each type parameter.
    pub(super) fn generics(&self, bound: &syn::TypeParamBound) -> Generics {
        let mut generics = self.generics.clone();
        for parameter in generics.type_params_mut() {
            parameter.bounds.push(bound.clone());
        }
        if !generics.lifetimes().any(|own| own.lifetime == self.gc) {
            generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(self.gc.clone())));
        }
        generics
    }
}

/// The lifetime of the VM: `'gc`, or the only one of a type that is made of Lua values.
fn lifetime(generics: &Generics, direction: Direction) -> Result<Lifetime> {
    let anonymous = || Lifetime::new("'gc", Span::call_site());
    let mut own = generics.lifetimes().map(|own| &own.lifetime);
    if direction == Direction::Into {
        return Ok(own.find(|own| own.ident == "gc").cloned().unwrap_or_else(anonymous));
    }
    match (own.next(), own.next()) {
        (None, _) => Ok(anonymous()),
        (Some(only), None) => Ok(only.clone()),
        (Some(_), Some(second)) => Err(Error::new(
            second.span(),
            "what is made of Lua values borrows from nothing but the VM: leave one lifetime, that of the VM",
        )),
    }
}

fn check_struct(options: &TypeOptions) -> Result<()> {
    let refuse = |span: Span, name: &str| {
        Err(Error::new(span, format!("`{name}` tells variants of an enum apart: remove it from a struct")))
    };
    if let Some(tag) = &options.tag {
        return refuse(tag.span(), "tag");
    }
    if let Some(content) = &options.content {
        return refuse(content.span(), "content");
    }
    if let Some(span) = options.untagged {
        return refuse(span, "untagged");
    }
    if let Some(span) = options.string {
        return refuse(span, "string");
    }
    if let (Some(span), Some(_)) = (options.deny_unknown, options.transparent) {
        return Err(Error::new(span, "a transparent type has no fields of its own: remove this"));
    }
    Ok(())
}

fn check_fields(fields: &Fields<'_>, options: &TypeOptions) -> Result<()> {
    let Fields::Named(fields) = fields else {
        let wrong = options.deny_unknown.or(options.default.as_ref().map(|(_, span)| *span));
        return match wrong {
            Some(span) => Err(Error::new(span, "this is for structs with named fields: remove it")),
            None => Ok(()),
        };
    };
    let flattened = fields.iter().find_map(|field| field.options.flatten);
    match (options.deny_unknown, flattened) {
        (Some(_), Some(span)) => Err(Error::new(
            span,
            "with `deny_unknown` all fields must be known, those of a flattened one are not: remove one of the two",
        )),
        _ => Ok(()),
    }
}

fn check_enum(options: &TypeOptions, variants: &[Variant<'_>]) -> Result<Tagging> {
    if let Some(span) = options.transparent {
        return Err(Error::new(span, "`transparent` is for structs: an enum has `untagged`"));
    }
    if let Some((_, span)) = &options.default {
        return Err(Error::new(
            *span,
            "an enum has no fields of its own: put `default` on the field that has it",
        ));
    }
    if let Some(span) = options.string
        && let Some(variant) = variants.iter().find(|variant| !matches!(variant.fields, Fields::Unit))
    {
        let _ = span;
        let text = "with `string` a variant is its name, so it has no fields: remove them, or `string`";
        return Err(Error::new(variant.ident.span(), text));
    }
    let given: Vec<(Span, &str)> = [
        (options.tag.as_ref().map(LitStr::span), "tag"),
        (options.untagged, "untagged"),
        (options.string, "string"),
    ]
    .into_iter()
    .filter_map(|(span, name)| Some((span?, name)))
    .collect();
    if let [(_, first), (span, second), ..] = given[..] {
        return Err(Error::new(span, format!("`{first}` and `{second}` contradict each other: remove one")));
    }
    match (&options.tag, &options.content) {
        (None, Some(content)) => {
            Err(Error::new(content.span(), "`content` goes with `tag`: write `tag = \"..\"` as well"))
        }
        (None, None) if options.untagged.is_some() => Ok(Tagging::Untagged),
        (None, None) => Ok(Tagging::External),
        (Some(tag), Some(content)) if tag.value() == content.value() => {
            Err(Error::new(content.span(), "tag and content need different names"))
        }
        (Some(tag), Some(content)) => Ok(Tagging::Adjacent(tag.value(), content.value())),
        (Some(tag), None) => {
            let is_unnamed = |variant: &&Variant<'_>| matches!(variant.fields, Fields::Unnamed(_));
            match variants.iter().find(is_unnamed) {
                Some(variant) => Err(Error::new(
                    variant.ident.span(),
                    "fields without names leave no place for the tag: name them, or add `content = \"..\"`",
                )),
                None => Ok(Tagging::Internal(tag.value())),
            }
        }
    }
}

impl<'a> Variant<'a> {
    fn new(variant: &'a syn::Variant, case: Option<Case>, mistakes: &mut Mistakes) -> Self {
        let options = VariantOptions::new(&variant.attrs, mistakes);
        if let (Some(_), SynFields::Unit | SynFields::Unnamed(_)) = (options.case, &variant.fields) {
            mistakes.about(&variant.ident, "it has no fields with names for `rename_all`: remove that");
        }
        let own = names::own_name(&variant.ident);
        let name = match (&options.name, case) {
            (Some(name), _) => name.value(),
            (None, Some(case)) => case.apply(&names::snake_case(&own)),
            (None, None) => own,
        };
        let fields = Fields::new(&variant.fields, options.case, mistakes).or_transparent();
        let (docs, is_skipped) = (docs(&variant.attrs), options.skip.is_some());
        Self { ident: &variant.ident, name, is_skipped, docs, fields }
    }
}

impl<'a> Fields<'a> {
    fn new(fields: &'a SynFields, case: Option<Case>, mistakes: &mut Mistakes) -> Self {
        let is_named = matches!(fields, SynFields::Named(_));
        let fields: Vec<Field<'a>> = fields
            .iter()
            .enumerate()
            .map(|(index, field)| Field::new(index, field, case, mistakes))
            .collect();
        if is_named {
            let mut seen: Vec<&str> = Vec::new();
            for field in fields.iter().filter(|field| field.is_there() && field.options.flatten.is_none()) {
                if seen.contains(&field.name.as_str()) {
                    mistakes.about(&field.member, format!("another field is called `{}` in Lua", field.name));
                }
                seen.push(&field.name);
            }
            return Self::Named(fields);
        }
        for field in &fields {
            let FieldOptions { name, flatten, .. } = &field.options;
            if let Some(span) = name.as_ref().map(LitStr::span).or(*flatten) {
                let text = "this is for fields with names: name the field, or remove it";
                mistakes.note(Error::new(span, text));
            }
        }
        if fields.is_empty() { Self::Unit } else { Self::Unnamed(fields) }
    }

    /// A single field without a name is the whole.
    fn or_transparent(self) -> Self {
        match self {
            Self::Unnamed(mut fields) if fields.iter().filter(|field| field.is_there()).count() == 1 => {
                let at = fields.iter().position(Field::is_there).unwrap_or_default();
                let field = fields.remove(at);
                Self::Transparent { field: Box::new(field), others: fields }
            }
            other => other,
        }
    }

    /// The only field that is there is the whole.
    fn into_transparent(self, span: Span) -> Result<Self> {
        let (Self::Named(mut fields) | Self::Unnamed(mut fields)) = self else {
            return Err(Error::new(span, "a transparent type is what its field is: it needs one"));
        };
        let at = fields.iter().position(Field::is_there);
        let others = fields.iter().filter(|field| field.is_there()).nth(1);
        match (at, others) {
            (Some(at), None) => Ok(Self::Transparent { field: Box::new(fields.remove(at)), others: fields }),
            (None, _) => Err(Error::new(span, "a transparent type is what its field is: it needs one")),
            (_, Some(second)) => Err(Error::new(
                second.member.span(),
                "a transparent type is what its field is: mark the others with `#[lua(skip)]`",
            )),
        }
    }

    /// All fields.
    pub(super) fn all(&self) -> Vec<&Field<'a>> {
        match self {
            Self::Named(fields) | Self::Unnamed(fields) => fields.iter().collect(),
            Self::Transparent { field, others } => std::iter::once(&**field).chain(others).collect(),
            Self::Unit => Vec::new(),
        }
    }
}

impl<'a> Field<'a> {
    fn new(index: usize, field: &'a syn::Field, case: Option<Case>, mistakes: &mut Mistakes) -> Self {
        let options = FieldOptions::new(&field.attrs, mistakes);
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                Member::Unnamed(syn::Index { index, span: field.ty.span() })
            }
        };
        let own = field.ident.as_ref().map(names::own_name).unwrap_or_default();
        let name = match (&options.name, case) {
            (Some(name), _) => name.value(),
            (None, Some(case)) => case.apply(&own),
            (None, None) => own,
        };
        Self { member, r#type: &field.ty, name, docs: docs(&field.attrs), options }
    }

    /// Whether it is in the table.
    pub(super) fn is_there(&self) -> bool {
        self.options.skip.is_none()
    }

    /// The variable that holds it.
    pub(super) fn variable(&self) -> Ident {
        let name = match &self.member {
            Member::Named(ident) => format!("field_{}", names::own_name(ident)),
            Member::Unnamed(index) => format!("field_{}", index.index),
        };
        Ident::new(&name, Span::mixed_site())
    }
}

/// `for<..> path`, as a bound.
pub(super) fn bound(path: &proc_macro2::TokenStream) -> syn::TypeParamBound {
    parse_quote!(#path)
}
