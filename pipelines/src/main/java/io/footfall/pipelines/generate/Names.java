package io.footfall.pipelines.generate;

/** The text of each key: a URL, or a user or customer id. */
abstract class Names {

  /** Number of kinds of special text, see {@link #putSpecial}. */
  static final int SPECIAL_KINDS = 5;

  /** Small, so that each special text occurs often enough for a meaningful sum. */
  private static final int SPECIALS_OF_A_KIND = 200;

  private final int plain;
  private final int ofAKind;

  /**
   * Creates names. Keys from 0 to {@code plain} - 1 have plain text. With {@code special}, further
   * keys have text that CSV must quote or that is not ASCII.
   */
  Names(int plain, boolean special) {
    this.plain = plain;
    this.ofAKind = special ? Math.min(plain, SPECIALS_OF_A_KIND) : 0;
  }

  /** Returns the number of keys with plain text. */
  final int plain() {
    return plain;
  }

  /** Returns the number of keys. */
  final int count() {
    return plain + SPECIAL_KINDS * ofAKind;
  }

  /** Draws a key with special text. */
  final int drawSpecial(SplitMix random) {
    return plain + (int) random.below(SPECIAL_KINDS * (long) ofAKind);
  }

  /** Writes the text of a key, unquoted. */
  final void put(Text out, int key) {
    if (key < plain) {
      putPlain(out, key);
    } else {
      putSpecial(out, (key - plain) / ofAKind, (key - plain) % ofAKind);
    }
  }

  /** Writes the text of a key as a CSV field. */
  final void putField(Text out, int key) {
    int start = out.size();
    put(out, key);
    if (key >= plain) {
      out.quoteIfNeededFrom(start);
    }
  }

  /** Writes the text of a plain key. */
  abstract void putPlain(Text out, int key);

  /**
   * Writes text with, by kind: 0 the delimiter, 1 quotes, 2 LF, 3 CRLF, 4 letters outside ASCII.
   */
  abstract void putSpecial(Text out, int kind, int number);

  /** URLs of a shop, about 53 bytes each. */
  static final class Urls extends Names {
    private static final byte[] CATEGORY = Text.utf8("https://www.example.com/category/");
    private static final byte[] PRODUCT = Text.utf8("/product/");
    private static final byte[] SEARCH = Text.utf8("https://www.example.com/search?n=");
    private static final byte[][] REFERRERS = {
      Text.utf8("?ref=home"),
      Text.utf8("?ref=news"),
      Text.utf8("?ref=search"),
      Text.utf8("?ref=social")
    };
    private static final byte[][] SPECIAL = {
      Text.utf8("&q=red,blue"),
      Text.utf8("&q=\"red shoes\""),
      Text.utf8("&q=red\nshoes"),
      Text.utf8("&q=red\r\nshoes"),
      Text.utf8("&q=caf\u00e9")
    };

    Urls(int plain, boolean special) {
      super(plain, special);
    }

    @Override
    void putPlain(Text out, int key) {
      // Depends only on the key, but varies like a real shop.
      int mixed = (int) (SplitMix.mix(key) >>> 33);
      out.put(CATEGORY).two(10 + mixed % 90).put(PRODUCT).put(100_000 + key);
      int referrer = (mixed >>> 8) % 12;
      if (referrer < REFERRERS.length) {
        out.put(REFERRERS[referrer]);
      }
    }

    @Override
    void putSpecial(Text out, int kind, int number) {
      out.put(SEARCH).put(number).put(SPECIAL[kind]);
    }
  }

  /** User or customer ids: numbers from 1, after an optional prefix. */
  static final class Ids extends Names {
    private static final byte[][] SPECIAL = {
      Text.utf8("Doe, Jane "),
      Text.utf8("Jane \"JD\" Doe "),
      Text.utf8("Jane\nDoe "),
      Text.utf8("Jane\r\nDoe "),
      Text.utf8("Zo\u00eb ")
    };
    private final byte[] prefix;

    Ids(String prefix, int plain, boolean special) {
      super(plain, special);
      this.prefix = Text.utf8(prefix);
    }

    /** Returns whether the plain ids are integers, which sort as numbers. */
    boolean integers() {
      return prefix.length == 0;
    }

    @Override
    void putPlain(Text out, int key) {
      out.put(prefix).put(key + 1L);
    }

    @Override
    void putSpecial(Text out, int kind, int number) {
      out.put(SPECIAL[kind]).put(number);
    }
  }
}
