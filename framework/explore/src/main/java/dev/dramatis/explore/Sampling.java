package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;

/** The search of a {@link Sampler}. */
final class Sampling implements Search, ChoicePolicy {
  /** Trial runs, which belong to the search, for those who need to know the subject. */
  static final int TRIALS = 4;

  private final Sampler sampler;
  private final Subject subject;
  private Tally tally;
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
    this.sampler = sampler;
    this.subject = subject;
    this.tally = new Tally(sampler.name(), subject);
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
      count(run(tally.executions));
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

  /** Counts the execution that was run last. */
  void count(Outcome outcome) {
    tally.ended(outcome, keys.keys, keys.size);
  }

  /** Runs and counts the executions of these numbers, and nothing else. */
  Exploration runAll(long first, long end) {
    tally = new Tally(sampler.name(), subject);
    for (long execution = first; execution < end; execution++) {
      count(run(execution));
    }
    return result();
  }

  @Override
  public long executions() {
    return tally.executions;
  }

  @Override
  public long steps() {
    return tally.steps;
  }

  @Override
  public long failed() {
    return tally.failed;
  }

  @Override
  public Exploration result() {
    return tally.result(false);
  }
}
