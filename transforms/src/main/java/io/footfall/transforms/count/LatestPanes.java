package io.footfall.transforms.count;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Combine;

/** Keeps the latest pane of each partition of a window. Partitions are few, so a list suffices. */
final class LatestPanes
    extends Combine.CombineFn<PartitionPane, List<PartitionPane>, List<PartitionPane>> {
  static final ListCoder<PartitionPane> CODER = ListCoder.of(PartitionPaneCoder.of());

  @Override
  public List<PartitionPane> createAccumulator() {
    return new ArrayList<>();
  }

  @Override
  public List<PartitionPane> addInput(List<PartitionPane> latest, PartitionPane pane) {
    List<PartitionPane> all = new ArrayList<>(latest);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).partition() == pane.partition()) {
        all.set(i, PartitionPane.latest(all.get(i), pane));
        return all;
      }
    }
    all.add(pane);
    return all;
  }

  @Override
  public List<PartitionPane> mergeAccumulators(Iterable<List<PartitionPane>> all) {
    List<PartitionPane> merged = createAccumulator();
    for (List<PartitionPane> latest : all) {
      for (PartitionPane pane : latest) {
        merged = addInput(merged, pane);
      }
    }
    return merged;
  }

  @Override
  public List<PartitionPane> extractOutput(List<PartitionPane> latest) {
    return latest;
  }

  @Override
  public Coder<List<PartitionPane>> getAccumulatorCoder(
      CoderRegistry registry, Coder<PartitionPane> input) {
    return CODER;
  }

  @Override
  public Coder<List<PartitionPane>> getDefaultOutputCoder(
      CoderRegistry registry, Coder<PartitionPane> input) {
    return CODER;
  }
}
