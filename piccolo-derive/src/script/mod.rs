//! `lua!` and `include_lua!`: Lua source, checked by piccolo's own parser. In `source` tokens of Rust become Lua.

mod source;

use std::path::PathBuf;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Error, LitStr, Path, Result, parse::Parse};

use crate::{crate_path::crate_path, script::source::Source};

/// The expansion of `lua! { .. }`.
pub(crate) fn inline(input: TokenStream) -> TokenStream {
    let source = match only_literal(&input) {
        Some(literal) => Source::of_literal(&literal),
        None => Source::of_tokens(input),
    };
    let checked = source.and_then(|source| check(&source).map(|()| source));
    match checked {
        Ok(source) => script(&source),
        Err(error) => failed(&error),
    }
}

/// The string that is all of the input, if it is one.
fn only_literal(input: &TokenStream) -> Option<LitStr> {
    let mut tokens = input.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(token @ TokenTree::Literal(_)), None) => syn::parse2(token.into()).ok(),
        _ => None,
    }
}

/// Parses the source, and says what is wrong on the token that it is wrong at.
fn check(source: &Source) -> Result<()> {
    let Err(error) = piccolo_syntax::parser::check(source.text.as_bytes(), b"=") else { return Ok(()) };
    let message = String::from_utf8_lossy(&error.message).into_owned();
    // The message starts with the name, which is empty, and the line.
    let text = message.splitn(3, ':').nth(2).map_or(&*message, str::trim_start);
    let text = match source.is_literal {
        true => {
            let line = source.text[..error.offset.min(source.text.len())].matches('\n').count();
            format!("{text} (in line {} of the source)", line + 1 - source.lines_before)
        }
        false => text.to_owned(),
    };
    Err(Error::new(source.span_at(error.offset), text))
}

fn script(source: &Source) -> TokenStream {
    let krate = crate_path(None);
    let text = &source.text;
    // A variable that the user's are not mistaken for.
    let list = Ident::new("captures", Span::mixed_site());
    let captures = source.captures.iter().map(|(_, value)| {
        let krate = crate::lua::respan(&quote!(#krate), value.span());
        quote_spanned!(value.span()=> let #list = #krate::lua::script::Captures::and(#list, #value);)
    });
    let captures = match source.captures.is_empty() {
        true => quote!(()),
        false => quote! {{
            let #list = <#krate::lua::script::Captures as ::core::default::Default>::default();
            #(#captures)*
            #list
        }},
    };
    quote! {
        #krate::lua::script::Script::checked(
            #text.as_bytes(),
            ::core::concat!("@", ::core::file!()),
            #captures,
        )
    }
}

/// The error, as an expression of any type.
fn failed(error: &Error) -> TokenStream {
    let krate = crate_path(None);
    let error = error.to_compile_error();
    quote!({ #error #krate::lua::script::Script::checked(b"", "", ()) })
}

/// `include_lua!("path")`.
struct Include {
    path: LitStr,
    krate: Path,
}

impl Parse for Include {
    fn parse(input: syn::parse::ParseStream<'_>) -> Result<Self> {
        let path = input.parse().map_err(|error| {
            Error::new(
                error.span(),
                "write the path of a Lua file, from this file: `include_lua!(\"main.lua\")`",
            )
        })?;
        if !input.is_empty() {
            return Err(input.error("only a path is needed: remove this"));
        }
        Ok(Self { path, krate: crate_path(None) })
    }
}

/// The expansion of `include_lua!("path")`.
pub(crate) fn include(input: TokenStream) -> TokenStream {
    match syn::parse2::<Include>(input) {
        Err(error) => failed(&error),
        Ok(include) => match include.check() {
            Err(error) => failed(&error),
            Ok(()) => include.script(),
        },
    }
}

impl Include {
    /// Parses the file.
    fn check(&self) -> Result<()> {
        let span = self.path.span();
        // Where the compiler does not say which file this is (editors), `include_bytes` will find the other one.
        let Some(here) = local_file(span) else { return Ok(()) };
        let path = here.parent().map_or_else(PathBuf::new, PathBuf::from).join(self.path.value());
        let refuse = |text: String| Err(Error::new(span, text));
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) => return refuse(format!("`{}` can not be read: {error}", path.display())),
        };
        let name = [b"@", self.path.value().as_bytes()].concat();
        match piccolo_syntax::parser::check(piccolo_syntax::skip_shebang(&text), &name) {
            Ok(_) => Ok(()),
            Err(error) => refuse(format!("this is no Lua: {error}")),
        }
    }

    fn script(&self) -> TokenStream {
        let (path, krate) = (&self.path, &self.krate);
        let name = format!("@{}", path.value());
        quote_spanned! {path.span()=>
            #krate::lua::script::Script::checked(::core::include_bytes!(#path), #name, ())
        }
    }
}

/// The file that `span` is in.
fn local_file(span: Span) -> Option<PathBuf> {
    span.unwrap().local_file()
}
