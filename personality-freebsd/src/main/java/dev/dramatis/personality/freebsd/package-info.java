/**
 * The thread subsystem of FreeBSD, after kern_thread.c at revision 5b56413d04e6 and what surrounds
 * it, as of August 2022.
 *
 * <p>Methods have the names of the functions in Java case. Where to look:
 *
 * <ul>
 *   <li>kern_thread.c: {@link dev.dramatis.personality.freebsd.ThreadCount} and {@link
 *       dev.dramatis.personality.freebsd.TidBitmap} (limits and ids), {@link
 *       dev.dramatis.personality.freebsd.ThreadLife} and {@link
 *       dev.dramatis.personality.freebsd.ThreadZone} (objects, linking, thread_exit, thread_wait),
 *       {@link dev.dramatis.personality.freebsd.Reaper} (zombies), {@link
 *       dev.dramatis.personality.freebsd.ThreadCow} (credentials and limits), {@link
 *       dev.dramatis.personality.freebsd.TidHash} (tdfind), {@link
 *       dev.dramatis.personality.freebsd.SingleThreading} (suspension and single-threading).
 *   <li>kern_thr.c: {@link dev.dramatis.personality.freebsd.ThrCalls}, {@link
 *       dev.dramatis.personality.freebsd.ThrNew}, {@link dev.dramatis.personality.freebsd.KernThr},
 *       with the part of libthr around them.
 *   <li>kern_fork.c: {@link dev.dramatis.personality.freebsd.KernFork}, {@link
 *       dev.dramatis.personality.freebsd.PidMap}; kern_exit.c: {@link
 *       dev.dramatis.personality.freebsd.KernExit}, {@link
 *       dev.dramatis.personality.freebsd.ProcWait}; kern_exec.c: {@link
 *       dev.dramatis.personality.freebsd.KernExec}; kern_proc.c: {@link
 *       dev.dramatis.personality.freebsd.Procs}, {@link
 *       dev.dramatis.personality.freebsd.StopAllProc}; kern_procctl.c: {@link
 *       dev.dramatis.personality.freebsd.ProcCtl}.
 *   <li>kern_sig.c: {@link dev.dramatis.personality.freebsd.KernSig} (sending), {@link
 *       dev.dramatis.personality.freebsd.SigDelivery} (taking), {@link
 *       dev.dramatis.personality.freebsd.KillCalls} (system calls).
 *   <li>kern_synch.c and the locking of sched_ule.c: {@link
 *       dev.dramatis.personality.freebsd.Sched}, {@link dev.dramatis.personality.freebsd.Switch};
 *       subr_sleepqueue.c: {@link dev.dramatis.personality.freebsd.SleepQueues}; subr_turnstile.c:
 *       {@link dev.dramatis.personality.freebsd.Turnstiles}; kern_mutex.c: {@link
 *       dev.dramatis.personality.freebsd.Mtx}, {@link dev.dramatis.personality.freebsd.SpinMtx};
 *       subr_witness.c: {@link dev.dramatis.personality.freebsd.Witness}; subr_trap.c: {@link
 *       dev.dramatis.personality.freebsd.Asts}; kern_umtx.c: {@link
 *       dev.dramatis.personality.freebsd.Umtx}, {@link dev.dramatis.personality.freebsd.UserWords},
 *       {@link dev.dramatis.personality.freebsd.UmutexCalls}; kern_timeout.c: {@link
 *       dev.dramatis.personality.freebsd.Callouts}.
 * </ul>
 *
 * <p>Where this kernel knowingly differs from the original.
 *
 * <p>Scheduling and time:
 *
 * <ul>
 *   <li>Policy is a plugin. It may choose a thread that was queued on another CPU; that changes
 *       hands in one step, with one access to the other queue's lock, and a choice that is still on
 *       its old CPU is put back. A thread that is suspended while it sleeps is no new sleep to the
 *       policy (sched_sleep would set td_slptick again). Other stamps in ticks, which nothing
 *       reads, are not kept.
 *   <li>Timeouts run in the clock interrupt; idle CPUs do not tick; the callout that reaps is armed
 *       only while there are zombies, on the grid of the original.
 *   <li>The idle threads, the thread of the task queue and init are the only kernel threads. The
 *       latter two start when they first have something to do, and go before all user threads.
 *   <li>CPUs can go out of service and come back, which the original does not know ({@link
 *       dev.dramatis.personality.freebsd.Hotplug}).
 *   <li>Nothing is swapped out: the swapper is never kicked, TDI_SWAPPED is never set.
 * </ul>
 *
 * <p>Locks:
 *
 * <ul>
 *   <li>Sections without an interaction inside are atomic by themselves, so their locks are left
 *       out or stand for one access: ps_mtx (always under the process lock, because sigacts are
 *       never shared), pidhash and allproc, the callout lock, the thread lock in sleepq_add.
 *   <li>proctree_lock, an sx lock, is a mutex, and stands for the lock of a process group too. The
 *       locks of the hash of ids spin; nothing inside them can sleep.
 *   <li>Who spins for a lock does not pause between looks (lock_delay): the machine says when the
 *       line arrives. Turnstiles have no shared side.
 *   <li>A thread that falls asleep keeps the run-queue lock instead of dropping and taking it
 *       again. The channels of a sleep-queue chain are hashed once more.
 *   <li>Holds on processes (p_lock) are missing: whoever drops the lock of a process looks it up
 *       again, or relies on its memory staying a process. Sleeping in "exithold" never happens.
 * </ul>
 *
 * <p>Threads:
 *
 * <ul>
 *   <li>The life of the neutral thread stands for the word with its id that libthr waits for; it is
 *       set for threads that end by single-threading too. Refusals of thread_create reach a program
 *       as EAGAIN, as libthr has it; sleeps, joins and waits for locks go on after a handler.
 *   <li>suspend and resume are PT_SUSPEND and PT_RESUME, which any thread of the process may use.
 *       The process counts as traced meanwhile, except for signals: there is no debugger to report
 *       them to. Nothing else of ptrace is there: ptracestop, event masks, td_dbgflags but
 *       TDB_SUSPEND.
 *   <li>Threads made by the native thr_new and thr_create have no program; all they do is end. The
 *       policy does not know them. thread_run_flash, which only a debugger needs, has no caller.
 *   <li>Of umtx there are words, normal and robust mutexes and condition variables: no priority
 *       inheritance and ceilings, reader-writer locks, semaphores and shared memory.
 *   <li>The thread that is used again with a free process goes through thread_ctor once more.
 *   <li>There is no Giant besides the tests for it, no audit, OSD, select state, rangelock, epoch,
 *       racct, jail, kqueue, interval timer or profiling.
 * </ul>
 *
 * <p>Processes:
 *
 * <ul>
 *   <li>What a workload starts is as a shell would start it: a child of init with a process group
 *       of its own, all in one session with init. So no group is ever orphaned, sessions cannot be
 *       made, and stops by terminal keys are never discarded.
 *   <li>Memory is not modelled: fork copies nothing, and objects of user space that parent and
 *       child know are one object. A vfork child is told from a fork child only by whom it keeps
 *       waiting. exec and core dumps cost a constant. An exec fails only by its native name, with
 *       the error that the caller wants.
 *   <li>rfork is offered without RFPROC only; a child needs a program.
 *   <li>PROC_REAP_KILL decides whom to signal at the beginning, not again after each process.
 *   <li>wait has no other ids than one process or any, no WNOWAIT and WTRAPPED, and no orphans of a
 *       debugger. A message about a limit (ppsratecheck) is an event of the trace.
 * </ul>
 *
 * <p>Signals:
 *
 * <ul>
 *   <li>There are 64 of them rather than 128, without the information that comes with one, except
 *       which child a SIGCHLD is about. SA_NODEFER, SA_RESETHAND, SA_NOCLDSTOP and SA_NOCLDWAIT
 *       cannot be asked for; ignored SIGCHLD has the meaning of the latter. There are no alternate
 *       stacks, no sigfastblock, and unblocking happens by setting the whole mask.
 *   <li>Permission to signal goes by the user alone, and nobody has it for the processes of the
 *       system, whose threads take no signals.
 * </ul>
 *
 * <p>Leaving for another kernel ({@link dev.dramatis.personality.freebsd.Boundary}) is not in the
 * original: while threads are brought to the boundary nobody stops, calls that would leave
 * something behind are made again to the next kernel, and what could not be told to it is a reason
 * to refuse ({@link dev.dramatis.personality.freebsd.Export}).
 *
 * <p>Faults of the original are kept: a stop by signal keeps the others of a process at the
 * boundary when a failed exec ends single-threading (A74); a single-threader that stops for a
 * signal keeps its mark (B3); who waits for the end of somebody else's single-threading is not told
 * when that ends by exit; who stops a process from outside is not woken if a signal stops and
 * continues it meanwhile; tdfind does not look again whether thread and process are the same as
 * before; thr_kill2 sends to a single thread what it refuses. {@code
 * personality.hardened=NAME,NAME} mends them or takes over what came later, by the names of {@link
 * dev.dramatis.personality.freebsd.Hardening}.
 *
 * <p>Options: {@code uid} (0 is privileged; 1001), {@code maxproc} (6000), {@code maxthread},
 * {@code max-threads-per-proc} (1500), {@code kstacks}, {@code sched-lock} ({@code percpu} or
 * {@code global}), {@code hardened}, {@code mutate}.
 */
@NullMarked
package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.NullMarked;
