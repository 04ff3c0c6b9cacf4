package io.footfall.warehouse;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetSchema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a lake, as this program and as the warehouse see it.
 *
 * @param folder the dataset's folder
 * @param dataset the dataset
 * @param url where the warehouse finds the lake, if it has another name there; with a slash at the
 *     end
 */
record LakeView(LakeFolder folder, Dataset<?> dataset, @Nullable String url) {
  private static final String LOADS = "_loads/";

  /** The folder of the lake, with a slash at the end. */
  private String lake() {
    return folder.path().substring(0, folder.path().length() - folder.dataset().length() - 1);
  }

  /** Where the warehouse finds a path that this program sees. */
  String seen(String path) {
    return url == null ? path : url + path.substring(lake().length());
  }

  /** Where the warehouse finds a file. */
  String seen(LakeFile file) {
    return seen(folder.resolve(file));
  }

  /** Returns the columns of the files, which are those of the table. */
  ParquetSchema schema() {
    return dataset.lake().schema();
  }

  /** Returns the names of the columns. */
  List<String> columns() {
    return schema().columns().stream().map(ParquetColumn::name).toList();
  }

  /** A name for a new manifest, as this program sees it. */
  String newManifest() {
    return lake() + LOADS + folder.dataset() + "-" + UUID.randomUUID() + ".manifest";
  }
}
