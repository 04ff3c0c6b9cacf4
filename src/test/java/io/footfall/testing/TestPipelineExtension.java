package io.footfall.testing;

import java.lang.reflect.Method;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * Gives a test method the {@link TestPipeline} that it has as a parameter, one per test.
 *
 * <p>Beam makes it a rule of JUnit 4. Here the test method is the statement that the rule is put
 * around, so that its enforcement is Beam's own: a test fails if its pipeline was not run, or if a
 * transform or a {@code PAssert} was applied that no run has seen. The pipelines run on the
 * DirectRunner with its checks on (immutable and encodable elements), which are on unless switched
 * off.
 */
public final class TestPipelineExtension implements ParameterResolver, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(TestPipelineExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestPipeline.class;
  }

  @Override
  public TestPipeline resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(TestPipeline.class, c -> TestPipeline.create(), TestPipeline.class);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    proceed(test, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    proceed(test, method, context);
  }

  private static void proceed(
      Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    TestPipeline pipeline = context.getStore(NAMESPACE).get(TestPipeline.class, TestPipeline.class);
    if (pipeline == null) {
      test.proceed();
      return;
    }
    Statement statement =
        new Statement() {
          @Override
          public void evaluate() throws Throwable {
            test.proceed();
          }
        };
    Description description =
        Description.createTestDescription(
            method.getTargetClass(),
            method.getExecutable().getName(),
            method.getExecutable().getAnnotations());
    pipeline.apply(statement, description).evaluate();
  }
}
