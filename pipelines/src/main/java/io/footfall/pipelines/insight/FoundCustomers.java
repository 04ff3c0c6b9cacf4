package io.footfall.pipelines.insight;

import io.footfall.errors.FootfallException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The customers whose ids contain a text, ignoring case.
 *
 * @param ids an equal id first, then ids that start with the text, then others; in each group,
 *     shorter ids first
 */
public record FoundCustomers(List<String> ids) {
  /**
   * Maximum number of results: more than the page lists, so that a search can find other customers.
   */
  private static final int MOST = 1_000;

  private static final String PLACE = "POSITION(LOWER(?) IN LOWER(customer_id))";

  public FoundCustomers {
    ids = List.copyOf(ids);
  }

  /**
   * Finds at most 1,000 customers in the purchases, or in the sums of a stream.
   *
   * @throws FootfallException if the database does not respond
   */
  public static FoundCustomers read(Connection connection, Set<String> relations, String text) {
    List<String> ids = new ArrayList<>();
    InsightQueries answers = new InsightQueries(connection, relations);
    String relation = PurchasesPart.relation(answers);
    if (relation == null) {
      return new FoundCustomers(ids);
    }
    answers.readRows(
        ("SELECT customer_id FROM %s WHERE %s > 0 GROUP BY customer_id ORDER BY CASE WHEN"
                + " customer_id = ? THEN 0 WHEN %s = 1 THEN 1 ELSE 2 END, LENGTH(customer_id),"
                + " customer_id LIMIT %s")
            .formatted(relation, PLACE, PLACE, MOST),
        Collections.nCopies(3, text),
        row -> ids.add(row.getString(1)));
    return new FoundCustomers(ids);
  }
}
