package dev.dramatis.spi.hardware;

/**
 * An idle state of a CPU.
 *
 * <p>Firmware and drivers declare an exit latency that is a bound for a governor to plan with; what
 * elapses is often far less. Where both are known, a governor uses {@code declaredExitNanos} and
 * the clock {@code exitNanos}.
 *
 * @param id the name that the vendor or firmware gives it
 * @param entryNanos time to enter
 * @param exitNanos time that elapses until the first instruction after a wake event
 * @param minResidencyNanos shortest stay that pays; what a governor compares its prediction with
 * @param declaredExitNanos the exit time that the vendor or firmware promises not to exceed
 * @param scope what has to be idle as a whole to enter it
 * @param timerStops whether the CPU's own timer stops in it, so that another CPU or a global timer
 *     has to wake it
 * @param tlbFlushed whether translations are lost in it
 */
public record IdleState(
    String id,
    long entryNanos,
    long exitNanos,
    long minResidencyNanos,
    long declaredExitNanos,
    Scope scope,
    boolean timerStops,
    boolean tlbFlushed) {

  /** What has to be idle as a whole. */
  public enum Scope {
    /** The core. */
    CORE,
    /** All cores of a cluster. */
    CLUSTER,
    /** All cores of a package. */
    PACKAGE
  }

  /**
   * A state of a core that keeps timer and translations, and whose declared exit time is what
   * elapses.
   */
  public IdleState(String id, long entryNanos, long exitNanos, long minResidencyNanos) {
    this(id, entryNanos, exitNanos, minResidencyNanos, exitNanos, Scope.CORE, false, false);
  }
}
