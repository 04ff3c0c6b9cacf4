/** Reads files, watched files and streams as blocks of records. */
@NullMarked
package io.footfall.transforms.read;

import org.jspecify.annotations.NullMarked;
