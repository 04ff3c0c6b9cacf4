package io.footfall.warehouse;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.util.BackOff;
import org.apache.beam.sdk.util.FluentBackoff;
import org.jspecify.annotations.Nullable;

/**
 * Loads sealed batches of a lake into a warehouse, each exactly once, however often it is called
 * and whatever fails (see {@link LoadTransaction}).
 *
 * <p>Temporary failures are retried: conflicts with other transactions, lost connections. A file
 * that the warehouse refuses is set aside with the message of the warehouse, and the rest is
 * loaded. This happens only if the warehouse accepts some other file of the lake; otherwise the
 * cause is not in the files.
 */
public final class BatchLoader implements AutoCloseable {
  private static final org.joda.time.Duration LONGEST_PAUSE =
      org.joda.time.Duration.standardMinutes(2);

  private final Warehouse warehouse;
  private final LoadSettings settings;
  private final LoadListener listener;
  private final Dialect dialect;
  private @Nullable Connection connection;
  private boolean copyWorks;

  /** Creates a loader, which connects on first use. */
  public BatchLoader(Warehouse warehouse, LoadSettings settings, LoadListener listener) {
    this.warehouse = warehouse;
    this.settings = settings;
    this.listener = listener;
    dialect = warehouse.dialect(settings);
  }

  /**
   * Creates the missing tables of all datasets.
   *
   * @throws FootfallException if the warehouse is unreachable or refuses a statement
   */
  public void createTables() {
    try {
      again(
          open -> {
            new WarehouseTables(Datasets.all()).create(open, dialect, settings);
            return true;
          });
    } catch (SQLException | IOException e) {
      throw failed("Creating the tables in " + warehouse, e);
    }
  }

  /**
   * Checks, without changing anything, that the tables of a dataset exist in a version that can be
   * loaded into.
   *
   * @return the version of the tables; 0 if none is recorded, as before the first load
   * @throws FootfallException if tables are missing or of a later version, or the warehouse cannot
   *     be reached
   */
  public int checkTables(Dataset<?> dataset) {
    try {
      return again(
          open -> {
            WarehouseTables tables = new WarehouseTables(List.of(dataset));
            tables.require(open, warehouse, settings);
            return WarehouseTables.requireVersion(open, warehouse, settings);
          });
    } catch (SQLException | IOException e) {
      throw failed("Checking the tables in " + warehouse, e);
    }
  }

  /**
   * Loads the sealed batches of a dataset that are not in the warehouse yet.
   *
   * @param folder the dataset's folder in the lake
   * @throws FootfallException if the warehouse is unreachable, refuses a statement, or has no
   *     tables
   */
  public LoadSummary load(LakeFolder folder, Dataset<?> dataset) {
    return load(new LakeView(folder, dataset, settings.lakeUrl()), Optional.empty());
  }

  /**
   * Loads the given sealed batches, except those that are in the warehouse already.
   *
   * @param folder the dataset's folder in the lake
   * @param wanted the IDs of the batches; a batch that is not sealed is skipped
   * @throws FootfallException if the warehouse is unreachable, refuses a statement, or has no
   *     tables
   */
  public LoadSummary load(LakeFolder folder, Dataset<?> dataset, Collection<String> wanted) {
    return load(new LakeView(folder, dataset, settings.lakeUrl()), Optional.of(Set.copyOf(wanted)));
  }

  private LoadSummary load(LakeView lake, Optional<Set<String>> wanted) {
    List<LoadedBatch> loaded = new ArrayList<>();
    List<SetAsideFile> aside = new ArrayList<>();
    LoadSummary summary = null;
    while (summary == null) {
      try {
        summary = load(lake, wanted, loaded, aside);
      } catch (LakeChangedException e) {
        // The ledger has the first groups; search again for the rest.
        summary = null;
      }
    }
    return summary;
  }

  private LoadSummary load(
      LakeView lake,
      Optional<Set<String>> wanted,
      List<LoadedBatch> loaded,
      List<SetAsideFile> aside)
      throws LakeChangedException {
    LakeFolder folder = lake.folder();
    // The seals are read before the ledger, which then contains everything that was loaded until
    // that moment.
    Set<String> sealed = new LinkedHashSet<>(inLake(folder::sealed));
    wanted.ifPresent(ids -> sealed.removeIf(id -> !ids.contains(id) && !Compaction.isOne(id)));
    Set<String> now = new HashSet<>();
    loaded.forEach(batch -> now.add(batch.batch()));
    try {
      Ledger ledger = again(open -> readLedger(open, lake.dataset()));
      List<Seal> pending = new ArrayList<>();
      long before = 0;
      long asideBefore = 0;
      for (Iterator<String> ids = sealed.iterator(); ids.hasNext(); ) {
        String id = ids.next();
        if (now.contains(id)) {
          ids.remove();
        } else if (ledger.hasLoadedForGood(id, settings.retrySetAside())) {
          before++;
          asideBefore += ledger.filesSetAside(id);
          ids.remove();
        }
      }
      List<Seal> seals = inLake(() -> folder.seals(sealed));
      for (Seal seal : seals) {
        if (seal.kind() != Seal.Kind.BATCH
            || (wanted.isPresent() && !wanted.get().contains(seal.batch()))) {
          continue;
        }
        if (ledger.hasLoaded(seal, settings.retrySetAside())) {
          before++;
          asideBefore += ledger.filesSetAside(seal.batch());
        } else {
          pending.add(seal);
        }
      }
      listener.loading(folder.dataset(), pending.size());
      // No file is needed of a batch whose seal was not opened, and the seals of all compactions
      // were opened.
      for (LoadGroup group :
          LoadGroup.of(
              pending, LakeFolder.liveFiles(seals), settings.maxBytes(), settings.maxFiles())) {
        loaded.addAll(load(group, lake, aside));
      }
      return new LoadSummary(folder.dataset(), loaded, before, asideBefore, aside);
    } catch (SQLException | IOException e) {
      throw failed("Loading " + folder.path() + " into " + warehouse, e);
    }
  }

  /** An operation that reads the lake. */
  private interface LakeRead<T> {
    T read() throws IOException;
  }

  private static <T> T inLake(LakeRead<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw FootfallException.io("The lake cannot be read", e, "Check --lake.");
    }
  }

  /** A compaction or a rewritten batch has removed files in the meantime. */
  private static final class LakeChangedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Ledger readLedger(Connection open, Dataset<?> dataset) throws SQLException {
    WarehouseTables tables = new WarehouseTables(List.of(dataset));
    tables.require(open, warehouse, settings);
    tables.adapt(open, dialect, warehouse, settings);
    return Ledger.read(
        open, LoadTransaction.inSchema(settings, WarehouseTables.LEDGER), dataset.name());
  }

  private List<LoadedBatch> load(LoadGroup group, LakeView lake, List<SetAsideFile> aside)
      throws SQLException, IOException, LakeChangedException {
    Map<LakeFile, String> bad = new LinkedHashMap<>();
    while (true) {
      try {
        List<LoadedBatch> loaded =
            again(open -> new LoadTransaction(open, dialect, settings, lake).run(group, bad));
        copyWorks = true;
        for (Map.Entry<LakeFile, String> file : bad.entrySet()) {
          SetAsideFile setAside =
              new SetAsideFile(
                  lake.folder().dataset(),
                  lake.seen(file.getKey()),
                  file.getKey().rows(),
                  file.getValue());
          aside.add(setAside);
          listener.setAside(setAside);
        }
        if (!loaded.isEmpty()) {
          listener.loaded(loaded);
        }
        return loaded;
      } catch (CopyFailedException e) {
        Set<LakeFile> live = new LinkedHashSet<>(inLake(lake.folder()::liveFiles));
        if (!live.containsAll(group.files())) {
          throw new LakeChangedException();
        }
        List<LakeFile> files =
            group.files().stream().filter(file -> !bad.containsKey(file)).toList();
        if (!acceptsSomeFile(files, lake, live)) {
          throw e;
        }
        if (!findBad(files, lake, e, bad)) {
          // Each half was loaded: the failure was temporary, or is caused by all of them together.
          throw e;
        }
      }
    }
  }

  /**
   * Returns whether the warehouse accepts some other file, so that the cause may be in the failed
   * ones.
   */
  private boolean acceptsSomeFile(List<LakeFile> failed, LakeView lake, Set<LakeFile> live)
      throws SQLException, IOException {
    if (copyWorks) {
      return true;
    }
    Set<LakeFile> candidates = new HashSet<>();
    candidates.add(failed.get(0));
    candidates.add(failed.get(failed.size() / 2));
    candidates.add(failed.get(failed.size() - 1));
    Set<LakeFile> these = new HashSet<>(failed);
    live.stream().filter(file -> !these.contains(file)).findFirst().ifPresent(candidates::add);
    for (LakeFile candidate : candidates) {
      if (candidates.size() > 1 && probe(List.of(candidate), lake).isEmpty()) {
        copyWorks = true;
        return true;
      }
    }
    return false;
  }

  /**
   * Finds the files that the warehouse refuses, by bisection.
   *
   * @param files files that are refused when copied together
   * @param failure the failure of that copy
   * @return whether at least one was found
   */
  private boolean findBad(
      List<LakeFile> files, LakeView lake, CopyFailedException failure, Map<LakeFile, String> bad)
      throws SQLException, IOException {
    if (files.size() == 1) {
      bad.put(files.get(0), Failures.describe(failure));
      return true;
    }
    boolean found = false;
    int half = files.size() / 2;
    for (List<LakeFile> part : List.of(files.subList(0, half), files.subList(half, files.size()))) {
      Optional<CopyFailedException> failed = probe(part, lake);
      if (failed.isPresent()) {
        found |= findBad(part, lake, failed.get(), bad);
      }
    }
    return found;
  }

  private Optional<CopyFailedException> probe(List<LakeFile> files, LakeView lake)
      throws SQLException, IOException {
    try {
      again(
          open -> {
            new LoadTransaction(open, dialect, settings, lake).probe(files);
            return true;
          });
      return Optional.empty();
    } catch (CopyFailedException e) {
      return Optional.of(e);
    }
  }

  // ---- connection ------------------------------------------------------------------------------

  /** An operation on a connection. */
  private interface Work<T> {
    T with(Connection open) throws SQLException, IOException;
  }

  /**
   * Runs the work, and repeats it after a temporary failure. Closes the connection on which it
   * failed.
   */
  private <T> T again(Work<T> work) throws SQLException, IOException {
    // The pauses double, and are random so that transactions that collided do not collide again.
    BackOff backoff =
        FluentBackoff.DEFAULT
            .withInitialBackoff(
                org.joda.time.Duration.millis(Math.max(1, settings.firstPause().toMillis())))
            .withExponent(2)
            .withMaxBackoff(LONGEST_PAUSE)
            .withMaxRetries(Math.max(0, settings.attempts() - 1))
            .backoff();
    while (true) {
      boolean well = false;
      try {
        T result = work.with(connection());
        well = true;
        return result;
      } catch (SQLException e) {
        long pause = Failures.mayPass(e) ? backoff.nextBackOffMillis() : BackOff.STOP;
        if (pause == BackOff.STOP) {
          throw e;
        }
        listener.retrying(Failures.describe(e), Duration.ofMillis(pause));
        sleep(pause);
      } finally {
        if (!well) {
          close();
        }
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = warehouse.connect();
      connection = open;
    }
    return open;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private FootfallException failed(String what, Exception e) {
    return new FootfallException(
        Kind.IO,
        what
            + " failed: "
            + Failures.describe(e)
            + (e instanceof CopyFailedException
                ? " The warehouse refuses every file, so none is set aside: check the role, the region"
                    + " and the URL of the lake."
                : ""),
        e);
  }

  /** Closes the connection, which rolls back whatever is not committed. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // The connection is closed either way.
        return;
      }
    }
  }
}
