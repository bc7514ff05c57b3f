//! The code of `#[derive(Collect)]`.
//!
//! `Collect` is implemented here, `Held` through a macro of piccolo's core that knows whether VMs move
//! between threads. What either demands of the fields is checked on the fields themselves.
//!
//! Unsafe invariants, of the code that is made: `Collect::trace` passes every field that is not checked to be
//! `'static`; the type has no `Drop` unless it is `'static` itself; every field is checked for what `Held` asks.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Generics, Ident, Lifetime, Path, WherePredicate, parse_quote, spanned::Spanned};

use crate::{
    collect::model::{Field, Model, Variant, with_lifetime},
    crate_path::crate_path,
};

pub(super) fn implementations(model: &Model<'_>) -> TokenStream {
    if model.is_static {
        return untraced(model);
    }
    let collect = collect(model);
    let held = held(model);
    let (name, expansion) = (model.name, expansion(&model.krate));
    let (parameters, arguments, clause) = model.generics.split_for_impl();
    quote! {
        #collect
        #[automatically_derived]
        impl #parameters #expansion::MustNotImplDrop for #name #arguments #clause {}
        #held
    }
}

/// The module of piccolo's core that is there for this.
fn expansion(krate: &Path) -> TokenStream {
    quote!(#krate::object::held::expansion)
}

fn collect(model: &Model<'_>) -> TokenStream {
    let Model { name, gc, .. } = model;
    let expansion = expansion(&model.krate);
    let generics = bounded(model, &parse_quote!(#expansion::Collect<#gc>), None);
    let (parameters, _, clause) = generics.split_for_impl();
    let (_, arguments, _) = model.generics.split_for_impl();
    // A type with pointers into the VM says so by its lifetime. Not to look at its fields lets it hold itself, in
    // a vector for example.
    let is_branded = model.generics.lifetimes().any(|own| own.lifetime == *gc);
    let needs = model.fields().filter(|field| !field.is_static).map(|field| {
        let (field, span) = (field.r#type, span(field));
        quote_spanned!(span=> || #expansion::Needs::<#gc, #field>::TRACE)
    });
    let needs_trace = match is_branded {
        true => quote!(true),
        false => quote!({
            #[allow(unused_imports)]
            use #expansion::UnknownNeeds as _;
            false #(#needs)*
        }),
    };
    let trace = on_fields(model, &quote!(self), |field, binding| {
        let span = span(field);
        match field.is_static {
            true => quote_spanned!(span=> #expansion::require_static(#binding);),
            false => quote_spanned!(span=> #expansion::trace_field(cc, #binding);),
        }
    });
    quote! {
        // SAFETY: every field is traced, or checked to be `'static`; `MustNotImplDrop` is implemented beside it.
        #[automatically_derived]
        unsafe impl #parameters #expansion::Collect<#gc> for #name #arguments #clause {
            const NEEDS_TRACE: bool = #needs_trace;

            #[inline]
            fn trace<__Trace: #expansion::Trace<#gc>>(&self, cc: &mut __Trace) {
                #trace
            }
        }
    }
}

fn held(model: &Model<'_>) -> TokenStream {
    let Model { name, gc, .. } = model;
    let expansion = expansion(&model.krate);
    let send = quote!(#expansion::MaybeSend);
    let generics = bounded(model, &parse_quote!(#expansion::Held<#gc>), Some(&send));
    let (parameters, _, clause) = generics.split_for_impl();
    let (_, arguments, _) = model.generics.split_for_impl();
    let check = on_fields(model, &quote!(this), |field, binding| {
        let span = span(field);
        match field.is_static {
            true => quote_spanned!(span=> #expansion::require_send(#binding);),
            false => quote_spanned!(span=> #expansion::require_held::<#gc, '_, _>(#binding);),
        }
    });
    let check_name = format_ident!("__check", span = Span::mixed_site());
    quote! {
        #expansion::implement_held! {
            // SAFETY: the function below compiles only if every field is held, or `'static` and `Send`.
            #[automatically_derived]
            unsafe impl #parameters #expansion::Held<#gc> for #name #arguments #clause {}

            const _: () = {
                #[allow(dead_code)]
                fn #check_name #parameters (this: &#name #arguments) #clause {
                    #check
                }
            };
        }
    }
}

/// The implementations for a type without pointers into the VM.
fn untraced(model: &Model<'_>) -> TokenStream {
    let name = model.name;
    let expansion = expansion(&model.krate);
    let gc = unused_lifetime(model.generics);
    let (_, arguments, _) = model.generics.split_for_impl();
    let generics = |bounds: TokenStream| {
        let mut generics = with_lifetime(model.generics, &gc);
        generics.make_where_clause().predicates.push(parse_quote!(#name #arguments: #bounds));
        generics
    };
    let collected = generics(quote!('static));
    let (parameters, _, clause) = collected.split_for_impl();
    // Only what depends on parameters can be a bound; a bound that never holds would be reported again
    // by everything that asks for it.
    let is_generic = model.generics.type_params().next().is_some();
    let held = is_generic.then(|| generics(quote!('static + #expansion::MaybeSend)));
    let (_, _, held_clause) = held.as_ref().unwrap_or(&collected).split_for_impl();
    let span = name.span().resolved_at(Span::call_site());
    let check = (!is_generic).then(|| {
        let require = quote_spanned!(span=> #expansion::require_send_type::<#name>);
        quote!(const _: fn() = #require;)
    });
    quote! {
        // SAFETY: there is nothing to trace in what is `'static`.
        #[automatically_derived]
        unsafe impl #parameters #expansion::Collect<#gc> for #name #arguments #clause {
            const NEEDS_TRACE: bool = false;
        }
        #expansion::implement_held! {
            // SAFETY: the bound, or the check below, requires the whole type to be `Send`.
            #[automatically_derived]
            unsafe impl #parameters #expansion::Held<#gc> for #name #arguments #held_clause {}
            #check
        }
    }
}

/// Implementations that promise nothing, beside an error.
pub(super) fn placeholders(input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let expansion = expansion(&crate_path(None));
    let gc = unused_lifetime(&input.generics);
    let generics = with_lifetime(&input.generics, &gc);
    let (parameters, _, clause) = generics.split_for_impl();
    let (_, arguments, _) = input.generics.split_for_impl();
    quote! {
        // SAFETY: it is never compiled to the end.
        #[automatically_derived]
        unsafe impl #parameters #expansion::Collect<#gc> for #name #arguments #clause {}
        #expansion::implement_held! {
            // SAFETY: as above.
            #[automatically_derived]
            unsafe impl #parameters #expansion::Held<#gc> for #name #arguments #clause {}
        }
    }
}

/// A lifetime that the type does not have.
fn unused_lifetime(generics: &Generics) -> Lifetime {
    let is_used = generics.lifetimes().any(|own| own.lifetime.ident == "gc");
    Lifetime::new(if is_used { "'__gc" } else { "'gc" }, Span::call_site())
}

/// The type's parameters with `bound` for those that are traced, and `'static` (and `send`) for the
/// others; or with the predicates that were given.
fn bounded(model: &Model<'_>, bound: &syn::TypeParamBound, send: Option<&TokenStream>) -> Generics {
    let mut generics = with_lifetime(model.generics, &model.gc);
    let predicates: Vec<WherePredicate> = match &model.bound {
        Some(given) => given.clone(),
        None => {
            let traced = model.parameters().map(|parameter| parse_quote!(#parameter: #bound));
            let send = send.map(|send| quote!(+ #send));
            let statics = model.generic_statics().map(|field| parse_quote!(#field: 'static #send));
            traced.chain(statics).collect()
        }
    };
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}

/// A `match` on `value` that does something with every field.
fn on_fields(
    model: &Model<'_>,
    value: &TokenStream,
    statement: impl Fn(&Field<'_>, &Ident) -> TokenStream,
) -> TokenStream {
    let name = model.name;
    let arms = model.variants.iter().map(|Variant { name: variant, fields }| {
        let path = variant.map(|variant| quote!(::#variant));
        let bindings = fields.iter().enumerate().map(|(index, field)| {
            format_ident!("__field{index}", span = Span::mixed_site().located_at(field.r#type.span()))
        });
        let (patterns, statements): (Vec<_>, Vec<_>) = fields
            .iter()
            .zip(bindings)
            .map(|(field, binding)| {
                let member = &field.member;
                (quote!(#member: #binding), statement(field, &binding))
            })
            .unzip();
        quote!(#name #path { #(#patterns),* } => { #(#statements)* })
    });
    match model.variants.is_empty() {
        true => quote!(match *#value {}),
        false => quote!(match #value { #(#arms)* }),
    }
}

/// The place of a field's type, for messages about it.
fn span(field: &Field<'_>) -> Span {
    field.r#type.span().resolved_at(Span::call_site())
}
