/**
 * Tables of Apache Iceberg that list the files of a lake. Its libraries are on the class path only
 * of runs that use them.
 */
@NullMarked
package io.footfall.iceberg;

import org.jspecify.annotations.NullMarked;
