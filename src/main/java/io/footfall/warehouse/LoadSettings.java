package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How batches are loaded. Nothing in it is secret.
 *
 * @param schema the schema of the tables
 * @param iamRole Redshift: the role that reads the lake, an ARN or {@code default}
 * @param mode what happens to rows that are there already
 * @param lakeUrl where the warehouse finds the lake, if it has another name there
 * @param maxBytes how many bytes of files one transaction may load; a batch is never cut
 * @param maxFiles how many files one transaction may load; a batch is never cut
 * @param attempts how often a transaction is tried that fails for a reason which may pass
 * @param firstPause how long to wait after the first of them; each further pause is twice as long
 * @param retrySetAside whether batches with files that were set aside are loaded again
 */
public record LoadSettings(
    String schema,
    @Nullable String iamRole,
    LoadMode mode,
    @Nullable String lakeUrl,
    long maxBytes,
    int maxFiles,
    int attempts,
    Duration firstPause,
    boolean retrySetAside)
    implements Serializable {
  private static final Pattern ROLE =
      Pattern.compile("default|arn:aws[a-z-]*:iam::\\d{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}");
  private static final long GIBIBYTE = 1L << 30;

  /** The schema {@code public}; up to 1 GiB and 1,000 files in a transaction; six attempts. */
  public static final LoadSettings DEFAULT =
      new LoadSettings(
          "public", null, LoadMode.REPLACE, null, GIBIBYTE, 1000, 6, Duration.ofSeconds(1), false);

  /**
   * Checks what ends up in statements.
   *
   * @throws FootfallException if the schema or the role is invalid
   */
  public LoadSettings {
    SqlName.checked("--schema", schema);
    if (iamRole != null && !ROLE.matcher(iamRole).matches()) {
      throw new FootfallException(
          Kind.USAGE,
          "--iamRole="
              + iamRole
              + " is no role; expected default, or an ARN such as arn:aws:iam::123456789012:role/loader.");
    }
    if (lakeUrl != null && !lakeUrl.endsWith("/")) {
      lakeUrl = lakeUrl + "/";
    }
  }

  /** The tables in this schema. */
  public LoadSettings withSchema(String name) {
    return new LoadSettings(
        name, iamRole, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** The lake read by this role. */
  public LoadSettings withIamRole(@Nullable String role) {
    return new LoadSettings(
        schema, role, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** Rows that are there already treated so. */
  public LoadSettings withMode(LoadMode how) {
    return new LoadSettings(
        schema, iamRole, how, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** The lake under another name in the warehouse. */
  public LoadSettings withLakeUrl(@Nullable String url) {
    return new LoadSettings(
        schema, iamRole, mode, url, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** At most so much in one transaction. */
  public LoadSettings withLimits(long bytes, int files) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, bytes, files, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with another number of attempts and other pauses. */
  public LoadSettings withRetries(int times, Duration pause) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, maxBytes, maxFiles, times, pause, retrySetAside);
  }

  /** Files that were set aside tried again, or not. */
  public LoadSettings withRetrySetAside(boolean again) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, again);
  }
}
