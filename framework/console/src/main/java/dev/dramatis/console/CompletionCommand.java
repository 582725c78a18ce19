package dev.dramatis.console;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description =
        "Prints a script that completes commands and options: source <(dramatis completion bash)")
final class CompletionCommand implements Callable<Integer> {
  /** Shells. */
  enum Shell {
    BASH,
    ZSH
  }

  private final Surroundings surroundings;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The script is for bash, and makes zsh understand it when it finds itself there. */
  @Override
  public Integer call() {
    if (shell == Shell.ZSH) {
      surroundings.out().println("autoload -U +X compinit && compinit");
    }
    surroundings.out().print(AutoComplete.bash("dramatis", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
