package io.footfall.pipelines.s3;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a failure of a client of AWS means, and what settles it. Needs these clients. */
final class AwsFailure {
  private static final int MOVED = 301;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private AwsFailure() {}

  /** The failure of AWS in a chain of causes, in words; empty if there is none. */
  static Optional<String> find(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SdkException e) {
        return Optional.of(reason(e));
      }
    }
    return Optional.empty();
  }

  /** No sentence, but what can stand in one. */
  static String reason(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return ofService(service);
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof SdkClientException) {
      if (message.contains("Unable to load region")) {
        return "no AWS region is set; say --awsRegion=eu-central-1 for instance, or set AWS_REGION"
            + " or AWS_PROFILE";
      }
      if (message.contains("Unable to load credentials")) {
        return "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
            + " AWS_PROFILE, or give the machine a role";
      }
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof ConnectException || t instanceof UnknownHostException) {
          return "the service cannot be reached ("
              + t.getMessage()
              + "); check --s3Endpoint and --awsRegion, and the network";
        }
      }
    }
    return "the client of AWS gave up: " + message;
  }

  private static String ofService(AwsServiceException e) {
    String code =
        e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
            ? "status " + e.statusCode()
            : e.awsErrorDetails().errorCode();
    String by = e.awsErrorDetails() == null ? "AWS" : e.awsErrorDetails().serviceName();
    return switch (e.statusCode()) {
      case FORBIDDEN ->
          by
              + " denies access ("
              + code
              + "); the credentials that are found first (environment, profile, role) need the"
              + " permissions that src/docs/s3.md lists";
      case MOVED, BAD_REQUEST ->
          by
              + " refuses the request ("
              + code
              + "): "
              + detail(e)
              + "; check --awsRegion"
              + (by.equals("S3") ? ", which must be that of the bucket" : "");
      case NOT_FOUND -> by + " has no such thing (" + code + "); check the names in the options";
      default ->
          e.statusCode() >= SERVER_ERROR
              ? by
                  + " answers "
                  + e.statusCode()
                  + " ("
                  + code
                  + "), also when it is asked again; run again once it is well"
              : by + " answers " + e.statusCode() + " (" + code + "): " + detail(e);
    };
  }

  private static String detail(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? String.valueOf(e.getMessage())
        : String.valueOf(e.awsErrorDetails().errorMessage());
  }
}
