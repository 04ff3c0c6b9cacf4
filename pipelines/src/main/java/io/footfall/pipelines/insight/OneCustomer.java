package io.footfall.pipelines.insight;

import java.util.Map;
import java.util.Set;

/**
 * One customer: the purchases with a customer id, and the visits with the same user id.
 *
 * @param id the id
 */
public record OneCustomer(String id) {
  /** Returns the SQL condition that selects the customer's records, by relation. */
  public Map<String, String> conditions() {
    return Map.of("visits", "user_id = " + literal(), "purchases", "customer_id = " + literal());
  }

  /** Returns the relations without sums, which would include other customers. */
  public Set<String> relations(Set<String> all) {
    return InsightQueries.withoutSums(all);
  }

  /**
   * Returns the id as SQL. Uses CHR for backslashes, which only Redshift decodes in literals, and
   * for NUL, which ends a statement in DuckDB.
   */
  private String literal() {
    return "('"
        + id.replace("'", "''").replace("\\", "' || CHR(92) || '").replace("\0", "' || CHR(0) || '")
        + "')";
  }
}
