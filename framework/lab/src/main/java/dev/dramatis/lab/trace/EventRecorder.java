package dev.dramatis.lab.trace;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of a run in a temporary file and plays them back. The names of threads are known
 * only when a run is over, and trace formats want them first; memory stays bounded however long the
 * run.
 */
public final class EventRecorder implements TraceSink, Closeable {
  private static final EventKind[] KINDS = EventKind.values();
  private static final int RECORD = 1 + 4 + 4 + 8 + 8;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(RECORD * 4096);
  private final List<@Nullable String> names = new ArrayList<>();
  private long events;

  /**
   * Records into a new temporary file.
   *
   * @param folder where; null for the system's own place
   */
  public EventRecorder(@Nullable Path folder) throws IOException {
    file =
        folder == null
            ? Files.createTempFile("dramatis-", ".events")
            : Files.createTempFile(folder, ".dramatis-", ".events");
    file.toFile().deleteOnExit();
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void event(long time, EventKind kind, int cpu, int thread, long arg) {
    if (buffer.remaining() < RECORD) {
      try {
        flush();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the trace: " + e.getMessage(), e);
      }
    }
    buffer.put((byte) kind.ordinal()).putInt(cpu).putInt(thread).putLong(time).putLong(arg);
    events++;
  }

  @Override
  public void name(int number, String name) {
    while (names.size() <= number) {
      names.add(null);
    }
    names.set(number, name);
  }

  /** Number of events recorded. */
  public long events() {
    return events;
  }

  /** Plays all names, then all events, in their order. */
  public void replay(TraceSink sink) throws IOException {
    flush();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name != null) {
        sink.name(i, name);
      }
    }
    channel.position(0);
    for (long left = events; left > 0; ) {
      int batch = (int) Math.min(left, buffer.capacity() / RECORD);
      buffer.clear().limit(batch * RECORD);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException(file + " ends too early");
        }
      }
      buffer.flip();
      for (int i = 0; i < batch; i++) {
        EventKind kind = KINDS[buffer.get()];
        int cpu = buffer.getInt();
        int thread = buffer.getInt();
        long time = buffer.getLong();
        long arg = buffer.getLong();
        sink.event(time, kind, cpu, thread, arg);
      }
      left -= batch;
    }
    buffer.clear();
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
