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
 * <p>Where functions of kern_lwp.c differ from the original, and why:
 *
 * <ul>
 *   <li>lwp_create: class, priority and affinity are those of the thread's specification, not of
 *       the creator, as if libpthread had set them before the thread ran. The creator passes one
 *       kernel stack on to the next, and there is always one more (no ENOMEM). Descriptors,
 *       processor sets, floating-point state and emulation hooks concern nothing that is modelled.
 *   <li>lwp_exit: for the same reason nothing is released there but robust futexes and specific
 *       data. An LWP is not the last one while others of its process have left for the next kernel
 *       in a live swap.
 *   <li>lwp_free: of the LWP's usage, time and switches are added to the process; its share of a
 *       CPU (l_pctcpu) is known to the policy alone.
 *   <li>lwp_startup: address spaces are switched by the machine.
 *   <li>lwp_userret: a suspended LWP that is wanted by another kernel passes; its neutral state
 *       says that it is suspended.
 *   <li>lwp_ctl_alloc: mapping does not fail; ENOMEM means that the region is full. Of a page there
 *       are the records and the bitmap.
 *   <li>lwp_setprivate: no machine has a hook that could fail. sysctl_kern_maxlwp: a pair of native
 *       calls takes the place of the tree of sysctl.
 *   <li>lwp_ctor, lwp_dtor: the cache of LWPs keeps some for each CPU and has no depot; an LWP
 *       beyond that is destroyed at once, as nobody reads memory that was given back.
 * </ul>
 *
 * <p>Where the surroundings differ:
 *
 * <ul>
 *   <li>Policy is a plugin. It may choose an LWP that was queued on another CPU; that changes hands
 *       in one step, without the other queue's lock, and a choice that is still on its old CPU is
 *       waited for.
 *   <li>The child of a vfork runs on its parent's CPU unless somebody as urgent waits there; then
 *       the policy places it like any new LWP, without preferring the parent's core.
 *   <li>Callouts that end sleeps run in the clock interrupt, not in a soft interrupt after it; on
 *       machines with fast soft interrupts that one borrows the interrupted LWP and follows at
 *       once. Those that take adaptive mutexes run in a soft interrupt. Idle CPUs do not tick.
 *   <li>Kernel code is preempted where it takes or releases an adaptive mutex, or enables
 *       preemption, not at any instruction.
 *   <li>Turnstiles have writers only, because there are no reader-writer locks. Nothing but LWPs
 *       without LP_MPSAFE takes kernel_lock, and there are none.
 *   <li>Futexes have one queue, not one each for readers and writers. The list of robust ones does
 *       not say whether they are shared, so waiters are looked for both ways. Of user memory the
 *       kernel keeps the words that such calls name; the lowest page and the kernel's half of the
 *       addresses are not mapped.
 *   <li>A timed-out condition waiter leaves the list alone, instead of waking everybody; spinning
 *       for a user mutex ends after some 100 us, instead of never: programs are promised that no
 *       wait ends without reason, and owners that wait for each other are seen to do so.
 *   <li>Suspending oneself by the portable call does not wait before the return to user mode; by
 *       {@code _lwp_suspend} it does, as in the original.
 *   <li>Signals carry no information but their number and, for _lwp_kill, the LWP meant; nobody
 *       waits for them in sigtimedwait. Handlers run when the thread library has been left: a wait
 *       for a mutex or a condition is given up for them and taken up again afterwards, for a
 *       condition in front of the other waiters.
 *   <li>There is one session, with init as its leader. Processes that a workload starts lead groups
 *       of their own in it, as if a shell with job control had started them.
 *   <li>Of credentials there is the user, of limits RLIMIT_NPROC and RLIMIT_NTHR, of core dumps the
 *       time, of execve what happens to LWPs and signals. While one LWP executes a program and
 *       another ends the process, the first gives up; in the original they wait for each other for
 *       ever, and no run would end.
 *   <li>An LWP made by the native _lwp_create has no program: in user mode it only exits. It is
 *       scheduled like a kernel thread, and the policy does not know it.
 *   <li>Of a reboot there is the suspension of all LWPs with which it begins.
 *   <li>ptrace stops, continues, suspends, counts and describes LWPs, and reports their births and
 *       deaths; it has no registers, memory, single steps or system call stops, and does not follow
 *       forks.
 * </ul>
 *
 * <p>Known faults of the original stay. Options that mend one each, all {@code false} by default:
 *
 * <ul>
 *   <li>{@code repair-suspend-wait}: _lwp_suspend sleeps before it looks whether its target is
 *       suspended already.
 *   <li>{@code repair-create-count}, {@code repair-create-reap}, {@code repair-wait-core}, {@code
 *       repair-wait-cycles}, {@code repair-wait-continued}, {@code repair-unstop-count}, {@code
 *       repair-continue-broadcast}, {@code repair-userret-loop}, {@code repair-create-user}, {@code
 *       repair-suspend-sleep}, {@code repair-wait-recycled}, {@code repair-userret-recheck}, {@code
 *       repair-resume-broadcast}: see {@link dev.dramatis.personality.netbsd.Repairs}.
 * </ul>
 *
 * <p>The last of them is against the order of locks. It alone is not reported as a violation,
 * because nearly every suspension would be; {@code report-resume-broadcast=true} has it reported.
 *
 * <p>Further options: {@code uid} (the user whom the processes of a workload belong to, 0), {@code
 * rlimit-nthr} (their RLIMIT_NTHR; with it the user is 1000 unless told otherwise), {@code maxproc}
 * (processes in all), {@code kpreempt-pri} (priority from which kernel code has to give way, 128),
 * {@code physmem-mib} (memory, which decides about kern.maxlwp, 16384), {@code pid-table-limit}
 * (entries that pid_table may grow to), {@code lwp-cache} (LWPs that each CPU keeps to be used
 * again, 30), {@code pid-table-reserved} (numbers that are taken at boot), {@code report-wait-core}
 * (the count that repair-wait-core mends is looked at), {@code mutate} (a deliberate fault, see
 * {@link dev.dramatis.personality.netbsd.Mutant}).
 */
@NullMarked
package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.NullMarked;
