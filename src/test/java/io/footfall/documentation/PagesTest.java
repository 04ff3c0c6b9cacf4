package io.footfall.documentation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the links between the pages of the documentation. */
class PagesTest {
  private static final Path DOCS = Path.of("src/docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @TempDir Path temp;

  @Test
  void linksLeadToFilesAndHeadings() throws Exception {
    assertThat(brokenLinks(pages()), is(empty()));
  }

  @Test
  void findsBrokenLinks() throws Exception {
    Path page = temp.resolve("page.md");
    Files.writeString(
        page,
        """
        # One title: `--option`
        [good](#one-title---option) [good](page.md) [web](https://example.com/x)
        [bad](#other) [bad](missing.md)
        """);

    assertThat(brokenLinks(List.of(page)), is(List.of(page + ": #other", page + ": missing.md")));
  }

  @Test
  void indexListsEveryPage() throws Exception {
    String index = Files.readString(DOCS.resolve("index.md"));
    for (Path page : markdown(DOCS, 1)) {
      String name = page.getFileName().toString();
      if (!name.equals("index.md")) {
        assertThat(index, containsString("](" + name + ")"));
      }
    }
  }

  @Test
  void readmeHasAtMostTwoHundredLines() throws Exception {
    assertThat(Files.readAllLines(Path.of("README.md")).size(), is(lessThanOrEqualTo(200)));
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(markdown(Path.of("."), 1));
    pages.addAll(markdown(DOCS, 2));
    pages.addAll(markdown(Path.of("src/deploy"), 2));
    return pages;
  }

  private static List<Path> markdown(Path directory, int depth) throws IOException {
    try (Stream<Path> files = Files.walk(directory, depth)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<String> brokenLinks(List<Path> pages) throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!link.group(1).matches("[a-z]+:.*") && !resolves(page, link.group(1))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    return broken;
  }

  private static boolean resolves(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file);
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || anchors(target).contains(link.substring(hash + 1));
  }

  /** Returns the anchors that GitHub makes of the headings of a page. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
