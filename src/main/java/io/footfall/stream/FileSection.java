package io.footfall.stream;

import io.footfall.reading.Layout;
import io.footfall.rejects.RejectCode;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a watched file a message is: records that stand there one behind the other, and are
 * cut out of it as the reader of the file has cut them; or one record, or the file as a whole, that
 * is invalid.
 *
 * @param file the file
 * @param offset where its first record starts in the file, in bytes; of the plain text, if the file
 *     is compressed
 * @param line the line on which it starts, counted from 1
 * @param bytes how many bytes of the file, of its plain text, this message stands for
 * @param blankLines how many blank lines were passed over in these
 * @param repeatedHeaders how many lines were passed over since they are the header once more
 * @param layout how the file is laid out; null if that could not be found
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

  /** The same, standing for more bytes of the file in which there is no record. */
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
