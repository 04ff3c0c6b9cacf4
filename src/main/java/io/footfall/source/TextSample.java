package io.footfall.source;

import io.footfall.errors.FootfallException;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Locale;

/**
 * The start of a file, for inspection.
 *
 * @param container the container of the text: {@code gzip}, {@code zip entry}, {@code xlsx}, {@code
 *     plain} and so on
 * @param text the first bytes of the text, as a run reads them
 * @param whole whether the text ends there
 */
@SuppressWarnings("ArrayRecordComponent") // The array is never changed.
public record TextSample(String container, byte[] text, boolean whole) {
  private static final int TEXT_BYTES = 1 << 20;

  /**
   * Reads the beginning of a file: up to 1 MiB of text.
   *
   * @throws FootfallException if it cannot be read
   */
  public static TextSample of(InputFile file, ReadSettings settings) {
    try (InputStream raw = open(file.name())) {
      byte[] start = raw.readNBytes(Decompression.START_BYTES);
      try (InputStream again = open(file.name());
          InputStream text = PlainText.open(file.name(), again, settings)) {
        byte[] bytes = text.readNBytes(TEXT_BYTES);
        return new TextSample(container(file.name(), start), bytes, bytes.length < TEXT_BYTES);
      }
    } catch (IOException e) {
      throw FootfallException.io("Reading " + file.name() + " failed", e);
    }
  }

  private static InputStream open(String name) throws IOException {
    ReadableByteChannel channel = SourceFile.open(name);
    return Channels.newInputStream(channel);
  }

  private static String container(String name, byte[] start) {
    Decompression how = Decompression.of(name, start, start.length);
    String inside =
        how != Decompression.NONE
            ? how.name().toLowerCase(Locale.ROOT)
            : Archive.isZip(start, start.length)
                ? "xlsx"
                : start.length > 3 && start[0] == 'P' && start[1] == 'A' && start[2] == 'R'
                    ? "Parquet"
                    : "plain text";
    return Archive.isEntry(name) ? inside + " in an archive" : inside;
  }
}
