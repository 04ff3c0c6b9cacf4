/** Plain files and finished reports as a temporary lake, for commands that read a lake. */
@NullMarked
package io.footfall.pipelines.filelake;

import org.jspecify.annotations.NullMarked;
