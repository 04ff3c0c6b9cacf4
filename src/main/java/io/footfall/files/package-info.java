/** The files of outputs, on any file system. */
@NullMarked
package io.footfall.files;

import org.jspecify.annotations.NullMarked;
