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
 * @param url the URL that the warehouse uses for the lake, if it differs; with a slash at the end
 */
record LakeView(LakeFolder folder, Dataset<?> dataset, @Nullable String url) {
  private static final String LOADS = "_loads/";

  /** Returns the directory of the lake, ending with a slash. */
  private String lake() {
    return folder.path().substring(0, folder.path().length() - folder.dataset().length() - 1);
  }

  /** Returns the path that the warehouse uses for a path of this program. */
  String seen(String path) {
    return url == null ? path : url + path.substring(lake().length());
  }

  /** Returns the path that the warehouse uses for a file. */
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

  /** Returns a name for a new manifest, as this program sees it. */
  String newManifest() {
    return lake() + LOADS + folder.dataset() + "-" + UUID.randomUUID() + ".manifest";
  }
}
