package io.footfall.stream;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * Finds the source that a Beam connector reads from. Connectors configure it but do not expose it,
 * so it is read from a pipeline that is never run.
 */
final class UnderlyingSource extends PipelineVisitor.Defaults {
  private @Nullable UnboundedSource<?, ?> found;

  private UnderlyingSource() {}

  /**
   * Returns the source that a transform reads from.
   *
   * @param <T> the element of the source
   */
  @SuppressWarnings("unchecked") // The transform emits the elements of its only source.
  static <T> UnboundedSource<T, ?> of(PTransform<PBegin, PCollection<T>> read) {
    PipelineOptions options = PipelineOptionsFactory.create();
    // Without it, the transform of Kafka is a splittable DoFn, which has no source.
    ExperimentalOptions.addExperiment(options.as(ExperimentalOptions.class), "use_deprecated_read");
    // The transform of Kinesis requires a region and credentials, which this process may not have.
    // Readers use the options of the process that creates them.
    AwsOptions aws = options.as(AwsOptions.class);
    aws.setAwsRegion(Region.AWS_GLOBAL);
    aws.setAwsCredentialsProvider(AnonymousCredentialsProvider.create());
    // Pipeline.create would configure the file systems of this process with empty options.
    Pipeline pipeline =
        Pipeline.forTransformHierarchy(new TransformHierarchy(ResourceHints.create()), options);
    pipeline.apply("Read", read);
    UnderlyingSource visitor = new UnderlyingSource();
    pipeline.traverseTopologically(visitor);
    if (visitor.found == null) {
      throw new IllegalStateException(read + " reads from no source");
    }
    return (UnboundedSource<T, ?>) visitor.found;
  }

  @Override
  public CompositeBehavior enterCompositeTransform(Node node) {
    keepSource(node);
    return CompositeBehavior.ENTER_TRANSFORM;
  }

  @Override
  public void visitPrimitiveTransform(Node node) {
    keepSource(node);
  }

  private void keepSource(Node node) {
    if (node.getTransform() instanceof Read.Unbounded<?> read) {
      found = read.getSource();
    }
  }
}
