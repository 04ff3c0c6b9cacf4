package io.footfall.pipelines.generate;

final class VisitGenerator implements RowGenerator {

  private static final byte[] HEADER = Text.utf8("user_id,timestamp,url,page_view_duration\n");
  private static final byte[] BAD_TIMESTAMP = Text.utf8("yesterday");
  private static final byte[] NO_SUCH_DAY = Text.utf8("2022-02-30 10:00:00");

  /** Exclusive maximum of durations in seconds. */
  private static final long LONGEST = 300;

  private final long seed;
  private final long malformedChance;
  private final Clock clock;
  private final Zipf popularity;
  private final int users;
  private final Urls urls;

  VisitGenerator(GenerateSettings settings, Clock clock, Urls urls) {
    this.seed = settings.seed();
    this.malformedChance = settings.malformedChance();
    this.clock = clock;
    this.popularity = new Zipf(urls.count(), settings.zipf());
    this.users = settings.people();
    this.urls = urls;
  }

  @Override
  public byte[] header() {
    return HEADER;
  }

  @Override
  public void fill(Chunk chunk, long first, int rows) {
    long number = first / Chunk.ROWS;
    SplitMix dice = SplitMix.of(seed, number);
    for (int r = 0; r < rows; r++) {
      int user = (int) dice.below(users);
      int url = popularity.draw(dice);
      long when = clock.of(first + r, dice);
      int scale = VisitDurations.drawScale(dice);
      long duration = dice.below(LONGEST * VisitDurations.POWER[scale]);
      if (dice.chance(malformedChance)) {
        // Chunks start with different defects, so that a file with few malformed rows still has all
        // of them.
        Malformed cause = Malformed.turn(number + chunk.rejected++);
        chunk.malformed.merge(cause, 1L, Long::sum);
        malformed(chunk.text, cause, user, url, when, duration, scale);
        continue;
      }
      Text out = chunk.text;
      out.put(user + 1L).put(',');
      clock.put(out, when);
      out.put(',');
      urls.put(out, url);
      out.put(',').decimal(duration, scale).put('\n');
      count(chunk, user, url, when, duration, scale);
    }
  }

  private static void count(Chunk chunk, int user, int url, long when, long duration, int scale) {
    int i = chunk.ok++;
    chunk.person[i] = user;
    chunk.url[i] = url;
    chunk.when[i] = when;
    chunk.amount[i] = duration * VisitDurations.POWER[VisitDurations.MAX_SCALE - scale];
    chunk.scale[i] = (byte) scale;
  }

  private void malformed(
      Text out, Malformed cause, int user, int url, long when, long duration, int scale) {
    if (cause != Malformed.EMPTY_ID) {
      out.put(user + 1L);
    }
    out.put(',');
    switch (cause) {
      case TIMESTAMP -> out.put(BAD_TIMESTAMP);
      case THIRTIETH_OF_FEBRUARY -> out.put(NO_SUCH_DAY);
      default -> clock.put(out, when);
    }
    out.put(',');
    urls.put(out, url);
    if (cause == Malformed.UTF8) {
      out.put((char) 0xff);
    }
    if (cause != Malformed.TOO_FEW_FIELDS) {
      out.put(',');
      // Subtracts 1, because zero has no sign.
      out.decimal(cause == Malformed.NEGATIVE ? -duration - 1 : duration, scale);
    }
    if (cause == Malformed.NUMBER) {
      out.put('s');
    } else if (cause == Malformed.TOO_MANY_FIELDS) {
      out.put(',').put(user);
    }
    out.put('\n');
  }
}
