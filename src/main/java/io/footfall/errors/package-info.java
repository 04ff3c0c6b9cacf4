/** The exception whose message users see, and its exit status. */
@NullMarked
package io.footfall.errors;

import org.jspecify.annotations.NullMarked;
