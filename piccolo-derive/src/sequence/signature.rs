//! The signature of a sequence: what its parameters are, and the function that it becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Error, FnArg, GenericArgument, ItemFn, Lifetime, Pat, PatType, PathArguments, PathSegment,
    Receiver as SelfArg, ReturnType, Signature, Stmt, Token, Type, parse_quote, spanned::Spanned,
    visit::Visit,
};

use super::resolve::{Parameter, Receiver};

/// What a `#[sequence]` fn says of itself.
pub(super) struct Model {
    /// The lifetime of the VM.
    pub(super) lifetime: Lifetime,
    /// What it returns.
    pub(super) output: Type,
    pub(super) receiver: Receiver,
    /// The `self` of the signature.
    pub(super) self_token: Option<Token![self]>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) context: Option<Ident>,
    pub(super) stack: Option<Ident>,
    /// The types of parameters that the signature loses.
    pub(super) ambient_types: Vec<Type>,
    /// The signature of the function that it becomes, but for its return type.
    pub(super) signature: Signature,
    /// Takes parameters apart.
    pub(super) patterns: Vec<Stmt>,
}

impl Model {
    /// Reads the signature.
    pub(super) fn new(function: &ItemFn) -> Result<Self, Vec<Error>> {
        let mut errors = qualifiers(&function.sig);
        let output = output(&function.sig).map_err(|error| errors.push(error));
        let lifetime = lifetime(&function.sig).map_err(|error| errors.push(error));
        let mut model = Self {
            lifetime: lifetime.unwrap_or_else(|()| Lifetime::new("'static", Span::call_site())),
            output: output.unwrap_or_else(|()| parse_quote!(())),
            receiver: Receiver::None,
            self_token: None,
            parameters: Vec::new(),
            context: None,
            stack: None,
            ambient_types: Vec::new(),
            signature: function.sig.clone(),
            patterns: Vec::new(),
        };
        model.signature.asyncness = None;
        model.signature.inputs.clear();
        for input in &function.sig.inputs {
            errors.extend(model.input(input).err());
        }
        if errors.is_empty() { Ok(model) } else { Err(errors) }
    }

    fn input(&mut self, input: &FnArg) -> Result<(), Error> {
        match input {
            FnArg::Receiver(receiver) => self.self_(receiver),
            FnArg::Typed(parameter) => {
                match last_segment(&parameter.ty).map(|segment| segment.ident.to_string()).as_deref() {
                    Some("Context") => self.context(parameter),
                    Some("Stack") => return self.stack(parameter),
                    _ => self.variable(parameter),
                }
                Ok(())
            }
        }
    }

    fn self_(&mut self, receiver: &SelfArg) -> Result<(), Error> {
        if receiver.colon_token.is_some() {
            return Err(Error::new(
                receiver.span(),
                "a `#[sequence]` method takes `self` or `&self`: leave out the type",
            ));
        }
        if let (Some(_), Some(mutability)) = (&receiver.reference, receiver.mutability) {
            return Err(Error::new(
                mutability.span,
                "a `#[sequence]` method can not take `&mut self`, as other code runs while it is suspended: take `&self`, and borrow between the `.await`s",
            ));
        }
        self.receiver = match receiver.reference {
            Some(_) => Receiver::Reference,
            None => Receiver::Value(receiver.mutability.is_some()),
        };
        let token = receiver.self_token;
        self.self_token = Some(token);
        self.signature.inputs.push(parse_quote!(#token));
        Ok(())
    }

    fn context(&mut self, parameter: &PatType) {
        if let Pat::Ident(name) = &*parameter.pat {
            self.context = Some(name.ident.clone());
        }
        let mut parameter = parameter.clone();
        parameter.attrs.push(parse_quote!(#[allow(unused_variables)]));
        self.signature.inputs.push(FnArg::Typed(parameter));
    }

    fn stack(&mut self, parameter: &PatType) -> Result<(), Error> {
        match &*parameter.pat {
            Pat::Ident(name) if self.stack.is_none() => self.stack = Some(name.ident.clone()),
            Pat::Ident(_) => {
                return Err(Error::new(parameter.span(), "a sequence has one stack: remove this parameter"));
            }
            _ => {}
        }
        self.ambient_types.push((*parameter.ty).clone());
        Ok(())
    }

    fn variable(&mut self, parameter: &PatType) {
        let mut parameter = parameter.clone();
        let (name, mutable) = match &*parameter.pat {
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
                (name.ident.clone(), name.mutability.is_some())
            }
            pattern => {
                let name = format_ident!("__parameter{}", self.parameters.len(), span = pattern.span());
                self.patterns.push(parse_quote!(let #pattern = #name;));
                (name, false)
            }
        };
        parameter.pat = Box::new(parse_quote!(#name));
        self.signature.inputs.push(FnArg::Typed(parameter));
        self.parameters.push(Parameter { name, mutable });
    }

    /// Items that mention the types of the parameters that are gone, so that they count as used.
    pub(super) fn mentions(&self) -> TokenStream {
        let mentions = self.ambient_types.iter().map(|ty| {
            let lifetimes = named_lifetimes(ty);
            quote!(const _: () = { fn mention<#(#lifetimes),*>(_: #ty) {} };)
        });
        mentions.collect()
    }
}

/// What a sequence can not be besides `async`.
fn qualifiers(signature: &Signature) -> Vec<Error> {
    let mut errors = Vec::new();
    if signature.asyncness.is_none() {
        errors.push(Error::new(
            signature.fn_token.span,
            "a `#[sequence]` fn is an `async fn`: write `async fn`",
        ));
    }
    let (constness, unsafety, abi) = (&signature.constness, &signature.unsafety, &signature.abi);
    let spans = [
        constness.map(|token| token.span),
        unsafety.map(|token| token.span),
        abi.as_ref().map(Spanned::span),
    ];
    errors.extend(
        spans
            .into_iter()
            .flatten()
            .map(|span| Error::new(span, "a `#[sequence]` fn is a plain `async fn`: remove this")),
    );
    errors
}

fn output(signature: &Signature) -> Result<Type, Error> {
    let ReturnType::Type(_, output) = &signature.output else {
        return Err(Error::new(
            signature.ident.span(),
            "a `#[sequence]` fn returns a `Result`: write `-> Result<(), Error<'gc>>`",
        ));
    };
    let is_path = match &**output {
        Type::Path(path) => !is_primitive(&path.path),
        Type::Macro(_) | Type::Paren(_) | Type::Group(_) => true,
        _ => false,
    };
    if is_path {
        return Ok((**output).clone());
    }
    let text = output.to_token_stream();
    Err(Error::new_spanned(
        output,
        format!("a `#[sequence]` fn returns a `Result`: write `Result<{text}, Error<'gc>>`"),
    ))
}

fn is_primitive(path: &syn::Path) -> bool {
    const PRIMITIVES: [&str; 17] = [
        "bool", "char", "str", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
        "u64", "u128", "usize",
    ];
    path.get_ident().is_some_and(|name| PRIMITIVES.iter().any(|primitive| name == primitive))
}

/// The lifetime of the VM: the context's, or `'gc`.
pub(super) fn lifetime(signature: &Signature) -> Result<Lifetime, Error> {
    for input in &signature.inputs {
        if let FnArg::Typed(parameter) = input
            && let Some(segment) = last_segment(&parameter.ty).filter(|segment| segment.ident == "Context")
            && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        {
            let lifetimes = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Lifetime(lifetime) if lifetime.ident != "_" => Some(lifetime.clone()),
                _ => None,
            });
            if let Some(lifetime) = lifetimes.last() {
                return Ok(lifetime);
            }
        }
    }
    let named = signature.generics.lifetimes().find(|lifetime| lifetime.lifetime.ident == "gc");
    named.map(|named| named.lifetime.clone()).ok_or_else(|| {
        Error::new(
            signature.ident.span(),
            format!("a `#[sequence]` fn names the lifetime of its context: write `async fn {}<'gc>(ctx: Context<'gc>, ..)`", signature.ident),
        )
    })
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Reference(reference) => last_segment(&reference.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

fn named_lifetimes(ty: &Type) -> Vec<Lifetime> {
    struct Lifetimes(Vec<Lifetime>);
    impl<'a> Visit<'a> for Lifetimes {
        fn visit_lifetime(&mut self, lifetime: &'a Lifetime) {
            if lifetime.ident != "_" && lifetime.ident != "static" && !self.0.contains(lifetime) {
                self.0.push(lifetime.clone());
            }
        }
    }
    let mut lifetimes = Lifetimes(Vec::new());
    lifetimes.visit_type(ty);
    lifetimes.0
}
