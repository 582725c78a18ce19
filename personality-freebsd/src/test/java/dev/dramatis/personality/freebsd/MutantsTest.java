package dev.dramatis.personality.freebsd;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels with a fault. */
class MutantsTest {
  @ParameterizedTest
  @EnumSource(Mutant.class)
  void shouldX(Mutant mutant) {
    String how = "";
    for (int seed = 0; seed < 40 && how.isEmpty(); seed++) {
      for (int cpus = 1; cpus <= 3 && how.isEmpty(); cpus++) {
        for (boolean random : new boolean[] {false, true}) {
          SingleThreadingStormTest.Outcome o = new SingleThreadingStormTest.Outcome();
          try {
            RunResult r = SingleThreadingStormTest.storm(seed, cpus, random, o, mutant.id);
            if (r.ending() != Ending.COMPLETED || !o.ended) {
              how =
                  r.failure() == null
                      ? "not ended"
                      : r.failure().message().lines().findFirst().get() + " seed " + seed;
            }
          } catch (Throwable e) {
            how = "threw " + e;
          }
        }
      }
    }
    System.err.println("MUT " + mutant.id + " -> " + (how.isEmpty() ? "SURVIVED" : how));
  }
}
