//! Library functions whose work grows with their arguments pause: a step with little fuel takes little time and
//! fuel, whatever they are given, the results and the fuel in all are those of a run in one step, and what exceeds
//! the memory limit is not even begun.

mod pausing {
    mod binary;
    mod compiling;
    mod keys;
    mod memory;
    mod messages;
    mod numerals;
    mod run;
    mod strings;
    mod tables;
    mod unwinding;
}
