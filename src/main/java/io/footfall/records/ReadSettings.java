package io.footfall.records;

import io.footfall.errors.FootfallException;
import io.footfall.values.ValueSettings;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How records are read. Immutable; {@code withX} gives a changed copy.
 *
 * @param encoding CSV or JSON Lines, or found from the input
 * @param delimiter the byte between two fields of CSV; null: found from the header
 * @param header whether a CSV input begins with a line of column names
 * @param mapping for inputs with names: from a column of the dataset to the name that the input
 *     uses for it
 * @param positions for CSV without a header: the columns in their order; names that the dataset
 *     does not know are skipped
 * @param maxRecordBytes the longest record that is accepted, in bytes without its line break
 * @param values how values are written and what is done to them
 * @param selection which records count
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

  /** The longest record by default: 1 MiB. */
  public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

  /** How a record is written. */
  public enum Encoding {
    /**
     * JSON Lines if the name ends in .jsonl, .ndjson or .json or the first byte is an opening
     * brace; else CSV. The default.
     */
    AUTO,
    /** RFC 4180. */
    CSV,
    /** One JSON object per line. */
    JSON
  }

  /** Everything found from the input; a header is expected. */
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

  /** The encoding given instead of found. */
  public ReadSettings withEncoding(Encoding value) {
    return new ReadSettings(
        value, delimiter, header, mapping, positions, maxRecordBytes, values, selection, form);
  }

  /** The delimiter given instead of found from the header. */
  public ReadSettings withDelimiter(char value) {
    return new ReadSettings(
        encoding, value, header, mapping, positions, maxRecordBytes, values, selection, form);
  }

  /** No header line; the columns of each record are these, in this order. */
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

  /** The names that the input uses for columns of the dataset. */
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

  /** Returns a copy for text in this form. */
  public ReadSettings withForm(TextForm value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, values, selection, value);
  }

  /** The longest record that is accepted. At least 64 bytes, at most 512 MiB. */
  public ReadSettings withMaxRecordBytes(int value) {
    if (value < 64 || value > 1 << 29) {
      throw new FootfallException(
          FootfallException.Kind.USAGE,
          "--maxRecordBytes=" + value + " is not between 64 and 536870912 (512 MiB).");
    }
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, value, values, selection, form);
  }

  /** Sets how values are written and what is done to them. */
  public ReadSettings withValues(ValueSettings value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, value, selection, form);
  }

  /** Sets which records count. */
  public ReadSettings withSelection(Selection value) {
    return new ReadSettings(
        encoding, delimiter, header, mapping, positions, maxRecordBytes, values, value, form);
  }
}
