package dev.dramatis.workloads.generator;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of threads that send one another messages, as hackbench does with threads and pipes: in
 * each group every sender writes to every receiver. A pipe is a mutex, two conditions and a count;
 * copying a message is computing.
 *
 * @param groups groups
 * @param fan senders and receivers of a group, each
 * @param loops messages from each sender to each receiver
 * @param capacity messages that fit into a pipe
 * @param work time to make or take in a message, in nanoseconds
 */
record Hackbench(int groups, int fan, int loops, int capacity, long work)
    implements GeneratorReader.Start {
  private static final int PIPE_BYTES = 64 * 1024;

  static GeneratorReader.Start prepare(Parameters parameters) throws WorkloadException {
    int groups = parameters.number("g", 10, 1, 1_000);
    int fan = parameters.number("f", 20, 1, 1_000);
    int loops = parameters.number("l", 100, 1, 100_000_000);
    int bytes = parameters.number("s", 100, 1, PIPE_BYTES);
    long work = parameters.time("work", bytes / 8 + 200, 1);
    return new Hackbench(groups, fan, loops, PIPE_BYTES / bytes, work);
  }

  /** Two threads that play one message back and forth, as in the pipe benchmark of perf. */
  static GeneratorReader.Start preparePair(Parameters parameters) throws WorkloadException {
    int loops = parameters.number("l", 10_000, 1, 100_000_000);
    long work = parameters.time("work", 200, 1);
    return (launcher, process) -> {
      Pipe there = new Pipe("there", 1, launcher);
      Pipe back = new Pipe("back", 1, launcher);
      launcher.launch(
          process, ThreadSpec.named("ping"), new Player(there, back, loops, work, true));
      launcher.launch(
          process, ThreadSpec.named("pong"), new Player(back, there, loops, work, false));
    };
  }

  @Override
  public void on(Launcher launcher, int process) {
    Pipe[][] pipes = new Pipe[groups][fan];
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < fan; r++) {
        pipes[g][r] = new Pipe("pipe-" + g + "-" + r, capacity, launcher);
      }
    }
    launcher.launch(process, ThreadSpec.named("main"), user -> main(user, pipes));
  }

  private void main(User user, Pipe[][] pipes) {
    List<UserThread> threads = new ArrayList<>();
    long begin = user.now();
    for (int g = 0; g < groups; g++) {
      Pipe[] group = pipes[g];
      for (int i = 0; i < fan; i++) {
        Pipe own = group[i];
        threads.add(
            Calls.create(user, ThreadSpec.named("receiver-" + g + "-" + i), u -> receive(u, own)));
      }
      for (int i = 0; i < fan; i++) {
        threads.add(
            Calls.create(user, ThreadSpec.named("sender-" + g + "-" + i), u -> send(u, group)));
      }
    }
    for (UserThread thread : threads) {
      Calls.require(user.join(thread), user, "join");
    }
    user.mark("total", user.now() - begin);
  }

  private void send(User user, Pipe[] group) {
    for (int l = 0; l < loops; l++) {
      for (Pipe pipe : group) {
        user.compute(work);
        pipe.put(user);
      }
    }
  }

  private void receive(User user, Pipe pipe) {
    for (long left = (long) fan * loops; left > 0; left--) {
      pipe.take(user);
      user.compute(work);
    }
  }

  /** One of the two that play. */
  private record Player(Pipe out, Pipe in, int loops, long work, boolean begins)
      implements Program {
    @Override
    public void run(User user) {
      for (int l = 0; l < loops; l++) {
        if (begins) {
          put(user);
          in.take(user);
        } else {
          in.take(user);
          put(user);
        }
      }
    }

    private void put(User user) {
      user.compute(work);
      out.put(user);
    }
  }
}
