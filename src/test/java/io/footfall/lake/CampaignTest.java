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

/** The campaign parameters that are removed from URLs are columns of the lake. */
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
          for (String parameter : UrlRewriter.CAMPAIGN) {
            row.append('|').append(in.value(in.schema().indexOf(parameter)));
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

  @Test
  void recordsOfStreamsKeepThemOnTheirWay() throws Exception {
    ByteOutput sent = new ByteOutput();
    parse(UrlRules.NONE.withoutParameters(List.of("utm_*")), row -> VISITS.pack(row, sent));
    ByteInput in =
        new ByteInput(
            Arrays.copyOf(sent.array(), sent.size() + 2 * ByteSlices.SLACK), 0, sent.size());
    List<String> found =
        written(
            lake -> {
              VisitRow row = new VisitRow();
              while (in.hasRemaining()) {
                VISITS.unpack(in, row);
                lake.accept(row);
              }
            });
    assertThat(
        found,
        contains(
            "/a|mail|null|spring sale|null|null",
            "/a|null|null|null|null|null",
            "/a?id=7|null|null|null|café|null"));
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
