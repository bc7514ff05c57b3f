//! Functions under construction: their blocks, variables, labels and jumps.

use std::collections::HashMap;

use crate::ast::{ExprKind, Function, GotoId, Label, LabelId, Local, LocalId, UpvalueName, UpvalueSource};
use crate::strings::StringId;

/// How many locals a function may have at once, hidden ones included.
pub(super) const MAX_LOCALS: usize = 200;

/// How many upvalues a function may have.
pub(super) const MAX_UPVALUES: usize = 255;

/// What an assignment to a variable must know of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Attribute {
    Regular,
    Const,
    Close,
    /// A constant that replaces each use of the variable.
    CompileTime(ExprKind),
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variable {
    Local(LocalId),
    Upvalue(u8),
    /// The constant, and nothing at run time.
    Constant(ExprKind),
    Global,
}

/// What the parser knows of a local beyond what the tree keeps.
#[derive(Clone, Copy)]
struct LocalFacts {
    attribute: Attribute,
    /// When it came into scope, on the function's clock.
    since: u32,
}

struct BlockScope {
    /// How many locals are visible outside.
    visible: usize,
    /// How many labels are visible outside.
    labels: usize,
    /// When it was entered.
    since: u32,
    is_loop: bool,
}

/// A `goto` without a label so far, or a `break` outside loops.
pub(super) struct PendingGoto {
    pub(super) goto: Option<GotoId>,
    pub(super) line: u32,
    since: u32,
}

struct VisibleLabel {
    id: LabelId,
    line: u32,
}

/// A goto that jumps into the scope of a local.
pub(super) struct JumpIntoScope {
    pub(super) line: u32,
    pub(super) local: StringId,
}

/// A function that is being parsed.
pub(super) struct FunctionScope {
    pub(super) tree: Function,
    facts: Vec<LocalFacts>,
    attributes_of_upvalues: Vec<Attribute>,
    /// Declared locals, innermost last; those from `visible` on are not in scope yet.
    declared: Vec<LocalId>,
    visible: usize,
    blocks: Vec<BlockScope>,
    loops: usize,
    labels: HashMap<StringId, VisibleLabel>,
    /// The names in `labels`, innermost last.
    label_names: Vec<StringId>,
    pending: HashMap<StringId, Vec<PendingGoto>>,
    breaks_outside_loops: Vec<PendingGoto>,
    clock: u32,
}

impl FunctionScope {
    /// A function whose body's block is entered.
    pub(super) fn new(line_defined: u32) -> Self {
        let body = BlockScope { visible: 0, labels: 0, since: 0, is_loop: false };
        Self {
            tree: Function { line_defined, ..Function::default() },
            facts: Vec::new(),
            attributes_of_upvalues: Vec::new(),
            declared: Vec::new(),
            visible: 0,
            blocks: vec![body],
            loops: 0,
            labels: HashMap::new(),
            label_names: Vec::new(),
            pending: HashMap::new(),
            breaks_outside_loops: Vec::new(),
            clock: 0,
        }
    }

    /// Whether another local may be declared.
    pub(super) fn has_room_for_local(&self) -> bool {
        self.declared.len() < MAX_LOCALS
    }

    /// Declares a local that is not in scope yet.
    pub(super) fn declare(&mut self, name: StringId) -> LocalId {
        let id = LocalId(self.tree.locals.len() as u32);
        self.tree.locals.push(Local { name, register: 0, is_captured: false });
        self.facts.push(LocalFacts { attribute: Attribute::Regular, since: 0 });
        self.declared.push(id);
        id
    }

    pub(super) fn attribute(&self, local: LocalId) -> Attribute {
        self.facts[local.0 as usize].attribute
    }

    /// Sets the attribute of a declared local that is not in scope yet.
    pub(super) fn set_attribute(&mut self, local: LocalId, attribute: Attribute) {
        self.facts[local.0 as usize].attribute = attribute;
    }

    /// Takes the next `count` declared locals into scope.
    pub(super) fn activate(&mut self, count: usize) {
        self.clock += 1;
        let mut register = self.register_level(self.visible);
        for index in self.visible..self.visible + count {
            let id = self.declared[index].0 as usize;
            let facts = &mut self.facts[id];
            facts.since = self.clock;
            if !matches!(facts.attribute, Attribute::CompileTime(_)) {
                self.tree.locals[id].register = register;
                register += 1;
            }
        }
        self.visible += count;
    }

    /// How many registers the first `visible` locals occupy.
    fn register_level(&self, visible: usize) -> u8 {
        let in_register = self.declared[..visible]
            .iter()
            .rev()
            .find(|id| !matches!(self.facts[id.0 as usize].attribute, Attribute::CompileTime(_)));
        in_register.map_or(0, |id| self.tree.locals[id.0 as usize].register + 1)
    }

    pub(super) fn enter_block(&mut self, is_loop: bool) {
        self.clock += 1;
        self.loops += usize::from(is_loop);
        self.blocks.push(BlockScope {
            visible: self.visible,
            labels: self.label_names.len(),
            since: self.clock,
            is_loop,
        });
    }

    pub(super) fn leave_block(&mut self) {
        let block = self.blocks.pop().expect("blocks are entered before they are left");
        self.declared.truncate(block.visible);
        self.visible = block.visible;
        self.loops -= usize::from(block.is_loop);
        for name in self.label_names.drain(block.labels..) {
            self.labels.remove(&name);
        }
    }

    fn find_local(&self, name: StringId) -> Option<LocalId> {
        let is_named = |id: &&LocalId| self.tree.locals[id.0 as usize].name == name;
        self.declared[..self.visible].iter().rev().find(is_named).copied()
    }

    fn find_upvalue(&self, name: StringId) -> Option<u8> {
        self.tree.upvalues.iter().position(|upvalue| upvalue.name == name).map(|index| index as u8)
    }

    /// The name of a variable that may not be assigned to.
    pub(super) fn read_only_name(&self, variable: ExprKind) -> Option<StringId> {
        let (attribute, name) = match variable {
            ExprKind::Local(id) => {
                (self.facts[id.0 as usize].attribute, self.tree.locals[id.0 as usize].name)
            }
            ExprKind::Upvalue(index) => {
                let index = index as usize;
                (self.attributes_of_upvalues[index], self.tree.upvalues[index].name)
            }
            _ => return None,
        };
        (attribute != Attribute::Regular).then_some(name)
    }

    pub(super) fn add_upvalue(&mut self, name: StringId, source: UpvalueSource, attribute: Attribute) -> u8 {
        self.tree.upvalues.push(UpvalueName { name, source });
        self.attributes_of_upvalues.push(attribute);
        (self.tree.upvalues.len() - 1) as u8
    }

    /// The line of the visible label `name`.
    pub(super) fn label_line(&self, name: StringId) -> Option<u32> {
        self.labels.get(&name).map(|label| label.line)
    }

    /// Adds a `goto` to a visible label or to one that must follow.
    pub(super) fn goto(&mut self, name: StringId, line: u32) -> GotoId {
        self.clock += 1;
        let goto = GotoId(self.tree.gotos.len() as u32);
        match self.labels.get(&name) {
            Some(label) => self.tree.gotos.push(label.id),
            None => {
                self.tree.gotos.push(LabelId(u32::MAX));
                let pending = PendingGoto { goto: Some(goto), line, since: self.clock };
                self.pending.entry(name).or_default().push(pending);
            }
        }
        goto
    }

    /// Notes a `break`, which is an error at the function's end if no loop is around it.
    pub(super) fn note_break(&mut self, line: u32) {
        self.clock += 1;
        if self.loops == 0 {
            self.breaks_outside_loops.push(PendingGoto { goto: None, line, since: self.clock });
        }
    }

    /// Adds a label and resolves the gotos that waited for it. Behind the last statement of its
    /// block, a label counts as outside the scope of the block's locals.
    pub(super) fn add_label(
        &mut self,
        name: StringId,
        line: u32,
        is_last: bool,
    ) -> Result<LabelId, JumpIntoScope> {
        let block = self.blocks.last().expect("statements are in blocks");
        let (since, visible) = (block.since, if is_last { block.visible } else { self.visible });
        let id = LabelId(self.tree.labels.len() as u32);
        self.tree.labels.push(Label { level: self.register_level(visible) });
        self.labels.insert(name, VisibleLabel { id, line });
        self.label_names.push(name);
        self.resolve_pending(name, id, since, visible)?;
        Ok(id)
    }

    fn resolve_pending(
        &mut self,
        name: StringId,
        label: LabelId,
        block_since: u32,
        visible: usize,
    ) -> Result<(), JumpIntoScope> {
        let Some(pending) = self.pending.get_mut(&name) else { return Ok(()) };
        let first = pending.partition_point(|goto| goto.since < block_since);
        let newest_local = visible.checked_sub(1).map(|last| self.declared[last]);
        for goto in pending.drain(first..) {
            let enters = newest_local.is_some_and(|id| self.facts[id.0 as usize].since > goto.since);
            if enters {
                let into = self.declared[..visible]
                    .iter()
                    .find(|id| self.facts[id.0 as usize].since > goto.since)
                    .expect("the newest local is younger than the goto");
                let local = self.tree.locals[into.0 as usize].name;
                return Err(JumpIntoScope { line: goto.line, local });
            }
            if let Some(goto) = goto.goto {
                self.tree.gotos[goto.0 as usize] = label;
            }
        }
        Ok(())
    }

    /// The first jump of the function that found no target, and the label's name if it is a `goto`.
    pub(super) fn first_unresolved(&self) -> Option<(&PendingGoto, Option<StringId>)> {
        let gotos = self.pending.iter().flat_map(|(name, list)| list.iter().map(|goto| (goto, Some(*name))));
        let breaks = self.breaks_outside_loops.iter().map(|goto| (goto, None));
        gotos.chain(breaks).min_by_key(|(goto, _)| goto.since)
    }
}

/// Too many upvalues in the function of this index.
pub(super) struct TooManyUpvalues {
    pub(super) function: usize,
}

/// Resolves `name` in the innermost function, and captures it through the functions between.
pub(super) fn resolve(functions: &mut [FunctionScope], name: StringId) -> Result<Variable, TooManyUpvalues> {
    let innermost = functions.len() - 1;
    let mut depth = innermost;
    let found = loop {
        let function = &functions[depth];
        if let Some(id) = function.find_local(name) {
            if let Attribute::CompileTime(value) = function.facts[id.0 as usize].attribute {
                return Ok(Variable::Constant(value));
            }
            break Variable::Local(id);
        }
        if let Some(index) = function.find_upvalue(name) {
            break Variable::Upvalue(index);
        }
        if depth == 0 {
            return Ok(Variable::Global);
        }
        depth -= 1;
    };
    capture(functions, depth, name, found)
}

/// Hands the variable that function `depth` knows down to the innermost function.
fn capture(
    functions: &mut [FunctionScope],
    depth: usize,
    name: StringId,
    found: Variable,
) -> Result<Variable, TooManyUpvalues> {
    let mut variable = found;
    for inner in depth + 1..functions.len() {
        let outer = &mut functions[inner - 1];
        let (source, attribute) = match variable {
            Variable::Local(id) => {
                let local = &mut outer.tree.locals[id.0 as usize];
                local.is_captured = true;
                (UpvalueSource::Local(local.register), outer.facts[id.0 as usize].attribute)
            }
            Variable::Upvalue(index) => {
                (UpvalueSource::Upvalue(index), outer.attributes_of_upvalues[index as usize])
            }
            Variable::Constant(_) | Variable::Global => return Ok(variable),
        };
        if functions[inner].tree.upvalues.len() >= MAX_UPVALUES {
            return Err(TooManyUpvalues { function: inner });
        }
        variable = Variable::Upvalue(functions[inner].add_upvalue(name, source, attribute));
    }
    Ok(variable)
}
