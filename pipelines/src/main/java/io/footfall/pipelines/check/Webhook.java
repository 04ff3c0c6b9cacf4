package io.footfall.pipelines.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address that receives findings as JSON. Slack, Mattermost and others display the member
 * {@code text}. The address is a secret: messages show its host only.
 *
 * @param address the address
 */
record Webhook(URI address) {
  private static final String VARIABLE = "FOOTFALL_WEBHOOK";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int SUCCESS = 2;
  private static final int HUNDRED = 100;

  /**
   * Returns the webhook of a file or the environment, if there is one.
   *
   * @throws FootfallException if the file cannot be read, or has no address
   */
  static Optional<Webhook> of(@Nullable String file, @Nullable String variable) {
    if (file == null) {
      return Optional.ofNullable(variable)
          .filter(url -> !url.isBlank())
          .map(url -> parse(url.strip(), VARIABLE));
    }
    try {
      return Optional.of(
          parse(
              Files.readString(Path.of(file)).lines().findFirst().orElse("").strip(),
              "--webhookFile=" + file));
    } catch (IOException e) {
      throw FootfallException.unreadable("--webhookFile=" + file, e);
    }
  }

  /** Returns the webhook of this process's environment or a file. */
  static Optional<Webhook> of(@Nullable String file) {
    return of(file, System.getenv(VARIABLE));
  }

  private static Webhook parse(String url, String where) {
    try {
      URI address = URI.create(url);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return new Webhook(address);
      }
    } catch (IllegalArgumentException e) {
      // The exception is dropped, because its message contains the address.
      return refuse(where);
    }
    return refuse(where);
  }

  private static Webhook refuse(String where) {
    throw FootfallException.usage(where + " has no address. Expected https://HOST/PATH.");
  }

  /**
   * Posts the findings that are out of bounds.
   *
   * @param source name of the data
   * @throws FootfallException if the webhook does not accept it
   */
  void post(String source, List<Finding> broken) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json(source, broken)))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / HUNDRED != SUCCESS) {
        throw failed("answered with status " + status, null);
      }
    } catch (IOException e) {
      throw failed("failed: " + FootfallException.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted", e);
    }
  }

  private FootfallException failed(String how, @Nullable Exception cause) {
    String message = "The webhook on " + address.getHost() + " " + how + ".";
    return cause == null
        ? new FootfallException(Kind.IO, message)
        : new FootfallException(Kind.IO, message, cause);
  }

  private static String json(String source, List<Finding> broken) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put(
        "text",
        "Footfall: out of bounds in "
            + source
            + "\n"
            + broken.stream().map(Finding::sentence).collect(Collectors.joining("\n")));
    body.put("source", source);
    ArrayNode all = body.putArray("findings");
    for (Finding finding : broken) {
      ObjectNode one = all.addObject();
      one.put("rule", finding.rule().text());
      one.put("metric", finding.rule().metric().word());
      one.put("period", finding.rule().period().word());
      one.put("comparison", finding.rule().isAbove() ? "above" : "below");
      one.put("change", finding.rule().isChange());
      one.put("threshold", finding.rule().threshold().toPlainString());
      one.put("value", finding.value().map(number -> number.toPlainString()).orElse(null));
    }
    return body.toString();
  }
}
