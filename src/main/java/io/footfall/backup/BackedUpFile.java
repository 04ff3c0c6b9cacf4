package io.footfall.backup;

import java.io.Serializable;

/**
 * A copy of a source file.
 *
 * @param source the file that was copied
 * @param temporary path of the copy until the run is committed
 * @param file path of the copy after the commit
 * @param bytes size of the copy
 */
public record BackedUpFile(String source, String temporary, String file, long bytes)
    implements Serializable {}
