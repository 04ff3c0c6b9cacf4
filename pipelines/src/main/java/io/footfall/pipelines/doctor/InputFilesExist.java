package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.pipelines.s3.S3Access;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class InputFilesExist implements Check {
  @Override
  public String subject() {
    return "input";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.files().isEmpty()) {
      return Optional.empty();
    }
    List<InputFile> files;
    try {
      files = InputFiles.list(plan.files());
    } catch (FootfallException e) {
      Optional<String> reason = S3Access.reason(e);
      if (reason.isEmpty()) {
        throw e;
      }
      return Finding.refused(
          e.kind(), "Cannot list the files: " + reason.get() + ". Check --input.");
    }
    return Finding.ok(
        String.format(
            Locale.ROOT,
            "%,d file%s, %s",
            files.size(),
            files.size() == 1 ? "" : "s",
            TerminalText.size(files.stream().mapToLong(InputFile::size).sum())));
  }
}
