package dev.dramatis.personality.netbsd;

/** Interrupt priority levels, numbered as on amd64. */
final class Ipl {
  static final int NONE = 0;
  static final int SCHED = 7;
  static final int HIGH = 8;

  private Ipl() {}
}
