package io.footfall.postgres;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example/shop?password=hush",
        "jdbc:postgresql://db.example/shop?user=me&PASSWORD=hush",
        "jdbc:postgresql://db.example/shop?user=me&sslpassword=hush",
        "jdbc:postgresql://me:hush@db.example/shop",
        "jdbc:postgresql://db.example/shop?pass%77ord=hush",
        "jdbc:postgresql://db.example/shop?user=me%26%70assword=hush",
        "jdbc:postgresql://db.example/shop?pass%2577ord=hush",
        "jdbc:postgresql://me%3Ahush@db.example/shop",
        "jdbc:postgresql://me:hu@sh@db.example:5432/shop?ssl=true",
      })
  void refusesASecretWithoutRepeatingIt(String url) {
    assertThat(JdbcUrl.hasSecret(url), is(true));
    assertThat(
        refusal(() -> new PostgresDatabase(url)),
        allOf(containsString(" contains a password"), not(containsString("hu"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example:5432/shop?user=me&sslmode=verify-full",
        "jdbc:postgresql://me@db.example/shop",
        "jdbc:postgresql://[::1]:5432/shop",
        "jdbc:postgresql://a:1,b:2/shop?user=a@example.com",
        "jdbc:postgresql:shop",
        "jdbc:postgresql://db.example/shop?user=a%40example.com&options=100%",
        "jdbc:redshift:iam://shop:eu-central-1/dev?DbUser=loader&Profile=warehouse",
        "visits.csv",
      })
  void acceptsUrlsWithoutAPassword(String url) {
    assertThat(JdbcUrl.hasSecret(url), is(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:redshift://db.example:5439/dev;UID=me;PWD=hush",
        "jdbc:redshift:iam://shop:eu-central-1/dev?AccessKeyID=a&SecretAccessKey=hush",
        "jdbc:redshift:iam://shop:eu-central-1/dev?SessionToken=hush",
        "jdbc:redshift://db.example:5439/dev?client_secret=hush",
      })
  void secretsOfAwsCountToo(String url) {
    assertThat(JdbcUrl.hasSecret(url), is(true));
    assertThat(JdbcUrl.withoutParameters(url), not(containsString("hush")));
  }

  @Test
  void hidesTheParametersOfADatabase() {
    assertThat(
        new PostgresDatabase("jdbc:postgresql://me@db.example/shop?user=me&ssl=true").toString(),
        is("jdbc:postgresql://db.example/shop"));
  }
}
