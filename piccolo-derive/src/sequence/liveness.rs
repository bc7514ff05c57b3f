//! Which variables are needed where: those, and no others, are held in a state.

use super::{
    graph::{Code, Graph, ListId, Node},
    names::VarSet,
};

/// The variables that are needed at the start of each state.
pub(super) fn live(graph: &Graph) -> Vec<VarSet> {
    let mut live = vec![VarSet::new(); graph.states.len()];
    loop {
        let mut changed = false;
        for &state in graph.order.iter().rev() {
            let needed = before(graph, &live, graph.states[state].list, VarSet::new());
            if needed != live[state] {
                live[state] = needed;
                changed = true;
            }
        }
        if !changed {
            return live;
        }
    }
}

/// What is needed before a list, given what is needed after it.
fn before(graph: &Graph, live: &[VarSet], list: ListId, mut needed: VarSet) -> VarSet {
    for node in graph.lists[list].iter().rev() {
        needed = before_node(graph, live, node, needed);
    }
    needed
}

fn before_node(graph: &Graph, live: &[VarSet], node: &Node, mut after: VarSet) -> VarSet {
    let inside = |list: &ListId, after: VarSet| before(graph, live, *list, after);
    match node {
        Node::Statement(code) => before_code(code, after),
        Node::Declare(variable) => {
            after.remove(variable);
            after
        }
        Node::Set { variable, value } => {
            after.remove(variable);
            before_code(value, after)
        }
        Node::If { condition, binds, then, otherwise } => {
            let then = &inside(then, after.clone()) - binds;
            let otherwise = inside(otherwise, after);
            before_code(condition, &then | &otherwise)
        }
        Node::Match { scrutinee, arms } => {
            let mut needed = VarSet::new();
            for arm in arms {
                let mut arm_needs = inside(&arm.list, after.clone());
                arm_needs.extend(arm.guard.iter().flat_map(|guard| &guard.uses));
                needed.extend(&arm_needs - &arm.binds);
            }
            before_code(scrutinee, needed)
        }
        Node::LetElse { value, binds, otherwise, .. } => {
            let after = &after - binds;
            before_code(value, &after | &inside(otherwise, VarSet::new()))
        }
        Node::Scope(list) => inside(list, after),
        Node::Goto(state) => live[*state].clone(),
        Node::Await { operation, state, keeps, .. } => {
            let after = &live[*state] | keeps;
            before_code(operation, after)
        }
        Node::Return(code) => code.uses.clone(),
    }
}

fn before_code(code: &Code, after: VarSet) -> VarSet {
    &(&after - &code.defines) | &code.uses
}
