package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import org.jspecify.annotations.Nullable;

/**
 * Identity of user threads: the objects themselves, as the words of user memory would hold their
 * addresses.
 */
@SuppressWarnings("ReferenceEquality")
final class Users {
  private Users() {}

  /** Whether both are one thread, or both nobody. */
  static boolean same(@Nullable UserThread a, @Nullable UserThread b) {
    return a == b;
  }

  /** Whether the user thread still belongs to this thread of the kernel. */
  static boolean isStill(UserThread user, KThread td) {
    return user.attachment() == td;
  }
}
