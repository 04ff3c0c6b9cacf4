package io.footfall.iceberg;

import io.footfall.errors.FirstStart;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.parquet.ParquetSchema;

/** Stands in for the class that needs Iceberg. */
public record IcebergCatalog(String location) implements LakeCatalog {
  private static final long serialVersionUID = 1L;

  public IcebergCatalog {
    throw FirstStart.lacks("--iceberg");
  }

  public static boolean isPropertiesFile(String location) {
    return location.endsWith(".properties");
  }

  @Override
  public Registration register(LakeFolder folder, ParquetSchema schema) {
    throw FirstStart.lacks("--iceberg");
  }
}
