package dev.dramatis.personality.freebsd;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.sched.basic.Activator;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.*;
import dev.dramatis.spi.workload.*;
import java.util.*;

class Bench {
  static void run(String name, int cpus, long ops, Workload w, Map<String, String> opts) {
    RunConfig c = RunConfig.of(w, new FreebsdPersonality(), UniformHardware.typical(cpus), Activator.roundRobin())
        .withChecks(false).withDigest(false).withOptions(opts, Map.of());
    for (int i = 0; i < 4; i++) {
      long t = System.nanoTime();
      RunResult r = Simulation.run(c);
      t = System.nanoTime() - t;
      if (r.failure() != null) { System.out.println(r.failure().message() + "\n" + r.failure().report()); return; }
      System.out.printf("%s: %.2f M/s (%.0f ns) virtual %.3f s%n", name, ops * 1e3 / t, (double) t / ops, r.endNanos() / 1e9);
    }
  }
  interface Body { void run(Launcher l); }
  static Workload w(Body b) {
    return new Workload() {
      public String name() { return "bench"; }
      public void start(Launcher l) { b.run(l); }
    };
  }
  public static void main(String[] a) {
    Set<String> sel = new HashSet<>(List.of(a));
    int scale = 1;
    if (sel.isEmpty() || sel.contains("yield"))
      for (int cpus : new int[] {1, 8}) {
        int n = 50_000; int th = 100 * cpus;
        run("yield 100/cpu on " + cpus, cpus, (long) n * 100, w(l -> { int p = l.newProcess("p"); for (int i = 0; i < th; i++) l.launch(p, ThreadSpec.named("t" + i), u -> { for (int k = 0; k < n / cpus; k++) u.yield(); }); }), Map.of());
      }
    if (sel.isEmpty() || sel.contains("sleep")) {
      int n = 10_000;
      run("sleep 100 threads 1 cpu", 1, n * 100L, w(l -> { int p = l.newProcess("p"); for (int i = 0; i < 100; i++) { int d = 1000 + i * 37; l.launch(p, ThreadSpec.named("t" + i), u -> { for (int k = 0; k < n; k++) u.sleep(d); }); } }), Map.of());
      run("sleep 1 thread 1 cpu", 1, n * 100L, w(l -> { int p = l.newProcess("p"); l.launch(p, ThreadSpec.named("t"), u -> { for (int k = 0; k < n * 100; k++) u.sleep(10000); }); }), Map.of());
    }
    if (sel.isEmpty() || sel.contains("mutex")) {
      int n = 20_000;
      run("mutex handoff 10 threads", 1, n * 100L, w(l -> { int p = l.newProcess("p"); UserMutex m = l.newMutex("m"); for (int i = 0; i < 10; i++) { l.launch(p, ThreadSpec.named("t" + i), u -> { for (int k = 0; k < n * 10; k++) { u.lock(m); u.yield(); u.unlock(m); } }); } }), Map.of());
      run("mutex handoff 4 threads 4 cpus", 4, n * 100L, w(l -> { int p = l.newProcess("p"); UserMutex m = l.newMutex("m"); for (int i = 0; i < 4; i++) { l.launch(p, ThreadSpec.named("t" + i), u -> { for (int k = 0; k < n * 25; k++) { u.lock(m); u.compute(500); u.unlock(m); } }); } }), Map.of());
    }
    if (sel.isEmpty() || sel.contains("create")) {
      int n = 200_000;
      run("create+exit+join", 1, n, w(l -> { int p = l.newProcess("p"); l.launch(p, ThreadSpec.named("t"), u -> { for (int k = 0; k < n; k++) { UserThread t = u.create(ThreadSpec.named("c"), x -> {}); u.join(t); } }); }), Map.of());
    }
    if (sel.contains("million")) {
      int n = 1_000_000;
      run("million", 1, n, w(l -> { int p = l.newProcess("p"); for (int i = 0; i < n; i++) { l.launch(p, ThreadSpec.named("t"), u -> u.sleep(1_000_000_000L)); } }), Map.of("maxthread", "1100000"));
      Runtime.getRuntime().gc();
    }
  }
}
