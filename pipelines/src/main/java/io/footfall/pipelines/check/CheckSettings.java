package io.footfall.pipelines.check;

import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SourceOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options of {@code footfall check}, parsed and validated.
 *
 * @param rules the rules
 * @param webhook where findings are posted
 * @param source the lake or the warehouse
 */
record CheckSettings(List<Rule> rules, Optional<Webhook> webhook, QuerySource source) {

  /** Validates the arguments, and opens the file systems. */
  static CheckSettings of(Arguments arguments) {
    CheckOptions options = arguments.options(CheckOptions.class);
    Problems problems = arguments.problems();
    String file = options.getRules();
    if (file == null) {
      problems.add("--rules is required, for example --rules=rules.txt.");
    }
    List<Rule> rules =
        file == null ? List.of() : problems.check(() -> Rule.read(Path.of(file)), List.of());
    Optional<Webhook> webhook =
        problems.check(() -> Webhook.of(options.getWebhookFile()), Optional.empty());
    return new CheckSettings(rules, webhook, SourceOptions.source("check", arguments, options));
  }
}
