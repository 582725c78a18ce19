package dev.dramatis.console;

import java.util.ArrayList;
import java.util.List;

/** Takes a line of the shell apart as Unix shells do. */
final class Words {
  private Words() {}

  /**
   * The words of a line. Quotes of both kinds hold a word together; a backslash, unless between
   * single quotes, takes the next character as it is; from a word that begins with # on, the rest
   * is a comment.
   */
  static List<String> of(String line) throws UserException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
        if (i == line.length()) {
          throw UserException.badInput("the line ends with a backslash");
        }
        word.append(line.charAt(i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else if (c == '#' && !inWord) {
        break;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw UserException.badInput("the line ends before its quote does: " + quote);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
