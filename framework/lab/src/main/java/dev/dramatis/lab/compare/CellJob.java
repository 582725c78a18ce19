package dev.dramatis.lab.compare;

import java.util.function.Supplier;

/**
 * A run to be done.
 *
 * @param cell which
 * @param key hash of all its inputs
 * @param run does it, on the calling thread
 */
public record CellJob(Cell cell, String key, Supplier<CellResult> run) {}
