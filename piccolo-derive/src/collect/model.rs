//! What `#[derive(Collect)]` needs to know of a type.

use proc_macro2::Span;
use syn::{
    Data, DeriveInput, Error, Field as SynField, Fields, GenericParam, Generics, Ident, Lifetime, Member,
    Path, Result, Type, TypeParam, WherePredicate,
    visit::{self, Visit},
};

use crate::{
    collect::attributes::{self, Container, Mode},
    crate_path::crate_path,
};

/// A type with the choices made for it.
pub(super) struct Model<'a> {
    pub(super) krate: Path,
    pub(super) name: &'a Ident,
    pub(super) generics: &'a Generics,
    /// Whether there is nothing to trace in it.
    pub(super) is_static: bool,
    /// Given predicates, instead of those for [`Self::parameters`].
    pub(super) bound: Option<Vec<WherePredicate>>,
    /// The lifetime of the VM's pointers; one of the type's own, if it has any.
    pub(super) gc: Lifetime,
    pub(super) variants: Vec<Variant<'a>>,
}

/// A variant of an enum, or the one of a struct.
pub(super) struct Variant<'a> {
    /// `None` for a struct.
    pub(super) name: Option<&'a Ident>,
    pub(super) fields: Vec<Field<'a>>,
}

pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) r#type: &'a Type,
    /// Whether it holds no pointers into the VM, as its attribute says.
    pub(super) is_static: bool,
}

impl<'a> Model<'a> {
    /// # Errors
    /// All mistakes in the attributes at once.
    pub(super) fn new(input: &'a DeriveInput) -> Result<Self> {
        let mut mistakes = Mistakes::default();
        let options = mistakes.take(Container::parse(&input.attrs)).unwrap_or_default();
        let is_static = options.mode == Some(Mode::RequireStatic);
        let gc = if is_static { None } else { mistakes.take(gc_lifetime(&options, &input.generics)) };
        let variants = match &input.data {
            Data::Struct(data) => vec![mistakes.variant(None, &data.fields)],
            Data::Enum(data) => {
                data.variants.iter().map(|v| mistakes.enum_variant(&v.ident, &v.attrs, &v.fields)).collect()
            }
            Data::Union(data) => {
                let text = "a union can not be traced: use an enum";
                mistakes.note(Error::new(data.union_token.span, text));
                Vec::new()
            }
        };
        mistakes.result(Self {
            krate: crate_path(options.krate.as_ref()),
            name: &input.ident,
            generics: &input.generics,
            is_static,
            bound: options.bound,
            gc: gc.unwrap_or_else(|| Lifetime::new("'gc", Span::call_site())),
            variants,
        })
    }

    /// All fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }

    /// The type parameters that occur in fields that are traced.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'a Ident> {
        let traced = |parameter: &&TypeParam| {
            self.fields().any(|field| !field.is_static && mentions(field.r#type, &parameter.ident))
        };
        self.generics.type_params().filter(traced).map(|parameter| &parameter.ident)
    }

    /// The types of untraced fields that depend on type parameters.
    pub(super) fn generic_statics(&self) -> impl Iterator<Item = &'a Type> {
        self.fields()
            .filter(|field| field.is_static)
            .map(|field| field.r#type)
            .filter(|field| self.generics.type_params().any(|parameter| mentions(field, &parameter.ident)))
    }
}

/// The lifetime of the VM's pointers: the only one, or the one that is called so.
fn gc_lifetime(options: &Container, generics: &Generics) -> Result<Lifetime> {
    if let Some(lifetime) = &options.gc_lifetime {
        if generics.lifetimes().any(|own| own.lifetime == *lifetime) {
            return Ok(lifetime.clone());
        }
        return Err(Error::new(lifetime.span(), "the type has no such lifetime parameter"));
    }
    let mut lifetimes = generics.lifetimes().map(|own| &own.lifetime);
    match (lifetimes.next(), lifetimes.next()) {
        (None, _) => Ok(Lifetime::new("'gc", Span::call_site())),
        (Some(only), None) => Ok(only.clone()),
        (Some(first), Some(_)) => {
            let named_gc = generics.lifetimes().map(|own| &own.lifetime).find(|own| own.ident == "gc");
            let text = "which of the lifetimes is that of the VM? Call it `'gc`, or write \
                        `#[collect(gc_lifetime = 'a)]`";
            named_gc.cloned().ok_or_else(|| Error::new(first.span(), text))
        }
    }
}

/// Refuses references: what a VM holds stays as long as it pleases the VM.
fn owns(field: &Type) -> Result<()> {
    match field {
        Type::Reference(reference) if reference.lifetime.as_ref().is_none_or(|own| own.ident != "static") => {
            let text = "a VM holds nothing that is borrowed: own it (`String` for `&str`, `Vec<T>` for `&[T]`, a handle for a \
                        userdata); what can not be owned is lent for a time, see `#[methods(lent)]`";
            Err(Error::new_spanned(field, text))
        }
        _ => Ok(()),
    }
}

/// Whether a type parameter occurs in a type.
fn mentions(r#type: &Type, parameter: &Ident) -> bool {
    struct Search<'a> {
        parameter: &'a Ident,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_path(&mut self, path: &'ast Path) {
            let first = path.segments.first().map(|segment| &segment.ident);
            self.found |= path.leading_colon.is_none() && first == Some(self.parameter);
            visit::visit_path(self, path);
        }
    }
    let mut search = Search { parameter, found: false };
    search.visit_type(r#type);
    search.found
}

/// The mistakes found so far.
#[derive(Default)]
struct Mistakes(Option<Error>);

impl Mistakes {
    fn note(&mut self, error: Error) {
        match &mut self.0 {
            Some(others) => others.combine(error),
            None => self.0 = Some(error),
        }
    }

    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.note(error)).ok()
    }

    fn result<T>(self, value: T) -> Result<T> {
        self.0.map_or(Ok(value), Err)
    }

    fn enum_variant<'a>(
        &mut self,
        name: &'a Ident,
        attributes: &[syn::Attribute],
        fields: &'a Fields,
    ) -> Variant<'a> {
        self.take(attributes::refuse(attributes));
        self.variant(Some(name), fields)
    }

    fn variant<'a>(&mut self, name: Option<&'a Ident>, fields: &'a Fields) -> Variant<'a> {
        let fields = fields.iter().zip(fields.members()).map(|(field, member): (&'a SynField, _)| {
            self.take(owns(&field.ty));
            Field {
                member,
                r#type: &field.ty,
                is_static: self.take(attributes::is_static(&field.attrs)).unwrap_or_default(),
            }
        });
        Variant { name, fields: fields.collect() }
    }
}

/// The parameters of a type with the VM's lifetime among them.
pub(super) fn with_lifetime(generics: &Generics, gc: &Lifetime) -> Generics {
    let mut generics = generics.clone();
    if !generics.lifetimes().any(|own| own.lifetime == *gc) {
        generics.params.insert(0, GenericParam::Lifetime(syn::LifetimeParam::new(gc.clone())));
    }
    generics
}
