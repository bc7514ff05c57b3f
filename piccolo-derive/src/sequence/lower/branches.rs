//! `if` and `match`.
//!
//! When no branch leaves the state, the code goes on behind the branches; otherwise they meet in a
//! state of their own.

use quote::quote;
use syn::{Arm, BinOp, Expr, ExprIf, ExprMatch, spanned::Spanned};

use super::{Destination, Lowerer};
use crate::sequence::{
    graph::{Code, ListId, MatchArm, Node, StateId},
    names::{VarSet, condition_names},
};

/// Branches that are being lowered.
struct Fork {
    from: ListId,
    scopes: Vec<ListId>,
    unreachable: bool,
    destination: Destination,
    ends: Vec<End>,
}

/// Where a branch starts and ends.
struct End {
    start: ListId,
    end: ListId,
    unreachable: bool,
}

impl Lowerer<'_> {
    /// An `if` or `match`. Its value has a variable of its own.
    pub(super) fn branching(&mut self, expr: &Expr, destination: Destination) {
        let own = match destination {
            Destination::Variable(_) => Destination::Variable(self.names.temporary("v", expr.span())),
            other => other,
        };
        match expr {
            Expr::If(if_) => self.if_(if_, own),
            Expr::Match(match_) => self.match_(match_, own),
            _ => unreachable!("called for `if` and `match`"),
        }
        if let Destination::Variable(variable) = own {
            self.deliver(self.names.path(variable), destination);
        }
    }

    fn if_(&mut self, if_: &ExprIf, destination: Destination) {
        let conjuncts = conjuncts(&if_.cond);
        if conjuncts.len() > 1 && conjuncts.iter().any(|conjunct| self.is_split(conjunct)) {
            return self.if_all(if_, &conjuncts, destination);
        }
        let (condition, binds) = self.condition(&if_.cond);
        let mut fork = self.fork(destination);
        let then = self.branch(&mut fork, |s| s.block(&if_.then_branch, destination));
        let otherwise = self.branch(&mut fork, |s| s.otherwise(if_, destination));
        self.join(fork, Node::If { condition, binds, then, otherwise });
    }

    fn otherwise(&mut self, if_: &ExprIf, destination: Destination) {
        match &if_.else_branch {
            Some((_, otherwise)) => self.expression(otherwise, destination),
            None => self.deliver_nothing(destination),
        }
    }

    /// An `if` with `&&` around awaits.
    fn if_all(&mut self, if_: &ExprIf, conjuncts: &[&Expr], destination: Destination) {
        let (otherwise, end) = (self.new_state(None), self.new_state(None));
        self.unless(conjuncts, otherwise);
        self.block(&if_.then_branch, destination);
        self.goto(end);
        self.place(otherwise);
        self.otherwise(if_, destination);
        self.goto(end);
        self.place(end);
    }

    /// Goes on when all `conjuncts` hold, and to `otherwise` when one does not.
    pub(super) fn unless(&mut self, conjuncts: &[&Expr], otherwise: StateId) {
        for conjunct in conjuncts {
            let (condition, binds) = self.condition(conjunct);
            let then = self.graph.new_list();
            let leave = self.aside(|s| s.goto(otherwise));
            self.push(Node::If { condition, binds, then, otherwise: leave });
            self.current = then;
        }
    }

    /// A condition, whose awaits are taken out, and the variables that it binds.
    fn condition(&mut self, condition: &Expr) -> (Code, VarSet) {
        let names = condition_names(condition);
        let binds = names.iter().filter_map(|(name, _)| self.names.find(&name.to_string())).collect();
        let value = self.value(condition);
        (self.code(value), binds)
    }

    fn match_(&mut self, match_: &ExprMatch, destination: Destination) {
        let value = self.value(&match_.expr);
        let scrutinee = self.code(value);
        let mut fork = self.fork(destination);
        let arms = match_.arms.iter().map(|arm| self.arm(arm, &mut fork)).collect();
        self.join(fork, Node::Match { scrutinee, arms });
    }

    fn arm(&mut self, arm: &Arm, fork: &mut Fork) -> MatchArm {
        let guard = arm.guard.as_ref().map(|(_, guard)| {
            let mut code = self.code((**guard).clone());
            let tokens = &code.tokens;
            code.tokens = quote!(if #tokens);
            code
        });
        let destination = fork.destination;
        let list = self.branch(fork, |s| s.expression(&arm.body, destination));
        let pattern = &arm.pat;
        let mut binds = self.bound_by(pattern);
        if let Some((_, guard)) = &arm.guard {
            let names = condition_names(guard);
            binds.extend(names.iter().filter_map(|(name, _)| self.names.find(&name.to_string())));
        }
        MatchArm { pattern: quote!(#pattern), guard, binds, list }
    }

    fn fork(&mut self, destination: Destination) -> Fork {
        if let Destination::Variable(variable) = destination {
            self.push(Node::Declare(variable));
        }
        let scopes = self.scopes.clone();
        Fork { from: self.current, scopes, unreachable: self.unreachable, destination, ends: Vec::new() }
    }

    fn branch(&mut self, fork: &mut Fork, lower: impl FnOnce(&mut Self)) -> ListId {
        let start = self.graph.new_list();
        self.current = start;
        self.scopes.clone_from(&fork.scopes);
        self.unreachable = fork.unreachable;
        lower(self);
        fork.ends.push(End { start, end: self.current, unreachable: self.unreachable });
        start
    }

    /// Goes on after the branches.
    fn join(&mut self, fork: Fork, node: Node) {
        self.current = fork.from;
        self.scopes = fork.scopes;
        self.unreachable = fork.unreachable;
        self.push(node);
        let open = || fork.ends.iter().filter(|end| !end.unreachable);
        if open().next().is_none() {
            self.cut();
        } else if open().all(|end| end.start == end.end) {
            if let Destination::Variable(variable) = fork.destination {
                self.graph.inline.insert(variable);
            }
        } else {
            let meeting = self.new_state(None);
            for end in open() {
                self.graph.lists[end.end].push(Node::Goto(meeting));
                self.graph.states[meeting].reached = true;
            }
            self.place(meeting);
        }
    }

    /// Lowers into a list of its own, which does not come back.
    pub(super) fn aside(&mut self, lower: impl FnOnce(&mut Self)) -> ListId {
        let (current, scopes, unreachable) = (self.current, self.scopes.clone(), self.unreachable);
        let list = self.graph.new_list();
        self.current = list;
        lower(self);
        self.current = current;
        self.scopes = scopes;
        self.unreachable = unreachable;
        list
    }
}

/// The parts of a condition that are joined by `&&`.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut all = conjuncts(&binary.left);
            all.extend(conjuncts(&binary.right));
            all
        }
        Expr::Group(group) => conjuncts(&group.expr),
        other => vec![other],
    }
}
