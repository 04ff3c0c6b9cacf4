package io.footfall.architecture;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.Source;
import org.junit.jupiter.api.Test;

/**
 * Flink stores the sources and coders of a stream by Java serialization. Without a version of their
 * own, any new method makes a savepoint unreadable. Records and enums need none.
 */
class RestoredTypesTest {
  @Test
  void sourcesAndCodersHaveAVersion() {
    List<JavaClass> restored =
        new ClassFileImporter()
            .importPath(Path.of("target/classes/io/footfall")).stream()
                .filter(c -> c.isAssignableTo(Coder.class) || c.isAssignableTo(Source.class))
                .filter(c -> !c.isRecord() && !c.isInterface() && !c.isAnonymousClass())
                .toList();
    assertThat(restored.size(), greaterThan(10));
    assertThat(
        restored.stream()
            .filter(c -> c.tryGetField("serialVersionUID").isEmpty())
            .map(JavaClass::getName)
            .toList(),
        empty());
  }
}
