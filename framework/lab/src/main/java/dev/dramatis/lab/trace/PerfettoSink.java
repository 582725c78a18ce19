package dev.dramatis.lab.trace;

import dev.dramatis.lab.ThreadState;
import dev.dramatis.lab.Timeline;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.ThreadName;
import dev.dramatis.spi.trace.EventKind;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Perfetto trace, which opens at ui.perfetto.dev and in trace_processor. The run is told
 * twice: as generic kernel task states, from which Perfetto makes its own CPU and thread views and
 * the tables {@code sched_slice} and {@code thread_state}; and as named tracks of slices, one per
 * CPU and one per thread, which know the difference between waiting for a lock, a thread or an
 * event. Interrupts, measurements and swaps are slices and instants of their own.
 */
public final class PerfettoSink extends Timeline implements Closeable {
  private static final int PACKET = 1;
  private static final int SEQUENCE = 1;
  private static final int CLEARED_AND_NEEDED = 3;
  private static final int NEEDED = 2;

  private static final int TYPE_BEGIN = 1;
  private static final int TYPE_END = 2;
  private static final int TYPE_INSTANT = 3;

  private static final long CPUS = 1;
  private static final long THREADS = 2;
  private static final long RUN = 3;
  private static final long IRQS = 4;
  private static final long FIRST_CPU = 0x1_0000;
  private static final long FIRST_IRQ = 0x2_0000;
  private static final long FIRST_THREAD = 0x1000_0000L;

  private static final int KERNEL = 1_000_000;
  private static final int FLUSH_AT = 1 << 16;

  private final OutputStream out;
  private final ProtoWriter proto = new ProtoWriter();
  private final Map<Integer, String> threadNames = new HashMap<>();
  private final Map<String, Integer> internedNames = new HashMap<>();
  private final int cpuCount;
  private @Nullable String[] names = new String[64];
  private int[] nameIds = {};
  private int[] threadNameIds = {};
  private boolean[] openOnCpu = {};
  private byte[] nativeState = {};
  private byte[] openState = {};
  private int[] priority = {};

  /**
   * Starts a trace.
   *
   * @param threads threads of the run
   * @param cpuCount CPUs of the machine
   * @param title name of the run
   */
  public PerfettoSink(OutputStream out, List<ThreadName> threads, int cpuCount, String title) {
    this.out = out;
    this.cpuCount = cpuCount;
    expectCpus(cpuCount);
    for (ThreadName t : threads) {
      threadNames.put(t.id(), t.name());
    }
    header(threads, title);
  }

  /** Writes the trace of a recorded run; the file is there as a whole or not at all. */
  public static void write(
      EventRecorder events, RunResult result, int cpuCount, String title, Path file)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (PerfettoSink sink =
          new PerfettoSink(
              new BufferedOutputStream(Files.newOutputStream(part)),
              result.threads(),
              cpuCount,
              title)) {
        events.replay(sink);
        sink.finish(result.endNanos());
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      dev.dramatis.lab.Json.move(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public void name(int number, String name) {
    if (number >= names.length) {
      names = Arrays.copyOf(names, Math.max(number + 1, names.length * 2));
    }
    names[number] = name;
  }

  @Override
  protected void threadChanged(
      long time, int thread, ThreadState before, long since, ThreadState now, int cpu) {
    growThreads(slot(thread));
    taskState(time, thread, now, cpu);
    long track = FIRST_THREAD + slot(thread);
    if (openState[slot(thread)] != 0) {
      slice(time, TYPE_END, track, 0);
      openState[slot(thread)] = 0;
    }
    if (now != ThreadState.NONE && now != ThreadState.ZOMBIE) {
      slice(time, TYPE_BEGIN, track, intern(now.title()));
      openState[slot(thread)] = 1;
    }
  }

  @Override
  protected void cpuChanged(long time, int cpu, int before, long since, int now) {
    if (cpu >= openOnCpu.length) {
      openOnCpu = Arrays.copyOf(openOnCpu, Math.max(cpu + 1, openOnCpu.length * 2));
    }
    long track = FIRST_CPU + cpu;
    if (openOnCpu[cpu]) {
      slice(time, TYPE_END, track, 0);
      openOnCpu[cpu] = false;
    }
    if (now != IDLE && now != SWITCHING && before != now) {
      slice(time, TYPE_BEGIN, track, threadNameId(now));
      openOnCpu[cpu] = true;
    }
  }

  @Override
  protected void other(long time, EventKind kind, int cpu, int thread, long arg) {
    switch (kind) {
      case IRQ_ENTER -> slice(time, TYPE_BEGIN, FIRST_IRQ + cpu, nameId((int) arg));
      case IRQ_EXIT -> slice(time, TYPE_END, FIRST_IRQ + cpu, 0);
      case PRIORITY -> {
        growThreads(slot(thread));
        priority[slot(thread)] = (int) arg;
      }
      case MARK -> mark(time, FIRST_THREAD + slot(thread), nameId(cpu), arg);
      case SWAP -> slice(time, TYPE_INSTANT, RUN, nameId((int) arg));
      default -> {
        // Not drawn.
      }
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    out.close();
  }

  private void header(List<ThreadName> threads, String title) {
    boolean first = true;
    first = track(RUN, 0, title, 0, first);
    first = track(CPUS, 0, "CPUs", 1, first);
    first = track(IRQS, 0, "Interrupts", 2, first);
    track(THREADS, 0, "Threads by state", 3, first);
    for (int cpu = 0; cpu < cpuCount; cpu++) {
      track(FIRST_CPU + cpu, CPUS, "CPU " + cpu, cpu, false);
      track(FIRST_IRQ + cpu, IRQS, "CPU " + cpu, cpu, false);
    }
    for (ThreadName t : threads) {
      track(FIRST_THREAD + slot(t.id()), THREADS, t.name() + " (" + t.id() + ")", t.id(), false);
    }
    processTree(threads);
  }

  private boolean track(long uuid, long parent, String name, int rank, boolean firstPacket) {
    int packet = proto.begin(PACKET);
    proto.number(10, SEQUENCE);
    proto.number(13, firstPacket ? CLEARED_AND_NEEDED : NEEDED);
    int descriptor = proto.begin(60);
    proto.number(1, uuid);
    proto.text(2, name);
    if (parent != 0) {
      proto.number(5, parent);
    }
    proto.number(11, 3);
    proto.number(12, rank);
    proto.end(descriptor);
    endPacket(packet);
    return false;
  }

  /**
   * A process has the number of its first thread, because thread and process numbers share one
   * space.
   */
  private void processTree(List<ThreadName> threads) {
    Map<String, Integer> processes = new LinkedHashMap<>();
    for (ThreadName t : threads) {
      processes.putIfAbsent(t.process(), t.id());
    }
    int packet = proto.begin(PACKET);
    proto.number(10, SEQUENCE);
    int tree = proto.begin(120);
    processes.put("kernel", KERNEL);
    for (Map.Entry<String, Integer> p : processes.entrySet()) {
      int process = proto.begin(1);
      proto.number(1, p.getValue());
      proto.number(2, 0);
      proto.text(3, p.getKey().replace(' ', '_'));
      proto.end(process);
    }
    proto.end(tree);
    endPacket(packet);
    for (ThreadName t : threads) {
      int pid = processes.getOrDefault(t.process(), KERNEL);
      processTreeThread(t.id(), pid, t.name());
    }
  }

  private void processTreeThread(int tid, int pid, String name) {
    int packet = proto.begin(PACKET);
    proto.number(10, SEQUENCE);
    int tree = proto.begin(120);
    int thread = proto.begin(2);
    proto.number(1, tid);
    proto.number(2, pid);
    proto.text(3, name);
    proto.number(4, tid == pid ? 1 : 0);
    proto.end(thread);
    proto.end(tree);
    endPacket(packet);
  }

  private void taskState(long time, int thread, ThreadState now, int cpu) {
    int state =
        switch (now) {
          case RUNNABLE -> 2;
          case RUNNING -> 3;
          case SLEEPING, JOIN_WAIT, SWAPPING -> 4;
          case LOCK_WAIT -> 5;
          case STOPPED -> 6;
          case ZOMBIE -> 7;
          case NEW, NONE -> 0;
        };
    int slot = slot(thread);
    // A thread that is there has been created: the process tree says so. Repetitions would be taken
    // for damage.
    if (state == 0 || state == nativeState[slot]) {
      return;
    }
    nativeState[slot] = (byte) state;
    int packet = proto.begin(PACKET);
    proto.number(8, time);
    proto.number(10, SEQUENCE);
    int task = proto.begin(117);
    proto.number(1, Math.max(0, cpu));
    proto.text(2, nameOf(thread));
    proto.number(3, thread >= 0 ? thread : KERNEL - thread);
    proto.number(4, state);
    proto.number(5, priority[slot]);
    proto.end(task);
    endPacket(packet);
  }

  private void slice(long time, int type, long track, int name) {
    int packet = packet(time);
    int event = proto.begin(11);
    proto.number(9, type);
    proto.number(11, track);
    if (name != 0) {
      proto.number(10, name);
    }
    proto.end(event);
    endPacket(packet);
  }

  private void mark(long time, long track, int name, long nanos) {
    int packet = packet(time);
    int event = proto.begin(11);
    proto.number(9, TYPE_INSTANT);
    proto.number(11, track);
    proto.number(10, name);
    int annotation = proto.begin(4);
    proto.text(10, "nanoseconds");
    proto.number(4, nanos);
    proto.end(annotation);
    proto.end(event);
    endPacket(packet);
  }

  private int packet(long time) {
    int packet = proto.begin(PACKET);
    proto.number(8, time);
    proto.number(10, SEQUENCE);
    proto.number(13, NEEDED);
    return packet;
  }

  private void endPacket(int packet) {
    proto.end(packet);
    if (proto.size() >= FLUSH_AT) {
      try {
        flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void flush() throws IOException {
    out.write(proto.array(), 0, proto.size());
    proto.clear();
  }

  /** The number of a name in the trace; says the name in a packet of its own when it is new. */
  private int intern(String name) {
    Integer known = internedNames.get(name);
    if (known != null) {
      return known;
    }
    int id = internedNames.size() + 1;
    internedNames.put(name, id);
    int packet = proto.begin(PACKET);
    proto.number(10, SEQUENCE);
    proto.number(13, NEEDED);
    int interned = proto.begin(12);
    int entry = proto.begin(2);
    proto.number(1, id);
    proto.text(2, name);
    proto.end(entry);
    proto.end(interned);
    endPacket(packet);
    return id;
  }

  private int nameId(int number) {
    if (number >= nameIds.length) {
      nameIds = Arrays.copyOf(nameIds, number + 16);
    }
    if (nameIds[number] == 0) {
      String name = number < names.length ? names[number] : null;
      nameIds[number] = intern(name == null ? "#" + number : name);
    }
    return nameIds[number];
  }

  private int threadNameId(int thread) {
    int slot = slot(thread);
    growThreads(slot);
    if (threadNameIds[slot] == 0) {
      threadNameIds[slot] = intern(nameOf(thread));
    }
    return threadNameIds[slot];
  }

  private String nameOf(int thread) {
    return threadNames.computeIfAbsent(thread, t -> t < 0 ? "kernel thread " + -t : "thread " + t);
  }

  private void growThreads(int slot) {
    if (slot >= nativeState.length) {
      int length = Math.max(slot + 64, nativeState.length * 2);
      nativeState = Arrays.copyOf(nativeState, length);
      openState = Arrays.copyOf(openState, length);
      priority = Arrays.copyOf(priority, length);
      threadNameIds = Arrays.copyOf(threadNameIds, length);
    }
  }
}
