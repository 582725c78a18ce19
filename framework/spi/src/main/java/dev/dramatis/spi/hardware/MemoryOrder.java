package dev.dramatis.spi.hardware;

/** Memory model of an architecture. */
public enum MemoryOrder {
  /** Total store order: stores may be delayed behind later loads. */
  TSO,
  /** Weak, other-multi-copy-atomic. */
  ARM_WEAK
}
