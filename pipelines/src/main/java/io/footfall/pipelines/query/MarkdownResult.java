package io.footfall.pipelines.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a Markdown table with right-aligned numbers. Markdown and HTML markup is escaped;
 * line breaks become spaces.
 */
final class MarkdownResult implements RowSink {
  private final Appendable out;

  MarkdownResult(Appendable out) {
    this.out = out;
  }

  @Override
  public void columns(List<QueryColumn> columns) throws IOException {
    StringBuilder names = new StringBuilder("|");
    StringBuilder rule = new StringBuilder("|");
    for (QueryColumn column : columns) {
      names.append(' ').append(escaped(column.name())).append(" |");
      rule.append(column.isNumber() ? " ---: |" : " --- |");
    }
    if (!columns.isEmpty()) {
      out.append(names).append('\n').append(rule).append('\n');
    }
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    StringBuilder line = new StringBuilder("|");
    for (Object value : values) {
      String text = ResultText.of(value);
      line.append(' ').append(value instanceof String ? escaped(text) : text).append(" |");
    }
    out.append(line).append('\n');
    return true;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '<') {
                escaped.append("&lt;");
              } else if (c == '&') {
                escaped.append("&amp;");
              } else if ("\\`*_{}[]#|~!>".indexOf(c) >= 0) {
                escaped.append('\\').appendCodePoint(c);
              } else {
                escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
              }
            });
    return escaped.toString();
  }

  @Override
  public void end() {
    // Markdown has no footer.
  }
}
