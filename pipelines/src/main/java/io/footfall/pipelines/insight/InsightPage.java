package io.footfall.pipelines.insight;

import io.footfall.bytes.Sha256;
import io.footfall.files.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page of the command {@code report}: one HTML file that works offline and contains data,
 * styles, scripts and ECharts. Its content security policy lists the hashes of its scripts and
 * styles and allows nothing else.
 */
public final class InsightPage {
  /** Approximate size limit of a file, in bytes. */
  public static final int BUDGET = 4_900_000;

  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.common.min.js";
  private static final String FOLDER = "/io/footfall/pipelines/insight/";
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
  private static final Pattern END_OF_SCRIPT =
      Pattern.compile("</script|<!--", Pattern.CASE_INSENSITIVE);

  private final byte[] html;
  private final boolean hasAllPages;

  private InsightPage(byte[] html, boolean hasAllPages) {
    this.html = html;
    this.hasAllPages = hasAllPages;
  }

  /** Returns the script resources in loading order. */
  public static List<String> scripts() {
    List<String> scripts = new ArrayList<>();
    scripts.add(ECHARTS);
    for (String name :
        List.of(
            "format",
            "sketch",
            "coverage",
            "periods",
            "data",
            "customers",
            "elements",
            "theme",
            "tables",
            "charts",
            "parts",
            "overview",
            "pages",
            "products",
            "visitors",
            "funnel",
            "quality",
            "report")) {
      scripts.add(FOLDER + name + ".js");
    }
    return scripts;
  }

  /** Returns the style resource. */
  public static String styles() {
    return FOLDER + "report.css";
  }

  /**
   * Creates the file.
   *
   * @param allPages the table of all pages, which is embedded if there is room
   * @param pagesName file name of that table
   * @throws IOException if a resource is missing
   */
  public static InsightPage of(Insight insight, Optional<AllPages> allPages, String pagesName)
      throws IOException {
    String styles = read(styles());
    StringBuilder scripts = new StringBuilder();
    StringBuilder hashes = new StringBuilder();
    List<String> resources = new ArrayList<>(scripts());
    resources.add(FOLDER + "page.js");
    for (String resource : resources) {
      String script = read(resource).strip();
      if (END_OF_SCRIPT.matcher(script).find()) {
        throw new IOException(resource + " has text that would end it inside a page");
      }
      hashes.append(" '").append(hash(script)).append('\'');
      scripts.append("<script>").append(script).append("</script>\n");
    }
    String data = data(insight);
    int used = styles.length() + scripts.length() + data.length();
    String pages = allPages.map(AllPages::gzip).map(Base64.getEncoder()::encodeToString).orElse("");
    boolean fits = used + pages.length() <= BUDGET;
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "policy",
        ("default-src 'none'; script-src%s; style-src '%s'; img-src data:; base-uri"
                + " 'none'; form-action 'none'")
            .formatted(hashes, hash(styles)));
    parts.put("title", escaped(insight.title()));
    parts.put("source", escaped(insight.source()));
    parts.put("styles", styles);
    parts.put("data", data);
    parts.put("pagesName", allPages.isPresent() ? escaped(pagesName) : "");
    parts.put("pagesInside", String.valueOf(fits));
    parts.put("pages", fits ? pages : "");
    parts.put("scripts", scripts.toString());
    return new InsightPage(
        filled(read(FOLDER + "report.html"), parts).getBytes(StandardCharsets.UTF_8),
        fits || allPages.isEmpty());
  }

  /** Returns the file. */
  public byte[] html() {
    return html.clone();
  }

  /** Returns the size in bytes. */
  public int size() {
    return html.length;
  }

  /** Returns whether the table of all pages is embedded; otherwise it must be a separate file. */
  public boolean hasAllPages() {
    return hasAllPages;
  }

  private static String data(Insight insight) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      insight.writeJson(out);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Fills each placeholder once. Inserted text is not searched for placeholders. */
  private static String filled(String template, Map<String, String> parts) {
    StringBuilder page = new StringBuilder();
    Matcher places = PLACE.matcher(template);
    int done = 0;
    while (places.find()) {
      @Nullable String part = parts.get(places.group(1));
      if (part != null) {
        page.append(template, done, places.start()).append(part);
        done = places.end();
      }
    }
    return page.append(template.substring(done)).toString();
  }

  /** Escapes text for HTML content and double-quoted attributes. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Returns the hash of a script or style for a content security policy (CSP level 2). */
  private static String hash(String text) {
    return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text));
  }

  private static String read(String resource) {
    return Resources.text(InsightPage.class, resource);
  }
}
