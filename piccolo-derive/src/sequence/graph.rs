//! The control flow of a function: states, and the code in them.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use syn::{Item, Type};

use super::names::{VarId, VarSet};

/// An index of [`Graph::lists`].
pub(super) type ListId = usize;
/// An index of [`Graph::states`].
pub(super) type StateId = usize;

/// The states of a function. It starts in the first one.
#[derive(Default)]
pub(super) struct Graph {
    pub(super) lists: Vec<Vec<Node>>,
    pub(super) states: Vec<State>,
    /// The states that are reached, in the order of the source.
    pub(super) order: Vec<StateId>,
    /// How many operations are awaited.
    pub(super) awaits: usize,
    /// The temporaries that are set without leaving the state they are declared in.
    pub(super) inline: VarSet,
    /// The types that the source gives to variables without values.
    pub(super) types: BTreeMap<VarId, Type>,
    /// Items declared in the function's blocks.
    pub(super) items: Vec<Item>,
}

/// A place where the code goes on: after an await, at the head of a loop, where branches meet.
pub(super) struct State {
    pub(super) list: ListId,
    /// How many blocks that are taken apart it is in.
    pub(super) depth: usize,
    /// The await that it follows.
    pub(super) after: Option<Awaited>,
    /// Whether anything leads to it.
    pub(super) reached: bool,
}

/// What a state waits for before its code runs.
#[derive(Clone, Copy)]
pub(super) struct Awaited {
    /// Its number among the awaits.
    pub(super) number: usize,
    /// Whether an error leaves the function at once.
    pub(super) passes_errors: bool,
    /// Of the keyword.
    pub(super) span: Span,
}

/// Code that is copied, and what it does with variables.
#[derive(Clone, Default)]
pub(super) struct Code {
    pub(super) tokens: TokenStream,
    /// Those whose values it may need.
    pub(super) uses: VarSet,
    /// Those whose values it always replaces.
    pub(super) defines: VarSet,
    /// Those that it declares.
    pub(super) declares: VarSet,
    /// Those that it assigns somewhere, declared elsewhere.
    pub(super) assigns: VarSet,
}

pub(super) struct MatchArm {
    pub(super) pattern: TokenStream,
    pub(super) guard: Option<Code>,
    pub(super) binds: VarSet,
    pub(super) list: ListId,
}

/// A step in a list.
pub(super) enum Node {
    Statement(Code),
    /// `let <temporary>;`, in case the branches that follow assign it without leaving the state.
    Declare(VarId),
    /// Gives a temporary its value.
    Set {
        variable: VarId,
        value: Code,
    },
    If {
        condition: Code,
        binds: VarSet,
        then: ListId,
        otherwise: ListId,
    },
    Match {
        scrutinee: Code,
        arms: Vec<MatchArm>,
    },
    LetElse {
        pattern: TokenStream,
        value: Code,
        binds: VarSet,
        otherwise: ListId,
    },
    /// What is in a block of its own: the variables that it declares end there, also where a jump leaves it.
    Scope(ListId),
    Goto(StateId),
    Await {
        operation: Code,
        state: StateId,
        discards: bool,
        keeps: VarSet,
    },
    Return(Code),
}

impl Graph {
    pub(super) fn new_list(&mut self) -> ListId {
        self.lists.push(Vec::new());
        self.lists.len() - 1
    }

    pub(super) fn new_state(&mut self, depth: usize, after: Option<Awaited>) -> StateId {
        let list = self.new_list();
        self.states.push(State { list, depth, after, reached: false });
        self.states.len() - 1
    }
}
