package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.MemoryWord;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A light-weight process (struct lwp). Field names are those of the original without the {@code
 * l_}.
 */
final class Lwp extends SchedThread {
  /** Containers of specific data start empty. */
  static final @Nullable Object[] NO_DATA = {};

  // What every switch looks at comes first, so that it lies together in memory: the JVM puts
  // references in front, then longs, then ints. So rtime and its like, further down, are the last
  // longs. With many threads, cache lines are what a switch costs.

  Context context;

  /** The lock that covers most of the rest. It moves with the state. */
  SpinMutex mutex;

  /** l_cpu: where it runs or ran last. */
  CpuInfo ci;

  @Nullable CpuInfo targetCpu;

  @Nullable BitSet affinity;

  /** Adaptive mutexes held, last taken first. */
  @Nullable KMutex held;

  Lwp.@Nullable LwpCtlSlot lwpctl;
  @Nullable UserThread user;
  Proc proc;
  SchedClass schedClass;
  int lid;
  int stat = LwpState.IDL;
  int flag;
  int pflag = Flags.LP_MPSAFE;
  int priority;
  int boostpri;
  int auxprio = -1;
  int nvcsw;
  int nivcsw;

  /** Neutral id: that of the user thread, or negative. */
  int number;

  /** l_nopreempt: how often kernel preemption has been switched off. */
  int nopreempt;

  int prflag;
  int refcnt;
  byte nice;
  short inheritedprio = -1;
  short protectprio = -1;

  /** Not in the original: the policy sets its time-sharing priority, so that nice values do not. */
  boolean policyPriority;

  // p_lwps and alllwp
  @Nullable Lwp siblingNext;
  @Nullable Lwp siblingPrev;
  @Nullable Lwp listNext;
  @Nullable Lwp listPrev;

  /** LID of the first LWP that waits for this one in lwp_wait. */
  int waiter;

  /** LID that this LWP waits for in lwp_wait; 0 also for any. */
  int waitingfor;

  /** Not in the original: whom it found when it began to wait ({@code repair-wait-recycled}). */
  int waitingFirst;

  /** LID that lwp_wait collected last. */
  int departed;

  // sleeping
  @Nullable Object wchan;
  String wmesg = "";
  SyncObj syncobj = SyncObj.SCHED;
  @Nullable SleepQueue sleepq;
  @Nullable Lwp sleepNext;
  @Nullable Lwp sleepPrev;
  int slptime;

  // callout l_timeout_ch
  @Nullable Callouts calloutWheel;
  @Nullable Lwp calloutNext;
  @Nullable Lwp calloutPrev;
  int calloutBucket = -1;
  long calloutTime;

  // signals
  /** l_sigpend: signals for this LWP only. */
  long sigpend;

  long sigmask;

  /** What the mask was before sigsuspend; meant by the flag behind it. */
  long sigoldmask;

  boolean sigrestore;

  /** l_sigpendset: whether the signal found by issignal came from the LWP's own set. */
  boolean sigFromLwp;

  /** Whether that signal is one that the debugger wants to be taken; then it is in no set. */
  boolean sigFromDebugger;

  /**
   * Masks to go back to when handlers return, innermost last; in the original they are in the
   * frames on the user stack.
   */
  long @Nullable [] sigframes;

  int sigframeCount;

  /** l_vforkwaiting, and where it waits for that to end. */
  boolean vforkwaiting;

  @Nullable CondVar waitcv;

  /** l_private: belongs to user space. */
  long privateData;

  /** l_name, if one was set by a call. */
  @Nullable String lname;

  /** l_cred, as far as anybody here looks at it: the user. */
  int cred;

  /** A condition whose list of carried waiters has the thread, because a signal came in between. */
  @Nullable UserCondition carriedOn;

  /** l_ts: its turnstile; while it sleeps on a mutex, the one that serves the mutex. */
  Turnstile ts = new Turnstile();

  /** l_pi_lenders: turnstiles whose sleepers lend it their priority. */
  @Nullable Turnstile piLenders;

  /** l_blcnt: how often it holds kernel_lock. */
  int blcnt;

  /** l_specdataref. */
  @Nullable Object[] specific = NO_DATA;

  /** Address of its kernel stack. */
  long uarea;

  /** l_robust_head: address of the list of robust futexes, or 0. */
  long robustHead;

  /**
   * What other CPUs see of l_flag who change it while the LWP may be in user mode, as a count of
   * such changes; null until there is one. All other changes are ordered by locks.
   */
  @Nullable MemoryWord flagWord;

  int flagChanges;

  /** Up to which of them the LWP has seen. */
  int flagSeen;

  /** l_futex: what it waits for. */
  @Nullable Futex futex;

  int futexWakesel;

  // user space: the waiter record that libpthread keeps on the stack
  @Nullable UserQueue userQueue;
  @Nullable Lwp userNext;
  @Nullable Lwp userPrev;

  // accounting: the last longs, next to the first ints

  /** Not in the original: when it was queued, among those that are. */
  long queuedAs;

  long rtime;
  long stime;

  /** A record of the shared page that user space reads (struct lwpctl) and where it lies. */
  static final class LwpCtlSlot {
    final LwpCtl.Page page;
    final int offset;
    int curcpu;
    int pctr;

    LwpCtlSlot(LwpCtl.Page page, int offset) {
      this.page = page;
      this.offset = offset;
    }
  }

  Lwp(
      Proc proc,
      int number,
      @Nullable UserThread user,
      Context context,
      CpuInfo ci,
      SchedClass schedClass) {
    this.proc = proc;
    this.number = number;
    this.user = user;
    this.context = context;
    this.ci = ci;
    this.mutex = ci.spcLwplock;
    this.schedClass = schedClass;
  }

  /** The idle LWP of a CPU; it comes before the CPU's own structure, which sets the rest. */
  @SuppressWarnings("NullAway")
  private Lwp(Proc proc, int number, Context context) {
    this.proc = proc;
    this.number = number;
    this.context = context;
    this.schedClass = SchedClass.IDLE;
    this.flag = Flags.LW_IDLE | Flags.LW_SYSTEM;
    this.pflag = Flags.LP_MPSAFE | Flags.LP_BOUND;
  }

  static Lwp idle(Proc proc0, int cpu, Context context) {
    return new Lwp(proc0, -1 - cpu, context);
  }

  /**
   * Turns a freed LWP into one for another thread. What a look-up without locks may still inspect
   * stays as it is: CPU, lock and state.
   */
  void recycle(Proc p, UserThread newUser) {
    proc = p;
    number = newUser.id();
    user = newUser;
    context = newUser.context();
    setSchedData(null);
    policyPriority = false;
    targetCpu = null;
    prflag = 0;
    waiter = 0;
    waitingfor = 0;
    slptime = 0;
    rtime = 0;
    stime = 0;
    nvcsw = 0;
    nivcsw = 0;
    calloutWheel = null;
    lwpctl = null;
    nopreempt = 0;
    dopreempt(false);
    robustHead = 0;
    privateData = 0;
    lname = null;
    waitcv = null;
    flagSeen = flagChanges;
  }

  /** Saves the mask that the handler's return brings back. */
  void pushSigframe(long returnmask) {
    long[] frames = sigframes;
    if (frames == null) {
      frames = new long[4];
      sigframes = frames;
    } else if (sigframeCount == frames.length) {
      frames = Arrays.copyOf(frames, 2 * sigframeCount);
      sigframes = frames;
    }
    frames[sigframeCount++] = returnmask;
  }

  /** Takes the innermost saved mask. */
  long popSigframe() {
    long[] frames = sigframes;
    if (frames == null || sigframeCount == 0) {
      throw new IllegalStateException(this + " returns from a handler that was never called");
    }
    return frames[--sigframeCount];
  }

  /** LP_RUNNING: on a CPU, or not yet completely switched away from. */
  boolean onCpu() {
    return (pflag & Flags.LP_RUNNING) != 0;
  }

  /** Whether KAUTH_REQ_PROCESS_RLIMIT_BYPASS and the like are granted: to the superuser. */
  boolean superuser() {
    return cred == 0;
  }

  /** l_dopreempt: somebody who must not wait wants its CPU. */
  boolean dopreempt() {
    return (pflag & Flags.LP_DOPREEMPT) != 0;
  }

  void dopreempt(boolean wanted) {
    pflag = wanted ? pflag | Flags.LP_DOPREEMPT : pflag & ~Flags.LP_DOPREEMPT;
  }

  boolean isIdle() {
    return (flag & Flags.LW_IDLE) != 0;
  }

  /** Whether the caller's CPU holds the lock that covers this LWP (kern_lwp.c: lwp_locked). */
  boolean lockedBy(CpuInfo self) {
    return mutex.ownedBy(self);
  }

  /**
   * The lock that is kept over the switch away from this LWP. An LWP that goes back to the run
   * queue may have been chosen by another CPU already, which moved its lock pointer; what we hold
   * is still our own queue.
   */
  SpinMutex prevLock(CpuInfo self) {
    return stat == LwpState.RUN || stat == LwpState.ONPROC ? self.spcMutex : mutex;
  }

  /** Takes over what others lend; -1 for nothing. */
  void lend(int pri) {
    inheritedprio = (short) pri;
    auxprio = Math.max(inheritedprio, protectprio);
  }

  /** kern_lwp.c: lwp_eprio. */
  int eprio() {
    return Pri.effective(priority, boostpri, auxprio);
  }

  @Override
  public int id() {
    return number;
  }

  @Override
  public String name() {
    UserThread u = user;
    return u != null ? u.name() : context.name();
  }

  @Override
  public SchedClass schedClass() {
    return schedClass;
  }

  @Override
  public int priority() {
    return eprio();
  }

  @Override
  public int basePriority() {
    return priority;
  }

  /** The native schedulers' way to lwp_changepri: they know the LWP's place in their queues. */
  @Override
  public void setTimesharePriority(int level, int levels) {
    int pri = level * (Pri.MAXPRI_USER + 1) / levels;
    policyPriority = true;
    if (schedClass != SchedClass.TIMESHARE || pri == priority) {
      return;
    }
    SleepQueue sorted = sleepq != null && syncobj.sorted ? sleepq : null;
    if (sorted != null) {
      sorted.remove(this);
    }
    priority = pri;
    if (sorted != null) {
      sorted.insert(this, true);
    }
  }

  @Override
  public boolean sleepsInterruptibly() {
    return (flag & Flags.LW_SINTR) != 0;
  }

  @Override
  public int nice() {
    return nice;
  }

  @Override
  public boolean allowedOn(int cpu) {
    BitSet set = affinity;
    return set == null || set.get(cpu) || (targetCpu != null && queuedOn(cpu));
  }

  /** Who is to migrate may run once more where it is queued already (lwp_migrate). */
  private boolean queuedOn(int cpu) {
    return (pflag & Flags.LP_QUEUED) != 0 && ci.id == cpu && ci.cpu.online();
  }

  @Override
  public int cpu() {
    return ci.id;
  }

  @Override
  public boolean running() {
    return stat == LwpState.ONPROC && onCpu();
  }

  @Override
  public long cpuTime() {
    return rtime;
  }

  @Override
  public long ranFor() {
    return running() ? Math.max(0, ci.now() - stime) : 0;
  }

  @Override
  public String toString() {
    return name() + "(lid " + lid + ", " + LwpState.name(stat) + ")";
  }
}
