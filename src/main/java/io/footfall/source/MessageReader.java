package io.footfall.source;

import io.footfall.reading.Layout;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Splits messages into records. A message is text in memory, such as a line of a file or a message
 * of a stream. It usually has one record; with several lines, it has several, by the rules of a
 * file without a header ({@link SliceReader}). Only a message that is one JSON object may have it
 * over several lines.
 *
 * <p>One instance is used for many messages. It reads from a copy, so that a message is never
 * changed. Not thread-safe.
 */
public final class MessageReader extends TextRecords {
  private static final int FIRST_BYTES = 1 << 10;

  private final Layout layout;
  private final Tokenizer lineByLine;
  private final @Nullable Tokenizer objects;
  private final @Nullable Charset charset;
  private Tokenizer tokenizer;

  /**
   * Creates a reader of messages with these columns.
   *
   * @param settings without a header ({@link ReadSettings#withoutHeader}), or for JSON
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one
   */
  public MessageReader(RecordSchema schema, ReadSettings settings) {
    this(layout(schema, settings), schema, settings);
  }

  /**
   * Creates a reader of messages that are parts of a file.
   *
   * @param layout the layout of the file, whose header is not part of any message
   */
  public MessageReader(Layout layout, RecordSchema schema, ReadSettings settings) {
    super(schema, settings);
    this.layout = layout;
    lineByLine = layout.tokenizer(schema, settings, true);
    objects =
        layout.json() && !layout.sequential()
            ? layout.inSequence().tokenizer(schema, settings, false)
            : null;
    tokenizer = lineByLine;
    String name = settings.form().charset();
    charset = name == null || name.equalsIgnoreCase("UTF-8") ? null : Charset.forName(name);
    block = new byte[FIRST_BYTES + Fields.SLACK];
  }

  /**
   * Returns the layout of messages with these settings.
   *
   * @throws io.footfall.errors.FootfallException if the list of columns lacks one
   */
  public static Layout layout(RecordSchema schema, ReadSettings settings) {
    return Layout.find("the message", new byte[Fields.SLACK], 0, true, schema, settings);
  }

  /** Moves to the start of a message. */
  public void open(byte[] given) {
    byte[] message = charset == null ? given : utf8(given, charset);
    if (block.length < message.length + Fields.SLACK) {
      block = new byte[Math.max(message.length, 2 * block.length) + Fields.SLACK];
    }
    System.arraycopy(message, 0, block, 0, message.length);
    limit = message.length;
    position = 0;
    lines = 0;
    blankLines = limit == 0 ? 1 : 0;
    tokenizer = objects != null && beginsAsArray() ? objects : lineByLine;
  }

  private static byte[] utf8(byte[] text, Charset charset) {
    try (InputStream in = new TranscodedInput(new ByteArrayInputStream(text), charset)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading an array cannot fail", e);
    }
  }

  private boolean beginsAsArray() {
    int p = 0;
    while (p < limit && (block[p] == ' ' || block[p] == '\n' || block[p] == '\r')) {
      p++;
    }
    return p < limit && block[p] == '[';
  }

  @Override
  public boolean next(Fields out) {
    while (position < limit) {
      recordFrom = position;
      recordTo = tokenizer.next(block, position, limit, true, out);
      if (take(tokenizer, out)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  long blockOffset() {
    return 0;
  }

  /** Returns false: a message has no header. */
  @Override
  public boolean isRepeatedHeader(Fields fields) {
    return false;
  }

  /** Returns where the last record starts in its message. */
  @Override
  public long recordOffset() {
    return recordFrom;
  }
}
