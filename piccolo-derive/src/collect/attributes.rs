//! The grammar of `#[collect(..)]`.

use syn::{
    Attribute, Error, Ident, Lifetime, LitStr, Path, Result, WhereClause, WherePredicate,
    meta::ParseNestedMeta, parse::ParseStream, spanned::Spanned,
};

const CONTAINER_OPTIONS: &str =
    "known are `no_drop`, `require_static`, `bound = \"where ..\"`, `gc_lifetime = 'gc` and `crate = path`";

const FIELD_OPTIONS: &str =
    "fields have `#[collect(require_static)]`, for what holds no pointers into the VM";

/// How the type is traced.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Field by field. It can not implement `Drop`.
    NoDrop,
    /// Not at all: it is `'static`.
    RequireStatic,
}

/// The options of a type.
#[derive(Default)]
pub(super) struct Container {
    pub(super) mode: Option<Mode>,
    /// Replaces the bounds of type parameters.
    pub(super) bound: Option<Vec<WherePredicate>>,
    pub(super) gc_lifetime: Option<Lifetime>,
    pub(super) krate: Option<Path>,
}

impl Container {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut options = Self::default();
        for attribute in collect_attributes(attributes) {
            attribute.parse_nested_meta(|meta| options.set(&meta))?;
        }
        Ok(options)
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        match name.as_str() {
            "no_drop" => set_once(meta, &mut self.mode, Mode::NoDrop),
            "require_static" => set_once(meta, &mut self.mode, Mode::RequireStatic),
            "bound" => set_once(meta, &mut self.bound, bound(meta)?),
            "gc_lifetime" => set_once(meta, &mut self.gc_lifetime, meta.value()?.parse()?),
            "crate" => set_once(meta, &mut self.krate, meta.value()?.call(Path::parse_mod_style)?),
            "unsafe_drop" => Err(meta.error(
                "a `Drop` that may see pointers is not supported: move what needs it to a field of its own, \
                 marked `#[collect(require_static)]`",
            )),
            _ => Err(meta.error(format!("unknown option; {CONTAINER_OPTIONS}"))),
        }
    }
}

fn set_once<T>(meta: &ParseNestedMeta<'_>, option: &mut Option<T>, value: T) -> Result<()> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(meta.error("given twice, or together with its opposite: remove one")),
    }
}

fn bound(meta: &ParseNestedMeta<'_>) -> Result<Vec<WherePredicate>> {
    let text: LitStr = meta.value()?.parse()?;
    let clause = |input: ParseStream<'_>| match input.is_empty() {
        true => Ok(Vec::new()),
        false => input.parse::<WhereClause>().map(|clause| clause.predicates.into_iter().collect()),
    };
    text.parse_with(clause).map_err(|error| {
        Error::new(text.span(), format!("{error}: write `bound = \"where T: Held<'gc>\"`, or `bound = \"\"`"))
    })
}

/// Whether a field is marked as holding no pointers into the VM.
pub(super) fn is_static(attributes: &[Attribute]) -> Result<bool> {
    let mut is_static = None;
    for attribute in collect_attributes(attributes) {
        attribute.parse_nested_meta(|meta| match meta.path.is_ident("require_static") {
            true => set_once(&meta, &mut is_static, true),
            false => Err(meta.error(FIELD_OPTIONS)),
        })?;
    }
    Ok(is_static.is_some())
}

/// Variants have no options.
pub(super) fn refuse(attributes: &[Attribute]) -> Result<()> {
    match collect_attributes(attributes).next() {
        None => Ok(()),
        Some(attribute) => {
            Err(Error::new(attribute.span(), "variants have no options: move it to the type or to a field"))
        }
    }
}

fn collect_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("collect"))
}
