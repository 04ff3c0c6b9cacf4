package io.footfall.pipelines.query;

import io.footfall.pipelines.filelake.FileOptions;
import io.footfall.pipelines.filelake.FileSettings;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.Listed;
import io.footfall.pipelines.options.OptionTable;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of the commands that read files, a lake or a warehouse. */
public interface FileSourceOptions extends SourceOptions, FileOptions {
  /**
   * Refuses file options, which have no effect if the records come from a lake, a warehouse or a
   * report.
   *
   * @param others names of file options that have another meaning in the command
   */
  static void refuseThoseOfFiles(
      Arguments arguments, FileSourceOptions options, Set<String> others) {
    Set<String> except = new TreeSet<>(OptionTable.of(SourceOptions.class).names());
    except.add("profile");
    except.addAll(others);
    if (hasSource(options)) {
      FileSettings.refuse(arguments.values(), except, arguments.problems());
    }
  }

  /** Refuses warehouse options, which have no effect if files are read. */
  static void refuseThoseOfWarehouses(Arguments arguments, FileSourceOptions options) {
    // For an access log, --user sets what identifies a user.
    SourceOptions.refuseThoseOfWarehouses(arguments, options, Set.of("user"));
  }

  /** Returns whether the options name a lake, a warehouse, a report or rejects. */
  static boolean hasSource(FileSourceOptions options) {
    return options.getLake() != null
        || options.getWarehouse() != null
        || options.getReport() != null
        || options.getRejects() != null;
  }

  @Override
  @Description("Files to read instead of a lake; a comma separates several.")
  @Listed(heading = Heading.INPUT, place = 5, value = "FILES", separator = ",")
  @Nullable String getInput();

  @Override
  @Description(
      "Files: time zone of timestamps without an offset, and of calendar days. Warehouse with only"
          + " the window tables of a stream: time zone of its days.")
  @Default.String("UTC")
  @Listed(heading = Heading.INPUT, place = 60, value = "ZONE", fallback = "UTC")
  String getZone();

  @Override
  @Description(
      "Warehouse: database user; read access is enough. Access log: what identifies a user: ip, ip+agent or remote_user.")
  @Listed(
      heading = Heading.DATABASE,
      place = 130,
      value = "USER",
      fallback = "warehouse: the user in the URL, in the secret or in PGUSER; access log: ip")
  @Nullable String getUser();
}
