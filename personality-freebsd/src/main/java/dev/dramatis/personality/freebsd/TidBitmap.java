package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.Arrays;

/**
 * Which thread ids are taken, with the rotor that makes ids come round slowly (kern_thread.c:
 * tid_alloc, tid_free). The lock is the caller's business.
 */
final class TidBitmap {
  /** One more than the largest process id, so a thread id is never a process id. */
  static final int NO_PID = 100_000;

  private final Checks checks;
  private final Fault fault;

  /** As far as ids were ever taken: most kernels boot, and end, with a few of them. */
  private long[] bits = new long[4];

  private final int maxthread;
  private int trytid;
  private int population;

  TidBitmap(Checks checks, int maxthread) {
    this(checks, maxthread, Fault.NONE);
  }

  TidBitmap(Checks checks, int maxthread, Fault fault) {
    this.checks = checks;
    this.fault = fault;
    this.trytid = fault.at(Mutant.TID_ROTOR_AHEAD) ? 1 : 0;
    this.maxthread = maxthread;
  }

  /** The next free id at or after the rotor (tid_alloc). */
  int alloc() {
    if (trytid >= maxthread) {
      trytid = 0;
    }
    int bit = firstClear(trytid);
    if (bit < 0) {
      checks.that(Assertion.A01, trytid != 0, trytid);
      trytid = 0;
      bit = firstClear(0);
      checks.that(Assertion.A02, bit >= 0, bit);
    }
    if (!fault.at(Mutant.TID_BIT_LOST)) {
      if (bit >> 6 >= bits.length) {
        bits = Arrays.copyOf(bits, 2 * (bit >> 6));
      }
      bits[bit >> 6] |= 1L << bit;
    }
    population++;
    trytid = bit + 1;
    return bit + NO_PID;
  }

  /** Clears an id; the rotor stays (tid_free_locked). */
  void free(int id) {
    checks.that(Assertion.A04, id >= NO_PID, id);
    int bit = id - NO_PID;
    checks.that(Assertion.A05, taken(bit), id);
    if (taken(bit)) {
      bits[bit >> 6] &= ~(1L << bit);
    }
    population--;
  }

  boolean allocated(int id) {
    return id >= NO_PID && taken(id - NO_PID);
  }

  int rotor() {
    return trytid;
  }

  int population() {
    return population;
  }

  /** What is taken, and where the rotor stands; for digests. */
  void describe(StateDigest out) {
    out.word(trytid);
    for (int i = 0; i < bits.length; i++) {
      if (bits[i] != 0) {
        out.word(i);
        out.word(bits[i]);
      }
    }
  }

  private boolean taken(int bit) {
    return bit < maxthread && (word(bit >> 6) & 1L << bit) != 0;
  }

  private long word(int index) {
    return index < bits.length ? bits[index] : 0;
  }

  /** bit_ffc_at. */
  private int firstClear(int from) {
    int word = from >> 6;
    long free = ~word(word) & -1L << from;
    while (free == 0) {
      free = ~word(++word);
    }
    int bit = (word << 6) + Long.numberOfTrailingZeros(free);
    return bit < maxthread ? bit : -1;
  }
}
