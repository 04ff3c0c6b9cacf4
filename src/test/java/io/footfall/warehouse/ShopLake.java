package io.footfall.warehouse;

import io.footfall.lake.BatchWriter;
import io.footfall.lake.Compaction;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A lake on the local disk, whose batches are written as runs write them. */
public final class ShopLake {
  static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final String BATCH = "[^ ]+";

  private final Path folder;

  /** The lake in a folder. */
  public ShopLake(Path folder) {
    this.folder = folder;
  }

  /** Its purchases. */
  public LakeFolder purchases() {
    return LakeFolder.of(folder.toString(), "purchases");
  }

  /** Its visits. */
  public LakeFolder visits() {
    return LakeFolder.of(folder.toString(), "visits");
  }

  /**
   * Writes a batch of purchases.
   *
   * @param lines each with transaction, customer, day of March 2024 and amount, blanks between
   */
  public void purchases(String batch, String run, String... lines) throws IOException {
    if (!batch.matches(BATCH)) {
      throw new IllegalArgumentException(batch);
    }
    try (BatchWriter<PurchaseRow> writer =
        new BatchWriter<>(PURCHASES, target(purchases(), batch, run))) {
      for (String line : lines) {
        String[] values = line.split(" ", -1);
        LocalDate day = LocalDate.of(2024, 3, Integer.parseInt(values[2]));
        PurchaseRow row = new PurchaseRow();
        row.set(
            new Purchase(
                values[0],
                values[1],
                micros(day),
                day,
                "a \"product\",\twith\\N and é",
                "",
                new BigDecimal(values[3])));
        writer.add(row);
      }
      writer.commit();
    }
  }

  /**
   * Writes a batch of visits.
   *
   * @param lines each with user, URL, day of March 2024 and seconds, blanks between; - for no
   *     duration
   */
  public void visits(String batch, String run, String... lines) throws IOException {
    try (BatchWriter<VisitRow> writer = new BatchWriter<>(VISITS, target(visits(), batch, run))) {
      for (String line : lines) {
        String[] values = line.split(" ", -1);
        LocalDate day = LocalDate.of(2024, 3, Integer.parseInt(values[2]));
        VisitRow row = new VisitRow();
        row.epochDay = (int) day.toEpochDay();
        BigDecimal duration = values[3].equals("-") ? null : new BigDecimal(values[3]);
        row.set(new Visit(values[0], micros(day), values[1], duration));
        writer.add(row);
      }
      writer.commit();
    }
  }

  private static LakeTarget target(LakeFolder folder, String batch, String run) {
    return LakeTarget.of(folder, batch, run).withOverwrite(true);
  }

  private static long micros(LocalDate day) {
    return LocalDateTime.of(day, LocalTime.of(10, 0)).toEpochSecond(ZoneOffset.UTC) * 1_000_000
        + 123_456;
  }

  /** Makes one file of those of a day. */
  public void compactPurchases() throws IOException {
    new Compaction(purchases(), PURCHASES.lake().schema(), 1 << 20, "1", null)
        .run(Compaction.Listener.SILENT);
  }

  /** Makes one file of those of a day. */
  public void compactVisits() throws IOException {
    new Compaction(visits(), VISITS.lake().schema(), 1 << 20, "1", null)
        .run(Compaction.Listener.SILENT);
  }

  /** The files of a batch, by day. */
  List<Path> files(LakeFolder of, String batch) throws IOException {
    List<Path> files = new ArrayList<>();
    for (LakeFile file : of.liveFiles()) {
      if (file.batches().contains(batch)) {
        files.add(Path.of(of.resolve(file)));
      }
    }
    files.sort(null);
    return files;
  }

  /** Makes a file one that is no Parquet any more; its length stays. */
  static void spoil(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'X';
    bytes[0] = 'X';
    Files.write(file, bytes);
  }
}
