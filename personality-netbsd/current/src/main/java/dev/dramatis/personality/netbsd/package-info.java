/**
 * The LWP subsystem of NetBSD, after kern_lwp.c 1.270 and what surrounds it.
 *
 * <p>Classes follow the files of the original: {@link dev.dramatis.personality.netbsd.LwpLife},
 * {@link dev.dramatis.personality.netbsd.LwpJoin} and {@link
 * dev.dramatis.personality.netbsd.LwpControl} are kern_lwp.c, {@link
 * dev.dramatis.personality.netbsd.Synch} is kern_synch.c, {@link
 * dev.dramatis.personality.netbsd.Sleepq} is kern_sleepq.c, and so on; methods have the names of
 * the functions in Java case.
 *
 * <p>Where this kernel knowingly differs from the original:
 *
 * <ul>
 *   <li>Policy is a plugin. It may choose an LWP that was queued on another CPU; that changes hands
 *       in one step, without the other queue's lock, and a choice that is still on its old CPU is
 *       waited for. lwp_migrate moves a queued LWP at once, because the policy must not hold it for
 *       a CPU where it may no longer run.
 *   <li>Callouts run in the clock interrupt, not in a soft interrupt after it; idle CPUs do not
 *       tick.
 *   <li>A timed-out condition waiter leaves the list alone, instead of waking everybody; spinning
 *       for a user mutex ends after some 100 us, instead of never.
 *   <li>Suspending oneself by the portable call does not wait before the return to user mode; by
 *       {@code _lwp_suspend} it does, as in the original.
 *   <li>Signals carry no information but their number and, for _lwp_kill, the LWP meant; nobody
 *       waits for them in sigtimedwait. Handlers run when the thread library has been left: a wait
 *       for a mutex or a condition is given up for them and taken up again afterwards, for a
 *       condition in front of the other waiters.
 *   <li>There is one session, with init as its leader. Processes that a workload starts lead groups
 *       of their own in it, as if a shell with job control had started them.
 *   <li>Of credentials there is the user, of core dumps the time, of execve what happens to LWPs
 *       and signals. While one LWP executes a program and another ends the process, the first gives
 *       up; in the original they wait for each other for ever.
 *   <li>The callout that looks after stopping processes is an LWP of a soft interrupt made for it
 *       when the first process is stopped.
 *   <li>An LWP made by the native _lwp_create has no program: in user mode it only exits. It is
 *       scheduled like a kernel thread, and the policy does not know it.
 *   <li>ptrace stops, continues, suspends and counts LWPs, and reports their births and deaths; it
 *       has no registers, memory, single steps or system call stops, and does not follow forks.
 *   <li>A vforked child is placed by the policy, which does not know that it should run on the CPU
 *       of its parent.
 *   <li>Kernel code is preempted where it takes or releases an adaptive mutex, or enables
 *       preemption, not at any instruction.
 *   <li>Turnstiles have writers only, because there are no reader-writer locks. Nothing but LWPs
 *       without LP_MPSAFE takes kernel_lock, and there are none.
 *   <li>Futexes are private to a process and have one queue; FUTEX_WAKE_OP is missing. Of user
 *       memory the kernel keeps the words that such calls name.
 *   <li>The cache of LWPs keeps some for each CPU and has no depot; an LWP beyond that is destroyed
 *       at once, as nobody reads memory that was given back.
 *   <li>The caller counts as superuser; the option {@code rlimit-nthr} sets a limit to the number
 *       of LWPs that even it cannot pass, {@code maxproc} one to that of processes.
 * </ul>
 *
 * <p>Known faults of the original stay. Options that mend one each, all {@code false} by default:
 *
 * <ul>
 *   <li>{@code repair-suspend-wait}: _lwp_suspend sleeps before it looks whether its target is
 *       suspended already.
 *   <li>{@code repair-create-count}, {@code repair-create-reap}, {@code repair-wait-core}, {@code
 *       repair-wait-cycles}, {@code repair-wait-continued}, {@code repair-unstop-count}, {@code
 *       repair-continue-broadcast}, {@code repair-userret-loop}: see {@link
 *       dev.dramatis.personality.netbsd.Repairs}.
 * </ul>
 *
 * <p>One fault is mended by default, because nearly every suspension would be reported for it:
 * setrunnable broadcasts for a suspended LWP while that is locked, against the order of locks.
 * {@code original-resume-broadcast=true} brings it back.
 *
 * <p>Further options: {@code kpreempt-pri} (priority from which kernel code has to give way, 128),
 * {@code physmem-mib} (memory, which decides about kern.maxlwp, 16384), {@code pid-table-limit}
 * (entries that pid_table may grow to), {@code mutate} (a deliberate fault, see {@link
 * dev.dramatis.personality.netbsd.Mutant}).
 */
@NullMarked
package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.NullMarked;
