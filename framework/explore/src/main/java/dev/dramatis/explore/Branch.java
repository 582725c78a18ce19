package dev.dramatis.explore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that is to be tried somewhere, in canonical numbers, so that workers can hand it to each
 * other.
 *
 * @param actor who takes it
 * @param footprint {@code 2 * object + (writes ? 1 : 0)} of all it touches; null for everything
 */
record Branch(int actor, int @Nullable [] footprint) {
  /**
   * A part of the whole to explore: below the last level.
   *
   * @param levels the way there, a step each
   */
  record Task(List<Level> levels) {}

  /**
   * A step on the way to a task.
   *
   * @param taken the step
   * @param asleep who need not go first here, because what follows is explored elsewhere
   * @param others what else is going to be tried here
   */
  record Level(Branch taken, List<Branch> asleep, List<Branch> others) {}

  /**
   * What a worker did for a task.
   *
   * @param found for each level of the task, what has to be tried there too
   * @param rest what is left of the task, a level each; empty if nothing is
   * @param done what it found
   */
  record Report(List<List<Branch>> found, List<Rest> rest, Exploration done) {}

  /**
   * A level of the execution at which a worker was interrupted. The first child of each level but
   * the last is the step to the next one.
   *
   * @param asleep who sleeps here
   * @param children what is left to try here
   */
  record Rest(List<Branch> asleep, List<Branch> children) {}
}
