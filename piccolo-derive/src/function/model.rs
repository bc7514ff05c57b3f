//! What a free function takes.

use proc_macro2::Span;
use syn::{
    Error, Expr, FnArg, GenericParam, Ident, ItemFn, Lifetime, LitStr, Pat, PatType, Result, ReturnType,
    Signature, Type, TypeReference, ext::IdentExt, parse_quote, spanned::Spanned, visit_mut::VisitMut,
};

use crate::lua::{
    Stance,
    docs::{annotation, docs},
    has_references,
    mistakes::Mistakes,
    names,
    options::{self, Entry, Place},
};

/// A function that scripts can call.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    /// Its name in scripts.
    pub(crate) name: String,
    pub(crate) is_async: bool,
    pub(crate) parameters: Vec<Parameter>,
    /// Where the type of its result stands.
    pub(crate) result: Span,
    /// That type, without the function's own lifetimes; `None` for nothing.
    pub(crate) result_type: Option<Type>,
    /// What annotations say that it returns, if that is given.
    pub(crate) returns: Option<String>,
    pub(crate) docs: String,
}

pub(crate) struct Parameter {
    pub(crate) kind: ParameterKind,
    /// Its name, if it has one and takes an argument.
    pub(crate) name: Option<String>,
    /// Its type, or what it is a reference to; without the function's own lifetimes.
    pub(crate) r#type: Type,
    /// Its type in annotations, if that is given.
    pub(crate) annotation: Option<String>,
    pub(crate) stance: Stance,
}

pub(crate) enum ParameterKind {
    Value,
    Default(Expr),
    Shared,
    Mutable,
    /// With references inside.
    Nested,
}

impl Model {
    /// What `function` takes, unless scripts can not call it. Removes our attributes, and gives an `async`
    /// function the lifetime of the VM if it names none.
    pub(crate) fn new(function: &mut ItemFn, entries: &[Entry], mistakes: &mut Mistakes) -> Option<Self> {
        options::strip(&mut function.attrs);
        let form = check_form(&function.sig);
        let signature = &mut function.sig;
        let is_async = signature.asyncness.is_some();
        let mut parameters = Vec::new();
        let mut is_whole = mistakes.take(form).is_some();
        for input in &mut signature.inputs {
            let parameter = match input {
                FnArg::Receiver(receiver) => Err(Error::new(
                    receiver.self_token.span,
                    "`#[function]` is for free functions: write `#[methods]` on the `impl` block",
                )),
                // The sequence's own stack, which is no argument.
                FnArg::Typed(input) if is_async && names_type(&input.ty, "Stack") => continue,
                FnArg::Typed(input) => Parameter::new(input, is_async, mistakes),
            };
            match mistakes.take(parameter) {
                Some(parameter) => parameters.push(parameter),
                None => is_whole = false,
            }
        }
        if let Some(last) = parameters.last_mut() {
            last.stance = Stance::Last;
        }
        if is_async && !signature.generics.lifetimes().any(|own| own.lifetime.ident == "gc") {
            signature.generics.params.insert(0, parse_quote!('gc));
        }
        let (result, result_type) = match &signature.output {
            ReturnType::Type(_, r#type) => (r#type.span(), Some(elided(r#type))),
            ReturnType::Default => (signature.ident.span(), None),
        };
        let returns = mistakes.take(annotation(entries, "returns"));
        let name = mistakes.take(name_of(&signature.ident, entries));
        let name = name.filter(|_| is_whole)?;
        let (ident, docs) = (signature.ident.clone(), docs(&function.attrs));
        Some(Self { ident, name, is_async, parameters, result, result_type, returns: returns?, docs })
    }
}

/// The name in scripts: what the option says, or the item's own.
pub(crate) fn name_of(ident: &Ident, entries: &[Entry]) -> Result<String> {
    match entries.iter().find(|entry| entry.name == "name") {
        Some(entry) => {
            let name: LitStr = entry.string()?;
            names::given_name(&name)
        }
        None => {
            let name = names::own_name(ident);
            names::check(&name).map_err(|text| Error::new(ident.span(), text))?;
            Ok(name)
        }
    }
}

fn check_form(signature: &Signature) -> Result<()> {
    if let Some(token) = signature.unsafety {
        return Err(Error::new(token.span, "scripts can not call `unsafe` functions: wrap it in a safe one"));
    }
    if let Some(abi) = &signature.abi {
        return Err(Error::new_spanned(abi, "scripts call Rust functions: wrap it in one"));
    }
    if let Some(variadic) = &signature.variadic {
        return Err(Error::new_spanned(variadic, "for any number of arguments take `Variadic<T>`"));
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let text = "scripts call functions without type parameters: choose types";
            return Err(Error::new_spanned(parameter, text));
        }
    }
    Ok(())
}

impl Parameter {
    fn new(input: &mut PatType, is_async: bool, mistakes: &mut Mistakes) -> Result<Self> {
        let entries = options::parse(&input.attrs, Place::Argument, mistakes);
        options::strip(&mut input.attrs);
        let default = entries.iter().find(|entry| entry.name == "default");
        let default = default.map(Entry::default).transpose()?;
        let annotation = annotation(&entries, "type")?;
        let stance = Stance::Leading;
        if let Type::ImplTrait(given) = &*input.ty {
            return Err(Error::new_spanned(given, "scripts pass values of one type: name it"));
        }
        let name = match &*input.pat {
            Pat::Ident(pattern) if !names_type(&input.ty, "Context") => {
                Some(pattern.ident.unraw().to_string().trim_start_matches('_').to_owned())
            }
            _ => None,
        };
        let name = name.filter(|name| !name.is_empty());
        let r#type = elided(&input.ty);
        if let Some(default) = default {
            return Ok(Self { kind: ParameterKind::Default(default), name, r#type, annotation, stance });
        }
        let Type::Reference(TypeReference { mutability, elem, .. }) = &r#type else {
            let is_nested = !is_async && has_references(&r#type);
            let kind = if is_nested { ParameterKind::Nested } else { ParameterKind::Value };
            return Ok(Self { kind, name, r#type, annotation, stance });
        };
        if is_async && mutability.is_some() {
            let text = "an `async` function can not hold a `&mut`: take a `UserRef`, and borrow between the `.await`s";
            return Err(Error::new_spanned(&input.ty, text));
        }
        if is_async {
            // Strings are lent for as long as the VM is entered; what else is lent is not held.
            return Ok(Self { kind: ParameterKind::Value, name, r#type, annotation, stance });
        }
        let kind = if mutability.is_some() { ParameterKind::Mutable } else { ParameterKind::Shared };
        Ok(Self { kind, name, r#type: (**elem).clone(), annotation, stance })
    }
}

/// Whether a type's last word is `name`. Only for parameters that `#[sequence]` knows by their names, too.
fn names_type(r#type: &Type, name: &str) -> bool {
    match r#type {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == name),
        Type::Reference(reference) => names_type(&reference.elem, name),
        _ => false,
    }
}

fn elided(given: &Type) -> Type {
    let mut r#type = given.clone();
    ElideLifetimes.visit_type_mut(&mut r#type);
    r#type
}

/// Replaces lifetimes that only the function knows by `'_`.
struct ElideLifetimes;

impl VisitMut for ElideLifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident != "static" {
            *lifetime = Lifetime::new("'_", lifetime.span());
        }
    }

    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
}
