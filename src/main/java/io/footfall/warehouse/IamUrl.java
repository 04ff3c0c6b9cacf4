package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.postgres.JdbcUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a Redshift database for which AWS issues a password, in the syntax of Redshift's
 * driver: {@code jdbc:redshift:iam://HOST:5439/DATABASE}. The parameters of the request are in the
 * host name, or in URL parameters if the host has another name.
 *
 * @param plainUrl the URL that the driver connects to with the password
 * @param database the database
 * @param cluster the cluster, or the workgroup of a serverless Redshift
 * @param region its AWS region
 * @param isServerless whether it is a serverless Redshift
 * @param domain the domain of the AWS services in that region
 * @param user database user; null for the one that AWS maps the caller to
 * @param profile the profile with the AWS credentials; null for the default credentials
 */
record IamUrl(
    String plainUrl,
    String database,
    String cluster,
    String region,
    boolean isServerless,
    String domain,
    @Nullable String user,
    @Nullable String profile) {

  /** Prefix of such URLs. */
  static final String PREFIX = "jdbc:redshift:iam://";

  private static final Pattern URL =
      Pattern.compile("([A-Za-z0-9.-]+)(:\\d{1,5})?/([^?;/&]+)(?:[?;](.*))?", Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile(
          "([a-z0-9-]+)\\.[a-z0-9]+\\.([a-z0-9-]+)\\.(redshift|redshift-serverless)"
              + "\\.(amazonaws\\.com(?:\\.cn)?)");
  private static final String DOMAIN = "amazonaws.com";

  private static final String CLUSTER = "clusterid";
  private static final String WORKGROUP = "serverlessworkgroup";
  private static final String REGION = "region";
  private static final String PROFILE = "profile";
  private static final List<String> USERS = List.of("dbuser", "user", "uid");

  /**
   * Parameters with which the driver would look up credentials or create users, which is refused.
   */
  private static final Set<String> OTHERS =
      Set.of("autocreate", "dbgroups", "forcelowercase", "plugin_name", "endpointurl");

  /** Returns whether a URL requests a login with IAM. */
  static boolean isOne(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * Parses a URL.
   *
   * @throws FootfallException if a part of the URL is missing
   */
  static IamUrl of(String url) {
    Matcher parts = URL.matcher(url.substring(PREFIX.length()));
    if (!parts.matches()) {
      throw refused(url, "expected " + PREFIX + "HOST:5439/DATABASE, with the full host name");
    }
    String host = parts.group(1);
    Map<String, String> asked = new TreeMap<>();
    List<String> kept = new ArrayList<>();
    for (String parameter : (parts.group(4) == null ? "" : parts.group(4)).split("[&;]", -1)) {
      String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (OTHERS.contains(name)) {
        throw refused(
            url, name + " is not supported; grant privileges with IAM and GRANT, and leave it out");
      }
      if (USERS.contains(name) || List.of(CLUSTER, WORKGROUP, REGION, PROFILE).contains(name)) {
        asked.put(name, parameter.substring(Math.min(parameter.length(), name.length() + 1)));
      } else if (!parameter.isEmpty()) {
        kept.add(parameter);
      }
    }
    Matcher named = HOST.matcher(host.toLowerCase(Locale.ROOT));
    boolean isNamed = named.matches();
    boolean isServerless =
        asked.containsKey(WORKGROUP) || (isNamed && named.group(3).equals("redshift-serverless"));
    @Nullable String cluster =
        asked.getOrDefault(isServerless ? WORKGROUP : CLUSTER, isNamed ? named.group(1) : null);
    @Nullable String region = asked.getOrDefault(REGION, isNamed ? named.group(2) : null);
    if (cluster == null || region == null) {
      throw refused(
          url,
          "the host name does not contain the cluster and the region; add ClusterID=NAME"
              + " (serverless: serverlessWorkGroup=NAME) and Region=REGION to its parameters");
    }
    return new IamUrl(
        "jdbc:redshift://"
            + host
            + (parts.group(2) == null ? "" : parts.group(2))
            + "/"
            + parts.group(3)
            + (kept.isEmpty() ? "" : "?" + String.join("&", kept)),
        parts.group(3),
        cluster,
        region,
        isServerless,
        isNamed ? named.group(4) : DOMAIN,
        USERS.stream().filter(asked::containsKey).map(asked::get).findFirst().orElse(null),
        asked.get(PROFILE));
  }

  private static FootfallException refused(String url, String why) {
    return FootfallException.usage(
        JdbcUrl.withoutParameters(url) + ": " + why + ". Check --warehouse.");
  }
}
