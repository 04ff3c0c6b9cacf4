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
 * Passes a {@link TestPipeline} to test methods that have a parameter for it.
 *
 * <p>Beam implements it as a JUnit 4 rule. This extension applies the rule to the test method, so
 * Beam's own checks hold: a test fails if its pipeline was not run, or if a transform or {@code
 * PAssert} was applied after the run. Pipelines run on the DirectRunner with its checks of
 * immutability and encodability.
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
