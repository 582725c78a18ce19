package dev.dramatis.simulation;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over all events and names of a run, in a byte order of its own, so the same on every
 * host.
 */
final class DigestSink implements TraceSink {
  private static final int RECORD = 32;

  private final MessageDigest sha;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(RECORD * 2048).order(ByteOrder.LITTLE_ENDIAN);
  private long events;

  DigestSink() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  @Override
  public void event(long time, EventKind kind, int cpu, int thread, long arg) {
    if (buffer.remaining() < RECORD) {
      flush();
    }
    buffer.putLong(time).putInt(kind.ordinal()).putInt(cpu).putInt(thread).putInt(0).putLong(arg);
    events++;
  }

  @Override
  public void name(int number, String name) {
    flush();
    sha.update(name.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
  }

  long events() {
    return events;
  }

  String hex() {
    flush();
    return HexFormat.of().formatHex(sha.digest());
  }

  private void flush() {
    sha.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
