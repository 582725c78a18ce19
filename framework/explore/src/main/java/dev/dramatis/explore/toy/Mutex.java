package dev.dramatis.explore.toy;

import dev.dramatis.spi.machine.Access;

/** A lock. It does not mind who releases it, nor whether it is held then. */
public final class Mutex extends ToyObject {
  Mutex(Toy toy, String name) {
    super(toy, name, 0);
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
    me.attempt(this, Access.TRYLOCK, 0);
    boolean free = value == 0;
    me.saw(free ? 1 : 0);
    if (free) {
      change(me.number + 1);
    }
    return free;
  }

  /** Releases it. */
  public void unlock() {
    toy.current().step(this, Access.UNLOCK);
    change(0);
  }
}
