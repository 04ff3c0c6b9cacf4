package io.footfall.source;

import io.footfall.errors.FirstStart;
import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands in for the class that needs the reader of workbooks. */
final class SpreadsheetText extends RowText {

  SpreadsheetText(String name, File file, boolean temporary, @Nullable String sheet) {
    throw FirstStart.lacks("spreadsheets");
  }

  @Override
  @Nullable List<String> nextRow() {
    return null;
  }
}
