//! What the functions of a block take.

use proc_macro2::Span;
use syn::{
    Error, Expr, FnArg, GenericParam, Generics, Ident, Lifetime, Pat, Receiver as SynReceiver, Result,
    ReturnType, Type, TypeReference, spanned::Spanned, visit_mut::VisitMut,
};

use crate::{
    lua::{
        Stance,
        docs::annotation,
        has_references,
        mistakes::Mistakes,
        names::own_name,
        options::{self, Place},
    },
    methods::model::{Role, default_of},
};

/// What a function takes and whether it waits.
pub(super) struct Signature {
    pub(super) is_async: bool,
    pub(super) receiver: Option<Receiver>,
    /// Whether its first parameter is the handle of the object, which is called `this` then.
    pub(super) takes_handle: bool,
    pub(super) parameters: Vec<Parameter>,
    /// Where the type of its result stands.
    pub(super) result: Span,
    /// That type, without the function's own lifetimes; `None` for nothing.
    pub(super) result_type: Option<Type>,
    /// Whether it is `__eq`, which is asked about values of other types, too.
    pub(super) is_equality: bool,
}

pub(super) struct Receiver {
    pub(super) kind: ReceiverKind,
    pub(super) span: Span,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum ReceiverKind {
    Shared,
    Mutable,
    Value,
}

pub(super) struct Parameter {
    pub(super) kind: ParameterKind,
    /// Its name; empty if it has none.
    pub(super) name: String,
    /// Its type, or what it is a reference to; without the function's own lifetimes.
    pub(super) r#type: Type,
    /// Its type in annotations, if that is given.
    pub(super) annotation: Option<String>,
    pub(super) stance: Stance,
}

pub(super) enum ParameterKind {
    Value,
    Default(Expr),
    Shared,
    Mutable,
    /// With references inside.
    Nested,
}

impl Signature {
    /// The signature, unless it is none for scripts.
    pub(super) fn new(signature: &syn::Signature, block: &Generics, mistakes: &mut Mistakes) -> Option<Self> {
        if let Err(error) = check_form(signature) {
            mistakes.note(error);
            return None;
        }
        let is_async = signature.asyncness.is_some();
        let mut receiver = None;
        let mut parameters = Vec::new();
        let mut is_whole = true;
        for input in &signature.inputs {
            let result = match input {
                FnArg::Receiver(input) => model_receiver(input, is_async).map(|model| receiver = Some(model)),
                // The sequence's own stack, which is no argument.
                FnArg::Typed(input) if is_async && is_stack(&input.ty) => Ok(()),
                FnArg::Typed(input) => {
                    let entries = options::parse(&input.attrs, Place::Parameter, mistakes);
                    let default = default_of(&entries, mistakes);
                    let annotation = mistakes.take(annotation(&entries, "type")).flatten();
                    let name = parameter_name(&input.pat);
                    model_parameter(&input.ty, name, default, is_async, block)
                        .map(|model| parameters.push(Parameter { annotation, ..model }))
                }
            };
            is_whole &= mistakes.take(result).is_some();
        }
        if let Some(last) = parameters.last_mut() {
            last.stance = Stance::Last;
        }
        let (result, result_type) = match &signature.output {
            ReturnType::Type(_, r#type) => (r#type.span(), Some(elided(r#type, block))),
            ReturnType::Default => (signature.ident.span(), None),
        };
        let takes_handle = receiver.is_none()
            && parameters.iter().find(|one| !one.is_context()).is_some_and(Parameter::is_this);
        let this =
            Self { is_async, receiver, takes_handle, parameters, result, result_type, is_equality: false };
        is_whole.then_some(this)
    }

    /// Whether it is one of a function for `role`, which decides how its parameters are taken.
    pub(super) fn suit(&mut self, role: Role, ident: &Ident) -> Result<()> {
        let is_method = self.receiver.is_some();
        let refuse = |text: &str| Err(Error::new(ident.span(), text));
        match role {
            Role::Constructor if is_method => refuse("a constructor takes no `self`"),
            Role::Constructor if self.result_type.is_none() => {
                refuse("a constructor returns what it makes: write `-> Self`")
            }
            Role::Getter | Role::Setter if !is_method => {
                refuse("it works on a value: take `&self` or `&mut self`")
            }
            Role::Getter | Role::Setter if self.is_async => {
                refuse("fields are read and set at once: remove `async`, or make it a method")
            }
            Role::Getter if self.result_type.is_none() => {
                refuse("a getter returns the field's value: write `-> Type`")
            }
            Role::Setter if self.parameters.is_empty() => refuse("a setter takes the value: add a parameter"),
            Role::Getter => self.take_nothing(self.parameters.len()),
            Role::Setter => self.take_nothing(self.parameters.len() - 1),
            Role::Metamethod(event) if is_method => match operands(event) {
                Some((count, text)) if self.parameters.len() < count => refuse(text),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Has the first parameters be such that scripts pass nothing for.
    fn take_nothing(&mut self, count: usize) -> Result<()> {
        for parameter in &mut self.parameters[..count] {
            parameter.stance = Stance::WithoutArgument;
            if !matches!(parameter.kind, ParameterKind::Value | ParameterKind::Nested) {
                let text = "a getter takes no arguments, a setter one: remove this, or make it a method";
                return Err(Error::new(parameter.r#type.span(), text));
            }
        }
        Ok(())
    }
}

/// How many parameters the handler of an event has at least besides `self`, and what to say if it has not.
fn operands(event: &str) -> Option<(usize, &'static str)> {
    match event {
        "Eq" | "Lt" | "Le" => Some((1, "it compares two values: add a parameter, such as `other: &Self`")),
        "Add" | "Sub" | "Mul" | "Div" | "Mod" | "Pow" | "IDiv" | "BAnd" | "BOr" | "BXor" | "Shl" | "Shr"
        | "Concat" => Some((1, "it has two operands: add a parameter for the other one")),
        "Index" => Some((1, "it is given a key: add a parameter for it")),
        "NewIndex" => Some((2, "it is given a key and a value: add parameters for both")),
        _ => None,
    }
}

/// Whether a parameter stands for the stack of a sequence, by the rule of `#[sequence]`.
fn is_stack(r#type: &Type) -> bool {
    match r#type {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "Stack"),
        Type::Reference(reference) => is_stack(&reference.elem),
        _ => false,
    }
}

fn check_form(signature: &syn::Signature) -> Result<()> {
    if let Some(token) = signature.unsafety {
        return Err(Error::new(token.span, "scripts can not call `unsafe` functions: add `#[lua(skip)]`"));
    }
    if let Some(abi) = &signature.abi {
        return Err(Error::new_spanned(abi, "scripts call Rust functions: add `#[lua(skip)]`"));
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let text = "scripts call functions without type parameters: choose types, or add `#[lua(skip)]`";
            return Err(Error::new_spanned(parameter, text));
        }
    }
    Ok(())
}

fn model_receiver(receiver: &SynReceiver, is_async: bool) -> Result<Receiver> {
    let span = receiver.span();
    if receiver.colon_token.is_some() {
        return Err(Error::new(
            span,
            "write `&self`, `&mut self` or `self`; for the handle take `this: UserRef<'gc, Self>`",
        ));
    }
    let kind = match (&receiver.reference, &receiver.mutability) {
        (Some(_), Some(_)) if is_async => {
            return Err(Error::new(
                span,
                "an `async` method can not hold `&mut self`: other code runs while it waits, and may use the same \
                 object. Take `this: UserRef<'gc, Self>` and change it between the `.await`s through \
                 `this.borrow_mut(ctx)?`",
            ));
        }
        (None, _) if is_async => {
            return Err(Error::new(
                span,
                "an `async` method takes `&self`: it is the object, borrowed at each use",
            ));
        }
        (Some(_), Some(_)) => ReceiverKind::Mutable,
        (Some(_), None) => ReceiverKind::Shared,
        (None, _) => ReceiverKind::Value,
    };
    Ok(Receiver { kind, span })
}

fn model_parameter(
    given: &Type,
    name: String,
    default: Option<Expr>,
    is_async: bool,
    block: &Generics,
) -> Result<Parameter> {
    if let Type::ImplTrait(_) = given {
        return Err(Error::new_spanned(
            given,
            "scripts pass values of one type: name it, or add `#[lua(skip)]`",
        ));
    }
    let r#type = elided(given, block);
    if let Some(default) = default {
        return Ok(Parameter {
            kind: ParameterKind::Default(default),
            name,
            r#type,
            annotation: None,
            stance: Stance::Leading,
        });
    }
    let Type::Reference(TypeReference { mutability, elem, .. }) = &r#type else {
        let is_nested = !is_async && has_references(&r#type);
        let kind = if is_nested { ParameterKind::Nested } else { ParameterKind::Value };
        return Ok(Parameter { kind, name, r#type, annotation: None, stance: Stance::Leading });
    };
    if is_async && mutability.is_some() {
        let text =
            "an `async` function can not hold a `&mut`: take a `UserRef`, and borrow between the `.await`s";
        return Err(Error::new_spanned(given, text));
    }
    if is_async {
        // Strings are lent for as long as the VM is entered; what else is lent is not held.
        return Ok(Parameter {
            kind: ParameterKind::Value,
            name,
            r#type,
            annotation: None,
            stance: Stance::Leading,
        });
    }
    let kind = if mutability.is_some() { ParameterKind::Mutable } else { ParameterKind::Shared };
    Ok(Parameter { kind, name, r#type: (**elem).clone(), annotation: None, stance: Stance::Leading })
}

impl Parameter {
    /// Whether it stands for the handle of the object, by its name.
    fn is_this(&self) -> bool {
        self.name == "this" && matches!(self.kind, ParameterKind::Value)
    }

    /// Whether it looks like a context. This only decides whether a name is that of the object in messages.
    fn is_context(&self) -> bool {
        matches!(&self.r#type, Type::Path(path)
            if path.path.segments.last().is_some_and(|segment| segment.ident == "Context"))
    }
}

/// The name of a parameter in messages and annotations.
fn parameter_name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(pattern) => own_name(&pattern.ident).trim_start_matches('_').to_owned(),
        _ => String::new(),
    }
}

fn elided(given: &Type, block: &Generics) -> Type {
    let mut r#type = given.clone();
    ElideLifetimes { block }.visit_type_mut(&mut r#type);
    r#type
}

/// Replaces lifetimes that only the function knows by `'_`.
struct ElideLifetimes<'a> {
    block: &'a Generics,
}

impl VisitMut for ElideLifetimes<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        let is_known = self.block.lifetimes().any(|own| own.lifetime == *lifetime);
        if !is_known && lifetime.ident != "static" {
            *lifetime = Lifetime::new("'_", lifetime.span());
        }
    }

    fn visit_type_bare_fn_mut(&mut self, _: &mut syn::TypeBareFn) {}
}
