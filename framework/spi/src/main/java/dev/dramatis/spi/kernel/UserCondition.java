package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A condition variable in user memory. While a swap is under way threads that wait leave their
 * kernel; they stay on {@link #carried} in the order in which they waited, so that no signal is
 * lost: a kernel that signals takes from there first.
 */
public final class UserCondition {
  private final int id;
  private final String name;
  private final SharedObject word;
  private final ArrayDeque<UserThread> carried = new ArrayDeque<>(0);
  private @Nullable Object attachment;

  /** Made by the framework. */
  public UserCondition(int id, String name, SharedObject word) {
    this.id = id;
    this.name = name;
    this.word = word;
  }

  /** Number in order of creation. */
  public int id() {
    return id;
  }

  /** Name for reports. */
  public String name() {
    return name;
  }

  /** The word in memory. */
  public SharedObject word() {
    return word;
  }

  /**
   * Threads that wait in no kernel: those that left theirs with {@link Errno#RESTART}. A thread
   * that finds itself no longer here when its call is issued again has been signalled.
   */
  public ArrayDeque<UserThread> carried() {
    return carried;
  }

  /** The kernel's own data. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Sets the kernel's own data. */
  public void attach(@Nullable Object data) {
    this.attachment = data;
  }
}
