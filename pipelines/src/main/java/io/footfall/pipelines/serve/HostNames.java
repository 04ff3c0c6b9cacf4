package io.footfall.pipelines.serve;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names under which the dashboard lets itself be asked. A page of somebody else's whose name is
 * made to lead here (DNS rebinding) asks under that name, and is refused. An address can be no such
 * name.
 */
final class HostNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final boolean loopback;
  private final Set<String> allowed = new TreeSet<>();

  /**
   * The names of a dashboard.
   *
   * @param loopback whether it listens on the loopback interface alone
   * @param more names that it has besides
   */
  HostNames(boolean loopback, Set<String> more) {
    this.loopback = loopback;
    more.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
    allowed.add("localhost");
  }

  /**
   * Whether it is one of them.
   *
   * @param host the header {@code Host}, with or without a port
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
