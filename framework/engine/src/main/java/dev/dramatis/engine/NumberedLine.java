package dev.dramatis.engine;

/** A shared object that a choice policy knows by number. */
final class NumberedLine extends Line {
  private final int number;

  /** Where a memory model is in force: up to when those who wrote it know what is in memory. */
  int knownUntil;

  NumberedLine(String name, int number) {
    super(name);
    this.number = number;
  }

  @Override
  int number() {
    return number;
  }
}
