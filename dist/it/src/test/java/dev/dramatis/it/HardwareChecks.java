package dev.dramatis.it;

import static dev.dramatis.it.Trial.launch;
import static dev.dramatis.it.Trial.machine;
import static dev.dramatis.it.Trial.variant;

import dev.dramatis.lab.MachineUse;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Relation;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What was published, what the models give, and how far apart the two may be. */
final class HardwareChecks {
  private static final long US = 1_000;
  private static final long MS = 1_000_000;

  static final List<Row> ROWS = rows();

  private HardwareChecks() {}

  /**
   * A figure.
   *
   * @param id of the check
   * @param what is compared
   * @param unit of the figures
   * @param published the figure to reproduce
   * @param model what the model gives
   * @param low least that is accepted
   * @param high most that is accepted
   * @param source of the published figure
   */
  record Row(
      String id,
      String what,
      String unit,
      double published,
      double model,
      double low,
      double high,
      String source) {
    @Override
    public String toString() {
      return id + " " + what;
    }
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    transfers(rows);
    placement(rows);
    capacities(rows);
    idle(rows);
    entries(rows);
    shootdowns(rows);
    atomics(rows);
    siblings(rows);
    timers(rows);
    endToEnd(rows);
    return List.copyOf(rows);
  }

  /** The model has to be within so many percent of the published figure. */
  private static Row within(
      double percent,
      String id,
      String what,
      String unit,
      double published,
      double model,
      String source) {
    return between(
        published * (1 - percent / 100),
        published * (1 + percent / 100),
        id,
        what,
        unit,
        published,
        model,
        source);
  }

  private static Row between(
      double low,
      double high,
      String id,
      String what,
      String unit,
      double published,
      double model,
      String source) {
    return new Row(id, what, unit, published, model, low, high, source);
  }

  // cache lines

  /** Mean over all ordered pairs of a relation. */
  private static double mean(HardwareModel model, Relation relation) {
    int cpus = model.topology().cpuCount();
    long sum = 0;
    long count = 0;
    for (int a = 0; a < cpus; a++) {
      for (int b = 0; b < cpus; b++) {
        if (model.topology().relation(a, b) == relation) {
          sum += model.transferNanos(a, b);
          count++;
        }
      }
    }
    return (double) sum / count;
  }

  private static double ratio(String id, Relation far, Relation near) {
    HardwareModel model = machine(id);
    return mean(model, far) / mean(model, near);
  }

  /** Mean over the pairs of different cores among the first CPUs. */
  private static double betweenCores(HardwareModel model, int cpus) {
    long sum = 0;
    long count = 0;
    for (int a = 0; a < cpus; a++) {
      for (int b = 0; b < cpus; b++) {
        if (model.topology().place(a).core() != model.topology().place(b).core()) {
          sum += model.transferNanos(a, b);
          count++;
        }
      }
    }
    return (double) sum / count;
  }

  private static void transfers(List<Row> rows) {
    String v1 = "V1";
    String v2 = "V2";
    String v3 = "V3";
    String v5 = "V5";
    String c2c = "core-to-core-latency";
    rows.add(
        within(
            10,
            v1,
            "epyc-7r13-2s: other cache complex / same",
            "x",
            4.7,
            ratio("epyc-7r13-2s", Relation.SAME_NODE, Relation.SAME_LLC),
            c2c));
    rows.add(
        within(
            10,
            v1,
            "ryzen-5950x: other cache complex / same",
            "x",
            4.7,
            ratio("ryzen-5950x", Relation.SAME_NODE, Relation.SAME_LLC),
            c2c));
    rows.add(
        within(
            10,
            v1,
            "epyc-9654-2s: other cache complex / same",
            "x",
            4.2,
            ratio("epyc-9654-2s", Relation.SAME_NODE, Relation.SAME_LLC),
            c2c));
    rows.add(
        within(
            10,
            v2,
            "xeon-8375c-2s: other socket / same cache",
            "x",
            2.10,
            ratio("xeon-8375c-2s", Relation.CROSS_PACKAGE, Relation.SAME_LLC),
            c2c));
    rows.add(
        within(
            10,
            v2,
            "epyc-7r13-2s: other socket / other cache complex",
            "x",
            1.83,
            ratio("epyc-7r13-2s", Relation.CROSS_PACKAGE, Relation.SAME_NODE),
            c2c));
    rows.add(
        within(
            10,
            v2,
            "graviton4-2s: other socket / same mesh",
            "x",
            3.1,
            ratio("graviton4-2s", Relation.CROSS_PACKAGE, Relation.SAME_LLC),
            "chipsandcheese, Graviton4"));
    rows.add(
        within(
            10,
            v3,
            "xeon-8375c-2s: other core / sibling",
            "x",
            6.4,
            ratio("xeon-8375c-2s", Relation.SAME_LLC, Relation.SMT),
            c2c));
    HardwareModel alder = machine("core-i9-12900k");
    rows.add(
        within(
            10,
            v3,
            "core-i9-12900k: other P-core / sibling",
            "x",
            8.2,
            betweenCores(alder, 16) / mean(alder, Relation.SMT),
            c2c));
    HardwareModel mesh = machine("graviton3");
    double most = 0;
    double least = Double.MAX_VALUE;
    for (int a = 0; a < 64; a++) {
      for (int b = 0; b < a; b++) {
        most = Math.max(most, mesh.transferNanos(a, b));
        least = Math.min(least, mesh.transferNanos(a, b));
      }
    }
    rows.add(within(5, v5, "graviton3: slowest / fastest pair", "x", 1.92, most / least, c2c));
    rows.add(
        within(
            10,
            v5,
            "kunpeng920-2s: other die / same",
            "x",
            2.25,
            ratio("kunpeng920-2s", Relation.SAME_PACKAGE, Relation.SAME_LLC),
            c2c));
    HardwareModel m1 = machine("apple-m1-pro");
    rows.add(
        within(
            10,
            v5,
            "apple-m1-pro: other P cluster / same",
            "x",
            3.8,
            (double) m1.transferNanos(2, 5) / m1.transferNanos(2, 3),
            c2c));
  }

  // placement

  /** Pairs of threads that hand a token to and fro, one of each on each CPU given. */
  private static long pingPong(HardwareModel model, int a, int b) {
    return Trial.run(
            model,
            w -> {
              int process = w.newProcess("p");
              UserMutex mutex = w.newMutex("m");
              UserCondition turn = w.newCondition("c");
              int[] whose = {0};
              launch(w, process, player(mutex, turn, whose, 0), a);
              launch(w, process, player(mutex, turn, whose, 1), b);
            })
        .end();
  }

  private static Program player(UserMutex mutex, UserCondition turn, int[] whose, int me) {
    return user -> {
      for (int i = 0; i < 500; i++) {
        user.lock(mutex);
        while (whose[0] != me) {
          user.await(turn, mutex);
        }
        whose[0] = 1 - me;
        user.broadcast(turn);
        user.unlock(mutex);
        user.compute(2 * US);
      }
    };
  }

  private static void placement(List<Row> rows) {
    HardwareModel genoa = machine("epyc-9654-2s");
    HardwareModel rapids = machine("xeon-max9460-2s");
    double gainOfGenoa = gain(genoa);
    double gainOfRapids = gain(rapids);
    String v7 = "V7";
    String series = "Linux cache-aware scheduling series: large on Genoa, small on Sapphire Rapids";
    rows.add(
        between(
            2,
            100,
            v7,
            "epyc-9654-2s: time lost when a pair is 8 cores apart",
            "%",
            44,
            gainOfGenoa,
            series + "; sign and order only"));
    rows.add(
        between(
            -1,
            Math.min(10, gainOfGenoa),
            v7,
            "xeon-max9460-2s: time lost when a pair is 8 cores apart",
            "%",
            10,
            gainOfRapids,
            series + "; sign and order only"));
  }

  private static double gain(HardwareModel model) {
    double near = pingPong(model, 0, 1);
    double far = pingPong(model, 0, 8);
    return (far - near) / near * 100;
  }

  // capacities

  /** A task that is busy for so many percent of its time; whether it ends up on a big core. */
  private static boolean movesUp(HardwareModel model, int percent) {
    int last =
        Trial.run(
                model,
                BasicSchedulers.capacity(),
                w ->
                    launch(
                        w,
                        w.newProcess("p"),
                        user -> {
                          for (int i = 0; i < 500; i++) {
                            user.computeFor(percent * 20L * US);
                            user.sleep((100 - percent) * 20L * US);
                          }
                        }))
            .lastCpu();
    return model.capacity(last) == 1024;
  }

  /** Utilisation, in terms of the declared capacity, from which a task moves up. */
  private static double misfit(String id) {
    HardwareModel model = machine(id);
    int percent = 60;
    while (percent < 100 && !movesUp(model, percent)) {
      percent++;
    }
    return percent * model.capacity(0) / 100.0;
  }

  private static double runTime(HardwareModel model, int cpu) {
    return Trial.run(model, w -> launch(w, w.newProcess("p"), u -> u.compute(200 * MS), cpu)).end();
  }

  private static void capacities(List<Row> rows) {
    String rule = "sched-energy.rst: capacity x 0.8";
    rows.add(
        within(10, "V8", "rk3588: a task moves up beyond", "of 1024", 317, misfit("rk3588"), rule));
    rows.add(
        within(10, "V8", "rk3399: a task moves up beyond", "of 1024", 304, misfit("rk3399"), rule));
    HardwareModel rk3588 = machine("rk3588");
    HardwareModel alder = machine("core-i9-12900k");
    String zip = "sbc-bench, 7-zip";
    rows.add(
        within(
            2,
            "V9",
            "rk3588: speed of an A55 / A76, run",
            "x",
            0.52,
            runTime(rk3588, 4) / runTime(rk3588, 0),
            zip));
    rows.add(
        within(
            2,
            "V9",
            "core-i9-12900k: speed of an E-core / P-core, run",
            "x",
            0.78,
            runTime(alder, 0) / runTime(alder, 20),
            zip));
    MachineUse.Cores little =
        new MachineUse.Cores(
            List.of(0), rk3588.capacity(0), rk3588.experiencedCapacity(0), 1_000 * MS);
    rows.add(
        within(
            5,
            "V9",
            "rk3588: error of the declared capacity that the report shows",
            "%",
            33,
            little.surprisePercent(),
            "0.52 measured, 0.39 declared"));
  }

  // idle

  /** Mean lateness of a thread that sleeps. */
  private static double lateness(HardwareModel model, long sleep, int cpu) {
    return Trial.run(
            model,
            w ->
                launch(
                    w,
                    w.newProcess("p"),
                    user -> {
                      long due = user.now();
                      for (int i = 0; i < 200; i++) {
                        due += sleep;
                        user.sleepUntil(due);
                        user.mark("late", user.now() - due);
                      }
                    },
                    cpu))
        .meanMark();
  }

  private static double fewerIpis(HardwareModel one, HardwareModel other) {
    return 100.0 * (1 - (double) ipisOf(one) / ipisOf(other));
  }

  /** A thread on one CPU that wakes one on another, again and again, with pauses between. */
  private static long ipisOf(HardwareModel model) {
    return Trial.run(
            model,
            w -> {
              int process = w.newProcess("p");
              UserMutex mutex = w.newMutex("m");
              UserCondition go = w.newCondition("c");
              int[] given = {0};
              launch(
                  w,
                  process,
                  user -> {
                    for (int i = 0; i < 300; i++) {
                      user.sleep(200 * US);
                      user.lock(mutex);
                      given[0]++;
                      user.signal(go);
                      user.unlock(mutex);
                    }
                  },
                  0);
              launch(
                  w,
                  process,
                  user -> {
                    for (int taken = 0; taken < 300; taken++) {
                      user.lock(mutex);
                      while (given[0] <= taken) {
                        user.await(go, mutex);
                      }
                      user.unlock(mutex);
                    }
                  },
                  1);
            })
        .ipis();
  }

  private static void idle(List<Row> rows) {
    HardwareModel rapids = machine("xeon-max9460-2s");
    rows.add(
        within(
            10,
            "V12",
            "xeon-max9460-2s: C6 wakes later than C1E by, run",
            "us",
            288,
            (lateness(rapids, 5 * MS, 0) - lateness(rapids, 100 * US, 0)) / 1000,
            "intel_idle"));
    String idleStates = "idle_states: [{id: HLT, exit_us: 1, min_residency_us: 0}]\n";
    rows.add(
        between(
            95,
            100,
            "V13",
            "xeon-8375c-2s: fewer interrupts to wake, MWAIT against HLT, run",
            "%",
            99,
            fewerIpis(machine("xeon-8375c-2s"), variant("extends: xeon-8375c-2s\n" + idleStates)),
            "android-review f602d0632755"));
    rows.add(
        between(
            -1,
            1,
            "V13",
            "graviton3: fewer interrupts to wake, WFI, run",
            "%",
            0,
            fewerIpis(
                machine("graviton3"),
                variant("extends: graviton3\nspin_wait: {kind: pause-only}\n")),
            "WFI wakes by interrupts only"));
  }

  // entries

  private static double cycles(HardwareModel model, Operation operation, int mhz) {
    return model.nanos(operation, 0) * mhz / 1000.0;
  }

  private static void entries(List<Row> rows) {
    String base = "extends: xeon-8375c-2s\n";
    double plain = variant(base).nanos(Operation.SYSCALL, 0);
    double pcid =
        variant(base + "mitigations: {kpti: true, pcid: true}\n").nanos(Operation.SYSCALL, 0);
    double none =
        variant(base + "mitigations: {kpti: true, pcid: false}\n").nanos(Operation.SYSCALL, 0);
    rows.add(
        within(
            15,
            "V14",
            "xeon-8375c-2s: page tables of the kernel apart, each system call",
            "ns",
            139,
            pcid - plain,
            "FreeBSD on Haswell"));
    rows.add(
        within(
            5,
            "V14",
            "the same without PCID / with",
            "x",
            1.73,
            (none - plain) / (pcid - plain),
            "imagefactory.otc, 760 / 440 cycles"));
    String l4re = "L4Re";
    rows.add(
        within(
            3,
            "V15",
            "rpi5 (A76): other address space",
            "cycles",
            137,
            cycles(machine("rpi5"), Operation.ADDRESS_SPACE_SWITCH, 2400),
            l4re));
    rows.add(
        within(
            3,
            "V15",
            "altra-max-2s (N1): other address space",
            "cycles",
            142,
            cycles(machine("altra-max-2s"), Operation.ADDRESS_SPACE_SWITCH, 3000),
            l4re));
    rows.add(
        within(
            3,
            "V15",
            "xeon-8375c-2s: other address space",
            "cycles",
            479,
            cycles(machine("xeon-8375c-2s"), Operation.ADDRESS_SPACE_SWITCH, 3500),
            l4re));
    rows.add(
        between(
            42,
            94,
            "V15",
            "genoa-vm-2c: other address space",
            "ns",
            68,
            (double) machine("genoa-vm-2c").nanos(Operation.ADDRESS_SPACE_SWITCH, 0),
            "own measurement, 42 to 94"));
  }

  // shootdowns

  /** Mean time of a change of protection, by so many threads with so many that only compute. */
  private static double protection(HardwareModel model, int senders, int bystanders) {
    Consumer<Launcher> start =
        w -> {
          int process = w.newProcess("p");
          int[] left = {senders};
          for (int i = 0; i < senders + bystanders; i++) {
            boolean sends = i < senders;
            launch(
                w,
                process,
                user -> {
                  user.compute(MS);
                  for (int l = 0; sends && l < 100; l++) {
                    long begin = user.now();
                    user.protect();
                    user.mark("protect", user.now() - begin);
                    user.compute(US);
                  }
                  left[0] -= sends ? 1 : 0;
                  while (left[0] > 0 && !sends) {
                    user.compute(10 * US);
                  }
                },
                i);
          }
        };
    return Trial.run(model, start).meanMark();
  }

  private static void shootdowns(List<Row> rows) {
    String v17 = "V17";
    HardwareModel xeon = machine("xeon-8375c-2s");
    double none = protection(xeon, 1, 0);
    double four = protection(xeon, 1, 4);
    double eight = protection(xeon, 1, 8);
    double sixteen = protection(xeon, 1, 16);
    rows.add(
        within(
            10,
            v17,
            "xeon-8375c-2s: growth from 8 to 16 targets / from 4 to 8, run",
            "x",
            2,
            (sixteen - eight) / (eight - four),
            "interrupts: linear in running targets"));
    rows.add(
        between(
            0,
            0.5,
            v17,
            "xeon-8375c-2s: nobody else runs there / 4 do, run",
            "x",
            0,
            none / four,
            "interrupts: idle CPUs are left alone"));
    HardwareModel altra = machine("altra-max-2s");
    double flat = protection(altra, 1, 16) / protection(altra, 1, 1);
    rows.add(
        within(
            5,
            v17,
            "altra-max-2s: 16 targets / 1, run",
            "x",
            1,
            flat,
            "broadcast: flat in targets"));
    double eightSenders = altra.shootdownNanos(0, 1, 8);
    rows.add(
        within(
            5,
            v17,
            "altra-max-2s: 8 broadcasts at once / 1",
            "x",
            8,
            eightSenders / altra.shootdownNanos(0, 1, 1),
            "kernel.googlesource andrea 78e8089e: linear in senders"));
    HardwareModel milan = machine("epyc-7r13-2s");
    HardwareModel invlpgb =
        variant("extends: epyc-7r13-2s\ntlb_shootdown: {method: broadcast, base_ns: 500}\n");
    rows.add(
        between(
            5,
            20,
            v17,
            "epyc-7r13-2s, 36 CPUs: time by interrupts / by INVLPGB, run",
            "x",
            10,
            protection(milan, 36, 0) / protection(invlpgb, 36, 0),
            "linux-mm msg417207: share of CPU time 40 % to 4 %"));
  }

  // atomics

  private static double lseToLoop(String id) {
    double lse = machine(id).nanos(Operation.ATOMIC, 0);
    return lse / variant("extends: " + id + "\natomics: {kind: llsc}\n").nanos(Operation.ATOMIC, 0);
  }

  private static void atomics(List<Row> rows) {
    String source = "linux-arm-kernel 2025-November 1076998";
    rows.add(
        within(
            10,
            "V18",
            "altra-max-2s (N1): LSE / LL-SC",
            "x",
            0.68,
            lseToLoop("altra-max-2s"),
            source));
    rows.add(
        between(
            7,
            10,
            "V18",
            "graviton4-2s, far atomics: LSE / LL-SC",
            "x",
            8.5,
            lseToLoop("graviton4-2s"),
            source + " (A720: 7 to 10)"));
  }

  // siblings

  /** Time until a thread on each of the CPUs has done its work. */
  private static double together(HardwareModel model, int... cpus) {
    return Trial.run(
            model,
            w -> {
              int process = w.newProcess("p");
              for (int cpu : cpus) {
                launch(w, process, user -> user.compute(100 * MS), cpu);
              }
            })
        .end();
  }

  private static void siblings(List<Row> rows) {
    HardwareModel xeon = machine("xeon-8375c-2s");
    double alone = together(xeon, 0);
    double ratio = 2 * alone / together(xeon, 0, 64);
    rows.add(
        between(
            1.15,
            1.3,
            "V20",
            "xeon-8375c-2s: two busy siblings / one, run",
            "x",
            1.25,
            ratio,
            "Linux smt_gain, 1.15 to 1.3"));
    int[] packed = IntStream.range(0, 64).map(i -> i < 32 ? i : i + 32).toArray();
    int[] spread = IntStream.range(0, 64).toArray();
    rows.add(
        within(
            10,
            "V20",
            "xeon-8375c-2s half loaded: lost by packing siblings, run",
            "%",
            37.5,
            100 * (1 - together(xeon, spread) / together(xeon, packed)),
            "(2 - 1.25) / 2"));
  }

  // timers

  /** Least difference between two readings of the clock that differ. */
  private static double granularity(HardwareModel model) {
    long[] least = {Long.MAX_VALUE};
    Trial.run(
        model,
        w ->
            launch(
                w,
                w.newProcess("p"),
                user -> {
                  long before = user.now();
                  for (int i = 0; i < 1000; i++) {
                    user.compute(1 + i % 7);
                    long now = user.now();
                    if (now != before) {
                      least[0] = Math.min(least[0], now - before);
                    }
                    before = now;
                  }
                }));
    return least[0];
  }

  private static void timers(List<Row> rows) {
    String source = "arm64 BogoMIPS in sbc-bench logs";
    // whole nanoseconds: a period of 41.7 shows as 41 or 42
    rows.add(
        between(
            41,
            84,
            "V21",
            "rk3588, 24 MHz: least step of the clock, run",
            "ns",
            41.7,
            granularity(machine("rk3588")),
            source));
    rows.add(
        between(
            40,
            80,
            "V21",
            "altra-max-2s, 25 MHz: least step of the clock, run",
            "ns",
            40,
            granularity(machine("altra-max-2s")),
            source));
  }

  // end to end

  /** Mean time to create a thread and join it. */
  private static double createAndJoin(HardwareModel model) {
    return Trial.run(
            model,
            w ->
                launch(
                    w,
                    w.newProcess("p"),
                    user -> {
                      for (int i = 0; i < 200; i++) {
                        long begin = user.now();
                        UserThread child =
                            Objects.requireNonNull(user.create(ThreadSpec.named("c"), u -> {}));
                        user.join(child);
                        user.mark("create", user.now() - begin);
                      }
                    },
                    0))
        .meanMark();
  }

  private static void endToEnd(List<Row> rows) {
    HardwareModel quick =
        variant("extends: rk3399\nidle_states: [{id: WFI, exit_us: 1, min_residency_us: 1}]\n");
    rows.add(
        between(
            1.5,
            15,
            "V22",
            "rk3399 (A53): lateness of a sleeper, FreeBSD, run",
            "us",
            5,
            lateness(quick, MS, 0) / 1000,
            "cyclictest under Linux, mean; another kernel: factor 3"));
    rows.add(
        between(
            6,
            60,
            "V22",
            "genoa-vm-2c: create and join a thread, FreeBSD, run",
            "us",
            19,
            createAndJoin(machine("genoa-vm-2c")) / 1000,
            "own measurement under Linux; another kernel: factor 3"));
  }

  // the page

  static String page() {
    StringBuilder text = new StringBuilder();
    text.append("# Machines against measurements\n\n")
        .append("Written by a test (`HardwareValidationIT`), which fails when a figure leaves its")
        .append(" range or this page is not\ncurrent; `-Ddramatis.docs.update=true` renews it.")
        .append(" \"Run\" means that a workload ran under a kernel on the machine;\nthe others are")
        .append(" read off the model. Checks that ask for the order of things have a wide range.")
        .append("\n\n| check | what | unit | published | model | error | accepted | source |\n")
        .append("|---|---|---|--:|--:|--:|---|---|\n");
    for (Row row : ROWS) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s to %s | %s |%n",
              row.id(),
              row.what(),
              row.unit(),
              number(row.published()),
              number(row.model()),
              error(row),
              number(row.low()),
              number(row.high()),
              row.source()));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static String error(Row row) {
    return row.published() == 0
        ? "-"
        : String.format(
            Locale.ROOT, "%+.0f %%", (row.model() - row.published()) / row.published() * 100);
  }

  private static String number(double value) {
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return Math.abs(value) >= 10
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
