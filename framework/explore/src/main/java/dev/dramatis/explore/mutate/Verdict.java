package dev.dramatis.explore.mutate;

import dev.dramatis.spi.kernel.Mutation;

/**
 * What became of one fault.
 *
 * @param mutation the fault
 * @param fate whether it was found
 * @param scenario what found it, or empty
 * @param failure how it showed, or empty
 * @param executions what it cost
 * @param places scenarios that came to its place, until it was found
 * @param bound all executions of these with at most so many interruptions were explored, and none
 *     shows it; -1 if it was found, or if not even those without any could be explored
 */
public record Verdict(
    Mutation mutation,
    Fate fate,
    String scenario,
    String failure,
    long executions,
    int places,
    int bound) {}
