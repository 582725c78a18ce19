package dev.dramatis.personality.netbsd;

import java.util.Arrays;

/** Addresses of kernel stacks (uvm_glue.c: uvm_uarea_alloc); the last one freed is used next. */
final class Uareas {
  /** USPACE of amd64. */
  static final long SIZE = 5 * 4096L;

  private static final long BASE = 0xffff_8000_0000_0000L;

  private long next = BASE;
  private long[] free = new long[16];
  private int count;

  long alloc() {
    if (count > 0) {
      return free[--count];
    }
    long address = next;
    next += SIZE;
    return address;
  }

  void free(long address) {
    if (count == free.length) {
      free = Arrays.copyOf(free, 2 * count);
    }
    free[count++] = address;
  }
}
