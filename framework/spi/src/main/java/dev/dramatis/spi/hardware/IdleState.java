package dev.dramatis.spi.hardware;

/**
 * An idle state of a CPU.
 *
 * @param id the name that the vendor or firmware gives it
 * @param entryNanos time to enter
 * @param exitNanos time that elapses until the first instruction after a wake event
 * @param minResidencyNanos shortest stay that pays; what a governor compares its prediction with
 */
public record IdleState(String id, long entryNanos, long exitNanos, long minResidencyNanos) {}
