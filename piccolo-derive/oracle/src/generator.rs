//! Random bodies of functions, as Rust source.
//!
//! A body sees the variables `a` and `b`, calls `call(f, x)`, which fails now and then, and records
//! numbers in `log`. All of its variables are integers; its loops end by `tick()?`.

/// The source of a module's functions: `count` bodies, each as a sequence and as an `async fn`, and a
/// list of them.
pub(crate) fn module(seed: u64, count: u64) -> String {
    let mut source = String::new();
    for index in 0..count {
        let mut generator = Generator::new(seed.wrapping_mul(1_000_003).wrapping_add(index));
        let body = generator.body();
        source.push_str(&format!(
            "mod f{index} {{
    pub(super) mod ours {{
        use crate::ours::*;
        #[sequence]
        pub(crate) async fn run<'gc>(ctx: Context<'gc>, f: Function<'gc>, log: Log) -> Result<i64, Bad> {{{body}}}
    }}
    pub(super) mod theirs {{
        use crate::theirs::*;
        pub(crate) async fn run(f: F, log: Log) -> Result<i64, Bad> {{{body}}}
    }}
}}
"
        ));
    }
    let entries: String = (0..count).map(|index| format!("Pair {{ name: \"f{index}\", ours: |ctx, f, log| Dyn::new(f{index}::ours::run(ctx, f, log)), theirs: |f, log| Box::pin(f{index}::theirs::run(f, log)) }},\n")).collect();
    source.push_str(&format!("const PAIRS: &[Pair] = &[\n{entries}];\n"));
    source
}

/// Where code stands.
#[derive(Clone)]
struct Scope {
    /// The variables that can be mentioned.
    variables: Vec<String>,
    /// The labels of the loops around, innermost last; `None` for those without.
    loops: Vec<Option<String>>,
    /// Within an `async` block: no `return`, and nothing that may run for long.
    in_block: bool,
}

struct Generator {
    state: u64,
    names: usize,
    /// How many more statements there may be.
    budget: usize,
}

impl Generator {
    fn new(seed: u64) -> Self {
        let mut generator =
            Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, names: 0, budget: 12 };
        (0..8).for_each(|_| _ = generator.below(2));
        generator
    }

    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn body(&mut self) -> String {
        let mut scope = Scope { variables: vec!["a".into(), "b".into()], loops: Vec::new(), in_block: false };
        let statements = self.statements(&mut scope, 0);
        let result = self.number(&scope, 1);
        format!(
            "let mut a: i64 = 1; let mut b: i64 = 2; {statements} log.borrow_mut().push(a ^ b); Ok({result})"
        )
    }

    fn variable(&mut self, scope: &Scope) -> String {
        // the newest more often
        let n = scope.variables.len();
        let index = if self.one_in(2) { n - 1 - self.below(n.min(3)) } else { self.below(n) };
        scope.variables[index].clone()
    }

    /// A name for a new variable: one that exists, often.
    fn name(&mut self, scope: &Scope) -> String {
        if self.one_in(3) {
            return self.variable(scope);
        }
        self.names += 1;
        format!("v{}", self.names)
    }

    fn label(&mut self) -> String {
        self.names += 1;
        format!("'l{}", self.names)
    }

    /// An expression for a number.
    fn number(&mut self, scope: &Scope, depth: usize) -> String {
        if depth > 2 || self.one_in(4) {
            return if self.one_in(4) { self.below(6).to_string() } else { self.variable(scope) };
        }
        let next = depth + 1;
        match self.below(19) {
            0..=3 => format!("call(f, {}).await?", self.number(scope, next)),
            4 => format!("call(f, {}).await.unwrap_or({})", self.number(scope, next), self.variable(scope)),
            5 => {
                let operator = ["+", "^", "-", "&", "|"][self.below(5)];
                format!("(({} {operator} {}) & 0xfff)", self.number(scope, next), self.number(scope, next))
            }
            6 => format!(
                "(if {} {{ {} }} else {{ {} }})",
                self.condition(scope, next),
                self.number(scope, next),
                self.number(scope, next)
            ),
            7 => self.matched(scope, next),
            8 => self.block(scope, next),
            9 => format!(
                "[{}, {}, {}][{}]",
                self.number(scope, next),
                self.number(scope, next),
                self.number(scope, next),
                self.below(3)
            ),
            10 => {
                let (x, y) = (self.number(scope, next), self.number(scope, next));
                format!("({x}, {y}).{}", self.below(2))
            }
            11 => self.labelled(scope, next),
            12 => {
                // an operand that is changed after it was read
                let variable = self.variable(scope);
                format!(
                    "(({variable} + {{ {variable} = {}; {} }}) & 0xfff)",
                    self.number(scope, next),
                    self.number(scope, next)
                )
            }
            13 => format!("P {{ x: {}, y: {} }}.sum()", self.number(scope, next), self.number(scope, next)),
            14 => format!(
                "i64::wrapping_mul({}, {}).rem_euclid(97)",
                self.variable(scope),
                self.number(scope, next)
            ),
            15 => format!("(-({}) & 0xff)", self.number(scope, next)),
            16 => {
                let variable = self.variable(scope);
                format!("(|q: i64| (q ^ {variable}) & 0xff)({})", self.variable(scope))
            }
            17 if !scope.in_block => self.caught(scope, next),
            _ => format!("(({}..{}).count() as i64)", self.below(3), self.number(scope, next)),
        }
    }

    fn condition(&mut self, scope: &Scope, depth: usize) -> String {
        if depth > 3 {
            return format!("{} & 1 == 0", self.variable(scope));
        }
        let next = depth + 1;
        match self.below(8) {
            0 => format!("({} && {})", self.condition(scope, next), self.condition(scope, next)),
            1 => format!("({} || {})", self.condition(scope, next), self.condition(scope, next)),
            2 => format!("!({})", self.condition(scope, next)),
            3 => format!("matches!(pick({}), Some(x) if x > {})", self.variable(scope), self.below(3)),
            4 => ["true", "false"][self.below(2)].to_owned(),
            5 => format!("(({}) < ({}))", self.number(scope, next), self.number(scope, next)),
            _ => format!("({}) & {} == {}", self.number(scope, next), 1 + self.below(3), self.below(2)),
        }
    }

    /// Conditions with `let`s; the variables that they bind are added to `scope`.
    fn chain(&mut self, scope: &mut Scope) -> String {
        let mut parts = Vec::new();
        for _ in 0..1 + self.below(3) {
            if self.one_in(2) {
                let source = self.number(scope, 2);
                let name = self.name(scope);
                parts.push(format!("let Some(mut {name}) = pick({source})"));
                scope.variables.push(name);
            } else {
                // `||` may not stand beside `let`
                parts.push(format!("({})", self.condition(scope, 2)));
            }
        }
        parts.join(" && ")
    }

    fn matched(&mut self, scope: &Scope, depth: usize) -> String {
        let scrutinee = self.number(scope, depth);
        let mut inner = scope.clone();
        let name = self.name(scope);
        inner.variables.push(name.clone());
        let (guard, guarded) = (self.variable(&inner), self.number(&inner, depth));
        let (first, last) = (self.number(scope, depth), self.number(&inner, depth));
        format!(
            "(match ({scrutinee}) & 3 {{ 0 => {first}, mut {name} if {name} > {guard} & 1 => {guarded}, 1 | 2 => {}, mut {name} => {last} }})",
            self.variable(scope)
        )
    }

    fn block(&mut self, scope: &Scope, depth: usize) -> String {
        let mut inner = scope.clone();
        let value = self.number(scope, depth);
        let name = self.name(scope);
        inner.variables.push(name.clone());
        let guard = if !scope.in_block && self.one_in(4) { self.guard(&inner) } else { String::new() };
        format!("{{ let mut {name} = {value}; {guard} {} }}", self.number(&inner, depth))
    }

    /// A value that records when it is dropped.
    fn guard(&mut self, scope: &Scope) -> String {
        self.names += 1;
        let number = self.names;
        format!("let _g{number} = Guard({}, log.clone());", self.variable(scope))
    }

    fn labelled(&mut self, scope: &Scope, depth: usize) -> String {
        let label = self.label();
        let (condition, early) = (self.condition(scope, depth), self.number(scope, depth));
        let value = self.number(scope, depth);
        format!("({label}: {{ if {condition} {{ break {label} {early}; }} {value} }})")
    }

    /// Errors of several calls caught together.
    fn caught(&mut self, scope: &Scope, depth: usize) -> String {
        let inner = Scope { in_block: true, loops: Vec::new(), ..scope.clone() };
        let (first, second) = (self.number(&inner, depth), self.number(&inner, depth));
        format!(
            "(async move {{ let mut z = {first}; let y = call(f, z).await?; z += y; ok((z ^ {second}) & 0xfff) }}.await.unwrap_or(5))"
        )
    }

    fn statements(&mut self, scope: &mut Scope, depth: usize) -> String {
        let outer = scope.variables.len();
        let mut source = String::new();
        for _ in 0..1 + self.below(if depth == 0 { 6 } else { 4 }) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            source.push_str(&self.statement(scope, depth));
            source.push(' ');
        }
        if depth > 0 {
            scope.variables.truncate(outer);
        }
        source
    }

    fn statement(&mut self, scope: &mut Scope, depth: usize) -> String {
        let nested = depth < 4;
        match self.below(22) {
            0..=3 => {
                let value = self.number(scope, 1);
                let name = self.name(scope);
                scope.variables.push(name.clone());
                format!("let mut {name} = {value};")
            }
            4 | 5 => format!("{} = {};", self.variable(scope), self.number(scope, 1)),
            6 => {
                let operator = ["+=", "^=", "&=", "|="][self.below(4)];
                let variable = self.variable(scope);
                format!("{variable} {operator} {}; {variable} &= 0xfff;", self.number(scope, 1))
            }
            7 => format!("let recorded = {}; log.borrow_mut().push(recorded);", self.number(scope, 1)),
            8 => self.let_else(scope),
            9 => self.destructured(scope),
            10 => self.late(scope),
            11 => self.guard(scope),
            12 | 13 if nested => self.if_(scope, depth),
            14 if nested => self.loop_(scope, depth),
            15 if nested => self.while_(scope, depth),
            16 | 17 if nested => self.for_(scope, depth),
            18 if nested => self.match_(scope, depth),
            19 | 20 if !scope.loops.is_empty() => self.jump(scope),
            21 => format!("if {} {{ return Ok({}); }}", self.condition(scope, 1), self.number(scope, 2)),
            _ => format!("call(f, {}).await?;", self.number(scope, 1)),
        }
    }

    fn let_else(&mut self, scope: &mut Scope) -> String {
        let source = self.number(scope, 1);
        let leave = match self.below(3) {
            0 if !scope.loops.is_empty() => self.unconditional_jump(scope),
            1 => format!("call(f, {}).await?; return Ok({});", self.variable(scope), self.variable(scope)),
            _ => format!("return Ok({});", self.number(scope, 2)),
        };
        let name = self.name(scope);
        scope.variables.push(name.clone());
        format!("let Some(mut {name}) = pick({source}) else {{ {leave} }};")
    }

    fn destructured(&mut self, scope: &mut Scope) -> String {
        let (x, y) = (self.number(scope, 1), self.number(scope, 2));
        let first = self.name(scope);
        self.names += 1;
        let second = format!("v{}", self.names);
        scope.variables.extend([first.clone(), second.clone()]);
        if self.one_in(2) {
            format!("let (mut {first}, mut {second}) = ({x}, {y});")
        } else {
            format!("let P {{ x: mut {first}, y: mut {second} }} = (P {{ x: {x}, y: {y} }});")
        }
    }

    /// A variable that gets its value later.
    fn late(&mut self, scope: &mut Scope) -> String {
        self.names += 1;
        let name = format!("v{}", self.names);
        let (condition, before) = (self.condition(scope, 1), self.number(scope, 1));
        let (x, y) = (self.number(scope, 2), self.number(scope, 2));
        let variable = self.variable(scope);
        scope.variables.push(name.clone());
        format!(
            "let mut {name}; {variable} = {before}; if {condition} {{ {name} = {x}; }} else {{ {name} = {y}; }}"
        )
    }

    fn if_(&mut self, scope: &Scope, depth: usize) -> String {
        let mut inner = scope.clone();
        let condition = if self.one_in(2) { self.chain(&mut inner) } else { self.condition(scope, 1) };
        let then = self.statements(&mut inner, depth + 1);
        let otherwise = match self.below(3) {
            0 => format!("else {{ {} }}", self.statements(&mut scope.clone(), depth + 1)),
            1 => {
                let condition = self.condition(scope, 1);
                format!("else if {condition} {{ {} }}", self.statements(&mut scope.clone(), depth + 1))
            }
            _ => String::new(),
        };
        format!("if {condition} {{ {then} }} {otherwise}")
    }

    fn labelled_loop(&mut self, scope: &Scope) -> (String, Scope) {
        let label = self.one_in(2).then(|| self.label());
        let mut inner = scope.clone();
        inner.loops.push(label.clone());
        (label.map_or(String::new(), |label| format!("{label}: ")), inner)
    }

    fn loop_(&mut self, scope: &mut Scope, depth: usize) -> String {
        let (label, mut inner) = self.labelled_loop(scope);
        let body = self.statements_of_valued_loop(&mut inner, depth);
        let (condition, value) = (self.condition(&inner, 1), self.number(&inner, 2));
        let name = self.name(scope);
        scope.variables.push(name.clone());
        format!("let mut {name} = {label}loop {{ tick()?; {body} if {condition} {{ break {value}; }} }};")
    }

    /// Its own `break`s would need values: only jumps to loops further out.
    fn statements_of_valued_loop(&mut self, inner: &mut Scope, depth: usize) -> String {
        let loops = std::mem::take(&mut inner.loops);
        let body = self.statements(inner, depth + 1);
        inner.loops = loops;
        body
    }

    fn while_(&mut self, scope: &Scope, depth: usize) -> String {
        let (label, mut inner) = self.labelled_loop(scope);
        let condition = if self.one_in(2) { self.chain(&mut inner) } else { self.condition(scope, 1) };
        let body = self.statements(&mut inner, depth + 1);
        format!("{label}while {condition} {{ tick()?; {body} }}")
    }

    fn for_(&mut self, scope: &Scope, depth: usize) -> String {
        let items = match self.below(4) {
            0 => format!("0..{}", 1 + self.below(3)),
            1 => format!("0..({}) & 3", self.number(scope, 1)),
            2 => format!("[{}, {}]", self.number(scope, 1), self.number(scope, 2)),
            _ => format!("vec![{}, {}]", self.variable(scope), self.variable(scope)),
        };
        let name = self.name(scope);
        let (label, mut inner) = self.labelled_loop(scope);
        inner.variables.push(name.clone());
        let body = self.statements(&mut inner, depth + 1);
        format!("{label}for mut {name} in {items} {{ tick()?; {body} }}")
    }

    fn match_(&mut self, scope: &Scope, depth: usize) -> String {
        let scrutinee = self.number(scope, 1);
        let mut inner = scope.clone();
        let name = self.name(scope);
        inner.variables.push(name.clone());
        let guard = self.variable(&inner);
        let first = self.statements(&mut inner.clone(), depth + 1);
        let second = self.statements(&mut inner, depth + 1);
        let third = self.statements(&mut scope.clone(), depth + 1);
        format!(
            "match pick({scrutinee}) {{ Some(mut {name}) if {guard} & 1 == 0 => {{ {first} }} Some(mut {name}) => {{ {second} }} None => {{ {third} }} }}"
        )
    }

    fn jump(&mut self, scope: &Scope) -> String {
        format!("if {} {{ {} }}", self.condition(scope, 2), self.unconditional_jump(scope))
    }

    fn unconditional_jump(&mut self, scope: &Scope) -> String {
        let target = scope.loops[self.below(scope.loops.len())].clone().unwrap_or_default();
        format!("{} {target};", ["break", "continue"][self.below(2)])
    }
}
