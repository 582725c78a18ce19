package dev.dramatis.personality.freebsd;

import java.util.function.Consumer;

/**
 * Waits until every thread that was unlinked before the call has been reaped (kern_thread.c:
 * thread_reap_barrier). The caller has taken and dropped the lock of the process concerned, to meet
 * thread_exit.
 */
final class ReapBarrier {
  private static final int NOBODY = -1;

  private final Kern k;

  ReapBarrier(Kern k) {
    this.k = k;
  }

  /** May sleep; no locks held. */
  void threadReapBarrier(KThread td) {
    // the dead thread that each CPU may still keep goes to its list with the next switch there
    quiesceAllCpus(td);
    // reaping itself is serialized by the task queue's only thread
    Task task = new Task(k);
    k.kthreads.enqueueTask(td, task);
    task.drain(td);
  }

  /** subr_smp.c: quiesce_all_cpus, with PDROP: a switch on every CPU is all that is wanted. */
  private void quiesceAllCpus(KThread td) {
    for (Pcpu pc : k.pcpus) {
      if (pc.cpu.online()) {
        bind(td, pc.id);
      }
    }
    k.threadLock(td, td);
    unbind(td);
  }

  /** sched_bind: the thread goes on there, and nowhere else. */
  private void bind(KThread td, int cpu) {
    SpinMtx m = k.threadLock(td, td);
    td.boundCpu = (short) cpu;
    k.sched.scheduler().changed(td);
    if (td.pcpu.id == cpu) {
      m.unlock(td);
    } else {
      k.sched.miSwitch(td, Sched.SW_VOL);
    }
  }

  /** sched_unbind. In: thread lock; out: none. */
  private void unbind(KThread td) {
    td.boundCpu = NOBODY;
    k.sched.scheduler().changed(td);
    td.tdLock.unlock(td);
  }

  /** thread_reap_task_cb as a task of its own, and taskqueue_drain of it. */
  private static final class Task implements Consumer<KThread> {
    private final Kern k;
    private final SpinMtx lock;
    private final long channel;
    private boolean done;

    Task(Kern k) {
      this.k = k;
      this.lock = new SpinMtx(k, "taskqueue");
      this.channel = k.allocateAddress(64);
    }

    @Override
    public void accept(KThread worker) {
      k.reaper.threadReapAll(worker);
      lock.lock(worker);
      done = true;
      lock.unlock(worker);
      k.sleepqueues.wakeup(worker, channel);
    }

    void drain(KThread td) {
      lock.lock(td);
      while (!done) {
        k.sleepqueues.sleepSpin(td, channel, lock, "tq_drain");
        lock.lock(td);
      }
      lock.unlock(td);
    }
  }
}
