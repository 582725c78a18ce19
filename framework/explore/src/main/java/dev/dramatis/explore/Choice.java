package dev.dramatis.explore;

import dev.dramatis.spi.machine.Access;

/**
 * A step of an execution, so that it is found again in another one.
 *
 * @param actor canonical number of who acts, see {@link dev.dramatis.engine.choice.Step#actor}
 * @param variant which of several possible results of the operation; 0 if there is only one
 * @param index which of the actor's steps it is, from 0
 * @param label name of the actor
 * @param access what it does
 * @param object name of what it does it to, or empty
 */
public record Choice(
    int actor, int variant, int index, String label, Access access, String object) {
  /** Actor and variant as one number, by which the choice is found among what is enabled. */
  static long key(int actor, int variant) {
    return (long) actor << 16 | variant;
  }

  /** For reports: who does what to what. */
  @Override
  public String toString() {
    return object.isEmpty() ? label : label + ' ' + access + ' ' + object;
  }
}
