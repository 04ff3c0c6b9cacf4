package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import io.footfall.source.InputFiles;
import io.footfall.source.LakeInput;
import java.util.List;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that specifies the input of a pipeline. */
public interface InputOptions extends PipelineOptions {
  @Description(
      "File, glob, directory or - for standard input; a comma separates several. Archives"
          + " (zip, tar), compressed files (gzip, bzip2, zstd, deflate), xlsx and Parquet are read"
          + " directly.")
  @Listed(heading = Heading.INPUT, place = 10, value = "FILES", separator = ",")
  @Nullable String getInput();

  void setInput(@Nullable String value);

  /**
   * Returns the paths of an input.
   *
   * @throws FootfallException if a path is empty, or its file system is not supported
   */
  static List<String> paths(String input) {
    List<String> paths = InputFiles.names(input);
    checkLakeIsAlone(paths);
    for (String path : paths) {
      if (path.isBlank()) {
        throw FootfallException.usage(
            "--input=" + input + " has an empty path between its commas.");
      }
      Directory.checkFileSystem("--input", path);
    }
    return paths;
  }

  /**
   * Checks that a lake is the only input.
   *
   * @throws FootfallException if there are others
   */
  static void checkLakeIsAlone(List<String> inputs) {
    if (inputs.size() > 1) {
      inputs.stream()
          .filter(LakeInput::isOne)
          .findFirst()
          .ifPresent(
              lake -> {
                throw FootfallException.usage(
                    lake + " is a lake, which is read alone. Leave out the other inputs.");
              });
    }
  }
}
