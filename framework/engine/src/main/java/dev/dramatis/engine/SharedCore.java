package dev.dramatis.engine;

/**
 * A core with several hardware threads. While more than one of them is busy, each gets the share
 * that the hardware says; between one and all of them, in proportion.
 */
final class SharedCore {
  private final VirtualCpu[] threads;

  /** Share by number of busy threads. */
  private final int[] shares;

  private int busy;

  SharedCore(VirtualCpu[] threads, int shareWhenAllAreBusy) {
    this.threads = threads;
    this.shares = new int[threads.length + 1];
    shares[0] = Pace.FULL;
    for (int n = 1; n <= threads.length; n++) {
      int lost = (Pace.FULL - shareWhenAllAreBusy) * (n - 1);
      shares[n] = threads.length == 1 ? Pace.FULL : Pace.FULL - lost / (threads.length - 1);
    }
  }

  /** A thread of the core begins or ceases to be busy. */
  void change(int by, long at) {
    busy += by;
    int share = shares[busy];
    for (VirtualCpu cpu : threads) {
      cpu.sharesCore(share, at);
    }
  }
}
