package dev.dramatis.explore.toy;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;

/** A timer that may go off at any time after it was set and before it is cancelled. */
public final class Alarm extends ToyObject {
  private final Runnable handler;
  final Firing firing;

  Alarm(Toy toy, String name, int actor, Runnable handler) {
    super(toy, name, 0);
    this.handler = handler;
    this.firing = new Firing(toy, actor);
  }

  /** Sets it. */
  public void set() {
    toy.current().step(this, Access.STORE);
    change(1);
  }

  /** Stops it; false if it was not set, or has gone off. */
  public boolean cancel() {
    ToyThread me = toy.current();
    me.attempt(this, Access.RMW, 1);
    boolean wasSet = value == 1;
    me.saw(value);
    if (wasSet) {
      change(0);
    }
    return wasSet;
  }

  /** That the alarm goes off, as a step of the clock. */
  final class Firing extends ToyActor {
    Firing(Toy toy, int actor) {
      super(toy, actor, "alarm " + Alarm.this.name());
    }

    @Override
    boolean enabled() {
      return value == 1;
    }

    void fire() {
      change(0);
      handler.run();
    }

    @Override
    void reset() {
      // its state is the alarm's
    }

    @Override
    long digest() {
      return 0;
    }

    @Override
    public SharedObject object() {
      return Alarm.this;
    }

    @Override
    public int objectNumber() {
      return Alarm.this.number;
    }

    @Override
    public Access access() {
      return Access.RMW;
    }

    @Override
    public boolean guarded() {
      return true;
    }

    @Override
    public Step.Past before(int changes) {
      return valueBefore(changes) == 1 ? Step.Past.WRITES : Step.Past.BLOCKED;
    }
  }
}
