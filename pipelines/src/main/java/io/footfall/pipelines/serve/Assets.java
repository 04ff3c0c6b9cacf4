package io.footfall.pipelines.serve;

import io.footfall.files.Resources;
import io.footfall.pipelines.insight.InsightPage;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Serves the static files of the pages, and no others. */
final class Assets {
  /** The editor of the query page, which {@code src/build/query-editor.sh} builds. */
  static final String EDITOR = "editor.js";

  private static final String FOLDER = "/io/footfall/pipelines/serve/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLES = "text/css; charset=utf-8";

  /**
   * A static file.
   *
   * @param resource its path on the class path
   * @param type its media type
   */
  private record Source(String resource, String type) {}

  /** A file in memory. */
  private static final class Asset {
    private final byte[] bytes;
    private final String type;

    /** An entity tag that changes with the bytes. */
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
                assets.put(
                    name,
                    new Asset(Resources.bytes(Assets.class, source.resource()), source.type())));
  }

  private static Map<String, Source> sources() {
    Map<String, Source> sources = new LinkedHashMap<>();
    for (String script : InsightPage.scripts()) {
      sources.put(name(script), new Source(script, SCRIPT));
    }
    for (String script : List.of("status.js", "live.js", "result-chart.js", "query.js")) {
      sources.put(script, new Source(FOLDER + script, SCRIPT));
    }
    if (hasEditor()) {
      sources.put(EDITOR, new Source(FOLDER + EDITOR, SCRIPT));
    }
    sources.put(name(InsightPage.styles()), new Source(InsightPage.styles(), STYLES));
    sources.put("dashboard.css", new Source(FOLDER + "dashboard.css", STYLES));
    sources.put("icon.svg", new Source(FOLDER + "icon.svg", "image/svg+xml"));
    return sources;
  }

  /** Returns whether CodeMirror was available when the program was built. */
  static boolean hasEditor() {
    return Assets.class.getResource(FOLDER + EDITOR) != null;
  }

  /** Returns the name of a file in URLs. */
  static String name(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  /** Serves a file, or 304 if the browser has it. */
  void get(Context request) throws Refusal {
    Asset asset = assets.get(request.pathParam("name"));
    if (asset == null) {
      throw new Refusal(Refusal.NOT_FOUND, "No such file.");
    }
    Tagged.answer(request, asset.bytes, asset.type, asset.tag);
  }
}
