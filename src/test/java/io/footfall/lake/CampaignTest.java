package io.footfall.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.parquet.ParquetRows;
import io.footfall.records.ReadSettings;
import io.footfall.records.TextFields;
import io.footfall.values.UrlRewriter;
import io.footfall.values.UrlRules;
import io.footfall.values.ValueSettings;
import io.footfall.visits.VisitParser;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaign parameters that are removed from URLs, referrers and statuses are columns of the lake.
 */
class CampaignTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final String[] URLS = {
    "/a?utm_source=mail&utm_campaign=spring%20sale", "/a", "/a?utm_content=&utm_term=caf%C3%A9&id=7"
  };

  @TempDir Path temp;

  private static void parse(UrlRules rules, Consumer<VisitRow> to) {
    VisitParser parser =
        new VisitParser(
            ZoneOffset.UTC,
            ReadSettings.defaults().withValues(ValueSettings.defaults().withUrls(rules)));
    parser.locate(new int[] {0, 1, 2, 3});
    VisitRow row = new VisitRow();
    for (String url : URLS) {
      assertThat(parser.parse(TextFields.of("u", "2024-03-01 10:00:00", url, ""), row), is(true));
      to.accept(row);
    }
  }

  private List<String> written(Consumer<Consumer<VisitRow>> rows) throws Exception {
    return written(rows, UrlRewriter.CAMPAIGN);
  }

  private List<String> written(Consumer<Consumer<VisitRow>> rows, List<String> columns)
      throws Exception {
    LakeFolder folder = LakeFolder.of(temp.toString(), "visits");
    try (BatchWriter<VisitRow> writer =
        new BatchWriter<>(VISITS, LakeTarget.of(folder, "batch", "run").withOverwrite(true))) {
      rows.accept(writer::add);
      writer.commit();
    }
    List<String> found = new ArrayList<>();
    for (LakeFile file : folder.liveFiles()) {
      try (ParquetRows in = folder.open(file, VISITS.lake().schema())) {
        while (in.next()) {
          StringBuilder row = new StringBuilder(in.text(2));
          for (String column : columns) {
            row.append('|').append(in.value(in.schema().indexOf(column)));
          }
          found.add(row.toString());
        }
      }
    }
    return found;
  }

  @Test
  void lakeHasTheParametersThatAreRemoved() throws Exception {
    assertThat(
        written(lake -> parse(UrlRules.NONE.withoutQuery(), lake)),
        contains(
            "/a|mail|null|spring sale|null|null",
            "/a|null|null|null|null|null",
            "/a|null|null|null|café|null"));
  }

  private static void unpack(ByteOutput sent, Consumer<VisitRow> to) {
    ByteInput in =
        new ByteInput(
            Arrays.copyOf(sent.array(), sent.size() + 2 * ByteSlices.SLACK), 0, sent.size());
    VisitRow row = new VisitRow();
    while (in.hasRemaining()) {
      VISITS.unpack(in, row);
      to.accept(row);
    }
  }

  @Test
  void recordsOfStreamsKeepThemOnTheirWay() throws Exception {
    ByteOutput sent = new ByteOutput();
    parse(UrlRules.NONE.withoutParameters(List.of("utm_*")), row -> VISITS.pack(row, sent));
    List<String> found = written(lake -> unpack(sent, lake));
    assertThat(
        found,
        contains(
            "/a|mail|null|spring sale|null|null",
            "/a|null|null|null|null|null",
            "/a?id=7|null|null|null|café|null"));
  }

  private static void parseRequests(UrlRules rules, Consumer<VisitRow> to) {
    VisitParser parser =
        new VisitParser(
            ZoneOffset.UTC,
            ReadSettings.defaults().withValues(ValueSettings.defaults().withUrls(rules)));
    parser.locate(new int[] {0, 1, 2, -1, 3, 4});
    VisitRow row = new VisitRow();
    String[][] requests = {
      {"/a?utm_source=mail", "https://a.example/", "200"},
      {"/b", "-", "-"},
      {"/c?x", "", "404"},
      {"/d", "caf\u00e9", "gone"},
      {"/e", "r".repeat(20_000), "2000"}
    };
    for (String[] r : requests) {
      assertThat(
          parser.parse(TextFields.of("u", "2024-03-01 10:00:00", r[0], r[1], r[2]), row), is(true));
      to.accept(row);
    }
  }

  @Test
  void lakeHasReferrersAndStatuses() throws Exception {
    List<String> expected =
        List.of(
            "/a|mail|https://a.example/|200",
            "/b|null|null|null",
            "/c|null|null|404",
            "/d|null|caf\u00e9|null",
            "/e|null|null|null");
    UrlRules rules = UrlRules.NONE.withoutQuery();
    List<String> columns = List.of("utm_source", "referrer", "status");
    assertThat(written(lake -> parseRequests(rules, lake), columns), is(expected));
    ByteOutput sent = new ByteOutput();
    parseRequests(rules, row -> VISITS.pack(row, sent));
    assertThat(written(lake -> unpack(sent, lake), columns), is(expected));
  }

  @Test
  void parametersThatStayInTheUrlAreNotColumns() throws Exception {
    assertThat(
        written(lake -> parse(UrlRules.NONE.withoutFragment(), lake)),
        contains(
            URLS[0] + "|null|null|null|null|null",
            "/a|null|null|null|null|null",
            URLS[2] + "|null|null|null|null|null"));
  }
}
