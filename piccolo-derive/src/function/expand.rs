//! The code that scripts call a function by: it takes arguments, calls the function, and passes its result on,
//! through functions of `piccolo-core`. The function's name as a type stands for it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Path, Type, Visibility, spanned::Spanned};

use crate::{
    function::model::{Model, Parameter, ParameterKind},
    lua::{Taken, has_unnamed, respan},
};

/// The type that stands for the function.
pub(crate) fn offered(model: &Model, visibility: &Visibility, krate: &Path) -> TokenStream {
    let m = quote!(#krate::convert::expansion);
    let (ident, name) = (&model.ident, &model.name);
    let parameters = model.parameters.iter().filter_map(|parameter| parameter.name.as_ref());
    let callback = callback(model, krate, &m);
    let ctx = local("ctx", Span::mixed_site());
    let documentation = format!("The function [`{ident}()`] for scripts.");
    let about = about(model, &m);
    quote! {
        #[doc = #documentation]
        #[allow(non_camel_case_types)]
        #visibility struct #ident {}

        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            /// The annotations of the function, for `typings::emit`.
            pub const META: #m::Declaration = #m::Declaration::of_function::<Self>();
        }

        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #m::NativeFunction for #ident {
            const NAME: &'static #m::str = #name;
            const PARAMETERS: &'static [&'static #m::str] = &[#(#parameters),*];

            fn about() -> #m::About {
                #about
            }

            fn callback<'gc>(#ctx: #m::Context<'gc>) -> #m::Callback<'gc> {
                #callback
            }
        }
    }
}

/// What is known of the function, as an expression.
fn about(model: &Model, m: &TokenStream) -> TokenStream {
    let parameters = model.parameters.iter().map(|Parameter { kind, name, r#type, annotation, .. }| {
        let name = name.as_deref().unwrap_or_default();
        let known = match kind {
            ParameterKind::Value => quote!(#m::Type::<#r#type>::parameter(#name, false)),
            ParameterKind::Default(_) => quote!(#m::Type::<#r#type>::parameter(#name, true)),
            ParameterKind::Nested => quote!((&&#m::Nested::<#r#type>::NEW).about(#name)),
            ParameterKind::Shared | ParameterKind::Mutable => quote!(#m::Type::<#r#type>::lent(#name)),
        };
        annotated(known, annotation.as_ref())
    });
    let docs = &model.docs;
    let types = results(model.result_type.as_ref(), model.returns.as_ref(), m);
    quote! {
        use #m::{KnownNested as _, Unknown as _, UnknownNested as _};
        #m::About {
            docs: #docs,
            is_method: false,
            parameters: #m::From::from([#(#parameters,)*]),
            types: #types,
        }
    }
}

/// What is `known` of a parameter, with the type that is given for annotations.
pub(crate) fn annotated(known: TokenStream, annotation: Option<&String>) -> TokenStream {
    match annotation {
        Some(text) => quote!(#known.of_type(#text)),
        None => known,
    }
}

/// The types of a function's results: those that are given, or those of its type.
pub(crate) fn results(r#type: Option<&Type>, given: Option<&String>, m: &TokenStream) -> TokenStream {
    match (given, r#type) {
        (Some(text), _) => quote!(#m::From::from([#m::Cow::Borrowed(#text)])),
        (None, Some(r#type)) if has_unnamed(r#type) => quote!(#m::From::from([#m::Cow::Borrowed("any")])),
        (None, Some(r#type)) => quote! {{
            use #m::{AnnotateHostResult as _, AnnotateReturned as _, AnnotateUnknown as _};
            (&&&#m::ResultOf::<#r#type>::NEW).annotated()
        }},
        (None, None) => quote!(#m::From::from([])),
    }
}

/// The local variables of the code, which nothing of the user's can see.
fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, span.resolved_at(Span::mixed_site()))
}

/// The callback that calls the function.
fn callback(model: &Model, krate: &Path, m: &TokenStream) -> TokenStream {
    let here = Span::mixed_site();
    let (ctx, stack, values, index) =
        (local("ctx", here), local("stack", here), local("values", here), local("index", here));
    let mut takes = TokenStream::new();
    let mut arguments = TokenStream::new();
    for (number, parameter) in model.parameters.iter().enumerate() {
        let span = parameter.r#type.span().resolved_at(Span::call_site());
        let variable = local(&format!("argument_{number}"), span);
        let Taken { prepare, take, pass } = take(model.is_async, parameter, &variable, m);
        let m = respan(m, span);
        let take = match &parameter.name {
            Some(name) => quote_spanned!(span=> #m::named(#take, #name)),
            None => take,
        };
        takes.extend(quote_spanned!(span=> #prepare let mut #variable = #take?;));
        arguments.extend(quote!(#pass,));
    }
    let (function, result) = (local("function", here), local("result", model.result));
    let ident = &model.ident;
    let span = model.result.resolved_at(Span::call_site());
    let finish = if model.is_async {
        let krate = respan(&quote!(#krate), span);
        quote_spanned!(span=> #krate::sequence::run_callback(#ctx, #stack, #result))
    } else {
        let m = respan(m, span);
        quote_spanned! {span=> {
            use #m::{PutHostResult as _, PutNothing as _, PutReturned as _};
            (&mut #m::Outcome::new(#result)).put(#ctx, &mut #stack)
        }}
    };
    let clear = model.is_async.then(|| quote!(#stack.clear();));
    quote! {
        let #function = #ident;
        #m::Callback::new(#ctx, move |#ctx, mut #stack| {
            let #values = #stack.as_slice();
            let mut #index: #m::usize = 0;
            #takes
            let #result = #function(#arguments);
            #clear
            #finish
        })
    }
}

/// How a parameter is taken from the arguments, and how it is passed.
fn take(is_async: bool, parameter: &Parameter, variable: &Ident, m: &TokenStream) -> Taken {
    let r#type = &parameter.r#type;
    let span = r#type.span().resolved_at(Span::call_site());
    let m = respan(m, span);
    let here = Span::mixed_site();
    let (ctx, all, index) = (local("ctx", here), local("values", here), local("index", here));
    let values = quote_spanned!(span=> (#ctx, #all, &mut #index));
    let plain = |take, pass| Taken { prepare: TokenStream::new(), take, pass };
    match &parameter.kind {
        ParameterKind::Value => Taken::by_value(r#type, parameter.stance, is_async, &values, variable, &m),
        ParameterKind::Nested => Taken::nested(r#type, parameter.stance, &values, variable, &m),
        ParameterKind::Default(default) => plain(
            quote_spanned!(span=> #m::parameter_or::<#r#type>(#ctx, #all, &mut #index, || #default)),
            quote!(#variable),
        ),
        ParameterKind::Shared => {
            plain(quote_spanned!(span=> #m::lend::<#r#type, _>#values), quote_spanned!(span=> &*#variable))
        }
        ParameterKind::Mutable => plain(
            quote_spanned!(span=> #m::lend_mut::<#r#type>#values),
            quote_spanned!(span=> &mut *#variable),
        ),
    }
}
