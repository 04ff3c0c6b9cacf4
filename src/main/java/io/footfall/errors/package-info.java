/** The one exception that a user sees, and what it says about the exit status. */
@NullMarked
package io.footfall.errors;

import org.jspecify.annotations.NullMarked;
