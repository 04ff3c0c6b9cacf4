package io.footfall.iceberg;

import io.footfall.files.DirectoryLock;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.parquet.ParquetSchema;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * An Iceberg catalog with a table for each dataset of a lake.
 *
 * <p>Registrations of a dataset exclude each other with a {@link DirectoryLock}. Where the lake's
 * file system has no locks, a snapshot is refused if another one was committed since the
 * comparison, and the registration is repeated.
 *
 * @param location the directory of a Hadoop catalog, or a file with the properties of any catalog,
 *     whose name ends with {@code .properties}
 */
public record IcebergCatalog(String location) implements LakeCatalog {
  private static final long serialVersionUID = 1L;
  private static final String PROPERTIES = ".properties";

  /**
   * A class that the Iceberg libraries need, named as text because Footfall is not compiled against
   * it.
   */
  private static final String HADOOP = "org.apache.hadoop.conf.Configuration";

  /** The catalog property for the namespace of the tables, defined by Footfall, not by Iceberg. */
  private static final String NAMESPACE = "footfall.namespace";

  private static final int ATTEMPTS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Returns whether a location is a file with properties, not a directory. */
  public static boolean isPropertiesFile(String location) {
    return location.endsWith(PROPERTIES);
  }

  @Override
  public Registration register(LakeFolder folder, ParquetSchema schema) throws IOException {
    if (folder.sealed().isEmpty()) {
      return new Registration(folder.dataset(), 0, 0);
    }
    Map<String, String> properties = properties();
    TableIdentifier name =
        TableIdentifier.of(
            Namespace.of(properties.getOrDefault(NAMESPACE, "footfall")), folder.dataset());
    String locked = folder.path() + "_iceberg/";
    Closeable lock =
        DirectoryLock.isAvailable(locked)
            ? DirectoryLock.acquire(locked, "a registration in Iceberg", PATIENCE)
            : () -> {};
    try (lock;
        Closeable catalog = (Closeable) open(properties)) {
      for (int attempt = 1; ; attempt++) {
        try {
          return IcebergTable.of((Catalog) catalog, name, folder, schema).update();
        } catch (CommitFailedException | ValidationException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (RuntimeException e) {
      // Each catalog client throws its own exceptions.
      throw new IOException(
          "table " + name + " of the Iceberg catalog " + location + ": " + reason(e), e);
    }
  }

  /**
   * Returns the message with that of the cause, because a REST client describes the failure only
   * there.
   */
  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
        ? message
        : message + ": " + cause.getMessage();
  }

  private Map<String, String> properties() throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (isPropertiesFile(location)) {
      Properties read = new Properties();
      read.load(new ByteArrayInputStream(OutputFiles.read(location)));
      read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    } else {
      properties.put(CatalogUtil.ICEBERG_CATALOG_TYPE, CatalogUtil.ICEBERG_CATALOG_TYPE_HADOOP);
      properties.put(CatalogProperties.WAREHOUSE_LOCATION, location);
    }
    return properties;
  }

  private static Catalog open(Map<String, String> properties) {
    try {
      return CatalogUtil.buildIcebergCatalog(
          "footfall", properties, Class.forName(HADOOP).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Hadoop's libraries are missing", e);
    }
  }
}
