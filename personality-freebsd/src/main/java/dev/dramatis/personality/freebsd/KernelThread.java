package dev.dramatis.personality.freebsd;

/** A thread that never sees user mode: an idle thread or a kernel process. */
final class KernelThread extends KThread {
  private final int id;
  private final String name;

  KernelThread(Kern k, long address, Pcpu pcpu, int id, String name) {
    super(k, address, pcpu.domain, pcpu);
    this.id = id;
    this.name = name;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }
}
