package dev.dramatis.runtime.api;

/**
 * A plugin that is not there, is there twice, or cannot be exchanged. The message names the mend.
 */
public final class PluginException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a complete message. */
  public PluginException(String message) {
    super(message);
  }

  /** With a complete message and what lies behind it. */
  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
