package io.footfall.pipelines;

import io.footfall.testing.process.S3Server;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The packaged program, where it finds the S3 of the tests.
 *
 * @param folder where it is started
 * @param s3 the server, for what it wants in the environment
 * @param endpoint address of the server, or of the proxy before it
 */
record S3Footfall(Path folder, S3Server s3, URI endpoint) {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "aws.accessKeyId", "AWS_ACCESS_KEY_ID", "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY");

  FootfallProcess.Started start(String... args) throws Exception {
    List<String> environment =
        new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + folder.resolve("cache")));
    s3.environment().forEach((name, value) -> environment.add(name + "=" + value));
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--s3Endpoint=" + endpoint);
    return FootfallProcess.launcher(folder)
        .through(environment.toArray(new String[0]))
        .start(all.toArray(new String[0]));
  }

  /**
   * Runs a command in the Java of the test: for what does not depend on how it is started. AWS'
   * clients take the keys from Java's properties there.
   */
  FootfallProcess.Ended call(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--s3Endpoint=" + endpoint);
    return withKeys(() -> FootfallCall.run(all.toArray(new String[0])));
  }

  /** Does something in the Java of the test, where AWS' clients find the keys. */
  <T> T withKeys(Supplier<T> work) {
    Map<String, String> environment = s3.environment();
    PROPERTIES.forEach((name, variable) -> System.setProperty(name, environment.get(variable)));
    try {
      return work.get();
    } finally {
      PROPERTIES.keySet().forEach(System::clearProperty);
    }
  }

  /** Runs a command, as {@link #call} does, that must end well. */
  FootfallProcess.Ended callWell(String... args) {
    return well(call(args));
  }

  FootfallProcess.Ended run(String... args) throws Exception {
    return start(args).ended();
  }

  FootfallProcess.Ended runWell(String... args) throws Exception {
    return well(run(args));
  }

  private FootfallProcess.Ended well(FootfallProcess.Ended ended) {
    if (ended.status() != 0) {
      throw new AssertionError(ended.said() + "\n" + s3.describe());
    }
    return ended;
  }
}
