package io.footfall.pipelines.serve;

import io.footfall.pipelines.query.ResultFormat;
import io.footfall.pipelines.query.RowSink;
import io.footfall.pipelines.query.XlsxResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A file format for downloads. */
enum Download {
  /** CSV without formulas. */
  CSV("text/csv; charset=utf-8") {
    @Override
    RowSink to(OutputStream out, String name) throws IOException {
      Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      // Makes spreadsheets read UTF-8.
      text.write('\ufeff');
      return ResultFormat.SPREADSHEET.to(text);
    }
  },
  /** An Excel workbook. */
  XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
    @Override
    RowSink to(OutputStream out, String name) {
      return new XlsxResult(out, name);
    }
  };

  private final String type;

  Download(String type) {
    this.type = type;
  }

  /** Returns the media type. */
  String type() {
    return type;
  }

  /** Returns the extension of file names and URLs. */
  String ending() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns a sink that writes this kind of file.
   *
   * @param name name of the result
   */
  abstract RowSink to(OutputStream out, String name) throws IOException;
}
