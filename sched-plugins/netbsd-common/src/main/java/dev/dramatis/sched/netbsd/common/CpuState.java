package dev.dramatis.sched.netbsd.common;

/** What the scheduler knows of a CPU ({@code struct schedstate_percpu}). */
public final class CpuState {
  /** Number of the CPU. */
  public final int cpu;

  /** Whether it is the CPU of its core that LWPs prefer (SPCF_1STCLASS). */
  public final boolean firstClass;

  /** Its ready LWPs. */
  public final RunQueue queue = new RunQueue();

  /** Priority of the running LWP when it was put there (spc_curpriority). */
  public int curpriority = Pri.IDLE;

  /** Clock ticks until {@link NetbsdScheduler#schedTick} (spc_ticks). */
  public int ticks;

  /** The running LWP has seen the end of a round (SPCF_SEENRR). */
  public boolean seenrr;

  /** The running LWP should give way (SPCF_SHOULDYIELD). */
  public boolean shouldyield;

  /** Clock ticks until {@link NetbsdScheduler#schedSchedclock} (spc_schedticks). */
  int schedticks;

  /** Nothing runs here, nothing waits here (SPCF_IDLE). */
  boolean idle = true;

  /** Not before that tick it looks at other packages for work (spc_nextskim). */
  int nextskim;

  /** Where the last LWP created here went (spc_nextpkg). */
  int nextpkg;

  CpuState(int cpu, boolean firstClass) {
    this.cpu = cpu;
    this.firstClass = firstClass;
    this.nextpkg = cpu;
  }
}
