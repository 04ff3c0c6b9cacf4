package io.footfall.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/**
 * The content of a zip entry. Fails at the end unless size and checksum match the archive's
 * directory, which libraries for zip files do not check.
 */
final class CheckedZipEntry extends CheckedInputStream {
  private final long size;
  private final long checksum;
  private long taken;

  /**
   * Checks an entry.
   *
   * @param size its size in bytes, from the directory; negative if unknown
   * @param checksum its CRC-32, from the directory; negative if unknown
   */
  CheckedZipEntry(InputStream entry, long size, long checksum) {
    super(entry, new CRC32());
    this.size = size;
    this.checksum = checksum;
  }

  @Override
  public int read() throws IOException {
    try {
      int b = super.read();
      took(b < 0 ? b : 1);
      return b;
    } catch (EOFException | ZipException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      int n = super.read(bytes, from, length);
      took(n);
      return n;
    } catch (EOFException | ZipException e) {
      throw new Decompression.DamagedDataException(e);
    }
  }

  private void took(int n) throws IOException {
    taken += Math.max(0, n);
    if (n >= 0) {
      return;
    }
    if (size >= 0 && taken != size) {
      throw new ZipException("it has " + taken + " bytes instead of " + size);
    }
    if (checksum >= 0 && getChecksum().getValue() != checksum) {
      throw new ZipException("its checksum is wrong");
    }
  }
}
