use std::{io, rc::Rc};

use piccolo::stdlib::Output;

struct Shared(Rc<io::Stdout>);

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().flush()
    }
}

fn main() {
    Output::new(Shared(Rc::new(io::stdout())));
}
