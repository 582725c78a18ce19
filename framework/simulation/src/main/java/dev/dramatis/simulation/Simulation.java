package dev.dramatis.simulation;

/** Runs. */
public final class Simulation {
  private Simulation() {}

  /** Executes a run from start to end on the calling host thread. Failures inside the run are part of the result. */
  public static RunResult run(RunConfig config) {
    throw new UnsupportedOperationException();
  }
}
