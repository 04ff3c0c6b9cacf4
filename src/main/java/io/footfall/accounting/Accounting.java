package io.footfall.accounting;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The counts of all records, per source and in total (src/docs/formats.md, section 2.4). Built from
 * parts, one per slice of a source, in any order. Each part also contains the line count of its
 * slice, from which line numbers in the file are computed.
 */
public final class Accounting {
  private final NavigableMap<String, SourceCounts> sources = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Long>> linesFrom = new TreeMap<>();

  public Accounting() {}

  /** Packs the counts of one slice. */
  public static byte[] pack(String source, long from, long lines, SourceCounts counts) {
    ByteOutput out = new ByteOutput(64);
    out.writeText(source);
    out.writeVarLong(from);
    out.writeVarLong(lines);
    counts.pack(out);
    return out.toByteArray();
  }

  /** Adds the counts of one slice. */
  public void add(ByteInput packed) {
    String source = packed.readText();
    long from = packed.readVarLong();
    long lines = packed.readVarLong();
    sources.computeIfAbsent(source, s -> new SourceCounts()).add(SourceCounts.unpack(packed));
    linesFrom.computeIfAbsent(source, s -> new TreeMap<>()).put(from, lines);
  }

  /** Returns the counts of each source, by name. */
  public NavigableMap<String, SourceCounts> sources() {
    return sources;
  }

  /** Returns the counts of all sources together. */
  public SourceCounts total() {
    SourceCounts total = new SourceCounts();
    sources.values().forEach(total::add);
    return total;
  }

  /** Returns the number of lines of the source before the slice that starts at {@code from}. */
  public long linesBefore(String source, long from) {
    NavigableMap<Long, Long> slices = linesFrom.get(source);
    return slices == null
        ? 0
        : slices.headMap(from, false).values().stream().mapToLong(Long::longValue).sum();
  }
}
