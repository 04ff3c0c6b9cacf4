package io.footfall.pipelines.inspect;

import io.footfall.errors.FootfallException;
import io.footfall.source.InputFiles.InputFile;
import java.util.Optional;

/** Finds the dataset of a file by its columns. */
public final class DatasetOfFile {
  private DatasetOfFile() {}

  /**
   * Returns the dataset whose columns match a file best.
   *
   * @param sheet the sheet of a workbook to read
   * @throws FootfallException if the file is empty or cannot be read
   */
  public static String of(InputFile file, Optional<String> sheet) {
    return new Inspection(file, sheet).best().dataset();
  }
}
