package dev.dramatis.lab.compare;

/**
 * What a workload runs on.
 *
 * @param personality id
 * @param hardware id
 * @param scheduler id
 * @param nativeScheduler whether the scheduler is the personality's own choice and nobody asked for
 *     it
 */
public record Variant(
    String personality, String hardware, String scheduler, boolean nativeScheduler) {
  /** For tables. */
  public String label() {
    return personality + " · " + scheduler + " · " + hardware;
  }

  /**
   * In how many of its parts it differs; a scheduler that comes with the personality does not
   * count.
   */
  int distance(Variant other) {
    int differences = personality.equals(other.personality) ? 0 : 1;
    differences += hardware.equals(other.hardware) ? 0 : 1;
    if (!(nativeScheduler && other.nativeScheduler)) {
      differences += scheduler.equals(other.scheduler) ? 0 : 1;
    }
    return differences;
  }
}
