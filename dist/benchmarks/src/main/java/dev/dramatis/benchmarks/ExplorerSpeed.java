package dev.dramatis.benchmarks;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.PartialOrder;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.Search;
import dev.dramatis.explore.Stateful;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.Subject;
import dev.dramatis.explore.Workers;
import dev.dramatis.explore.scenario.Library;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Condition;
import dev.dramatis.explore.toy.Mutex;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.workloads.scenario.Scenario;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How fast the explorer is. Rates are per second of processor time, so that they mean something on
 * a machine that does other things too; elapsed time and the load are printed as well.
 *
 * <p>To be run with {@code --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED}.
 */
public final class ExplorerSpeed {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final PrintStream OUT = System.out;
  private static final int WARM_UP = 2;

  private ExplorerSpeed() {}

  /** Arguments: names of measurements, default all. */
  public static void main(String[] args) {
    String wanted =
        args.length == 0
            ? "optimal samplers kernels workers minimise compare"
            : String.join(" ", args);
    OUT.printf(
        Locale.ROOT,
        "load average %.1f, %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    if (wanted.contains("optimal")) {
      optimal();
    }
    if (wanted.contains("samplers")) {
      samplers();
    }
    if (wanted.contains("kernels")) {
      kernels(new NetbsdPersonality(), "netbsd");
      kernels(new FreebsdPersonality(), "freebsd");
    }
    if (wanted.contains("workers")) {
      workers();
    }
    if (wanted.contains("minimise")) {
      minimise();
    }
    if (wanted.contains("compare")) {
      compare();
    }
  }

  /** What dist/docs/explorer-compared.md shows beside other tools. */
  private static void compare() {
    for (int n = 3; n <= 6; n++) {
      int exiting = n;
      repeated(
          "states, exit and wait, " + n,
          () -> new Stateful().explore(exitWait(exiting), Budget.UNLIMITED));
    }
    for (int n = 2; n <= 4; n++) {
      int exiting = n;
      repeated("optimal, exit and wait, " + n, () -> all(PartialOrder.OPTIMAL, exitWait(exiting)));
    }
  }

  private static void optimal() {
    repeated("optimal, two adders and a reader, 5", () -> all(PartialOrder.OPTIMAL, adders(5)));
    repeated("optimal, two storers and loaders, 6", () -> all(PartialOrder.OPTIMAL, racers(6)));
    repeated("optimal, exit and wait, 4", () -> all(PartialOrder.OPTIMAL, exitWait(4)));
    repeated("source, two adders and a reader, 5", () -> all(PartialOrder.SOURCE, adders(5)));
  }

  private static void samplers() {
    for (Sampler sampler :
        new Sampler[] {Sampler.random(1), Sampler.pct(3, 1), Sampler.pos(1), Sampler.surw(1)}) {
      repeated(
          sampler.name() + ", exit and wait, 3",
          () -> sampler.explore(exitWait(3), Budget.executions(200_000)));
    }
  }

  private static void kernels(Personality kernel, String name) {
    for (String scenario : new String[] {"create-join", "exit-with-threads", "orphan"}) {
      Setup setup = setup(kernel, name, scenario);
      repeated(
          "random, " + scenario + " on " + name,
          () -> Sampler.random(1).explore(new ScenarioSubject(setup), Budget.executions(10_000)));
    }
    Setup setup = setup(kernel, name, "create-join");
    repeated(
        "optimal, create-join on " + name,
        () -> PartialOrder.OPTIMAL.explore(new ScenarioSubject(setup), Budget.executions(3_000)));
  }

  private static Setup setup(Personality kernel, String name, String scenario) {
    Scenario found = Objects.requireNonNull(Library.find(scenario));
    return Setup.of(found, name, kernel, "round-robin", BasicSchedulers.roundRobin());
  }

  // ---- several workers

  private static void workers() {
    for (int i = 0; i < WARM_UP; i++) {
      together(1);
      together(2);
    }
    Sample one = together(1);
    Sample two = together(2);
    OUT.printf(
        Locale.ROOT,
        "two workers: %.2f times one by elapsed time (%.2f s, %.2f s); by processor time two of"
            + " them would be %.2f times one if each had a processor%n",
        one.elapsed / two.elapsed,
        one.elapsed,
        two.elapsed,
        2 * one.processor / two.processor);
  }

  private record Sample(double elapsed, double processor) {}

  private static Sample together(int workers) {
    long before = processor();
    long start = System.nanoTime();
    Supplier<Subject> program = () -> racers(7);
    new Workers(workers, program).explore(Budget.UNLIMITED);
    return new Sample((System.nanoTime() - start) / 1e9, (processor() - before) / 1e9);
  }

  /** Processor time of the whole process. */
  private static long processor() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  // ---- minimisation

  private static void minimise() {
    Toy toy = lostUpdate();
    Exploration found = Sampler.random(3).explore(toy, Budget.executions(10_000).toFirstFailure());
    Failure failure = found.failures().getFirst();
    double worst = 0;
    for (int i = 0; i < 5; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      Minimiser.Result small = Objects.requireNonNull(new Minimiser(toy, 5_000).minimise(failure));
      double milliseconds = (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
      worst = Math.max(worst, milliseconds);
      OUT.printf(
          Locale.ROOT,
          "minimise: %.2f ms, %d executions, %d preemptions%n",
          milliseconds,
          small.executions(),
          small.preemptions());
    }
    OUT.printf(Locale.ROOT, "minimise, slowest, which is the first: %.2f ms%n", worst);
  }

  // ---- measuring

  private static Exploration all(Strategy strategy, Subject subject) {
    Search search = strategy.search(subject);
    search.advance(Budget.UNLIMITED);
    return search.result();
  }

  private static void repeated(String what, Supplier<Exploration> measured) {
    for (int i = 0; i <= WARM_UP; i++) {
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadCpuTime();
      Exploration done = measured.get();
      double seconds = (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
      if (i == WARM_UP) {
        print(what, done, seconds, (System.nanoTime() - start) / 1e9);
      }
    }
  }

  private static void print(String what, Exploration done, double seconds, double elapsed) {
    OUT.printf(
        Locale.ROOT,
        "%-42s %,9d executions of %5.1f steps: %,9.0f executions/s, %,11.0f steps/s (%.2f s,"
            + " elapsed %.2f s)%s%n",
        what,
        done.executions(),
        (double) done.steps() / done.executions(),
        done.executions() / seconds,
        done.steps() / seconds,
        seconds,
        elapsed,
        done.states() == 0 ? "" : String.format(Locale.ROOT, " %,d states", done.states()));
  }

  // ---- programs

  private static Toy adders(int rounds) {
    return Toy.of(
        "adders",
        t -> {
          Cell i = t.cell("i", 1);
          Cell j = t.cell("j", 1);
          t.thread("one", () -> add(i, j, rounds));
          t.thread("two", () -> add(j, i, rounds));
          t.thread(
              "reader",
              () -> {
                i.load();
                j.load();
              });
        });
  }

  private static void add(Cell to, Cell from, int rounds) {
    for (int k = 0; k < rounds; k++) {
      to.store(to.load() + from.load());
    }
  }

  private static Toy racers(int rounds) {
    return Toy.of(
        "racers",
        t -> {
          Cell v = t.cell("v");
          for (int i = 0; i < 2; i++) {
            int me = i;
            t.thread(
                "racer" + i,
                () -> {
                  for (int k = 0; k < rounds; k++) {
                    v.store(me);
                    v.load();
                  }
                });
          }
        });
  }

  private static Toy exitWait(int exiting) {
    return Toy.of(
            "exit and wait",
            t -> {
              Mutex lock = t.mutex("process lock");
              Condition empty = t.condition("slot empty");
              Condition full = t.condition("slot full");
              Cell zombie = t.cell("zombie");
              for (int i = 0; i < exiting; i++) {
                t.thread(
                    "exiting" + i,
                    () -> {
                      lock.lock();
                      while (zombie.load() != 0) {
                        empty.sleep(lock);
                      }
                      zombie.store(1);
                      full.wakeOne();
                      lock.unlock();
                    });
              }
              t.thread("waiter", () -> await(t, lock, zombie, full, empty, exiting));
            })
        .marking();
  }

  private static void await(
      Toy t, Mutex lock, Cell zombie, Condition full, Condition empty, int exiting) {
    lock.lock();
    for (int i = 0; i < exiting; i++) {
      t.mark(i);
      while (zombie.load() == 0) {
        full.sleep(lock);
      }
      zombie.store(0);
      empty.wakeAll();
    }
    lock.unlock();
  }

  private static Toy lostUpdate() {
    return Toy.of(
        "lost update",
        toy -> {
          Cell count = toy.cell("count");
          Cell done = toy.cell("done");
          for (int i = 0; i < 2; i++) {
            toy.thread(
                "adder" + i,
                () -> {
                  count.store(count.load() + 1);
                  if (done.add(1) == 2) {
                    toy.check(count.load() == 2, "total", "an update was lost");
                  }
                });
          }
        });
  }
}
