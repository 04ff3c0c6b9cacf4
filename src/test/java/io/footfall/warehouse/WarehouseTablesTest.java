package io.footfall.warehouse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements that are generated from the datasets are those of the golden files, which were
 * written by hand before, byte for byte.
 */
class WarehouseTablesTest {
  private static final WarehouseTables TABLES = new WarehouseTables(Datasets.all());

  static List<Arguments> dialects() {
    return List.of(
        Arguments.of("postgresql.sql", new PostgresDialect()),
        Arguments.of("redshift.sql", new RedshiftDialect(null)));
  }

  private static String golden(String name) throws Exception {
    try (InputStream in = WarehouseTablesTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The statements of a file, as they were sent when the file was in the product. */
  private static List<String> statements(String golden, String schema) {
    return Arrays.stream(
            golden
                .replaceAll("(?m)^--.*\\R", "")
                .replace("${schema}", SqlName.quoted(schema))
                .split(";\\s*\\R"))
        .map(String::strip)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void generatesTheGoldenStatements(String file, Dialect dialect) throws Exception {
    List<String> expected = statements(golden(file), "shop");
    assertThat(TABLES.statements(dialect, "shop"), contains(expected.toArray()));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void createsOnlyTheTablesOfItsDatasets(String file, Dialect dialect) {
    Dataset<?> visits = Datasets.named("visits", ZoneOffset.UTC);
    WarehouseTables tables = new WarehouseTables(List.of(visits));
    assertThat(
        tables.definitions().stream().map(TableDefinition::name).toList(),
        contains("visits", "url_stats", "load_ledger", "load_set_aside"));
    assertThat(
        String.join("\n", tables.statements(dialect, "shop")), not(containsString("purchases")));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void namesAreQuoted(String file, Dialect dialect) {
    assertThat(
        TABLES.statements(dialect, "order").stream().allMatch(sql -> sql.contains(" \"order\".\"")),
        is(true));
  }
}
