package dev.dramatis.simulation;

import dev.dramatis.engine.Event;
import dev.dramatis.simulation.RunResult.SwapReport;
import dev.dramatis.spi.kernel.UserThread.Life;
import java.util.List;

/** Takes a CPU out of service or puts it back; the kernel then moves what has to move. */
final class CpuSwitch extends Event {
  /** How often a change that meets an exchange of kernels looks again. */
  private static final long BETWEEN_KERNELS_NANOS = 1_000;

  private final World world;
  private final Swap.CpuOnline request;
  private final List<SwapReport> reports;

  CpuSwitch(World world, Swap.CpuOnline request, List<SwapReport> reports) {
    this.world = world;
    this.request = request;
    this.reports = reports;
  }

  @Override
  protected boolean housekeeping() {
    return true;
  }

  @Override
  protected void fire() {
    if (world.swapPending()) {
      world.machine().at(world.machine().now() + BETWEEN_KERNELS_NANOS, this);
      return;
    }
    String refusal = refusal();
    if (refusal.isEmpty()) {
      world.online().set(request.cpu(), request.online());
      world.machine().setOnline(request.cpu(), request.online());
      world.kernel().cpuChanged(request.cpu(), request.online());
    }
    reports.add(
        new SwapReport(
            request.atNanos(),
            refusal.isEmpty() ? world.machine().now() : -1,
            "cpu " + request.cpu() + (request.online() ? " replugged" : " unplugged"),
            0,
            refusal));
  }

  /**
   * As cpu_setstate of NetBSD, which answers EBUSY while a thread is bound to the CPU, and EINVAL
   * for the last one.
   */
  private String refusal() {
    if (world.online().contains(request.cpu()) == request.online()) {
      return request.online() ? "it is in service already" : "it is out of service already";
    }
    if (request.online()) {
      return "";
    }
    if (!world.online().canDoWithout(request.cpu(), null)) {
      return "it is the last one in service";
    }
    for (SimThread thread : world.threads()) {
      boolean lives = thread.life() == Life.NEW || thread.life() == Life.ALIVE;
      if (lives && !world.online().canDoWithout(request.cpu(), thread.wishedAffinity())) {
        return "thread " + thread.name() + " is bound to it";
      }
    }
    return "";
  }
}
