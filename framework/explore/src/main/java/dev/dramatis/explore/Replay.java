package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Repeats an execution, actor by actor, and writes down its choices. Ends the execution where the
 * actor whose turn it is cannot act; goes on with the first that can when the list is at its end.
 */
public final class Replay implements ChoicePolicy {
  private final long[] keys;
  private final int length;
  private final List<Choice> choices = new ArrayList<>();
  private boolean diverged;

  private Replay(long[] keys, int length) {
    this.keys = keys;
    this.length = length;
  }

  /** Repeats the choices of a failure. */
  public static Replay of(List<Choice> choices) {
    return new Replay(
        choices.stream().mapToLong(c -> Choice.key(c.actor(), c.variant())).toArray(),
        choices.size());
  }

  /** Repeats the first so many choices of an array of keys. */
  static Replay of(long[] keys, int length) {
    return new Replay(keys, length);
  }

  @Override
  public int choose(Step[] enabled, int count) {
    int position = choices.size();
    int choice = position < length ? find(keys[position], enabled, count) : 0;
    if (choice < 0) {
      diverged = true;
      return -1;
    }
    Step step = enabled[choice];
    SharedObject object = step.object();
    int index = 0;
    for (Choice before : choices) {
      index += before.actor() == step.actor() ? 1 : 0;
    }
    choices.add(
        new Choice(
            step.actor(),
            step.variant(),
            index,
            step.label(),
            step.access(),
            object == null ? "" : object.name()));
    return choice;
  }

  private static int find(long key, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (Choice.key(enabled[i].actor(), enabled[i].variant()) == key) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the execution was ended because it could not be repeated. */
  public boolean diverged() {
    return diverged;
  }

  /** The steps of the execution. */
  public List<Choice> choices() {
    return List.copyOf(choices);
  }
}
