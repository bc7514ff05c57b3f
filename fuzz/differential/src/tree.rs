//! Programs as trees, coarse enough to be written as text by the generator and fine enough to be shrunk.

/// What a node may be replaced with when a program is shrunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Statements on lines of their own; any of them may go.
    Block,
    Statement,
    Expression,
    /// Source text of a chunk, written as a string.
    Chunk,
    /// A part of a larger construct that means nothing elsewhere.
    Fixed,
}

/// A part of a program.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) pieces: Vec<Piece>,
}

/// What a node is written from.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Node(Node),
}

impl Node {
    /// A node without parts.
    pub(crate) fn leaf(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, pieces: vec![Piece::Text(text.into())] }
    }

    /// A block of `statements`.
    pub(crate) fn block(statements: Vec<Node>) -> Self {
        Self { kind: Kind::Block, pieces: statements.into_iter().map(Piece::Node).collect() }
    }

    /// The parts that are nodes.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Node> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Node(node) => Some(node),
            Piece::Text(_) => None,
        })
    }

    /// As [`Node::children`], to be changed.
    pub(crate) fn children_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Node(node) => Some(node),
            Piece::Text(_) => None,
        })
    }

    /// The source text.
    pub(crate) fn source(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        if self.kind == Kind::Chunk {
            let mut source = String::new();
            self.write_pieces(&mut source);
            *text += &quoted(&source);
        } else {
            self.write_pieces(text);
        }
    }

    fn write_pieces(&self, text: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(piece) => *text += piece,
                Piece::Node(node) => node.write(text),
            }
            if self.kind == Kind::Block {
                text.push('\n');
            }
        }
    }
}

/// `text` as a long string, with as many equals signs as it takes.
pub(crate) fn quoted(text: &str) -> String {
    let mut level = String::new();
    while text.contains(&format!("]{level}]")) || text.ends_with(&format!("]{level}")) {
        level.push('=');
    }
    // The first line end of a long string is skipped.
    format!("[{level}[\n{text}]{level}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_longer_than_what_they_hold() {
        assert_eq!(quoted("a"), "[[\na]]");
        assert_eq!(quoted("a[[b]]"), "[=[\na[[b]]]=]");
        assert_eq!(quoted("]==]]"), "[=[\n]==]]]=]");
    }

    #[test]
    fn chunks_are_quoted_where_they_stand() {
        let block = Node::block(vec![Node::leaf(Kind::Statement, "f()")]);
        let chunk = Node { kind: Kind::Chunk, pieces: vec![Piece::Node(block)] };
        assert_eq!(chunk.source(), "[[\nf()\n]]");
    }
}
