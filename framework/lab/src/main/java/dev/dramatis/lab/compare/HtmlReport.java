package dev.dramatis.lab.compare;

/** The comparison as one page that needs nothing else. */
final class HtmlReport {
  private HtmlReport() {}

  static String html(Comparison comparison) {
    return "<!doctype html>" + comparison.groups().size();
  }
}
