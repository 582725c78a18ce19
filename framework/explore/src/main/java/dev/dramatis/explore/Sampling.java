package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;

/** The search of a {@link Sampler}. */
final class Sampling extends CountedSearch implements ChoicePolicy {
  /** Trial runs, which belong to the search, for those who need to know the subject. */
  static final int TRIALS = 4;

  private final Sampler sampler;
  private final Subject subject;
  private final Drawing drawing;
  private final Drawing trial = new RandomDrawing();
  private final Profile profile = new Profile();
  private final Chance chance = new Chance();
  private final Keys keys = new Keys();
  private Drawing current = trial;
  private boolean profiling;

  /** Trial runs that are in the profile. */
  private int trials;

  Sampling(Sampler sampler, Subject subject) {
    super(new Tally(sampler.name(), subject));
    this.sampler = sampler;
    this.subject = subject;
    this.drawing = sampler.drawing();
  }

  @Override
  public int choose(Step[] enabled, int count) {
    int choice = current.draw(enabled, count);
    Step step = enabled[choice];
    keys.add(step);
    if (profiling) {
      profile.step(step);
    }
    return choice;
  }

  @Override
  public boolean advance(Budget budget) {
    Tally.Mark start = tally.mark();
    while (tally.within(budget, start)) {
      Outcome outcome = run(tally.executions);
      tally.ended(outcome, keys.keys, keys.size);
    }
    return true;
  }

  /** Executes the execution of that number; earlier ones need not have been. */
  Outcome run(long execution) {
    boolean isTrial = drawing.wantsProfile() && execution < TRIALS;
    if (drawing.wantsProfile() && !isTrial) {
      while (trials < TRIALS) {
        runOne(trials, true); // made by another worker, but their profile is needed here too
      }
    }
    return runOne(execution, isTrial);
  }

  private Outcome runOne(long execution, boolean isTrial) {
    keys.clear();
    chance.begin(sampler.seed(), execution);
    current = isTrial ? trial : drawing;
    profiling = isTrial && execution == trials;
    current.begin(chance, profile);
    Outcome outcome = subject.execute(this);
    if (profiling) {
      profile.ended();
      profiling = false;
      trials++;
    }
    return outcome;
  }

  /**
   * Runs the execution of that number, and says what it adds.
   *
   * @param keep whether a failure is kept with its choices
   */
  Gain gain(long execution, boolean keep) {
    Outcome outcome = run(execution);
    Failure failure = null;
    if (keep && outcome.failed()) {
      Tally one = new Tally(sampler.name(), subject);
      one.ended(outcome, keys.keys, keys.size);
      failure = one.result(false).failures().getFirst();
    }
    return new Gain(
        keys.size,
        outcome.kind() == Outcome.Kind.PRUNED ? 0 : 1,
        0,
        0,
        outcome.kind() == Outcome.Kind.DEADLOCK ? 1 : 0,
        outcome.failed() ? 1 : 0,
        failure,
        -1,
        true);
  }

  @Override
  public Exploration result() {
    return tally.result(false);
  }
}
