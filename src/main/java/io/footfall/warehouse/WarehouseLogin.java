package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The user of a database and the source of the password. It does not contain the password, which is
 * fetched when connecting, so a login can be displayed.
 *
 * @param user the user; null for the user in the URL, the secret or {@code PGUSER}
 * @param passwordFile a file whose first line is the password
 * @param passwordSecret a secret of AWS Secrets Manager, by name or ARN
 */
public record WarehouseLogin(
    @Nullable String user, @Nullable String passwordFile, @Nullable String passwordSecret)
    implements Serializable {

  /** The password of the environment: {@code REDSHIFT_PASSWORD} or {@code PGPASSWORD}. */
  public static final WarehouseLogin OF_ENVIRONMENT = new WarehouseLogin(null, null, null);

  /**
   * Checks that there is at most one source of the password.
   *
   * @throws FootfallException if there are two
   */
  public WarehouseLogin {
    if (passwordFile != null && passwordSecret != null) {
      throw FootfallException.usage(
          "--passwordFile and --passwordSecret both specify the password. Omit one of them.");
    }
  }

  /** Returns whether the login names a source of the password. */
  boolean hasPasswordSource() {
    return passwordFile != null || passwordSecret != null;
  }

  /**
   * Returns the properties for the driver.
   *
   * @throws FootfallException if the password cannot be read
   */
  public Properties properties(String url) {
    Properties properties = new Properties();
    Optional<SecretPassword> secret =
        Optional.ofNullable(passwordSecret).map(SecretPassword::lookUp);
    @Nullable String who =
        user != null
            ? user
            : secret.map(SecretPassword::user).filter(u -> !u.isEmpty()).orElse(null);
    String lower = url.toLowerCase(Locale.ROOT);
    if (who == null && !lower.contains("user=") && !lower.contains("uid=")) {
      who = System.getenv("PGUSER");
    }
    if (who != null) {
      properties.setProperty("user", who);
    }
    @Nullable String password =
        secret
            .map(SecretPassword::password)
            .orElseGet(() -> password(lower.startsWith("jdbc:redshift")));
    if (password != null) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  private @Nullable String password(boolean isRedshift) {
    if (passwordFile == null) {
      @Nullable String redshift = System.getenv("REDSHIFT_PASSWORD");
      @Nullable String postgres = System.getenv("PGPASSWORD");
      return redshift != null && (isRedshift || postgres == null) ? redshift : postgres;
    }
    try {
      return Files.readString(Path.of(passwordFile)).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw FootfallException.io("The password cannot be read", e, "Check --passwordFile.");
    }
  }
}
