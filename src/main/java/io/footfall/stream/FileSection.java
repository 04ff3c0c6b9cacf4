package io.footfall.stream;

import io.footfall.reading.Layout;
import io.footfall.rejects.RejectCode;
import org.jspecify.annotations.Nullable;

/**
 * The part of a watched file that a message holds: consecutive records, split as the reader of the
 * file split them; or one invalid record; or a whole invalid file.
 *
 * @param file the file
 * @param offset where its first record starts, in bytes of the decompressed file
 * @param line the line on which it starts, from 1
 * @param bytes the number of bytes of the decompressed file that this message covers
 * @param blankLines the number of blank lines among them
 * @param repeatedHeaders number of lines skipped because they repeat the header
 * @param layout the layout of the file, or null if it is unknown
 * @param fault why the message is invalid; null if its records must be parsed
 * @param faultDetail what was found and what was expected, for a person; empty without a fault
 */
public record FileSection(
    String file,
    long offset,
    long line,
    long bytes,
    long blankLines,
    long repeatedHeaders,
    @Nullable Layout layout,
    @Nullable RejectCode fault,
    String faultDetail) {

  /** Returns a copy that covers more bytes of the file, which contain no record. */
  FileSection withMore(long moreBytes, long moreBlankLines, long moreRepeatedHeaders) {
    return new FileSection(
        file,
        offset,
        line,
        bytes + moreBytes,
        blankLines + moreBlankLines,
        repeatedHeaders + moreRepeatedHeaders,
        layout,
        fault,
        faultDetail);
  }
}
