package io.footfall.backup;

import java.io.Serializable;

/**
 * A copy of a source file.
 *
 * @param source the file that was copied
 * @param temporary where the copy is until the run is committed
 * @param file its path then
 * @param bytes how long the copy is
 */
public record BackedUpFile(String source, String temporary, String file, long bytes)
    implements Serializable {}
