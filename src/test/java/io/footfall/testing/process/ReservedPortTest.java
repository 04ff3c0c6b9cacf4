package io.footfall.testing.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Scanner;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReservedPortTest {
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  @Test
  void portsAreDifferentAndNoneIsOneOfThoseOfClients() throws Exception {
    int firstOfClients = Files.exists(RANGE) ? read() : 32_768;
    // Where clients have almost all ports, no other is left.
    int end = firstOfClients < 16_000 ? 65_536 : firstOfClients;
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      int port = ReservedPort.take();
      assertThat(port, both(greaterThanOrEqualTo(1024)).and(lessThan(end)));
      ports.add(port);
    }
    assertThat(ports, hasSize(20));
  }

  private static int read() throws Exception {
    Process cat = new ProcessBuilder("cat", RANGE.toString()).start();
    String text = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return new Scanner(text).nextInt();
  }
}
