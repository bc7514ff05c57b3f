//! What is timed: a Lua program that calls the host function `f`, and how many operations it does.

/// One row of the table.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// What one operation is.
    pub(crate) unit: &'static str,
    /// Run with the number of operations as its argument; returns a number by which the contestants are compared.
    pub(crate) program: &'static str,
    pub(crate) operations: u32,
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "immediate",
        unit: "call",
        program: "local n, f, sum = ..., f, 0 for i = 1, n do sum = sum + f(i, 1) end return sum",
        operations: 400_000,
    },
    Case {
        name: "pcall",
        unit: "call",
        program: "local n, f, sum = ..., f, 0
            local function g(x) return x end
            for i = 1, n do local ok, x = f(g, i) sum = sum + x end return sum",
        operations: 200_000,
    },
    Case {
        name: "calls",
        unit: "call-back",
        program: "local n, f, sum = ..., f, 0
            for i = 1, n / 1000 do sum = sum + f(1000, function(x) return x + i end) end return sum",
        operations: 200_000,
    },
    Case {
        name: "gsub",
        unit: "match",
        program:
            "local n, f = ..., f
            local text, sum = ('word and '):rep(500), 0
            for i = 1, n / 1000 do sum = sum + #f(text, function(word) return word .. 's' end) end return sum",
        operations: 200_000,
    },
    Case {
        name: "sort",
        unit: "comparison",
        program: "local n, f = ..., f
            local compared = 0
            local function less(a, b) compared = compared + 1 return a < b end
            while compared < n do
                local list, x = {}, 42
                for i = 1, 1000 do x = (x * 16807) % 2147483647 list[i] = x end
                f(list, less)
                for i = 2, 1000 do assert(list[i - 1] <= list[i]) end
            end
            return compared",
        operations: 200_000,
    },
    Case {
        name: "ready",
        unit: "future",
        program: "local n, f, sum = ..., f, 0 for i = 1, n do sum = sum + f(i) end return sum",
        operations: 200_000,
    },
    Case {
        name: "woken",
        unit: "future",
        program: "local n, f, sum = ..., f, 0 for i = 1, n do sum = sum + f(i) end return sum",
        operations: 100_000,
    },
];
