package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.files.OutputFiles;
import io.footfall.lake.LakeFile;
import io.footfall.parquet.ParquetColumn;
import io.footfall.warehouse.TableDefinition.Column;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amazon Redshift, which itself reads the files from S3, as listed in a manifest.
 *
 * @param iamRole the role with which Redshift reads the files
 */
record RedshiftDialect(@Nullable String iamRole) implements Dialect {
  private static final Logger LOG = LoggerFactory.getLogger(RedshiftDialect.class);
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Timestamps are UTC. The length of a text is in bytes. */
  @Override
  public String type(Column column) {
    return switch (column.kind()) {
      case TEXT -> "VARCHAR(" + column.maxBytes() + ")";
      case TIMESTAMP -> "TIMESTAMP";
      case DECIMAL -> "DECIMAL(" + ParquetColumn.PRECISION + ", " + ParquetColumn.SCALE + ")";
      case DATE -> "DATE";
      case INTEGER -> "BIGINT";
    };
  }

  /**
   * Returns the statements for a table. Rows are distributed by user or customer and sorted by day,
   * because nearly every query selects days.
   */
  @Override
  public List<String> create(TableDefinition table, String schema) {
    return List.of(
        table.create(schema, this)
            + "\n) "
            + table
                .distribution()
                .map(column -> "DISTKEY (" + SqlName.quoted(column) + ")")
                .orElse("DISTSTYLE ALL")
            + " SORTKEY ("
            + SqlName.list(table.sorting())
            + ")");
  }

  /** Redshift cannot drop NOT NULL. */
  @Override
  public boolean relaxesColumns() {
    return false;
  }

  /**
   * Returns a statement that locks the ledger. A lock takes no snapshot, so the following
   * statements see everything that the previous load has committed.
   */
  @Override
  public String lock(String ledger) {
    return "LOCK TABLE " + ledger;
  }

  @Override
  public String timestampType() {
    return "TIMESTAMP";
  }

  @Override
  public String timestamp(Instant instant) {
    return UTC.format(instant);
  }

  @Override
  public void copy(Connection connection, String table, LakeView lake, List<LakeFile> files)
      throws SQLException, IOException {
    Manifest manifest =
        new Manifest(
            files.stream().map(file -> new Manifest.Entry(lake.seen(file), file.bytes())).toList());
    String path = lake.newManifest();
    String url = lake.seen(path);
    check(url);
    OutputFiles.write(path, manifest.toJson());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY "
              + table
              + " FROM '"
              + url
              + "' IAM_ROLE "
              + role()
              // Files of an earlier version lack the last columns, which are NULL then.
              + " FORMAT AS PARQUET MANIFEST FILLRECORD");
    } catch (SQLException e) {
      if (Failures.mayPass(e)) {
        throw e;
      }
      throw new CopyFailedException(Failures.describe(e), e);
    } finally {
      delete(path);
    }
  }

  /** Deletes a manifest. A failure is ignored, because nothing reads the manifest again. */
  private static void delete(String manifest) {
    try {
      OutputFiles.delete(List.of(manifest));
    } catch (IOException e) {
      LOG.info("Could not delete the manifest {}: {}", manifest, e.getMessage());
    }
  }

  private static void check(String url) {
    if (!url.startsWith("s3://") || url.indexOf('\'') >= 0) {
      throw FootfallException.usage(
          "Redshift reads only from s3://, and the lake is at "
              + url
              + ". Write the lake to S3, or set --lakeUrl=s3://BUCKET/FOLDER to its address for Redshift.");
    }
  }

  private String role() {
    if (iamRole == null) {
      throw FootfallException.usage(
          "--iamRole is required, the role with which Redshift reads the lake:"
              + " --iamRole=arn:aws:iam::ACCOUNT:role/NAME, or --iamRole=default for the cluster's role.");
    }
    return iamRole.equals("default") ? "default" : "'" + iamRole + "'";
  }
}
