package io.footfall.pipelines.query;

import io.footfall.dataset.Datasets;
import io.footfall.lake.Seal;
import io.footfall.pipelines.replay.ReplayedRejects;
import io.footfall.rejects.KeptReject;
import io.footfall.rejects.RejectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The rejected records of directories as rows of the relation {@code rejects}. */
final class RejectRows {
  private static final Pattern OF_DATASET =
      Pattern.compile("(?:^|/)(" + String.join("|", Datasets.names()) + ")-\\d+-[^/]*$");

  private RejectRows() {}

  /**
   * Adds the rejects of some directories.
   *
   * @param folders the directories, with a slash at the end
   * @param seals the seals of the lake, which list replayed rejects
   */
  static void append(DuckDBConnection connection, Set<String> folders, List<Seal> seals)
      throws SQLException, IOException {
    ReplayedRejects replayed = ReplayedRejects.of(seals);
    try (DuckDBAppender to = connection.createAppender("main", "rejects")) {
      for (String name : folders) {
        RejectFolder rejects = RejectFolder.of(name);
        for (MatchResult.Metadata file : rejects.files()) {
          Matcher dataset = OF_DATASET.matcher(file.resourceId().toString());
          ReplayedRejects.State state = replayed.state(rejects, file);
          if (state != ReplayedRejects.State.UNSEALED) {
            append(
                to,
                file,
                dataset.find() ? dataset.group(1) : "",
                state == ReplayedRejects.State.REPLAYED);
          }
        }
      }
    }
  }

  private static void append(
      DuckDBAppender to, MatchResult.Metadata file, String dataset, boolean replayed)
      throws IOException, SQLException {
    try {
      RejectFolder.read(
          file,
          new RejectFolder.Visitor() {
            @Override
            public void reject(KeptReject reject) {
              try {
                to.beginRow();
                to.append(dataset)
                    .append(reject.code())
                    .append(reject.message())
                    .append(reject.source());
                if (reject.line() == 0) {
                  to.appendNull();
                } else {
                  to.append(reject.line());
                }
                to.append(reject.column().isEmpty() ? null : reject.column())
                    .append(reject.expected().isEmpty() ? null : reject.expected())
                    .append(new String(reject.raw(), StandardCharsets.UTF_8))
                    .append((long) reject.attempts());
                if (reject.arrivalMillis() == 0) {
                  to.appendNull();
                } else {
                  to.append(Instant.ofEpochMilli(reject.arrivalMillis()).atOffset(ZoneOffset.UTC));
                }
                to.append(replayed).endRow();
              } catch (SQLException e) {
                throw new UncheckedIOException(new IOException(e.getMessage(), e));
              }
            }

            @Override
            public void otherLine(String name, long line) {
              // The line is not a reject; `footfall rejects` reports it.
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
