package dev.dramatis.engine;

/** A shared object that a choice policy knows by number. */
final class NumberedLine extends Line {
  private final int number;

  NumberedLine(String name, int number) {
    super(name);
    this.number = number;
  }

  @Override
  int number() {
    return number;
  }
}
