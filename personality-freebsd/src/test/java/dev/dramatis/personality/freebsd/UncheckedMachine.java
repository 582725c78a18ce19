package dev.dramatis.personality.freebsd;

/** The still machine with checks off, for states that no real kernel reaches. */
final class UncheckedMachine extends StillMachine {
  @Override
  public boolean checks() {
    return false;
  }
}
