package dev.dramatis.console;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Plugins;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * The command line as the launcher calls it: the arguments are a service, the result is the exit
 * code.
 */
final class Application implements Callable<Integer> {
  private final Container container;
  private final Terminal terminal;

  @Inject
  Application(Container container, Terminal terminal) {
    this.container = container;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrintWriter err = terminal.err();
    try {
      Surroundings surroundings =
          new Surroundings(
              container.service(Plugins.class),
              container.service(BundleControl.class),
              container.service(Dropins.class),
              terminal.in(),
              terminal.out(),
              err,
              terminal.interactive());
      return new CommandLineInterface(surroundings).execute(container.arguments());
    } catch (UserException e) {
      err.println("dramatis: " + e.getMessage());
      return e.exitCode();
    }
  }
}
