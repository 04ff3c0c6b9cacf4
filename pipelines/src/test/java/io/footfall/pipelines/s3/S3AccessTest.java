package io.footfall.pipelines.s3;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.s3.S3Access.Place;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is done about S3 before a run, and what is said after one. */
class S3AccessTest {
  private static final Map<String, String> WANTED = Map.of("input", "s3://lake/in/*.csv");

  @Test
  void addsNoOptionsWithoutS3() {
    assertThat(S3Access.moreOptions(Map.of("input", "a.csv", "output", "out")), is(empty()));
  }

  @Test
  void clientsAreMadeByOurFactoryUnlessAnotherIsNamed() {
    assertThat(
        S3Access.moreOptions(WANTED),
        hasItem("--s3ClientFactoryClass=" + PathStyleS3Clients.class.getName()));
    assertThat(
        S3Access.moreOptions(
            Map.of(
                "input",
                "s3://lake/a",
                "s3ClientFactoryClass",
                "x.Y",
                "s3UploadBufferSizeBytes",
                "5242880")),
        is(empty()));
  }

  @Test
  void limitsTheUploadBufferByDefault() {
    assertThat(S3Access.moreOptions(WANTED), hasItem("--s3UploadBufferSizeBytes=8388608"));
  }

  @Test
  void refusesAnEndpointThatIsNoUrl() {
    assertThat(
        refusal(() -> S3Access.moreOptions(Map.of("s3Endpoint", "127.0.0.1:9000"))),
        containsString("--s3Endpoint=127.0.0.1:9000 is not a URL"));
  }

  @Test
  void checksEachBucketOncePerOption() {
    assertThat(
        S3Access.places(
            Map.of(
                "input", "s3://logs/in/2024-*/a.csv,s3://logs/in/b.csv,s3://more,local.csv",
                "output", "s3://logs/out/x")),
        containsInAnyOrder(
            new Place("input", "logs", "in/2024-"),
            new Place("input", "more", ""),
            new Place("output", "logs", "out/x")));
  }

  @Test
  void explainsErrorsOfAws() {
    assertThat(of(403, "AccessDenied"), containsString("permissions in src/docs/s3.md"));
    assertThat(of(301, "PermanentRedirect"), containsString("--awsRegion"));
    assertThat(of(503, "SlowDown"), containsString("S3 returned status 503 (SlowDown)"));
    assertThat(
        of(SdkClientException.create("no", new ConnectException("Connection refused"))),
        containsString("the service is unreachable (Connection refused); check --s3Endpoint"));
    assertThat(
        of(SdkClientException.create("Unable to load region from any of the providers")),
        containsString("--awsRegion=eu-central-1"));
    assertThat(
        of(SdkClientException.create("Unable to load credentials from any of them")),
        containsString("AWS_ACCESS_KEY_ID"));
  }

  @Test
  void otherFailuresAreNotOfAws() {
    assertThat(S3Access.reason(new IOException("disk")), is(Optional.empty()));
  }

  private static String of(int status, String code) {
    return of(
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("S3")
                    .errorCode(code)
                    .errorMessage("m")
                    .build())
            .build());
  }

  private static String of(Exception e) {
    return S3Access.reason(new IllegalStateException(new IOException(e))).orElse("none");
  }
}
