//! Makes random programs from the templates of [`crate::areas`].
//!
//! In a template, `$int` stands for an integer expression, `$block` for statements, and so on: see [`Hole`].
//! `$.int` is a new variable of that type that what follows in the template may use, `$+int` one that exists
//! after the statement, `$=int` one to assign to, and `$#` a number that no other template has.
//!
//! Types are a matter of likelihood: whatever a variable is declared to be, it may hold something else by the
//! time it is read, and errors are among the behaviour to compare.

use std::mem;

use fastrand::Rng;

use crate::{
    areas::{self, Area, Made},
    tree::{Kind, Node, Piece},
};

/// How deep expressions and blocks nest.
const DEPTH: usize = 5;

/// What a hole of a template wants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hole {
    Int,
    Float,
    /// An integer or a float.
    Num,
    Str,
    Bool,
    /// A table, a sequence without nil.
    Tab,
    Fun,
    /// A coroutine.
    Co,
    /// Anything but what is written with its address.
    Prim,
    /// Any expression.
    Any,
    /// A variable that must not be assigned to.
    Const,
    /// A small integer.
    Tiny,
    /// Any number of expressions, with commas.
    List,
    /// The name of a field.
    Field,
    /// The name of a global variable.
    Global,
    /// One statement.
    Statement,
    /// Statements.
    Block,
    /// Statements within a loop.
    Loop,
    /// The body of a function.
    Body,
    /// The body of a function with variable arguments.
    VarargBody,
    /// The body of a coroutine.
    CoBody,
    /// What takes more than templates to write.
    Made(Made),
}

impl Hole {
    fn named(name: &str) -> Self {
        match name {
            "int" => Self::Int,
            "float" => Self::Float,
            "num" => Self::Num,
            "str" => Self::Str,
            "bool" => Self::Bool,
            "tab" => Self::Tab,
            "fun" => Self::Fun,
            "co" => Self::Co,
            "prim" => Self::Prim,
            "any" => Self::Any,
            "const" => Self::Const,
            "tiny" => Self::Tiny,
            "list" => Self::List,
            "field" => Self::Field,
            "global" => Self::Global,
            "statement" => Self::Statement,
            "block" => Self::Block,
            "loop" => Self::Loop,
            "body" => Self::Body,
            "vbody" => Self::VarargBody,
            "cobody" => Self::CoBody,
            _ => Self::Made(Made::named(name)),
        }
    }

    /// Whether what stands here may be put into parentheses.
    fn is_expression(self) -> bool {
        !matches!(self, Self::List | Self::Field | Self::Global | Self::Made(_))
    }

    /// Whether a variable of type `declared` does.
    fn takes(self, declared: Self) -> bool {
        self == declared
            || match self {
                Self::Num => matches!(declared, Self::Int | Self::Float),
                Self::Prim => {
                    matches!(declared, Self::Int | Self::Float | Self::Num | Self::Str | Self::Bool)
                }
                Self::Any => true,
                _ => false,
            }
    }
}

struct Variable {
    name: String,
    hole: Hole,
}

/// What may be written at some place.
#[derive(Clone, Copy, Default)]
struct Place {
    in_loop: bool,
    in_function: bool,
    in_coroutine: bool,
    has_varargs: bool,
}

/// Writes one program.
pub(crate) struct Generator {
    pub(crate) random: Rng,
    /// The areas that this program is about.
    areas: Vec<&'static Area>,
    scope: Vec<Variable>,
    place: Place,
    depth: usize,
    names: usize,
}

/// The program with the number `seed`.
pub(crate) fn program(seed: u64) -> Node {
    let mut random = Rng::with_seed(seed);
    // Programs about few things go further into them.
    let mut areas: Vec<&Area> = areas::ALL.to_vec();
    random.shuffle(&mut areas);
    areas.truncate(random.usize(2..6));
    areas.extend(areas::ALWAYS);
    let mut generator =
        Generator { random, areas, scope: Vec::new(), place: Place::default(), depth: 0, names: 0 };
    let count = generator.random.usize(3..9);
    Node::block((0..count).map(|_| generator.section()).collect())
}

impl Generator {
    /// A statement of the program's main block.
    fn section(&mut self) -> Node {
        match self.random.u8(0..10) {
            0..4 => self.expand(Hole::Statement),
            4..9 => self.fill(Kind::Statement, "try(function() $body end)"),
            _ => self.fill(Kind::Statement, "local function $+fun(...) $vbody end"),
        }
    }

    /// One of `choices`.
    pub(crate) fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.random.usize(..choices.len())]
    }

    /// Whether something that happens once in `n` times does.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.random.usize(..n) == 0
    }

    /// What stands in a hole.
    fn expand(&mut self, hole: Hole) -> Node {
        match hole {
            Hole::Made(made) => made.make(self),
            Hole::Block => self.block(self.place),
            Hole::Loop => self.block(Place { in_loop: true, ..self.place }),
            Hole::Body => self.body(Place { in_function: true, ..Place::default() }),
            Hole::VarargBody => self.body(Place { in_function: true, has_varargs: true, ..Place::default() }),
            Hole::CoBody => self.body(Place { in_function: true, in_coroutine: true, ..Place::default() }),
            Hole::List => self.list(),
            Hole::Tiny => areas::literals::tiny(self),
            Hole::Field => Node::leaf(Kind::Fixed, self.choose(&["a", "b", "x", "name", "n"])),
            Hole::Global => Node::leaf(Kind::Fixed, self.choose(&["G", "H", "count"])),
            Hole::Statement => self.statement(),
            _ => self.expression(hole),
        }
    }

    fn list(&mut self) -> Node {
        let count = self.choose(&[1, 1, 1, 2, 2, 3]);
        self.fill(Kind::Fixed, ["$any", "$any, $any", "$any, $any, $any"][count - 1])
    }

    fn block(&mut self, place: Place) -> Node {
        let (outer, variables) = (self.place, self.scope.len());
        self.place = place;
        let count = if self.depth >= DEPTH { 1 } else { self.choose(&[1, 1, 2, 2, 3, 4]) };
        let block = Node::block((0..count).map(|_| self.expand(Hole::Statement)).collect());
        self.scope.truncate(variables);
        self.place = outer;
        block
    }

    fn body(&mut self, place: Place) -> Node {
        let outer = self.place;
        self.place = place;
        let template =
            self.choose(&["tick()\n$block", "tick()\n$block return $list\n", "tick() return $list"]);
        let body = self.fill(Kind::Fixed, template);
        self.place = outer;
        body
    }

    fn statement(&mut self) -> Node {
        let place = self.place;
        if place.in_loop && self.once_in(12) {
            return self.fill(Kind::Statement, "if $bool then break end");
        }
        if place.in_coroutine && self.once_in(4) {
            let yields = ["coroutine.yield($list)", "local $+any = coroutine.yield($list)"];
            let template = self.choose(&yields);
            return self.fill(Kind::Statement, template);
        }
        if place.in_function && self.once_in(15) {
            return self.fill(Kind::Statement, "do return $list end");
        }
        if self.depth >= DEPTH || self.once_in(4) {
            return self.fill(Kind::Statement, "print($list)");
        }
        let template = self.template(Hole::Statement).unwrap_or("print($list)");
        self.fill(Kind::Statement, template)
    }

    fn expression(&mut self, hole: Hole) -> Node {
        if self.place.has_varargs && hole == Hole::Any && self.once_in(6) {
            return Node::leaf(Kind::Expression, "...");
        }
        // An operand of another type once in a while.
        let hole = if hole != Hole::Prim && self.once_in(60) { Hole::Any } else { hole };
        let is_leaf = self.depth >= DEPTH || self.once_in(3);
        if (is_leaf || self.once_in(3))
            && let Some(name) = self.variable(hole, |_| true)
        {
            return Node::leaf(Kind::Expression, name);
        }
        if is_leaf {
            return areas::literals::literal(self, hole);
        }
        let wanted = match hole {
            Hole::Num => self.choose(&[Hole::Int, Hole::Float]),
            Hole::Prim => self.choose(&[Hole::Int, Hole::Float, Hole::Str, Hole::Str, Hole::Bool]),
            Hole::Any => {
                self.choose(&[Hole::Any, Hole::Int, Hole::Float, Hole::Str, Hole::Bool, Hole::Tab, Hole::Fun])
            }
            hole => hole,
        };
        match self.template(wanted) {
            Some(template) => self.fill(Kind::Expression, template),
            None => areas::literals::literal(self, wanted),
        }
    }

    /// A template for `hole` from one of the program's areas.
    fn template(&mut self, hole: Hole) -> Option<&'static str> {
        let lists: Vec<&[&str]> = (self.areas.iter())
            .filter_map(|area| area.iter().find(|(filled, _)| *filled == hole).map(|(_, list)| *list))
            .collect();
        if lists.is_empty() {
            return None;
        }
        let list = self.choose(&lists);
        Some(self.choose(list))
    }

    /// The name of one of the latest variables that may stand in `hole`.
    fn variable(&mut self, hole: Hole, also: fn(Hole) -> bool) -> Option<String> {
        let fits = |variable: &&Variable| hole.takes(variable.hole) && also(variable.hole);
        let mut found: Vec<&Variable> = self.scope.iter().rev().filter(fits).collect();
        found.truncate(6);
        if found.is_empty() { None } else { Some(found[self.random.usize(..found.len())].name.clone()) }
    }

    /// A new name, which says what is declared by its first letter.
    fn new_name(&mut self, hole: Hole) -> String {
        self.names += 1;
        let letter = format!("{hole:?}").to_lowercase();
        format!("{}{}", &letter[..1], self.names)
    }

    /// A node written as `template` says.
    pub(crate) fn fill(&mut self, kind: Kind, template: &str) -> Node {
        let visible = self.scope.len();
        let mut later = Vec::new();
        let mut pieces = Vec::new();
        self.depth += 1;
        self.names += 1;
        let number = self.names;
        let (text, mut rest) = template.split_once('$').unwrap_or((template, ""));
        pieces.push(Piece::Text(text.to_owned()));
        while !rest.is_empty() {
            let (sign, name, after) = parts(rest);
            let (text, next) = after.split_once('$').unwrap_or((after, ""));
            match sign {
                Some('#') => pieces.push(Piece::Text(number.to_string())),
                Some('=') => pieces.push(Piece::Text(self.target(Hole::named(name)))),
                Some(sign) => {
                    let hole = Hole::named(name);
                    let variable = Variable { name: self.new_name(hole), hole };
                    pieces.push(Piece::Text(variable.name.clone()));
                    if sign == '.' { self.scope.push(variable) } else { later.push(variable) }
                }
                None => {
                    let hole = Hole::named(name);
                    let node = self.expand(hole);
                    let bracketed = is_suffix(text) && hole.is_expression() && !is_prefix(&node.source());
                    let [open, close] = if bracketed { ["(", ")"] } else { ["", ""] };
                    pieces.push(Piece::Text(open.to_owned()));
                    pieces.push(Piece::Node(node));
                    pieces.push(Piece::Text(close.to_owned()));
                }
            }
            pieces.push(Piece::Text(text.to_owned()));
            rest = next;
        }
        self.depth -= 1;
        self.scope.truncate(visible);
        self.scope.extend(later);
        let mut node = Node { kind, pieces };
        // A statement must not go on with the one before it.
        if kind == Kind::Statement && template.starts_with(['$', '(']) && node.source().starts_with('(') {
            node.pieces.insert(0, Piece::Text(";".to_owned()));
        }
        node
    }

    /// As [`Generator::fill`], for what sees no variables but globals.
    pub(crate) fn fill_apart(&mut self, kind: Kind, template: &str) -> Node {
        let scope = mem::take(&mut self.scope);
        let place =
            mem::replace(&mut self.place, Place { has_varargs: true, in_function: true, ..Place::default() });
        let node = self.fill(kind, template);
        self.scope = scope;
        self.place = place;
        node
    }

    /// A variable to assign to.
    fn target(&mut self, hole: Hole) -> String {
        if !self.once_in(5)
            && let Some(name) = self.variable(hole, |declared| declared != Hole::Const)
        {
            return name;
        }
        self.expand(Hole::Global).source()
    }
}

/// The sign and the name at the start of `text`, which follows a `$`, and what comes behind them.
fn parts(text: &str) -> (Option<char>, &str, &str) {
    let sign = text.chars().next().filter(|sign| "#=.+".contains(*sign));
    let text = &text[sign.map_or(0, char::len_utf8)..];
    let end = text.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(text.len());
    let end = if sign == Some('#') { 0 } else { end };
    (sign, &text[..end], &text[end..])
}

/// Whether `text` begins with what can only follow a variable, a call, or an expression in parentheses.
fn is_suffix(text: &str) -> bool {
    let text = text.trim_start_matches('\n');
    text.starts_with(['[', '(', ':', '{', '"']) || (text.starts_with('.') && !text.starts_with(".."))
}

/// Whether something may follow `source` that is called or indexed.
fn is_prefix(source: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    !matches!(source, "nil" | "true" | "false" | "...")
        && source.starts_with(|c: char| c.is_ascii_alphabetic())
        && source.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_one_program() {
        assert_eq!(program(7).source(), program(7).source());
        assert_ne!(program(7).source(), program(8).source());
    }

    #[test]
    fn all_templates_have_known_holes() {
        for area in areas::ALL.iter().chain(areas::ALWAYS) {
            for template in area.iter().flat_map(|(_, list)| *list) {
                for hole in template.split('$').skip(1) {
                    let (sign, name, _) = parts(hole);
                    if sign != Some('#') {
                        Hole::named(name);
                    }
                }
            }
        }
    }

    #[test]
    fn only_what_may_be_called_is_written_without_parentheses() {
        assert!(is_suffix("(x)") && is_suffix(".x") && is_suffix("\n[1]") && !is_suffix(" .. x"));
        assert!(is_prefix("a1") && is_prefix("math.pi") && !is_prefix("nil") && !is_prefix("a + b"));
    }

    #[test]
    fn declared_variables_end_with_their_block() {
        let mut generator = Generator {
            random: Rng::with_seed(1),
            areas: areas::ALWAYS.to_vec(),
            scope: Vec::new(),
            place: Place::default(),
            depth: 0,
            names: 0,
        };
        generator.fill(Kind::Statement, "for $.int = 1, 2 do $block end local $+str = $str");
        let names: Vec<&str> = generator.scope.iter().map(|variable| variable.name.as_str()).collect();
        assert_eq!(names.len(), 1);
        assert!(names[0].starts_with('s'));
    }
}
