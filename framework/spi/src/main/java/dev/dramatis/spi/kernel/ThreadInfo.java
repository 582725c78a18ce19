package dev.dramatis.spi.kernel;

import java.util.List;

/**
 * A thread as its kernel would describe it.
 *
 * @param thread neutral id
 * @param name name
 * @param processId native process id
 * @param nativeId native thread id (LID, TID)
 * @param state native state name, such as {@code LSSLEEP} or {@code TDS_RUNQ}
 * @param waitChannel what it waits for, or empty
 * @param waitsFor neutral id of the thread that must act before this one can go on, or 0 if unknown
 * @param priority effective priority on the kernel's own scale
 * @param cpu CPU it runs on or ran on last
 * @param holds names of the locks it holds
 */
public record ThreadInfo(
    int thread,
    String name,
    int processId,
    int nativeId,
    String state,
    String waitChannel,
    int waitsFor,
    int priority,
    int cpu,
    List<String> holds) {
  /** Copies the list. */
  public ThreadInfo {
    holds = List.copyOf(holds);
  }
}
