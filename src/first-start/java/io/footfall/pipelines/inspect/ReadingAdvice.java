package io.footfall.pipelines.inspect;

import io.footfall.records.Condition;
import io.footfall.source.InputFiles.InputFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands in for the class that needs the detector of character sets. It has no advice. */
public record ReadingAdvice(String dataset, Map<String, String> typed, List<Condition> conditions) {

  public Optional<String> on(InputFile file) {
    return Optional.empty();
  }

  public String refusal(InputFile file, String problem) {
    return problem;
  }
}
