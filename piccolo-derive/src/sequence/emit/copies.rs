//! States that are copied to where a resumed sequence goes on to them.
//!
//! Going on to another state moves all variables to their slots and back. Between an await and the head of
//! the loop around it, this would be as much work as all else.
//!
//! Only what the source has before is copied: rustc knows the types there, as it does for the code itself.

use proc_macro2::{TokenStream, TokenTree};

use super::Emitter;
use crate::sequence::graph::{Code, ListId, Node, StateId};

/// How many nodes a copied state may have.
const COPIED: usize = 12;

impl Emitter<'_> {
    /// Whether a state is small enough to be copied into `resumed`, and means the same there.
    pub(super) fn is_copied(&self, state: StateId, resumed: StateId) -> bool {
        let position = |state| self.graph.order.iter().position(|other| *other == state);
        let is_before = position(state) < position(resumed);
        let state = &self.graph.states[state];
        is_before && state.after.is_none() && self.weight(state.list).is_some_and(|weight| weight <= COPIED)
    }

    /// How many nodes a list has in all; `None` if there is something in it that can not be copied.
    fn weight(&self, list: ListId) -> Option<usize> {
        self.graph.lists[list].iter().map(|node| self.node_weight(node)).sum()
    }

    fn node_weight(&self, node: &Node) -> Option<usize> {
        let (codes, lists): (Vec<&Code>, Vec<ListId>) = match node {
            Node::Statement(code) | Node::Return(code) => (vec![code], Vec::new()),
            Node::Set { value, .. } => (vec![value], Vec::new()),
            Node::Await { operation, .. } => (vec![operation], Vec::new()),
            Node::If { condition, then, otherwise, .. } => (vec![condition], vec![*then, *otherwise]),
            Node::Match { scrutinee, arms } => {
                let guards = arms.iter().filter_map(|arm| arm.guard.as_ref());
                (guards.chain([scrutinee]).collect(), arms.iter().map(|arm| arm.list).collect())
            }
            Node::LetElse { value, otherwise, .. } => (vec![value], vec![*otherwise]),
            Node::Declare(_) | Node::Goto(_) => (Vec::new(), Vec::new()),
        };
        if codes.iter().any(|code| has_own_type(&code.tokens)) {
            return None;
        }
        lists.into_iter().map(|list| self.weight(list)).sum::<Option<usize>>().map(|weight| weight + 1)
    }
}

/// Whether code may contain a closure or a sequence: each copy of it would have another type. A macro may
/// expand to anything.
fn has_own_type(code: &TokenStream) -> bool {
    let mut after_ident = false;
    code.clone().into_iter().any(|token| {
        let was_after_ident = std::mem::replace(&mut after_ident, matches!(token, TokenTree::Ident(_)));
        match token {
            TokenTree::Punct(punct) => punct.as_char() == '|' || (punct.as_char() == '!' && was_after_ident),
            TokenTree::Group(group) => has_own_type(&group.stream()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        }
    })
}
