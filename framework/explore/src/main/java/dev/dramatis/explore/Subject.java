package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;

/**
 * Something that can be executed from its start under a choice policy, again and again.
 *
 * <p>An execution is a function of the choices: equal choices lead to equal steps and an equal
 * outcome. What a step sees depends only on earlier steps that it {@linkplain
 * dev.dramatis.engine.choice.Step conflicts} with. A subject serves one host thread; for each
 * further worker there is another one.
 */
public interface Subject {
  /** Name for reports. */
  String name();

  /**
   * Executes from the start to the end, or until the policy ends it.
   *
   * @return how it ended; failures inside the subject are outcomes, not exceptions
   */
  Outcome execute(ChoicePolicy policy);

  /** Whether {@link #digest} means anything. */
  default boolean digests() {
    return false;
  }

  /**
   * Digest of the state in which the policy is being asked: equal only if everything that can
   * follow is equal. Leaves out absolute time and statistics. May be called during {@link
   * ChoicePolicy#choose} only.
   */
  default long digest() {
    throw new IllegalStateException(name() + " declares no digest of its states");
  }
}
