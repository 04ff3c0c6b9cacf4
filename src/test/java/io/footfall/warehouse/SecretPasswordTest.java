package io.footfall.warehouse;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPasswordTest {
  @Test
  void parsesAnObjectOrAPlainPassword() {
    assertThat(
        SecretPassword.of("s", "{\"username\":\"me\",\"password\":\"p\",\"port\":5439}"),
        is(new SecretPassword("me", "p")));
    assertThat(SecretPassword.of("s", "p"), is(new SecretPassword("", "p")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"user\":\"hush\"}", "{\"password\":", "{\"password\":{\"a\":\"hush\"}}"})
  void refusesAnObjectWithoutAPasswordWithoutRepeatingIt(String value) {
    assertThat(
        refusal(() -> SecretPassword.of("shop/db", value)),
        allOf(containsString("shop/db contains no password"), not(containsString("hush"))));
  }

  @Test
  void doesNotShowThePassword() {
    assertThat(new SecretPassword("me", "hush").toString(), not(containsString("hush")));
  }
}
