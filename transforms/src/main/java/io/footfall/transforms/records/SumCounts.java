package io.footfall.transforms.records;

import io.footfall.accounting.SourceCounts;
import io.footfall.accounting.SourceCountsCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Adds up the outcomes of the records (src/docs/formats.md, section 2.4): one row per source,
 * window and pane. In each of them {@code read = ok + rejected + duplicate + late + skipped} must
 * hold; {@link SourceCounts#addsUp} checks it.
 *
 * <p>Its input has few elements, one per bundle and window, so that a {@code Combine} per source is
 * cheap. It is an aggregate, not a runner metric, because metrics restart at zero after a failover.
 */
public final class SumCounts
    extends PTransform<
        PCollection<KV<String, SourceCounts>>, PCollection<KV<String, SourceCounts>>> {

  private SumCounts() {}

  /** Returns a transform that adds up the counts of each source. */
  public static SumCounts perSource() {
    return new SumCounts();
  }

  @Override
  public PCollection<KV<String, SourceCounts>> expand(PCollection<KV<String, SourceCounts>> input) {
    return input
        .apply("SumPerSource", Combine.perKey(new Sum()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SourceCountsCoder.of()));
  }

  private static final class Sum
      extends Combine.CombineFn<SourceCounts, SourceCounts, SourceCounts> {
    @Override
    public SourceCounts createAccumulator() {
      return new SourceCounts();
    }

    @Override
    public SourceCounts addInput(SourceCounts sum, SourceCounts counts) {
      sum.add(counts);
      return sum;
    }

    @Override
    public SourceCounts mergeAccumulators(Iterable<SourceCounts> sums) {
      SourceCounts total = new SourceCounts();
      sums.forEach(total::add);
      return total;
    }

    @Override
    public SourceCounts extractOutput(SourceCounts sum) {
      return sum;
    }

    @Override
    public Coder<SourceCounts> getAccumulatorCoder(
        CoderRegistry registry, Coder<SourceCounts> input) {
      return SourceCountsCoder.of();
    }
  }
}
