package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The group of options that describes the files of a lake. */
public interface LakeFileOptions extends IcebergOptions {
  @Description("Target size of a file in the lake, in KB, MB or GB.")
  @Default.String("128MB")
  @Listed(heading = Heading.OUTPUT, place = 90, value = "SIZE", fallback = "128MB")
  String getTargetFileSize();

  void setTargetFileSize(String value);

  /**
   * Returns the target size of a file in bytes.
   *
   * @throws FootfallException if it is not a size
   */
  static long fileBytes(LakeFileOptions options) {
    String size = options.getTargetFileSize();
    Matcher parts =
        Pattern.compile("(\\d{1,9})(B|KB|MB|GB)?").matcher(size.toUpperCase(Locale.ROOT));
    long bytes = 0;
    if (parts.matches()) {
      int unit = parts.group(2) == null ? 0 : "BKMG".indexOf(parts.group(2).charAt(0));
      bytes = Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * unit));
    }
    if (bytes < 1) {
      throw FootfallException.usage(
          "--targetFileSize="
              + size
              + " is not a size. Use a number with KB, MB or GB, such as 128MB.");
    }
    return bytes;
  }
}
