package io.footfall.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Converts text from any character set to UTF-8. An invalid character becomes an invalid byte of
 * UTF-8, so that only a record that needs it is rejected.
 */
final class TranscodedInput extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte NOT_UTF8 = (byte) 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder;
  private final ByteBuffer encoded = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final CharBuffer text = CharBuffer.allocate(BUFFER_BYTES).limit(0);
  private final ByteBuffer plain = ByteBuffer.allocate(4 * BUFFER_BYTES).limit(0);
  private boolean ended;
  private boolean flushed;

  TranscodedInput(InputStream in, Charset charset) {
    this.in = in;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith(new byte[] {'?'});
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] b, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!plain.hasRemaining()) {
      if (flushed) {
        return -1;
      }
      convert();
    }
    int n = Math.min(length, plain.remaining());
    plain.get(b, from, n);
    return n;
  }

  /** Reads and converts the available bytes, possibly none. */
  private void convert() throws IOException {
    plain.clear();
    encoded.compact();
    int n = in.read(encoded.array(), encoded.position(), encoded.remaining());
    if (n > 0) {
      encoded.position(encoded.position() + n);
    }
    ended |= n < 0;
    encoded.flip();
    text.clear();
    for (; ; ) {
      CoderResult result = decoder.decode(encoded, text, ended);
      drain(false);
      if (result.isError()) {
        plain.put(NOT_UTF8);
        encoded.position(encoded.position() + result.length());
      } else if (result.isUnderflow()) {
        break;
      }
    }
    if (ended) {
      decoder.flush(text);
      drain(true);
      flushed = true;
    }
    plain.flip();
  }

  private void drain(boolean last) {
    text.flip();
    encoder.encode(text, plain, last);
    text.compact();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
