import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The same results with Flink's own DataStream API, in its usual style: visits and time per URL and
 * window, distinct users per window, malformed and late records separately.
 */
public final class ByDataStream {
  private static final long WINDOW_MILLIS = Duration.ofMinutes(10).toMillis();

  private ByDataStream() {}

  /** A visit. Public and mutable, which makes it a POJO that Flink serializes quickly. */
  public static final class Visit {
    public String user;
    public String url;
    public long epochMillis;
    public double seconds;
  }

  /** The sums of a URL. */
  public static final class UrlSum {
    public long visits;
    public double seconds;
  }

  /** Arguments: records, users, URLs. Prints records per second. */
  public static void main(String[] args) throws Exception {
    long records = Long.parseLong(args[0]);
    Clicks clicks = new Clicks(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Configuration configuration = new Configuration();
    // The source restarts from the beginning, so a second attempt would count twice.
    configuration.setString("restart-strategy.type", "none");
    // The state is larger than the limit of jobs without a directory.
    Path folder = Files.createTempDirectory("checkpoints");
    configuration.setString("state.checkpoints.dir", folder.toUri().toString());
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    flink.getConfig().enableObjectReuse();
    flink.enableCheckpointing(10_000);
    OutputTag<byte[]> malformed =
        new OutputTag<>("malformed", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO) {};
    OutputTag<Visit> late = new OutputTag<>("late", Types.POJO(Visit.class)) {};
    SingleOutputStreamOperator<Visit> parsed =
        flink
            .addSource(
                new Source(clicks, records), PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
            .process(new Parse(malformed))
            .returns(Types.POJO(Visit.class));
    parsed.getSideOutput(malformed).process(new CountBad()).sinkTo(new DiscardingSink<>());
    DataStream<Visit> visits =
        parsed.assignTimestampsAndWatermarks(
            WatermarkStrategy.<Visit>forBoundedOutOfOrderness(Duration.ofSeconds(10))
                .withTimestampAssigner((visit, before) -> visit.epochMillis));
    SingleOutputStreamOperator<Tuple2<String, UrlSum>> urls =
        visits
            .keyBy((KeySelector<Visit, String>) visit -> visit.url)
            .window(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW_MILLIS)))
            .allowedLateness(Duration.ofMillis(WINDOW_MILLIS))
            .sideOutputLateData(late)
            .aggregate(new SumUrl(), new NameUrl());
    urls.sinkTo(new DiscardingSink<>());
    urls.getSideOutput(late).process(new CountLate()).sinkTo(new DiscardingSink<>());
    visits
        .keyBy((KeySelector<Visit, Integer>) visit -> visit.user.hashCode() & 15)
        .window(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW_MILLIS)))
        .allowedLateness(Duration.ofMillis(WINDOW_MILLIS))
        .aggregate(new CollectUsers())
        .windowAll(TumblingEventTimeWindows.of(Duration.ofMillis(WINDOW_MILLIS)))
        .process(new AddUp())
        .sinkTo(new DiscardingSink<>());
    long start = System.nanoTime();
    flink.execute();
    Answer.print(records, start);
    System.exit(0);
  }

  private static final class Source extends RichParallelSourceFunction<byte[]> {
    private static final long serialVersionUID = 1L;
    private final Clicks clicks;
    private final long records;
    private volatile boolean running = true;

    Source(Clicks clicks, long records) {
      this.clicks = clicks;
      this.records = records;
    }

    @Override
    public void run(SourceContext<byte[]> context) {
      int parts = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
      long next = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
      while (running && next < records) {
        synchronized (context.getCheckpointLock()) {
          context.collect(clicks.line(next));
          next += parts;
        }
      }
    }

    @Override
    public void cancel() {
      running = false;
    }
  }

  private static final class Parse extends ProcessFunction<byte[], Visit> {
    private static final long serialVersionUID = 1L;
    private final OutputTag<byte[]> malformed;
    private long lastDay = Long.MIN_VALUE;
    private long lastDayMillis;

    Parse(OutputTag<byte[]> malformed) {
      this.malformed = malformed;
    }

    @Override
    public void processElement(byte[] line, Context context, Collector<Visit> out) {
      String text = new String(line, StandardCharsets.UTF_8);
      int first = text.indexOf(',');
      int second = text.indexOf(',', first + 1);
      int third = text.indexOf(',', second + 1);
      try {
        Visit visit = new Visit();
        visit.user = text.substring(0, first);
        visit.epochMillis = millis(text, first + 1);
        visit.url = text.substring(second + 1, third);
        visit.seconds = Double.parseDouble(text.substring(third + 1));
        out.collect(visit);
      } catch (RuntimeException e) {
        context.output(malformed, line);
      }
    }

    private long millis(String text, int at) {
      long day =
          number(text, at, 4) * 10_000 + number(text, at + 5, 2) * 100 + number(text, at + 8, 2);
      if (day != lastDay) {
        lastDay = day;
        lastDayMillis =
            java.time.LocalDate.of((int) (day / 10_000), (int) (day / 100 % 100), (int) (day % 100))
                    .toEpochDay()
                * 86_400_000L;
      }
      return lastDayMillis
          + (number(text, at + 11, 2) * 3600
                  + number(text, at + 14, 2) * 60
                  + number(text, at + 17, 2))
              * 1000;
    }

    private static long number(String text, int at, int digits) {
      return Integer.parseInt(text, at, at + digits, 10);
    }
  }

  private static final class SumUrl implements AggregateFunction<Visit, UrlSum, UrlSum> {
    private static final long serialVersionUID = 1L;

    @Override
    public UrlSum createAccumulator() {
      return new UrlSum();
    }

    @Override
    public UrlSum add(Visit visit, UrlSum sum) {
      sum.visits++;
      sum.seconds += visit.seconds;
      return sum;
    }

    @Override
    public UrlSum getResult(UrlSum sum) {
      return sum;
    }

    @Override
    public UrlSum merge(UrlSum a, UrlSum b) {
      a.visits += b.visits;
      a.seconds += b.seconds;
      return a;
    }
  }

  private static final class NameUrl
      extends ProcessWindowFunction<UrlSum, Tuple2<String, UrlSum>, String, TimeWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String url, Context context, Iterable<UrlSum> sums, Collector<Tuple2<String, UrlSum>> out) {
      for (UrlSum sum : sums) {
        Answer.GOOD.addAndGet(sum.visits);
        Answer.ROWS.incrementAndGet();
        out.collect(Tuple2.of(url, sum));
      }
    }
  }

  /** Collects distinct users in one of sixteen parts. */
  private static final class CollectUsers
      implements AggregateFunction<Visit, Set<String>, Long>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Set<String> createAccumulator() {
      return new HashSet<>();
    }

    @Override
    public Set<String> add(Visit visit, Set<String> users) {
      users.add(visit.user);
      return users;
    }

    @Override
    public Long getResult(Set<String> users) {
      return (long) users.size();
    }

    @Override
    public Set<String> merge(Set<String> a, Set<String> b) {
      a.addAll(b);
      return a;
    }
  }

  private static final class AddUp extends ProcessAllWindowFunction<Long, Long, TimeWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void process(Context context, Iterable<Long> counts, Collector<Long> out) {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      out.collect(sum);
    }
  }

  private static final class CountBad extends ProcessFunction<byte[], Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(byte[] line, Context context, Collector<Long> out) {
      Answer.REJECTED.incrementAndGet();
    }
  }

  private static final class CountLate extends ProcessFunction<Visit, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Visit visit, Context context, Collector<Long> out) {
      Answer.LATE.incrementAndGet();
    }
  }
}
