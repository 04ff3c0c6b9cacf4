package io.footfall.pipelines.count;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;

/**
 * The steps of a pipeline. Names matter: a runner finds the state of a step by its full name when
 * it resumes from a savepoint.
 *
 * @param steps the steps in topological order, each composite before its parts
 */
record PipelineGraph(List<Step> steps) {
  private static final String BEAM = "org.apache.beam.sdk.";

  /**
   * A step.
   *
   * @param name its full name, with those of the composites that it is part of
   * @param depth how many composites it is part of
   * @param composite whether it has parts
   * @param ofBeam whether its parts are Beam's own
   * @param transform the kind of transform
   * @param elements the types of the elements that it produces
   */
  record Step(
      String name,
      int depth,
      boolean composite,
      boolean ofBeam,
      String transform,
      List<String> elements) {
    /** Returns the last part of the name. */
    String shortName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /** Returns the steps of a pipeline, without changing it. */
  static PipelineGraph of(Pipeline pipeline) {
    List<Step> steps = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          private int depth;

          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            if (!node.isRootNode()) {
              steps.add(step(node, depth++, true));
            }
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void leaveCompositeTransform(TransformHierarchy.Node node) {
            if (!node.isRootNode()) {
              depth--;
            }
          }

          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            steps.add(step(node, depth, false));
          }
        });
    return new PipelineGraph(List.copyOf(steps));
  }

  private static Step step(TransformHierarchy.Node node, int depth, boolean composite) {
    PTransform<?, ?> transform = node.getTransform();
    Class<?> type = transform == null ? Object.class : transform.getClass();
    List<String> elements =
        node.getOutputs().values().stream().map(PipelineGraph::element).distinct().toList();
    return new Step(
        node.getFullName(),
        depth,
        composite,
        type.getName().startsWith(BEAM),
        kind(type),
        elements);
  }

  private static String kind(Class<?> type) {
    String name = type.getName();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    int nested = simple.indexOf('$');
    return nested < 0 ? simple : simple.substring(0, nested);
  }

  private static String element(PValue value) {
    return value instanceof PCollection<?> collection
        ? simple(collection.getCoder().getEncodedTypeDescriptor().toString())
        : value.getClass().getSimpleName();
  }

  /** Removes the package and the outer class from the name of a type. */
  private static String simple(String type) {
    return type.replaceAll("(?:[a-z0-9_]+\\.)+", "").replaceAll("[A-Za-z]+\\$", "");
  }

  /** Returns the full names of all steps, one per line. */
  String names() {
    return steps.stream().map(Step::name).collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * Returns the tree of steps with their elements, one line per step. The parts of Beam's own
   * composites are left out.
   */
  List<String> tree() {
    List<String> lines = new ArrayList<>();
    int hiddenBelow = Integer.MAX_VALUE;
    for (Step step : steps) {
      if (step.depth() > hiddenBelow) {
        continue;
      }
      hiddenBelow = step.composite() && step.ofBeam() ? step.depth() : Integer.MAX_VALUE;
      boolean leaf = !step.composite() || step.ofBeam();
      String line = "  ".repeat(step.depth()) + step.shortName();
      lines.add(
          leaf
              ? line + " (" + step.transform() + ")" + produced(step)
              : line + (line.endsWith(step.transform()) ? "" : " (" + step.transform() + ")"));
    }
    return lines;
  }

  private static String produced(Step step) {
    return step.elements().isEmpty() ? "" : " -> " + String.join(", ", step.elements());
  }
}
