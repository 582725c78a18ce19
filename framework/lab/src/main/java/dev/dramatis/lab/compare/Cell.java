package dev.dramatis.lab.compare;

/** One run of a comparison. */
public record Cell(String workload, Variant variant, long seed) {
  /** For messages. */
  public String label() {
    return workload + " on " + variant.label() + ", seed " + seed;
  }
}
