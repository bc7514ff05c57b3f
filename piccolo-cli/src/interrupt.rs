//! Ctrl-C.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

const IDLE: u8 = 0;
const RUNNING: u8 = 1;
const REQUESTED: u8 = 2;

/// The exit status of a process that an interrupt ends: 128 and the signal's number.
const STATUS: i32 = 130;

/// Tells a running script that the user pressed Ctrl-C. While no script runs, and the second time,
/// Ctrl-C ends the process.
pub(crate) struct Interrupt(Arc<AtomicU8>);

impl Interrupt {
    /// Takes over Ctrl-C. If the system does not allow that, it goes on to end the process.
    pub(crate) fn install() -> Self {
        let state = Arc::new(AtomicU8::new(IDLE));
        let shared = Arc::clone(&state);
        let _ = ctrlc::set_handler(move || {
            if shared.compare_exchange(RUNNING, REQUESTED, Ordering::Relaxed, Ordering::Relaxed).is_err() {
                process::exit(STATUS);
            }
        });
        Self(state)
    }

    /// A script starts to run.
    pub(crate) fn arm(&self) {
        self.0.store(RUNNING, Ordering::Relaxed);
    }

    /// The script is done.
    pub(crate) fn disarm(&self) {
        self.0.store(IDLE, Ordering::Relaxed);
    }

    /// Whether the script should end.
    pub(crate) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed) == REQUESTED
    }
}
