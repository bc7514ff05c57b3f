//! Functions under construction: their blocks, variables, labels and jumps.

use crate::ast::{ExprKind, Function, GotoId, Label, LabelId, Local, LocalId, UpvalueName, UpvalueSource};
use crate::lookup::Lookup;
use crate::segments::{Rubbish, Segments};
use crate::strings::StringId;

/// The end of a chain of gotos.
const NONE: u32 = u32::MAX;

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
#[derive(Clone, Copy, Debug)]
struct LocalFacts {
    attribute: Attribute,
    /// When it came into scope, on the function's clock.
    since: u32,
}

#[derive(Debug)]
struct BlockScope {
    /// How many locals are visible outside.
    visible: usize,
    /// When it was entered, which no other block of the function was.
    since: u32,
    is_loop: bool,
}

/// A `goto` without a label so far.
#[derive(Debug)]
struct PendingGoto {
    goto: GotoId,
    name: StringId,
    line: u32,
    since: u32,
    /// The one before it with the same name.
    next: u32,
}

/// The gotos to a name that wait for its label.
#[derive(Debug)]
struct PendingName {
    name: StringId,
    newest: u32,
}

/// The label that had a name last.
#[derive(Debug)]
struct NamedLabel {
    name: StringId,
    id: LabelId,
    line: u32,
    /// How many blocks are around its block, and when that was entered.
    depth: u32,
    since: u32,
}

/// A jump that found no target; the name is that of a `goto`'s label.
#[derive(Debug)]
pub(super) struct Unresolved {
    pub(super) name: Option<StringId>,
    pub(super) line: u32,
    since: u32,
}

/// The gotos that a label is the target of, as long as some wait.
#[derive(Debug)]
struct Resolving {
    name: StringId,
    label: LabelId,
    /// When the label's block was entered.
    since: u32,
    /// How many locals are visible at the label.
    visible: usize,
    /// The entry of gotos to this name, if there is one, and the newest of them that still waits.
    entry: Option<u32>,
    pending: u32,
    /// The first of the gotos that enter the scope of a local.
    entering: Option<u32>,
}

/// A goto that jumps into the scope of a local.
pub(super) struct JumpIntoScope {
    pub(super) label: StringId,
    pub(super) line: u32,
    pub(super) local: StringId,
}

/// A function that is being parsed.
#[derive(Debug)]
pub(super) struct FunctionScope {
    pub(super) tree: Function,
    facts: Segments<LocalFacts>,
    /// The names of upvalues, and what assignments must know of them.
    upvalues: Vec<(StringId, Attribute)>,
    /// Declared locals, innermost last; those from `visible` on are not in scope yet.
    declared: Vec<LocalId>,
    /// Their names.
    names: Vec<StringId>,
    visible: usize,
    blocks: Vec<BlockScope>,
    loops: usize,
    /// Labels by name. Those of blocks that were left are not visible.
    labels: Segments<NamedLabel>,
    label_lookup: Lookup,
    pending: Segments<PendingGoto>,
    pending_names: Segments<PendingName>,
    pending_lookup: Lookup,
    /// The label that was added last, while gotos wait for it.
    resolving: Option<Resolving>,
    /// How many gotos wait for labels.
    unresolved: usize,
    /// How many gotos were looked at in search of one that waits in vain.
    searched: usize,
    /// The first `break` outside loops.
    stray_break: Option<Unresolved>,
    clock: u32,
    /// The bytes of this function when another one began inside.
    pub(super) bytes_outside: usize,
}

impl FunctionScope {
    /// A function whose body's block is entered.
    pub(super) fn new(line_defined: u32) -> Self {
        Self {
            tree: Function { line_defined, ..Function::default() },
            facts: Segments::default(),
            upvalues: Vec::new(),
            declared: Vec::new(),
            names: Vec::new(),
            visible: 0,
            blocks: vec![BlockScope { visible: 0, since: 0, is_loop: false }],
            loops: 0,
            labels: Segments::default(),
            label_lookup: Lookup::default(),
            pending: Segments::default(),
            pending_names: Segments::default(),
            pending_lookup: Lookup::default(),
            resolving: None,
            unresolved: 0,
            searched: 0,
            stray_break: None,
            clock: 0,
            bytes_outside: 0,
        }
    }

    /// The bytes allocated for the function, but for a few kilobytes that are bounded.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.tree.bytes()
            + self.facts.bytes()
            + self.labels.bytes()
            + self.label_lookup.bytes()
            + self.pending.bytes()
            + self.pending_names.bytes()
            + self.pending_lookup.bytes()
            + self.upvalues.capacity() * size_of::<(StringId, Attribute)>()
            + self.declared.capacity() * size_of::<LocalId>()
            + self.blocks.capacity() * size_of::<BlockScope>()
    }

    /// Lets all but the tree be dropped.
    pub(super) fn discard(&mut self, rubbish: &mut Rubbish) {
        rubbish.add(&mut self.facts);
        rubbish.add(&mut self.labels);
        self.label_lookup.discard(rubbish);
        rubbish.add(&mut self.pending);
        rubbish.add(&mut self.pending_names);
        self.pending_lookup.discard(rubbish);
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
        self.names.push(name);
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
        self.blocks.push(BlockScope { visible: self.visible, since: self.clock, is_loop });
    }

    pub(super) fn leave_block(&mut self) {
        let block = self.blocks.pop().expect("blocks are entered before they are left");
        self.declared.truncate(block.visible);
        self.names.truncate(block.visible);
        self.visible = block.visible;
        self.loops -= usize::from(block.is_loop);
    }

    fn find_local(&self, name: StringId) -> Option<LocalId> {
        let index = self.names[..self.visible].iter().rposition(|&other| other == name);
        index.map(|index| self.declared[index])
    }

    fn find_upvalue(&self, name: StringId) -> Option<u8> {
        self.upvalues.iter().position(|(other, _)| *other == name).map(|index| index as u8)
    }

    /// The name of a variable that may not be assigned to.
    pub(super) fn read_only_name(&self, variable: ExprKind) -> Option<StringId> {
        let (attribute, name) = match variable {
            ExprKind::Local(id) => {
                (self.facts[id.0 as usize].attribute, self.tree.locals[id.0 as usize].name)
            }
            ExprKind::Upvalue(index) => {
                let index = usize::from(index);
                (self.upvalues[index].1, self.upvalues[index].0)
            }
            _ => return None,
        };
        (attribute != Attribute::Regular).then_some(name)
    }

    pub(super) fn add_upvalue(&mut self, name: StringId, source: UpvalueSource, attribute: Attribute) -> u8 {
        self.tree.upvalues.push(UpvalueName { name, source });
        self.upvalues.push((name, attribute));
        (self.upvalues.len() - 1) as u8
    }

    /// The entry of the label that had `name` last.
    fn label_entry(&self, name: StringId) -> Option<usize> {
        let entry = self.label_lookup.find(name.hash(), |entry| self.labels[entry as usize].name == name);
        entry.map(|entry| entry as usize)
    }

    fn visible_label(&self, name: StringId) -> Option<&NamedLabel> {
        let label = &self.labels[self.label_entry(name)?];
        let block = self.blocks.get(label.depth as usize)?;
        (block.since == label.since).then_some(label)
    }

    /// The line of the visible label `name`.
    pub(super) fn label_line(&self, name: StringId) -> Option<u32> {
        self.visible_label(name).map(|label| label.line)
    }

    /// Adds a `goto` to a visible label or to one that must follow.
    pub(super) fn goto(&mut self, name: StringId, line: u32) -> GotoId {
        self.clock += 1;
        let goto = GotoId(self.tree.gotos.len() as u32);
        if let Some(label) = self.visible_label(name) {
            let id = label.id;
            self.tree.gotos.push(id);
            return goto;
        }
        self.tree.gotos.push(LabelId(u32::MAX));
        let is_it = |entry: u32| self.pending_names[entry as usize].name == name;
        let entry = self.pending_lookup.find(name.hash(), is_it).unwrap_or_else(|| {
            self.pending_names.push(PendingName { name, newest: NONE });
            self.pending_lookup.add(name.hash())
        });
        let newest = &mut self.pending_names[entry as usize].newest;
        let next = std::mem::replace(newest, self.pending.len() as u32);
        self.pending.push(PendingGoto { goto, name, line, since: self.clock, next });
        self.unresolved += 1;
        goto
    }

    /// Notes a `break`, which is an error at the function's end if no loop is around it.
    pub(super) fn note_break(&mut self, line: u32) {
        self.clock += 1;
        if self.loops == 0 && self.stray_break.is_none() {
            self.stray_break = Some(Unresolved { name: None, line, since: self.clock });
        }
    }

    /// Adds a label, and begins with the gotos that wait for it. Behind the last statement of its block, a label counts
    /// as outside the scope of the block's locals.
    pub(super) fn add_label(&mut self, name: StringId, line: u32, is_last: bool) {
        let block = self.blocks.last().expect("statements are in blocks");
        let (since, visible) = (block.since, if is_last { block.visible } else { self.visible });
        let id = LabelId(self.tree.labels.len() as u32);
        let depth = self.blocks.len() as u32 - 1;
        self.tree.labels.push(Label { level: self.register_level(visible) });
        let label = NamedLabel { name, id, line, depth, since };
        match self.label_entry(name) {
            Some(entry) => self.labels[entry] = label,
            None => {
                self.labels.push(label);
                self.label_lookup.add(name.hash());
            }
        }
        let is_it = |entry: u32| self.pending_names[entry as usize].name == name;
        let entry = self.pending_lookup.find(name.hash(), is_it);
        let pending = entry.map_or(NONE, |entry| self.pending_names[entry as usize].newest);
        self.resolving = Some(Resolving { name, label: id, since, visible, entry, pending, entering: None });
    }

    /// Resolves some of the gotos that wait for the label that was added last. Gives the label once that is done.
    pub(super) fn resolve_pending(&mut self) -> Result<Option<LabelId>, JumpIntoScope> {
        /// How many are resolved at a time.
        const RESOLVED: usize = 32;
        let resolving = self.resolving.as_mut().expect("a label was added");
        let visible = resolving.visible;
        let newest_local =
            visible.checked_sub(1).map(|last| self.facts[self.declared[last].0 as usize].since);
        for _ in 0..RESOLVED {
            let waiting = self.pending.get(resolving.pending as usize);
            let Some(goto) = waiting.filter(|goto| goto.since >= resolving.since) else {
                return self.end_resolving().map(Some);
            };
            self.tree.gotos[goto.goto.0 as usize] = resolving.label;
            self.unresolved -= 1;
            if newest_local.is_some_and(|since| since > goto.since) {
                resolving.entering = Some(resolving.pending);
            }
            resolving.pending = goto.next;
        }
        Ok(None)
    }

    fn end_resolving(&mut self) -> Result<LabelId, JumpIntoScope> {
        let Resolving { name, label, visible, entry, pending, entering, .. } =
            self.resolving.take().expect("a label was added");
        if let Some(entry) = entry {
            self.pending_names[entry as usize].newest = pending;
        }
        let Some(entering) = entering else { return Ok(label) };
        let goto = &self.pending[entering as usize];
        let into = self.declared[..visible]
            .iter()
            .find(|id| self.facts[id.0 as usize].since > goto.since)
            .expect("the newest local is younger than the goto");
        Err(JumpIntoScope { label: name, line: goto.line, local: self.tree.locals[into.0 as usize].name })
    }

    /// Whether a label was added, and gotos that wait for it are being resolved.
    pub(super) fn is_resolving(&self) -> bool {
        self.resolving.is_some()
    }

    /// Whether some jump of the function found no target.
    pub(super) fn has_unresolved(&self) -> bool {
        self.unresolved > 0 || self.stray_break.is_some()
    }

    /// Looks for the first jump of the function that found no target, among some of the gotos.
    pub(super) fn find_unresolved(&mut self) -> Option<Unresolved> {
        /// How many are looked at at a time.
        const LOOKS: usize = 64;
        for _ in 0..LOOKS {
            let goto = self.pending.get(self.searched).filter(|_| self.unresolved > 0);
            let Some(goto) = goto else { return self.stray_break.take() };
            if self.tree.gotos[goto.goto.0 as usize] != LabelId(u32::MAX) {
                self.searched += 1;
                continue;
            }
            let goto = Unresolved { name: Some(goto.name), line: goto.line, since: goto.since };
            let stray = self.stray_break.take().filter(|stray| stray.since < goto.since);
            return Some(stray.unwrap_or(goto));
        }
        None
    }
}

/// Too many upvalues in the function of this index.
pub(super) struct TooManyUpvalues {
    pub(super) function: usize,
}

/// Resolves `name` in the innermost function, and captures it through the functions between. Counts how many
/// variables were looked at.
pub(super) fn resolve(
    functions: &mut [FunctionScope],
    name: StringId,
    looks: &mut usize,
) -> Result<Variable, TooManyUpvalues> {
    let innermost = functions.len() - 1;
    let mut depth = innermost;
    let found = loop {
        let function = &functions[depth];
        *looks += function.visible + function.upvalues.len();
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
            Variable::Upvalue(index) => (UpvalueSource::Upvalue(index), outer.upvalues[usize::from(index)].1),
            Variable::Constant(_) | Variable::Global => return Ok(variable),
        };
        if functions[inner].upvalues.len() >= MAX_UPVALUES {
            return Err(TooManyUpvalues { function: inner });
        }
        variable = Variable::Upvalue(functions[inner].add_upvalue(name, source, attribute));
    }
    Ok(variable)
}
