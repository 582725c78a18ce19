package dev.dramatis.simulation;

/** A plugin broke its contract; the message names it. */
final class PluginFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PluginFailure(String message, Throwable cause) {
    super(message, cause);
  }

  PluginFailure(String message) {
    super(message);
  }
}
