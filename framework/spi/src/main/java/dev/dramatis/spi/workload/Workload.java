package dev.dramatis.spi.workload;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What runs: processes with their first threads. Reusable: every run starts it anew. */
@ConsumerType
public interface Workload {
  /** Name in reports. */
  String name();

  /**
   * Called once per run, before time starts; creates processes and threads and the objects that
   * they share.
   */
  void start(Launcher launcher);

  /**
   * Virtual time after which the run ends even if threads are left, in nanoseconds; {@link
   * Long#MAX_VALUE} for none.
   */
  default long duration() {
    return Long.MAX_VALUE;
  }

  /**
   * Whether it is sure that some thread never ends and there is no {@link #duration} either. Users
   * are then asked for a time limit, since nothing else could end the run.
   */
  default boolean endless() {
    return false;
  }

  /** Remarks for the user, such as settings that were understood but have no effect here. */
  default List<String> notes() {
    return List.of();
  }

  /** Smallest number of CPUs the workload makes sense on. */
  default int minimumCpus() {
    return 1;
  }
}
