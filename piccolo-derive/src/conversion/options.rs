//! The options of types, variants and fields.

use proc_macro2::Span;
use syn::{Attribute, Error, Expr, LitStr, Path, Result};

use crate::lua::{
    docs::annotation,
    mistakes::Mistakes,
    names::Case,
    options::{self, Entry, Form, Place},
};

/// What stands for a field that is not there.
pub(super) enum Default {
    Trait,
    Expression(Expr),
}

impl Default {
    fn new(entry: &Entry) -> Result<Self> {
        match &entry.form {
            Form::Word => Ok(Self::Trait),
            _ => entry.expression().map(Self::Expression),
        }
    }
}

/// The options of a type.
#[derive(std::default::Default)]
pub(super) struct TypeOptions {
    pub(super) krate: Option<Path>,
    pub(super) case: Option<Case>,
    pub(super) deny_unknown: Option<Span>,
    pub(super) transparent: Option<Span>,
    pub(super) default: Option<(Default, Span)>,
    pub(super) tag: Option<LitStr>,
    pub(super) content: Option<LitStr>,
    pub(super) untagged: Option<Span>,
    pub(super) string: Option<Span>,
}

impl TypeOptions {
    pub(super) fn new(attributes: &[Attribute], place: Place, mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        for entry in options::parse(attributes, place, mistakes) {
            let result = this.set(&entry);
            mistakes.take(result);
        }
        this
    }

    fn set(&mut self, entry: &Entry) -> Result<()> {
        let span = entry.name.span();
        match entry.name.to_string().as_str() {
            "crate" => self.krate = Some(entry.path()?),
            "rename_all" => self.case = Some(Case::parse(&entry.string()?)?),
            "tag" => self.tag = Some(entry.string()?),
            "content" => self.content = Some(entry.string()?),
            "default" => self.default = Some((Default::new(entry)?, span)),
            word => {
                entry.word()?;
                match word {
                    "deny_unknown" => self.deny_unknown = Some(span),
                    "transparent" => self.transparent = Some(span),
                    "untagged" => self.untagged = Some(span),
                    _ => self.string = Some(span),
                }
            }
        }
        Ok(())
    }
}

/// The options of a field.
#[derive(std::default::Default)]
pub(super) struct FieldOptions {
    pub(super) name: Option<LitStr>,
    pub(super) skip: Option<Span>,
    pub(super) default: Option<(Default, Span)>,
    pub(super) flatten: Option<Span>,
    pub(super) with: Option<Path>,
    /// Its type in annotations.
    pub(super) annotation: Option<String>,
}

impl FieldOptions {
    pub(super) fn new(attributes: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        let entries = options::parse(attributes, Place::TableField, mistakes);
        this.annotation = mistakes.take(annotation(&entries, "type")).flatten();
        for entry in entries.into_iter().filter(|entry| entry.name != "type") {
            let result = this.set(&entry);
            mistakes.take(result);
        }
        let result = this.check();
        mistakes.take(result);
        this
    }

    fn set(&mut self, entry: &Entry) -> Result<()> {
        let span = entry.name.span();
        match entry.name.to_string().as_str() {
            "name" => self.name = Some(entry.string()?),
            "default" => self.default = Some((Default::new(entry)?, span)),
            "with" => self.with = Some(entry.path()?),
            "skip" => {
                entry.word()?;
                self.skip = Some(span);
            }
            _ => {
                entry.word()?;
                self.flatten = Some(span);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let name = self.name.as_ref().map(LitStr::span);
        let with = self.with.as_ref().map(syn::spanned::Spanned::span);
        if self.skip.is_some()
            && let Some(other) = name.or(with).or(self.flatten)
        {
            return Err(Error::new(other, "a field with `skip` is not in the table: remove one of the two"));
        }
        let default = self.default.as_ref().map(|(_, span)| *span);
        if self.flatten.is_some()
            && let Some(other) = name.or(default)
        {
            let text = "a flattened field has no place of its own in the table: remove this, or `flatten`";
            return Err(Error::new(other, text));
        }
        Ok(())
    }
}

/// The options of a variant.
#[derive(std::default::Default)]
pub(super) struct VariantOptions {
    pub(super) name: Option<LitStr>,
    pub(super) skip: Option<Span>,
    /// For the names of its fields.
    pub(super) case: Option<Case>,
}

impl VariantOptions {
    pub(super) fn new(attributes: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut this = Self::default();
        for entry in options::parse(attributes, Place::TableVariant, mistakes) {
            let result = this.set(&entry);
            mistakes.take(result);
        }
        if let (Some(name), Some(_)) = (&this.name, this.skip) {
            mistakes.about(name, "a variant with `skip` has no name in Lua: remove one of the two");
        }
        this
    }

    fn set(&mut self, entry: &Entry) -> Result<()> {
        match entry.name.to_string().as_str() {
            "name" => self.name = Some(entry.string()?),
            "rename_all" => self.case = Some(Case::parse(&entry.string()?)?),
            _ => {
                entry.word()?;
                self.skip = Some(entry.name.span());
            }
        }
        Ok(())
    }
}
