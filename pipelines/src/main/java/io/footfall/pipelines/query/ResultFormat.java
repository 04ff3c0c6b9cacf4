package io.footfall.pipelines.query;

import java.util.Locale;

/** How an answer is written as text. */
public enum ResultFormat {
  /** CSV by RFC 4180, with a header; the values as they are. */
  CSV {
    @Override
    public RowSink to(Appendable out) {
      return new CsvResult(out, false);
    }
  },
  /** CSV that spreadsheets take for values alone: see {@link CsvResult}. */
  SPREADSHEET {
    @Override
    public RowSink to(Appendable out) {
      return new CsvResult(out, true);
    }
  },
  /** A JSON array with an object per row; decimals are numbers with all their digits. */
  JSON {
    @Override
    public RowSink to(Appendable out) {
      return new JsonResult(out);
    }
  },
  /** A table of Markdown, as GitHub has it. */
  MARKDOWN {
    @Override
    public RowSink to(Appendable out) {
      return new MarkdownResult(out);
    }
  };

  /** What writes rows in this format; it must be closed with {@link RowSink#end}. */
  public abstract RowSink to(Appendable out);

  /** As it is said in options. */
  public String optionValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
