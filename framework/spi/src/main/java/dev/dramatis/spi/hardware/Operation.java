package dev.dramatis.spi.hardware;

/** Operations whose architectural floor a hardware model prices. */
public enum Operation {
  /** Entering the kernel by a system call and returning to user mode. */
  SYSCALL,
  /** Entering the kernel by an interrupt and returning. */
  INTERRUPT,
  /** Exchanging the register state of two threads of one address space. */
  THREAD_SWITCH,
  /** Added when the address space changes too. */
  ADDRESS_SPACE_SWITCH,
  /** Issuing an inter-processor interrupt, on the sender. */
  IPI_SEND,
  /** Programming a per-CPU timer. */
  TIMER_PROGRAM,
  /** Reading the clock. */
  CLOCK_READ,
  /** An atomic read-modify-write on a line that the CPU owns. */
  ATOMIC,
  /** A full memory barrier. */
  FENCE,
  /** Added to a thread switch when floating-point and vector registers are exchanged too. */
  FPU_SWITCH,
  /** One turn of a spin loop's hint to the processor. */
  SPIN_HINT,
  /** Dropping one page's translation on the CPU itself. */
  TLB_FLUSH_PAGE
}
