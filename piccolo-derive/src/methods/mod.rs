//! `#[methods]`: in `model` what an `impl` block offers to scripts, in `signature` what its functions take,
//! in `asynchronous` the rewriting of `async` methods (in `borrow` what they can not hold), in `expand` the code, and in
//! `lent` that of types whose values are lent.

mod asynchronous;
mod borrow;
mod expand;
mod lent;
mod model;
mod signature;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Item;

use crate::lua::mistakes::Mistakes;

/// How many blocks a type can have.
pub(crate) const BLOCKS: usize = 4;

/// The block as it was, and what it offers to scripts. What has mistakes is left out of that and reported.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let mut block = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Impl(block)) => block,
        Ok(other) => {
            let text =
                "`#[methods]` stands on the `impl` block of a type: write `#[methods] impl Type { .. }`";
            mistakes.about(Signature(&other), text);
            let mistakes = mistakes.into_tokens();
            return quote!(#mistakes #item);
        }
        Err(error) => {
            let error = error.into_compile_error();
            return quote!(#error #item);
        }
    };
    let options = model::BlockOptions::new(options, &mut mistakes);
    let mut model = model::Model::new(options, &block, &mut mistakes);
    let rewritten = asynchronous::rewrite(&mut model, &mut block, &mut mistakes);
    if block.trait_.is_some() {
        let mistakes = mistakes.into_tokens();
        return quote!(#mistakes #rewritten);
    }
    let table = if model.is_lent { lent::implementation(&model) } else { expand::table(&model) };
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #rewritten #table)
}

/// The first word of an item, to point to.
struct Signature<'a>(&'a Item);

impl ToTokens for Signature<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let word = self
            .0
            .to_token_stream()
            .into_iter()
            .find(|token| matches!(token, TokenTree::Ident(word) if word != "pub"));
        tokens.extend(word);
    }
}
