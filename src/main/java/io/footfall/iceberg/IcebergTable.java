package io.footfall.iceberg;

import io.footfall.lake.LakeCatalog.Registration;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.Seal;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The table of a dataset. Its data files are those of the lake: a snapshot lists the live files of
 * all batches that were sealed when it was committed.
 *
 * @param name its name in the catalog
 * @param table the table as it was when it was loaded
 * @param folder the dataset's directory in the lake
 */
record IcebergTable(TableIdentifier name, Table table, LakeFolder folder) {
  /** The column by which the table is partitioned. */
  private static final String DAY = "event_date";

  /** The property of the table with the directory of the dataset. */
  private static final String LAKE = "footfall.lake";

  /** The property of a snapshot with the batches whose files it added. */
  private static final String BATCHES = "footfall.batches";

  private static final int MOST_BATCHES_NAMED = 100;

  /** Number of metadata files to keep; Iceberg writes one per snapshot. */
  private static final String METADATA_KEPT = "20";

  /**
   * Loads the table, which is created if it does not exist.
   *
   * @throws IllegalStateException if it belongs to another lake
   */
  static IcebergTable of(
      Catalog catalog, TableIdentifier name, LakeFolder folder, ParquetSchema schema) {
    Schema columns = columns(schema);
    if (!catalog.tableExists(name)) {
      if (catalog instanceof SupportsNamespaces namespaces
          && !namespaces.namespaceExists(name.namespace())) {
        namespaces.createNamespace(name.namespace());
      }
      catalog.createTable(
          name,
          columns,
          schema.columns().stream().anyMatch(column -> column.name().equals(DAY))
              ? PartitionSpec.builderFor(columns).identity(DAY).build()
              : PartitionSpec.unpartitioned(),
          Map.of(
              LAKE,
              folder.path(),
              // The files belong to the lake, so no engine that uses the table may delete them.
              TableProperties.GC_ENABLED,
              "false",
              TableProperties.DEFAULT_NAME_MAPPING,
              NameMappingParser.toJson(MappingUtil.create(columns)),
              TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
              "true",
              TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
              METADATA_KEPT));
    }
    Table table = catalog.loadTable(name);
    String lake = table.properties().get(LAKE);
    if (!folder.path().equals(lake)) {
      throw new IllegalStateException(
          (lake == null
                  ? "it was not created by Footfall"
                  : "it lists the files of " + lake + ", not of " + folder.path())
              + ". Choose another catalog or namespace");
    }
    if (table.schema().columns().size() < columns.columns().size()) {
      table.updateSchema().unionByNameWith(columns).commit();
      table
          .updateProperties()
          .set(
              TableProperties.DEFAULT_NAME_MAPPING,
              NameMappingParser.toJson(MappingUtil.create(table.schema())))
          .commit();
    }
    return new IcebergTable(name, table, folder);
  }

  private static Schema columns(ParquetSchema schema) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (ParquetColumn column : schema.columns()) {
      fields.add(
          (column.nullable()
                  ? Types.NestedField.optional(column.name())
                  : Types.NestedField.required(column.name()))
              .withId(fields.size() + 1)
              .ofType(type(column.kind()))
              .build());
    }
    return new Schema(fields);
  }

  private static Type type(ParquetColumn.Kind kind) {
    return switch (kind) {
      case TEXT -> Types.StringType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case DECIMAL -> Types.DecimalType.of(ParquetColumn.PRECISION, ParquetColumn.SCALE);
      case DATE -> Types.DateType.get();
      case INTEGER -> Types.LongType.get();
    };
  }

  /** Commits the difference between the files of the table and those of the seals. */
  Registration update() throws IOException {
    // Reads the table before the seals, so that these seals include all that an earlier
    // registration knew.
    Map<String, DataFile> stale = registered();
    List<Seal> seals = folder.seals();
    Map<String, LakeFile> missing = new LinkedHashMap<>();
    for (LakeFile file : LakeFolder.liveFiles(seals)) {
      if (stale.remove(folder.resolve(file)) == null) {
        missing.put(folder.resolve(file), file);
      }
    }
    if (!missing.isEmpty() || !stale.isEmpty()) {
      commit(stale.values(), missing, seals);
    }
    return new Registration(name.toString(), missing.size(), stale.size());
  }

  private Map<String, DataFile> registered() throws IOException {
    Map<String, DataFile> registered = new HashMap<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> registered.put(task.file().location(), task.file()));
    }
    return registered;
  }

  private void commit(Collection<DataFile> stale, Map<String, LakeFile> missing, List<Seal> seals) {
    List<DataFile> added = new ArrayList<>();
    missing.forEach((location, file) -> added.add(dataFile(location, file)));
    Snapshot compared = table.currentSnapshot();
    SnapshotUpdate<?> update;
    if (isCompaction(stale, missing.values(), seals)) {
      // Incremental readers skip a rewrite, because it adds no rows.
      RewriteFiles rewrite = table.newRewrite();
      stale.forEach(rewrite::deleteFile);
      added.forEach(rewrite::addFile);
      update = rewrite;
    } else {
      OverwriteFiles overwrite =
          table
              .newOverwrite()
              .conflictDetectionFilter(Expressions.alwaysTrue())
              .validateNoConflictingData();
      if (compared != null) {
        overwrite.validateFromSnapshot(compared.snapshotId());
      }
      stale.forEach(overwrite::deleteFile);
      added.forEach(overwrite::addFile);
      update = overwrite;
    }
    update.set(
        BATCHES,
        missing.values().stream()
            .flatMap(file -> file.batches().stream())
            .distinct()
            .sorted()
            .limit(MOST_BATCHES_NAMED)
            .collect(Collectors.joining(",")));
    update.commit();
  }

  /** Returns whether compactions wrote the new files from exactly the rows of the stale ones. */
  private boolean isCompaction(
      Collection<DataFile> stale, Collection<LakeFile> missing, List<Seal> seals) {
    Set<String> compacted = new HashSet<>();
    for (Seal seal : seals) {
      seal.replaces().forEach(path -> compacted.add(folder.path() + path));
    }
    return !stale.isEmpty()
        && stale.stream().allMatch(file -> compacted.contains(file.location()))
        && stale.stream().mapToLong(DataFile::recordCount).sum()
            == missing.stream().mapToLong(LakeFile::rows).sum();
  }

  /**
   * Describes a file from its seal alone, without column bounds. Readers use those in its footer.
   */
  private DataFile dataFile(String location, LakeFile file) {
    DataFiles.Builder builder =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFileSizeInBytes(file.bytes())
            .withRecordCount(file.rows())
            .withFormat(FileFormat.PARQUET);
    if (table.spec().isPartitioned()) {
      builder.withPartitionPath(DAY + "=" + file.date());
    }
    return builder.build();
  }
}
