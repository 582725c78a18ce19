package dev.dramatis.explore.toy;

import dev.dramatis.engine.choice.Step;

/** Who takes steps in a toy. */
abstract class ToyActor implements Step {
  final Toy toy;
  final int number;
  final String name;

  ToyActor(Toy toy, int number, String name) {
    this.toy = toy;
    this.number = number;
    this.name = name;
  }

  /** Whether the pending step can happen now. */
  abstract boolean enabled();

  /** Back to the start of the program. */
  abstract void reset();

  /** Of what is pending, for the digest of the state. */
  abstract long digest();

  @Override
  public final int actor() {
    return number;
  }

  @Override
  public final int cpu() {
    return number & 0xffff;
  }

  @Override
  public final boolean exact() {
    return true;
  }

  @Override
  public final long time() {
    return 0;
  }

  @Override
  public final String label() {
    return name;
  }

  @Override
  public final String toString() {
    return name;
  }
}
