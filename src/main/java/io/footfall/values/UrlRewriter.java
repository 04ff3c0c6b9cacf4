package io.footfall.values;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Applies {@link UrlRules} to URLs, and keeps the campaign parameters that it removes. A URL that
 * would become empty stays unchanged. Not thread-safe.
 */
public final class UrlRewriter {

  /** The campaign parameters whose removed values are kept, in this order. */
  public static final List<String> CAMPAIGN =
      List.of("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content");

  private static final int LONGEST_NAME = 64;

  private final UrlRules rules;
  private final ByteOutput url = new ByteOutput();
  private final ByteOutput values = new ByteOutput();
  private final int[] valueFrom = new int[CAMPAIGN.size()];
  private final int[] valueTo = new int[CAMPAIGN.size()];

  /** Creates a rewriter for these rules. */
  public UrlRewriter(UrlRules rules) {
    this.rules = rules;
  }

  /**
   * Applies the rules to the URL in a slice.
   *
   * @return whether anything was removed or changed; {@link #url} then has the result
   */
  public boolean rewrite(byte[] b, int from, int to) {
    url.reset();
    values.reset();
    Arrays.fill(valueFrom, -1);
    int hash = indexOf(b, from, to, '#');
    int question = indexOf(b, from, hash, '?');
    int host = hostFrom(b, from, question);
    int path = host;
    while (path < question && b[path] != '/') {
      path++;
    }
    url.write(b, from, host);
    for (int i = host; i < path; i++) {
      boolean upper = rules.lowercaseHost() && b[i] >= 'A' && b[i] <= 'Z';
      url.writeByte(upper ? b[i] + ('a' - 'A') : b[i]);
    }
    int pathTo = question;
    if (rules.trailingSlash()) {
      while (pathTo > path + 1 && b[pathTo - 1] == '/') {
        pathTo--;
      }
    }
    url.write(b, path, pathTo);
    if (question < hash) {
      query(b, question + 1, hash);
    }
    if (hash < to && !rules.fragment()) {
      url.write(b, hash, to);
    }
    return url.size() > 0 && !Arrays.equals(b, from, to, url.array(), 0, url.size());
  }

  /**
   * Returns where the host begins: after {@code //} and the user; {@code from} if there is no host.
   */
  private static int hostFrom(byte[] b, int from, int to) {
    int slashes = from;
    while (slashes < to && b[slashes] != '/') {
      slashes++;
    }
    boolean hasHost =
        slashes + 1 < to && b[slashes + 1] == '/' && (slashes == from || b[slashes - 1] == ':');
    if (!hasHost) {
      // No host: everything up to the first slash is part of the path, and stays unchanged.
      return slashes;
    }
    int host = slashes + 2;
    for (int i = host; i < to && b[i] != '/'; i++) {
      if (b[i] == '@') {
        host = i + 1;
      }
    }
    return host;
  }

  private void query(byte[] b, int from, int to) {
    char mark = '?';
    if (!rules.query() && rules.parameters().isEmpty()) {
      url.writeByte(mark);
      url.write(b, from, to);
      return;
    }
    while (from <= to) {
      int end = indexOf(b, from, to, '&');
      int equals = indexOf(b, from, end, '=');
      String name =
          new String(b, from, Math.min(equals - from, LONGEST_NAME), StandardCharsets.UTF_8);
      if (rules.removes(name)) {
        int campaign = CAMPAIGN.indexOf(name);
        if (campaign >= 0 && valueFrom[campaign] < 0 && equals + 1 < end) {
          valueFrom[campaign] = values.size();
          decode(b, equals + 1, end);
          valueTo[campaign] = values.size();
        }
      } else {
        url.writeByte(mark);
        url.write(b, from, end);
        mark = '&';
      }
      from = end + 1;
    }
  }

  /** Appends a value with its escapes resolved; unchanged if the result is not text. */
  private void decode(byte[] b, int from, int to) {
    byte[] decoded = new byte[to - from];
    int size = 0;
    for (int i = from; i < to; i++) {
      int high = i + 2 < to ? Character.digit(b[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(b[i + 2], 16);
      if (b[i] == '%' && low >= 0) {
        decoded[size++] = (byte) (16 * high + low);
        i += 2;
      } else {
        decoded[size++] = b[i] == '+' ? (byte) ' ' : b[i];
      }
    }
    if (Utf8.firstInvalid(decoded, 0, size) < 0) {
      values.write(decoded, 0, size);
    } else {
      values.write(b, from, to);
    }
  }

  private static int indexOf(byte[] b, int from, int to, char c) {
    for (int i = from; i < to; i++) {
      if (b[i] == c) {
        return i;
      }
    }
    return to;
  }

  /** Appends the URL that {@link #rewrite} has changed. */
  public void appendUrl(ByteOutput out) {
    out.write(url.array(), 0, url.size());
  }

  /** Returns whether {@link #rewrite} removed the campaign parameter with this index. */
  public boolean hasCampaign(int parameter) {
    return valueFrom[parameter] >= 0;
  }

  /** Appends the removed value of a campaign parameter, with its escapes resolved. */
  public void appendCampaign(int parameter, ByteOutput out) {
    out.write(values.array(), valueFrom[parameter], valueTo[parameter]);
  }
}
