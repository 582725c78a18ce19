package dev.dramatis.personality.netbsd;

/**
 * A condition variable (kern_condvar.c). The queue is its own, the lock of the queue one of a
 * table.
 */
final class CondVar {
  private final Kern kern;
  final String wmesg;

  /** By order of creation. */
  final int number;

  final SpinMutex sleepqLock;
  final SleepQueue sleepq = new SleepQueue();

  CondVar(Kern kern, String wmesg, int number, SpinMutex sleepqLock) {
    this.kern = kern;
    this.wmesg = wmesg;
    this.number = number;
    this.sleepqLock = sleepqLock;
  }

  /** cv_wait: until woken, whatever happens. */
  void await(Lwp l, KMutex mutex) {
    enter(l, mutex, false);
    kern.sleepq.block(l, 0, false);
    mutex.enter(l);
  }

  /** cv_wait_sig: until woken or interrupted. */
  int waitSig(Lwp l, KMutex mutex) {
    enter(l, mutex, true);
    int error = kern.sleepq.block(l, 0, true);
    mutex.enter(l);
    return error;
  }

  /** cv_timedwait: until woken, for at most so many ticks; EWOULDBLOCK if they pass. */
  int timedwait(Lwp l, KMutex mutex, int ticks) {
    enter(l, mutex, false);
    int error = kern.sleepq.block(l, ticks, false);
    mutex.enter(l);
    return error;
  }

  /**
   * cv_enter: from here on the LWP sleeps, although it still runs; so nothing is lost between
   * interlock and switch.
   */
  private void enter(Lwp l, KMutex mutex, boolean catching) {
    if (kern.fault.at(Mutant.CV_ENTER_EARLY_UNLOCK)) {
      mutex.exit(l);
      sleepqLock.enter(l.ci);
      kern.sleepq.enter(l, sleepqLock);
      kern.sleepq.enqueue(l, sleepq, this, wmesg, SyncObj.CV, catching);
      return;
    }
    sleepqLock.enter(l.ci);
    kern.sleepq.enter(l, sleepqLock);
    kern.sleepq.enqueue(l, sleepq, this, wmesg, SyncObj.CV, catching);
    mutex.exit(l);
  }

  /** cv_broadcast. The test without lock is safe: waiters came here under the interlock. */
  void broadcast(CpuInfo ci) {
    if (!sleepq.isEmpty()) {
      sleepqLock.enter(ci);
      if (kern.fault.at(Mutant.CV_BROADCAST_ONE)) {
        kern.sleepq.wakeOne(ci, sleepq);
      } else {
        kern.sleepq.wakeAll(ci, sleepq);
      }
      sleepqLock.exit(ci);
    }
  }

  boolean hasWaiters() {
    return !sleepq.isEmpty();
  }

  @Override
  public String toString() {
    return wmesg;
  }
}
