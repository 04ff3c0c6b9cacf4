package io.footfall.pipelines.serve;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The identity of a client for rate limits. One client can have many addresses: all of 127.0.0.0/8,
 * or those of an IPv6 /64 network, the smallest that is assigned.
 */
final class ClientAddress {
  private static final int NETWORK_BYTES = 8;

  private ClientAddress() {}

  /**
   * Returns the identity of an address.
   *
   * @param address a numeric address, as servers report it
   */
  static String of(String address) {
    try {
      InetAddress parsed = InetAddress.getByName(address.replaceAll("[\\[\\]]", ""));
      if (parsed.isLoopbackAddress()) {
        return "loopback";
      }
      if (parsed instanceof Inet6Address) {
        return "network " + Arrays.toString(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES));
      }
      return parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
