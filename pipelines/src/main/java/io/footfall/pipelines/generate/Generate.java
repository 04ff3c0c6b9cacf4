package io.footfall.pipelines.generate;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.EnumMap;
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
final class Generate {
  private Generate() {}

  /**
   * Writes the file.
   *
   * @param out for what was written
   * @throws FootfallException if it exists already, or cannot be written
   */
  static void run(GenerateSettings settings, PrintStream out) {
    refuseToReplace(settings);
    try {
      generate(settings, out);
    } catch (IOException e) {
      throw FootfallException.io("Cannot write " + settings.output(), e);
    }
  }

  private static void refuseToReplace(GenerateSettings settings) {
    if (Files.isDirectory(settings.output())) {
      throw FootfallException.usage(
          settings.output() + " is a directory. Name a file in --output.");
    }
    if (!settings.overwrite() && Files.exists(settings.output())) {
      throw FootfallException.usage(
          settings.output()
              + " already exists. Replace it with --overwrite, or choose another --output.");
    }
    Optional<Path> answers = settings.answers();
    if (answers.isPresent()
        && !settings.overwrite()
        && Files.exists(answers.get().resolve("answers.json"))) {
      throw FootfallException.usage(
          answers.get()
              + " already contains answers. Replace them with --overwrite, or choose another --answers.");
    }
  }

  private static void generate(GenerateSettings settings, PrintStream out) throws IOException {
    long started = System.nanoTime();
    Clock clock = new Clock(settings);
    RowGenerator rows;
    @Nullable ExactResults answers = null;
    if (settings.dataset() == Dataset.VISITS) {
      Urls urls = new Urls(settings.urls());
      rows = new VisitGenerator(settings, clock, urls);
      if (settings.answers().isPresent()) {
        requireMemory(urls.count() * ExactVisits.BYTES_PER_URL);
        answers = new ExactVisits(settings, urls);
      }
    } else {
      rows = new PurchaseGenerator(settings, clock);
      if (settings.answers().isPresent()) {
        long cells = (long) settings.people() * clock.days();
        if (cells > Integer.MAX_VALUE - 8) {
          throw FootfallException.usage(
              "The exact answers for "
                  + cells
                  + " possible customer-days do not fit into memory. Lower --customers or --days.");
        }
        requireMemory(cells * ExactPurchases.BYTES_PER_CELL);
        answers = new ExactPurchases(clock, settings.people());
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
  private static void requireMemory(long bytes) {
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most * 0.8) {
      throw FootfallException.usage(
          String.format(
              Locale.ROOT,
              "The exact answers need about %,d MB of memory, but Java may use only %,d MB. Omit"
                  + " --answers, or increase -Xmx.",
              bytes >> 20,
              most >> 20));
    }
  }

  /**
   * Generates chunks with one thread per core. This thread writes and counts them in order, so that
   * the result does not depend on the number of threads.
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

  /** Counts valid rows, and malformed rows by error code. */
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
