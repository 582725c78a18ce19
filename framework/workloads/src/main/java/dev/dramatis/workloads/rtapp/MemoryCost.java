package dev.dramatis.workloads.rtapp;

/**
 * What memory events cost. They are simulated as computing, since single loads and stores are below
 * the grain of the machine model: streams of bytes at 8 bytes per nanosecond, single accesses by
 * the size of the buffer that they wander in. The size also becomes the working set of the thread,
 * so a migration costs more.
 */
final class MemoryCost {
  private static final int BYTES_PER_NANO = 8;

  /** One write to a device. */
  private static final long WRITE_CALL_NANOS = 1_000;

  private static final long IN_ORDER_NANOS = 1;
  private static final int L1_BYTES = 32 << 10;
  private static final int L2_BYTES = 1 << 20;
  private static final int L3_BYTES = 32 << 20;

  private MemoryCost() {}

  /** Writing a stretch of memory. */
  static long stream(long bytes) {
    return Math.ceilDiv(bytes, BYTES_PER_NANO);
  }

  /** Writing to a device, one call for each buffer full. */
  static long device(long bytes, long bufferBytes) {
    return stream(bytes) + Math.ceilDiv(bytes, bufferBytes) * WRITE_CALL_NANOS;
  }

  /** Single accesses; in order they are fetched ahead, a chase or a random order waits for each. */
  static long accesses(long count, long bufferBytes, boolean inOrder) {
    long each;
    if (inOrder || bufferBytes <= L1_BYTES) {
      each = IN_ORDER_NANOS;
    } else if (bufferBytes <= L2_BYTES) {
      each = 4;
    } else if (bufferBytes <= L3_BYTES) {
      each = 15;
    } else {
      each = 80;
    }
    return count * each;
  }
}
