package dev.dramatis.spi.trace;

/**
 * What an event says. The meaning of {@code arg} is given for each; {@code thread} is the id of the
 * thread concerned, which is negative for kernel threads (idle of CPU n: -1 - n). The order of the
 * constants is part of the digest: append only.
 */
public enum EventKind {
  /** A thread exists; arg: process number. */
  THREAD_CREATE,
  /** A thread became ready; arg: the CPU chosen for it. */
  THREAD_READY,
  /** A thread was put on a CPU; arg: thread id that was there before. */
  SWITCH_IN,
  /** A thread left its CPU; arg: ordinal of the {@link OffReason}. */
  SWITCH_OUT,
  /**
   * A sleeping or waiting thread was woken; arg: id of the waker, or of the CPU's interrupted
   * thread.
   */
  WAKEUP,
  /** A thread started to wait; arg: interned name of the wait channel. */
  WAIT_CHANNEL,
  /** A thread moved to another CPU; arg: the CPU before. */
  MIGRATE,
  /** A thread became a zombie. */
  THREAD_EXIT,
  /** A zombie's last remains were freed; arg: id of the reaper, or -1. */
  THREAD_REAP,
  /** A user mutex was taken; arg: its number. */
  LOCK_ACQUIRE,
  /** A user mutex was found held; arg: its number. */
  LOCK_CONTEND,
  /** A user mutex was released; arg: its number. */
  LOCK_RELEASE,
  /** An interrupt was taken; arg: interned name. */
  IRQ_ENTER,
  /** Its handler returned; arg: interned name. */
  IRQ_EXIT,
  /** An inter-processor interrupt was sent; arg: target CPU. */
  IPI_SEND,
  /** A CPU halted; arg: index of the idle state. */
  IDLE_ENTER,
  /** A CPU woke up; arg: index of the idle state. */
  IDLE_EXIT,
  /** A system call began; arg: interned native name. */
  SYSCALL_ENTER,
  /** It returned; arg: result. */
  SYSCALL_EXIT,
  /** A priority changed; arg: the new one, on the kernel's own scale. */
  PRIORITY,
  /** A decision explained by the scheduler; arg: value; thread: interned key. */
  EXPLAIN,
  /**
   * A measurement of the workload; arg: value in nanoseconds; cpu: interned name; thread: the
   * thread that measured.
   */
  MARK,
  /** Part of the run was exchanged; arg: interned description. */
  SWAP,
  /** A personality-specific event; thread and arg as that personality documents. */
  NATIVE,
  /** A CPU changed its clock; arg: the new one in MHz. */
  FREQUENCY,
  /** A CPU went out of service or came back; arg: 1 if it takes work now, else 0. */
  ONLINE
}
