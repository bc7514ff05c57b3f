//! The type of a suspended sequence: nested sums of the runtime, one alternative for each state.
//!
//! They are the runtime's and not an `enum` of the expansion's own, since only a type that the
//! collector knows can be traced without unsafe code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// How many alternatives a sum of the runtime has at most.
const WIDTH: usize = 8;
/// How many elements a tuple is given at most.
const TUPLE: usize = 12;

/// The states of a sequence by their number.
pub(super) struct States<'r> {
    pub(super) runtime: &'r TokenStream,
    pub(super) count: usize,
}

impl States<'_> {
    /// A value or pattern of the state `index`: what it waits for, and the variables that it holds.
    pub(super) fn state(&self, index: usize, wait: &TokenStream, held: &[TokenStream]) -> TokenStream {
        let held = tuple(held);
        self.alternative(index, self.count, quote!((#wait, #held)))
    }

    /// The pattern of the state `index`, whatever it holds.
    pub(super) fn waiting(&self, index: usize, wait: &TokenStream) -> TokenStream {
        self.alternative(index, self.count, quote!((#wait, _)))
    }

    /// The state of a sequence that runs or has ended.
    pub(super) fn spent(&self) -> TokenStream {
        self.state(self.count - 1, &quote!(()), &[])
    }

    fn alternative(&self, index: usize, count: usize, content: TokenStream) -> TokenStream {
        let mut share = 1;
        while share * WIDTH < count {
            share *= WIDTH;
        }
        let content = if share == 1 {
            content
        } else {
            let group = index / share;
            let members = share.min(count - group * share);
            self.alternative(index % share, members, content)
        };
        let (runtime, sum) = (self.runtime, format_ident!("States{}", count.div_ceil(share)));
        let letter = char::from(b'A' + u8::try_from(index / share).expect("a sum has few alternatives"));
        let letter = Ident::new(&letter.to_string(), Span::call_site());
        quote!(#runtime::#sum::#letter(#content))
    }
}

/// A tuple of any length.
pub(super) fn tuple(elements: &[TokenStream]) -> TokenStream {
    if elements.len() <= TUPLE {
        return quote!((#(#elements,)*));
    }
    let parts: Vec<_> = elements.chunks(elements.len().div_ceil(TUPLE).max(2)).map(tuple).collect();
    tuple(&parts)
}
