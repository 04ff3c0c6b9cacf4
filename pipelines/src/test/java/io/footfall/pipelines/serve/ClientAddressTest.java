package io.footfall.pipelines.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;

class ClientAddressTest {
  @Test
  void treatsAllLoopbackAddressesAsOneClient() {
    assertThat(ClientAddress.of("127.0.0.1"), is(ClientAddress.of("127.99.0.7")));
    assertThat(ClientAddress.of("[::1]"), is(ClientAddress.of("127.0.0.1")));
    assertThat(ClientAddress.of("0:0:0:0:0:0:0:1"), is(ClientAddress.of("127.0.0.1")));
  }

  @Test
  void treatsAnIpv6NetworkAsOneClient() {
    assertThat(ClientAddress.of("2001:db8:1:2::1"), is(ClientAddress.of("2001:db8:1:2:a:b:c:d")));
    assertThat(ClientAddress.of("2001:db8:1:2::1"), is(not(ClientAddress.of("2001:db8:1:3::1"))));
  }

  @Test
  void distinguishesIpv4Addresses() {
    assertThat(ClientAddress.of("10.0.0.1"), is(not(ClientAddress.of("10.0.0.2"))));
  }
}
