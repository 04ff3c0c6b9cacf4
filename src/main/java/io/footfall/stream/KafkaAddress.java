package io.footfall.stream;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Kafka topic: {@code kafka://HOST:PORT/TOPIC}, with several brokers separated by
 * commas or semicolons.
 *
 * @param brokers the initial brokers, as in {@code bootstrap.servers}
 * @param topic its name
 */
public record KafkaAddress(String brokers, String topic) {
  private static final String SCHEME = "kafka://";
  private static final Pattern URL = Pattern.compile(SCHEME + "([^/]+:\\d+)/([a-zA-Z0-9._-]+)");

  /** Returns whether a URL has this scheme. */
  public static boolean isOne(String url) {
    return url.startsWith(SCHEME);
  }

  /**
   * Parses a URL.
   *
   * @throws FootfallException if the address is invalid
   */
  public static KafkaAddress of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw FootfallException.usage(url + " is not a Kafka topic. Use kafka://HOST:PORT/TOPIC.");
    }
    return new KafkaAddress(parts.group(1).replace(';', ','), parts.group(2));
  }

  /**
   * Reads further client settings, such as those of SASL, from the file of {@code --kafkaConfig}.
   *
   * @param file the file, on any Beam file system; null for none
   * @throws FootfallException if it cannot be read
   */
  public static Properties settings(@Nullable String file) {
    Properties settings = new Properties();
    if (file == null) {
      return settings;
    }
    try (InputStream in =
        Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(file, false)))) {
      settings.load(in);
    } catch (IOException e) {
      throw FootfallException.unreadable("--kafkaConfig=" + file, e);
    } catch (IllegalArgumentException e) {
      // The message of a malformed escape quotes nothing from the file, which can contain secrets.
      throw FootfallException.unreadable(
          "--kafkaConfig=" + file, new IOException(e.getMessage(), e));
    }
    return settings;
  }
}
