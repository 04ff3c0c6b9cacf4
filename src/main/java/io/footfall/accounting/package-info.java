/** What was read and what became of it: the sum that must add up. */
@NullMarked
package io.footfall.accounting;

import org.jspecify.annotations.NullMarked;
