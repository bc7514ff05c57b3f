use std::sync::Arc;

use super::*;
use crate::bytecode::assemble::{function, local, op, string, upvalue};
use crate::bytecode::disassemble::disassemble;
use crate::bytecode::names::called_name;
use Opcode::*;

fn ret() -> Instruction {
    op(Return0, 0, 0, 0, 0)
}

/// A vararg function with 10 registers, one upvalue, and constants: a short string, a long one,
/// an integer, a float, nil.
fn sample(code: &[Instruction]) -> Prototype {
    let mut prototype = function(code);
    prototype.constants = Box::new([
        string("name"),
        string(&"x".repeat(41)),
        Constant::Integer(1),
        Constant::Float(1.5),
        Constant::Nil,
    ]);
    prototype
}

#[track_caller]
fn accept(prototype: &Prototype) {
    assert_eq!(verify(prototype), Ok(()));
}

#[track_caller]
fn reject(prototype: &Prototype, pc: Option<usize>, fault: Fault) {
    assert_eq!(verify(prototype), Err(VerifyError { line_defined: 0, pc, fault }));
}

/// `instruction` and a return are accepted.
#[track_caller]
fn accept_one(instruction: Instruction) {
    accept(&sample(&[instruction, ret()]));
}

/// `instruction`, followed by a return, is rejected.
#[track_caller]
fn reject_one(instruction: Instruction, fault: Fault) {
    reject(&sample(&[instruction, ret()]), Some(0), fault);
}

#[track_caller]
fn accept_code(code: &[Instruction]) {
    accept(&sample(code));
}

#[track_caller]
fn reject_code(code: &[Instruction], pc: usize, fault: Fault) {
    reject(&sample(code), Some(pc), fault);
}

#[test]
fn stack_size_suits_the_parameters() {
    let mut prototype = sample(&[ret()]);
    for (max_stack, parameters, valid) in
        [(2, 0, true), (1, 0, false), (0, 0, false), (2, 3, false), (3, 3, true), (255, 255, true)]
    {
        (prototype.max_stack, prototype.parameters) = (max_stack, parameters);
        if valid {
            accept(&prototype);
        } else {
            reject(&prototype, None, Fault::StackSize { max_stack, parameters });
        }
    }
}

#[test]
fn code_is_not_empty() {
    reject(&sample(&[]), None, Fault::CodeSize { count: 0 });
}

#[test]
fn lines_are_absent_or_complete() {
    let mut prototype = sample(&[ret(), ret()]);
    prototype.lines = Box::new([]);
    accept(&prototype);
    prototype.lines = Box::new([1]);
    reject(&prototype, None, Fault::Lines { count: 1 });
}

#[test]
fn locals_lie_within_code_and_stack() {
    let mut prototype = sample(&[ret(), ret()]);
    for (variable, valid) in [
        (local("x", 9, 0..2), true),
        (local("x", 9, 2..2), true),
        (local("x", 10, 0..2), false),
        (local("x", 0, 0..3), false),
        #[expect(clippy::reversed_empty_ranges)]
        (local("x", 0, 2..1), false),
    ] {
        prototype.locals = Box::new([variable]);
        if valid {
            accept(&prototype);
        } else {
            reject(&prototype, None, Fault::Local { index: 0 });
        }
    }
}

#[test]
fn upvalues_are_few() {
    let mut prototype = sample(&[ret()]);
    prototype.upvalues = vec![upvalue("u", Capture::Register(0)); 255].into();
    accept(&prototype);
    prototype.upvalues = vec![upvalue("u", Capture::Register(0)); 256].into();
    reject(&prototype, None, Fault::UpvalueCount { count: 256 });
}

#[test]
fn single_registers_are_within_the_stack() {
    let fault = |first| Fault::Register { first, count: 1 };
    for operation in [Move, Add, GetIndex, Not, GetCell] {
        accept_one(op(operation, 9, 9, 9, 0));
        reject_one(op(operation, 10, 9, 9, 0), fault(10));
        reject_one(op(operation, 9, 10, 9, 0), fault(10));
    }
    reject_one(op(Add, 9, 9, 255, 0), fault(255));
    reject_one(op(GetIndex, 9, 9, 10, 0), fault(10));
    for operation in [LoadInteger, LoadFloat, LoadFalse, LoadTrue, NewCell, Close, ToBeClosed, NewTable] {
        accept_one(op(operation, 9, 0, 0, 0));
        reject_one(op(operation, 10, 0, 0, 0), fault(10));
    }
    accept_code(&[op(Return1, 9, 0, 0, 0)]);
    reject_code(&[op(Return1, 10, 0, 0, 0)], 0, fault(10));
}

#[test]
fn ranges_of_registers_are_within_the_stack() {
    let cases = [
        (op(LoadNil, 7, 2, 0, 0), op(LoadNil, 7, 3, 0, 0), 4),
        (op(SelfField, 8, 0, 0, 0), op(SelfField, 9, 0, 0, 0), 2),
        (op(Concat, 7, 3, 0, 0), op(Concat, 7, 4, 0, 0), 4),
        (op(SetList, 7, 2, 0, 0), op(SetList, 7, 3, 0, 0), 4),
        (op(Call, 7, 3, 1, 0), op(Call, 7, 4, 1, 0), 4),
        (op(Call, 7, 1, 4, 0), op(Call, 7, 1, 5, 0), 4),
        (op(Call, 9, 1, 1, 0), op(Call, 10, 1, 1, 0), 1),
        (op(Vararg, 7, 0, 4, 0), op(Vararg, 7, 0, 5, 0), 4),
        (op(Vararg, 10, 0, 1, 0), op(Vararg, 11, 0, 1, 0), 0),
        (op(Return, 7, 4, 0, 0), op(Return, 7, 5, 0, 0), 4),
        (op(Return, 10, 1, 1, 0), op(Return, 11, 1, 1, 0), 0),
        (op(TailCall, 7, 3, 0, 0), op(TailCall, 7, 4, 0, 0), 4),
        (op(ForPrep, 6, 0, 0, 0), op(ForPrep, 7, 0, 0, 0), 4),
        (op(ForLoop, 6, 0, 0, -1), op(ForLoop, 7, 0, 0, -1), 4),
        (op(TForLoop, 5, 0, 0, 0), op(TForLoop, 6, 0, 0, 0), 5),
    ];
    for (valid, invalid, count) in cases {
        accept_one(valid);
        reject_one(invalid, Fault::Register { first: invalid.a(), count });
    }
}

#[test]
fn operands_that_may_be_constants_are_checked_as_what_they_are() {
    for operation in [SetField, SetInteger, SetUpvalueField] {
        accept_one(op(operation, 0, 0, 9, 0));
        accept_one(op(operation, 0, 1, 4, 0));
        reject_one(op(operation, 0, 0, 10, 0), Fault::Register { first: 10, count: 1 });
        reject_one(op(operation, 0, 1, 5, 0), Fault::Constant { index: 5 });
        reject_one(op(operation, 0, 2, 0, 0), Fault::Operand { value: 2, expected: 0..=1 });
    }
    for operation in [SetUpvalue, SetCell] {
        accept_one(op(operation, 0, 9, 0, 0));
        accept_one(op(operation, 0, 99, 0, 5));
        reject_one(op(operation, 0, 10, 0, 0), Fault::Register { first: 10, count: 1 });
        reject_one(op(operation, 0, 0, 0, 6), Fault::Constant { index: 5 });
        reject_one(op(operation, 0, 0, 0, -1), Fault::Constant { index: -2 });
        reject_one(op(operation, 0, 0, 0, i32::MIN), Fault::Constant { index: i32::MAX });
    }
    accept_one(op(SetIndex, 0, 0, 9, 0));
    accept_one(op(SetIndex, 0, 0, 99, 5));
    reject_one(op(SetIndex, 0, 0, 10, 0), Fault::Register { first: 10, count: 1 });
    reject_one(op(SetIndex, 0, 0, 0, 6), Fault::Constant { index: 5 });
}

#[test]
fn constants_exist_and_are_of_their_kind() {
    for index in 0..5 {
        accept_one(op(LoadConstant, 0, 0, 0, index));
        accept_one(op(EqK, 0, index as u8, 0, 0));
    }
    for index in [-1, 5] {
        reject_one(op(LoadConstant, 0, 0, 0, index), Fault::Constant { index });
        reject_one(op(AddK, 0, 0, 0, index), Fault::Constant { index });
        reject_one(op(GetField, 0, 0, 0, index), Fault::Constant { index });
    }
    reject_one(op(EqK, 0, 5, 0, 0), Fault::Constant { index: 5 });
    for operation in [AddK, SubK, MulK, ModK, PowK, DivK, IDivK, BAndK, BOrK, BXorK, ShlK, ShrK] {
        accept_one(op(operation, 0, 0, 0, 2));
        accept_one(op(operation, 0, 0, 1, 3));
        let expected = ConstantKind::Number;
        reject_one(op(operation, 0, 0, 0, 0), Fault::ConstantKind { index: 0, expected });
        reject_one(op(operation, 0, 0, 0, 4), Fault::ConstantKind { index: 4, expected });
    }
    for operation in [GetField, SetField, GetUpvalueField, SetUpvalueField, SelfField] {
        accept_one(op(operation, 0, 0, 0, 0));
        let expected = ConstantKind::ShortString;
        reject_one(op(operation, 0, 0, 0, 1), Fault::ConstantKind { index: 1, expected });
        reject_one(op(operation, 0, 0, 0, 2), Fault::ConstantKind { index: 2, expected });
    }
}

#[test]
fn upvalues_exist() {
    for operation in [GetUpvalue, GetUpvalueField] {
        accept_one(op(operation, 0, 0, 0, 0));
        reject_one(op(operation, 0, 1, 0, 0), Fault::Upvalue { index: 1 });
    }
    for operation in [SetUpvalue, SetUpvalueField] {
        accept_one(op(operation, 0, 0, 0, 0));
        reject_one(op(operation, 1, 0, 0, 0), Fault::Upvalue { index: 1 });
    }
}

#[test]
fn plain_operands_are_in_range() {
    let fault = |value, expected| Fault::Operand { value, expected };
    for operation in [Eq, Lt, Le, EqI, LtI, LeI, GtI, GeI, EqK, Test, TestSet] {
        accept_one(op(operation, 0, 0, 1, 0));
        reject_one(op(operation, 0, 0, 2, 0), fault(2, 0..=1));
    }
    accept_one(op(EqI, 0, 255, 0, 0));
    accept_one(op(AddI, 0, 0, 2, i32::MIN));
    reject_one(op(AddI, 0, 0, 3, 0), fault(3, 0..=2));
    reject_one(op(AddK, 0, 0, 2, 2), fault(2, 0..=1));
    reject_one(op(Concat, 0, 1, 0, 0), fault(1, 2..=255));
    reject_one(op(NewTable, 0, 33, 0, 0), fault(33, 0..=32));
    reject_one(op(NewTable, 0, 0, 0, -1), fault(-1, 0..=i32::MAX));
    accept_one(op(NewTable, 0, 32, 0, i32::MAX));
    reject_one(op(SetList, 0, 1, 0, -1), fault(-1, 0..=i32::MAX));
    reject_one(op(Return, 0, 1, 2, 0), fault(2, 0..=1));
    reject_one(op(TailCall, 0, 1, 2, 0), fault(2, 0..=1));
    reject_code(&[op(TForCall, 0, 0, 0, 0), op(TForLoop, 0, 0, 0, 0), ret()], 0, fault(0, 1..=255));
}

#[test]
fn jumps_land_on_instructions() {
    for operation in
        [Jump, Eq, Lt, Le, EqK, EqI, LtI, LeI, GtI, GeI, Test, TestSet, ForPrep, ForLoop, TForLoop]
    {
        let only_back = operation == ForLoop;
        match only_back {
            true => reject_one(op(operation, 0, 0, 0, 0), Fault::Jump { target: 1 }),
            false => accept_one(op(operation, 0, 0, 0, 0)),
        }
        accept_one(op(operation, 0, 0, 0, -1));
        reject_one(op(operation, 0, 0, 0, 1), Fault::Jump { target: 2 });
        reject_one(op(operation, 0, 0, 0, -2), Fault::Jump { target: -1 });
        reject_one(op(operation, 0, 0, 0, i32::MAX), Fault::Jump { target: 1 << 31 });
    }
    reject_one(op(TForPrep, 0, 0, 0, 1), Fault::Jump { target: 2 });
    accept_code(&[op(LoadFalseSkip, 0, 0, 0, 0), op(LoadTrue, 0, 0, 0, 0), ret()]);
    reject_one(op(LoadFalseSkip, 0, 0, 0, 0), Fault::Jump { target: 2 });
}

#[test]
fn code_does_not_run_past_its_end() {
    for last in [
        ret(),
        op(Return, 0, 2, 0, 0),
        op(Return1, 0, 0, 0, 0),
        op(TailCall, 0, 1, 0, 0),
        op(Jump, 0, 0, 0, -1),
    ] {
        accept_code(&[last]);
    }
    for last in [
        op(Move, 0, 0, 0, 0),
        op(Call, 0, 1, 1, 0),
        op(Test, 0, 0, 0, -1),
        op(ForLoop, 0, 0, 0, -1),
        op(TForLoop, 0, 0, 0, -1),
    ] {
        reject_code(&[last], 0, Fault::RunsPastEnd);
    }
}

#[test]
fn open_values_go_to_the_next_instruction() {
    let (call, vararg) = (op(Call, 2, 1, 0, 0), op(Vararg, 2, 0, 0, 0));
    for producer in [call, vararg] {
        for consumer in
            [op(Call, 1, 0, 1, 0), op(SetList, 0, 0, 0, 0), op(TailCall, 1, 0, 0, 0), op(Return, 2, 0, 0, 0)]
        {
            accept_code(&[producer, consumer, ret()]);
            let jump_there = op(Test, 0, 0, 0, 1);
            reject_code(&[jump_there, producer, consumer, ret()], 2, Fault::OpenArguments);
            reject_code(&[producer, op(Move, 0, 0, 0, 0), consumer, ret()], 0, Fault::OpenResults);
            reject_code(&[consumer, ret()], 0, Fault::OpenArguments);
            reject_code(&[op(Vararg, 2, 0, 2, 0), consumer, ret()], 1, Fault::OpenArguments);
        }
        reject_code(&[producer, ret()], 0, Fault::OpenResults);
    }
    reject_code(&[vararg], 0, Fault::RunsPastEnd);
    accept_code(&[vararg, op(Call, 1, 0, 0, 0), op(Return, 0, 0, 0, 0)]);
}

#[test]
fn open_values_begin_where_they_are_taken_or_higher() {
    let vararg = op(Vararg, 2, 0, 0, 0);
    reject_code(&[vararg, op(Call, 2, 0, 1, 0), ret()], 1, Fault::OpenArguments);
    reject_code(&[vararg, op(SetList, 2, 0, 0, 0), ret()], 1, Fault::OpenArguments);
    reject_code(&[vararg, op(Return, 3, 0, 0, 0)], 1, Fault::OpenArguments);
}

#[test]
fn a_skip_counts_as_a_jump_to_open_values() {
    let code = [op(LoadFalseSkip, 0, 0, 0, 0), op(Vararg, 2, 0, 0, 0), op(Return, 2, 0, 0, 0)];
    reject_code(&code, 2, Fault::OpenArguments);
}

#[test]
fn only_vararg_functions_have_varargs() {
    let mut prototype = sample(&[op(Vararg, 0, 0, 2, 0), ret()]);
    accept(&prototype);
    prototype.is_vararg = false;
    reject(&prototype, Some(0), Fault::NoVarargs);
}

#[test]
fn generic_loops_fit_together() {
    let (call, step) = (op(TForCall, 1, 0, 3, 0), op(TForLoop, 1, 0, 0, -2));
    accept_code(&[op(TForPrep, 1, 0, 0, 0), call, step, ret()]);
    accept_code(&[call, step, ret()]);
    let fault = Fault::GenericLoop;
    reject_code(&[op(TForPrep, 2, 0, 0, 0), call, step, ret()], 0, fault.clone());
    reject_code(&[op(TForPrep, 1, 0, 0, 1), call, step, ret()], 0, fault.clone());
    reject_code(&[call, op(TForLoop, 2, 0, 0, -2), ret()], 0, fault.clone());
    reject_code(&[call, ret()], 0, fault);
    reject_code(&[op(TForCall, 4, 0, 1, 0), step, ret()], 0, Fault::Register { first: 4, count: 7 });
    reject_code(&[op(TForCall, 1, 0, 6, 0), step, ret()], 0, Fault::Register { first: 1, count: 10 }.clone());
}

#[test]
fn closures_capture_what_their_creator_has() {
    let child = |capture| {
        let mut child = function(&[ret()]);
        child.line_defined = 3;
        child.upvalues = Box::new([upvalue("u", Capture::Register(0)), upvalue("v", capture)]);
        let mut parent = sample(&[op(Closure, 0, 0, 0, 0), ret()]);
        parent.prototypes = Box::new([Arc::new(child)]);
        parent
    };
    accept(&child(Capture::Register(9)));
    accept(&child(Capture::Upvalue(0)));
    reject(&child(Capture::Register(10)), Some(0), Fault::Capture { upvalue: 1 });
    reject(&child(Capture::Upvalue(1)), Some(0), Fault::Capture { upvalue: 1 });
    for index in [-1, 0] {
        reject_one(op(Closure, 0, 0, 0, index), Fault::Prototype { index });
    }
}

#[test]
fn functions_inside_are_verified() {
    let mut child = function(&[op(Move, 0, 10, 0, 0), ret()]);
    child.line_defined = 7;
    let mut parent = sample(&[ret()]);
    parent.prototypes = Box::new([Arc::new(function(&[ret()])), Arc::new(child)]);
    let error = verify(&parent).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid bytecode in function at line 7, instruction 0: 1 registers from 10 on exceed the stack size"
    );
}

/// `depth` functions around `innermost`, each containing the one inside `copies` times.
fn nested(depth: usize, copies: usize) -> Prototype {
    let mut prototype = function(&[ret()]);
    for _ in 0..depth {
        let child = Arc::new(prototype);
        prototype = function(&[ret()]);
        prototype.prototypes = vec![child; copies].into();
    }
    prototype
}

#[test]
fn nesting_is_limited() {
    accept(&nested(MAX_NESTING, 1));
    reject(&nested(MAX_NESTING + 1, 1), None, Fault::Nesting);
}

#[test]
fn shared_functions_are_verified_once() {
    accept(&nested(MAX_NESTING, 100));
    reject(&nested(MAX_NESTING + 1, 100), None, Fault::Nesting);
    // A function that was accepted at a small depth may be too deep elsewhere.
    let shared = Arc::new(nested(MAX_NESTING - 1, 1));
    let mut wrapper = function(&[ret()]);
    wrapper.prototypes = Box::new([shared.clone()]);
    let mut parent = function(&[ret()]);
    parent.prototypes = Box::new([shared, Arc::new(wrapper)]);
    reject(&parent, None, Fault::Nesting);
}

#[test]
fn mutated_code_is_judged_without_panic() {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let valid = [
        op(Vararg, 2, 0, 0, 0),
        op(Call, 1, 0, 0, 0),
        op(SetList, 0, 0, 0, 0),
        op(TForPrep, 0, 0, 0, 1),
        op(GetField, 4, 4, 0, 0),
        op(TForCall, 0, 0, 1, 0),
        op(TForLoop, 0, 0, 0, -3),
        op(Test, 0, 0, 1, -4),
        op(Closure, 3, 0, 0, 0),
        ret(),
    ];
    let mut prototype = sample(&valid);
    prototype.prototypes = Box::new([Arc::new(function(&[ret()]))]);
    accept(&prototype);
    let mut accepted = 0;
    for _ in 0..50_000 {
        prototype.code = valid.into();
        for _ in 0..=random() % 3 {
            let word = &mut prototype.code[random() as usize % valid.len()];
            let bits = match random() % 3 {
                0 => word.word() ^ 1 << (random() % 64),
                1 => word.word() & !(0xff << 8) | ((random() & 0xff) << 8),
                _ => random() & !0xff | (random() % Opcode::COUNT as u64),
            };
            *word = Instruction::from_word(bits).unwrap_or(*word);
        }
        match verify(&prototype) {
            Ok(()) => accepted += 1,
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        assert!(!disassemble(&prototype).is_empty());
        for pc in 0..valid.len() {
            let _ = called_name(&prototype, pc);
        }
    }
    assert!(accepted > 0);
}
