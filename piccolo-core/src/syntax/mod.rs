//! Source text to AST. No types of the garbage collector.
