//! The reference implementation, in a process of its own that runs one chunk after the other.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Answers each chunk, which follows a line with its length, with what it gives, in the same form.
const WORKER: &str = r#"
local read, write, flush = io.read, io.write, function() io.flush() end
while true do
  local length = read("n", "l")
  if not length then break end
  local chunk = length == 0 and "" or read(length)
  local run, message = load(chunk, "=input", "t")
  local text
  if run then
    local ok, result = pcall(run)
    text = tostring(result)
  else
    text = message
  end
  write(#text, "\n", text)
  flush()
end
"#;

/// The reference implementation, `PICCOLO_REFERENCE` names its program.
pub struct Reference {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    _process: Child,
}

impl Reference {
    /// Starts it.
    ///
    /// # Panics
    /// When there is none.
    pub fn start() -> Self {
        let program = env::var_os("PICCOLO_REFERENCE").expect("PICCOLO_REFERENCE names the reference");
        let mut process = Command::new(program)
            .args(["-e", WORKER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the reference can be started");
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        Self { input, output, _process: process }
    }

    /// The first result of a chunk as text, or the message of the error that it ends with.
    ///
    /// # Panics
    /// When the process is gone.
    pub fn run(&mut self, chunk: &[u8]) -> Vec<u8> {
        let request = [format!("{}\n", chunk.len()).as_bytes(), chunk].concat();
        self.input.write_all(&request).expect("the reference reads chunks");
        self.input.flush().expect("the reference reads chunks");
        let mut length = String::new();
        self.output.read_line(&mut length).expect("the reference answers");
        let length = length.trim().parse().expect("the reference says how long its answer is");
        let mut answer = vec![0; length];
        self.output.read_exact(&mut answer).expect("the reference answers");
        answer
    }
}
