package io.footfall.pipelines.serve;

import io.footfall.pipelines.insight.ReportPage;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of the pages: those of this list and no others. */
final class Assets {
  private static final String FOLDER = "/io/footfall/pipelines/serve/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLES = "text/css; charset=utf-8";

  /**
   * A file.
   *
   * @param resource where it is on the class path
   * @param type its media type
   */
  private record Source(String resource, String type) {}

  /** A file that was read. */
  private static final class Asset {
    private final byte[] bytes;
    private final String type;

    /** Changes with its bytes. */
    private final String tag;

    Asset(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
      tag = Tagged.tag(bytes);
    }
  }

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  Assets() {
    sources()
        .forEach(
            (name, source) ->
                assets.put(name, new Asset(resource(source.resource()), source.type())));
  }

  private static Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>();
    for (String script : ReportPage.scripts()) {
      sources.put(name(script), new Source(script, SCRIPT));
    }
    for (String script : List.of("status.js", "live.js", "query.js")) {
      sources.put(script, new Source(FOLDER + script, SCRIPT));
    }
    sources.put(name(ReportPage.styles()), new Source(ReportPage.styles(), STYLES));
    sources.put("dashboard.css", new Source(FOLDER + "dashboard.css", STYLES));
    sources.put("icon.svg", new Source(FOLDER + "icon.svg", "image/svg+xml"));
    return sources;
  }

  /** What a file is called for a browser. */
  static String name(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  static byte[] resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("There is no " + name + " on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file; a browser that has it already is told so. */
  void get(Context request) throws Refusal {
    Asset asset = assets.get(request.pathParam("name"));
    if (asset == null) {
      throw new Refusal(Refusal.NOT_FOUND, "There is no such file.");
    }
    Tagged.answer(request, asset.bytes, asset.type, asset.tag);
  }
}
