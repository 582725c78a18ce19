package dev.dramatis.simulation;

/**
 * A process in neutral terms.
 *
 * @param id number from 1; also its address space
 * @param name name for reports
 */
record SimProcess(int id, String name) {}
