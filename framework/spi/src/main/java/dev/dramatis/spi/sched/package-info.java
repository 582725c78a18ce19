/**
 * Schedulers: policy only. A scheduler decides order and place, a kernel personality does
 * everything else.
 *
 * <p>The life of a thread as a scheduler sees it is this automaton, which the host checks:
 *
 * <pre>
 *   addThread, (enqueue, [dequeue, enqueue]..., pickNext, running, stopping, [enqueue | blocked])..., removeThread, [collected]
 * </pre>
 */
@Export
@Version("1.3.0")
@NullMarked
package dev.dramatis.spi.sched;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
