package io.footfall.aggregate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random way to compute a result: an order of rows and bundles, early or late partials, with or
 * without compression, and an order and grouping of merges.
 *
 * @param bundles number of folding aggregates
 * @param partitions number of key partitions
 * @param maxMemory bytes that an aggregate may hold before it sends partials
 * @param plainBytes bytes of partials that are not compressed
 * @param seed seed of all orders and groupings
 */
public record AnyWay(int bundles, int partitions, long maxMemory, long plainBytes, long seed) {

  /** Creates folding aggregates. */
  @FunctionalInterface
  public interface Folding<A> {
    /** Returns an aggregate that sends its partials to {@code out}. */
    A foldingTo(PartialWriter out, long maxMemory);
  }

  /** Adds records to an aggregate. */
  @FunctionalInterface
  public interface Adding<A, T> {
    /** Adds it. */
    void add(A aggregate, T record);
  }

  /** Returns all kinds of ways. */
  public static Arbitrary<AnyWay> ways() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(0L, 1L << 17, Long.MAX_VALUE),
            Arbitraries.of(0L, Long.MAX_VALUE),
            Arbitraries.longs())
        .as(AnyWay::new);
  }

  /** Folds and merges the records; returns one aggregate per partition. */
  public <T, A extends Aggregate<?>> List<A> go(
      List<T> records, Folding<A> folding, Adding<A, T> adding, Supplier<A> merging) {
    Random random = new Random(seed);
    List<T> shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled, random);
    List<List<T>> cut = new ArrayList<>();
    for (int i = 0; i < bundles; i++) {
      cut.add(new ArrayList<>());
    }
    shuffled.forEach(record -> cut.get(random.nextInt(bundles)).add(record));

    List<List<byte[]>> chunks = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      chunks.add(new ArrayList<>());
    }
    for (List<T> bundle : cut) {
      PartialWriter out = writer(chunks);
      A folded = folding.foldingTo(out, maxMemory);
      for (T record : bundle) {
        adding.add(folded, record);
        if (random.nextInt(bundle.size()) < 2) {
          folded.drain();
        }
      }
      folded.drain();
      out.finish();
    }
    List<A> merged = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      A result = merging.get();
      mergeAll(regrouped(chunks.get(p), p, folding, random), result);
      merged.add(result);
    }
    return merged;
  }

  private PartialWriter writer(List<List<byte[]>> chunks) {
    return new PartialWriter(
        7, partitions, plainBytes, (partition, chunk) -> chunks.get(partition).add(chunk));
  }

  /** Merges some partials with each other first, in a random order. */
  private <A extends Aggregate<?>> List<byte[]> regrouped(
      List<byte[]> chunks, int partition, Folding<A> folding, Random random) {
    Collections.shuffle(chunks, random);
    int together = random.nextInt(chunks.size() + 1);
    List<List<byte[]>> again = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      again.add(new ArrayList<>());
    }
    PartialWriter out = writer(again);
    A between = folding.foldingTo(out, Long.MAX_VALUE);
    mergeAll(chunks.subList(0, together), between);
    between.drain();
    out.finish();
    for (int p = 0; p < partitions; p++) {
      if (p != partition && !again.get(p).isEmpty()) {
        throw new AssertionError("a key of partition " + partition + " went to " + p);
      }
    }
    List<byte[]> all = new ArrayList<>(chunks.subList(together, chunks.size()));
    all.addAll(again.get(partition));
    Collections.shuffle(all, random);
    return all;
  }

  private static void mergeAll(List<byte[]> chunks, Aggregate<?> into) {
    for (byte[] chunk : chunks) {
      if (PartialWriter.aggregateOf(chunk) != 7) {
        throw new AssertionError("a chunk of aggregate " + PartialWriter.aggregateOf(chunk));
      }
      into.merge(PartialWriter.entriesOf(chunk));
    }
  }
}
