package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.trace.OffReason;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct thread} with the parts of {@code td_sched} and {@code umtx_q} that matter. Field
 * names are those of the original without their prefix. Objects are type stable: a freed one is
 * used again, as the THREAD zone does.
 */
final class KThread extends SchedThread {
  // td_state
  static final byte TDS_INACTIVE = 0;
  static final byte TDS_INHIBITED = 1;
  static final byte TDS_CAN_RUN = 2;
  static final byte TDS_RUNQ = 3;
  static final byte TDS_RUNNING = 4;

  // td_inhibitors
  static final byte TDI_SUSPENDED = 0x1;
  static final byte TDI_SLEEPING = 0x2;
  static final byte TDI_SWAPPED = 0x4;
  static final byte TDI_LOCK = 0x8;
  static final byte TDI_IWAIT = 0x10;

  // td_flags
  static final int TDF_BORROWING = 0x1;
  static final int TDF_INMEM = 0x4;
  static final int TDF_SINTR = 0x8;
  static final int TDF_TIMEOUT = 0x10;
  static final int TDF_IDLETD = 0x20;
  static final int TDF_SIGWAIT = 0x80;
  static final int TDF_ALLPROCSUSP = 0x200;
  static final int TDF_BOUNDARY = 0x400;
  static final int TDF_SBDRY = 0x2000;
  static final int TDF_SERESTART = 0x80000;
  static final int TDF_THRWAKEUP = 0x100000;
  static final int TDF_SEINTR = 0x200000;

  // td_pflags
  static final int TDP_OLDMASK = 0x1;
  static final int TDP_WAKEUP = 0x80000;
  static final int TDP_KTHREAD = 0x200000;
  static final int TDP_RFPPWAIT = 0x2000000;

  // td_dbgflags
  static final int TDB_SUSPEND = 0x1;

  // td_ast
  static final int TDA_VFORK = 1 << 3;
  static final int TDA_SCHED = 1 << 7;
  static final int TDA_SIG = 1 << 14;
  static final int TDA_SUSPEND = 1 << 16;
  static final int TDA_SIGSUSPEND = 1 << 17;

  static final int NOCPU = -1;
  static final int PRI_MAX = 255;
  static final int PRI_MIN_TIMESHARE = 120;
  static final int PRI_MAX_TIMESHARE = 223;
  static final int PRI_CLASS_TIMESHARE = 3;

  private static final long[] NO_FRAMES = {};

  private static final String[] STATE_NAMES = {
    "TDS_INACTIVE", "TDS_INHIBITED", "TDS_CAN_RUN", "TDS_RUNQ", "TDS_RUNNING"
  };

  private static final byte[] NO_LOCKS = {};

  final Kern k;
  private final boolean checking;

  /** Pseudo address of the structure; wait channels and lock hashes are made from it. */
  final long address;

  final int allocDomain;

  /** Place in the zone, in the order in which items came into being. */
  int zoneIndex;

  /** What a thread of a kernel process is called, instead of a user thread. */
  KernelName kernel = KernelName.NONE;

  @Nullable UserThread user;

  /** {@code td_cpuset}: where it may run, or null for everywhere. */
  @Nullable BitSet affinity;

  /** {@code TSF_BOUND}: the only CPU it may run on for a while, or {@link #NOCPU}. */
  short boundCpu = NOCPU;

  @Nullable Context context;

  // copy-on-write, read by the thread itself without a lock
  @Nullable Ucred realucred;
  @Nullable Ucred ucred;
  @Nullable Plimit limit;

  /** Generation of what it copied; older than that of its process means out of date. */
  int cowgen;

  @Nullable Proc proc;
  SpinMtx tdLock;

  /** The CPU it runs on, ran on last, or is queued for ({@code ts_cpu}). */
  Pcpu pcpu;

  /** The CPU in whose queue it is already while it still leaves another one. */
  @Nullable Pcpu movingTo;

  int tid = -1;
  int flags;
  int pflags;
  int ast;
  byte state;
  byte inhibitors;
  byte dbgflags;
  byte offReason = (byte) OffReason.SLEEP.ordinal();
  boolean owepreempt;

  /** When it became ready, compared with others. */
  long readyOrder;

  /** Whether the scheduler knows it. */
  boolean scheduled;

  byte savedLevel;

  /** {@code td_kstack_pages}; 0 without a stack. */
  byte kstackPages;

  /** {@code td_sel}: state of select and poll, which no thread has here. */
  boolean sel;

  /** {@code td_epochs}: sections that it is inside of. */
  byte epochs;

  short critnest;
  short spinlocks;
  short oncpu = NOCPU;
  short lastcpu = NOCPU;
  short priority;
  short basePri;
  short userPri;
  short baseUserPri;
  short lendUserPri;
  byte priClass;

  // td_plist
  @Nullable KThread plistNext;
  @Nullable KThread plistPrev;

  /** {@code td_slpq} and, once dead, {@code td_zombie}: one union in the original. */
  @Nullable KThread slpqNext;

  @Nullable KThread slpqPrev;
  @Nullable KThread hashNext;
  @Nullable KThread hashPrev;

  // sleep queue
  long wchan;
  @Nullable String wmesg;
  @Nullable SleepQueue sleepqueue;

  /** The queue that it is on; the original looks it up by td_wchan. */
  @Nullable SleepQueue sleepsOn;

  int intrval;
  long sleeptimo;

  // turnstile
  @Nullable Turnstile turnstile;
  @Nullable Turnstile blocked;
  @Nullable Turnstile contested;
  @Nullable KThread lockqNext;
  @Nullable KThread lockqPrev;

  /** Classes of the sleepable locks that it holds; kept with checks on only. */
  byte[] locks = NO_LOCKS;

  int lockCount;

  // umtx_q
  @Nullable KThread umtxNext;
  @Nullable KThread umtxPrev;
  @Nullable UmtxQueue umtxQueue;

  /**
   * Waiters on the word in user memory that holds the TID until the thread has ended; made by the
   * first joiner.
   */
  @Nullable UmtxQueue tidWord;

  // signals, under the process lock
  final SigQueue sigqueue = new SigQueue();

  /** td_sigmask. */
  long sigmask;

  /** td_oldsigmask: the mask from before sigsuspend. */
  long oldsigmask;

  /** Masks to return to, one in each frame of a handler on the user stack. */
  long[] sigframes = NO_FRAMES;

  int sigframeCount;

  /** td_rfppwait_p: the child that runs in our address space. */
  @Nullable Proc rfppwaitProc;

  /** td_name, once it has been set by a call. */
  @Nullable String tdName;

  /** td_retval: the process that a wait has reported. */
  int retval;

  /** td_rb_list: where the list of robust mutexes that it holds begins, or 0. */
  long rbList;

  /** It is in a call whose time limit counts from the beginning of the call. */
  boolean inTimedCall;

  /** A condition variable it waits on although it is in no kernel queue. */
  @Nullable UserCondition carriedOn;

  /** The process that it wants to be alone in, or stops from outside; for checks. */
  @Nullable Proc singleTarget;

  // td_slpcallout
  int calloutIndex = -1;
  @Nullable Pcpu calloutCpu;

  long runtime;
  int nvcsw;
  int nivcsw;
  int generation;

  KThread(Kern k, long address, int allocDomain, Pcpu pcpu) {
    this.k = k;
    this.checking = k.checking;
    this.address = address;
    this.allocDomain = allocDomain;
    this.pcpu = pcpu;
    this.tdLock = pcpu.tdqLock;
  }

  /** Who is charged for what it ran, once it has been unlinked. */
  @Nullable KThread heir;

  /** Identity of a thread that never sees user mode. */
  record KernelName(int id, String name) {
    static final KernelName NONE = new KernelName(0, "free");
  }

  // ---- what a scheduler sees

  @Override
  public int id() {
    UserThread u = user;
    return u != null ? u.id() : kernel.id();
  }

  @Override
  public String name() {
    UserThread u = user;
    String given = tdName;
    if (given != null) {
      return given;
    }
    return u != null ? u.name() : kernel.name();
  }

  @Override
  public int process() {
    UserThread u = user;
    return u == null ? 0 : u.process();
  }

  @Override
  public SchedClass schedClass() {
    UserThread u = user;
    return u == null ? SchedClass.TIMESHARE : u.schedClass();
  }

  /** Smaller is more urgent inside, larger outside. */
  @Override
  public int priority() {
    return PRI_MAX - priority;
  }

  /**
   * What the scheduler has computed, without what waiters or a sleep have added. It can be ahead of
   * {@link #priority}, which follows at the return to user mode.
   */
  @Override
  public int basePriority() {
    return PRI_MAX - baseUserPri;
  }

  /** The scheduler's word on the priority in user mode; it counts at the next return there. */
  @Override
  public void setTimesharePriority(int level, int levels) {
    if (priClass == PRI_CLASS_TIMESHARE) {
      int width = PRI_MAX_TIMESHARE - PRI_MIN_TIMESHARE + 1;
      k.priorities.schedUserPrio(
          this, PRI_MAX_TIMESHARE - (levels == width ? level : level * width / levels));
    }
  }

  @Override
  public void applyTimesharePriority() {
    if (priClass == PRI_CLASS_TIMESHARE) {
      k.priorities.applyUserPrio(this);
    }
  }

  @Override
  public boolean sleepsInterruptibly() {
    return (flags & TDF_SINTR) != 0;
  }

  @Override
  public int nice() {
    UserThread u = user;
    return u == null ? 0 : u.nice();
  }

  @Override
  public boolean allowedOn(int cpu) {
    BitSet allowed = affinity;
    return (allowed == null || allowed.get(cpu)) && boundCpu == NOCPU || boundCpu == cpu;
  }

  @Override
  public int cpu() {
    return pcpu.id;
  }

  @Override
  public boolean running() {
    return oncpu != NOCPU;
  }

  @Override
  public long cpuTime() {
    UserThread u = user;
    return u == null ? runtime : runtime + u.carriedCpuTime();
  }

  @Override
  public long ranFor() {
    return running() ? Math.max(0, k.now() - pcpu.switchtime) : 0;
  }

  // ---- state and inhibitors (proc.h)

  /** TD_SET_STATE, with the table of transitions enforced. */
  void setState(byte next) {
    if (checking) {
      k.checks.that(Assertion.STATE, Transitions.allowed(state, next), this);
      k.checks.that(Assertion.STATE_LOCK, Transitions.locked(k, this, next), this);
    }
    state = next;
  }

  /** TD_SET_* of an inhibitor. */
  void inhibit(byte why) {
    setState(TDS_INHIBITED);
    inhibitors |= why;
  }

  /**
   * TD_CLR_* of an inhibitor: the last one to go leaves the thread able to run, but on no queue.
   */
  void uninhibit(byte why) {
    if ((inhibitors & why) != 0) {
      inhibitors &= (byte) ~why;
      if (inhibitors == 0) {
        setState(TDS_CAN_RUN);
      }
    }
  }

  boolean isSuspended() {
    return (inhibitors & TDI_SUSPENDED) != 0;
  }

  boolean isSleeping() {
    return (inhibitors & TDI_SLEEPING) != 0;
  }

  boolean onLock() {
    return (inhibitors & TDI_LOCK) != 0;
  }

  boolean onSleepq() {
    return wchan != 0;
  }

  /** TD_CAN_ABORT. */
  boolean canAbort() {
    return onSleepq() && (flags & TDF_SINTR) != 0;
  }

  boolean isIdle() {
    return (flags & TDF_IDLETD) != 0;
  }

  /**
   * Whether the scheduler knows nothing of it: idle threads, kernel processes, threads without a
   * program.
   */
  boolean isKernel() {
    return (pflags & TDP_KTHREAD) != 0;
  }

  /** sendsig: a frame with the mask to return to. */
  void pushFrame(long returnmask) {
    if (sigframeCount == sigframes.length) {
      sigframes = Arrays.copyOf(sigframes, sigframeCount + 4);
    }
    sigframes[sigframeCount++] = returnmask;
  }

  /** Everything about signals is as in a new thread. */
  void forgetSignals() {
    sigmask = 0;
    oldsigmask = 0;
    sigframeCount = 0;
    rfppwaitProc = null;
    tdName = null;
    carriedOn = null;
    inTimedCall = false;
    rbList = 0;
  }

  /** SIGPENDING: a signal waits that is not blocked. */
  boolean sigpending() {
    return ((sigqueue.signals | proc().sigqueue.signals) & ~sigmask) != 0;
  }

  /** The context; present for as long as the thread can be switched to. */
  Context stack() {
    Context c = context;
    if (c == null) {
      throw new IllegalStateException("no stack: " + describe());
    }
    return c;
  }

  /** Its credentials. */
  Ucred ucred() {
    Ucred c = ucred;
    if (c == null) {
      throw new IllegalStateException("no credentials: " + describe());
    }
    return c;
  }

  /** Its limits. */
  Plimit limit() {
    Plimit l = limit;
    if (l == null) {
      throw new IllegalStateException("no limits: " + describe());
    }
    return l;
  }

  /** The process; never cleared while the thread can act. */
  Proc proc() {
    Proc p = proc;
    if (p == null) {
      throw new IllegalStateException("no process: " + describe());
    }
    return p;
  }

  /** The neutral thread. */
  UserThread user() {
    UserThread u = user;
    if (u == null) {
      throw new IllegalStateException("no user thread: " + describe());
    }
    return u;
  }

  /** How many wait where it waits for a word of user memory. */
  int umtxQueueLength() {
    UmtxQueue q = umtxQueue;
    return q == null ? 0 : q.length;
  }

  String stateName() {
    return STATE_NAMES[state];
  }

  String describe() {
    return "tid "
        + tid
        + " "
        + stateName()
        + " inhibitors "
        + inhibitors
        + " flags "
        + Integer.toHexString(flags);
  }
}
