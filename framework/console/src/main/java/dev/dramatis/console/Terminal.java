package dev.dramatis.console;

import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The standard streams of the process. */
final class Terminal {
  @Inject
  Terminal() {}

  PrintWriter out() {
    return writer(System.out);
  }

  PrintWriter err() {
    return writer(System.err);
  }

  BufferedReader in() {
    String encoding = System.getProperty("stdin.encoding");
    Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
    return new BufferedReader(new InputStreamReader(System.in, charset));
  }

  boolean interactive() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Results are Unicode; a terminal that says it is not gets what it can show. */
  private static PrintWriter writer(PrintStream stream) {
    Charset charset = stream.charset();
    return new PrintWriter(new OutputStreamWriter(stream, charset), true);
  }
}
