package dev.dramatis.machines;

import java.util.BitSet;
import java.util.Map;

/**
 * A kind of CPU in a hybrid machine.
 *
 * @param cpus CPUs of the kind
 * @param info what is known of it, such as CoreType, LinuxCapacity, FrequencyMaxMHz
 */
record HwlocKind(BitSet cpus, Map<String, String> info) {}
