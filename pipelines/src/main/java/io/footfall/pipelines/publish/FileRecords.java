package io.footfall.pipelines.publish;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SliceReader;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

final class FileRecords implements PublishSource {
  private static final int RECORDS_LOOKED_AT = 100;

  private final String option;
  private final List<InputFile> files;
  private final ReadSettings settings;

  FileRecords(PublishSettings publish) {
    option = publish.input();
    settings = publish.reading();
    files = InputFiles.list(publish.paths());
    InputFiles.checkSheet(settings.form().sheet(), files);
  }

  @Override
  public void check(Dataset<?> dataset) {
    checkRecords(dataset);
  }

  /** Checks the first records of JSON, which has no header with column names. */
  private <R> void checkRecords(Dataset<R> dataset) {
    InputFile first = files.get(0);
    try (SliceReader reader = SliceReader.ofFile(first, dataset.schema(), settings)) {
      RecordReader<R> records = RecordReader.of(dataset, reader, settings);
      int seen = 0;
      while (reader.layout().json() && seen < RECORDS_LOOKED_AT && records.next()) {
        if (records.fault() == null) {
          return;
        }
        seen++;
      }
      if (seen > 0) {
        throw FootfallException.usage(
            "None of the first %s records of %s is a valid record of %s."
                .formatted(seen, first.name(), dataset.schema().dataset()));
      }
    }
  }

  @Override
  public String label() {
    return TerminalText.near(option)
        + " ("
        + (files.size() == 1 ? "" : files.size() + " files, ")
        + TerminalText.size(bytes())
        + ")";
  }

  @Override
  public long bytes() {
    return files.stream().mapToLong(InputFile::size).sum();
  }

  @Override
  public List<String> columns(Dataset<?> dataset, MessageWriter.Format format) {
    List<String> columns = List.of();
    for (InputFile file : files) {
      try (SliceReader feed = SliceReader.ofFile(file, dataset.schema(), settings)) {
        List<String> found =
            new MessageWriter(
                    dataset.schema(),
                    settings,
                    feed.layout(),
                    format,
                    dataset.messageKey(),
                    Set.of())
                .columns();
        if (format == MessageWriter.Format.CSV && feed.layout().json()) {
          throw FootfallException.usage(
              file.name()
                  + " contains JSON objects, whose members may differ. --messageFormat=csv requires"
                  + " columns. Leave it out.");
        }
        if (format == MessageWriter.Format.CSV && !columns.isEmpty() && !columns.equals(found)) {
          throw FootfallException.usage(
              ("The files have different columns: %s has %s, and the first one has %s. Leave out"
                      + " --messageFormat=csv, or publish the files one by one.")
                  .formatted(file.name(), String.join(", ", found), String.join(", ", columns)));
        }
        columns = found;
      }
    }
    return columns;
  }

  @Override
  public SourceCounts send(
      Dataset<?> dataset, Function<RecordFeed, SourceCounts> publication, MessageStream stream) {
    SourceCounts total = new SourceCounts();
    for (InputFile file : files) {
      try (SliceReader reader = SliceReader.ofFile(file, dataset.schema(), settings)) {
        total.add(publication.apply(new RecordFeed(file.name(), reader, reader::fileBytesRead)));
      }
    }
    stream.flush();
    return total;
  }
}
