package io.footfall.pipelines.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers requests that the server refuses before they reach the dashboard. */
final class ServerErrors extends ErrorHandler {
  private static final Map<Integer, String> REASONS =
      Map.of(
          HttpStatus.BAD_REQUEST_400,
          "The request is malformed.",
          HttpStatus.NOT_FOUND_404,
          "Page not found.",
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "Method not allowed.",
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "The request is too large.",
          HttpStatus.URI_TOO_LONG_414,
          "The address is too long.",
          HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431,
          "The headers of the request are too large.",
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "The dashboard is busy. Try again later.");

  /** Returns the reason for a status, as a sentence. */
  static String reason(int status) {
    return REASONS.getOrDefault(status, HttpStatus.getMessage(status) + ".");
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    SecurityHeaders.put(response);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String error = new ObjectMapper().createObjectNode().put("error", reason(code)).toString();
    Content.Sink.write(response, true, error, callback);
  }
}
