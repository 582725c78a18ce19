package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.sched.SchedClass;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set up at boot (kern_lwp.c: lwpinit to lwp_dtor): the limit, the list of all LWPs, and
 * the cache that LWPs come from and go back to.
 */
final class LwpInit {
  /** MAXLWP: what is allowed even on small machines. */
  static final int MAXLWP = 4096;

  /** MAXMAXLWP: what can be numbered. */
  static final int MAXMAXLWP = 65535;

  /** Objects that the cache keeps for each CPU: two groups of pool_cache (subr_pool.c). */
  static final int CACHED = 30;

  private static final int MOST_CACHED = 1000;

  private final Kern kern;
  private final long physmemMib;
  private final int most;

  /** kern.maxlwp. */
  private int maxlwp;

  /** lwp_cache: constructed objects in state LSIDL, by CPU; last in, first out. */
  private @Nullable Lwp[][] cache = new @Nullable Lwp[0][];

  private int[] cached = new int[0];

  LwpInit(Kern kern, long physmemMib) {
    this.kern = kern;
    this.physmemMib = physmemMib;
    this.most = kern.options.number("lwp-cache", CACHED, 0, MOST_CACHED);
  }

  /** lwp_maxlwp: one LWP for each MiB, within bounds. */
  int lwpMaxlwp() {
    int lwps = (int) Math.max(Math.min(MAXMAXLWP, physmemMib), MAXLWP);
    kern.checks.that(Check.F1, lwps >= MAXLWP && lwps <= MAXMAXLWP, lwps);
    return lwps;
  }

  /** sysctl_kern_maxlwp: reads the limit, and sets it unless {@code newp} is null. 0 or EINVAL. */
  int sysctlKernMaxlwp(@Nullable Integer newp) {
    if (newp == null) {
      return 0;
    }
    if (newp < 0 || newp >= MAXMAXLWP || newp > lwpMaxlwp()) {
      return Errno.EINVAL;
    }
    maxlwp = newp;
    kern.checks.that(Check.F2, maxlwp >= 0 && maxlwp <= lwpMaxlwp(), maxlwp);
    return 0;
  }

  /** sysctl_kern_lwp_setup: the node kern.maxlwp, to read and to write. */
  List<NativeCall> sysctlKernLwpSetup() {
    kern.checks.that(Check.F13, maxlwp == lwpMaxlwp(), maxlwp);
    return List.of(
        new NativeCall("sysctl kern.maxlwp", "the limit", 0, (self, a) -> maxlwp),
        new NativeCall(
            "sysctl kern.maxlwp=",
            "a new limit",
            1,
            (self, a) -> -sysctlKernMaxlwp(Math.clamp(a[0], -1, Integer.MAX_VALUE))));
  }

  int maxlwp() {
    return maxlwp;
  }

  /** lwpinit. */
  void lwpinit() {
    kern.checks.that(Check.F3, kern.alllwp == null, "alllwp");
    cache = new Lwp[kern.machine.cpuCount()][0];
    cached = new int[cache.length];
    maxlwp = lwpMaxlwp();
  }

  /** lwp0_init: the LWP that boots. */
  void lwp0Init(Lwp l) {
    boolean uarea = !kern.fault.at(Mutant.LWP0_NO_UAREA);
    kern.checks.that(Check.K1, uarea && l.context != null, l);
    kern.insertAll(l);
    kern.specific.lwpInitspecific(l);
  }

  // ---- lwp_cache

  /** lwp_ctor: what stays as it is while an object goes through many lives. */
  private Lwp lwpCtor(Proc p, CpuInfo ci) {
    Lwp l = new Lwp(p, 0, null, ci.idlelwp.context, ci, SchedClass.TIMESHARE);
    if (kern.fault.at(Mutant.CTOR_WRONG_LOCK)) {
      l.mutex = ci.spcMutex;
    }
    if (kern.fault.at(Mutant.CTOR_NO_TURNSTILE)) {
      dropTurnstile(l);
    }
    kern.checks.that(Check.F4, l.stat == LwpState.IDL && l.ci == ci, l);
    return l;
  }

  /** lwp_dtor: the object goes back to the memory allocator. */
  private void lwpDtor(Lwp l) {
    kern.checks.that(Check.K2, l.ci != null && !kern.fault.at(Mutant.DTOR_NO_CPU), l);
    // turnstile0 did not come from there and is dropped without a word.
    if (l.ts != kern.turnstile0) {
      dropTurnstile(l);
    }
  }

  @SuppressWarnings("NullAway") // nobody looks at the object any more; lwp_ctor's mutant is caught
  private static void dropTurnstile(Lwp l) {
    l.ts = null;
  }

  /** pool_cache_get. */
  Lwp get(Proc p, CpuInfo ci) {
    int n = cached[ci.id];
    if (n == 0) {
      return lwpCtor(p, ci);
    }
    @Nullable Lwp[] mine = cache[ci.id];
    Lwp l = mine[n - 1];
    mine[n - 1] = null;
    cached[ci.id] = n - 1;
    return l == null ? lwpCtor(p, ci) : l;
  }

  /** pool_cache_put: to the objects of the CPU that freed it. */
  void put(CpuInfo ci, Lwp l) {
    int n = cached[ci.id];
    if (n == most) {
      lwpDtor(l);
      return;
    }
    @Nullable Lwp[] mine = cache[ci.id];
    if (n == mine.length) {
      mine = Arrays.copyOf(mine, Math.min(most, n * 2 + 2));
      cache[ci.id] = mine;
    }
    mine[n] = l;
    cached[ci.id] = n + 1;
  }

  /** The end of the kernel: the cache is emptied. */
  void destroy() {
    for (CpuInfo ci : kern.cpus) {
      while (cached[ci.id] > 0) {
        Lwp l = cache[ci.id][--cached[ci.id]];
        if (l != null) {
          lwpDtor(l);
        }
      }
    }
  }
}
