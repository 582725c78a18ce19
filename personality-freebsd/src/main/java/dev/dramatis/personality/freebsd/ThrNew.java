package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EFAULT;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.OK;

/** New threads by their native calls (kern_thr.c: sys_thr_create, sys_thr_new). */
final class ThrNew {
  /** {@code sizeof(struct thr_param)} where pointers have 64 bits. */
  static final int PARAM_SIZE = 104;

  private final Kern k;
  private int made;

  ThrNew(Kern k) {
    this.k = k;
  }

  /**
   * sys_thr_create.
   *
   * @param ctx address of the machine context
   * @param id where the id of the thread goes
   */
  int thrCreate(KThread td, long ctx, long id) {
    if (ctx <= 0) {
      return EFAULT;
    }
    return k.calls.threadCreate(
        td,
        new BareThr(k, td.proc(), made++, 0),
        ThrCalls.NO_RTP,
        0,
        child -> born(child, k.words.store(td, id, child.tid)));
  }

  /**
   * sys_thr_new.
   *
   * @param param address of the parameters, of which the following are the contents
   * @param childTid where the id goes, or 0
   * @param parentTid where it goes as well, or 0
   * @param state the word that the thread sets when it ends, or 0
   * @param type class of the priority asked for, or a negative number for none
   */
  int thrNew(
      KThread td,
      long param,
      long size,
      long childTid,
      long parentTid,
      long state,
      int type,
      int prio) {
    if (size < 0 || size > PARAM_SIZE) {
      return EINVAL;
    }
    if (param <= 0) {
      return EFAULT;
    }
    BareThr thread = new BareThr(k, td.proc(), made++, state);
    int rtp = type < 0 ? ThrCalls.NO_RTP : type;
    int error = k.calls.checkRtp(td, rtp, prio);
    return error != OK
        ? error
        : k.calls.threadCreate(
            td, thread, rtp, prio, child -> born(child, copyout(td, child, childTid, parentTid)));
  }

  /** thr_new_initthr. */
  private int copyout(KThread td, KThread child, long childTid, long parentTid) {
    int error = childTid == 0 ? OK : k.words.store(td, childTid, child.tid);
    if (error == OK && parentTid != 0) {
      error = k.words.store(td, parentTid, child.tid);
    }
    return error;
  }

  /** A thread without a program has no handlers and no place among those of the scheduler. */
  private static int born(KThread child, int error) {
    child.pflags |= KThread.TDP_KTHREAD;
    return error;
  }
}
