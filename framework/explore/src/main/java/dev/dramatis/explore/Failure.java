package dev.dramatis.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An execution that did not end well.
 *
 * @param outcome how it ended
 * @param choices every choice from the start; {@link Replay} repeats them
 * @param strategy name of the strategy that found it
 * @param execution the strategy's how-manieth execution it was, from 1
 */
public record Failure(Outcome outcome, List<Choice> choices, String strategy, long execution) {
  /** The list is copied. */
  public Failure {
    choices = List.copyOf(choices);
  }

  /** The steps, a line each. */
  public List<String> steps() {
    return choices.stream().map(Choice::toString).toList();
  }

  /** Who has which lock at the end, as far as the steps show it: the one that took it last. */
  public List<String> holders() {
    Map<String, String> taken = new LinkedHashMap<>();
    for (Choice choice : choices) {
      switch (choice.access()) {
        case LOCK, TRYLOCK -> taken.put(choice.object(), choice.label());
        case UNLOCK -> taken.remove(choice.object());
        case LOAD, STORE, RMW, CAS, SLEEP, WAKEUP, AWAIT -> {
          // of no lock
        }
      }
    }
    return taken.entrySet().stream().map(e -> e.getValue() + " has " + e.getKey()).toList();
  }
}
