package io.footfall.pipelines.generate;

/** The text of each key: of a URL, or of the id of a user or customer. */
abstract class Names {

  /** How many kinds of special text there are: see {@link #putSpecial}. */
  static final int SPECIAL_KINDS = 5;

  /** Few, so that each special text comes often enough for its sum to mean something. */
  private static final int SPECIALS_OF_A_KIND = 200;

  private final int plain;
  private final int ofAKind;

  /**
   * Keys from 0 to {@code plain} - 1 have a plain text. With {@code special}, keys from there on
   * have one that a CSV writer must quote, or that is not ASCII.
   */
  Names(int plain, boolean special) {
    this.plain = plain;
    this.ofAKind = special ? Math.min(plain, SPECIALS_OF_A_KIND) : 0;
  }

  /** How many keys have a plain text. */
  final int plain() {
    return plain;
  }

  /** How many keys there are. */
  final int count() {
    return plain + SPECIAL_KINDS * ofAKind;
  }

  /** Some key with a special text. */
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

  /** Writes the text of one of the plain keys. */
  abstract void putPlain(Text out, int key);

  /**
   * Writes a text with: 0 the delimiter, 1 quotes, 2 a line feed, 3 a carriage return and a line
   * feed, 4 letters beyond ASCII.
   */
  abstract void putSpecial(Text out, int kind, int number);

  /** URLs of a shop, each of about 53 bytes. */
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
      // What follows from the key only, but not in step with it, as in a real shop.
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

  /** Ids of users or customers: numbers from 1, after a prefix if one is wanted. */
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

    /** Whether the plain ids are integers, which sort as numbers. */
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
