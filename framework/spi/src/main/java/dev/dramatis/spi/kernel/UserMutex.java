package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * A mutex in user memory: who holds it, in neutral terms. How threads wait for it is up to the
 * kernel, which may keep its own data here; that data is dropped at a swap, when no thread is
 * inside a call.
 */
public final class UserMutex {
  private final int id;
  private final String name;
  private final SharedObject word;
  private @Nullable UserThread owner;
  private @Nullable Object attachment;

  /** Made by the framework. */
  public UserMutex(int id, String name, SharedObject word) {
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

  /** The word in memory; touch it at an interaction point before reading or changing the owner. */
  public SharedObject word() {
    return word;
  }

  /** The holder, or null. */
  public @Nullable UserThread owner() {
    return owner;
  }

  /** Records taking, releasing or handing over. */
  public void setOwner(@Nullable UserThread owner) {
    this.owner = owner;
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
