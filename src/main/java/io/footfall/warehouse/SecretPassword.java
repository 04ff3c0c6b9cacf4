package io.footfall.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A password from AWS Secrets Manager. A secret is an object with {@code password} and optionally
 * {@code username}, as Redshift and RDS store it, or only the password.
 *
 * @param user empty if the secret has none
 * @param password the password
 */
record SecretPassword(String user, String password) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Looks up a secret with the credentials and the region of the environment. */
  static SecretPassword lookUp(String secret) {
    try (SecretsManagerClient client = SecretsManagerClient.create()) {
      return lookUp(secret, client);
    } catch (SdkException e) {
      throw failed(secret, e);
    }
  }

  static SecretPassword lookUp(String secret, SecretsManagerClient client) {
    String value;
    try {
      value = client.getSecretValue(request -> request.secretId(secret)).secretString();
    } catch (SdkException e) {
      throw failed(secret, e);
    }
    if (value == null) {
      throw FootfallException.usage(
          "The secret " + secret + " is binary; expected text. Check --passwordSecret.");
    }
    return of(secret, value);
  }

  /** Parses a secret. Messages never repeat the value. */
  static SecretPassword of(String secret, String value) {
    if (!value.stripLeading().startsWith("{")) {
      return new SecretPassword("", value);
    }
    JsonNode json;
    try {
      json = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      json = JSON.createObjectNode();
    }
    if (!json.path("password").isTextual()) {
      throw FootfallException.usage(
          ("The secret %s contains no password; expected an object with username and"
                  + " password, or only the password. Check --passwordSecret.")
              .formatted(secret));
    }
    return new SecretPassword(json.path("username").asText(""), json.path("password").asText());
  }

  private static FootfallException failed(String secret, SdkException e) {
    return new FootfallException(
        Kind.IO,
        ("The secret %s cannot be looked up: %s. Check --passwordSecret, the region and the"
                + " credentials.")
            .formatted(secret, e.getMessage()),
        e);
  }

  /** Returns a text without the password. */
  @Override
  public String toString() {
    return "SecretPassword[user=" + user + "]";
  }
}
