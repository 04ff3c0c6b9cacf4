package io.footfall.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.accesslog.LogSettings;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.CorruptDataException;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Partition;
import io.footfall.lake.Seal;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetFileWriter;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.records.ReadSettings.Encoding;
import io.footfall.records.TextForm;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.Origin;
import io.footfall.source.MessageReader;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import io.footfall.values.DecimalParser;
import io.footfall.values.TimestampParser;
import io.footfall.visits.VisitsDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every parser, with variants of valid inputs. {@code -Dfootfall.fuzz=10000000} sets the number of
 * variants for each, and {@code -Dfootfall.fuzz.only=json} selects one.
 */
class ParserFuzzTest {
  private static final int EXECUTIONS = Integer.getInteger("footfall.fuzz", 20_000);
  private static final String ONLY = System.getProperty("footfall.fuzz.only", "");
  private static final long SEED = Long.getLong("footfall.fuzz.seed", 15);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A parser under test, and what must hold for an input. */
  @FunctionalInterface
  private interface Check {
    void accept(byte[] input, Mutations random) throws Exception;
  }

  private record Target(String name, List<byte[]> valid, Check check) {
    void run() {
      Mutations mutations = new Mutations(SEED, valid);
      for (int i = 0; i < EXECUTIONS; i++) {
        byte[] input = mutations.next();
        try {
          check.accept(input, mutations);
        } catch (Exception | Error e) {
          throw new AssertionError(
              name + ", variant " + i + ": " + Arrays.toString(input) + "\n" + text(input), e);
        }
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  @TestFactory
  Stream<DynamicTest> holdsForEveryInput() throws IOException {
    ReadSettings lines = ReadSettings.defaults().withEncoding(Encoding.CSV);
    ReadSettings visitLines =
        lines.withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
    ReadSettings purchaseLines =
        lines.withoutHeader(
            List.of(
                "transaction_id",
                "customer_id",
                "timestamp",
                "product_name",
                "product_category",
                "product_price",
                "quantity"));
    ReadSettings json = ReadSettings.defaults().withEncoding(Encoding.JSON);
    VisitsDataset visits = new VisitsDataset(ZoneId.of("Europe/Berlin"));
    PurchasesDataset purchases = new PurchasesDataset(ZoneOffset.UTC);
    List<byte[]> visitRows =
        texts(
            "7,2024-03-01 10:00:00,/a,2.5\n",
            "7,2024-03-01T10:00:00.123456Z,\"/a,\"\"b\"\"\",2\r\n8,1709287200000,/,\n",
            "u,2024-03-31 02:30:00,\"/line\nbreak\",0\n\n\nv,20240301,/x,1e2\n");
    List<byte[]> purchaseRows =
        texts(
            "1,1,2022-03-01 10:00:00,Product A,Category 1,10.00,1\n",
            "2,c,2022-03-01T11:00:00+02:00,\"A, B\",,-20.5,2.0\r\n3,d,1646132400,x,y,1e-3,-7\n");
    List<Target> targets =
        List.of(
            new Target("csv", visitRows, records(visits, visitLines)),
            new Target("purchases", purchaseRows, records(purchases, purchaseLines)),
            new Target(
                "semicolons",
                texts("7;2024-03-01 10:00:00;/a;2.5\n\"8\";2024/03/01;\"/;b\";1\n"),
                records(visits, visitLines.withDelimiter(';'))),
            new Target(
                "json",
                texts(
                    "{\"user_id\":\"7\",\"timestamp\":\"2024-03-01 10:00:00\",\"url\":\"/a\","
                        + "\"page_view_duration\":2.5}",
                    "[{\"user_id\":7,\"timestamp\":1709287200,\"url\":\"\\u00e9\\n\"},\n {\"url\":null}]",
                    "{\"a\":{\"b\":[1,2,{}]},\"user_id\":\"x\",\"timestamp\":\"2024-03-01\",\"url\":\"/\"}\n{}\n"),
                records(visits, json)),
            new Target(
                "timestamps",
                texts(
                    "2024-03-01 10:00:00",
                    "2024-03-31T02:30:00.123456789+01:00",
                    "20240301T101112Z",
                    "1709287200123",
                    "2024/2/9 7:05 UTC",
                    "2024-10-27T02:30:00[Europe/Berlin]"),
                ParserFuzzTest::timestamp),
            new Target(
                "decimals",
                texts("12.50", "-0.0001", "+7", "1.25e-3", "\u221212", "99999999999999999999.5"),
                ParserFuzzTest::decimal),
            new Target(
                "logs",
                texts(
                    "192.0.2.1 - alice [10/Oct/2023:13:55:36 -0700] \"GET /a?b=1 HTTP/1.1\" 200 2326"
                        + " \"https://example.com/\" \"Mozilla/5.0 (X11)\"\n",
                    "2001:db8::1 - - [29/Feb/2024:23:59:59 +0530] \"POST /\\\"q\\\" HTTP/2.0\" 304 -"
                        + " \"-\" \"curl/8\"\r\n# comment\n\n192.0.2.7 - - [01/Jan/1970:00:00:00 +0000]"
                        + " \"-\" 408 0 \"-\" \"-\"\n"),
                records(
                    visits,
                    lines.withForm(
                        TextForm.STANDARD.withLog(
                            LogSettings.of("combined")
                                .withUser("ip+agent")
                                .withStatuses("200-399"))))),
            new Target("visit chunks", chunks(visits, visitLines, visitRows), merges(visits)),
            new Target(
                "purchase chunks",
                chunks(purchases, purchaseLines, purchaseRows),
                merges(purchases)),
            new Target("seals", seals(), ParserFuzzTest::seal),
            new Target("rejects", rejects(), ParserFuzzTest::reject),
            new Target("parquet", List.of(parquet()), ParserFuzzTest::parquetRows));
    return targets.stream()
        .filter(target -> target.name().contains(ONLY))
        .map(target -> DynamicTest.dynamicTest(target.name(), target::run));
  }

  /** Each record is ok, rejected or skipped, and nothing depends on where a block ends. */
  private static <R> Check records(Dataset<R> dataset, ReadSettings settings) {
    MessageReader messages = new MessageReader(dataset.schema(), settings);
    R unpacked = dataset.row();
    RecordReader<?>[] reader = new RecordReader<?>[1];
    Tokenizer whole = messages.layout().tokenizer(dataset.schema(), settings, false);
    Tokenizer parts = messages.layout().tokenizer(dataset.schema(), settings, false);
    Fields fields = new Fields(32);
    return (input, random) -> {
      messages.open(input);
      RecordReader<R> records = RecordReader.of(dataset, messages, settings);
      reader[0] = records;
      long ok = 0;
      long rejected = 0;
      while (records.next()) {
        if (records.fault() == null) {
          ok++;
          ByteOutput packed = new ByteOutput();
          dataset.pack(records.row(), packed);
          byte[] chunk = Arrays.copyOf(packed.toByteArray(), packed.size() + 2 * ByteSlices.SLACK);
          dataset.unpack(new ByteInput(chunk, 0, packed.size()), unpacked);
          ByteOutput again = new ByteOutput();
          dataset.pack(unpacked, again);
          require(
              Arrays.equals(packed.toByteArray(), again.toByteArray()),
              "a row that is packed and unpacked is the same");
        } else {
          rejected++;
          require(
              records.reject(Origin.in("fuzz", 0, 1, 0)).raw().length <= input.length,
              "a reject is part of its input");
        }
      }
      require(
          records.read() == ok + rejected + records.skipped(),
          "read " + records.read() + " = ok " + ok + " + rejected " + rejected);
      sameEnds(input, random, whole, parts, fields);
    };
  }

  /** Returns packed partials of rows, plain and compressed. */
  private static <R> List<byte[]> chunks(
      Dataset<R> dataset, ReadSettings settings, List<byte[]> texts) throws IOException {
    MessageReader messages = new MessageReader(dataset.schema(), settings);
    List<byte[]> chunks = new ArrayList<>();
    for (long plainBytes : new long[] {Long.MAX_VALUE, 0}) {
      List<PartialWriter> writers = new ArrayList<>();
      List<Aggregate<R>> aggregates =
          dataset.folding(
              aggregate -> {
                writers.add(
                    new PartialWriter(
                        aggregate, 1, plainBytes, (partition, chunk) -> chunks.add(chunk)));
                return writers.get(aggregate);
              },
              Long.MAX_VALUE);
      for (byte[] text : texts) {
        messages.open(text);
        RecordReader<R> records = RecordReader.of(dataset, messages, settings);
        while (records.next()) {
          aggregates.forEach(aggregate -> aggregate.add(records.row()));
        }
      }
      aggregates.forEach(Aggregate::drain);
      writers.forEach(PartialWriter::finish);
    }
    return chunks;
  }

  /** A chunk merges, or is reported as corrupt. */
  private static Check merges(Dataset<?> dataset) {
    return (input, random) -> {
      try {
        Partition partition = dataset.merging();
        partition.merge(random.below(2), PartialWriter.entriesOf(input));
        partition.totals();
      } catch (CorruptDataException e) {
        return; // Documented.
      }
    };
  }

  private static void sameEnds(
      byte[] input, Mutations random, Tokenizer whole, Tokenizer parts, Fields fields) {
    List<Object> expected = new ArrayList<>();
    byte[] block = Arrays.copyOf(input, input.length + Fields.SLACK);
    for (int at = 0; at < input.length; ) {
      at = whole.next(block, at, input.length, true, fields);
      expected.add(at);
      expected.add(String.valueOf(whole.fault()));
    }
    List<Object> found = new ArrayList<>();
    int limit = 0;
    for (int at = 0; at < input.length; ) {
      limit = Math.min(input.length, Math.max(limit, at) + 1 + random.below(100));
      byte[] part = new byte[limit + Fields.SLACK];
      System.arraycopy(input, 0, part, 0, limit);
      int end = parts.next(part, at, limit, limit == input.length, fields);
      if (end == Tokenizer.INCOMPLETE) {
        continue;
      }
      found.add(end);
      found.add(String.valueOf(parts.fault()));
      at = end;
    }
    require(expected.equals(found), "records " + expected + ", but by blocks " + found);
  }

  private static final TimestampParser TIMESTAMPS = new TimestampParser(ZoneId.of("Europe/Berlin"));

  private static void timestamp(byte[] input, Mutations random) {
    byte[] alone = Arrays.copyOf(input, input.length + Fields.SLACK);
    boolean valid = TIMESTAMPS.parse(alone, 0, input.length);
    long micros = valid ? TIMESTAMPS.epochMicros() : 0;
    int day = valid ? TIMESTAMPS.localEpochDay() : 0;
    byte[] inside = new byte[input.length + 7 + Fields.SLACK];
    Arrays.fill(inside, (byte) ('0' + random.below(10)));
    System.arraycopy(input, 0, inside, 7, input.length);
    boolean again = TIMESTAMPS.parse(inside, 7, 7 + input.length);
    require(valid == again, "it is valid whatever is around it");
    if (valid) {
      require(micros == TIMESTAMPS.epochMicros(), "it is the same whatever is around it");
      long utc = Math.floorDiv(micros, 86_400_000_000L);
      require(Math.abs(utc - day) <= 1, "the local day is near that of UTC: " + day);
    }
  }

  private static final DecimalParser DECIMALS = new DecimalParser();

  private static void decimal(byte[] input, Mutations random) {
    byte[] inside = new byte[input.length + 5 + Fields.SLACK];
    Arrays.fill(inside, (byte) ('0' + random.below(10)));
    System.arraycopy(input, 0, inside, 5, input.length);
    boolean valid = DECIMALS.parse(inside, 5, 5 + input.length);
    String text = text(input);
    if (text.matches("[+-]?[0-9]{1,300}(\\.[0-9]{1,300})?")) {
      require(valid, "a plain number is valid");
      BigDecimal value =
          DECIMALS.isBig()
              ? DECIMALS.big()
              : BigDecimal.valueOf(DECIMALS.unscaled(), DECIMALS.scale());
      require(value.compareTo(new BigDecimal(text)) == 0, text + " is not " + value);
    }
  }

  private static List<byte[]> seals() {
    return texts(
        """
        {"format":1,"kind":"batch","dataset":"visits","batch":"march","run":"r","sealed":"2024-03-01T10:00:00Z",
         "files":[{"path":"date=2024-03-01/march-0.parquet","date":"2024-03-01","rows":2,"bytes":100,"batches":[]}],
         "replaces":[],"options":{"zone":"UTC"},"accounting":[{"source":"a.csv","read":2,"ok":2}]}
        """);
  }

  private static void seal(byte[] input, Mutations random) throws IOException {
    Seal seal;
    try {
      seal = Seal.of(input);
    } catch (IOException e) {
      return; // Documented.
    }
    require(Seal.of(seal.toJson()).equals(seal), "a seal that is written is read as it was");
  }

  private static List<byte[]> rejects() {
    return texts(
        "{\"rawData\":\"RkFJTA==\",\"errorCode\":\"INVALID_NUMBER\",\"errorMessage\":\"m\",\"attemptsMade\":1,"
            + "\"arrivalTimestamp\":1709287200000,\"attemptEndingTimestamp\":1709287200001,\"lambdaARN\":\"\","
            + "\"source\":\"a.csv\",\"offset\":12,\"line\":3,\"column\":\"x\",\"expected\":\"number\"}",
        "{\"attemptsMade\":\"7\",\"lambdaArn\":\"arn\",\"rawData\":\"\",\"offset\":\"49590\","
            + "\"arrivalTimestamp\":\"1\"}");
  }

  private static void reject(byte[] input, Mutations random) {
    try {
      KeptReject.of(JSON.readTree(text(input)));
    } catch (JsonProcessingException e) {
      return; // A line that is no JSON is counted as another line.
    }
  }

  private static final ParquetSchema SCHEMA =
      new ParquetSchema(
          "row",
          List.of(
              ParquetColumn.required("id", ParquetColumn.Kind.TEXT),
              ParquetColumn.required("at", ParquetColumn.Kind.TIMESTAMP),
              ParquetColumn.nullable("amount", ParquetColumn.Kind.DECIMAL)));

  private static byte[] parquet() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZstdCompressCtx compressor = new ZstdCompressCtx();
        ParquetFileWriter writer = new ParquetFileWriter(SCHEMA, out)) {
      RowGroupWriter rows = new RowGroupWriter(SCHEMA, compressor);
      for (int i = 0; i < 20; i++) {
        byte[] id = ("id-" + i % 3).getBytes(StandardCharsets.UTF_8);
        byte[] withSlack = Arrays.copyOf(id, id.length + ByteSlices.SLACK);
        rows.text(0, withSlack, 0, id.length);
        rows.number(1, 1_709_287_200_000_000L + i);
        if (i % 4 == 0) {
          rows.absent(2);
        } else {
          rows.decimal(2, i * 1_000_000_000L, 9, null);
        }
        rows.endRow();
      }
      ByteOutput packed = new ByteOutput();
      rows.finish(packed);
      writer.append(new ByteInput(packed.array(), 0, packed.size()));
    }
    return out.toByteArray();
  }

  private static void parquetRows(byte[] input, Mutations random) {
    try (ParquetRows rows =
        new ParquetRows("fuzz.parquet", SCHEMA, new SeekableInMemoryByteChannel(input))) {
      while (rows.next()) {
        for (int column = 0; column < SCHEMA.columns().size(); column++) {
          rows.value(column);
        }
      }
    } catch (IOException e) {
      return; // Documented: no Parquet file, or a damaged one.
    }
  }
}
