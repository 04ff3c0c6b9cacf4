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
 * One way of the many in which rows come to their result: in some order, in some bundles, with
 * partials sent early or late, compressed or not, merged in some order and grouping.
 *
 * @param bundles how many aggregates fold
 * @param partitions into how many parts keys are cut
 * @param maxMemory how many bytes an aggregate may hold before it sends partials
 * @param plainBytes how many bytes of partials are not compressed
 * @param seed for all orders and groupings
 */
public record AnyWay(int bundles, int partitions, long maxMemory, long plainBytes, long seed) {

  /** Makes an aggregate that folds. */
  @FunctionalInterface
  public interface Folding<A> {
    /** An aggregate that sends its partials there. */
    A foldingTo(PartialWriter out, long maxMemory);
  }

  /** Adds a record to an aggregate. */
  @FunctionalInterface
  public interface Adding<A, T> {
    /** Adds it. */
    void add(A aggregate, T record);
  }

  /** All kinds of ways. */
  public static Arbitrary<AnyWay> ways() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(0L, 1L << 17, Long.MAX_VALUE),
            Arbitraries.of(0L, Long.MAX_VALUE),
            Arbitraries.longs())
        .as(AnyWay::new);
  }

  /** The records, folded and merged this way: one aggregate per partition. */
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

  /** Merges some of the partials with each other first; an order that has nothing to do with it. */
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
