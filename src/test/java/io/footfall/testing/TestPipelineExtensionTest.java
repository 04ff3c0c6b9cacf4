package io.footfall.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs the tests in {@link Planted}, and most must fail. */
class TestPipelineExtensionTest {

  @ExtendWith(TestPipelineExtension.class)
  static class Planted {

    @Test
    void good(TestPipeline pipeline) {
      PAssert.that(pipeline.apply("Make", Create.of(1, 2))).containsInAnyOrder(2, 1);
      pipeline.run();
    }

    @Test
    void withoutAPipeline() {}

    @Test
    void neverRuns(TestPipeline pipeline) {
      PAssert.that(pipeline.apply("Make", Create.of(1, 2))).containsInAnyOrder(2, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = 1)
    void neverRunsWithAParameter(int one, TestPipeline pipeline) {
      pipeline.apply("Make", Create.of(one));
    }

    @Test
    void abandonsATransform(TestPipeline pipeline) {
      PCollection<Integer> numbers = pipeline.apply("Make", Create.of(1, 2));
      pipeline.run();
      numbers.apply("Abandoned", ParDo.of(new Same<>()));
    }

    @Test
    void abandonsAnAssertion(TestPipeline pipeline) {
      PCollection<Integer> numbers = pipeline.apply("Make", Create.of(1, 2));
      pipeline.run();
      PAssert.that(numbers).containsInAnyOrder(3);
    }

    @Test
    void failsOnFalseAssertion(TestPipeline pipeline) {
      PAssert.that(pipeline.apply("Make", Create.of(1, 2))).containsInAnyOrder(1, 2, 3);
      pipeline.run();
    }

    @Test
    void changesItsInput(TestPipeline pipeline) {
      pipeline
          .apply("Make", Create.of(new byte[] {1}).withCoder(ByteArrayCoder.of()))
          .apply("Change", ParDo.of(new ChangesItsInput()));
      pipeline.run();
    }

    @Test
    void returnsUnencodableText(TestPipeline pipeline) {
      pipeline
          .apply("Make", Create.of(1))
          .apply("Text", ParDo.of(new GivesText()))
          .setCoder(new NeverEncodes());
      pipeline.run();
    }
  }

  private static final class Same<T> extends DoFn<T, T> {
    @ProcessElement
    public void processElement(@Element T element, OutputReceiver<T> out) {
      out.output(element);
    }
  }

  private static final class ChangesItsInput extends DoFn<byte[], Integer> {
    @ProcessElement
    public void processElement(@Element byte[] element, OutputReceiver<Integer> out) {
      element[0]++;
      out.output(1);
    }
  }

  private static final class GivesText extends DoFn<Integer, String> {
    @ProcessElement
    public void processElement(OutputReceiver<String> out) {
      out.output("text");
    }
  }

  private static final class NeverEncodes extends CustomCoder<String> {
    @Override
    public void encode(String value, OutputStream out) throws IOException {
      throw new IOException("planted: cannot be encoded");
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return StringUtf8Coder.of().decode(in);
    }
  }

  /** Runs a planted test and returns its failure, or an empty text. */
  private static String failureOf(String method, Class<?>... parameters) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectMethod(Planted.class, method(method, parameters)))
            .execute()
            .testEvents();
    assertThat("tests run", tests.started().count(), is(1L));
    TestExecutionResult result =
        tests.finished().stream()
            .findFirst()
            .orElseThrow()
            .getRequiredPayload(TestExecutionResult.class);
    return result.getThrowable().map(TestPipelineExtensionTest::causes).orElse("");
  }

  private static String causes(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      all.append(cause).append('\n');
    }
    return all.toString();
  }

  private static Method method(String name, Class<?>... parameters) {
    try {
      return Planted.class.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void passingPipelinePasses() {
    assertThat(failureOf("good", TestPipeline.class), is(""));
  }

  @Test
  void acceptsTestsWithoutAPipeline() {
    assertThat(failureOf("withoutAPipeline"), is(""));
  }

  @Test
  void pipelineThatNeverRunsFails() {
    assertThat(
        failureOf("neverRuns", TestPipeline.class), containsString("PipelineRunMissingException"));
  }

  @Test
  void pipelineOfAParameterizedTestThatNeverRunsFails() {
    assertThat(
        failureOf("neverRunsWithAParameter", int.class, TestPipeline.class),
        containsString("PipelineRunMissingException"));
  }

  @Test
  void transformThatNoRunHasSeenFails() {
    assertThat(
        failureOf("abandonsATransform", TestPipeline.class),
        containsString("AbandonedNodeException"));
  }

  @Test
  void assertionThatNoRunHasSeenFails() {
    assertThat(
        failureOf("abandonsAnAssertion", TestPipeline.class),
        containsString("AbandonedNodeException"));
  }

  @Test
  void assertionThatDoesNotHoldFails() {
    assertThat(
        failureOf("failsOnFalseAssertion", TestPipeline.class), containsString("AssertionError"));
  }

  @Test
  void checksOfTheDirectRunnerAreOn() {
    DirectOptions options = TestPipeline.create().getOptions().as(DirectOptions.class);
    assertThat(options.getRunner().getSimpleName(), is("DirectRunner"));
    assertThat(options.isEnforceImmutability(), is(true));
    assertThat(options.isEnforceEncodability(), is(true));
  }

  @Test
  void functionThatChangesItsInputFails() {
    assertThat(
        failureOf("changesItsInput", TestPipeline.class),
        containsString("IllegalMutationException"));
  }

  @Test
  void elementThatCannotBeEncodedFails() {
    assertThat(
        failureOf("returnsUnencodableText", TestPipeline.class),
        containsString("planted: cannot be encoded"));
  }
}
