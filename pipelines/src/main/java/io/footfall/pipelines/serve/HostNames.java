package io.footfall.pipelines.serve;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The host names of the dashboard. Requests for other names are refused, which prevents DNS
 * rebinding: a page of another site whose name resolves to this machine. IP addresses are allowed,
 * but on loopback only loopback addresses.
 */
final class HostNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final boolean loopback;
  private final Set<String> allowed = new TreeSet<>();

  /**
   * Creates the host names.
   *
   * @param loopback whether the server listens only on the loopback interface
   * @param more additional names
   */
  HostNames(boolean loopback, Set<String> more) {
    this.loopback = loopback;
    more.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
    allowed.add("localhost");
  }

  /**
   * Returns whether a host is allowed.
   *
   * @param host the {@code Host} header, with or without a port
   */
  boolean has(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (allowed.contains(name)) {
      return true;
    }
    if (loopback) {
      return (name.startsWith("127.") && IPV4.matcher(name).matches()) || name.equals("[::1]");
    }
    return IPV4.matcher(name).matches() || (name.startsWith("[") && name.endsWith("]"));
  }
}
