package io.footfall.pipelines.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.files.Resources;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a parsed statement may run. It must be read-only, and call only the functions and
 * operators listed in {@code functions.txt}. A function that a later version of DuckDB adds is
 * refused until it is listed.
 *
 * @param names the functions and operators, in lower case
 */
record AllowedFunctions(Set<String> names) {
  private static final String LIST = "functions.txt";
  private static final ObjectMapper JSON = new ObjectMapper();

  AllowedFunctions {
    names = Set.copyOf(names);
  }

  static AllowedFunctions listed() {
    return new AllowedFunctions(lines(LIST));
  }

  /** Returns the lines of a list that are neither empty nor comments. */
  static Set<String> lines(String list) {
    return Resources.text(AllowedFunctions.class, list)
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .collect(Collectors.toSet());
  }

  /**
   * Checks a statement.
   *
   * @param tree the result of {@code json_serialize_sql}
   * @throws QueryFailedException if the statement is invalid or not allowed
   */
  void check(String tree) throws QueryFailedException {
    JsonNode root;
    try {
      root = JSON.readTree(tree);
    } catch (JsonProcessingException e) {
      throw new QueryFailedException(Reason.REFUSED, "The statement is nested too deeply.", -1, e);
    }
    if (root.path("error").asBoolean()) {
      String why = root.path("error_message").asText();
      if (why.contains("Only SELECT")) {
        throw new QueryFailedException(
            Reason.REFUSED, "Queries are read-only. Use SELECT, WITH, VALUES or DESCRIBE.");
      }
      throw new QueryFailedException(
          Reason.WRONG, why, root.path("position").asInt(-1), new SQLException(why));
    }
    checkNode(root);
  }

  private void checkNode(JsonNode node) throws QueryFailedException {
    JsonNode name = node.path("function_name");
    if (name.isTextual() && !names.contains(name.textValue().toLowerCase(Locale.ROOT))) {
      throw refusal(name.textValue(), node.path("query_location").asInt(-1));
    }
    for (JsonNode child : node) {
      checkNode(child);
    }
  }

  /** Describes a function that is not listed. */
  static QueryFailedException refusal(String name, int position) {
    return new QueryFailedException(
        Reason.REFUSED,
        "The function "
            + name
            + " is not allowed here. src/docs/dashboard.md lists those that are.",
        position,
        new SQLException("function"));
  }
}
