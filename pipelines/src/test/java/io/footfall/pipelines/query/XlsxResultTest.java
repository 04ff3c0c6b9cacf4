package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XlsxResultTest {
  @TempDir Path directory;

  private static byte[] workbook(int rowsOfASheet, List<List<Object>> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    XlsxResult result = new XlsxResult(out, "visits", rowsOfASheet);
    List<QueryColumn> columns = new ArrayList<>();
    for (int i = 0; i < rows.get(0).size(); i++) {
      columns.add(new QueryColumn("c" + i, "VARCHAR", false));
    }
    result.columns(columns);
    for (List<Object> row : rows) {
      result.row(row);
    }
    result.end();
    return out.toByteArray();
  }

  private static List<Row> rows(byte[] workbook, int sheet) throws IOException {
    try (ReadableWorkbook read = new ReadableWorkbook(new ByteArrayInputStream(workbook))) {
      Optional<Sheet> found = read.getSheet(sheet);
      return found.isEmpty() ? List.of() : found.get().read();
    }
  }

  @Test
  void valuesKeepTheirTypes() throws Exception {
    byte[] workbook =
        workbook(
            10,
            List.of(
                Arrays.asList(
                    "=1+1",
                    7L,
                    new BigDecimal("12.500000000"),
                    true,
                    LocalDate.of(2024, 2, 29),
                    OffsetDateTime.parse("2024-03-01T01:00:00+01:00"),
                    null)));
    Row row = rows(workbook, 0).get(1);
    assertThat(row.getCell(0).getType(), is(CellType.STRING));
    assertThat(row.getCell(0).asString(), is("=1+1"));
    assertThat(row.getCell(1).asNumber(), is(new BigDecimal(7)));
    assertThat(row.getCell(2).asNumber(), is(new BigDecimal("12.50")));
    assertThat(row.getCell(3).asBoolean(), is(true));
    assertThat(row.getCell(4).asDate(), is(LocalDateTime.parse("2024-02-29T00:00")));
    assertThat(row.getCell(5).asDate(), is(LocalDateTime.parse("2024-03-01T00:00")));
    Optional<Cell> empty = row.getOptionalCell(6);
    assertThat(empty.isEmpty() || empty.get().getType() == CellType.EMPTY, is(true));
  }

  @Test
  void numbersThatExcelWouldRoundAreText() throws Exception {
    byte[] workbook =
        workbook(
            10, List.of(List.of(9_007_199_254_740_993L, new BigDecimal("12345678901234.567"))));
    Row row = rows(workbook, 0).get(1);
    assertThat(row.getCell(0).asString(), is("9007199254740993"));
    assertThat(row.getCell(1).asString(), is("12345678901234.567"));
  }

  @Test
  void continuesLongResultOnNextSheet() throws Exception {
    byte[] workbook = workbook(2, List.of(List.of("a"), List.of("b"), List.of("c")));
    assertThat(rows(workbook, 0).size(), is(3));
    List<Row> second = rows(workbook, 1);
    assertThat(second.get(0).getCell(0).asString(), is("c0"));
    assertThat(second.get(1).getCell(0).asString(), is("c"));
  }

  @Test
  void longTextEndsWithAnEllipsisAndANote() throws Exception {
    String atTheLimit = "x".repeat(32_767);
    String emojis = "\uD83D\uDE80".repeat(20_000);
    byte[] workbook = workbook(10, List.of(List.of(atTheLimit, atTheLimit + "y", emojis, "short")));
    Row row = rows(workbook, 0).get(1);
    assertThat(row.getCell(0).asString(), is(atTheLimit));
    assertThat(row.getCell(1).asString(), is("x".repeat(32_766) + "\u2026"));
    assertThat(row.getCell(2).asString(), is(emojis.substring(0, 32_766) + "\u2026"));
    assertThat(
        rows(workbook, 1).get(0).getCell(0).asString(),
        is(
            "2 values are longer than the 32,767 characters of a cell, and end with an ellipsis. CSV"
                + " has them in full."));
  }

  @Test
  void workbookWithoutLongTextsHasNoNote() throws Exception {
    assertThat(rows(workbook(10, List.of(List.of("x".repeat(32_767)))), 1).isEmpty(), is(true));
  }

  @Test
  void textsThatExcelWouldDecodeAreEscaped() throws Exception {
    List<String> texts =
        List.of(
            "_x0041_", "a_x000a__x000D_b", "_x41_", "_X0041_", "a\u0000\u0008b\uD83D\uDE80\t\n");
    byte[] workbook = workbook(10, List.of(List.copyOf(texts)));
    Row row = rows(workbook, 0).get(1);
    List<String> written = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      written.add(row.getCell(i).asString());
    }
    assertThat(
        written,
        is(
            List.of(
                "_x005F_x0041_",
                "a_x005F_x000a__x005F_x000D_b",
                "_x41_",
                "_X0041_",
                "a_x0000__x0008_b\uD83D\uDE80\t\n")));
  }

  @Test
  void smallestWholeNumberIsText() throws Exception {
    Row row = rows(workbook(10, List.of(List.of(Long.MIN_VALUE))), 0).get(1);
    assertThat(row.getCell(0).getType(), is(CellType.STRING));
    assertThat(row.getCell(0).asString(), is("-9223372036854775808"));
  }

  @Test
  void daysAfterTheLastOfExcelAreText() throws Exception {
    byte[] workbook =
        workbook(
            10,
            List.of(
                List.of(
                    LocalDate.of(9999, 12, 31),
                    LocalDate.of(10000, 1, 1),
                    LocalDateTime.of(10000, 1, 1, 12, 30))));
    Row row = rows(workbook, 0).get(1);
    assertThat(row.getCell(0).getType(), is(CellType.NUMBER));
    assertThat(row.getCell(1).asString(), is("+10000-01-01"));
    assertThat(row.getCell(2).asString(), is("+10000-01-01T12:30:00"));
  }

  @Test
  void textsAreInTheirCellsExceptThoseWithBlanksAtAnEnd() throws Exception {
    byte[] workbook =
        workbook(10, List.of(List.of("/plain  & <b>\n1", " /blank before", "/blank after\r\n")));
    Row row = rows(workbook, 0).get(1);
    assertThat(row.getCell(0).asString(), is("/plain  & <b>\n1"));
    assertThat(row.getCell(1).asString(), is(" /blank before"));
    assertThat(row.getCell(2).asString(), is("/blank after\r\n"));
    String shared = part(workbook, "xl/sharedStrings.xml");
    assertThat(shared, not(containsString("plain")));
    assertThat(shared, containsString("<t xml:space=\"preserve\"> /blank before</t>"));
  }

  private String part(byte[] workbook, String name) throws IOException {
    Path file = Files.write(directory.resolve("result.xlsx"), workbook);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] bytes = zip.getInputStream(zip.getEntry(name)).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
