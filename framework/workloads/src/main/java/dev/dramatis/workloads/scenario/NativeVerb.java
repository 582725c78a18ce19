package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call under its native name, such as {@code _lwp_suspend(worker)}. */
final class NativeVerb implements StepParser.Verb {
  private static final Pattern CALL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\((.*)\\)");

  private final Vocabulary names;

  NativeVerb(Vocabulary names) {
    this.names = names;
  }

  @Override
  public Step.Action read(@Nullable Tree argument, Tree step) throws WorkloadException {
    Matcher call = CALL.matcher(argument == null ? "" : argument.text());
    if (argument == null || !call.matches()) {
      throw step.error("a native call is written name(argument, argument), such as _lwp_self()");
    }
    String name = call.group(1);
    List<ToLongFunction<Actor>> arguments = arguments(argument, call.group(2));
    return actor -> perform(actor, name, arguments);
  }

  private List<ToLongFunction<Actor>> arguments(Tree at, String text) throws WorkloadException {
    List<ToLongFunction<Actor>> arguments = new ArrayList<>();
    if (text.isBlank()) {
      return arguments;
    }
    for (String part : text.split(",", -1)) {
      String word = part.strip();
      if (word.equals("self") || names.programs.contains(word)) {
        arguments.add(actor -> actor.thread(word).nativeId);
      } else if (names.variables.contains(word)) {
        arguments.add(actor -> actor.get(word));
      } else {
        long number = Names.number(at, word);
        arguments.add(actor -> number);
      }
    }
    return arguments;
  }

  private static int perform(Actor actor, String name, List<ToLongFunction<Actor>> arguments) {
    long[] values = new long[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).applyAsLong(actor);
    }
    long result = actor.user.call(name, values);
    if (result == NativeCall.AGAIN) {
      throw new IllegalStateException(name + " asked to be called again");
    }
    actor.value = Math.max(0, result);
    return result < 0 ? (int) -result : Errno.OK;
  }
}
