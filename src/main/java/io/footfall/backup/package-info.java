/** Source records, kept as they came: where copies of files and of messages go, and how. */
@NullMarked
package io.footfall.backup;

import org.jspecify.annotations.NullMarked;
