package io.footfall.pipelines.generate;

/** Generates order lines. */
final class PurchaseGenerator implements RowGenerator {

  private static final byte[] HEADER =
      Text.utf8(
          "transaction_id,customer_id,timestamp,product_name,product_category,product_price,"
              + "quantity\n");
  private static final byte[] PRODUCT = Text.utf8("Product ");
  private static final byte[] CATEGORY = Text.utf8("Category ");
  private static final byte[] BAD_TIMESTAMP = Text.utf8("yesterday");
  private static final byte[] NO_SUCH_DAY = Text.utf8("2022-02-30 10:00:00");
  private static final byte[] LETTER = Text.utf8("x");

  private static final int PRODUCTS = 5_000;
  private static final int CATEGORIES = 20;

  /** Maximum price in hundredths. */
  private static final long DEAREST = 50_000;

  private static final long MOST_PIECES = 5;

  /**
   * One row in 100 returns the items of the previous row, which makes some sums zero. As many
   * return items of another day, which makes some sums negative.
   */
  private static final long RETURNS = (1L << 32) / 100;

  private final long seed;
  private final long malformedChance;
  private final Clock clock;
  private final Zipf loyalty;

  PurchaseGenerator(GenerateSettings settings, Clock clock) {
    this.seed = settings.seed();
    this.malformedChance = settings.malformedChance();
    this.clock = clock;
    this.loyalty = new Zipf(settings.people(), settings.zipf());
  }

  @Override
  public byte[] header() {
    return HEADER;
  }

  @Override
  public void fill(Chunk chunk, long first, int rows) {
    long number = first / Chunk.ROWS;
    SplitMix dice = SplitMix.of(seed, number);
    Text out = chunk.text;
    int product = 0;
    long price = 0;
    long quantity = 0;
    for (int r = 0; r < rows; r++) {
      long transaction = first + r + 1;
      int customer = loyalty.draw(dice);
      long when = clock.of(first + r, dice);
      // Returned items are not returned again.
      if (quantity > 0 && dice.chance(RETURNS)) {
        customer = chunk.person[chunk.ok - 1];
        when = chunk.when[chunk.ok - 1];
        quantity = -quantity;
      } else {
        product = (int) dice.below(PRODUCTS);
        price = 1 + dice.below(DEAREST);
        quantity = 1 + dice.below(MOST_PIECES);
        if (dice.chance(RETURNS)) {
          quantity = -quantity;
        }
        if (dice.chance(malformedChance)) {
          Malformed cause = Malformed.turn(number + chunk.rejected++);
          chunk.malformed.merge(cause, 1L, Long::sum);
          malformed(out, cause, transaction, customer, when, product, price, quantity);
          quantity = 0;
          continue;
        }
      }
      out.put(transaction).put(',').put(customer + 1L).put(',');
      clock.put(out, when);
      out.put(',').put(PRODUCT).put(product);
      out.put(',').put(CATEGORY).put(product % CATEGORIES);
      out.put(',').decimal(price, 2).put(',').put(quantity).put('\n');
      count(chunk, customer, when, price * quantity);
    }
  }

  private static void count(Chunk chunk, int customer, long when, long amount) {
    int i = chunk.ok++;
    chunk.person[i] = customer;
    chunk.when[i] = when;
    chunk.amount[i] = amount;
  }

  private void malformed(
      Text out,
      Malformed cause,
      long transaction,
      int customer,
      long when,
      int product,
      long price,
      long quantity) {
    out.put(transaction).put(',');
    if (cause != Malformed.EMPTY_ID) {
      out.put(customer + 1L);
    }
    if (cause == Malformed.UTF8) {
      out.put((char) 0xff);
    }
    out.put(',');
    switch (cause) {
      case TIMESTAMP -> out.put(BAD_TIMESTAMP);
      case THIRTIETH_OF_FEBRUARY -> out.put(NO_SUCH_DAY);
      default -> clock.put(out, when);
    }
    out.put(',').put(PRODUCT).put(product);
    out.put(',').put(CATEGORY).put(product % CATEGORIES);
    out.put(',').decimal(price, 2);
    if (cause == Malformed.NUMBER) {
      out.put('x');
    }
    if (cause != Malformed.TOO_FEW_FIELDS) {
      out.put(',').put(quantity);
    }
    if (cause == Malformed.NEGATIVE) {
      out.put(LETTER);
    } else if (cause == Malformed.TOO_MANY_FIELDS) {
      out.put(',').put(customer);
    }
    out.put('\n');
  }
}
