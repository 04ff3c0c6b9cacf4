/** Access logs of web servers: their formats, and their lines as records. */
@NullMarked
package io.footfall.accesslog;

import org.jspecify.annotations.NullMarked;
