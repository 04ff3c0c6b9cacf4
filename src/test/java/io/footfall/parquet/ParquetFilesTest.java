package io.footfall.parquet;

import static io.footfall.testing.Thrown.messageOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.parquet.ParquetColumn.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFilesTest {
  private static final ParquetSchema SCHEMA =
      new ParquetSchema(
          "row",
          List.of(
              ParquetColumn.required("id", Kind.TEXT),
              ParquetColumn.required("at", Kind.TIMESTAMP),
              ParquetColumn.nullable("amount", Kind.DECIMAL),
              ParquetColumn.nullable("count", Kind.INTEGER),
              ParquetColumn.required("day", Kind.DATE),
              ParquetColumn.nullable("note", Kind.TEXT)));

  private record Row(String id, long at, BigDecimal amount, Long count, int day, String note) {}

  /** Returns rows with about this many distinct values per column. */
  private static List<Row> rows(long seed, int count, int distinct, double absent) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int of = random.nextInt(distinct);
      rows.add(
          new Row(
              "id-é-" + of,
              random.nextLong() >> 12,
              random.nextDouble() < absent
                  ? null
                  : new BigDecimal(
                      new java.math.BigInteger(of % 7 == 0 ? 120 : 40, new Random(of)).negate(), 9),
              random.nextDouble() < absent ? null : (long) of * of - 5,
              random.nextInt(3) - 1,
              random.nextDouble() < absent ? null : of % 3 == 0 ? "" : "n".repeat(of % 50)));
    }
    return rows;
  }

  private static void write(Path file, List<List<Row>> groups) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZstdCompressCtx compressor = new ZstdCompressCtx();
        ParquetFileWriter writer = new ParquetFileWriter(SCHEMA, out)) {
      RowGroupWriter rows = new RowGroupWriter(SCHEMA, compressor);
      ByteOutput packed = new ByteOutput();
      for (List<Row> group : groups) {
        for (Row row : group) {
          write(row, rows);
        }
        packed.reset();
        rows.finish(packed);
        assertThat(
            writer.append(new ByteInput(packed.array(), 0, packed.size())),
            is((long) group.size()));
      }
    }
  }

  private static void write(Row row, RowGroupWriter rows) {
    text(0, row.id, rows);
    rows.number(1, row.at);
    if (row.amount == null) {
      rows.absent(2);
    } else if (row.amount.unscaledValue().bitLength() < Long.SIZE) {
      rows.decimal(2, row.amount.unscaledValue().longValue(), 9, null);
    } else {
      rows.decimal(2, 0, 0, row.amount);
    }
    if (row.count == null) {
      rows.absent(3);
    } else {
      rows.number(3, row.count);
    }
    rows.day(4, row.day);
    if (row.note == null) {
      rows.absent(5);
    } else {
      text(5, row.note, rows);
    }
    rows.endRow();
  }

  private static void text(int column, String text, RowGroupWriter to) {
    byte[] bytes = text.getBytes(UTF_8);
    to.text(column, Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK), 0, bytes.length);
  }

  private static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (ParquetRows in = new ParquetRows(file.toString(), SCHEMA, Files.newByteChannel(file))) {
      while (in.next()) {
        rows.add(
            new Row(
                in.text(0),
                in.number(1),
                in.isAbsent(2) ? null : in.decimal(2),
                in.isAbsent(3) ? null : in.number(3),
                (int) in.number(4),
                in.isAbsent(5) ? null : in.text(5)));
      }
    }
    return rows;
  }

  private static List<Row> readByDuckDb(Path file) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select id, epoch_us(\"at\"), amount, \"count\", day - date '1970-01-01', note from"
                    + " read_parquet('"
                    + file
                    + "')")) {
      while (found.next()) {
        Object count = found.getObject(4);
        rows.add(
            new Row(
                found.getString(1),
                found.getLong(2),
                found.getBigDecimal(3),
                (Long) count,
                found.getInt(5),
                found.getString(6)));
      }
    }
    return rows;
  }

  /** Few and many values, with and without a dictionary, on one page and several. */
  @Property(tries = 25)
  void rowsComeBackHereAndInDuckDb(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5000) int count,
      @ForAll @IntRange(min = 1, max = 5000) int distinct,
      @ForAll @IntRange(min = 0, max = 10) int absentTenths)
      throws IOException, SQLException {
    Path file = Files.createTempFile("rows", ".parquet");
    try {
      List<Row> rows = rows(seed, count, distinct, absentTenths / 10.0);
      write(file, List.of(rows));
      assertThat(read(file), equalTo(rows));
      assertThat(readByDuckDb(file), equalTo(rows));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void severalRowGroupsAndManyPagesComeBack(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("large.parquet");
    // A dictionary that becomes too large, values that rarely repeat, and several pages.
    List<Row> few = rows(1, 200_000, 90_000, 0.2);
    List<Row> many = rows(2, 100_000, 10_000_000, 0);
    write(file, List.of(few, many, List.of()));
    List<Row> all = new ArrayList<>(few);
    all.addAll(many);
    assertThat(read(file).equals(all), is(true));
    assertThat(readByDuckDb(file).equals(all), is(true));
  }

  /** Values that are close, far apart, wrap around and take every width. */
  @Property(tries = 200)
  void timestampsComeBackWhateverTheirDistance(
      @ForAll long seed,
      @ForAll @IntRange(max = 600) int count,
      @ForAll @IntRange(max = 63) int shift) {
    Random random = new Random(seed);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = i % 40 < 35 ? random.nextLong() >> shift : random.nextLong();
    }
    ByteOutput packed = new ByteOutput(16);
    DeltaPacking.encode(values, count, packed);
    long[] back = new long[count];
    ByteInput in = new ByteInput(packed.toByteArray());
    DeltaPacking.decode(in, back);
    assertThat(back, is(values));
    assertThat(in.remaining(), is(0));
  }

  @Test
  void valuesAfterAbsentOnesOfALaterPageComeBack(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("absent.parquet");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 80_000; i++) {
      boolean isThere = i % 2 == 0 && (i < 65_536 || i > 65_600);
      // The decimals of the later page need more than 64 bits from the middle on.
      BigDecimal amount = new BigDecimal(i < 70_000 ? "1.5" : "98765432109876.5");
      rows.add(
          new Row(
              "id",
              i,
              isThere ? amount.add(BigDecimal.valueOf(i)).setScale(9) : null,
              isThere ? (long) i % 9 : null,
              i % 3,
              isThere ? "note" : null));
    }
    write(file, List.of(rows));
    assertThat(read(file).equals(rows), is(true));
    assertThat(readByDuckDb(file).equals(rows), is(true));
  }

  /** Texts with a common prefix, prefixes of each other, and in any order. */
  @Property(tries = 100)
  void boundsOfTextsAreTheLeastAndTheGreatest(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int count,
      @ForAll @IntRange(max = 20) int prefix,
      @ForAll @IntRange(min = 1, max = 12) int longest)
      throws IOException, SQLException {
    Random random = new Random(seed);
    // One to four bytes in UTF-8. In UTF-16, the last one is before the one before it.
    int[] letters = "aé\uffee\ud83d\ude00".codePoints().toArray();
    Path file = Files.createTempFile("bounds", ".parquet");
    try {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        StringBuilder id = new StringBuilder("p".repeat(prefix));
        for (int length = random.nextInt(longest); length > 0; length--) {
          id.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        rows.add(new Row(id.toString(), 0, null, null, 0, null));
      }
      write(file, List.of(rows));
      List<String> ids =
          rows.stream()
              .map(row -> row.id().getBytes(StandardCharsets.UTF_8))
              .sorted(Arrays::compareUnsigned)
              .map(id -> new String(id, StandardCharsets.UTF_8))
              .toList();
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement();
          ResultSet found =
              statement.executeQuery(
                  "select stats_min_value, stats_max_value from parquet_metadata('"
                      + file
                      + "') where path_in_schema = 'id'")) {
        found.next();
        assertThat(found.getString(1), is(ids.get(0)));
        assertThat(found.getString(2), is(ids.get(count - 1)));
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void readersKnowTheBoundsOfTextsAndDecimals(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("bounds.parquet");
    String long1 = "https://shop.example/" + "a".repeat(80);
    String long2 = "https://shop.example/" + "b".repeat(42) + "é" + "b".repeat(80);
    List<Row> rows = new ArrayList<>();
    for (String id : List.of("m", long1, long2, "")) {
      rows.add(new Row(id, 0, new BigDecimal("-" + rows.size() + ".500000000"), 1L, 0, id));
    }
    write(file, List.of(rows, rows.subList(1, 3)));
    List<String> bounds = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select stats_min_value, stats_max_value from parquet_metadata('"
                    + file
                    + "') where path_in_schema in ('id', 'amount') order by row_group_id, column_id")) {
      while (found.next()) {
        bounds.add(found.getString(1) + " to " + found.getString(2));
      }
    }
    String start = "https://shop.example/";
    assertThat(
        bounds,
        is(
            List.of(
                " to m",
                "-3.500000000 to -0.500000000",
                start + "a".repeat(43) + " to " + start + "b".repeat(41) + "c",
                "-2.500000000 to -1.500000000")));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                ("select count(*), min(id), max(id), min(amount), max(amount) from"
                        + " read_parquet('%s') where id >= '%s' and amount < -0.6")
                    .formatted(file, long1))) {
      found.next();
      assertThat(found.getLong(1), is(4L));
      assertThat(found.getString(2), is(long1));
      assertThat(found.getString(3), is(long2));
      assertThat(found.getBigDecimal(4), is(new BigDecimal("-2.500000000")));
      assertThat(found.getBigDecimal(5), is(new BigDecimal("-1.500000000")));
    }
  }

  @Test
  void writesAFileWithoutRows(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("empty.parquet");
    write(file, List.of());
    assertThat(read(file), is(List.of()));
    assertThat(readByDuckDb(file), is(List.of()));
  }

  @Test
  void acceptsDecimalsWith29DigitsBeforeThePointAnd9After() {
    assertThat(RowGroupWriter.fits(0, 0, new BigDecimal("9".repeat(29) + ".999999999")), is(true));
    assertThat(RowGroupWriter.fits(0, 0, new BigDecimal("-1" + "0".repeat(28))), is(true));
    assertThat(RowGroupWriter.fits(0, 0, new BigDecimal("1" + "0".repeat(29))), is(false));
    assertThat(RowGroupWriter.fits(0, 0, new BigDecimal("0.0000000001")), is(false));
    assertThat(RowGroupWriter.fits(1, 10, null), is(false));
    assertThat(RowGroupWriter.fits(10, 10, null), is(true));
    assertThat(RowGroupWriter.fits(Long.MAX_VALUE, 9, null), is(true));
  }

  @Test
  void refusesATruncatedFileByName(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("cut.parquet");
    write(file, List.of(rows(3, 10, 10, 0)));
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 3));
    assertThat(
        messageOf(IOException.class, () -> read(file)),
        containsString("cut.parquet is not a complete Parquet file"));
  }

  @Test
  void detectsAChangedBitInAPageAsDuckDbDoes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("damaged.parquet");
    write(file, List.of(rows(3, 2_000, 500, 0.1)));
    byte[] good = Files.readAllBytes(file);
    byte[] zstd = {(byte) 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    int pages = 0;
    for (int at = 0; at + zstd.length < good.length; at++) {
      if (Arrays.equals(good, at, at + zstd.length, zstd, 0, zstd.length)) {
        pages++;
        for (int byteOfPage = 9; byteOfPage < 14; byteOfPage += 3) {
          byte[] bad = good.clone();
          bad[at + byteOfPage] ^= 4;
          Files.write(file, bad);
          assertThrows(IOException.class, () -> read(file));
          assertThrows(SQLException.class, () -> readByDuckDb(file));
        }
      }
    }
    assertThat(pages, greaterThanOrEqualTo(SCHEMA.columns().size()));
  }

  @Test
  void reservesNoMemoryForTheLengthsInADamagedFooter(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("damaged.parquet");
    write(file, List.of(rows(3, 10, 10, 0)));
    byte[] good = Files.readAllBytes(file);
    byte[] listOfTheMost = {(byte) 0xFC, -1, -1, -1, -1, 7};
    int end = good.length - Integer.BYTES - ParquetFooter.MAGIC.length;
    int refused = 0;
    int length = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    for (int at = end - length; at < end - listOfTheMost.length; at++) {
      byte[] bad = good.clone();
      System.arraycopy(listOfTheMost, 0, bad, at, listOfTheMost.length);
      Files.write(file, bad);
      try {
        read(file);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused, greaterThanOrEqualTo(100));
  }

  @Test
  void refusesAFileWithOtherColumns(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("other.parquet");
    write(file, List.of(rows(3, 10, 10, 0)));
    ParquetSchema other =
        new ParquetSchema("row", List.of(ParquetColumn.required("id", Kind.TEXT)));
    assertThat(
        messageOf(
            IOException.class,
            () -> new ParquetRows("other.parquet", other, Files.newByteChannel(file))),
        containsString("other.parquet has other columns than [id]"));
  }
}
