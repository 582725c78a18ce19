package dev.dramatis.explore.toy;

import dev.dramatis.spi.machine.Access;
import java.util.ArrayDeque;
import java.util.Deque;

/** A wait channel. To join it and to release the interlock is one step. */
public final class Condition extends ToyObject {
  private final Deque<ToyThread> sleepers = new ArrayDeque<>();

  Condition(Toy toy, String name) {
    super(toy, name, 0);
  }

  /** Sleeps until woken; the mutex is released meanwhile, and taken again like any other. */
  public void sleep(Mutex mutex) {
    sleepUnlocked(mutex);
    mutex.lock();
  }

  /** Sleeps until woken, and does not take the mutex again. */
  public void sleepUnlocked(Mutex mutex) {
    ToyThread me = toy.current();
    me.step(this, Access.SLEEP);
    me.alsoWrites(mutex);
    mutex.change(0);
    join(me);
  }

  /** Sleeps until woken, without an interlock. */
  public void sleep() {
    ToyThread me = toy.current();
    me.step(this, Access.SLEEP);
    join(me);
  }

  private void join(ToyThread me) {
    change(value + 1);
    sleepers.add(me);
    me.sleep();
  }

  /** Wakes the one that sleeps longest, if any. */
  public void wakeOne() {
    toy.current().step(this, Access.WAKEUP);
    ToyThread first = sleepers.poll();
    if (first != null) {
      first.wake();
    }
    change(sleepers.size());
  }

  /** Wakes all. */
  public void wakeAll() {
    toy.current().step(this, Access.WAKEUP);
    for (ToyThread sleeper : sleepers) {
      sleeper.wake();
    }
    sleepers.clear();
    change(0);
  }

  @Override
  void reset() {
    super.reset();
    sleepers.clear();
  }

  @Override
  long digest() {
    long digest = 0;
    for (ToyThread sleeper : sleepers) {
      digest = Toy.mix(digest, sleeper.number);
    }
    return digest;
  }
}
