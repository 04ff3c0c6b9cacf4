package io.footfall.transforms.files;

import io.footfall.source.FileSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Encodes a {@link FileSlice}. */
public final class FileSliceCoder extends AtomicCoder<FileSlice> {
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final VarLongCoder NUMBER = VarLongCoder.of();

  @Override
  public void encode(FileSlice slice, OutputStream out) throws IOException {
    TEXT.encode(slice.file(), out);
    NUMBER.encode(slice.from(), out);
    NUMBER.encode(slice.to(), out);
    NUMBER.encode(slice.fileSize(), out);
  }

  @Override
  public FileSlice decode(InputStream in) throws IOException {
    return new FileSlice(TEXT.decode(in), NUMBER.decode(in), NUMBER.decode(in), NUMBER.decode(in));
  }
}
