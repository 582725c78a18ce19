package dev.dramatis.workloads.generator;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;

/** Calls that must succeed in a generated workload. */
final class Calls {
  private Calls() {}

  static UserThread create(User user, ThreadSpec spec, Program program) {
    UserThread thread = user.create(spec, program);
    if (thread == null) {
      throw new IllegalStateException(
          "the kernel refused to create " + spec.name() + "; choose fewer threads");
    }
    return thread;
  }

  static void require(int error, User user, String what) {
    if (error != Errno.OK) {
      throw new IllegalStateException(
          user.self().name() + " could not " + what + ": " + Errno.name(error));
    }
  }
}
