package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The file has all that it needs, and its policy lets nothing else in. */
class InsightPageTest {
  private static final Pattern SCRIPT = Pattern.compile("(?s)<script>(.*?)</script>");
  private static final Pattern STYLE = Pattern.compile("(?s)<style>(.*?)</style>");

  private Tables tables;

  @BeforeEach
  void makeTables() throws Exception {
    tables = new Tables().visits("ann|2024-03-01 10:00:00|/|1.5", "bob|2024-03-01 11:00:00|=1+1|2");
  }

  @AfterEach
  void closeTables() throws Exception {
    tables.close();
  }

  private String html(String title) throws Exception {
    Insight insight =
        Insight.read(
            tables.connection(),
            tables.relations(),
            InsightSettings.of("lake/", "1.0").withTitle(title));
    InsightPage page =
        InsightPage.of(
            insight, AllPages.read(tables.connection(), tables.relations()), "r-pages.csv");
    return new String(page.html(), StandardCharsets.UTF_8);
  }

  private static List<String> hashes(Pattern element, String html) throws Exception {
    List<String> hashes = new ArrayList<>();
    Matcher found = element.matcher(html);
    while (found.find()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(found.group(1).getBytes(StandardCharsets.UTF_8));
      hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
    return hashes;
  }

  private static String unpacked(String html, String id) throws Exception {
    Matcher data = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(html);
    assertThat(data.find(), is(true));
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void policyNamesTheHashOfEveryScriptAndStyle() throws Exception {
    String html = html("A");

    String policy =
        "default-src 'none'; script-src "
            + String.join(" ", hashes(SCRIPT, html))
            + "; style-src "
            + String.join(" ", hashes(STYLE, html))
            + "; img-src data:; base-uri 'none'; form-action 'none'";
    assertThat(html, containsString("content=\"" + policy + "\""));
    assertThat(hashes(SCRIPT, html).size(), is(InsightPage.scripts().size() + 1));
  }

  @Test
  void pageLoadsNothing() throws Exception {
    String html = SCRIPT.matcher(html("A")).replaceAll("");

    assertThat(html, not(containsString(" src=")));
    assertThat(html, not(containsString("@import")));
    assertThat(html.replaceAll("href=\"(data:|#)", ""), not(containsString("href=")));
  }

  @Test
  void titleIsText() throws Exception {
    String html = html("<script>alert(1)</script> \"{data}\"");

    assertThat(
        html,
        containsString("<title>&lt;script&gt;alert(1)&lt;/script&gt; &quot;{data}&quot;</title>"));
  }

  @Test
  void dataAndAllPagesAreInTheFile() throws Exception {
    String html = html("A");

    assertThat(unpacked(html, "data"), containsString("\"visits\":{\"single\":true"));
    assertThat(
        unpacked(html, "pages"),
        is(
            """
            \ufeffurl,visits,total_time_spent,average_time_spent
            /,1,1.5,1.500
            \"'=1+1\",1,2,2.000
            """));
    assertThat(html.length(), lessThan(900_000));
  }

  @Test
  void writesALargeTableOfPagesBesideTheReport() throws Exception {
    // What is random cannot be compressed.
    tables.run(
        "INSERT INTO visits SELECT 'u', '2024-03-01 10:00:00Z', '/' || md5(CAST(i AS VARCHAR)) ||"
            + " md5(CAST(i + 0.5 AS VARCHAR)), 1, '2024-03-01', 'b' FROM range(100000) r(i)");
    Insight insight =
        Insight.read(tables.connection(), tables.relations(), InsightSettings.of("lake/", "1"));
    Optional<AllPages> pages = AllPages.read(tables.connection(), tables.relations());

    InsightPage page = InsightPage.of(insight, pages, "r-pages.csv");

    assertThat(page.hasAllPages(), is(false));
    assertThat(page.size(), lessThan(5_000_000));
    assertThat(
        new String(page.html(), StandardCharsets.UTF_8),
        containsString("data-pages=\"r-pages.csv\" data-pages-inside=\"false\""));
  }
}
