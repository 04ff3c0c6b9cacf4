package io.footfall.source;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.SteadyChannel;
import io.footfall.source.InputFiles.InputFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * An archive: zip, or tar, which may be compressed. An entry is named {@code ARCHIVE!/ENTRY} and is
 * read like any other file, as a stream.
 *
 * <p>A zip has a directory, so its entries are found at once. A tar has none: listing it and
 * opening an entry read the bytes before the entry, so the time is quadratic in the number of
 * entries.
 */
final class Archive {
  private static final String MARK = "!/";
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int TAR_MAGIC_OFFSET = 257;
  private static final int TAR_BLOCK = 512;
  private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

  /** The part that distinguishes a spreadsheet from other zips. */
  static final String WORKBOOK = "xl/workbook.xml";

  private static final List<String> TEXT_ENDINGS =
      List.of(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".log", ".parquet");
  private static final List<String> ARCHIVE_ENDINGS =
      List.of(".zip", ".tar", ".tgz", ".tbz2", ".tzst", ".tar.gz", ".tar.bz2", ".tar.zst");

  private Archive() {}

  static boolean isEntry(String name) {
    return name.contains(MARK) && !InputFiles.isLocalFile(name);
  }

  static String archiveOf(String entry) {
    return entry.substring(0, entry.indexOf(MARK));
  }

  /**
   * Returns the entries, in their order, if a file is an archive; empty if it is not. Entries whose
   * path has a name that begins with a dot or an underscore are left out, as in directories. Does
   * not open a file that has the extension of a text.
   *
   * @throws FootfallException if the archive is damaged, encrypted, or has two entries of one name
   */
  static Optional<List<InputFile>> entries(InputFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    boolean local = InputFiles.isLocalFile(file.name());
    boolean promised = ARCHIVE_ENDINGS.stream().anyMatch(name::endsWith);
    if (!promised && (!local || isNamedAsText(name))) {
      return Optional.empty();
    }
    try (ReadableByteChannel raw = SteadyChannel.open(SpooledInput.pathOf(file.name()))) {
      BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(raw), BUFFER_BYTES);
      in.mark(Decompression.START_BYTES);
      byte[] start = in.readNBytes(Decompression.START_BYTES);
      in.reset();
      if (isZip(start, start.length) && raw instanceof SeekableByteChannel seekable) {
        seekable.position(0);
        return zipEntries(file, seekable);
      }
      if (!promised && Decompression.of(file.name(), start, start.length) == Decompression.NONE) {
        return isTar(start) ? tarEntries(file, in) : Optional.empty();
      }
      BufferedInputStream plain =
          new BufferedInputStream(Decompression.plain(file.name(), in), BUFFER_BYTES);
      plain.mark(Decompression.START_BYTES);
      byte[] plainStart = plain.readNBytes(Decompression.START_BYTES);
      plain.reset();
      if (!isTar(plainStart)) {
        return Optional.empty();
      }
      try {
        return tarEntries(file, plain);
      } catch (Decompression.DamagedDataException e) {
        throw damaged(file.name(), e);
      }
    } catch (FileNotFoundException e) {
      throw new FootfallException(
          Kind.IO, "The input cannot be opened: " + e.getMessage() + ". Check its permissions.", e);
    } catch (Decompression.DamagedDataException e) {
      // Reading it reports where it is damaged.
      return Optional.empty();
    } catch (IOException e) {
      throw damaged(file.name(), e);
    }
  }

  private static boolean isNamedAsText(String name) {
    String plain = name.replaceFirst("\\.(gz|gzip|bz2|zst|zstd|deflate|zz)$", "");
    return TEXT_ENDINGS.stream().anyMatch(plain::endsWith);
  }

  private static FootfallException damaged(String archive, IOException e) {
    return FootfallException.io(
        "Reading the "
            + (Decompression.isWorkbook(archive) ? "xlsx workbook " : "archive ")
            + archive
            + " failed",
        e,
        "Use a complete copy of the file.");
  }

  /** Returns whether a file with these first bytes is a zip. A spreadsheet is one, too. */
  static boolean isZip(byte[] start, int length) {
    return length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
  }

  private static boolean isTar(byte[] start) {
    if (start.length < TAR_MAGIC_OFFSET + TAR_MAGIC.length) {
      return false;
    }
    for (int i = 0; i < TAR_MAGIC.length; i++) {
      if (start[TAR_MAGIC_OFFSET + i] != TAR_MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<List<InputFile>> zipEntries(
      InputFile archive, SeekableByteChannel channel) throws IOException {
    List<InputFile> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (ZipFile zip = zip(channel)) {
      if (zip.getEntry(WORKBOOK) != null) {
        return Optional.empty();
      }
      refuseDocument(archive.name(), name -> zip.getEntry(name) != null);
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
          throw FootfallException.usage(archive.name() + " is encrypted. Extract it first.");
        }
        if (!entry.isDirectory()) {
          add(archive, entry.getName(), entry.getSize(), names, entries);
        }
      }
    }
    return Optional.of(entries);
  }

  private static ZipFile zip(SeekableByteChannel channel) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(channel).get();
    } catch (IOException e) {
      throw e.getCause() instanceof ZipException
          ? new IOException("the directory at its end is missing or damaged", e)
          : e;
    }
  }

  /**
   * Refuses a zip that is a document of another program.
   *
   * @param has whether the zip has an entry of a name
   * @throws FootfallException if it is one
   */
  static void refuseDocument(String archive, Predicate<String> has) {
    String found =
        has.test("META-INF/manifest.xml") && has.test("content.xml")
            ? "an OpenDocument file"
            : has.test("Index/Document.iwa")
                ? "a document of Apple Numbers, Pages or Keynote"
                : has.test("xl/workbook.bin")
                    ? "an Excel workbook in the xlsb format"
                    : has.test("[Content_Types].xml") ? "an Office document without sheets" : "";
    if (!found.isEmpty()) {
      throw FootfallException.usage(
          "%s is %s, which is not supported. Save its table as xlsx or CSV first."
              .formatted(archive, found));
    }
  }

  private static Optional<List<InputFile>> tarEntries(InputFile archive, InputStream plain)
      throws IOException {
    List<InputFile> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    TarArchiveInputStream tar = new TarArchiveInputStream(plain);
    long end = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.isFile()) {
        add(archive, entry.getName(), entry.getSize(), names, entries);
      }
      end = tar.getBytesRead() + (entry.getSize() + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    }
    // The tar reader treats an incomplete header as the end.
    if (tar.getBytesRead() % TAR_BLOCK != 0 && tar.getBytesRead() < end + TAR_BLOCK) {
      throw new EOFException("it ends within the header of an entry");
    }
    // The checksum is verified only at the end of the compressed data.
    plain.transferTo(OutputStream.nullOutputStream());
    return Optional.of(entries);
  }

  private static void add(
      InputFile archive, String path, long size, Set<String> names, List<InputFile> entries) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith(".") || part.startsWith("_")) {
        return;
      }
    }
    InputFile entry =
        new InputFile(archive.name() + MARK + path, size, false, archive.lastModifiedMillis());
    if (!names.add(path)) {
      throw FootfallException.usage(
          "%s has two entries named %s. Extract it, and pass the file to read as --input."
              .formatted(archive.name(), path));
    }
    entries.add(entry);
  }

  /**
   * Opens an entry.
   *
   * @throws IOException if it does not exist or cannot be read
   */
  static ReadableByteChannel open(String name) throws IOException {
    String archive = archiveOf(name);
    String path = name.substring(archive.length() + MARK.length());
    ReadableByteChannel raw = SteadyChannel.open(SpooledInput.pathOf(archive));
    try {
      return Channels.newChannel(entry(archive, path, raw));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream entry(String archive, String path, ReadableByteChannel raw)
      throws IOException {
    BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(raw), BUFFER_BYTES);
    in.mark(Decompression.START_BYTES);
    byte[] start = in.readNBytes(Decompression.START_BYTES);
    in.reset();
    if (isZip(start, start.length) && raw instanceof SeekableByteChannel seekable) {
      seekable.position(0);
      ZipFile zip = zip(seekable);
      ZipArchiveEntry entry = zip.getEntry(path);
      if (entry == null) {
        throw new FileNotFoundException(archive + MARK + path);
      }
      return new EntryOfZip(
          zip, new CheckedZipEntry(zip.getInputStream(entry), entry.getSize(), entry.getCrc()));
    }
    TarArchiveInputStream tar = new TarArchiveInputStream(Decompression.plain(archive, in));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.isFile() && entry.getName().equals(path)) {
        return tar;
      }
    }
    throw new FileNotFoundException(archive + MARK + path);
  }

  /** Closes the archive with the entry. */
  private static final class EntryOfZip extends java.io.FilterInputStream {
    private final ZipFile zip;

    EntryOfZip(ZipFile zip, InputStream entry) {
      super(entry);
      this.zip = zip;
    }

    @Override
    public void close() throws IOException {
      try (zip) {
        super.close();
      }
    }
  }
}
