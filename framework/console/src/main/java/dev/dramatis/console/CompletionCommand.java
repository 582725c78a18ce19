package dev.dramatis.console;

import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
  public Integer call() throws PluginException, IOException {
    CommandLine root = spec.root().commandLine();
    Map<String, List<String>> ids = ids();
    for (CommandLine command : root.getSubcommands().values()) {
      ids.forEach((option, values) -> suggest(command.getCommandSpec(), option, values));
    }
    if (shell == Shell.ZSH) {
      surroundings.out().println("autoload -U +X compinit && compinit");
    }
    surroundings.out().print(AutoComplete.bash("dramatis", root));
    return ExitCode.OK;
  }

  /** What there is to name, at the time of asking. */
  private Map<String, List<String>> ids() throws PluginException, IOException {
    Map<String, List<String>> ids = new LinkedHashMap<>();
    ids.put("--personality", ids(PluginKind.PERSONALITY));
    ids.put("--scheduler", ids(PluginKind.SCHEDULER));
    try (Hardware hardware = Hardware.open(surroundings.plugins(), "completion")) {
      ids.put("--hardware", List.copyOf(hardware.machines().keySet()));
    }
    return ids;
  }

  private List<String> ids(PluginKind<?> kind) {
    return surroundings.plugins().list(kind).stream().map(PluginInfo::id).toList();
  }

  private static void suggest(CommandSpec command, String name, List<String> values) {
    OptionSpec option = command.findOption(name);
    if (option != null) {
      command.remove(option);
      command.addOption(
          OptionSpec.builder(option)
              .paramLabel(name.substring(2)) // the script's variable has this name
              .completionCandidates(values)
              .build());
    }
  }
}
