//! `#[function]`: in `model` what a function takes, in `expand` the code that scripts call it by.

pub(crate) mod expand;
pub(crate) mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, Path, spanned::Spanned};

use crate::{
    crate_path::crate_path,
    function::model::Model,
    lua::{
        mistakes::Mistakes,
        options::{self, Place},
    },
    sequence,
};

/// The expansion of `#[function(options)] item`.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = not_a_function(item.clone(), error).into_compile_error();
            return quote!(#error #item);
        }
    };
    let mut mistakes = Mistakes::default();
    let entries = options::parse_macro(options, &function.attrs, Place::FreeFunction, &mut mistakes);
    let skip = entries.iter().find(|entry| entry.name == "skip");
    if let Some(skip) = skip {
        mistakes.about(&skip.name, "`skip` is for functions in a `#[module]`: remove `#[function]` instead");
    }
    let named_crate = entries.iter().find(|entry| entry.name == "crate");
    let krate = crate_path(named_crate.and_then(|entry| mistakes.take(entry.path())).as_ref());
    let model = Model::new(&mut function, &entries, &mut mistakes);
    let visibility = &function.vis;
    let offered = model.as_ref().map(|model| expand::offered(model, visibility, &krate));
    let has_receiver = function.sig.receiver().is_some();
    // rustc would say the same once more.
    let function = (!has_receiver).then(|| written(&function, model.is_some(), &krate));
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #function #offered)
}

/// The function as Rust gets it: without our attributes, and a sequence if it is `async`.
pub(crate) fn written(function: &ItemFn, is_whole: bool, krate: &Path) -> TokenStream {
    match (function.sig.asyncness, is_whole) {
        (None, _) => quote!(#function),
        (Some(_), true) => sequence::expand(quote!(crate = #krate), quote!(#function)),
        // It was reported; nothing else is said about it.
        (Some(_), false) => TokenStream::new(),
    }
}

fn not_a_function(item: TokenStream, error: syn::Error) -> syn::Error {
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Verbatim(_)) | Err(_) => error,
        Ok(syn::Item::Impl(block)) => syn::Error::new(
            block.impl_token.span,
            "`#[function]` is for free functions: write `#[methods]` for those of a type",
        ),
        Ok(syn::Item::Mod(module)) => syn::Error::new(
            module.mod_token.span,
            "`#[function]` is for functions: write `#[module]` for all that is in a module",
        ),
        Ok(other) => syn::Error::new(other.span(), "`#[function]` is for functions: move it to one"),
    }
}
