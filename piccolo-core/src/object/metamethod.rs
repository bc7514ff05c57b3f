//! The events that metatables can handle (manual section 2.4).

/// A metamethod event. Those up to [`Metamethod::Close`] have an absence bit in each table that serves as
/// a metatable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Metamethod {
    Index,
    NewIndex,
    Gc,
    Mode,
    Len,
    Eq,
    Add,
    Sub,
    Mul,
    Mod,
    Pow,
    Div,
    IDiv,
    BAnd,
    BOr,
    BXor,
    Shl,
    Shr,
    Unm,
    BNot,
    Lt,
    Le,
    Concat,
    Call,
    Close,
    ToString,
    Name,
    Pairs,
    Metatable,
}

impl Metamethod {
    /// How many there are.
    pub const COUNT: usize = Metamethod::Metatable as usize + 1;

    /// Every event, in order.
    pub const ALL: [Metamethod; Self::COUNT] = {
        use Metamethod::*;
        [
            Index, NewIndex, Gc, Mode, Len, Eq, Add, Sub, Mul, Mod, Pow, Div, IDiv, BAnd, BOr, BXor, Shl,
            Shr, Unm, BNot, Lt, Le, Concat, Call, Close, ToString, Name, Pairs, Metatable,
        ]
    };

    /// The key in the metatable.
    pub const fn name(self) -> &'static str {
        use Metamethod::*;
        match self {
            Index => "__index",
            NewIndex => "__newindex",
            Gc => "__gc",
            Mode => "__mode",
            Len => "__len",
            Eq => "__eq",
            Add => "__add",
            Sub => "__sub",
            Mul => "__mul",
            Mod => "__mod",
            Pow => "__pow",
            Div => "__div",
            IDiv => "__idiv",
            BAnd => "__band",
            BOr => "__bor",
            BXor => "__bxor",
            Shl => "__shl",
            Shr => "__shr",
            Unm => "__unm",
            BNot => "__bnot",
            Lt => "__lt",
            Le => "__le",
            Concat => "__concat",
            Call => "__call",
            Close => "__close",
            ToString => "__tostring",
            Name => "__name",
            Pairs => "__pairs",
            Metatable => "__metatable",
        }
    }

    /// The event without underscores, as messages name it.
    pub fn event(self) -> &'static str {
        &self.name()[2..]
    }
}
