//! What the macros for bindings have in common: the attribute `#[lua(..)]`, names in scripts, and the
//! mistakes found.

pub(crate) mod docs;
pub(crate) mod mistakes;
pub(crate) mod names;
pub(crate) mod options;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Generics, Ident, Lifetime, Type,
    spanned::Spanned,
    visit::Visit,
    visit_mut::{self, VisitMut},
};

/// How a parameter is among the others.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Stance {
    /// Others follow.
    Leading,
    Last,
    /// Scripts pass nothing for it: it is not the value of a setter.
    WithoutArgument,
}

/// How an argument is taken.
pub(crate) struct Taken {
    /// What goes before, if anything.
    pub(crate) prepare: TokenStream,
    /// The expression that takes it, which can fail.
    pub(crate) take: TokenStream,
    /// What is passed to the function.
    pub(crate) pass: TokenStream,
}

impl Taken {
    /// That of a value of `r#type`, by a function of `piccolo-core`.
    pub(crate) fn by_value(
        r#type: &Type,
        stance: Stance,
        is_async: bool,
        values: &TokenStream,
        variable: &Ident,
        m: &TokenStream,
    ) -> Self {
        let span = r#type.span().resolved_at(Span::call_site());
        let take = match stance {
            Stance::WithoutArgument => quote_spanned!(span=> #m::no_argument::<#r#type>#values),
            _ if is_async => quote_spanned!(span=> #m::held_parameter::<#r#type>#values),
            _ => quote_spanned!(span=> #m::parameter::<#r#type>#values),
        };
        let prepare = match stance {
            Stance::Leading => quote_spanned! {span=>
                #m::followed({ use #m::Unknown as _; #m::Type::<#r#type>::position() });
            },
            _ => TokenStream::new(),
        };
        Self { prepare, take, pass: quote!(#variable) }
    }

    /// That of a value of `r#type` that has references inside.
    pub(crate) fn nested(
        r#type: &Type,
        stance: Stance,
        values: &TokenStream,
        variable: &Ident,
        m: &TokenStream,
    ) -> Self {
        let span = r#type.span().resolved_at(Span::call_site());
        if stance == Stance::WithoutArgument {
            return Self::by_value(r#type, stance, false, values, variable, m);
        }
        let (take, item) = (format_ident!("take_{variable}"), format_ident!("item_{variable}"));
        let followed = (stance == Stance::Leading).then(|| {
            quote_spanned! {span=>
                #m::followed({
                    use #m::{KnownNested as _, UnknownNested as _};
                    (&&#m::Nested::<#r#type>::NEW).position()
                });
            }
        });
        let prepare = quote_spanned! {span=>
            let (#take, #item) = #m::nested_argument::<#r#type, _, _, _>();
            #followed
        };
        Self { prepare, take: quote!(#take #values), pass: quote!(#item(&mut #variable)) }
    }
}

/// Whether `impl Trait` is somewhere in a type.
pub(crate) fn has_unnamed(r#type: &Type) -> bool {
    struct Finder(bool);

    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }

    let mut finder = Finder(false);
    finder.visit_type(r#type);
    finder.0
}

/// The lifetime of the VM's pointers in a type: its only one, or `'gc` if it has none.
///
/// # Errors
/// When it has several.
pub(crate) fn gc_lifetime(generics: &Generics) -> syn::Result<Lifetime> {
    let mut lifetimes = generics.lifetimes().map(|own| &own.lifetime);
    match (lifetimes.next(), lifetimes.find(|own| own.ident != "gc")) {
        (None, _) => Ok(Lifetime::new("'gc", Span::call_site())),
        (Some(only), None) => Ok(only.clone()),
        (Some(_), Some(other)) => {
            let text = "a userdata type has no lifetime but that of the VM: own what this stands for";
            Err(syn::Error::new(other.span(), text))
        }
    }
}

/// The same tokens, as if they stood where `span` is: errors about them are shown there.
pub(crate) fn respan(tokens: &TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.clone().into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), respan(&group.stream(), span)).into();
        }
        token.set_span(token.span().located_at(span));
        token
    });
    respanned.collect()
}

/// Whether there are references in what a type is made of: `Option<&T>`.
pub(crate) fn has_references(r#type: &Type) -> bool {
    struct Finder(bool);

    impl<'ast> Visit<'ast> for Finder {
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }

        fn visit_type_bare_fn(&mut self, _: &'ast syn::TypeBareFn) {}
    }

    let mut finder = Finder(false);
    finder.visit_type(r#type);
    finder.0
}

/// Replaces all lifetimes by `'static`.
pub(crate) struct MakeStatic;

impl VisitMut for MakeStatic {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        *lifetime = Lifetime::new("'static", lifetime.span());
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime = Some(Lifetime::new("'static", reference.span()));
        visit_mut::visit_type_reference_mut(self, reference);
    }
}
