package io.footfall.accesslog;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings for reading an access log. Immutable; {@code withX} returns a changed copy.
 *
 * @param format the name of a format, or one in the syntax of Apache or nginx
 * @param user the part of a request that identifies its user
 * @param statuses the statuses of requests to include, such as {@code 200-299,304}; null for all
 * @param ignoresBots whether to exclude requests from crawlers
 */
public record LogSettings(String format, User user, @Nullable String statuses, boolean ignoresBots)
    implements Serializable {
  private static final int STATUSES = 1000;
  private static final Pattern RANGE = Pattern.compile("(\\d{3})(?:-(\\d{3}))?");

  /** The part of a request that identifies its user. */
  public enum User {
    /** The client address. */
    IP,
    /** The address and the user agent. */
    IP_AND_AGENT,
    /** The authenticated user. */
    REMOTE_USER
  }

  /** Returns settings that include all requests and identify users by address. */
  public static LogSettings of(String format) {
    return new LogSettings(format, User.IP, null, false);
  }

  /**
   * Sets what identifies a user: {@code ip}, {@code ip+agent} or {@code remote_user}.
   *
   * @throws FootfallException for any other value
   */
  public LogSettings withUser(String option) {
    User value =
        switch (option) {
          case "ip" -> User.IP;
          case "ip+agent" -> User.IP_AND_AGENT;
          case "remote_user" -> User.REMOTE_USER;
          default ->
              throw FootfallException.usage(
                  "Unknown user '" + option + "'. Choose ip, ip+agent or remote_user.");
        };
    return new LogSettings(format, value, statuses, ignoresBots);
  }

  /**
   * Includes only requests with these statuses.
   *
   * @throws FootfallException if the option is not a list of statuses and status ranges
   */
  public LogSettings withStatuses(String option) {
    LogSettings changed = new LogSettings(format, user, option, ignoresBots);
    changed.wanted();
    return changed;
  }

  /**
   * Returns these settings.
   *
   * @throws FootfallException if the format is invalid
   */
  public LogSettings checked() {
    if (!LogFormat.isSelfDescribing(format)) {
      LogFormat.of(format);
    }
    return this;
  }

  /** Excludes requests from crawlers. */
  public LogSettings withoutBots() {
    return new LogSettings(format, user, statuses, true);
  }

  /** Returns the statuses to include; null for all. */
  @Nullable BitSet wanted() {
    String list = statuses;
    if (list == null) {
      return null;
    }
    BitSet wanted = new BitSet(STATUSES);
    for (String part : list.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw FootfallException.usage("--status=" + list + " is not a list such as 200-299,304.");
      }
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      wanted.set(from, Math.max(from, to) + 1);
    }
    return wanted;
  }
}
