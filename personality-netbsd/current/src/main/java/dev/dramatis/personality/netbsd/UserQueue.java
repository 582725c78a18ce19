package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of a mutex or a condition in user memory: a stack, as in libpthread, so the last to
 * come is the first to go.
 */
final class UserQueue {
  private final @Nullable UserMutex mutex;
  @Nullable Lwp first;

  /** Of a condition: the mutex that its waiters released last. */
  @Nullable UserMutex interlock;

  private UserQueue(@Nullable UserMutex mutex) {
    this.mutex = mutex;
  }

  static UserQueue of(UserMutex mutex) {
    if (mutex.attachment() instanceof UserQueue q) {
      return q;
    }
    UserQueue q = new UserQueue(mutex);
    mutex.attach(q);
    return q;
  }

  static UserQueue of(UserCondition condition) {
    if (condition.attachment() instanceof UserQueue q) {
      return q;
    }
    UserQueue q = new UserQueue(null);
    condition.attach(q);
    return q;
  }

  static @Nullable UserQueue ifAny(@Nullable Object attachment) {
    return attachment instanceof UserQueue q ? q : null;
  }

  boolean isMutex() {
    return mutex != null;
  }

  @Nullable UserMutex mutex() {
    return mutex;
  }

  void push(Lwp l) {
    Lwp head = first;
    l.userPrev = null;
    l.userNext = head;
    if (head != null) {
      head.userPrev = l;
    }
    first = l;
    l.userQueue = this;
  }

  @Nullable Lwp pop() {
    Lwp l = first;
    if (l != null) {
      remove(l);
    }
    return l;
  }

  void remove(Lwp l) {
    Lwp before = l.userPrev;
    Lwp behind = l.userNext;
    if (before == null) {
      first = behind;
    } else {
      before.userNext = behind;
    }
    if (behind != null) {
      behind.userPrev = before;
    }
    l.userNext = null;
    l.userPrev = null;
    l.userQueue = null;
  }

  /** Moves all waiters to a list that only the caller knows. */
  UserQueue takeAll() {
    UserQueue taken = new UserQueue(null);
    taken.first = first;
    for (Lwp l = first; l != null; l = l.userNext) {
      l.userQueue = taken;
    }
    first = null;
    return taken;
  }
}
