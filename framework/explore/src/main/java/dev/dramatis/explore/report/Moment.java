package dev.dramatis.explore.report;

import dev.dramatis.spi.machine.Access;

/**
 * A step of an execution that is being told.
 *
 * @param actor who
 * @param cpu the CPU, or -1 for an event
 * @param label the context that the CPU runs, or the event
 * @param place functions of the kernel, outermost first; empty if unknown
 * @param access what is done
 * @param object to what; empty for nothing
 * @param preempts whether somebody is interrupted for it who could go on
 * @param matters whether it can have influenced how the execution ended
 */
record Moment(
    int actor,
    int cpu,
    String label,
    String place,
    Access access,
    String object,
    boolean preempts,
    boolean matters) {
  Moment mattering(boolean now) {
    return new Moment(actor, cpu, label, place, access, object, preempts, now);
  }
}
