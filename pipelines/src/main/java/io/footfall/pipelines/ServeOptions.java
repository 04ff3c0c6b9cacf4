package io.footfall.pipelines;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall serve}. */
public interface ServeOptions extends SourceOptions {
  /** The interface. */
  @Description(
      "The address that it listens on: 0.0.0.0 is all of this machine. Beyond 127.0.0.1 a token is needed.")
  @Default.String("127.0.0.1")
  @Listed(group = OptionGroup.OUTPUT, place = 1, value = "ADDRESS", fallback = "127.0.0.1")
  String getHost();

  /** Sets the interface. */
  void setHost(String value);

  /** The port. */
  @Description("The port; 0: one that is free.")
  @Default.Integer(8080)
  @Listed(group = OptionGroup.OUTPUT, place = 2, value = "N", fallback = "8080")
  int getPort();

  /** Sets the port. */
  void setPort(int value);

  /** The file with the token. */
  @Description("A file whose first line is the token that somebody must know to be let in.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 3,
      value = "FILE",
      fallback =
          "FOOTFALL_TOKEN of the environment; else, beyond 127.0.0.1, one is made and printed")
  @Nullable String getTokenFile();

  /** Sets the file with the token. */
  void setTokenFile(@Nullable String value);

  /** Names under which it can be asked. */
  @Description(
      "Names under which browsers reach it, such as that of a proxy before it. Several are parted by commas.")
  @Listed(
      group = OptionGroup.OUTPUT,
      place = 4,
      value = "NAMES",
      fallback = "localhost and addresses")
  @Nullable String getAllowedHost();

  /** Sets names under which it can be asked. */
  void setAllowedHost(@Nullable String value);

  /** How many rows an answer has. */
  @Description("How many rows of an answer are shown at most.")
  @Default.Integer(10_000)
  @Listed(group = OptionGroup.OUTPUT, place = 5, value = "N", fallback = "10000")
  int getQueryRows();

  /** Sets how many rows an answer has. */
  void setQueryRows(int value);

  /** How long a question may take. */
  @Description("How many seconds a question may take.")
  @Default.Integer(30)
  @Listed(group = OptionGroup.OUTPUT, place = 6, value = "SECONDS", fallback = "30")
  int getQuerySeconds();

  /** Sets how long a question may take. */
  void setQuerySeconds(int value);

  /** How much memory questions may take. */
  @Description("A lake: how many MiB all questions that run may take together.")
  @Default.Integer(1024)
  @Listed(group = OptionGroup.OUTPUT, place = 7, value = "MIB", fallback = "1024")
  int getQueryMemory();

  /** Sets how much memory questions may take. */
  void setQueryMemory(int value);

  /** How often a client may ask. */
  @Description("How many questions a client may ask in a minute.")
  @Default.Integer(60)
  @Listed(group = OptionGroup.OUTPUT, place = 8, value = "N", fallback = "60")
  int getQueriesPerMinute();

  /** Sets how often a client may ask. */
  void setQueriesPerMinute(int value);

  /** All options of the command, in the order in which they are listed. */
  static List<OptionTable.Option> table() {
    return Sources.table(ServeOptions.class);
  }
}
