package io.footfall.dataset;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.parquet.ParquetColumn;
import io.footfall.table.Table;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
  static List<Dataset<?>> datasets() {
    return Datasets.all();
  }

  @Test
  void listsVisitsBeforePurchases() {
    assertThat(Datasets.names(), contains("visits", "purchases"));
    assertThat(Datasets.choices(), is("visits or purchases"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"visit", "Visits", "", "orders"})
  void rejectsUnknownName(String name) {
    FootfallException refused =
        assertThrows(FootfallException.class, () -> Datasets.named(name, ZoneOffset.UTC));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(
        refused.getMessage(), is("Unknown dataset '" + name + "'. Choose visits or purchases."));
  }

  @Test
  void passesTheZoneOn() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    for (String name : Datasets.names()) {
      Dataset<?> dataset = Datasets.named(name, zone);
      assertThat(dataset.name(), is(name));
      assertThat(dataset, not(is(Datasets.named(name, ZoneOffset.UTC))));
    }
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void lakeHasTheDayTheTimeAndTheBatchOfEachRecord(Dataset<?> dataset) {
    List<ParquetColumn> columns = dataset.lake().schema().columns();
    for (String required : List.of(LakeTable.TIMESTAMP, DailySums.DAY, LakeTable.BATCH)) {
      assertThat(columns.stream().map(ParquetColumn::name).toList(), hasItem(required));
    }
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void messageKeyIsAColumnOfTheInput(Dataset<?> dataset) {
    assertThat(dataset.schema().indexOf(dataset.messageKey()) >= 0, is(true));
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void dailySumsAreGroupedByColumnsOfTheLake(Dataset<?> dataset) {
    List<String> columns =
        dataset.lake().schema().columns().stream().map(ParquetColumn::name).toList();
    for (String key : dataset.relations().daily().groupedBy()) {
      assertThat(columns, hasItem(key));
    }
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void reportTableProvidesTheDailySums(Dataset<?> dataset) {
    List<String> names =
        dataset.relations().daily().columns().stream()
            .filter(DailySums.Column::isReported)
            .map(DailySums.Column::name)
            .filter(name -> !name.equals(DailySums.DAY))
            .toList();
    assertThat(
        dataset.tables().stream()
            .map(table -> table.columns().stream().map(Table.Column::name).toList())
            .anyMatch(columns -> columns.containsAll(names)),
        is(true));
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void textColumnsOfTheLakeHaveALengthInTheWarehouse(Dataset<?> dataset) {
    Set<String> lengths = dataset.warehouse().maxBytes().keySet();
    List<String> texts =
        dataset.lake().schema().columns().stream()
            .filter(column -> column.kind() == ParquetColumn.Kind.TEXT)
            .map(ParquetColumn::name)
            .filter(name -> !name.equals(LakeTable.BATCH))
            .toList();
    assertThat(texts, everyItem(is(in(lengths))));
  }
}
