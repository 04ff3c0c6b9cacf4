package io.footfall.pipelines.s3;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Describes failures of AWS clients and how to fix them. Requires the AWS clients on the class
 * path.
 */
final class AwsFailure {
  private static final int MOVED = 301;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private AwsFailure() {}

  /** Describes the AWS failure in a chain of causes, or returns empty. */
  static Optional<String> find(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SdkException e) {
        return Optional.of(reason(e));
      }
    }
    return Optional.empty();
  }

  /** Returns a clause, not a sentence. */
  static String reason(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return ofService(service);
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof SdkClientException) {
      if (message.contains("Unable to load region")) {
        return "no AWS region is set; set --awsRegion (such as --awsRegion=eu-central-1), AWS_REGION"
            + " or AWS_PROFILE";
      }
      if (message.contains("Unable to load credentials")) {
        return "no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
            + " AWS_PROFILE, or assign a role to the machine";
      }
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof ConnectException || t instanceof UnknownHostException) {
          return "the service is unreachable ("
              + t.getMessage()
              + "); check --s3Endpoint and --awsRegion, and the network";
        }
      }
    }
    return "the AWS client failed: " + message;
  }

  private static String ofService(AwsServiceException e) {
    String code =
        e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
            ? "status " + e.statusCode()
            : e.awsErrorDetails().errorCode();
    String by = e.awsErrorDetails() == null ? "AWS" : e.awsErrorDetails().serviceName();
    return switch (e.statusCode()) {
      case FORBIDDEN ->
          ("%s denied access (%s); the credentials (environment, profile or role) need the"
                  + " permissions in src/docs/s3.md")
              .formatted(by, code);
      case MOVED, BAD_REQUEST ->
          by
              + " refused the request ("
              + code
              + "): "
              + detail(e)
              + "; check --awsRegion"
              + (by.equals("S3") ? ", which must be that of the bucket" : "");
      case NOT_FOUND ->
          by + " found nothing with that name (" + code + "); check the names in the options";
      default ->
          e.statusCode() >= SERVER_ERROR
              ? "%s returned status %s (%s), even after retries; try again later"
                  .formatted(by, e.statusCode(), code)
              : by + " returned status " + e.statusCode() + " (" + code + "): " + detail(e);
    };
  }

  private static String detail(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? String.valueOf(e.getMessage())
        : String.valueOf(e.awsErrorDetails().errorMessage());
  }
}
