package dev.dramatis.explore.toy;

import dev.dramatis.spi.machine.Access;

/** A lock. It does not mind who releases it, nor whether it is held then. */
public final class Mutex extends ToyObject {
  private boolean ordersFailures;

  Mutex(Toy toy, String name) {
    super(toy, name, 0);
  }

  /**
   * Makes an attempt that fails a change of the lock like one that succeeds, as it is where it is
   * an exchange: executions that differ only in the order of attempts that fail are then different.
   * Otherwise such an attempt only looks.
   */
  public Mutex orderingFailures() {
    ordersFailures = true;
    return this;
  }

  /** Takes it as soon as it is free. */
  public void lock() {
    ToyThread me = toy.current();
    me.lock(this);
    change(me.number + 1);
  }

  /** Takes it if it is free. */
  public boolean tryLock() {
    ToyThread me = toy.current();
    if (ordersFailures) {
      me.step(this, Access.TRYLOCK);
    } else {
      me.attempt(this, Access.TRYLOCK, 0);
    }
    boolean free = value == 0;
    me.saw(free ? 1 : 0);
    if (free || ordersFailures) {
      change(free ? me.number + 1 : value);
    }
    return free;
  }

  /** Releases it. */
  public void unlock() {
    toy.current().step(this, Access.UNLOCK);
    change(0);
  }
}
