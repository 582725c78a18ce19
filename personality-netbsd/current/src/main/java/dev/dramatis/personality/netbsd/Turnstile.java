package dev.dramatis.personality.netbsd;

/** Sleepers on an adaptive mutex (kern_turnstile.c). Brought along by the first of them. */
final class Turnstile {
  final KMutex mutex;
  final SleepQueue writers = new SleepQueue();

  Turnstile(KMutex mutex) {
    this.mutex = mutex;
  }

  @Override
  public String toString() {
    return mutex.toString();
  }
}
