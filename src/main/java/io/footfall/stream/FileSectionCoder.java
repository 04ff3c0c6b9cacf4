package io.footfall.stream;

import io.footfall.csv.Dialect;
import io.footfall.reading.Layout;
import io.footfall.rejects.RejectCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** Encodes a {@link FileSection} deterministically and without loss. */
final class FileSectionCoder extends AtomicCoder<FileSection> {
  private static final long serialVersionUID = 1L;

  private static final FileSectionCoder INSTANCE = new FileSectionCoder();
  private static final NullableCoder<Layout> LAYOUT = NullableCoder.of(new LayoutCoder());
  private static final NullableCoder<String> FAULT = NullableCoder.of(StringUtf8Coder.of());

  private FileSectionCoder() {}

  static FileSectionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(FileSection section, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(section.file(), out);
    VarLongCoder.of().encode(section.offset(), out);
    VarLongCoder.of().encode(section.line(), out);
    VarLongCoder.of().encode(section.bytes(), out);
    VarLongCoder.of().encode(section.blankLines(), out);
    VarLongCoder.of().encode(section.repeatedHeaders(), out);
    LAYOUT.encode(section.layout(), out);
    RejectCode fault = section.fault();
    FAULT.encode(fault == null ? null : fault.name(), out);
    StringUtf8Coder.of().encode(section.faultDetail(), out);
  }

  @Override
  public FileSection decode(InputStream in) throws IOException {
    String file = StringUtf8Coder.of().decode(in);
    long offset = VarLongCoder.of().decode(in);
    long line = VarLongCoder.of().decode(in);
    long bytes = VarLongCoder.of().decode(in);
    long blankLines = VarLongCoder.of().decode(in);
    long repeatedHeaders = VarLongCoder.of().decode(in);
    Layout layout = LAYOUT.decode(in);
    String fault = FAULT.decode(in);
    return new FileSection(
        file,
        offset,
        line,
        bytes,
        blankLines,
        repeatedHeaders,
        layout,
        fault == null ? null : RejectCode.valueOf(fault),
        StringUtf8Coder.of().decode(in));
  }

  private static final class LayoutCoder extends AtomicCoder<Layout> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Layout layout, OutputStream out) throws IOException {
      BooleanCoder.of().encode(layout.json(), out);
      VarIntCoder.of().encode((int) layout.delimiter(), out);
      VarIntCoder.of().encode(layout.fields(), out);
      VarIntCoder.of().encode(layout.positions().length, out);
      for (int position : layout.positions()) {
        VarIntCoder.of().encode(position, out);
      }
      ByteArrayCoder.of().encode(layout.header(), out);
      VarIntCoder.of().encode(layout.dataOffset(), out);
      Dialect dialect = layout.dialect();
      VarIntCoder.of().encode(dialect.quote(), out);
      VarIntCoder.of().encode(dialect.escape(), out);
      VarIntCoder.of().encode(dialect.comment(), out);
      BooleanCoder.of().encode(dialect.strictQuotes(), out);
      BooleanCoder.of().encode(dialect.carriageReturns(), out);
      BooleanCoder.of().encode(dialect.blankBehindDelimiter(), out);
      BooleanCoder.of().encode(dialect.delimiterAtEnd(), out);
      BooleanCoder.of().encode(layout.sequential(), out);
    }

    @Override
    public Layout decode(InputStream in) throws IOException {
      boolean json = BooleanCoder.of().decode(in);
      byte delimiter = VarIntCoder.of().decode(in).byteValue();
      int fields = VarIntCoder.of().decode(in);
      int[] positions = new int[VarIntCoder.of().decode(in)];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = VarIntCoder.of().decode(in);
      }
      byte[] header = ByteArrayCoder.of().decode(in);
      int dataOffset = VarIntCoder.of().decode(in);
      int quote = VarIntCoder.of().decode(in);
      int escape = VarIntCoder.of().decode(in);
      int comment = VarIntCoder.of().decode(in);
      return new Layout(
          json,
          delimiter,
          fields,
          positions,
          header,
          dataOffset,
          new Dialect(
              quote,
              escape,
              comment,
              BooleanCoder.of().decode(in),
              BooleanCoder.of().decode(in),
              BooleanCoder.of().decode(in),
              BooleanCoder.of().decode(in)),
          BooleanCoder.of().decode(in));
    }
  }
}
