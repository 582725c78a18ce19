package dev.dramatis.engine;

/**
 * CPUs that can only be powered down together: a cluster or a package. The last one to halt may
 * take the domain down; the first one to wake pays for bringing it up.
 */
final class IdleDomain {
  private final int members;
  private int halted;

  /** Index of the idle state in which the domain as a whole is, or -1. */
  private int down = -1;

  IdleDomain(int members) {
    this.members = members;
  }

  /** Whether everybody else has halted. */
  boolean lastOneUp() {
    return halted == members - 1;
  }

  void halts() {
    halted++;
  }

  void goesDown(int state) {
    down = state;
  }

  /** State that a CPU that wakes now has to leave, at least. */
  int down() {
    return down;
  }

  void wakes() {
    halted--;
    down = -1;
  }
}
