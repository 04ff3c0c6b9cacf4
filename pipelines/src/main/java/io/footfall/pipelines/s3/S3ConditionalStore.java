package io.footfall.pipelines.s3;

import io.footfall.files.ConditionalStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Implements conditional writes with S3. Requires the AWS clients on the class path. */
final class S3ConditionalStore implements ConditionalStore {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final String SCHEME = "s3://";

  private final S3Options options;

  S3ConditionalStore(S3Options options) {
    this.options = options;
  }

  @Override
  public Optional<Snapshot> read(String file) throws IOException {
    try (S3Client client = client()) {
      ResponseBytes<GetObjectResponse> answer =
          client.getObjectAsBytes(request -> request.bucket(bucket(file)).key(key(file)));
      GetObjectResponse head = answer.response();
      Instant now =
          head.sdkHttpResponse()
              .firstMatchingHeader("Date")
              .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
              .map(ZonedDateTime::toInstant)
              .orElseGet(Instant::now);
      return Optional.of(
          new Snapshot(
              answer.asUtf8String(), head.eTag(), Duration.between(head.lastModified(), now)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw failed(file, e);
    }
  }

  @Override
  public Optional<String> create(String file, String content) throws IOException {
    return put(file, content, headers -> headers.putHeader("If-None-Match", "*"));
  }

  @Override
  public Optional<String> replace(String file, String content, String version) throws IOException {
    return put(file, content, headers -> headers.putHeader("If-Match", version));
  }

  /**
   * Puts an object under a condition. The condition is sent as a header, because this version of
   * the client has no parameter for it.
   */
  private Optional<String> put(
      String file, String content, Consumer<AwsRequestOverrideConfiguration.Builder> condition)
      throws IOException {
    try (S3Client client = client()) {
      PutObjectRequest.Builder request =
          PutObjectRequest.builder()
              .bucket(bucket(file))
              .key(key(file))
              .overrideConfiguration(condition);
      if (options.getSSEAlgorithm() != null) {
        request.serverSideEncryption(options.getSSEAlgorithm());
      }
      if (options.getSSEKMSKeyId() != null) {
        request.ssekmsKeyId(options.getSSEKMSKeyId());
      }
      return Optional.of(client.putObject(request.build(), RequestBody.fromString(content)).eTag());
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED
          || e.statusCode() == CONFLICT
          || (e.statusCode() == NOT_FOUND && !(e instanceof NoSuchBucketException))) {
        return Optional.empty();
      }
      throw failed(file, e);
    } catch (SdkException e) {
      throw failed(file, e);
    }
  }

  private S3Client client() {
    return new PathStyleS3Clients().createBuilder(options).build();
  }

  private static String bucket(String file) {
    return file.substring(SCHEME.length(), file.indexOf('/', SCHEME.length()));
  }

  private static String key(String file) {
    return file.substring(file.indexOf('/', SCHEME.length()) + 1);
  }

  private static IOException failed(String file, SdkException e) {
    return new IOException(file + ": " + AwsFailure.reason(e), e);
  }
}
