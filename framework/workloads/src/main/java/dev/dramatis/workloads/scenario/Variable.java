package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * A variable in the memory of the program. A plain one is watched for data races in the manner of
 * FastTrack: the last write and the reads since are remembered with the clocks of their threads.
 */
final class Variable {
  final SharedObject word;
  final boolean plain;
  long value;
  private @Nullable ThreadRecord writer;
  private int written;
  private Clock reads = new Clock();

  Variable(SharedObject word, boolean plain, long value) {
    this.word = word;
    this.plain = plain;
    this.value = value;
  }

  /** The thread whose earlier access is not ordered before this one, or null. */
  @Nullable ThreadRecord races(ThreadRecord by, Access access, ScenarioRun run) {
    ThreadRecord last = writer;
    if (last != null && last != by && by.clock.time(last.index) < written) {
      return last;
    }
    if (access == Access.LOAD) {
      reads.join(by.clock.only(by.index));
      return null;
    }
    for (ThreadRecord other : run.threads()) {
      if (other != by && reads.time(other.index) > by.clock.time(other.index)) {
        return other;
      }
    }
    writer = by;
    written = by.clock.time(by.index);
    reads = new Clock();
    return null;
  }
}
