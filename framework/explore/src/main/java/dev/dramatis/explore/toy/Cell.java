package dev.dramatis.explore.toy;

import dev.dramatis.spi.machine.Access;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** An atomic variable. Every method but {@link #peek} is one step. */
public final class Cell extends ToyObject {
  Cell(Toy toy, String name, int initial) {
    super(toy, name, initial);
  }

  /** Reads. */
  public int load() {
    ToyThread me = toy.current();
    me.step(this, Access.LOAD);
    return me.saw(value);
  }

  /** Writes. */
  public void store(int newValue) {
    toy.current().step(this, Access.STORE);
    change(newValue);
  }

  /** Adds and returns the new value. */
  public int add(int amount) {
    ToyThread me = toy.current();
    me.step(this, Access.RMW);
    change(value + amount);
    return me.saw(value);
  }

  /** Replaces the value by a function of it and returns the old one. */
  public int update(IntUnaryOperator function) {
    ToyThread me = toy.current();
    me.step(this, Access.RMW);
    int old = value;
    change(function.applyAsInt(old));
    return me.saw(old);
  }

  /** Writes if the value is as expected; else only reads. */
  public boolean compareAndSet(int expected, int newValue) {
    ToyThread me = toy.current();
    me.attempt(this, Access.CAS, expected);
    boolean succeeds = value == expected;
    me.saw(value);
    if (succeeds) {
      change(newValue);
    }
    return succeeds;
  }

  /** Waits until the value meets a condition, and returns it. */
  public int await(IntPredicate condition) {
    ToyThread me = toy.current();
    me.await(this, condition);
    return me.saw(value);
  }

  /** The value, without a step: for checks and digests. */
  public int peek() {
    return value;
  }
}
