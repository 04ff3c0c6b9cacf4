package io.footfall.records;

import io.footfall.errors.FootfallException;
import io.footfall.values.ValueSettings;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings for reading records. Immutable; {@code withX} returns a changed copy.
 *
 * @param encoding CSV, JSON Lines, or detected
 * @param delimiter byte between two CSV fields; null to detect it from the header
 * @param header whether CSV starts with a line of column names
 * @param mapping from a column of the dataset to its name in the input
 * @param positions columns of CSV without a header, in order; unknown names are skipped
 * @param maxRecordBytes maximum record size in bytes without the line break
 * @param values notations and conversions of values
 * @param selection the records to include
 * @param form how the text departs from UTF-8, from RFC 4180 and from one JSON object per line
 */
public record ReadSettings(
    Encoding encoding,
    @Nullable Character delimiter,
    boolean header,
    Map<String, String> mapping,
    List<String> positions,
    int maxRecordBytes,
    ValueSettings values,
    Selection selection,
    TextForm form)
    implements Serializable {

  /** The default maximum record size: 1 MiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

  /** The encoding of records. */
  public enum Encoding {
    /**
     * JSON Lines if the name ends with .jsonl, .ndjson or .json or the first byte is an opening
     * brace; otherwise CSV. The default.
     */
    AUTO,
    /** RFC 4180. */
    CSV,
    /** One JSON object per line. */
    JSON
  }

  /** Returns settings that detect everything and expect a header. */
  public static ReadSettings defaults() {
    return new ReadSettings(
        Encoding.AUTO,
        null,
        true,
        Map.of(),
        List.of(),
        DEFAULT_MAX_RECORD_BYTES,
        ValueSettings.defaults(),
        Selection.ALL,
        TextForm.STANDARD);
  }

  public ReadSettings withEncoding(Encoding value) {
    return new ReadSettings(
        value, delimiter, header, mapping, positions, maxRecordBytes, values, selection, form);
  }

  public ReadSettings withDelimiter(char value) {
    return new ReadSettings(
        encoding, value, header, mapping, positions, maxRecordBytes, values, selection, form);
  }

  /** Returns a copy for CSV without a header and with these columns, in order. */
  public ReadSettings withoutHeader(List<String> columns) {
    return new ReadSettings(
        encoding,
        delimiter,
        false,
        Map.of(),
        List.copyOf(columns),
        maxRecordBytes,
        values,
        selection,
        form);
  }

  /** Returns a copy with the names that the input uses for columns of the dataset. */
  public ReadSettings withMapping(Map<String, String> value) {
    return new ReadSettings(
        encoding,
        delimiter,
        header,
        new LinkedHashMap<>(value),
        positions,
        maxRecordBytes,
        values,
        selection,
        form);
  }

  public ReadSettings withForm(TextForm value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, values, selection, value);
  }

  /** Returns a copy with another maximum record size, from 64 bytes to 512 MiB. */
  public ReadSettings withMaxRecordBytes(int value) {
    if (value < 64 || value > 1 << 29) {
      throw FootfallException.usage(
          "--maxRecordBytes=" + value + " is not between 64 and 536870912 (512 MiB).");
    }
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, value, values, selection, form);
  }

  /** Returns a copy with this notation and treatment of values. */
  public ReadSettings withValues(ValueSettings value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, value, selection, form);
  }

  /** Sets the records to include. */
  public ReadSettings withSelection(Selection value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, values, value, form);
  }
}
