package io.footfall.pipelines.generate;

/**
 * URLs of a shop, about 53 bytes each, by number.
 *
 * @param count the number of URLs
 */
record Urls(int count) {
  private static final byte[] CATEGORY = Text.utf8("https://www.example.com/category/");
  private static final byte[] PRODUCT = Text.utf8("/product/");
  private static final byte[][] REFERRERS = {
    Text.utf8("?ref=home"),
    Text.utf8("?ref=news"),
    Text.utf8("?ref=search"),
    Text.utf8("?ref=social")
  };

  /** Writes a URL. It depends only on its number, but varies like those of a real shop. */
  void put(Text out, int number) {
    int mixed = (int) (SplitMix.mix(number) >>> 33);
    out.put(CATEGORY).two(10 + mixed % 90).put(PRODUCT).put(100_000 + number);
    int referrer = (mixed >>> 8) % 12;
    if (referrer < REFERRERS.length) {
      out.put(REFERRERS[referrer]);
    }
  }
}
