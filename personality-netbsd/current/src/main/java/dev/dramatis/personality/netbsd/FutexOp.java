package dev.dramatis.personality.netbsd;

/**
 * The third value of FUTEX_WAKE_OP: what to do with a word, and what to compare its old value with
 * (sys_futex.c: futex_validate_op_cmp, futex_opcmp). Bits 28 to 31 are the operation, 24 to 27 the
 * comparison, 12 to 23 and 0 to 11 their arguments.
 */
final class FutexOp {
  static final int SET = 0;
  static final int ADD = 1;
  static final int OR = 2;
  static final int ANDN = 3;
  static final int XOR = 4;

  /** The argument is the number of a bit. */
  static final int OPARG_SHIFT = 8;

  static final int CMP_EQ = 0;
  static final int CMP_NE = 1;
  static final int CMP_LT = 2;
  static final int CMP_LE = 3;
  static final int CMP_GT = 4;
  static final int CMP_GE = 5;

  private static final int BITS = 32;

  private FutexOp() {}

  /** FUTEX_OP. */
  static int encode(int op, int oparg, int cmp, int cmparg) {
    return op << 28 | (cmp & 15) << 24 | (oparg & 0xfff) << 12 | cmparg & 0xfff;
  }

  static boolean valid(int val3) {
    boolean shift = (op(val3) & OPARG_SHIFT) != 0;
    if (shift && (rawArgument(val3) < 0 || rawArgument(val3) >= BITS)) {
      return false;
    }
    return (op(val3) & ~OPARG_SHIFT) <= XOR && cmp(val3) <= CMP_GE;
  }

  static int apply(int old, int val3) {
    boolean shift = (op(val3) & OPARG_SHIFT) != 0;
    int arg = shift ? 1 << rawArgument(val3) : rawArgument(val3);
    return switch (op(val3) & ~OPARG_SHIFT) {
      case SET -> arg;
      case ADD -> old + arg;
      case OR -> old | arg;
      case ANDN -> old & ~arg;
      default -> old ^ arg;
    };
  }

  static boolean compare(int old, int val3) {
    int arg = val3 << 20 >> 20;
    return switch (cmp(val3)) {
      case CMP_EQ -> old == arg;
      case CMP_NE -> old != arg;
      case CMP_LT -> old < arg;
      case CMP_LE -> old <= arg;
      case CMP_GT -> old > arg;
      default -> old >= arg;
    };
  }

  private static int op(int val3) {
    return val3 >>> 28;
  }

  private static int cmp(int val3) {
    return val3 >>> 24 & 15;
  }

  private static int rawArgument(int val3) {
    return val3 << 8 >> 20;
  }
}
