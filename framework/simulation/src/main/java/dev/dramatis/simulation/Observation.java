package dev.dramatis.simulation;

import dev.dramatis.spi.kernel.Kernel;
import java.util.function.Consumer;

/**
 * A look at the kernel during a run, which changes nothing.
 *
 * @param atNanos virtual time
 * @param observer gets the kernel that is current then; host code, between two steps
 */
public record Observation(long atNanos, Consumer<Kernel> observer) {}
