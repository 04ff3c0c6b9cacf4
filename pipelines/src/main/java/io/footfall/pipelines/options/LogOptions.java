package io.footfall.pipelines.options;

import io.footfall.accesslog.LogSettings;
import io.footfall.records.TextForm;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for access logs of web servers. */
public interface LogOptions extends PipelineOptions {
  /** The formats that {@code --format} knows by name. */
  List<String> FORMATS = List.of("combined", "common", "cloudfront", "alb", "w3c");

  @Description("Format of an access log, in the syntax of Apache or nginx.")
  @Listed(heading = Heading.FORMAT, place = 21, value = "FORMAT", fallback = "none")
  @Nullable String getLogFormat();

  void setLogFormat(@Nullable String value);

  @Description("Access log: what identifies a user: ip, ip+agent or remote_user.")
  @Listed(heading = Heading.FORMAT, place = 22, value = "USER", fallback = "ip")
  @Nullable String getUser();

  void setUser(@Nullable String value);

  @Description("Access log: count only requests with these HTTP statuses, such as 200-299,304.")
  @Listed(heading = Heading.FORMAT, place = 23, value = "STATUSES", fallback = "all")
  @Nullable String getStatus();

  void setStatus(@Nullable String value);

  @Description("Skip requests of crawlers in an access log.")
  @Default.Boolean(false)
  @Listed(heading = Heading.FORMAT, place = 24, fallback = "count them")
  boolean getIgnoreBots();

  void setIgnoreBots(boolean value);

  /** Returns whether the options exclude some requests. */
  static boolean excludesRequests(LogOptions options) {
    return options.getStatus() != null || options.getIgnoreBots();
  }

  /** Returns the text form, with the settings of an access log if the options describe one. */
  static TextForm form(LogOptions options, String format, TextForm form, Problems problems) {
    String pattern = options.getLogFormat();
    String user = options.getUser();
    String statuses = options.getStatus();
    if (pattern == null && !FORMATS.contains(format)) {
      if (excludesRequests(options) || user != null) {
        problems.add(
            "--user, --status and --ignoreBots apply to access logs. Choose one with --format="
                + String.join("|", FORMATS)
                + " or --logFormat.");
      }
      return form;
    }
    if (pattern != null && !format.equals("auto")) {
      problems.add("--logFormat replaces --format. Leave --format=" + format + " out.");
    }
    LogSettings log = LogSettings.of(pattern == null ? format : pattern);
    problems.check(log::checked, log);
    LogSettings ofUser = user == null ? log : problems.check(() -> log.withUser(user), log);
    LogSettings settings =
        statuses == null ? ofUser : problems.check(() -> ofUser.withStatuses(statuses), ofUser);
    return form.withLog(options.getIgnoreBots() ? settings.withoutBots() : settings);
  }
}
