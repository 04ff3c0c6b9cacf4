package io.footfall.warehouse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.dataset.Datasets;
import io.footfall.testing.QueryRows;
import io.footfall.warehouse.TableDefinition.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dbt project is about the tables that Footfall creates, and its models are valid SQL. */
class DbtProjectTest {
  private static final Path MODELS = Path.of("src/deploy/dbt/models");

  private static JsonNode yaml(String name) throws Exception {
    return new ObjectMapper()
        .valueToTree(
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(MODELS.resolve(name))));
  }

  @Test
  void sourcesAreTablesAndColumnsOfTheWarehouse() throws Exception {
    Map<String, List<String>> columns =
        new WarehouseTables(Datasets.all())
            .definitions().stream()
                .collect(
                    Collectors.toMap(
                        TableDefinition::name,
                        table -> table.columns().stream().map(Column::name).toList()));
    JsonNode source = yaml("sources.yml").path("sources").path(0);
    assertThat(columns.get("load_ledger"), hasItem(source.path("loaded_at_field").asText()));
    for (JsonNode table : source.path("tables")) {
      List<String> known = columns.get(table.path("name").asText());
      assertThat(table.path("columns").size() > 0, is(true));
      for (JsonNode column : table.path("columns")) {
        String name = column.path("name").asText();
        assertThat(known, hasItem(name));
        boolean isReservedByRedshift = name.equals("timestamp");
        assertThat(name, column.path("quote").asBoolean(), is(isReservedByRedshift));
      }
    }
  }

  @Test
  void modelsComputeTheirColumns() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE visits AS SELECT * FROM (VALUES ('7', DATE '2024-03-01', 1.5), ('8', DATE"
              + " '2024-03-01', NULL), ('7', DATE '2024-03-02', 2.25)) AS v(user_id, event_date,"
              + " page_view_duration)");
      statement.execute(
          "CREATE TABLE customer_days AS SELECT * FROM (VALUES (DATE '2024-03-01', '9', 10.00),"
              + " (DATE '2024-03-03', '9', -2.50)) AS d(event_date, customer_id, total_spent)");
      assertThat(
          rows(statement, "daily_visits"),
          containsInAnyOrder("2024-03-01 2 2 1.50", "2024-03-02 1 1 2.25"));
      assertThat(
          rows(statement, "customer_value"), containsInAnyOrder("9 2 2024-03-01 2024-03-03 7.50"));
    }
  }

  private static List<String> rows(Statement statement, String model) throws Exception {
    List<String> described = new ArrayList<>();
    for (JsonNode one : yaml("models.yml").path("models")) {
      described.add(one.path("name").asText());
    }
    assertThat(described, hasItem(model));
    String sql =
        Files.readString(MODELS.resolve(model + ".sql"))
            .replaceAll("\\{\\{ source\\('footfall', '(\\w+)'\\) \\}\\}", "$1");
    return QueryRows.of(statement, sql).stream().map(row -> row.replace('|', ' ')).toList();
  }
}
