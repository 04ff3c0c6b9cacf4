package io.footfall.pipelines.generate;

import io.footfall.pipelines.console.ErrorOutput;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code footfall generate}: writes a file of visits or purchases that is identical on
 * every machine for the same settings, and on request its exact answers.
 *
 * <p>The answers come from the numbers that the rows are made of and share no code with the
 * pipelines, so a report that equals them is correct.
 */
public final class Generate {

  private static final int OK = 0;
  private static final int USAGE = 2;
  private static final int IO_FAILED = 74;

  private Generate() {}

  /**
   * Runs the command.
   *
   * @param args the arguments after {@code generate}
   * @param out for what was written
   * @param err for errors
   * @return the exit status: 0 if all went well, 2 for wrong usage, 74 if writing failed
   */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      GenerateSettings settings = settings(args);
      refuseToReplace(settings);
      generate(settings, out);
      return OK;
    } catch (UsageException e) {
      new ErrorOutput(err).error(String.valueOf(e.getMessage()));
      return USAGE;
    } catch (IOException e) {
      new ErrorOutput(err).error("Cannot write: " + reason(e));
      return IO_FAILED;
    }
  }

  private static GenerateSettings settings(List<String> args) throws UsageException {
    String name = args.isEmpty() ? "" : args.get(0);
    Dataset dataset =
        switch (name) {
          case "visits" -> Dataset.VISITS;
          case "purchases" -> Dataset.PURCHASES;
          default ->
              throw new UsageException(
                  name.isEmpty()
                      ? "Choose what to generate: visits or purchases."
                      : "Cannot generate '" + name + "'. Choose visits or purchases.");
        };
    return GenerateSettings.parse(dataset, args.subList(1, args.size()));
  }

  private static void refuseToReplace(GenerateSettings settings) throws UsageException {
    if (Files.isDirectory(settings.output())) {
      throw new UsageException(settings.output() + " is a directory. Name a file in --output.");
    }
    if (!settings.overwrite() && Files.exists(settings.output())) {
      throw new UsageException(
          settings.output()
              + " exists already. Replace it with --overwrite, or choose another --output.");
    }
    Optional<Path> answers = settings.answers();
    if (answers.isPresent()
        && !settings.overwrite()
        && Files.exists(answers.get().resolve("answers.json"))) {
      throw new UsageException(
          answers.get()
              + " contains answers already. Replace them with --overwrite, or choose another --answers.");
    }
  }

  private static void generate(GenerateSettings settings, PrintStream out)
      throws UsageException, IOException {
    long started = System.nanoTime();
    boolean special = settings.quotedChance() > 0;
    Clock clock = new Clock(settings);
    Names.Ids people = new Names.Ids(settings.idPrefix(), settings.people(), special);
    RowGenerator rows;
    @Nullable ExactResults answers = null;
    if (settings.dataset() == Dataset.VISITS) {
      Names urls = new Names.Urls(settings.urls(), special);
      rows = new VisitGenerator(settings, clock, people, urls);
      if (settings.answers().isPresent()) {
        requireMemory(urls.count() * ExactVisits.BYTES_PER_URL);
        answers = new ExactVisits(settings, people, urls);
      }
    } else {
      rows = new PurchaseGenerator(settings, clock, people);
      if (settings.answers().isPresent()) {
        long cells = (long) people.count() * clock.days();
        if (cells > Integer.MAX_VALUE - 8) {
          throw new UsageException(
              "The exact answers for "
                  + cells
                  + " possible customer-days do not fit into memory. Lower --customers or --days.");
        }
        requireMemory(cells * ExactPurchases.BYTES_PER_CELL);
        answers = new ExactPurchases(clock, people);
      }
    }
    createDirectories(settings.output().toAbsolutePath().getParent());
    Tally tally = new Tally();
    long bytes = writeRows(settings, rows, answers, tally);
    double seconds = (System.nanoTime() - started) / 1e9;
    out.printf(
        Locale.ROOT,
        "Wrote %,d %s, %,d bytes, to %s in %.1f s (%,.0f rows/s).%n",
        settings.rows(),
        settings.dataset().name().toLowerCase(Locale.ROOT),
        bytes,
        settings.output(),
        seconds,
        settings.rows() / seconds);
    if (answers != null) {
      Path directory = settings.answers().orElseThrow();
      createDirectories(directory);
      answers.write(directory);
      tally.write(settings, directory.resolve("answers.json"));
      out.println("Wrote the exact answers to " + directory + ".");
    }
  }

  /** Checks the memory before the arrays of the answers are allocated. */
  private static void requireMemory(long bytes) throws UsageException {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most * 0.8) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "The exact answers need about %,d MB of memory, but Java may use only %,d MB. Omit"
                  + " --answers, or increase -Xmx.",
              bytes >> 20,
              most >> 20));
    }
  }

  /**
   * Makes chunks with one thread per core. This thread writes and counts them in order, so that the
   * result does not depend on the number of threads.
   */
  private static long writeRows(
      GenerateSettings settings,
      RowGenerator generator,
      @Nullable ExactResults answers,
      Tally tally)
      throws IOException {
    Path temporary = temporary(settings.output());
    // An interrupted run must not leave a file that looks complete.
    Thread cleaner = new Thread(() -> deleteQuietly(temporary));
    Runtime.getRuntime().addShutdownHook(cleaner);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads, Generate::daemon);
    try {
      long bytes = 0;
      try (FileChannel file =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        bytes += write(file, ByteBuffer.wrap(generator.header()));
        ArrayDeque<Future<Chunk>> coming = new ArrayDeque<>();
        ArrayDeque<Chunk> free = new ArrayDeque<>();
        for (int i = 0; i < 2 * threads; i++) {
          free.add(new Chunk());
        }
        for (long next = 0; next < settings.rows() || !coming.isEmpty(); ) {
          while (next < settings.rows() && !free.isEmpty()) {
            Chunk chunk = free.remove();
            long first = next;
            int count = (int) Math.min(Chunk.ROWS, settings.rows() - first);
            coming.add(
                pool.submit(
                    () -> {
                      chunk.clear();
                      generator.fill(chunk, first, count);
                      return chunk;
                    }));
            next += count;
          }
          Chunk done = get(coming.remove());
          bytes += write(file, ByteBuffer.wrap(done.text.array(), 0, done.text.size()));
          tally.add(done);
          if (answers != null) {
            answers.add(done);
          }
          free.add(done);
        }
      }
      Files.move(
          temporary,
          settings.output(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return bytes;
    } finally {
      pool.shutdownNow();
      deleteQuietly(temporary);
      removeHook(cleaner);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "generate");
    thread.setDaemon(true);
    return thread;
  }

  private static Chunk get(Future<Chunk> chunk) throws IOException {
    try {
      return chunk.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static long write(FileChannel file, ByteBuffer bytes) throws IOException {
    long count = bytes.remaining();
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    return count;
  }

  private static Path temporary(Path output) {
    return output.resolveSibling("." + output.getFileName() + ".part");
  }

  private static void createDirectories(@Nullable Path directory) throws IOException {
    // createDirectories rejects a link to a directory.
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A leftover matters less than the original failure.
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook deletes the file.
    }
  }

  private static String reason(IOException e) {
    // The message of many file exceptions is only the path.
    String kind =
        e instanceof AccessDeniedException
            ? " (permission denied)"
            : e instanceof NoSuchFileException ? " (no such file or directory)" : "";
    return e.getMessage() + kind;
  }

  /** Counts good rows, and malformed rows by error code. */
  private static final class Tally {
    private long ok;
    private final Map<Malformed, Long> malformed = new EnumMap<>(Malformed.class);

    void add(Chunk chunk) {
      ok += chunk.ok;
      chunk.malformed.forEach((cause, count) -> malformed.merge(cause, count, Long::sum));
    }

    void write(GenerateSettings settings, Path file) throws IOException {
      Map<String, Long> codes = new TreeMap<>();
      malformed.forEach(
          (cause, count) -> codes.merge(cause.code(settings.dataset()), count, Long::sum));
      StringBuilder byCode = new StringBuilder();
      codes.forEach(
          (code, count) ->
              byCode
                  .append(byCode.length() == 0 ? "" : ",")
                  .append('"')
                  .append(code)
                  .append("\":")
                  .append(count));
      Files.writeString(
          file,
          String.format(
              Locale.ROOT,
              "{\"rows\":%d,\"ok\":%d,\"rejected\":%d,\"rejectedByCode\":{%s}}\n",
              settings.rows(),
              ok,
              settings.rows() - ok,
              byCode));
    }
  }
}
