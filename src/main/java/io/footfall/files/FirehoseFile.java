package io.footfall.files;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Names and compresses files of rejects and source records as Amazon Data Firehose does. */
public final class FirehoseFile {
  private static final String VERSION = "1";
  private static final int BUFFER_BYTES = 1 << 16;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private FirehoseFile() {}

  /**
   * Returns the key of a file below its prefix: {@code
   * yyyy/MM/dd/HH/<name>-<version>-<yyyy-MM-dd-HH-mm-ss>-<id>.gz}, in UTC.
   *
   * @param id unique ID of the file
   */
  public static String key(String name, Instant at, String id) {
    return "%s/%s-%s-%s-%s.gz".formatted(HOUR.format(at), name, VERSION, SECOND.format(at), id);
  }

  /** Wraps the stream of a file in gzip. */
  public static OutputStream gzip(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, BUFFER_BYTES) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }
}
