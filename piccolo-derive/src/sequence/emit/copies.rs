//! The state that is copied behind one that follows an await: the head of the loop around it.
//!
//! Going on to another state moves all variables to their slots and back, by way of the dispatch over all
//! states. Between an await and the head of the loop around it, this would be as much work as all else.
//! Behind the code that leads to it, in scopes that end there, the moves are all but free.
//!
//! Only what the source has before is copied: rustc knows the types there, as it does for the code itself.

use proc_macro2::{TokenStream, TokenTree};

use super::Emitter;
use crate::sequence::graph::{Code, ListId, Node, StateId};

/// How many nodes a copied state may have.
const COPIED: usize = 12;

impl Emitter<'_> {
    /// The innermost head of a loop that `state` goes on to and that can be copied behind it.
    pub(super) fn copied_head(&self, state: StateId) -> Option<StateId> {
        self.graph.states[state].after?;
        let position = |state| self.graph.order.iter().position(|other| *other == state);
        let mut heads = Vec::new();
        self.collect_gotos(self.graph.states[state].list, &mut heads);
        let is_before = |head: &StateId| position(*head) < position(state) && self.is_copied(*head);
        heads.into_iter().filter(is_before).max_by_key(|head| position(*head))
    }

    /// The states that a list goes on to.
    pub(super) fn collect_gotos(&self, list: ListId, gotos: &mut Vec<StateId>) {
        for node in &self.graph.lists[list] {
            match node {
                Node::Scope(list) => self.collect_gotos(*list, gotos),
                Node::Goto(state) => gotos.push(*state),
                Node::If { then, otherwise, .. } => {
                    [*then, *otherwise].into_iter().for_each(|list| self.collect_gotos(list, gotos));
                }
                Node::Match { arms, .. } => arms.iter().for_each(|arm| self.collect_gotos(arm.list, gotos)),
                Node::LetElse { otherwise, .. } => self.collect_gotos(*otherwise, gotos),
                Node::Statement(_) | Node::Declare(_) | Node::Set { .. } => {}
                Node::Return(_) | Node::Await { .. } => {}
            }
        }
    }

    /// Whether a state is small enough to be copied, and means the same elsewhere.
    fn is_copied(&self, state: StateId) -> bool {
        let state = &self.graph.states[state];
        state.after.is_none() && self.weight(state.list).is_some_and(|weight| weight <= COPIED)
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
            Node::Scope(list) => (Vec::new(), vec![*list]),
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
