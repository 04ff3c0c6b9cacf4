package io.footfall.values;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Slice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only what the rules name is taken off a URL. */
class UrlRewriterTest {
  private static final UrlRules ALL =
      UrlRules.NONE.withoutQuery().withoutFragment().withLowercaseHost().withoutTrailingSlash();

  private static String rewrite(UrlRules rules, String url) {
    UrlRewriter rewriter = new UrlRewriter(rules);
    Slice slice = Slice.of(url);
    if (!rewriter.rewrite(slice.array(), slice.from(), slice.to())) {
      return url;
    }
    ByteOutput out = new ByteOutput();
    rewriter.appendUrl(out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Shop.EXAMPLE/A/?x=1#top, https://shop.example/A",
    "//Shop.EXAMPLE/A/, //shop.example/A",
    "https://Me@Shop.EXAMPLE/A, https://Me@shop.example/A",
    "https://SHOP.example, https://shop.example",
    "https://SHOP.example/, https://shop.example/",
    "/A/B/?x=1, /A/B",
    "/, /",
    "/?x=1, /",
    "Index.HTML?x, Index.HTML",
    "/a//, /a",
    "/a#x?y, /a",
    "/A:b//C, /A:b//C",
    "?x=1, ?x=1",
    "'#top', '#top'",
  })
  void appliesAllRules(String url, String expected) {
    assertThat(rewrite(ALL, url), is(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "/a?utm_source=x&id=7, /a?id=7",
    "/a?id=7&utm_source=x, /a?id=7",
    "/a?utm_source=x&utm_medium=y, /a",
    "/a?utm_source=x#top, /a#top",
    "/a?fbclid=1&b&&c, /a?b&&c",
    "/a?UTM_SOURCE=x, /a?UTM_SOURCE=x",
    "/a?, /a?",
  })
  void removesNamedParametersAlone(String url, String expected) {
    assertThat(
        rewrite(UrlRules.NONE.withoutParameters(List.of("utm_*", "fbclid")), url), is(expected));
  }

  @Test
  void keepsTheValuesOfCampaignsThatItRemoves() {
    UrlRewriter rewriter = new UrlRewriter(UrlRules.NONE.withoutQuery());
    Slice slice =
        Slice.of("/a?utm_source=mail&utm_campaign=spring%20sale+%F0%9F%8C%B7&utm_term=%FF");
    assertThat(rewriter.rewrite(slice.array(), slice.from(), slice.to()), is(true));
    assertThat(campaign(rewriter, 0), is("mail"));
    assertThat(rewriter.hasCampaign(1), is(false));
    assertThat(campaign(rewriter, 2), is("spring sale \ud83c\udf37"));
    assertThat(campaign(rewriter, 3), is("%FF"));
  }

  private static String campaign(UrlRewriter rewriter, int parameter) {
    ByteOutput out = new ByteOutput();
    rewriter.appendCampaign(parameter, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  @Property
  void agreesWithTheUrisOfJava(@ForAll("urls") String url) {
    URI uri = URI.create(url);
    String path =
        uri.getRawPath().length() > 1 ? uri.getRawPath().replaceAll("/+$", "") : uri.getRawPath();
    path = path.isEmpty() && !uri.getRawPath().isEmpty() ? "/" : path;
    String expected =
        uri.getScheme() + "://" + uri.getRawAuthority().toLowerCase(Locale.ROOT) + path;
    assertThat(rewrite(ALL, url), is(expected));
  }

  @Provide
  Arbitrary<String> urls() {
    Arbitrary<String> word =
        Arbitraries.strings().withChars("abXY09-").ofMinLength(1).ofMaxLength(5);
    return Combinators.combine(
            Arbitraries.of("http", "HTTPS"),
            word.map(w -> "h" + w + "h.Com"),
            Arbitraries.oneOf(word.map(w -> "/" + w), Arbitraries.of("", "/", "/a/", "/A//", "//")),
            Arbitraries.oneOf(word.map(w -> "?" + w + "=/x"), Arbitraries.of("", "?", "?a=b&c")),
            Arbitraries.oneOf(word.map(w -> "#" + w + "?/"), Arbitraries.of("", "#")))
        .as(
            (scheme, host, path, query, fragment) ->
                scheme + "://" + host + path + query + fragment);
  }
}
