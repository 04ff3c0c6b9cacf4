package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build does not compile the benchmarks, which are started from their sources. */
class BenchmarkSourcesTest {
  @TempDir Path classes;

  @ParameterizedTest
  @ValueSource(strings = {"src/bench/java", "src/bench/stream"})
  void sourcesFitTheClassesThatTheyMeasure(String folder) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> sources = Files.list(Path.of(folder))) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-nowarn", "-d", classes.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(
                      sources.filter(source -> source.toString().endsWith(".java")).toList()))
              .call();
      assertThat(messages.toString(), compiled, is(true));
    }
  }
}
