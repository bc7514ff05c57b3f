//! `#[methods]`: in `model` what an `impl` block offers to scripts, in `signature` what its functions take,
//! in `asynchronous` the rewriting of `async` methods (in `borrow` what they can not hold), in `expand` the code, and in
//! `lent` that of types whose values are lent.

mod asynchronous;
mod borrow;
mod expand;
mod lent;
mod model;
mod signature;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemImpl;

use crate::lua::mistakes::Mistakes;

/// How many blocks a type can have.
pub(crate) const BLOCKS: usize = 4;

/// The block as it was, and what it offers to scripts. What has mistakes is left out of that and reported.
pub(crate) fn expand(options: TokenStream, mut block: ItemImpl) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let options = model::BlockOptions::new(options, &mut mistakes);
    let mut model = model::Model::new(options, &block, &mut mistakes);
    let rewritten = asynchronous::rewrite(&mut model, &mut block, &mut mistakes);
    let table = if model.is_lent { lent::implementation(&model) } else { expand::table(&model) };
    let mistakes = mistakes.into_tokens();
    quote!(#mistakes #rewritten #table)
}
