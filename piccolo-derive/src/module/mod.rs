//! `#[module]`: what is `pub` in an inline module becomes a table for scripts. In `contents` what that is.

mod contents;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemMod, Path, spanned::Spanned};

use crate::{
    crate_path::crate_path,
    lua::{
        docs::docs,
        mistakes::Mistakes,
        options::{self, Entry, Place},
        respan,
    },
    module::contents::{Contents, Offer},
};

/// The expansion of `#[module(options)] item`.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let module = match syn::parse2::<ItemMod>(item.clone()) {
        Ok(module) => module,
        Err(error) => {
            let error = not_a_module(item.clone(), error).into_compile_error();
            return quote!(#error #item);
        }
    };
    let mut mistakes = Mistakes::default();
    let entries = options::parse_macro(options, &module.attrs, Place::Module, &mut mistakes);
    for entry in entries.iter().filter(|entry| entry.name == "skip") {
        mistakes.about(&entry.name, "`skip` is for modules in a `#[module]`: remove `#[module]` instead");
    }
    let named_crate = entries.iter().find(|entry| entry.name == "crate");
    let krate = crate_path(named_crate.and_then(|entry| mistakes.take(entry.path())).as_ref());
    let module = self::module(module, &entries, &krate, &mut mistakes);
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #module)
}

/// A module with what scripts are given of it.
fn module(mut module: ItemMod, entries: &[Entry], krate: &Path, mistakes: &mut Mistakes) -> TokenStream {
    options::strip(&mut module.attrs);
    let name = mistakes.take(crate::function::model::name_of(&module.ident, entries));
    let Some((_, items)) = module.content.take() else {
        let text = "the module's contents have to be here: write `mod name { .. }`";
        mistakes.about(&module, text);
        return quote!(#module);
    };
    let contents = Contents::new(items, krate, mistakes);
    let (attributes, visibility, ident) = (&module.attrs, &module.vis, &module.ident);
    let items = &contents.items;
    let table = name.map(|name| table(&module, &name, &contents.offers, krate));
    quote! {
        #(#attributes)*
        #visibility mod #ident {
            #(#items)*
            #table
        }
    }
}

/// The type that stands for the module.
fn table(module: &ItemMod, name: &str, offers: &[Offer], krate: &Path) -> TokenStream {
    let m = quote!(#krate::convert::expansion);
    let entries = offers.iter().map(|offer| entry(offer, &m));
    let known = offers.iter().map(|offer| known(offer, &m));
    let documentation = format!("The module `{}` for scripts.", module.ident);
    let docs = docs(&module.attrs);
    quote! {
        #[doc = #documentation]
        #[allow(unreachable_pub)]
        pub struct Module {}

        #[automatically_derived]
        #[allow(dead_code, unreachable_pub)]
        impl Module {
            /// The annotations of the module, for `typings::emit`.
            pub const META: #m::Declaration = #m::Declaration::of_module::<Self>();
        }

        #[automatically_derived]
        #[allow(unused, clippy::all)]
        impl #m::NativeModule for Module {
            const NAME: &'static #m::str = #name;

            fn about() -> #m::ModuleAbout {
                use #m::Unknown as _;
                #m::ModuleAbout { docs: #docs, entries: #m::From::from([#(#known,)*]) }
            }

            fn table<'gc>(ctx: #m::Context<'gc>) -> #m::Result<#m::Table<'gc>, #m::Error<'gc>> {
                let table = #m::Table::new(ctx);
                #(#entries)*
                #m::Ok(table)
            }
        }
    }
}

/// What is known of an entry, with its name.
fn known(offer: &Offer, m: &TokenStream) -> TokenStream {
    match offer {
        Offer::Function { ident, name } => quote! {
            (#name, #m::ModuleEntry::Function(<#ident as #m::NativeFunction>::about()))
        },
        Offer::Constant { name, r#type, docs, .. } => quote! {
            (#name, #m::ModuleEntry::Constant(#m::About {
                docs: #docs,
                types: #m::Type::<#r#type>::result(),
                ..#m::Default::default()
            }))
        },
        Offer::Module { ident, name } => quote! {
            (#name, #m::ModuleEntry::Module(<#ident::Module as #m::NativeModule>::about()))
        },
        Offer::Class { ident, name } => {
            let name = match name {
                Some(name) => quote!(#m::Option::Some(#name)),
                None => quote!(#m::Option::None),
            };
            quote!(#m::Type::<#ident>::entry(#name))
        }
    }
}

/// The code that adds an entry to the table.
fn entry(offer: &Offer, m: &TokenStream) -> TokenStream {
    match offer {
        Offer::Function { ident, name } => quote! {
            #m::add_entry(ctx, table, #name, <#ident as #m::NativeFunction>::callback(ctx))?;
        },
        Offer::Constant { ident, name, .. } => {
            let here = respan(m, ident.span());
            quote::quote_spanned! {ident.span()=>
                #here::add_entry(ctx, table, #name, #here::FieldResult::into_value(#ident, ctx)?)?;
            }
        }
        Offer::Module { ident, name } => quote! {
            #m::add_entry(ctx, table, #name, <#ident::Module as #m::NativeModule>::table(ctx)?)?;
        },
        Offer::Class { ident, name } => {
            let name = match name {
                Some(name) => quote!(#name),
                None => quote!(#m::class_name::<#ident>(ctx)),
            };
            quote::quote_spanned! {ident.span()=>
                #m::add_entry(ctx, table, #name, ctx.class::<#ident>()?.table())?;
            }
        }
    }
}

fn not_a_module(item: TokenStream, error: syn::Error) -> syn::Error {
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Verbatim(_)) | Err(_) => error,
        Ok(syn::Item::Fn(function)) => syn::Error::new(
            function.sig.ident.span(),
            "`#[module]` is for modules: write `#[function]` for a single function",
        ),
        Ok(syn::Item::Impl(block)) => syn::Error::new(
            block.impl_token.span,
            "`#[module]` is for modules: write `#[methods]` for the functions of a type",
        ),
        Ok(other) => syn::Error::new(other.span(), "`#[module]` is for an inline `mod name { .. }`"),
    }
}
