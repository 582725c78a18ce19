package dev.dramatis.console;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Reads commands from standard input, one a line, and runs them as the command line would.",
      "Before each command the folder dropins is looked at: new bundles are installed, changed"
          + " ones replace their predecessors, and those that are gone are removed.",
      "Words may be quoted; # begins a comment. Ends with 'exit' or at the end of the input, with"
          + " the exit code of the last command; a command that fails does not end it."
    })
final class ShellCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  ShellCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    int code = ExitCode.OK;
    while (true) {
      prompt();
      String line = surroundings.in().readLine();
      if (line == null) {
        if (surroundings.terminal()) {
          surroundings.out().println();
        }
        return code;
      }
      try {
        List<String> words = Words.of(line);
        if (words.isEmpty()) {
          continue;
        }
        if (words.getFirst().equals("exit")) {
          return code;
        }
        refresh();
        code = execute(words);
      } catch (UserException e) {
        surroundings.err().println("dramatis: " + e.getMessage());
        code = e.exitCode();
      }
    }
  }

  private void prompt() {
    if (surroundings.terminal()) {
      surroundings.out().print("dramatis> ");
      surroundings.out().flush();
    }
  }

  private void refresh() {
    surroundings
        .dropins()
        .refresh()
        .forEach(change -> surroundings.err().println("dropins: " + change));
    surroundings.err().flush();
  }

  /** A new command line each time, so that nothing of one command is left to the next. */
  private int execute(List<String> words) throws UserException {
    boolean named = words.size() > 1 && words.getFirst().equals("dramatis");
    List<String> command = named ? words.subList(1, words.size()) : words;
    if (command.getFirst().equals("shell") && command.size() == 1) {
      throw UserException.badInput("this is the shell already");
    }
    String[] arguments =
        command.equals(List.of("help")) ? new String[] {"--help"} : command.toArray(String[]::new);
    return new CommandLineInterface(surroundings).execute(arguments);
  }
}
