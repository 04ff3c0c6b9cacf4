package io.footfall.pipelines.options;

import io.footfall.pipelines.s3.S3Access;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;

/**
 * The options that Beam, its runners and its clients declare. Looking them up loads all of their
 * interfaces, so it happens only for options that a command does not declare itself.
 *
 * <p>When Beam first loads its options, it registers the interfaces of every registrar and
 * validates each one together with all earlier ones. That took a seventh of a run over 1,000 rows.
 * So Beam starts without registrars here. A run registers only the interfaces of the runner options
 * that it sets, not the command's own, which declare the most options. {@link PipelineOptions#as}
 * works with any interface, registered or not.
 */
final class BeamOptions {
  private static final String OURS = "io.footfall.";
  private static final String OF_AWS = "org.apache.beam.sdk.io.aws2.";

  private final Map<String, String> values;
  private final boolean withRunner;
  private final boolean withAws;
  private final boolean withKinesis;

  /**
   * @param values all options by name, as typed
   * @param type the interface of the command's options; unless it extends {@link RunOptions}, only
   *     options of AWS clients are usable
   */
  BeamOptions(Map<String, String> values, Class<? extends PipelineOptions> type) {
    this.values = values;
    withRunner = Arguments.hasRunner(type);
    withAws = GeneralOptions.class.isAssignableFrom(type);
    withKinesis = withRunner || KinesisOptions.class.isAssignableFrom(type);
    loadWithoutRegistrars();
  }

  /** Returns the getter of an option, if it exists and the command can use it. */
  Optional<Method> find(String name) {
    return getters().filter(method -> nameOf(method).equals(name)).findFirst();
  }

  /** Returns the names of all options that the command can use. */
  List<String> names() {
    return getters().map(BeamOptions::nameOf).filter(name -> !name.isEmpty()).toList();
  }

  /** Registers every interface that declares one of the names. */
  void register(Set<String> names) {
    if (!names.isEmpty()) {
      declared()
          .filter(
              declared ->
                  Arrays.stream(declared.getDeclaredMethods())
                      .anyMatch(method -> names.contains(nameOf(method))))
          .forEach(PipelineOptionsFactory::register);
    }
  }

  private Stream<Method> getters() {
    return declared()
        .filter(this::isUsable)
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> isUsable(method.getDeclaringClass()))
        .filter(method -> withKinesis || !nameOf(method).equals(KinesisOptions.ENDPOINT));
  }

  private Stream<Class<? extends PipelineOptions>> declared() {
    S3Access.registerOptions(values);
    Set<Class<? extends PipelineOptions>> all =
        new LinkedHashSet<>(PipelineOptionsFactory.getRegisteredOptions());
    for (PipelineOptionsRegistrar registrar : ServiceLoader.load(PipelineOptionsRegistrar.class)) {
      registrar.getPipelineOptions().forEach(all::add);
    }
    return all.stream();
  }

  private static void loadWithoutRegistrars() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutRegistrars(loader));
    try {
      PipelineOptionsFactory.getRegisteredOptions();
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /** A class loader that hides only the registrars of options. */
  private static final class WithoutRegistrars extends ClassLoader {
    private static final String REGISTRARS =
        "META-INF/services/" + PipelineOptionsRegistrar.class.getName();

    WithoutRegistrars(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals(REGISTRARS) ? Collections.emptyEnumeration() : super.getResources(name);
    }
  }

  private boolean isUsable(Class<?> type) {
    return !type.getName().startsWith(OURS)
        && (withRunner || (withAws && type.getName().startsWith(OF_AWS)));
  }

  private static String nameOf(Method method) {
    if (method.getParameterCount() > 0) {
      return "";
    }
    String name = method.getName();
    String property =
        name.startsWith("get")
            ? name.substring("get".length())
            : name.startsWith("is") ? name.substring("is".length()) : "";
    // A name that begins with two capitals keeps them: SSEAlgorithm.
    return property.length() > 1 && Character.isUpperCase(property.charAt(1))
        ? property
        : property.isEmpty()
            ? ""
            : property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1);
  }
}
