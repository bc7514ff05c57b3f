//! Makes a program smaller as long as something about it stays.

use crate::tree::{Kind, Node, Piece};

/// What takes the place of an expression, simplest first.
const SIMPLE: [&str; 4] = ["1", "\"\"", "{}", "nil"];

/// The most variants that are tried.
const TRIES: usize = 4000;

/// A smaller program for which `holds` is true, as it is for `program`.
pub(crate) fn shrink(program: Node, holds: &mut dyn FnMut(&Node) -> bool) -> Node {
    let mut shrinker = Shrinker { best: program, holds, tries: TRIES };
    while shrinker.tries > 0 && shrinker.round() {}
    shrinker.best
}

struct Shrinker<'a> {
    best: Node,
    holds: &'a mut dyn FnMut(&Node) -> bool,
    tries: usize,
}

/// Where a node is: the index of a child at each level.
type Position = Vec<usize>;

impl Shrinker<'_> {
    /// Tries each simplification of each node once, and says whether any was possible.
    fn round(&mut self) -> bool {
        let before = self.tries;
        let mut changed = false;
        let mut positions = Vec::new();
        collect(&self.best, &mut Vec::new(), &mut positions);
        for position in positions {
            // Earlier changes may have taken the node away.
            changed |= node_at(&self.best, &position).is_some() && self.simplify(&position);
        }
        changed && before > self.tries
    }

    fn simplify(&mut self, position: &[usize]) -> bool {
        match node_at(&self.best, position).map(|node| node.kind) {
            Some(Kind::Block) => self.thin_out(position),
            Some(Kind::Statement | Kind::Expression) => self.replace(position),
            _ => false,
        }
    }

    /// Takes statements out of a block, many at once first.
    fn thin_out(&mut self, position: &[usize]) -> bool {
        let mut changed = false;
        let mut length = node_at(&self.best, position).map_or(0, |node| node.pieces.len());
        while length > 0 {
            let mut start = 0;
            while let Some(node) = node_at(&self.best, position).filter(|node| start < node.pieces.len()) {
                let mut fewer = node.clone();
                let end = (start + length).min(fewer.pieces.len());
                fewer.pieces.drain(start..end);
                if self.attempt(position, fewer) {
                    changed = true;
                } else {
                    start += length;
                }
            }
            length /= 2;
        }
        changed
    }

    /// Puts something simpler into a node's place: a constant, or one of its own parts.
    fn replace(&mut self, position: &[usize]) -> bool {
        let Some(node) = node_at(&self.best, position) else { return false };
        let mut variants = Vec::new();
        if node.kind == Kind::Expression {
            let source = node.source();
            let simpler = SIMPLE.iter().take_while(|simple| source != **simple);
            variants.extend(simpler.map(|simple| Node::leaf(Kind::Expression, *simple)));
        }
        parts(node, node.kind, &mut variants);
        variants.into_iter().any(|variant| self.attempt(position, variant))
    }

    /// Takes a variant of the node at `position` if the program stays of interest.
    fn attempt(&mut self, position: &[usize], variant: Node) -> bool {
        if self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        let mut program = self.best.clone();
        let Some(node) = node_at_mut(&mut program, position) else { return false };
        *node = variant;
        let holds = (self.holds)(&program);
        if holds {
            self.best = program;
        }
        holds
    }
}

/// The nearest nodes below `node` that may take its place.
fn parts(node: &Node, kind: Kind, found: &mut Vec<Node>) {
    for child in node.children() {
        match (kind, child.kind) {
            (Kind::Statement, Kind::Block) => {
                let mut block = child.clone();
                block.kind = Kind::Block;
                found.push(Node { kind: Kind::Statement, pieces: vec![Piece::Node(block)] });
            }
            (Kind::Statement, Kind::Statement) | (Kind::Expression, Kind::Expression) => {
                found.push(child.clone())
            }
            _ => parts(child, kind, found),
        }
    }
}

fn collect(node: &Node, position: &mut Position, positions: &mut Vec<Position>) {
    positions.push(position.clone());
    for (index, child) in node.children().enumerate() {
        position.push(index);
        collect(child, position, positions);
        position.pop();
    }
}

fn node_at<'a>(mut node: &'a Node, position: &[usize]) -> Option<&'a Node> {
    for &index in position {
        node = node.children().nth(index)?;
    }
    Some(node)
}

fn node_at_mut<'a>(mut node: &'a mut Node, position: &[usize]) -> Option<&'a mut Node> {
    for &index in position {
        node = node.children_mut().nth(index)?;
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator;

    #[test]
    fn what_holds_of_the_source_stays() {
        let seed =
            (1..).find(|&seed| generator::program(seed).source().contains("error")).expect("some has it");
        let program = generator::program(seed);
        let length = program.source().len();
        let small = shrink(program, &mut |node| node.source().contains("error"));
        assert!(small.source().contains("error"));
        assert!(small.source().len() < length.min(60), "{}", small.source());
    }

    #[test]
    fn nothing_is_left_of_what_always_holds() {
        assert_eq!(shrink(generator::program(3), &mut |_| true).source(), "");
    }
}
