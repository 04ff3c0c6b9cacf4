package io.footfall.pipelines.query;

import java.util.Locale;

/** A text format for results. */
public enum ResultFormat {
  /** CSV (RFC 4180) with a header and unchanged values. */
  CSV {
    @Override
    public RowSink to(Appendable out) {
      return new CsvResult(out, false);
    }
  },
  /** CSV without formulas, see {@link CsvResult}. */
  SPREADSHEET {
    @Override
    public RowSink to(Appendable out) {
      return new CsvResult(out, true);
    }
  },
  /** A JSON array with one object per row; decimals keep all digits. */
  JSON {
    @Override
    public RowSink to(Appendable out) {
      return new JsonResult(out);
    }
  },
  /** A Markdown table in GitHub's dialect. */
  MARKDOWN {
    @Override
    public RowSink to(Appendable out) {
      return new MarkdownResult(out);
    }
  };

  /** Returns a sink that writes rows in this format. Call {@link RowSink#end} to finish. */
  public abstract RowSink to(Appendable out);

  /** Returns the value of {@code --format}. */
  public String optionValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
