/** The source backup: unchanged copies of files and messages. */
@NullMarked
package io.footfall.backup;

import org.jspecify.annotations.NullMarked;
