package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings for loading batches. None of them is secret.
 *
 * @param schema the schema of the tables
 * @param iamRole Redshift: the role that reads the lake, an ARN or {@code default}
 * @param mode treatment of existing rows
 * @param lakeUrl the URL that the warehouse uses for the lake, if it differs
 * @param maxBytes maximum number of bytes per transaction; a batch is never divided
 * @param maxFiles maximum number of files per transaction; a batch is never divided
 * @param attempts maximum number of attempts for temporary failures
 * @param firstPause the pause after the first failed attempt; each further pause is twice as long
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
   * Checks the values that become part of statements.
   *
   * @throws FootfallException if the schema or the role is invalid
   */
  public LoadSettings {
    SqlName.checked("--schema", schema);
    if (iamRole != null && !ROLE.matcher(iamRole).matches()) {
      throw FootfallException.usage(
          "--iamRole="
              + iamRole
              + " is not a role. Use default, or an ARN such as arn:aws:iam::123456789012:role/loader.");
    }
    if (lakeUrl != null && !lakeUrl.endsWith("/")) {
      lakeUrl = lakeUrl + "/";
    }
  }

  public LoadSettings withSchema(String name) {
    return new LoadSettings(
        name, iamRole, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with the role that reads the lake. */
  public LoadSettings withIamRole(@Nullable String role) {
    return new LoadSettings(
        schema, role, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with this mode for existing rows. */
  public LoadSettings withMode(LoadMode how) {
    return new LoadSettings(
        schema, iamRole, how, lakeUrl, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with the URL that the warehouse uses for the lake. */
  public LoadSettings withLakeUrl(@Nullable String url) {
    return new LoadSettings(
        schema, iamRole, mode, url, maxBytes, maxFiles, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with limits per transaction. */
  public LoadSettings withLimits(long bytes, int files) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, bytes, files, attempts, firstPause, retrySetAside);
  }

  /** Returns a copy with another number of attempts and other pauses. */
  public LoadSettings withRetries(int times, Duration pause) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, maxBytes, maxFiles, times, pause, retrySetAside);
  }

  /** Returns a copy that loads files that were set aside, or skips them. */
  public LoadSettings withRetrySetAside(boolean again) {
    return new LoadSettings(
        schema, iamRole, mode, lakeUrl, maxBytes, maxFiles, attempts, firstPause, again);
  }
}
