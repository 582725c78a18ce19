package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.trace.EventKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Mutexes and conditions of user space as libpthread makes them from a word, a stack of waiters and
 * _lwp_park (pthread_mutex.c, pthread_cond.c). An unlock wakes all waiters, which compete again.
 */
final class UserSync {
  /** Targets of one _lwp_unpark_all (pthread__unpark_max). */
  private static final int UNPARK_MAX = 32;

  private static final int MAX_SPINS = 64;

  private final Kern kern;

  UserSync(Kern kern) {
    this.kern = kern;
  }

  // ---- mutexes

  /** pthread_mutex_lock. */
  int lock(Lwp l, UserMutex mutex) {
    l.ci.cpu.chargeCycles(PathCosts.USER_FAST);
    l.ci.cpu.interact(mutex.word(), Access.CAS);
    if (mutex.owner() != null) {
      return lockSlow(l, mutex);
    }
    take(l, mutex);
    return 0;
  }

  /** pthread_mutex_trylock. */
  int tryLock(Lwp l, UserMutex mutex) {
    l.ci.cpu.chargeCycles(PathCosts.USER_FAST);
    l.ci.cpu.interact(mutex.word(), Access.CAS);
    if (mutex.owner() != null) {
      return Errno.EBUSY;
    }
    take(l, mutex);
    return 0;
  }

  private void take(Lwp l, UserMutex mutex) {
    mutex.setOwner(l.user);
    kern.emit(l.ci, EventKind.LOCK_ACQUIRE, l, mutex.id());
  }

  /** pthread__mutex_lock_slow. */
  private int lockSlow(Lwp l, UserMutex mutex) {
    if (owns(l, mutex)) {
      return Errno.EDEADLK;
    }
    kern.emit(l.ci, EventKind.LOCK_CONTEND, l, mutex.id());
    l.pflag &= ~Flags.LP_HANDLER;
    UserQueue q = UserQueue.of(mutex);
    for (; ; ) {
      spin(l, mutex);
      l.ci.cpu.interact(mutex.word(), Access.CAS);
      if (mutex.owner() == null) {
        take(l, mutex);
        return 0;
      }
      if (wantedElsewhere(l)) {
        return Errno.RESTART;
      }
      l.ci.cpu.chargeCycles(PathCosts.USER_SLOW);
      q.push(l);
      setWaiters(l, mutex, q);
      while (l.userQueue != null) {
        int error = wantedElsewhere(l) ? Errno.EINTR : kern.park.libraryPark(l, Long.MAX_VALUE);
        if (error != 0 && l.userQueue == q) {
          l.ci.cpu.interact(mutex.word(), Access.CAS);
          if (l.userQueue == q) {
            q.remove(l);
            return Errno.RESTART;
          }
        }
        kern.control.userret(l);
      }
    }
  }

  /** Whether the thread has to leave the library: for another kernel, or for a signal handler. */
  private static boolean wantedElsewhere(Lwp l) {
    return (l.pflag & (Flags.LP_BOUNDARY | Flags.LP_HANDLER)) != 0;
  }

  /**
   * Tells the owner that there are waiters (pthread__mutex_setwaiters). If it has let go before it
   * could see that, nobody would ever wake us: then we take everybody off the list, ourselves
   * included, and all try again.
   */
  private void setWaiters(Lwp l, UserMutex mutex, UserQueue q) {
    l.ci.cpu.interact(mutex.word(), Access.CAS);
    if (mutex.owner() == null) {
      wakeup(l, mutex, q);
    }
  }

  /**
   * Spins while the owner runs on another CPU (pthread__mutex_spin); on the way the thread can be
   * preempted as ever. The library spins without end; here it parks after some 100 us, so that
   * owners that wait for each other are seen to do so.
   */
  private void spin(Lwp l, UserMutex mutex) {
    int count = 2;
    for (int round = 0; round < MAX_SPINS && runsElsewhere(mutex.owner(), l); round++) {
      count = Math.min(128, count * 2);
      l.ci.cpu.chargeCycles((long) count * PathCosts.USER_SPIN / 8);
      l.ci.cpu.interact(mutex.word(), Access.LOAD);
      kern.control.userret(l);
      if (wantedElsewhere(l)) {
        return;
      }
    }
  }

  private static boolean owns(Lwp l, UserMutex mutex) {
    UserThread owner = mutex.owner();
    return owner != null && owner.id() == l.number;
  }

  private static boolean runsElsewhere(@Nullable UserThread owner, Lwp l) {
    return owner != null && owner.attachment() instanceof Lwp o && o.ci != l.ci && o.onCpu();
  }

  /** pthread_mutex_unlock. */
  int unlock(Lwp l, UserMutex mutex) {
    if (!owns(l, mutex)) {
      return Errno.EPERM;
    }
    l.ci.cpu.chargeCycles(PathCosts.USER_FAST);
    l.ci.cpu.interact(mutex.word(), Access.CAS);
    mutex.setOwner(null);
    kern.emit(l.ci, EventKind.LOCK_RELEASE, l, mutex.id());
    UserQueue q = UserQueue.ifAny(mutex.attachment());
    if (q != null && q.first != null) {
      wakeup(l, mutex, q);
    }
    return 0;
  }

  /** Takes all waiters off the list at once and unparks them (pthread__mutex_wakeup). */
  private void wakeup(Lwp l, UserMutex mutex, UserQueue q) {
    CpuInfo ci = l.ci;
    ci.cpu.interact(mutex.word(), Access.RMW);
    int n = 0;
    for (Lwp t = q.pop(); t != null; t = q.pop()) {
      if (t != l) {
        if (n == ci.unparkLids.length) {
          ci.unparkLids = Arrays.copyOf(ci.unparkLids, 2 * n);
        }
        ci.unparkLids[n++] = t.lid;
      }
    }
    // In the kernel from here: this CPU runs nobody else until the targets are unparked.
    for (int i = 0; i < n; i++) {
      if (i % UNPARK_MAX == 0) {
        kern.park.trap(ci);
      }
      kern.park.lwpUnpark(l, ci.unparkLids[i]);
    }
  }

  // ---- conditions

  /** The first half of pthread_cond_timedwait: up to, and without, taking the mutex again. */
  int await(Lwp l, UserCondition condition, UserMutex mutex, long deadline) {
    UserQueue q = UserQueue.of(condition);
    l.pflag &= ~Flags.LP_HANDLER;
    l.ci.cpu.chargeCycles(PathCosts.USER_SLOW);
    l.ci.cpu.interact(condition.word(), Access.CAS);
    q.push(l);
    q.interlock = mutex;
    unlock(l, mutex);
    while (l.userQueue != null) {
      boolean leave = (l.pflag & Flags.LP_HANDLER) != 0;
      int error = leave ? Errno.EINTR : kern.park.libraryPark(l, deadline);
      if (error != 0) {
        l.ci.cpu.interact(condition.word(), Access.CAS);
        if (l.userQueue == q) {
          return giveUp(l, condition, q, error);
        }
        forgetSignal(l);
        return error == Errno.ETIMEDOUT && condition.carried().remove(l.user) ? error : 0;
      }
      kern.control.userret(l);
    }
    return 0;
  }

  /**
   * A thread that is no longer waiting for the signal but for the mutex counts as signalled and
   * leaves that list.
   */
  private static void forgetSignal(Lwp l) {
    UserQueue other = l.userQueue;
    if (other != null) {
      other.remove(l);
    }
  }

  /**
   * The wait ends without a signal. (libpthread, which cannot take one waiter out of its list,
   * wakes everybody here; programs of this simulator are promised not to see that.) A handler that
   * is to run interrupts the wait; the thread waits on afterwards, in front of the others. If the
   * kernel is about to be exchanged, all waiters are carried at once, because the order in which
   * they waited is known only here.
   */
  private static int giveUp(Lwp l, UserCondition condition, UserQueue q, int error) {
    if (error == Errno.ETIMEDOUT) {
      q.remove(l);
      return error;
    }
    if ((l.pflag & Flags.LP_BOUNDARY) == 0) {
      q.remove(l);
      UserThread user = l.user;
      if (user != null && (l.flag & (Flags.LW_WEXIT | Flags.LW_WCORE)) == 0) {
        condition.carried().addLast(user);
        l.carriedOn = condition;
      }
      return Errno.RESTART;
    }
    Lwp oldest = q.first;
    while (oldest != null && oldest.userNext != null) {
      oldest = oldest.userNext;
    }
    while (oldest != null) {
      Lwp younger = oldest.userPrev;
      q.remove(oldest);
      UserThread user = oldest.user;
      if (user != null) {
        condition.carried().addLast(user);
      }
      oldest = younger;
    }
    return Errno.RESTART;
  }

  /** Waits on for a signal after the thread has come here from another kernel. */
  int awaitCarried(Lwp l, UserCondition condition, long deadline) {
    l.pflag &= ~Flags.LP_HANDLER;
    for (; ; ) {
      l.ci.cpu.interact(condition.word(), Access.LOAD);
      if (!condition.carried().contains(l.user)) {
        l.carriedOn = null;
        return 0;
      }
      boolean leave = (l.pflag & Flags.LP_HANDLER) != 0;
      int error = leave ? Errno.EINTR : kern.park.libraryPark(l, deadline);
      if (error == Errno.ETIMEDOUT) {
        l.ci.cpu.interact(condition.word(), Access.CAS);
        l.carriedOn = null;
        return condition.carried().remove(l.user) ? error : 0;
      }
      if (error != 0) {
        return Errno.RESTART;
      }
      kern.control.userret(l);
    }
  }

  /** pthread_cond_signal. */
  void signal(Lwp l, UserCondition condition) {
    l.ci.cpu.chargeCycles(PathCosts.USER_FAST);
    l.ci.cpu.interact(condition.word(), Access.CAS);
    if (!condition.carried().isEmpty()) {
      unparkCarried(l, condition.carried().pollFirst());
      return;
    }
    UserQueue q = UserQueue.ifAny(condition.attachment());
    Lwp t = q == null ? null : q.pop();
    if (q != null && t != null) {
      wakeOrDefer(l, q.interlock, t);
    }
  }

  /** pthread_cond_broadcast. */
  void broadcast(Lwp l, UserCondition condition) {
    l.ci.cpu.chargeCycles(PathCosts.USER_FAST);
    l.ci.cpu.interact(condition.word(), Access.RMW);
    while (!condition.carried().isEmpty()) {
      unparkCarried(l, condition.carried().pollFirst());
    }
    UserQueue q = UserQueue.ifAny(condition.attachment());
    if (q == null) {
      return;
    }
    UserMutex mutex = q.interlock;
    if (mutex != null && owns(l, mutex)) {
      transferAll(l, q, mutex);
    } else {
      UserQueue all = q.takeAll();
      for (Lwp t = all.pop(); t != null; t = all.pop()) {
        kern.park.trap(l.ci);
        kern.park.lwpUnpark(l, t.lid);
      }
    }
  }

  private void unparkCarried(Lwp l, @Nullable UserThread user) {
    if (user != null && user.attachment() instanceof Lwp t) {
      kern.park.trap(l.ci);
      kern.park.lwpUnpark(l, t.lid);
    }
  }

  /**
   * Whoever signals usually holds the mutex; waking the waiter now would only make it wait for
   * that. So it moves to the list of the mutex and is woken by the unlock
   * (pthread__mutex_deferwake).
   */
  private void wakeOrDefer(Lwp l, @Nullable UserMutex mutex, Lwp t) {
    if (mutex != null && owns(l, mutex)) {
      l.ci.cpu.interact(mutex.word(), Access.CAS);
      UserQueue.of(mutex).push(t);
    } else {
      kern.park.trap(l.ci);
      kern.park.lwpUnpark(l, t.lid);
    }
  }

  private static void transferAll(Lwp l, UserQueue q, UserMutex mutex) {
    l.ci.cpu.interact(mutex.word(), Access.CAS);
    UserQueue to = UserQueue.of(mutex);
    Lwp last = q.first;
    while (last != null && last.userNext != null) {
      last = last.userNext;
    }
    while (last != null) {
      Lwp before = last.userPrev;
      q.remove(last);
      to.push(last);
      last = before;
    }
  }
}
