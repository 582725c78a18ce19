package dev.dramatis.spi.hardware;

/**
 * A clock at which a CPU can run.
 *
 * @param mhz the clock
 * @param busyMicrowatts dynamic power of a busy CPU at this clock, in microwatts; -1 if the machine
 *     gives no coefficient for it
 */
public record OperatingPoint(int mhz, long busyMicrowatts) {}
