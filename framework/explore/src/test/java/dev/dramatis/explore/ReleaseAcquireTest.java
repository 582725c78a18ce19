package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model of languages in which stores release and loads acquire, by the stateful search: a step
 * is an access together with what it reads, or with its place among the stores to its variable, and
 * a state is which accesses have happened so. The numbers are those that GenMC counts for its
 * litmus tests under RA, and for its Fibonacci program under RC11.
 */
class ReleaseAcquireTest {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int Z = 2;

  @ParameterizedTest
  @CsvSource({
    "sb, 4",
    "sb+scfs, 4", // the model knows no barriers
    "mp, 3",
    "lb, 3",
    "2+2w, 4",
    "s, 4",
    "iriw, 16",
    "w+rwc, 8",
    "z6.u, 24",
    "corr, 6",
    "cowr, 3",
    "2cowr, 4",
    "isa2, 7",
    // two adders and a reader, so many rounds
    "fib_bench 1, 11",
    "fib_bench 2, 153",
    "fib_bench 5, 525630",
  })
  void shouldFindEveryExecution(String program, long executions) {
    Exploration found = new Stateful().explore(new Executions(threads(program)), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(executions);
    assertThat(found.complete()).isTrue();
  }

  private static Op[][] threads(String program) {
    return switch (program) {
      case "sb", "sb+scfs" -> new Op[][] {{store(X), load(Y)}, {store(Y), load(X)}};
      case "mp" -> new Op[][] {{store(X), store(Y)}, {load(Y), load(X)}};
      case "lb" -> new Op[][] {{load(X), store(Y)}, {load(Y), store(X)}};
      case "2+2w" -> new Op[][] {{store(X), store(Y)}, {store(Y), store(X)}};
      case "s" -> new Op[][] {{store(X), store(Y)}, {relaxed(Y), store(X)}};
      case "iriw" -> new Op[][] {{store(X)}, {load(X), load(Y)}, {load(Y), load(X)}, {store(Y)}};
      case "w+rwc" -> new Op[][] {{store(X), store(Y)}, {load(Y), load(Z)}, {store(Z), load(X)}};
      case "z6.u" -> new Op[][] {{store(X), store(Y)}, {update(Y), load(Y)}, {store(Y), load(X)}};
      case "corr" -> new Op[][] {{store(X), store(X)}, {load(X), load(X)}};
      case "cowr" -> new Op[][] {{store(X), load(X)}, {store(X)}};
      case "2cowr" -> new Op[][] {{store(X)}, {load(X)}, {load(Y)}, {store(Y)}};
      case "isa2" -> new Op[][] {{store(X), store(Y)}, {load(Y), store(Z)}, {load(Z), load(X)}};
      default -> adders(Integer.parseInt(program.split(" ")[1]));
    };
  }

  /** What an adder reads of its own variable is what it stored last: no choice, no step. */
  private static Op[][] adders(int rounds) {
    Op[] one = new Op[rounds];
    Op[] two = new Op[rounds];
    Arrays.fill(one, new Op(true, Y, X, false, true));
    Arrays.fill(two, new Op(true, X, Y, false, true));
    return new Op[][] {one, two, {load(X), load(Y)}};
  }

  private static Op load(int variable) {
    return new Op(true, variable, -1, false, true);
  }

  private static Op relaxed(int variable) {
    return new Op(true, variable, -1, false, false);
  }

  private static Op store(int variable) {
    return new Op(false, -1, variable, false, false);
  }

  private static Op update(int variable) {
    return new Op(true, variable, variable, true, true);
  }

  /**
   * What a thread does in a step.
   *
   * @param reads whether it reads
   * @param from the variable that it reads
   * @param to the variable that it then stores to, or -1
   * @param atomically whether no store can come in between
   * @param acquires whether it knows from then on what the one knew whose store it reads
   */
  private record Op(boolean reads, int from, int to, boolean atomically, boolean acquires) {}

  /** A store, and what who reads it has seen then: the latest known store to each variable. */
  private record Message(
      int thread, int index, @Nullable Message updates, @Nullable Message[] view) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return 31 * thread + index;
    }
  }

  /** What an access reads, or behind which store its own one comes, and how it shows as a step. */
  private record Option(int thread, int variant, @Nullable Message read, @Nullable Message behind)
      implements Step {
    @Override
    public int actor() {
      return thread;
    }

    @Override
    public int variant() {
      return variant;
    }

    @Override
    public int cpu() {
      return thread;
    }

    @Override
    public @Nullable SharedObject object() {
      return null;
    }

    @Override
    public int objectNumber() {
      return -1;
    }

    @Override
    public Access access() {
      return Access.LOAD;
    }

    @Override
    public long time() {
      return 0;
    }

    @Override
    public String label() {
      return "thread" + thread;
    }
  }

  /** The executions of a program of such accesses. */
  private static final class Executions implements Subject {
    private static final int VARIABLES = 3;

    private final Op[][] threads;
    private final List<List<Message>> stores = new ArrayList<>();
    private final List<List<Message>> reads = new ArrayList<>();
    private final Message[][] views;
    private final int[] done;

    Executions(Op[][] threads) {
      this.threads = threads;
      this.views = new Message[threads.length][];
      this.done = new int[threads.length];
    }

    @Override
    public String name() {
      return "release and acquire";
    }

    @Override
    public Outcome execute(ChoicePolicy policy) {
      reset();
      while (true) {
        Option[] options = options();
        if (options.length == 0) {
          policy.ended(options, 0);
          return Outcome.OK;
        }
        int choice = policy.choose(options, options.length);
        if (choice < 0) {
          return Outcome.PRUNED;
        }
        perform(options[choice]);
      }
    }

    private void reset() {
      Message[] initial = new Message[VARIABLES];
      stores.clear();
      for (int v = 0; v < VARIABLES; v++) {
        initial[v] = new Message(-1, v, null, new Message[VARIABLES]);
        stores.add(new ArrayList<>(List.of(initial[v])));
      }
      reads.clear();
      for (int t = 0; t < threads.length; t++) {
        views[t] = initial.clone();
        reads.add(new ArrayList<>());
        done[t] = 0;
      }
    }

    private Option[] options() {
      List<Option> options = new ArrayList<>();
      for (int t = 0; t < threads.length; t++) {
        if (done[t] < threads[t].length && !onlyReads(t)) {
          addOptions(t, threads[t][done[t]], options);
        }
      }
      // nobody can tell when those who only read did so: they come last, one after the other
      for (int t = 0; t < threads.length && options.isEmpty(); t++) {
        if (done[t] < threads[t].length) {
          addOptions(t, threads[t][done[t]], options);
        }
      }
      return options.toArray(Option[]::new);
    }

    private boolean onlyReads(int thread) {
      for (Op op : threads[thread]) {
        if (op.to() >= 0) {
          return false;
        }
      }
      return true;
    }

    /** Nobody reads, or stores before, what is older than what he has seen. */
    private void addOptions(int thread, Op op, List<Option> options) {
      int variable = op.reads() ? op.from() : op.to();
      List<Message> all = stores.get(variable);
      for (int i = all.indexOf(views[thread][variable]); i < all.size(); i++) {
        Message message = all.get(i);
        boolean updated = i + 1 < all.size() && all.get(i + 1).updates() == message;
        if (!updated || (op.reads() && !op.atomically())) {
          options.add(
              op.reads()
                  ? new Option(thread, i, message, op.atomically() ? message : null)
                  : new Option(thread, i, null, message));
        }
      }
    }

    private void perform(Option option) {
      int thread = option.thread();
      Op op = threads[thread][done[thread]];
      Message read = option.read();
      if (read != null) {
        reads.get(thread).add(read);
        views[thread][op.from()] = later(op.from(), read, views[thread][op.from()]);
        for (int v = 0; op.acquires() && v < VARIABLES; v++) {
          Message seen = read.view()[v];
          views[thread][v] = seen == null ? views[thread][v] : later(v, seen, views[thread][v]);
        }
      }
      if (op.to() >= 0) {
        List<Message> all = stores.get(op.to());
        Message behind = option.behind();
        Message[] view = views[thread].clone();
        Message message = new Message(thread, done[thread], op.atomically() ? read : null, view);
        all.add(behind == null ? all.size() : all.indexOf(behind) + 1, message);
        view[op.to()] = message;
        views[thread][op.to()] = message;
      }
      done[thread]++;
    }

    private Message later(int variable, Message a, Message b) {
      List<Message> all = stores.get(variable);
      return all.indexOf(a) > all.indexOf(b) ? a : b;
    }

    @Override
    public boolean digests() {
      return true;
    }

    /** What everybody has read, and the order of the stores. */
    @Override
    public long digest() {
      Hash hash = new Hash();
      for (List<Message> all : stores) {
        mix(hash, all);
      }
      for (List<Message> all : reads) {
        mix(hash, all);
      }
      for (int d : done) {
        hash.mix(d);
      }
      return hash.high ^ 31 * hash.low;
    }

    private static void mix(Hash hash, List<Message> messages) {
      hash.mix(messages.size());
      for (Message message : messages) {
        hash.mix((long) message.thread() << 8 | message.index());
      }
    }
  }
}
