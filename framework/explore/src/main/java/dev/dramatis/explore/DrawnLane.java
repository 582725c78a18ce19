package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;

/** The executions of a sampler, which can be drawn in any order. */
final class DrawnLane extends Lane {
  /** Executions of a part. */
  private static final int BLOCK = 64;

  private final ThreadLocal<Sampling> samplings;
  private long next;

  DrawnLane(Sampler sampler, Workers workers) {
    super(sampler.name());
    samplings = workers.each(subject -> new Sampling(sampler, subject));
  }

  @Override
  List<Workers.Part<List<Gain>>> makes(long executions) {
    // all failures of an execution are the same replay; those that nobody keeps need none
    boolean keep = sum().failed < Exploration.FAILURES_KEPT;
    List<Workers.Part<List<Gain>>> parts = new ArrayList<>();
    long end = next + executions;
    while (next < end) {
      long first = next;
      long last = Math.min(end, first + BLOCK);
      parts.add(() -> draw(samplings.get(), first, last, keep));
      next = last;
    }
    return parts;
  }

  private static List<Gain> draw(Sampling sampling, long first, long last, boolean keep) {
    List<Gain> gains = new ArrayList<>((int) (last - first));
    for (long execution = first; execution < last; execution++) {
      gains.add(sampling.gain(execution, keep));
    }
    return gains;
  }
}
