package dev.dramatis.it;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.ArrayList;
import java.util.List;

/** Every scheduler that ships, without a container. */
final class AllSchedulers {
  private AllSchedulers() {}

  static List<SchedulerFactory> factories() {
    List<SchedulerFactory> all = new ArrayList<>(BasicSchedulers.all());
    all.add(dev.dramatis.sched.netbsd.bsd4.Activator.factory());
    all.add(dev.dramatis.sched.netbsd.m2.Activator.factory());
    all.add(dev.dramatis.sched.freebsd.bsd4.Activator.factory());
    all.add(dev.dramatis.sched.freebsd.ule.Activator.factory());
    return all;
  }
}
