package dev.dramatis.workloads.generator;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.User;

/** A line of messages with a limit, of portable parts; guarded by its mutex. */
final class Pipe {
  private final UserMutex mutex;
  private final UserCondition notFull;
  private final UserCondition notEmpty;
  private final int capacity;
  private int filled;

  Pipe(String name, int capacity, Launcher launcher) {
    this.mutex = launcher.newMutex(name);
    this.notFull = launcher.newCondition(name + " not full");
    this.notEmpty = launcher.newCondition(name + " not empty");
    this.capacity = capacity;
  }

  void put(User user) {
    Calls.require(user.lock(mutex), user, "lock");
    while (filled == capacity) {
      Calls.require(user.await(notFull, mutex), user, "wait");
    }
    filled++;
    user.signal(notEmpty);
    Calls.require(user.unlock(mutex), user, "unlock");
  }

  void take(User user) {
    Calls.require(user.lock(mutex), user, "lock");
    while (filled == 0) {
      Calls.require(user.await(notEmpty, mutex), user, "wait");
    }
    filled--;
    user.signal(notFull);
    Calls.require(user.unlock(mutex), user, "unlock");
  }
}
