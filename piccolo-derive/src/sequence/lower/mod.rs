//! From the syntax tree to states: only what awaits, or jumps out of a loop that does, is taken apart;
//! everything else is copied as it is, once.

mod branches;
mod copied;
mod loops;
mod operands;
mod statements;
mod values;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Block, Expr, Ident, Lifetime, spanned::Spanned};

use super::{
    flow::{self, Flow},
    graph::{Awaited, Code, Graph, ListId, Node, StateId},
    names::{Mentions, Names, VarId, VarSet},
    suspension::{self, Target},
};

/// What is available throughout a sequence, beside its variables.
#[derive(Clone)]
pub(super) struct Ambient {
    /// The lifetime of the VM.
    pub(super) lifetime: Lifetime,
    /// The path of what expansions refer to.
    pub(super) runtime: TokenStream,
    /// The name of the context.
    pub(super) context: Option<Ident>,
    /// The name of the stack.
    pub(super) stack: Option<Ident>,
    /// The type of the result.
    pub(super) result: TokenStream,
    /// The end of the body: where variables are dropped, and where a value is missing.
    pub(super) end: Span,
}

/// Lowers the body of a sequence whose variables `parameters` have values at the start.
pub(super) fn lower(body: &Block, parameters: &VarSet, names: &mut Names, ambient: &Ambient) -> Graph {
    let mentions = Mentions::of_block(body);
    let mut lowerer = Lowerer {
        names,
        ambient,
        mentions,
        graph: Graph::default(),
        targets: Vec::new(),
        guards: Vec::new(),
        scopes: Vec::new(),
        current: 0,
        unreachable: true,
    };
    let start = lowerer.new_state(None);
    lowerer.graph.states[start].reached = true;
    lowerer.place(start);
    lowerer.guards = parameters.iter().copied().filter(|variable| lowerer.is_guard(*variable)).collect();
    lowerer.statements(body, Destination::Return);
    lowerer.graph
}

/// Where the value of an expression goes.
#[derive(Clone, Copy)]
enum Destination {
    Discard,
    Variable(VarId),
    Return,
}

/// A loop or labelled block that is taken apart.
struct Enclosing {
    label: Option<String>,
    /// Where `break` leads, with the value in `destination`.
    exit: StateId,
    destination: Destination,
    /// Where `continue` leads.
    head: Option<StateId>,
}

impl Target for Enclosing {
    fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }
    fn is_loop(&self) -> bool {
        self.head.is_some()
    }
}

struct Lowerer<'n> {
    names: &'n mut Names,
    ambient: &'n Ambient,
    /// Of the whole body.
    mentions: Mentions,
    graph: Graph,
    targets: Vec<Enclosing>,
    /// The variables in scope that live to the end of their blocks.
    guards: Vec<VarId>,
    /// The blocks that are open: for each, the list that the code after it is added to.
    scopes: Vec<ListId>,
    /// The list that code is added to.
    current: ListId,
    /// Nothing leads here: what follows is left out.
    unreachable: bool,
}

impl Lowerer<'_> {
    fn is_split(&self, expr: &Expr) -> bool {
        suspension::is_split(expr, &self.targets)
    }

    /// Whether a variable lives to the end of its block, as its name says.
    fn is_guard(&self, variable: VarId) -> bool {
        let name = self.names.ident(variable).to_string();
        name.starts_with('_') && !name.starts_with("__") && !self.mentions.contains(&name)
    }

    fn push(&mut self, node: Node) {
        if !self.unreachable {
            self.graph.lists[self.current].push(node);
        }
    }

    fn new_state(&mut self, after: Option<Awaited>) -> StateId {
        self.graph.new_state(self.scopes.len(), after)
    }

    /// Goes on at the start of `state`, in the blocks that are open, if anything leads there.
    fn place(&mut self, state: StateId) {
        if self.graph.states[state].reached {
            self.graph.order.push(state);
            self.current = self.graph.states[state].list;
            self.unreachable = false;
            let depth = std::mem::take(&mut self.scopes).len();
            (0..depth).for_each(|_| self.open_scope());
        } else {
            self.cut();
        }
    }

    /// What follows is not reached from here.
    fn cut(&mut self) {
        self.unreachable = true;
        self.current = self.graph.new_list();
    }

    fn open_scope(&mut self) {
        let inside = self.graph.new_list();
        self.push(Node::Scope(inside));
        self.scopes.push(self.current);
        self.current = inside;
    }

    fn close_scope(&mut self) {
        self.current = self.scopes.pop().expect("scopes are closed where they were opened");
        if self.unreachable {
            self.cut();
        }
    }

    fn goto(&mut self, state: StateId) {
        if !self.unreachable {
            self.graph.states[state].reached = true;
        }
        self.push(Node::Goto(state));
        self.cut();
    }

    /// Code that is copied.
    fn code(&mut self, expr: Expr) -> Code {
        let flow = Flow::of(&expr, self.names);
        let assigns = flow::assigned(&expr, self.names);
        let tokens = self.copied(expr).into_token_stream();
        Code { tokens, uses: flow.uses, defines: flow.defines, declares: VarSet::new(), assigns }
    }

    /// Evaluates `expr` into a temporary, before what follows.
    fn spill(&mut self, expr: Expr) -> Expr {
        let span = expr.span();
        let mut code = self.code(expr);
        let variable = self.names.temporary("t", span);
        let (ident, tokens) = (self.names.ident(variable), &code.tokens);
        code.tokens = quote!(let mut #ident = #tokens;);
        code.defines.insert(variable);
        code.declares.insert(variable);
        self.push(Node::Statement(code));
        self.names.path(variable)
    }

    /// Lowers `expr`; its value goes to `destination`.
    fn expression(&mut self, expr: &Expr, destination: Destination) {
        match expr {
            Expr::Return(return_) => return self.return_(return_),
            _ if !self.is_split(expr) => return self.deliver(expr.clone(), destination),
            _ => {}
        }
        match expr {
            Expr::Paren(paren) => self.expression(&paren.expr, destination),
            Expr::Group(group) => self.expression(&group.expr, destination),
            Expr::If(_) | Expr::Match(_) => self.branching(expr, destination),
            Expr::Block(block) => self.block_expression(block, destination),
            Expr::Loop(loop_) => self.loop_(loop_, destination),
            Expr::While(while_) => self.while_(while_, destination),
            Expr::ForLoop(for_) => self.for_(for_, destination),
            Expr::Break(break_) => self.break_(break_),
            Expr::Continue(continue_) => self.continue_(continue_),
            _ => {
                let value = self.value_for(expr, destination);
                self.deliver(value, destination);
            }
        }
    }

    fn return_(&mut self, return_: &syn::ExprReturn) {
        match &return_.expr {
            Some(expr) => self.expression(expr, Destination::Return),
            None => self.deliver(syn::parse_quote!(()), Destination::Return),
        }
    }

    /// The value of lowered code goes to `destination`.
    fn deliver(&mut self, value: Expr, destination: Destination) {
        let mut code = self.code(value);
        match destination {
            Destination::Discard => {
                let tokens = &code.tokens;
                code.tokens = quote!(#tokens;);
                self.push(Node::Statement(code));
            }
            Destination::Variable(variable) => self.push(Node::Set { variable, value: code }),
            Destination::Return => {
                code.uses.extend(&self.guards);
                self.push(Node::Return(code));
                self.cut();
            }
        }
    }

    /// The end of a block that has no value. Where a result is due, rustc finds out whether the end is
    /// reached.
    fn deliver_nothing(&mut self, destination: Destination) {
        match destination {
            Destination::Discard => {}
            Destination::Variable(_) => self.deliver(syn::parse_quote!(()), destination),
            Destination::Return => self.cut(),
        }
    }
}
