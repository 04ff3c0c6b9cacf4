package io.footfall.source;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.source.InputFiles.InputFile;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lake as an input: the records of all sealed batches, each once.
 *
 * @param path the directory of the lake
 * @param from the first day; null for no lower bound
 * @param to the last day; null for no upper bound
 */
public record LakeInput(String path, @Nullable LocalDate from, @Nullable LocalDate to) {
  /** Prefix of a lake as an input. */
  public static final String SCHEME = "lake:";

  /** Returns whether an input starts with {@link #SCHEME}. */
  public static boolean isOne(String input) {
    return input.startsWith(SCHEME);
  }

  /** Returns the lake that an input names: {@code lake:DIR}. */
  public static LakeInput named(String input) {
    return new LakeInput(input.substring(SCHEME.length()), null, null);
  }

  public LakeInput withDays(@Nullable LocalDate first, @Nullable LocalDate last) {
    return new LakeInput(path, first, last);
  }

  /**
   * Lists the files with a dataset's records of these days.
   *
   * @throws FootfallException if there are none, or if the selected days begin in another zone than
   *     those of the lake
   */
  public List<InputFile> files(Dataset<?> dataset) {
    LakeFolder folder = LakeFolder.of(path, dataset.name());
    try {
      List<Seal> seals = folder.seals();
      if (from != null || to != null) {
        checkZone(seals, dataset);
      }
      List<LakeFile> files =
          LakeFolder.liveFiles(seals).stream().filter(file -> has(file.date())).toList();
      if (files.isEmpty()) {
        throw new FootfallException(Kind.NO_INPUT, nothing(seals, dataset));
      }
      return files.stream()
          .map(
              file ->
                  new InputFile(LakePart.whole(folder.resolve(file)).name(), file.bytes(), true, 0))
          .toList();
    } catch (IOException e) {
      throw FootfallException.io("Reading the lake " + path + " failed", e);
    }
  }

  /**
   * Returns the records of a lake file except those of some batches.
   *
   * @param batches the batches; may be empty
   */
  public static InputFile without(String file, long bytes, List<String> batches) {
    return new InputFile(new LakePart(file, 0, true, batches).name(), bytes, true);
  }

  /**
   * Returns the records of a lake file that belong to one batch.
   *
   * @param rank among repeated records, the one with the lowest rank is counted; the rank of {@link
   *     #without} is 0
   */
  public static InputFile ofBatch(String file, long bytes, String batch, int rank) {
    return new InputFile(new LakePart(file, rank, false, List.of(batch)).name(), bytes, true);
  }

  /** Returns the batch of a source that {@link #ofBatch} returned. */
  public static Optional<String> batchOf(String source) {
    return LakePart.isOne(source)
        ? Optional.of(LakePart.named(source))
            .filter(part -> !part.excluding())
            .map(part -> part.batches().get(0))
        : Optional.empty();
  }

  private boolean has(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  private static void checkZone(List<Seal> seals, Dataset<?> dataset) {
    for (Seal seal : seals) {
      if (seal.kind() == Seal.Kind.BATCH
          && !seal.files().isEmpty()
          && !ZoneId.of(seal.zone()).normalized().equals(dataset.zone().normalized())) {
        throw FootfallException.usage(
            "The days of batch %s begin in %s, not in %s. Set --zone=%s, or leave --from and --to out."
                .formatted(seal.batch(), seal.zone(), dataset.zone().getId(), seal.zone()));
      }
    }
  }

  private String nothing(List<Seal> seals, Dataset<?> dataset) {
    List<LocalDate> days =
        LakeFolder.liveFiles(seals).stream().map(LakeFile::date).sorted().toList();
    return days.isEmpty()
        ? LakeFolder.missing(path, path)
                .orElse("No batch of " + dataset.name() + " is sealed in " + path + ".")
            + " Check --input."
        : "No "
            + dataset.name()
            + " on these days in "
            + path
            + ", which covers "
            + days.get(0)
            + " to "
            + days.get(days.size() - 1)
            + ". Check --from and --to.";
  }
}
