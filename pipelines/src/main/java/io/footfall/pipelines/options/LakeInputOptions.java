package io.footfall.pipelines.options;

import io.footfall.source.InputFiles;
import io.footfall.source.LakeInput;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The group of options that selects the days to read from a lake ({@code --input=lake:DIR}). */
public interface LakeInputOptions extends InputOptions {
  @Override
  @Description(
      "File, glob, directory or - for standard input; a comma separates several. Archives"
          + " (zip, tar), compressed files (gzip, bzip2, zstd, deflate), xlsx and Parquet are read"
          + " directly. Lakes: lake:DIR. Streams: kinesis://STREAM or kafka://HOST:PORT/TOPIC.")
  @Listed(heading = Heading.INPUT, place = 10, value = "FILES", separator = ",")
  @Nullable String getInput();

  @Description("Lake as input: first day to read, in --zone.")
  @Listed(
      heading = Heading.INPUT,
      place = 13,
      value = "YYYY-MM-DD",
      fallback = "the first day of the lake")
  @Nullable String getFrom();

  void setFrom(@Nullable String value);

  @Description("Lake as input: last day to read, in --zone.")
  @Listed(
      heading = Heading.INPUT,
      place = 14,
      value = "YYYY-MM-DD",
      fallback = "the last day of the lake")
  @Nullable String getTo();

  void setTo(@Nullable String value);

  /** Reading options that also apply to the records of a lake, which are not text. */
  Set<String> OF_LAKES = Set.of("zone", "where");

  /**
   * Returns the lake that is the input; empty for any other input.
   *
   * @param values the given options by name
   * @param problems collects options that cannot be combined with it
   */
  static Optional<LakeInput> lake(
      LakeInputOptions options, Map<String, String> values, Problems problems) {
    String input = options.getInput();
    DayRange days = DayRange.of(options.getFrom(), options.getTo(), problems);
    if (input == null || !LakeInput.isOne(input)) {
      problems.refuse(
          List.of("from", "to"),
          values,
          "selects days of a lake. Set --input=lake:DIR, or leave it out.");
      return Optional.empty();
    }
    if (input.substring(LakeInput.SCHEME.length()).isBlank()) {
      problems.add("--input=" + input + " does not name a directory. Use lake:DIR.");
      return Optional.empty();
    }
    Set<String> ofText = new HashSet<>(OptionTable.of(FileReadingOptions.class).names());
    ofText.addAll(OptionTable.of(LogOptions.class).names());
    ofText.removeAll(OF_LAKES);
    ofText.addAll(List.of("watch", "backup"));
    values.keySet().stream()
        .filter(ofText::contains)
        .forEach(
            name ->
                problems.add(
                    "--" + name + " does not apply to a lake (" + input + "). Leave it out."));
    return problems.check(
        () -> {
          InputOptions.checkLakeIsAlone(InputFiles.names(input));
          String path = input.substring(LakeInput.SCHEME.length());
          return Optional.of(
              LakeInput.named(LakeInput.SCHEME + Directory.of("--input", path).path())
                  .withDays(days.from(), days.to()));
        },
        Optional.empty());
  }
}
